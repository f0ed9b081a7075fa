"""The command `release`, in a clone with a real history: the same bytes, and what it refuses."""

import fcntl
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import polars as pl
import pyarrow.parquet
import pytest
from openpyxl import load_workbook

from pipeline.release.page import html_page
from pipeline.site.charts import CLIENT
from tests.release.servers import must_be_there, program
from tests.release.stranger import PROVINCE, commit, correct_a_value, edit, files, pipeline, rebuild, set_version
from tests.test_build import git


def test_two_releases_of_one_commit_are_the_same_bytes(released: Path, tmp_path: Path) -> None:
    again = pipeline(released, "release", "--to", str(tmp_path / "again"))
    assert again.returncode == 0, again.stderr
    assert files(tmp_path / "again") == files(released / "publication")
    assert git(released, "status", "--porcelain").stdout == ""


def test_a_version_keeps_its_explorer(copy: Path, tmp_path: Path) -> None:
    """Made of the tables beside it; other releases of these tests go without, to be quick."""
    program("node")
    must_be_there((CLIENT / "node_modules").is_dir(), "what the explorer is made with")
    (copy / "pipeline" / "site" / "client" / "node_modules").symlink_to(CLIENT / "node_modules")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "release", "--to", tmp_path / "public"], cwd=copy, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    bundle = tmp_path / "public" / "v1.0.0"
    assert (bundle / "site" / "data" / "nearest_figures.csv").read_bytes() == (bundle / "nearest_figures.csv").read_bytes()
    assert "P20_2008" in (bundle / "site" / "en" / "index.html").read_text(encoding="utf-8")
    assert "  site/en/index.html\n" in (bundle / "SHA256SUMS").read_text(encoding="utf-8")


def test_every_file_has_its_checksum_and_the_list_is_last(released: Path) -> None:
    bundle = released / "publication" / "v1.0.0"
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=bundle, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert len((bundle / "SHA256SUMS").read_text(encoding="utf-8").splitlines()) == len(files(bundle)) - 1
    listed = json.loads((released / "publication" / "versions.json").read_text(encoding="utf-8"))
    assert (listed["latest"], [entry["version"] for entry in listed["versions"]]) == ("1.0.0", ["1.0.0"])
    assert files(released / "publication" / "latest") == files(bundle)


def test_other_readers_see_the_same_tables(released: Path) -> None:
    bundle = released / "publication" / "v1.0.0"
    for path in sorted(bundle.glob("*.parquet")):
        table = pyarrow.parquet.read_table(path)
        assert table.schema.metadata[b"version"] == b"1.0.0"
        assert pl.read_parquet(path).rows() == [tuple(row.values()) for row in table.to_pylist()]
        assert duckdb.execute(f"SELECT count(*) FROM '{path}'").fetchall() == [(table.num_rows,)]
        assert len(pd.read_csv(path.with_suffix(".csv"), dtype=str)) == table.num_rows
        with closing(sqlite3.connect(next(bundle.glob("*.sqlite")))) as database:
            rows = database.execute(f"SELECT * FROM {path.stem}").fetchall()
        assert sorted(map(repr, rows)) == sorted(repr(tuple(map(_as_sql, row.values()))) for row in table.to_pylist())


def _as_sql(cell: object) -> object:
    if isinstance(cell, list):
        return ";".join(cell)
    if isinstance(cell, bool):
        return int(cell)
    return cell if cell is None or isinstance(cell, str | int | float) else cell.isoformat()  # type: ignore[attr-defined]


def test_the_data_package_names_each_table_and_its_columns(released: Path) -> None:
    bundle = released / "publication" / "v1.0.0"
    package = json.loads((bundle / "datapackage.json").read_text(encoding="utf-8"))
    published = [resource for resource in package["resources"] if not resource["name"].startswith("coded-")]
    for resource in published:
        table = pyarrow.parquet.read_table(bundle / f"{resource['title']}.parquet")
        assert [field["name"] for field in resource["schema"]["fields"]] == table.column_names
        assert resource["bytes"] == (bundle / resource["path"]).stat().st_size
    assert {resource["title"] for resource in published} == {path.stem for path in bundle.glob("*.parquet")}


def refused(folder: Path, *arguments: str) -> str:
    """Return why a release is refused; the publication stays as it was."""
    before = files(folder / "publication")
    done = pipeline(folder, "release", *arguments)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert files(folder / "publication") == before
    return done.stderr


def test_what_is_published_is_never_changed(copy: Path) -> None:
    assert "version 1.0.0 is published already" in refused(copy)


def test_a_tree_with_changes_is_refused(copy: Path) -> None:
    (copy / "README.md").write_text("Changed.", encoding="utf-8")
    assert "not committed, the first: M README.md" in refused(copy)


def test_tables_that_are_not_built_from_the_commit_are_refused(copy: Path) -> None:
    edit(copy / PROVINCE, "14,9%", "14,8%")
    edit(copy / PROVINCE, "14.9,PERCENT", "14.8,PERCENT")
    set_version(copy, "1.0.0", "1.0.1")
    commit(copy, "Not rebuilt")
    assert "run make data" in refused(copy)


def test_a_step_that_is_too_small_is_refused(copy: Path) -> None:
    read = {line.partition(",")[0] for line in (copy / "data/raw/passages.csv").read_text(encoding="utf-8").splitlines()}
    lines = (copy / PROVINCE).read_text(encoding="utf-8").splitlines(keepends=True)
    line = next(line for line in reversed(lines) if line.partition(",")[0] not in read)
    (copy / PROVINCE).write_text("".join(other for other in lines if other != line), encoding="utf-8")
    source, item = line.split(",")[:2]
    with (copy / "data/raw/retired.csv").open("a", encoding="utf-8") as file:
        file.write(f"{source}.{item},tried,,\n")
    proof = copy / f"data/raw/evidence/{source}.csv"
    assert not proof.exists()
    set_version(copy, "1.0.0", "1.0.1")
    rebuild(copy, "A row less")
    assert "call for MINOR: type 1.1.0 or more" in refused(copy)


def test_a_version_without_a_word_in_the_changelog_is_refused(copy: Path) -> None:
    edit(copy / "params.yaml", "version: 1.0.0", "version: 1.0.1")
    commit(copy, "No word")
    assert "has no section “## 1.0.1”" in refused(copy)


def test_a_version_in_which_nothing_changed_is_refused(copy: Path) -> None:
    set_version(copy, "1.0.0", "1.0.1")
    rebuild(copy, "Nothing new")
    assert "nothing changed since 1.0.0" in refused(copy)


def test_a_tag_at_another_commit_is_refused(copy: Path) -> None:
    set_version(copy, "1.0.0", "1.0.1")
    git(copy, "tag", "v1.0.1")
    commit(copy, "After the tag")
    assert "the tag v1.0.1 is at another commit" in refused(copy)


def test_a_damaged_publication_is_not_built_upon(corrected: Path) -> None:
    (corrected / "publication" / "v1.0.0" / "observations.csv").write_text("damaged", encoding="utf-8")
    assert "is not what was published" in refused(corrected)


def test_a_corrupted_object_of_the_remote_is_not_built_upon(corrected: Path) -> None:
    damaged = sorted((corrected / "publication" / "dvc" / "files" / "md5").glob("*/*"))[0]
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert "its md5 is not its name" in refused(corrected)


def test_a_release_that_was_killed_leaves_no_version_and_the_next_one_succeeds(copy: Path) -> None:
    publication = copy / "publication"
    whole = files(publication / "v1.0.0")
    (publication / "versions.json").unlink()  # it is written last
    shutil.copytree(publication / "v1.0.0", publication / ".v1.0.0.new")
    (publication / "v1.0.0" / "observations.parquet").unlink()
    done = pipeline(copy, "release")
    assert done.returncode == 0, done.stderr
    assert files(publication / "v1.0.0") == whole
    assert not (publication / ".v1.0.0.new").exists()


def test_a_trial_writes_nothing(copy: Path, tmp_path: Path) -> None:
    done = pipeline(copy, "release", "--dry-run", "--to", str(tmp_path / "none"))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "none").exists()


def test_the_workbook_opens_with_typed_cells_and_no_formulas(released: Path) -> None:
    bundle = released / "publication" / "v1.0.0"
    workbook = load_workbook(next(bundle.glob("*.xlsx")), read_only=True)
    assert workbook.sheetnames == ["contents", *(path.stem for path in _tables_of(workbook.sheetnames, bundle))]
    for name in workbook.sheetnames[1:]:
        table = pyarrow.parquet.read_table(bundle / f"{name}.parquet")
        header, *rows = workbook[name].iter_rows(values_only=True)
        assert list(header) == table.column_names
        expected = [tuple(";".join(cell) if isinstance(cell, list) else cell for cell in row.values()) for row in table.to_pylist()]
        found = [tuple(cell.date() if isinstance(cell, datetime) else cell for cell in row) for row in rows]
        assert [_plain(row, table.num_columns) for row in found] == [_plain(row, table.num_columns) for row in expected]
    with zipfile.ZipFile(next(bundle.glob("*.xlsx"))) as parts:
        assert not any(b"<f>" in parts.read(part) for part in parts.namelist() if part.startswith("xl/worksheets/"))


def _tables_of(sheets: list[str], bundle: Path) -> list[Path]:
    """Return the tables in the order of the sheets; all of them must be there."""
    assert set(sheets[1:]) == {path.stem for path in bundle.glob("*.parquet")}
    return [bundle / f"{name}.parquet" for name in sheets[1:]]


def _plain(row: tuple[object, ...], width: int) -> tuple[object, ...]:
    """A workbook has one kind of number, of some fifteen digits, and drops blank cells at the end of a row."""
    cells = (f"{cell:.13g}" if isinstance(cell, int | float) and not isinstance(cell, bool) else cell for cell in row)
    return (*cells, *[None] * (width - len(row)))


def test_what_differs_between_two_published_versions_is_said(copy: Path) -> None:
    bundle = copy / "publication" / "v1.0.0"
    done = pipeline(copy, "diff", "--published", str(bundle), str(copy / "publication" / "latest"))
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Calls for: no new version.")
    (bundle / "units.csv").write_text("", encoding="utf-8")
    done = pipeline(copy, "diff", "--published", str(bundle), str(copy / "publication" / "latest"), "--lang", "vi")
    assert done.returncode == 2
    assert "không còn như khi công bố" in done.stderr


def test_the_description_for_search_engines_names_every_file_with_tables(released: Path) -> None:
    bundle = released / "publication" / "v1.0.0"
    described = json.loads((bundle / "dataset.jsonld").read_text(encoding="utf-8"))
    named = {part["contentUrl"] for part in described["distribution"]}
    assert named == {path.name for path in bundle.iterdir() if path.suffix in {".csv", ".dta", ".parquet", ".sqlite", ".xlsx"}}
    assert (described["@type"], described["version"]) == ("Dataset", "1.0.0")


def test_the_codebook_is_a_page_of_its_own_and_runs_nothing(released: Path) -> None:
    page = (released / "publication" / "v1.0.0" / "codebook.html").read_text(encoding="utf-8")
    assert page.count("<table>") == page.count("</table>") > 20
    assert "<td>obs_value</td>" in page
    assert not re.search(r"<script|\bsrc=|<link|https?://[^<\"]*\.(?:js|css)", page)
    assert "<b>" not in html_page("| a |\n| --- |\n| <b>x</b> |", "t")


def test_the_known_gaps_are_counted_from_the_tables(released: Path) -> None:
    bundle = released / "publication" / "v1.0.0"
    page = (bundle / "KNOWN_GAPS.md").read_text(encoding="utf-8")
    rows = pd.read_parquet(bundle / "observations.parquet")
    assert f"| figures that were not found again | {(rows['evidence'] == 'unverified').sum()} |" in page
    assert f"| figures that two readers of the page wrote down | {(rows['evidence'] == 'read_twice').sum()} |" in page
    nearest = pd.read_parquet(bundle / "nearest_figures.parquet").query("area_level == 'province' and year == 2023")
    loans = nearest[nearest["indicator"] == "LOANS_OUTSTANDING"]["ref_area"].nunique()
    assert f"\n| 2023 | {loans} |" in page
    retired = pd.read_csv(released / "data" / "raw" / "retired.csv", dtype=str)
    assert all(f"| {obs_id} |" in page for obs_id in retired["obs_id"])


def test_frictionless_finds_the_package_valid(released: Path) -> None:
    report = frictionless.validate(str(released / "publication" / "v1.0.0" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:5]
    bundle = released / "publication" / "v1.0.0"
    coded = {f"coded-{path.stem}" for path in (bundle / "hand-coded").iterdir()}
    assert {task.name for task in report.tasks} == {path.stem.replace("_", "-") for path in bundle.glob("*.parquet")} | coded


def test_a_renamed_column_calls_for_major(copy: Path) -> None:
    for path in ("schemas/observations.py", "pipeline/stages/panel.py"):
        text = (copy / path).read_text(encoding="utf-8")
        assert "n_sources" in text
        (copy / path).write_text(text.replace("n_sources", "source_count"), encoding="utf-8")
    set_version(copy, "1.0.0", "1.1.0")
    rebuild(copy, "A column renamed")
    assert "call for MAJOR: type 2.0.0 or more" in refused(copy)
    assert calls_for(copy, "v1.0.0", "HEAD") == "MAJOR"


def test_a_new_row_calls_for_minor(copy: Path) -> None:
    row = next(
        line for line in (copy / PROVINCE).read_text(encoding="utf-8").splitlines() if line.startswith("lang-son-2024-directive-40,2,")
    )
    with (copy / PROVINCE).open("a", encoding="utf-8") as file:
        file.write(row.replace(",2,", ",9999,", 1).replace("2023", "2021", 1) + "\n")
    set_version(copy, "1.0.0", "1.0.1")
    rebuild(copy, "A row more")
    assert "call for MINOR: type 1.1.0 or more" in refused(copy)
    assert calls_for(copy, "v1.0.0", "HEAD") == "MINOR"


def test_a_corrected_value_calls_for_patch(corrected: Path) -> None:
    assert calls_for(corrected, "v1.0.0", "HEAD") == "PATCH"
    assert calls_for(corrected, "publication/v1.0.0", "data/processed") == "PATCH"


def calls_for(folder: Path, old: str, new: str) -> str:
    """Return the step that the changes between two states of the published tables call for."""
    done = pipeline(folder, "diff", "--published", old, new)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[0].removeprefix("Calls for: ").removesuffix(".")


@pytest.mark.parametrize(("state", "said"), [("nonsense", "neither a folder nor a revision"), ("docs", "has no published tables")])
def test_a_state_without_tables_is_refused(copy: Path, state: str, said: str) -> None:
    done = pipeline(copy, "diff", "--published", state, "data/processed")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_workflow_keeps_earlier_versions_and_overwrites_nothing(copy: Path, tmp_path: Path) -> None:
    python = copy / ".venv" / "bin" / "python"  # a link to it would lose its packages
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    git(tmp_path, "init", "--quiet", "--bare", "pages.git")

    def publish(to: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [copy / ".github" / "publish", tmp_path / "pages.git", tmp_path / to, "--no-site"],
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    first = publish("first")
    assert first.returncode == 0, first.stderr
    again = publish("again")
    assert again.returncode != 0
    assert "is published already" in again.stderr
    correct_a_value(copy)
    second = publish("second")
    assert second.returncode == 0, second.stderr
    assert git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", "pages.git", "served").returncode == 0
    assert files(tmp_path / "served" / "v1.0.0") == files(copy / "publication" / "v1.0.0")
    assert '"latest": "1.0.1"' in (tmp_path / "served" / "versions.json").read_text(encoding="utf-8")
    assert (tmp_path / "served" / "v1.0.1" / ".zenodo.json").exists()


def test_two_releases_at_once_do_not_mix(corrected: Path) -> None:
    with (corrected / "publication" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "another release writes" in refused(corrected)
    assert pipeline(corrected, "release").returncode == 0


def test_a_release_that_cannot_write_its_remote_publishes_nothing(corrected: Path) -> None:
    publication = corrected / "publication"
    shutil.move(publication / "dvc", corrected.parent / "dvc")
    (publication / "dvc").write_text("a file where the remote should be", encoding="utf-8")
    done = pipeline(corrected, "release")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert '"latest": "1.0.0"' in (publication / "versions.json").read_text(encoding="utf-8")
    (publication / "dvc").unlink()
    shutil.move(corrected.parent / "dvc", publication / "dvc")
    assert pipeline(corrected, "release").returncode == 0
    assert '"latest": "1.0.1"' in (publication / "versions.json").read_text(encoding="utf-8")


def test_a_full_disk_leaves_what_was_published(corrected: Path) -> None:
    before = files(corrected / "publication")
    for limit in (100_000, 1_000_000):  # a table does not fit; the SQLite file does not
        small = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); "
        run = "import sys; from pipeline.__main__ import main; sys.exit(main())"
        done = subprocess.run([sys.executable, "-c", small + run, "release", "--no-site"], cwd=corrected, capture_output=True, text=True)
        assert done.returncode == 2, done.stderr
        assert "Traceback" not in done.stderr
        assert files(corrected / "publication") == before
    assert pipeline(corrected, "release").returncode == 0


def test_a_version_whose_list_was_lost_is_not_overwritten(copy: Path) -> None:
    publication = copy / "publication"
    edit(copy / PROVINCE, "14,9%", "14,8%")
    edit(copy / PROVINCE, "14.9,PERCENT", "14.8,PERCENT")
    rebuild(copy, "Another state under the same number")
    git(copy, "tag", "--delete", "v1.0.0")
    (publication / "versions.json").unlink()
    assert "is a whole version that versions.json does not list" in refused(copy)
