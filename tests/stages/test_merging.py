"""What is made part by part is one table: sorted, whole, and the same whatever the parts."""

from dataclasses import replace
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.foundation import processes
from pipeline.foundation.params import load_params
from pipeline.stages import merging, observations, validate
from pipeline.stages.merging import Merged, write_part
from schemas import CodedObservation
from schemas.base import header_of
from tests.fuzz.building import PLACES, stages_in
from tests.small import STOCK, TABLES, write_csv, write_raw

KEYS = st.lists(st.text("ab-.1é", min_size=1), unique=True)


@given(st.lists(KEYS, min_size=1, max_size=4))
def test_sorted_parts_are_put_together_sorted(tmp_path_factory: pytest.TempPathFactory, keys: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("parts")
    with pytest.MonkeyPatch.context() as patched:
        for name, size in (("ROWS_OF_A_READ", 2), ("SAMPLED", 2), ("ROW_GROUP", 4)):
            patched.setattr(merging, name, size)
        for number, part in enumerate(keys):
            write_part(pyarrow.table({"key": pyarrow.array(sorted(part), pyarrow.string())}), folder / f"{number}.parquet")
        groups = [group["key"].to_pylist() for group in Merged(tuple(sorted(folder.iterdir())), ["key"]).groups()]
    assert [key for group in groups for key in group] == sorted(key for part in keys for key in part)
    assert [] not in groups


def made(folder: Path, raw: Path) -> tuple[pyarrow.Table, bytes, bytes]:
    """Return the observations made of a folder like data/raw, as a table, and the bytes of their files."""
    folder.mkdir()
    with stages_in(folder, raw):
        validate.run()
        observations.run()
    path = folder / PLACES["OBSERVATIONS"]
    return pyarrow.parquet.read_table(path), path.read_bytes(), (folder / PLACES["STATA"]).read_bytes()


def test_observations_do_not_depend_on_the_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was printed last by a source is known from all parts: a stock of 2023 is no early one if another part tells of 2024."""
    undated = [row if row["source_id"] != STOCK["source_id"] else {**row, "published_on": ""} for row in TABLES["sources"]]
    raw = write_raw(tmp_path / "raw", [{**STOCK, "period": "2023"}], sources=undated)
    hoa_binh = {**STOCK, "ref_area": "P17_2008", "area_name": "Hòa Bình", "item": "2"}
    write_csv(raw / "observations" / "2008" / "17-hoa-binh.csv", header_of(CodedObservation), [hoa_binh])
    at_once, *files = made(tmp_path / "once", raw)
    assert at_once["panel"].to_pylist() == ["ENTERED", "NOT_YEAR_END"]
    monkeypatch.setattr(processes, "BYTES_OF_A_PART", 1)
    for stage in (validate, observations):
        monkeypatch.setattr(stage, "load_params", lambda: replace(load_params(), workers=1))
    in_parts, *same = made(tmp_path / "parts", raw)
    assert in_parts.equals(at_once, check_metadata=True)
    assert same == files
    monkeypatch.setattr(merging, "ROW_GROUP", 1)
    monkeypatch.setattr(merging, "SAMPLED", 1)
    in_groups, _, stata = made(tmp_path / "groups", raw)
    assert in_groups.equals(at_once)
    assert stata == files[1]
    assert pyarrow.parquet.ParquetFile(tmp_path / "groups" / PLACES["OBSERVATIONS"]).num_row_groups == 2
