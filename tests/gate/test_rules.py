"""Every rule: the smallest input that breaks it, its nearest neighbour that passes, and the message that a coder reads."""

import csv
import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline.editing import verify
from pipeline.foundation import findings as catalogue
from pipeline.foundation.findings import RULES
from pipeline.foundation.paths import ROOT
from pipeline.gate import side_effects
from pipeline.gate import since as touched
from pipeline.gate.check import Checked, check_all, check_files
from pipeline.gate.report import render
from pipeline.language.spoken import Language
from schemas import CodedObservation, Evidence
from schemas.base import header_of
from tests.small import (
    FILE,
    LIFTED,
    PRODUCTS,
    RATE,
    STOCK,
    TABLES,
    THREE_STAR,
    Rows,
    changed,
    check_rows,
    numbered,
    write_csv,
    write_raw,
    write_workbook,
)

GOLDEN = ROOT / "tests" / "golden"
PATH = f"observations/{FILE}"


@dataclass(frozen=True)
class Case:
    """What breaks a rule, where it must be found, and what keeps it."""

    code: str
    place: str
    breaks: Callable[[Path], Checked]
    keeps: Callable[[Path], Checked]


def rows(code: str, place: str, breaks: dict[str, str] | Rows, keeps: dict[str, str] | Rows, file: str = FILE) -> Case:
    """A case of one row, or of several numbered ones."""

    def run(given: dict[str, str] | Rows) -> Callable[[Path], Checked]:
        listed = [given] if isinstance(given, dict) else numbered(*given)
        return lambda folder: check_rows(folder, *listed, file=file)

    return Case(code, f"observations/{file}:{place}", run(breaks), run(keeps))


def table(code: str, place: str, name: str, breaks: Rows, keeps: Rows) -> Case:
    """A case in a registry."""
    return Case(
        code,
        f"{name}.csv:{place}",
        lambda folder: check_all(write_raw(folder, **{name: breaks})),  # type: ignore[arg-type]
        lambda folder: check_all(write_raw(folder, **{name: keeps})),  # type: ignore[arg-type]
    )


def text(code: str, place: str, breaks: Callable[[bytes], bytes], keeps: Callable[[bytes], bytes] = lambda data: data) -> Case:
    """A case of the bytes of a file with one row."""

    def run(change: Callable[[bytes], bytes]) -> Callable[[Path], Checked]:
        def check(folder: Path) -> Checked:
            path = write_raw(folder) / PATH
            path.write_bytes(change(path.read_bytes()))
            return check_all(folder)

        return check

    return Case(code, f"{PATH}:{place}", run(breaks), run(keeps))


def evidence(code: str, place: str, breaks: Rows, keeps: Rows, row: dict[str, str] = STOCK) -> Case:
    """A case with evidence for the row."""

    def run(proofs: Rows) -> Callable[[Path], Checked]:
        def check(folder: Path) -> Checked:
            write_csv(write_raw(folder, [row]) / "evidence" / "lang-son-2024.csv", header_of(Evidence), proofs)
            return check_all(folder)

        return check

    return Case(code, place, run(breaks), run(keeps))


def proof(item: str = "1", printed: str = STOCK["as_printed"]) -> dict[str, str]:
    """A line of evidence."""
    digest = sha256(printed.encode()).hexdigest()
    hashes = dict.fromkeys(("snapshot_sha256", "paragraph_sha256"), "a" * 64)
    return {
        "obs_id": f"lang-son-2024.{item}",
        "locator": "p7",
        "period": STOCK["period"],
        "span": "0-4",
        "printed_sha256": digest,
        **hashes,
    }


def swapped(data: bytes, first: str, second: str) -> bytes:
    """Let two columns of a file change places."""
    lines = list(csv.DictReader(data.decode().splitlines()))
    names = list(lines[0])
    a, b = names.index(first), names.index(second)
    names[a], names[b] = names[b], names[a]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return buffer.getvalue().encode()


def linked(folder: Path) -> Checked:
    """A file that is a link to elsewhere."""
    path = write_raw(folder) / PATH
    path.rename(folder.parent / "elsewhere.csv")
    path.symlink_to(folder.parent / "elsewhere.csv")
    return check_all(folder)


def beside(folder: Path, name: str) -> Checked:
    """A file that is no table beside the registries."""
    (write_raw(folder) / name).touch()
    return check_all(folder)


def sheet(folder: Path, printed: float | str, damaged: bool = False) -> Checked:
    """A workbook with one row."""
    path = write_raw(folder) / "20-lang-son.xlsx"
    write_workbook(path, [{**STOCK, "as_printed": printed}])
    if damaged:
        path.write_bytes(path.read_bytes()[:1000])
    return check_files([path], folder)


def parts(*values: str, **cells: str) -> Rows:
    """Outstanding loans of a total, with further cells, and of its programmes, in VND bn."""
    listed = [{**STOCK, "as_printed": f"{value.replace('.', ',')} tỷ đồng", "value": value} for value in values]
    return [{**listed[0], **cells}, {**listed[1], "programme": "POOR"}, {**listed[2], "programme": "NEAR_POOR"}]


RANGE = {**RATE, "flags": "RANGE", "note": "One end of a range."}
CHANGES = TABLES["area_changes"]
HOUSEHOLDS = {**PRODUCTS, "indicator": "HOUSEHOLDS_WITH_LOANS", "as_printed": "9 hộ", "value": "9", "unit": "HOUSEHOLD"}
CODES = TABLES["codes"]
PHRASES = TABLES["phrases"]
INFERRED = {"period_basis": "inferred", "note": "Day of publication."}
ENGLISH = {**STOCK, "source_id": "lang-son-english", "as_printed": "VND 14,009.3 billion"}
DISTRICT = {**ENGLISH, "ref_area": "D183_2008", "area_name": "Chi Lăng"}
TURNS = {**LIFTED, "source_id": "lang-son-english", "as_printed": "4,915 turns of poor households"}
GROWTH = {**STOCK, "period": "2014/2022", "indicator": "INCREASE"}
LESS = {**GROWTH, "period": "2014/2023", "as_printed": "9 tỷ đồng", "value": "9"}
POOR = {**RATE, "indicator": "POOR_HOUSEHOLDS", "as_printed": "6.020 hộ", "value": "6020", "unit": "HOUSEHOLD"}
NEAR = {**POOR, "indicator": "NEAR_POOR_HOUSEHOLDS", "as_printed": "4.000 hộ", "value": "4000"}
NEAR_RATE = {**RATE, "indicator": "NEAR_POVERTY_RATE", "as_printed": "4%", "value": "4"}
ALL = {**POOR, "indicator": "HOUSEHOLDS", "as_printed": "100.000 hộ", "value": "100000"}
ENGLISH_COUNT = {**PRODUCTS, "as_printed": "284.000 sản phẩm", "value": "284000"}
MANY = {**LIFTED, "as_printed": "280.000 hộ", "value": "280000"}
OWING = {**LIFTED, "indicator": "HOUSEHOLDS_WITH_LOANS", "period": "2024-06-30"}
SINCE_2002 = {**LIFTED, "period": "2002/2023"}
SINCE_2003 = {**LIFTED, "source_id": "lang-son-english", "period": "2003/2022", "as_printed": "5,915 households", "value": "5915"}
OF_A_YEAR = {**SINCE_2003, "period": "2021"}
MORE = {**LIFTED, "as_printed": "4.916 hộ", "value": "4916"}
COLUMNS = header_of(CodedObservation)


def _moved(row: dict[str, str], change: Callable[[list[str]], list[str]]) -> dict[str, str]:
    return dict(zip(COLUMNS, change([row.get(name, "") for name in COLUMNS]), strict=True))


def _without(row: dict[str, str], column: str) -> dict[str, str]:
    """A row of which one cell was deleted, so that those after it moved left."""
    place = COLUMNS.index(column)
    return _moved(row, lambda cells: [*cells[:place], *cells[place + 1 :], ""])


def _with_a_blank(row: dict[str, str], column: str) -> dict[str, str]:
    """A row into which an empty cell was inserted, so that those after it moved right."""
    place = COLUMNS.index(column)
    return _moved(row, lambda cells: [*cells[:place], "", *cells[place:-1]])


NFD = unicodedata.normalize("NFD", "Lạng Sơn")
PASSAGE_ROW = {**STOCK, "source_id": "lang-son-english", "as_printed": "VND 14,009.3 billion"}
READ = {"source_id": "lang-son-english", "locator": "p7", "as_printed": "VND 14,009.3 billion", "readings": "1"}
CODED_WHOLE = changed("sources", "lang-son-english", coverage="passage")
LEFT_OUT = {"source_id": "lang-son-english", "locator": "p7", "reason": "NO_AREA", "note": "A part of the province."}


def passage(code: str, place: str, breaks: dict[str, Rows], keeps: dict[str, Rows]) -> Case:
    """A case of registries beside one row."""
    return Case(
        code,
        place,
        lambda folder: check_all(write_raw(folder, [PASSAGE_ROW], FILE, **breaks)),
        lambda folder: check_all(write_raw(folder, [PASSAGE_ROW], FILE, **keeps)),
    )


PASSAGE_CASES = [
    passage("V502", f"{PATH}:2:as_printed", {"passages": [{**READ, "locator": "p8"}]}, {"passages": [READ]}),
    passage("V502", f"{PATH}:2:as_printed", {"passages": [{**READ, "as_printed": "VND 14,009.4 billion"}]}, {"passages": [READ]}),
    passage("V504", f"{PATH}:2:bound", {"passages": [{**READ, "bound": "over"}]}, {"passages": [READ]}),
    passage(
        "V503",
        "passages.csv:3:as_printed",
        {"passages": [READ, {**READ, "as_printed": "1,200 households"}], "sources": CODED_WHOLE},
        {"passages": [READ, {**READ, "as_printed": "1,200 households"}], "sources": CODED_WHOLE, "excluded": [LEFT_OUT]},
    ),
]
OF_2022, OF_2021 = {**STOCK, "period": "2022-12-31"}, {**STOCK, "period": "2021-12-31"}
POOR_COUNT = {**STOCK, "indicator": "POOR_HOUSEHOLDS", "period": "2023", "as_printed": "12.043 hộ", "value": "12043", "unit": "HOUSEHOLD"}
ROUND_2022 = {**OF_2022, "as_printed": "14.000 tỷ đồng", "value": "14000"}
CHI_LANG = {"ref_area": "D183_2008", "area_name": "Chi Lăng"}
OWED_BY = {**POOR_COUNT, "indicator": "BORROWER_HOUSEHOLDS", "period": STOCK["period"], "as_printed": "2.000 hộ", "value": "2000"}
PLAUSIBLE_CASES = [
    rows(
        "V314",
        "4:value",
        [OF_2021, ROUND_2022, {**STOCK, "as_printed": "140.093 tỷ đồng", "value": "140093"}],
        [OF_2021, ROUND_2022, {**STOCK, "as_printed": "100.093 tỷ đồng", "value": "100093"}],
    ),
    rows(
        "V314",
        "3:value",
        [OF_2021, {**OF_2022, "as_printed": "1.400 tỷ đồng", "value": "1400"}, {**STOCK, "as_printed": "14.100 tỷ đồng", "value": "14100"}],
        [OF_2021, {**OF_2022, "as_printed": "1.900 tỷ đồng", "value": "1900"}, {**STOCK, "as_printed": "14.100 tỷ đồng", "value": "14100"}],
    ),
    rows("V315", "2:value", [{**RATE, "as_printed": "60,2%", "value": "60.2"}, POOR_COUNT], [RATE, POOR_COUNT]),
    rows(
        "V316",
        "3:value",
        [{**POOR_COUNT, "indicator": "HOUSEHOLDS", "as_printed": "12.042 hộ", "value": "12042"}, POOR_COUNT],
        [{**POOR_COUNT, "indicator": "HOUSEHOLDS", "as_printed": "12.043 hộ", "value": "12043"}, POOR_COUNT],
    ),
    rows(
        "V317",
        "3:value",
        [OF_2022, {**STOCK, **CHI_LANG, "period": "2023-06-30", "as_printed": "14.010 tỷ đồng", "value": "14010"}],
        [OF_2022, {**STOCK, **CHI_LANG, "period": "2024-01-31", "as_printed": "14.010 tỷ đồng", "value": "14010"}],
    ),
    Case(
        "V318",
        "observations/2008/20-lang-son.csv:2:value",
        lambda folder: two_provinces(folder, "14.009,3 tỷ đồng", "14009.3"),
        lambda folder: two_provinces(folder, "14.009,4 tỷ đồng", "14009.4"),
    ),
    rows(
        "V319",
        "2:value",
        [{**STOCK, "as_printed": "9,9 tỷ đồng", "value": "9.9"}, OWED_BY],
        [{**STOCK, "as_printed": "10,1 tỷ đồng", "value": "10.1"}, OWED_BY],
    ),
    rows(
        "V320",
        "3:value",
        [STOCK, {**STOCK, "programme": "POOR"}],
        [STOCK, {**STOCK, "programme": "POOR", "as_printed": "9 tỷ đồng", "value": "9"}],
    ),
    rows("V321", "2:value", [STOCK, OF_2022], [STOCK, {**OF_2022, "flags": "CONFIRMED", "note": "Printed so."}]),
    rows(
        "V322",
        "2:flags",
        {**STOCK, "flags": "CONFIRMED", "note": "Printed so."},
        [{**STOCK, "flags": "CONFIRMED", "note": "Printed so."}, OF_2022],
    ),
]


def two_provinces(folder: Path, printed: str, value: str) -> Checked:
    """The same indicator and date in two provinces."""
    other = {**STOCK, "item": "2", "ref_area": "P17_2008", "area_name": "Hòa Bình", "as_printed": printed, "value": value}
    write_csv(write_raw(folder) / "observations" / "2008/17-hoa-binh.csv", header_of(CodedObservation), [other])
    return check_all(folder)


CASES = [
    text("V001", "2:-", lambda data: data.replace("Lạng".encode(), "Lạng".encode("cp1258", "replace") + b"\xe1")),
    text("V002", "1:-", lambda data: b"\xef\xbb\xbf" + data),
    text("V003", "1:-", lambda data: data.replace(b"\n", b"\r\n")),
    text("V004", "2:-", lambda data: data.rstrip(b"\n") + b'"a" b\n', lambda data: data.rstrip(b"\n") + b'"a, b"\n'),
    text("V005", "2:-", lambda data: data.rstrip(b"\n") + b",more\n"),
    text("V006", "1:value", lambda data: data.replace(b",value,", b",Value,", 1)),
    text("V007", "1:-", lambda data: b""),
    Case(
        "V008",
        "observations/2008/21-lang-son.csv:1:-",
        lambda folder: check_rows(folder, STOCK, file="2008/21-lang-son.csv"),
        lambda folder: check_rows(folder, STOCK, file="2008/20-lang-son.csv"),
    ),
    text("V009", "3:-", lambda data: data + b"\n"),
    text("V010", "1:-", lambda data: data.replace(b",", b";").replace(b"14.009;3", b"14.009,3")),
    text("V011", "1:-", lambda data: data.decode().encode("utf-16")),
    text("V012", "1:-", lambda data: b"PK\x03\x04" + data),
    text("V013", "3:-", lambda data: data + b"x" * 1_048_577, lambda data: data + b"\n" * 1_048_577),
    text("V014", "1:-", lambda data: data.replace(b"\n", b",\n")),
    text("V015", "1:value", lambda data: swapped(data, "value", "unit")),
    text("V016", "1:funding", lambda data: data.replace(b"funding,", b"").replace(b",,,,,,,,,\n", b",,,,,,,,\n")),
    text("V017", "1:value", lambda data: data.replace(b"note\n", b"note,value\n").replace(b",,\n", b",,,\n")),
    text("V018", "1:remark", lambda data: data.replace(b"note\n", b"note,remark\n").replace(b",,\n", b",,,\n")),
    text("V019", "1:-", lambda data: b"Title" + b"," * 18 + b"\n" + data),
    text("V020", "1:-", lambda data: data[data.index(b"\n") + 1 :]),
    text("V021", "2:-", lambda data: data.replace("Lạng".encode(), "Láº¡ng".encode())),
    text("V022", "2:-", lambda data: data.replace(b"\n", b"\n<<<<<<< HEAD\n", 1)),
    Case("V023", f"{PATH}:1:-", lambda folder: linked(folder), lambda folder: check_rows(folder, STOCK)),
    text("V024", "2:-", lambda data: data.replace(b'"', "“".encode(), 1).replace(b'"', "”".encode())),
    Case("V025", "20-lang-son.xlsx:2:as_printed", lambda folder: sheet(folder, 14009.3), lambda folder: sheet(folder, "14.009,3 tỷ đồng")),
    Case("V026", "20-lang-son.xlsx:1:-", lambda folder: sheet(folder, "", damaged=True), lambda folder: sheet(folder, "14.009,3 tỷ đồng")),
    text("V027", "1:unit", lambda data: data.replace(b",unit,", b",,")),
    Case("V028", "units.xlsx:1:-", lambda folder: beside(folder, "units.xlsx"), lambda folder: beside(folder, ".hidden")),
    text("V029", "2:as_printed", lambda data: data.replace(b'"', b"")),
    text("V031", "1:-", lambda data: data.replace(b"\n", "\u2028".encode())),
    text("V031", "1:-", lambda data: data.replace(b"\n", b"")),
    text("V032", "3:-", lambda data: data + data[: data.index(b"\n") + 1]),
    rows("V101", "2:locator", {**STOCK, "locator": ""}, STOCK),
    rows("V102", "2:value", {**STOCK, "value": "14009.3 tỷ"}, STOCK),
    rows("V103", "2:area_name", {**STOCK, "area_name": NFD}, STOCK),
    rows("V104", "2:note", {**STOCK, "note": "Read twice. "}, {**STOCK, "note": "Read twice."}),
    rows("V105", "2:note", {**STOCK, "note": "a\u202eb"}, {**STOCK, "note": "ab"}),
    rows("V106", "2:ref_area", {**STOCK, "ref_area": "P21_2008"}, STOCK),
    rows("V106", "2:source_id", [{**STOCK, "source_id": "ha-giang-2023"}] * 3, [STOCK]),
    rows("V106", "2:source_id", {**STOCK, "source_id": "lang-son-2023"}, STOCK),
    rows("V106", "2:unit", {**STOCK, "unit": "đồng"}, STOCK),
    rows("V106", "2:programme", {**STOCK, "programme": "PRISONERS"}, {**STOCK, "programme": "POOR"}),
    rows("V106", "2:flags", {**STOCK, "flags": "SCOPE;TARGET", "note": "Why."}, {**STOCK, "flags": "SCOPE_DOUBT;TARGET", "note": "Why."}),
    rows("V121", "2:area_name", _without(STOCK, "area_name"), STOCK),
    rows("V121", "2:locator", _without({**STOCK, **INFERRED}, "locator"), {**STOCK, **INFERRED}),
    rows("V122", "2:indicator", _with_a_blank(STOCK, "indicator"), STOCK),
    rows("V123", "2:as_printed", {**STOCK, "as_printed": STOCK["value"], "value": STOCK["as_printed"]}, STOCK),
    rows("V123", "2:ref_area", {**STOCK, "ref_area": STOCK["area_name"], "area_name": STOCK["ref_area"]}, STOCK),
    rows("V107", "2:note", {**STOCK, "note": "=1+1"}, {**STOCK, "note": "1+1"}),
    rows("V105", "2:as_printed", {**STOCK, "as_printed": "14.009,3\u00a0tỷ đồng"}, STOCK),
    rows("V109", "2:value", {**STOCK, "value": "#REF!"}, STOCK),
    rows("V110", "2:period", {**STOCK, "period": "########"}, STOCK),
    rows("V111", "2:period", {**STOCK, "period": "30/06/2024"}, STOCK),
    rows("V112", "2:value", {**STOCK, "value": "1,40093E+13"}, STOCK),
    rows("V113", "2:channel", {**STOCK, "channel": "TRUE"}, {**STOCK, "channel": "ENTRUSTED"}),
    rows("V114", "2:value", {**STOCK, "value": "14009,3"}, STOCK),
    rows("V115", "2:value", {**STOCK, "value": "１４００９.3"}, STOCK),
    rows("V116", "2:area_name", {**STOCK, "area_name": "L?ng S?n"}, {**STOCK, "note": "Is it so? Yes."}),
    rows("V118", "2:area_name", {**STOCK, "area_name": "Lạng \u0405ơn"}, STOCK),
    rows("V118", "2:ref_area", {**STOCK, "ref_area": "\u042020_2008"}, STOCK),
    rows("V118", "2:note", {**STOCK, "note": "Bảng \u00f0ầu."}, {**STOCK, "note": "Заметка о Lạng Sơn."}),
    rows("V119", "2:period", {**STOCK, "period": '="2024-06-30"'}, STOCK),
    rows("V119", "2:value", {**STOCK, "value": '="14009.3"'}, STOCK),
    rows("V117", "2:period", {**STOCK, "period": "'2024"}, STOCK),
    rows("V201", "2:area_name", {**STOCK, "area_name": "Lạng sơn"}, STOCK),
    rows("V201", "2:ref_area", {**STOCK, "ref_area": "D183_2008"}, STOCK),
    rows("V201", "2:ref_area", {**STOCK, "ref_area": "P17_2008"}, STOCK),
    rows("V202", "2:ref_area", {**STOCK, "ref_area": "P17_2008", "area_name": "Hòa Bình"}, STOCK),
    rows("V202", "2:ref_area", {**ENGLISH, "ref_area": "P20_2025", "period": "2025-12-31"}, ENGLISH),
    rows("V203", "2:value", {**STOCK, "value": "14009.4"}, STOCK),
    rows("V203", "2:unit", {**STOCK, "unit": "VND_MN"}, STOCK),
    evidence("V203", f"{PATH}:2:as_printed", [proof()], [proof()], {**STOCK, "as_printed": "14.009,4 tỷ đồng"}),
    rows("V203", "2:source_id", {**ENGLISH_COUNT, "source_id": "lang-son-english"}, ENGLISH_COUNT),
    rows("V204", "2:as_printed", {**STOCK, "as_printed": "14.009.3 tỷ đồng"}, STOCK),
    rows("V204", "2:source_id", {**STOCK, "source_id": "lang-son-english"}, STOCK),
    rows(
        "V205", "2:unit", {**LIFTED, "unit": "HOUSEHOLD_INSTANCE"}, {**LIFTED, "unit": "HOUSEHOLD_INSTANCE", "as_printed": "4.915 lượt hộ"}
    ),
    rows("V205", "2:unit", TURNS, {**TURNS, "unit": "HOUSEHOLD_INSTANCE"}),
    rows(
        "V205",
        "2:unit",
        {**TURNS, "unit": "HOUSEHOLD_INSTANCE", "as_printed": "4,915 poor households"},
        {**TURNS, "as_printed": "4,915 poor households"},
    ),
    rows("V206", "2:unit", {**RATE, "unit": "PERCENT_POINT"}, RATE),
    rows("V206", "2:indicator", {**RATE, "indicator": "DISBURSEMENT"}, RATE),
    rows("V207", "2:period", {**STOCK, "period": "2024-06-31"}, STOCK),
    rows("V208", "2:period", {**STOCK, "period": "2014/2023"}, {**STOCK, "period": "2023"}),
    rows("V208", "2:period", {**LIFTED, "period": "2024-06-30"}, {**LIFTED, "period": "../2024-06-30"}),
    rows("V209", "2:period", {**STOCK, "period": "2024-07-31"}, {**STOCK, "period": "2024-07-30"}),
    rows("V209", "2:period", {**RATE, "period": "2025-03"}, {**RATE, "period": "2025-03", "flags": "TARGET", "note": "A plan."}),
    rows("V210", "2:period", {**RATE, "period": "2007"}, {**RATE, "period": "2008"}),
    rows("V210", "2:period", {**DISTRICT, "period": "2025-07"}, {**DISTRICT, "period": "2025-06"}),
    rows(
        "V210",
        "2:period",
        {**DISTRICT, "period": "2025-10", "flags": "LATER_UNIT", "note": "The wrong flag."},
        {**DISTRICT, "period": "2025-10", "flags": "FORMER_UNIT", "note": "Office of the former district."},
    ),
    rows(
        "V210",
        "2:period",
        {**RATE, "period": "2007", "flags": "FORMER_UNIT", "note": "The wrong flag."},
        {**RATE, "period": "2007", "flags": "LATER_UNIT", "note": "Reckoned back."},
    ),
    rows("V224", "2:as_printed", {**STOCK, "as_printed": "14.009,3 tỷ \u00f0ồng"}, STOCK),
    rows("V225", "2:as_printed", {**LIFTED, "as_printed": "4.915 luợt hộ"}, {**LIFTED, "as_printed": "4.915 hộ"}),
    rows("V225", "2:as_printed", {**LIFTED, "as_printed": "4.915 hộ nghéo"}, {**LIFTED, "as_printed": "4.915 hộ nghèo"}),
    rows(
        "V225",
        "2:as_printed",
        {**LIFTED, "as_printed": "4.915 hộ nghéo"},
        {**LIFTED, "as_printed": "4.915 hộ nghéo", "flags": "MISPRINT", "note": "The source prints a wrong mark."},
    ),
    rows("V225", "2:as_printed", {**STOCK, "as_printed": "14.009,3 tỳ đồng"}, STOCK),
    rows("V225", "2:as_printed", {**LIFTED, "as_printed": "4.915 ho"}, LIFTED),
    rows(
        "V223",
        "2:flags",
        {**DISTRICT, "period": "2025-06", "flags": "FORMER_UNIT", "note": "Not needed."},
        {**DISTRICT, "period": "2025", "flags": "FORMER_UNIT", "note": "Office of the former district, to the end of the year."},
    ),
    rows("V223", "2:flags", {**RATE, "flags": "LATER_UNIT", "note": "Not needed."}, {**RATE, "flags": "PRELIMINARY", "note": "Says so."}),
    rows("V211", "2:value", {**RATE, "as_printed": "102%", "value": "102"}, {**RATE, "as_printed": "100%", "value": "100"}),
    rows("V211", "2:value", {**LIFTED, "as_printed": "4,5 hộ", "value": "4.5"}, {**LIFTED, "as_printed": "4,5 nghìn hộ", "value": "4500"}),
    rows(
        "V212",
        "2:value",
        {**LIFTED, "as_printed": "4 hộ", "value": "4", "programme": "RELEASED"},
        {**LIFTED, "as_printed": "5 hộ", "value": "5", "programme": "RELEASED"},
    ),
    rows(
        "V212",
        "2:ref_area",
        {**STOCK, "ref_area": "C06463_2008", "area_name": "Đồng Mỏ", "programme": "RELEASED"},
        {**STOCK, "ref_area": "D183_2008", "area_name": "Chi Lăng", "programme": "RELEASED"},
    ),
    rows(
        "V306",
        "2:value",
        {**STOCK, "programme": "RELEASED"},
        [{**STOCK, "programme": "RELEASED"}, {**HOUSEHOLDS, "programme": "RELEASED"}],
    ),
    rows(
        "V213",
        "2:programme",
        {**LIFTED, "indicator": "STUDENTS", "as_printed": "633 học sinh", "value": "633", "unit": "PERSON", "programme": "POOR"},
        {**LIFTED, "indicator": "STUDENTS", "as_printed": "633 học sinh", "value": "633", "unit": "PERSON", "programme": "STEM_STUDENTS"},
    ),
    rows("V214", "2:note", {**STOCK, "period_basis": "inferred"}, {**STOCK, "period_basis": "inferred", "note": "Day of publication."}),
    rows("V215", "2:note", {**STOCK, "flags": "SCOPE_DOUBT"}, {**STOCK, "flags": "SCOPE_DOUBT", "note": "City or province."}),
    rows(
        "V216", "2:bound", {**STOCK, "as_printed": "hơn 14.009,3 tỷ đồng"}, {**STOCK, "as_printed": "hơn 14.009,3 tỷ đồng", "bound": "over"}
    ),
    rows("V217", "2:standard", {**STOCK, "standard": "VN_2016_2021"}, {**RATE, "standard": "VN_2016_2021"}),
    rows("V218", "2:period", {**LIFTED, "period": "1014-11-22/2024-06-30"}, LIFTED),
    rows("V219", "2:period", {**STOCK, **INFERRED, "period": "2023-07-29"}, {**STOCK, **INFERRED, "period": "2023-07-30"}),
    rows(
        "V220",
        "2:flags",
        {**STOCK, "flags": "TARGET;TARGET", "note": "A plan."},
        {**STOCK, "flags": "TARGET;PRELIMINARY", "note": "A plan."},
    ),
    evidence("V222", f"{PATH}:2:period", [{**proof(), "period": "2024-06-29"}], [proof()]),
    evidence("V221", f"{PATH}:2:locator", [{**proof(), "locator": "p8"}], [proof()]),
    evidence("V221", f"{PATH}:2:as_printed", [proof(printed="14.009,30 tỷ đồng")], [proof()]),
    Case(
        "V301",
        f"{PATH}:3:item",
        lambda folder: check_rows(folder, STOCK, {**RATE, "item": "1"}),
        lambda folder: check_rows(folder, STOCK, {**RATE, "item": "2"}),
    ),
    rows("V302", "3:item", [STOCK, {**STOCK, "as_printed": "14.009.300 triệu đồng", "value": "14009300", "unit": "VND_MN"}], [STOCK, RATE]),
    rows("V303", "2:value", parts("535.2", "300", "237"), parts("535.2", "300", "236")),
    rows("V303", "2:value", [PRODUCTS, {**THREE_STAR, "as_printed": "51 sản phẩm", "value": "51"}], [PRODUCTS, THREE_STAR]),
    rows(
        "V303",
        "2:value",
        [STOCK, {**STOCK, "ref_area": "D183_2008", "area_name": "Chi Lăng", "as_printed": "15.000 tỷ đồng", "value": "15000"}],
        [STOCK, {**STOCK, "ref_area": "D183_2008", "area_name": "Chi Lăng", "as_printed": "1.000 tỷ đồng", "value": "1000"}],
    ),
    rows("V303", "2:value", parts("535.2", "300", "237"), parts("535.2", "300", "237", flags="SCOPE_DOUBT", note="Parts exceed it.")),
    rows(
        "V305",
        "3:value",
        [STOCK, {**STOCK, "as_printed": "14.010 tỷ đồng", "value": "14010"}],
        [STOCK, {**STOCK, "as_printed": "14.009 tỷ đồng", "value": "14009"}],
    ),
    rows(
        "V305",
        "3:value",
        [STOCK, {**STOCK, "as_printed": "15.000 tỷ đồng", "value": "15000", "flags": "PRELIMINARY", "note": "No answer."}],
        [STOCK, {**STOCK, "as_printed": "15.000 tỷ đồng", "value": "15000", "flags": "DEFINITION_DIFFERS", "note": "With frozen debt."}],
    ),
    rows(
        "V305",
        "3:value",
        [STOCK, {**STOCK, "as_printed": "15.000 tỷ đồng", "value": "15000"}],
        [STOCK, {**STOCK, "as_printed": "15.000 tỷ đồng", "value": "15000", "flags": "TARGET", "note": "The plan of the year."}],
    ),
    rows(
        "V307",
        "3:value",
        [{**LIFTED, "period": "2014/2022"}, {**LIFTED, "period": "2014/2023", "as_printed": "4.000 hộ", "value": "4000"}],
        [{**LIFTED, "period": "2014/2022"}, {**LIFTED, "period": "2015/2023", "as_printed": "4.000 hộ", "value": "4000"}],
    ),
    rows(
        "V307",
        "4:value",
        [GROWTH, {**GROWTH, "indicator": "DISBURSEMENT"}, {**LESS, "indicator": "DISBURSEMENT"}],
        [{**GROWTH, "indicator": "INCREASE"}, {**GROWTH, "indicator": "DISBURSEMENT"}, {**LESS, "indicator": "INCREASE"}],
    ),
    rows("V308", "2:value", [RATE, POOR, {**ALL, "as_printed": "110.000 hộ", "value": "110000"}], [RATE, POOR, ALL]),
    rows("V308", "4:value", [RATE, POOR, {**NEAR_RATE, "as_printed": "4,5%", "value": "4.5"}, NEAR], [RATE, POOR, NEAR_RATE, NEAR]),
    Case(
        "V304",
        f"{PATH}:2:item",
        lambda folder: check_rows(folder, STOCK, retired=[{"obs_id": "lang-son-2024.1", "reason": "split"}]),
        lambda folder: check_rows(folder, STOCK, retired=[{"obs_id": "lang-son-2024.2", "reason": "split"}]),
    ),
    table("V401", "8:programme", "programmes", [*TABLES["programmes"], TABLES["programmes"][1]], TABLES["programmes"]),
    table("V402", "3:gso_code", "areas", changed("areas", "P20_2008", gso_code="21"), TABLES["areas"]),
    table("V402", "8:ref_area", "areas", changed("areas", "C06463_2008", ref_area="C06464_2008"), TABLES["areas"]),
    table("V403", "7:parent", "areas", changed("areas", "D183_2008", parent="P20_2025"), TABLES["areas"]),
    table(
        "V404",
        "3:valid_to",
        "areas",
        changed("areas", "P20_2008", valid_to="2008-07-31"),
        changed("areas", "P20_2008", valid_to="2008-08-01"),
    ),
    table("V404", "3:valid_from", "areas", changed("areas", "P20_2008", valid_from="2028-08-01"), TABLES["areas"]),
    table(
        "V405",
        "2:snapshot_sha256",
        "sources",
        changed("sources", "lang-son-2024", snapshot_sha256=""),
        changed("sources", "lang-son-2024", snapshot_sha256="", access="excerpt"),
    ),
    table(
        "V108",
        "2:published_on",
        "sources",
        changed("sources", "lang-son-2024", published_on="2024-13"),
        changed("sources", "lang-son-2024", published_on="2024-12"),
    ),
    table("V406", "3:parent", "codes", [CODES[0], {**CODES[1], "parent": "RURAL"}, *CODES[2:]], CODES),
    table(
        "V407",
        "2:applies_to",
        "poverty_standards",
        changed("poverty_standards", "VN_2011_2015", applies_to="2013"),
        changed("poverty_standards", "VN_2011_2015", applies_to="2014"),
    ),
    table("V408", "4:weight", "indicators", changed("indicators", "POVERTY_RATE", weight=""), TABLES["indicators"]),
    table("V409", "2:parent", "programmes", changed("programmes", "POOR_AND_NEAR_POOR", parent="POOR_AND_NEAR_POOR"), TABLES["programmes"]),
    table("V410", "4:from_area", "area_changes", [*CHANGES, {**CHANGES[0], "to_area": "P17_2025"}], CHANGES),
    Case(
        "V411",
        "areas.csv:3:ref_area",
        lambda folder: check_rows(
            folder, STOCK, area_changes=[{**CHANGES[1], "to_area": "P20_2025", "effective_date": "2025-07-02"}, CHANGES[1]]
        ),
        lambda folder: check_rows(folder, STOCK),
    ),
    Case(
        "V412",
        "areas.csv:6:ref_area",
        lambda folder: check_rows(folder, STOCK, area_changes=[CHANGES[0], {**CHANGES[1], "to_area": "P20_2025"}]),
        lambda folder: check_rows(folder, STOCK),
    ),
    table("V413", "3:region", "areas", changed("areas", "P20_2008", region="VN"), TABLES["areas"]),
    table(
        "V414",
        "3:to_area",
        "area_changes",
        [CHANGES[0], {**CHANGES[1], "to_area": "D183_2008", "effective_date": "2025-07-02"}, CHANGES[1]],
        CHANGES,
    ),
    table(
        "V415",
        "4:minimum",
        "indicators",
        changed("indicators", "POVERTY_RATE", minimum="101"),
        changed("indicators", "POVERTY_RATE", minimum="100"),
    ),
    table("V416", "4:base_unit", "units", changed("units", "VND_BN", base_unit="VND_MN"), TABLES["units"]),
    table("V417", "3:code", "phrases", [PHRASES[0], {**PHRASES[1], "code": "LOANS"}], PHRASES),
    table("V418", "2:phrase", "phrases", [{**PHRASES[0], "stock": "{month}"}, PHRASES[1]], PHRASES),
    table("V418", "2:phrase", "phrases", [{**PHRASES[0], "phrase": "năm {years}"}, PHRASES[1]], PHRASES),
    table("V418", "3:phrase", "phrases", [PHRASES[0], {**PHRASES[1], "phrase": "dư nợ"}], PHRASES),
    rows("V203", "3:value", [RANGE, {**RANGE, "as_printed": "7%", "value": "8"}], [RANGE, {**RANGE, "as_printed": "7%", "value": "7"}]),
    rows("V309", "2:flags", RANGE, [RANGE, {**RANGE, "as_printed": "7%", "value": "7"}]),
    rows("V309", "2:flags", [RANGE, {**RANGE, "period": "2022", "flags": ""}], [RANGE, {**RANGE, "as_printed": "7%", "value": "7"}]),
    evidence("V501", "evidence/lang-son-2024.csv:3:obs_id", [proof(), proof("2")], [proof()]),
    rows("V226", "2:period", {**STOCK, "period": "2024"}, {**STOCK, "period": "2023"}),
    rows("V226", "2:period", {**RATE, "period": "2024"}, {**RATE, "period": "2024", "flags": "PRELIMINARY", "note": "An estimate."}),
    rows(
        "V226",
        "2:period",
        {**STOCK, "period": "2024"},
        {**STOCK, "period": "2024", "period_basis": "inferred", "note": "Year of the page."},
    ),
    rows("V227", "2:flags", {**STOCK, "note": "Perhaps the city."}, {**STOCK, "note": "Perhaps the city.", "flags": "SCOPE_DOUBT"}),
    rows("V227", "2:flags", {**STOCK, "note": "Còn ngờ phạm vi."}, {**STOCK, "note": "Printed in a table."}),
    rows("V229", "2:value", {**MANY, "value": "280001", "as_printed": "280.001 hộ"}, MANY),
    rows(
        "V229",
        "2:value",
        {**MANY, "value": "280001", "as_printed": "280.001 hộ"},
        {**MANY, "flags": "DEFINITION_DIFFERS", "note": "Loans."},
    ),
    rows("V228", "2:standard", {**RATE, "standard": "VN_2016_2021"}, {**RATE, "period": "2021", "standard": "VN_2016_2021"}),
    rows(
        "V228",
        "2:standard",
        {**RATE, "period": "2014", "standard": "VN_2016_2021"},
        {**RATE, "period": "2016-01-01", "standard": "VN_2016_2021"},
    ),
    rows("V310", "2:value", [SINCE_2002, SINCE_2003], [SINCE_2002, {**SINCE_2003, "period": "../2023"}]),
    rows(
        "V310", "2:value", [{**SINCE_2002, "period": "../2024"}, OF_A_YEAR], [SINCE_2002, {**OF_A_YEAR, "flags": "MISPRINT", "note": "x"}]
    ),
    rows(
        "V310",
        "2:value",
        [SINCE_2002, {**SINCE_2003, "period": "2003/2020", "value": "4914", "as_printed": "4,914 households"}, SINCE_2003],
        [{**SINCE_2002, "as_printed": "5.916 hộ", "value": "5916"}, SINCE_2003],
    ),
    rows(
        "V311",
        "3:value",
        [STOCK, {**ENGLISH, "programme": "POOR", "as_printed": "VND 15,000 billion", "value": "15000"}],
        [STOCK, {**ENGLISH, "programme": "POOR"}],
    ),
    rows(
        "V311",
        "3:value",
        [PRODUCTS, {**THREE_STAR, "source_id": "lang-son-english", "as_printed": "51 [sản phẩm]", "value": "51"}],
        [PRODUCTS, {**THREE_STAR, "source_id": "lang-son-english", "as_printed": "46 [sản phẩm]"}],
    ),
    rows("V312", "2:value", [MORE, {**TURNS, "unit": "HOUSEHOLD_INSTANCE"}], [LIFTED, {**TURNS, "unit": "HOUSEHOLD_INSTANCE"}]),
    rows(
        "V313",
        "3:indicator",
        [OWING, {**OWING, "source_id": "lang-son-english", "as_printed": "4,915 households", "indicator": "HOUSEHOLDS"}],
        [OWING, {**OWING, "source_id": "lang-son-english", "as_printed": "4,916 households", "value": "4916", "indicator": "HOUSEHOLDS"}],
    ),
    rows(
        "V313",
        "3:indicator",
        [OWING, {**OWING, "source_id": "lang-son-english", "as_printed": "4,915 households", "indicator": "HOUSEHOLDS"}],
        [OWING, {**OWING, "source_id": "lang-son-english", "as_printed": "4,915 households"}],
    ),
    rows(
        "V312",
        "2:value",
        [MORE, {**TURNS, "unit": "HOUSEHOLD_INSTANCE"}],
        [{**MORE, "flags": "SCOPE_DOUBT", "note": "x"}, {**TURNS, "unit": "HOUSEHOLD_INSTANCE"}],
    ),
]
CASES += PASSAGE_CASES + PLAUSIBLE_CASES
NAMES = [f"{case.code}-{case.place.rpartition(':')[2]}-{position}" for position, case in enumerate(CASES)]
SNAPSHOT_RULES = {rule.code for rule in (verify.NO_SNAPSHOT, verify.NO_PARAGRAPH, verify.NOT_FOUND, verify.AMBIGUOUS)}
"""Rules that need a source text: see test_verify.py."""
EXCESS_RULES = {catalogue.TOO_MANY.code}
"""Of a file in which too much is wrong, tested in test_excess.py."""
CHANGE_RULES = {touched.REMOVED.code, touched.WITHDRAWN.code, side_effects.BREAKS_OTHERS.code}
"""Rules that compare with the state before: see test_touched.py."""


LANGUAGES: tuple[Language, ...] = ("en", "vi")


def shown(checked: Checked, folder: Path) -> list[str]:
    """Return the findings in both languages, paths from the folder of raw data."""
    lines = [line for language in LANGUAGES for line in render(checked.findings, "text", language).splitlines()]
    return [line.replace(f"{folder}/", "") for line in lines]


@cache
def golden_lines() -> list[str]:
    """Return what was said of each case when the messages were last read: two lines, English and Vietnamese."""
    return (GOLDEN / "findings.txt").read_text(encoding="utf-8").splitlines()


@cache
def broken(position: int) -> list[str]:
    """Return what is said of the input of a case that breaks its rule; several tests ask."""
    with TemporaryDirectory() as folder:
        return shown(CASES[position].breaks(Path(folder).resolve()), Path(folder).resolve())


@pytest.mark.parametrize("position", range(len(CASES)), ids=NAMES)
def test_what_breaks_a_rule_gives_one_finding_at_its_place(position: int) -> None:
    case, found = CASES[position], broken(position)
    assert found == golden_lines()[2 * position : 2 * position + 2], "if the message is meant: pytest --write-golden"
    assert [line.split(": ")[0] for line in found] == [case.place] * 2
    assert [line.split(": ")[1].split()[0] for line in found] == [case.code] * 2


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_its_nearest_neighbour_passes(case: Case, tmp_path: Path) -> None:
    findings = case.keeps(tmp_path).findings
    assert [finding.rule.code for finding in findings if finding.rule.code == case.code and not _is_mutant(case)] == []


def _is_mutant(case: Case) -> bool:
    """Whether both sides of a case show the same row on purpose: the proof decides only which cell is blamed."""
    return case.code == "V203" and case.place.endswith("as_printed")


def test_every_rule_has_its_cases() -> None:
    assert {case.code for case in CASES} | SNAPSHOT_RULES | CHANGE_RULES | EXCESS_RULES == set(RULES)


def test_there_is_a_golden_message_for_each_case(request: pytest.FixtureRequest) -> None:
    """Which one it is, the test of the case compares."""
    if request.config.getoption("--write-golden"):
        lines = [line for position in range(len(CASES)) for line in broken(position)]
        (GOLDEN / "findings.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        golden_lines.cache_clear()
    assert len(golden_lines()) == 2 * len(CASES)


def test_a_figure_leaps_from_its_neighbours_also_where_one_of_them_is_zero(tmp_path: Path) -> None:
    few, more = {**OWED_BY, "period": "2022-12-31"}, {**OWED_BY, "period": "2021-12-31"}
    none = {**OWED_BY, "source_id": "lang-son-english", "as_printed": "0 hộ", "value": "0"}
    found = check_rows(tmp_path, *numbered(few, more, {**OWED_BY, "as_printed": "20.000 hộ", "value": "20000"}, none)).findings
    assert ("V314", 4) in [(finding.rule.code, finding.line) for finding in found]
