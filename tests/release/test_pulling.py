"""A published version as a stranger pulls it, by the recipes of the README, from a real web server."""

import re
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import duckdb
import dvc.api
import fsspec
import pandas as pd
import polars as pl
import pyarrow.parquet
import pytest

from tests.release.servers import nginx, program
from tests.release.stranger import breaking_off, pipeline, served, without_cache
from tests.release.stranger import dvc as run_dvc
from tests.test_build import git

Server = Callable[[Path, Path], AbstractContextManager[str]]


def plain(root: Path, work: Path) -> AbstractContextManager[str]:
    return served(root)


def test_a_stranger_pulls_a_version_and_after_a_correction_the_next(corrected: Path, tmp_path: Path) -> None:
    done = pipeline(corrected, "release")
    assert done.returncode == 0, done.stderr
    assert "Calls for: PATCH." in done.stdout
    git(corrected, "tag", "v1.0.1")
    (tmp_path / "empty").mkdir()
    table = "data/processed/observations.parquet"
    repository = without_cache(corrected, tmp_path / "repository")
    with served(corrected / "publication") as address:
        for version, value in (("1.0.0", 14.9), ("1.0.1", 14.8)):
            out = tmp_path / "empty" / f"{version}.parquet"
            remote = ("--remote", "publication", "--remote-config", f"url={address}/dvc")
            got = run_dvc(tmp_path / "empty", "get", str(repository), table, "--rev", f"v{version}", "--out", str(out), *remote)
            assert got.returncode == 0, got.stderr
            for read in (str(out), f"{address}/v{version}/observations.parquet"):
                rows = pd.read_parquet(read).set_index("obs_id")
                assert rows.loc["lang-son-2024-directive-40.1", "obs_value"] == value
        git(tmp_path / "empty", "init", "--quiet")
        assert run_dvc(tmp_path / "empty", "init", "--quiet").returncode == 0
        taken = run_dvc(tmp_path / "empty", "import", str(repository), table, "--rev", "v1.0.0", *remote)
        assert taken.returncode == 0, taken.stderr
        for version, value in (("1.0.0", 14.9), ("1.0.1", 14.8)):
            updated = run_dvc(tmp_path / "empty", "update", "observations.parquet.dvc", "--rev", f"v{version}")
            assert updated.returncode == 0, updated.stderr
            rows = pd.read_parquet(tmp_path / "empty" / "observations.parquet").set_index("obs_id")
            assert rows.loc["lang-son-2024-directive-40.1", "obs_value"] == value
    assert "14.9 | 14.8" in (corrected / "publication" / "v1.0.1" / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.fixture(params=[plain, nginx], ids=["http.server", "nginx"])
def address(request: pytest.FixtureRequest, released: Path, tmp_path: Path) -> Iterator[str]:
    """Where the publication is served."""
    server: Server = request.param
    with server(released / "publication", tmp_path / "server") as found:
        yield found


@pytest.fixture
def repository(released: Path, tmp_path: Path) -> Path:
    """What GitHub has of it: the commits and tags, without DVC's cache."""
    return without_cache(released, tmp_path / "repository")


@pytest.fixture
def recipes(released: Path, repository: Path, address: str) -> str:
    """The part of the README about pulling, with what a reader puts in the place of ADDRESS and REPOSITORY."""
    readme = (released / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("## Pull a version") : readme.index("## Build it")]
    return section.replace("ADDRESS", address).replace("REPOSITORY", str(repository))


@pytest.fixture
def rows(released: Path) -> int:
    count: int = pyarrow.parquet.read_table(released / "publication" / "v1.0.0" / "observations.parquet").num_rows
    return count


def lines(recipes: str, pattern: str) -> list[str]:
    found = re.findall(rf"^{pattern}.*$", recipes, re.MULTILINE)
    assert found, pattern
    return found


def test_every_address_in_the_readme_is_served(recipes: str, address: str) -> None:
    named = set(re.findall(rf"{address}/[\w./-]*\w\.[a-z]\w*[a-z0-9]", recipes))
    assert {Path(each).suffix for each in named} == {".parquet", ".csv", ".dta", ".xlsx", ".json"}
    for each in named:
        with urllib.request.urlopen(each) as answer:
            assert answer.status == 200


def test_pandas_and_polars(recipes: str, rows: int) -> None:
    for code in lines(recipes, r"(?:pandas|polars)\."):
        assert len(eval(code, {"pandas": pd, "polars": pl})) == rows


def test_duckdb(recipes: str, rows: int, released: Path, address: str) -> None:
    (query,) = re.findall(r"^(SELECT .*?);", recipes, re.MULTILINE)
    local = query.replace(address, str(released / "publication"))  # its extension for HTTP comes from its maker's host alone
    assert len(duckdb.execute(local).fetchall()) == rows


def test_r(recipes: str, rows: int) -> None:
    (code,) = lines(recipes, r"read\.csv")
    script = f"table <- {code}\ncat(nrow(table), class(table$preferred), table$area_name[table$ref_area == 'P20_2008'][1])"
    done = subprocess.run([program("Rscript"), "-e", script], capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, f"{rows} logical Lạng Sơn"), done.stderr


def test_curl(recipes: str, tmp_path: Path) -> None:
    (command,) = lines(recipes, "curl ")
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "observations.parquet: OK\n"), done.stderr


def test_dvc_get_and_artifacts(recipes: str, rows: int, tmp_path: Path) -> None:
    (get,) = lines(recipes, "dvc get")
    (artifact,) = lines(recipes, "dvc artifacts")
    for command, path in ((f"{get} --out pulled.parquet", "pulled.parquet"), (artifact, "tables/observations.parquet")):
        done = run_dvc(tmp_path, *command.split()[1:])
        assert done.returncode == 0, done.stderr
        assert pyarrow.parquet.read_table(tmp_path / path).num_rows == rows


def test_dvc_api(recipes: str, rows: int) -> None:
    (code,) = lines(recipes, r"dvc\.api")
    with eval(code, {"dvc": dvc}) as file:
        assert len(pd.read_csv(file)) == rows


def test_a_server_that_answers_with_a_page_of_its_own_is_noticed(released: Path, tmp_path: Path) -> None:
    fake = tmp_path / "fake" / "v1.0.0"
    fake.mkdir(parents=True)
    bundle = released / "publication" / "v1.0.0"
    (fake / "SHA256SUMS").write_bytes((bundle / "SHA256SUMS").read_bytes())
    (fake / "observations.parquet").write_text("<html>Welcome to the network of our hotel</html>", encoding="utf-8")
    readme = (released / "README.md").read_text(encoding="utf-8")
    with served(tmp_path / "fake") as address:
        (command,) = lines(readme.replace("ADDRESS", address), "curl ")
        done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "observations.parquet: FAILED" in done.stdout


def test_a_server_that_dies_in_the_middle_is_an_error(recipes: str, released: Path, tmp_path: Path, address: str) -> None:
    (curl,) = lines(recipes, "curl ")
    (get,) = lines(recipes, "dvc get")
    with breaking_off(released / "publication") as broken:
        done = subprocess.run(["bash", "-c", curl.replace(address, broken)], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode != 0
        got = run_dvc(tmp_path, *get.replace(address, broken).split()[1:], "--out", "pulled.parquet")
    assert got.returncode != 0  # DVC leaves the half table, as the README says


def test_one_column_costs_a_part_of_the_file(built: Path, tmp_path: Path) -> None:
    path = built / "data" / "processed" / "observations.parquet"
    with (
        nginx(path.parent, tmp_path / "server") as address,
        fsspec.open(f"{address}/{path.name}", cache_type="none") as file,
    ):
        pyarrow.parquet.read_table(file, columns=["obs_value"], pre_buffer=False)
    sent = [line.split() for line in (tmp_path / "server" / "access.log").read_text(encoding="utf-8").splitlines()]
    assert {status for _, status, _, _ in sent if status != "200"} == {"206"}
    assert sum(int(size) for method, _, size, _ in sent if method == "GET") < path.stat().st_size * 2 / 3
