"""The whole build, by real `dvc repro` in fresh clones."""

import os
import re
import shutil
import subprocess
import sys
from hashlib import md5, sha256
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet

from pipeline.foundation.paths import ROOT
from schemas import Observation
from schemas.base import arrow_schema, header_of

GOOD = "data/raw/observations/2008/20-lang-son.csv"


def copy_tracked(folder: Path) -> Path:
    """Copy what git would clone, with the changes not yet committed; without git, as in the ZIP that GitHub offers."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def clone(folder: Path) -> Path:
    """Copy it and start a repository there."""
    copy_tracked(folder)
    git(folder, "init", "--quiet", "--initial-branch=main", ".")
    return folder


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    return subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8")


def make(folder: Path, target: str) -> subprocess.CompletedProcess[str]:
    """Run a target of the Makefile with the environment of the tests in the place of `.venv`."""
    (folder / ".venv").symlink_to(sys.prefix)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DVC_", "GIT_", "MAKE"))}
    return subprocess.run(["make", "--old-file=.venv/installed", target], cwd=folder, env=environment, capture_output=True, text=True)


def repro(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run dvc repro without the variables that would lead it elsewhere."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DVC_", "GIT_"))}
    return subprocess.run(["dvc", "repro", *options], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")


def digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of each published file and of the metrics."""
    files = sorted((folder / "data" / "processed").iterdir())
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in [*files, folder / "data" / "metrics.json"]}


def test_a_second_build_in_another_folder_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    other = clone(tmp_path / "somewhere else")
    assert repro(other).returncode == 0
    assert digests(other) == digests(built)
    assert (other / "dvc.lock").read_bytes() == (built / "dvc.lock").read_bytes()


def test_a_build_of_unchanged_input_runs_no_stage(built: Path, tmp_path: Path) -> None:
    done = repro(shutil.copytree(built, tmp_path / "clone"))
    assert done.returncode == 0
    assert "Running stage" not in done.stdout


def test_the_observations_open_everywhere_with_the_columns_of_their_model(built: Path) -> None:
    path = built / "data" / "processed" / "observations.parquet"
    header = header_of(Observation)
    assert pyarrow.parquet.read_schema(path).equals(arrow_schema(Observation), check_metadata=True)
    assert list(pd.read_parquet(path).columns) == header
    assert pl.read_parquet(path).columns == header
    with duckdb.connect() as connection:
        assert [row[0] for row in connection.execute(f"describe select * from '{path}'").fetchall()] == header
        counted = connection.execute(f"select count(*) from '{path}'").fetchall()[0][0]
    assert len(pd.read_parquet(path)) == pl.read_parquet(path).height == counted


def test_csv_stata_and_parquet_say_the_same(built: Path) -> None:
    folder = built / "data" / "processed"
    parquet = pd.read_parquet(folder / "observations.parquet")
    for other in (pd.read_csv(folder / "observations.csv"), pd.read_stata(folder / "observations.dta")):
        assert other["obs_id"].tolist() == parquet["obs_id"].tolist()
        assert other["obs_value"].tolist() == parquet["obs_value"].tolist()
        assert other["as_printed"].tolist() == parquet["as_printed"].tolist()


def test_every_coded_row_is_published_and_every_code_resolves(built: Path) -> None:
    folder = built / "data" / "processed"
    observations = pd.read_parquet(folder / "observations.parquet")
    coded = pd.concat([pd.read_csv(path, dtype=str) for path in (built / "data/raw/observations").rglob("*.csv")])
    assert set(observations["obs_id"]) == set(coded["source_id"] + "." + coded["item"])
    for column, table, key in (
        ("ref_area", "areas", "ref_area"),
        ("indicator", "indicators", "indicator"),
        ("source_id", "sources", "source_id"),
        ("programme", "programmes", "programme"),
        ("standard", "poverty_standards", "standard"),
    ):
        known = set(pd.read_parquet(folder / f"{table}.parquet")[key]) | {"_T", "_X", "_Z"}
        assert set(observations[column]) <= known


def test_an_error_in_the_raw_data_stops_the_build_and_leaves_the_last_good_tables(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clone"
    shutil.copytree(built, folder)
    before = digests(folder)
    path = folder / GOOD
    path.write_text(path.read_text(encoding="utf-8").replace(",6.02,", ",6.03,"), encoding="utf-8")
    done = repro(folder)
    assert done.returncode != 0
    assert f"{GOOD}:3:value: V203" in done.stderr
    assert "Traceback" not in done.stderr
    assert digests(folder) == before


def test_a_corrected_row_changes_its_value_and_nothing_else(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clone"
    shutil.copytree(built, folder)
    path = folder / GOOD
    path.write_text(path.read_text(encoding="utf-8").replace('"14,9%",14.9,', '"14,8%",14.8,'), encoding="utf-8")
    assert repro(folder).returncode == 0
    old, new = (pd.read_parquet(clone / "data/processed/observations.parquet").set_index("obs_id") for clone in (built, folder))
    changed = old.compare(new, align_axis=0).dropna(axis=1, how="all")
    assert set(changed.columns) == {"obs_value", "value_low", "value_high", "as_printed", "evidence"}
    assert new.loc["lang-son-2024-directive-40.1", ["obs_value", "evidence"]].to_dict() == {"obs_value": 14.8, "evidence": "unverified"}


def test_a_copy_without_git_builds_the_same_bytes(built: Path, tmp_path: Path) -> None:
    folder = copy_tracked(tmp_path / "downloaded zip")
    shutil.copytree(built / ".dvc" / "cache", folder / ".dvc" / "cache")  # what is built already need not be built again
    done = make(folder, "data")
    assert done.returncode == 0, done.stderr + done.stdout
    assert digests(folder) == digests(built)


def test_a_merge_of_two_branches_that_both_rebuilt_is_resolved_by_make(built: Path, tmp_path: Path) -> None:
    """DVC cannot read a lock file with conflict marks; `make resolve` makes anew what the build makes."""
    folder = tmp_path / "clone"
    shutil.copytree(built, folder)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Start")
    git(folder, "branch", "other")
    for branch, old, new in (("main", '"6,02%",6.02,', '"6,03%",6.03,'), ("other", '"14,9%",14.9,', '"14,8%",14.8,')):
        git(folder, "checkout", "--quiet", branch)
        path = folder / GOOD
        assert old in path.read_text(encoding="utf-8")
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        lock = folder / "dvc.lock"  # as if it had been rebuilt: every hash in it is another one on each branch
        lock.write_text(re.sub(r"(?<=md5: )[0-9a-f]+", md5(new.encode()).hexdigest(), lock.read_text(encoding="utf-8")), encoding="utf-8")
        git(folder, "commit", "--quiet", "--all", "--message=Rebuild")
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "other")
    assert "dvc.lock" in git(folder, "diff", "--name-only", "--diff-filter=U").stdout
    assert repro(folder).returncode != 0
    git(folder, "checkout", "--theirs", "--", GOOD)
    path = folder / GOOD
    path.write_text(path.read_text(encoding="utf-8").replace('"6,02%",6.02,', '"6,03%",6.03,'), encoding="utf-8")
    git(folder, "add", GOOD)
    done = make(folder, "resolve")
    assert done.returncode == 0, done.stderr + done.stdout
    assert git(folder, "diff", "--name-only", "--diff-filter=U").stdout == ""
    assert "Data and pipelines are up to date" in repro(folder).stdout
    values = pd.read_parquet(folder / "data/processed/observations.parquet").set_index("obs_id")["obs_value"]
    assert [values[f"lang-son-2024-directive-40.{item}"] for item in (1, 2)] == [14.8, 6.03]
