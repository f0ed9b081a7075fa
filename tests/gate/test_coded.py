"""The check of many files: whatever the parts and the processes, what is wrong is found once, and the same."""

from pathlib import Path

import pytest

from pipeline.foundation import processes
from pipeline.foundation.findings import Finding
from pipeline.gate.check import check_all
from pipeline.gate.rules.together import comparing
from schemas import CodedObservation
from schemas.base import header_of
from tests.small import RATE, STOCK, changed, numbered, write_csv, write_raw

HOA_BINH = {"ref_area": "P17_2008", "area_name": "Hòa Bình"}
COUNTRY = {"ref_area": "VN", "area_name": "Việt Nam"}
ENGLISH = {"source_id": "lang-son-english", "as_printed": "VND 14,009.3 billion"}


def billions(printed: str) -> dict[str, str]:
    return {"as_printed": f"{printed} tỷ đồng", "value": printed.replace(".", "").replace(",", ".")}


MAY = {**STOCK, **billions("1.234,5"), "period": "2024-05"}
FILES = {
    "2008/17-hoa-binh.csv": [
        *numbered({**STOCK, **HOA_BINH, **billions("7.001,5")}, {**RATE, **HOA_BINH, "value": "7"}),
        {**MAY, **HOA_BINH, "item": "12"},
        {**STOCK, **HOA_BINH, **ENGLISH, "item": "3"},
    ],
    "2008/20-lang-son.csv": [
        {**STOCK, **billions("8.500,5"), "item": "1", "period": "2022"},
        {**MAY, "item": "11"},
        {**STOCK, **ENGLISH, "item": "4"},
        {**STOCK, **billions("6.500,5"), "item": "15", "period": "2021-12-31"},
        {**STOCK, **billions("5.100,5"), "item": "18", "period": "2020"},
        {**STOCK, **billions("9.700,5"), "item": "14", "period": "2023-12-31", "flags": "CONFIRMED", "note": "Read again."},
    ],
    "viet-nam.csv": [
        {**MAY, **COUNTRY, **billions("9,0"), "item": "13"},
        {**STOCK, **COUNTRY, **ENGLISH, "as_printed": "VND 5 billion", "value": "5", "item": "16", "period": "2020"},
        {**STOCK, **COUNTRY, **ENGLISH, "as_printed": "VND 6 billion", "value": "6", "item": "17", "period": "2021-06-30"},
    ],
}
"""An item twice, a sum less than its parts, a province that has more than the country in one year and half a year later, one number for two
provinces, a rate mistyped, and a flag that answers nothing."""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = write_raw(tmp_path, areas=changed("areas", "VN", note="The country."))
    for name, rows in FILES.items():
        write_csv(folder / "observations" / name, header_of(CodedObservation), rows)
    return folder


def found(raw: Path, workers: int = 1) -> list[tuple[str, int, str, str]]:
    def key(finding: Finding) -> tuple[str, int, str, str]:
        return finding.path, finding.line, finding.column, finding.message()

    return sorted(map(key, check_all(raw, workers).findings))


def test_what_is_found_does_not_depend_on_parts_and_processes(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = found(raw)
    assert {"V203", "V301", "V303", "V311", "V317", "V318", "V322"} <= {finding.rule.code for finding in check_all(raw).findings}
    monkeypatch.setattr(processes, "BYTES_OF_A_PART", 1)
    assert found(raw) == at_once
    assert found(raw, workers=2) == at_once


def test_figures_are_compared_in_slices_as_all_at_once(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = found(raw)
    monkeypatch.setattr(comparing, "SLICE", 1)
    assert found(raw) == at_once
