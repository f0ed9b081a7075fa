"""Comparing two versions of the published tables: what differs, and the step of the version number that it calls for."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.compute
import pyarrow.parquet
import pytest

from pipeline.release.changes import Version, compare, describe

Tables = dict[str, pyarrow.Table]


@pytest.fixture(scope="module")
def tables(built: Path) -> Tables:
    folder = built / "data" / "processed"
    return {path.stem: pyarrow.parquet.read_table(path) for path in folder.glob("*.parquet")}


def changed(table: pyarrow.Table, column: str, value: Any, row: int = 0) -> pyarrow.Table:
    """Return a table with another cell."""
    cells = table[column].to_pylist()
    cells[row] = value
    place = table.schema.get_field_index(column)
    return table.set_column(place, table.schema.field(place), pyarrow.array(cells, table.schema.field(place).type))


CASES: Mapping[str, tuple[str, Callable[[Tables], Tables]]] = {
    "nothing": ("", lambda old: {}),
    "a corrected value": ("PATCH", lambda old: {"observations": changed(old["observations"], "obs_value", 1.5)}),
    "a reworded note": ("PATCH", lambda old: {"observations": changed(old["observations"], "comment_obs", "Read again.")}),
    "the title of a source": ("PATCH", lambda old: {"sources": changed(old["sources"], "title", "Another")}),
    "a panel by another rule": ("MINOR", lambda old: {"province_panel": old["province_panel"].slice(1)}),
    "a corrected value and its panel": (
        "PATCH",
        lambda old: {
            "observations": changed(old["observations"], "obs_value", 1.5),
            "province_panel": changed(old["province_panel"], "obs_value", 1.5),
        },
    ),
    "a new row": ("MINOR", lambda old: {"observations": with_row(old["observations"])}),
    "a retired row": ("MINOR", lambda old: {"observations": old["observations"].slice(1)}),
    "another period": ("MINOR", lambda old: {"observations": changed(old["observations"], "time_period", "1999")}),
    "another preferred figure": ("MINOR", lambda old: {"observations": changed(old["observations"], "preferred", False)}),
    "a new code": ("MINOR", lambda old: {"codes": with_row(old["codes"], code="NEW")}),
    "a new column": ("MINOR", lambda old: {"sources": old["sources"].append_column("more", old["sources"]["title"])}),
    "a column that is gone": ("MAJOR", lambda old: {"sources": old["sources"].drop_columns(["publisher"])}),
    "a renamed column": (
        "MAJOR",
        lambda old: {"population": old["population"].rename_columns([{"year": "jahr"}.get(n, n) for n in old["population"].column_names])},
    ),
    "a column of another type": (
        "MAJOR",
        lambda old: {"population": old["population"].set_column(1, "year", old["population"]["year"].cast(pyarrow.int64()))},
    ),
    "a code that is gone": ("MAJOR", lambda old: {"units": old["units"].slice(1)}),
    "a code that means something else": ("MAJOR", lambda old: {"indicators": changed(old["indicators"], "definition", "Other.")}),
}


def with_row(table: pyarrow.Table, **cells: str) -> pyarrow.Table:
    """Return a table with its last row again, under another identity."""
    row = table.slice(table.num_rows - 1).to_pylist()[0]
    identity = {"obs_id": f"{row['obs_id']}9"} if "obs_id" in row else cells
    return pyarrow.concat_tables([table, pyarrow.Table.from_pylist([{**row, **identity}], schema=table.schema)])


@pytest.mark.parametrize("name", CASES)
def test_each_change_calls_for_its_step(name: str, tables: Tables) -> None:
    step, change = CASES[name]
    changes = compare(tables, {**tables, **change(tables)})
    assert changes.step == step
    assert f"Calls for: {step or 'no new version'}." in describe(changes)


def test_the_page_lists_each_changed_value_and_escapes_what_contributors_wrote(tables: Tables) -> None:
    new = {**tables, "observations": changed(tables["observations"], "obs_value", 7.25)}
    page = describe(compare(tables, new))
    identity = tables["observations"]["obs_id"][0].as_py()
    assert f"| {identity} | {tables['observations']['obs_value'][0].as_py():.15g} | 7.25 |" in page
    gone = describe(compare({**tables, "a|<b>": tables["units"]}, tables))
    assert "<b>" not in gone


@pytest.mark.parametrize(("step", "after"), [("MAJOR", "2.0.0"), ("MINOR", "1.3.0"), ("PATCH", "1.2.4"), ("", "1.2.3")])
def test_the_next_version_after_a_step(step: str, after: str) -> None:
    assert str(Version.read("1.2.3").after(step)) == after


def test_versions_are_ordered_as_numbers() -> None:
    assert Version.read("1.10.0") > Version.read("1.9.9")
