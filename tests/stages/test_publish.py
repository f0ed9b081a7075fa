"""The stage publish and its files: the right columns, the same bytes, all or nothing."""

import csv
import json
import sqlite3
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest

from pipeline.foundation.files import written_beside
from pipeline.foundation.markdown import escape
from pipeline.stages import publish
from pipeline.stages.figures.eligibility import ENTERED, REASONS
from pipeline.stages.publish import recover, replace_folder
from pipeline.stages.publishing.exports import logical_sha256, write_csv
from pipeline.stages.publishing.funnel import _tables, count, describe
from pipeline.stages.publishing.stata import write_stata
from pipeline.stages.tables import Stored, records, write_table
from schemas import Observation
from schemas.base import as_frame, to_arrow
from tests.small import LIFTED, RATE, STOCK
from tests.stages.test_observations import observed

NOTE = 'A “note”, with a comma, ắ and "quotes"'


@pytest.fixture
def table() -> pyarrow.Table:
    """Three published rows."""
    return to_arrow(as_frame(observed({**STOCK, "note": NOTE}, RATE, LIFTED), Observation), Observation)


def test_every_field_carries_its_description_and_nothing_of_pandas(table: pyarrow.Table, tmp_path: Path) -> None:
    write_table(table, tmp_path / "t.parquet")
    schema = pyarrow.parquet.read_schema(tmp_path / "t.parquet")
    assert [field.name for field in schema if not field.metadata.get(b"description")] == []
    assert set(schema.metadata) == {b"description"}


def test_a_table_is_sorted_by_its_key(table: pyarrow.Table) -> None:
    assert table["obs_id"].to_pylist() == sorted(table["obs_id"].to_pylist())


def test_the_same_table_gives_the_same_bytes(table: pyarrow.Table, tmp_path: Path) -> None:
    for writer, name in ((write_table, "a.parquet"), (write_csv, "a.csv")):
        writer(table, tmp_path / name)
        first = (tmp_path / name).read_bytes()
        writer(table, tmp_path / name)
        assert (tmp_path / name).read_bytes() == first
    write_stata(table, tmp_path / "a.dta", "Title")
    first = (tmp_path / "a.dta").read_bytes()
    write_stata(table, tmp_path / "a.dta", "Title")
    assert (tmp_path / "a.dta").read_bytes() == first


def test_the_logical_hash_is_of_the_rows_as_json_whatever_the_row_groups(table: pyarrow.Table) -> None:
    rows = sorted(json.dumps(row, ensure_ascii=False, default=str) for row in table.to_pylist())
    assert logical_sha256(table) == sha256("\n".join([",".join(table.column_names), *rows]).encode()).hexdigest()
    assert logical_sha256(table) == logical_sha256(pyarrow.concat_tables([table.slice(0, 1), table.slice(1)]))
    assert logical_sha256(table) != logical_sha256(table.slice(1))


def test_json_of_every_published_table_comes_in_the_order_of_its_key(built: Path) -> None:
    """So the logical hash need not hold all rows at once."""
    for path in sorted((built / "data" / "processed").glob("*.parquet")):
        lines = [json.dumps(row, ensure_ascii=False, default=str) for row in pyarrow.parquet.read_table(path).to_pylist()]
        assert lines == sorted(lines), path.name


def test_no_column_is_a_keyword_of_sql(built: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        for path in sorted((built / "data" / "processed").glob("*.parquet")):
            columns = ", ".join(pyarrow.parquet.read_schema(path).names)
            database.execute(f"CREATE TABLE {path.stem} ({columns})")


def test_the_funnel_counts_every_figure_once_with_a_code_of_the_list(built: Path) -> None:
    folder = built / "data" / "processed"
    observations = pyarrow.parquet.read_table(folder / "observations.parquet").to_pylist()
    codes = records(pyarrow.parquet.read_table(folder / "codes.parquet"), ["list", "code"])
    counted = count(observations)
    assert sum(counts.total() for counts in counted.values()) == len(observations)
    assert {f"panel.{code}" for code in (ENTERED, *REASONS)} == {key for key in codes if key.startswith("panel.")}
    page = describe(observations, codes)
    assert page == (built / "docs" / "funnel.md").read_text(encoding="utf-8")
    assert codes["panel.CUMULATIVE"]["name_vi"] in "\n".join(_tables(counted, codes, "vi"))


def test_csv_writes_numbers_in_full_and_nulls_blank(table: pyarrow.Table, tmp_path: Path) -> None:
    write_csv(table, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["obs_value"] for row in rows] == ["14009300000000", "6.02", "4915"]
    assert rows[0]["comment_obs"] == NOTE
    assert (rows[2]["year"], rows[0]["period_end"], rows[0]["preferred"]) == ("", "2024-06-30", "TRUE")


def test_stata_keeps_vietnamese_days_labels_and_missing_years(table: pyarrow.Table, tmp_path: Path) -> None:
    write_stata(table, tmp_path / "t.dta", "Title")
    frame = pd.read_stata(tmp_path / "t.dta")
    assert list(frame.columns) == table.column_names
    assert frame["comment_obs"][0] == NOTE
    assert frame["period_end"][0] == pd.Timestamp("2024-06-30")
    assert frame["year"].isna().tolist() == [False, False, True]
    with pd.io.stata.StataReader(tmp_path / "t.dta") as reader:
        assert reader.variable_labels()["indicator"] == "What is measured; key into indicators."


def by_pandas(table: pyarrow.Table, path: Path) -> bytes:
    """Return the Stata file that pandas writes of the whole table."""
    frame = table.to_pandas(date_as_object=False)
    for field in table.schema:
        if pyarrow.types.is_string(field.type):
            frame[field.name] = frame[field.name].astype(object).where(frame[field.name].notna(), "")
        elif not pyarrow.types.is_date(field.type):
            frame[field.name] = frame[field.name].astype("int8" if pyarrow.types.is_boolean(field.type) else "float64")
    texts = [name for name in frame.select_dtypes("object") if not name.endswith("_id")]
    labels = {field.name: field.metadata[b"description"].decode() for field in table.schema}
    frame.to_stata(
        path,
        write_index=False,
        version=118,
        time_stamp=datetime(2000, 1, 1),
        data_label="Title",
        value_labels={field.name: {0: "no", 1: "yes"} for field in table.schema if pyarrow.types.is_boolean(field.type)},
        variable_labels={name: text if len(text) <= 80 else text[:79] + "…" for name, text in labels.items()},
        convert_dates={field.name: "td" for field in table.schema if pyarrow.types.is_date(field.type)},
        convert_strl=[name for name in texts if frame[name].str.encode("utf-8").str.len().max() > 24],
    )
    return path.read_bytes()


def test_the_stata_file_is_that_of_pandas_whatever_the_row_groups(table: pyarrow.Table, tmp_path: Path) -> None:
    expected = by_pandas(table, tmp_path / "pandas.dta")
    for parts in ([table], [table.slice(0, 1), table.slice(1, 1), table.slice(2)]):
        write_stata(pyarrow.concat_tables(parts), tmp_path / "t.dta", "Title")
        assert (tmp_path / "t.dta").read_bytes() == expected


def test_a_text_too_long_for_a_fixed_stata_field_is_kept(tmp_path: Path) -> None:
    note = "dài " * 700 + "hết"
    write_stata(to_arrow(as_frame(observed({**STOCK, "note": note}), Observation), Observation), tmp_path / "t.dta", "Title")
    assert pd.read_stata(tmp_path / "t.dta")["comment_obs"][0] == note


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("good", encoding="utf-8")

    def write_half() -> None:
        with written_beside(path) as beside:
            beside.write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert path.read_text(encoding="utf-8") == "good"
    assert [path.name for path in tmp_path.iterdir()] == ["t.txt"]


def folder(path: Path, content: str) -> Path:
    path.mkdir()
    (path / "t.txt").write_text(content, encoding="utf-8")
    return path


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    replace_folder(folder(tmp_path / "new", "new"), folder(tmp_path / "tables", "old"))
    assert (tmp_path / "tables" / "t.txt").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_a_replacement_that_fails_puts_the_last_good_folder_back(tmp_path: Path) -> None:
    target = folder(tmp_path / "tables", "old")
    with pytest.raises(FileNotFoundError):
        replace_folder(tmp_path / "missing", target)
    assert (target / "t.txt").read_text(encoding="utf-8") == "old"


def test_a_build_killed_between_the_two_renames_is_mended_by_the_next(tmp_path: Path) -> None:
    folder(tmp_path / ".tables.old", "old")
    recover(tmp_path / "tables")
    assert (tmp_path / "tables" / "t.txt").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    "broken",
    ["write_csv", "logical_sha256", "write_table", "codebook", "list_conflicts", "cover", "measure", "replace_folder"],
)
def test_a_build_that_fails_anywhere_leaves_the_last_good_tables(
    broken: str, table: pyarrow.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder(tmp_path / "processed", "old")
    monkeypatch.setattr(publish, "PROCESSED", target)
    monkeypatch.setattr(publish, "METRICS", tmp_path / "metrics.json")
    monkeypatch.setattr(publish, "CONFLICTS", tmp_path / "conflicts.md")
    monkeypatch.setattr(publish, "COVERAGE", tmp_path / "coverage.csv")
    write_table(table, tmp_path / "observations.parquet")
    observations = Stored((tmp_path / "observations.parquet",))
    monkeypatch.setattr(publish, "load_tables", lambda: (observations, dict.fromkeys(publish.PUBLISHED, table)))
    monkeypatch.setattr(publish, "CODED", tmp_path)
    (tmp_path / "observations.dta").touch()
    monkeypatch.setattr(publish, "STATA", tmp_path / "observations.dta")
    monkeypatch.setattr(publish, "cover", lambda *_: {})
    monkeypatch.setattr(publish, "list_conflicts", lambda: "")
    monkeypatch.setattr(publish, "FUNNEL", tmp_path / "funnel.md")
    monkeypatch.setattr(publish, "describe_funnel", lambda *_: "")
    monkeypatch.setattr(publish, "records", lambda *_: {})
    monkeypatch.setattr(publish, "measure", lambda *_: {})
    monkeypatch.setattr(publish, "read_validated", lambda name: table)
    monkeypatch.setattr(publish, "codebook", lambda *_: "")

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(publish, broken, fail)
    with pytest.raises(OSError, match="disk full"):
        publish.run()
    assert (target / "t.txt").read_text(encoding="utf-8") == "old"
    assert not (tmp_path / "metrics.json").exists()
    assert not (tmp_path / "coverage.csv").exists()


def test_text_of_a_contributor_is_not_taken_for_markup() -> None:
    assert escape("<b>|`x`[y](z)*\n#") == "&lt;b&gt;\\|\\`x\\`\\[y\\](z)\\* #"
