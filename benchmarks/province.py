"""Province files of any length whose rows keep every rule, with the sources that they need: what the benchmarks measure.

A figure follows from its area, its indicator and its period, so sources agree about it, but for the slips of a few.
"""

import csv
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate, islice, pairwise
from pathlib import Path
from zlib import crc32

from schemas import CodedObservation, Source
from schemas.base import header_of

PROVINCE = "P25_2008"
FILE = "observations/2008/25-phu-tho.csv"
ROWS_OF_A_SOURCE = 60
FIRST_DAY = date(2018, 1, 1)
LAST_MONTH = 12
PERSONS_PER_HOUSEHOLD = 4
LAST_DAY = "2025-06-30"
"""Of the map of 2008, on which the figures lie."""
MONEY = ("LOANS_COLLECTED", "LOCAL_ENTRUSTED_CAPITAL", "MOBILISED_CAPITAL", "OVERDUE_LOANS")
COUNTS = {
    "BORROWER_HOUSEHOLDS": ("HOUSEHOLD", ("hộ", "hộ nghèo", "hộ gia đình")),
    "HOUSEHOLDS_RECEIVING_LOANS": ("HOUSEHOLD_INSTANCE", ("lượt hộ", "lượt khách hàng")),
    "JOBS_CREATED": ("PERSON", ("lao động", "người lao động")),
    "STUDENTS_RECEIVING_LOANS": ("PERSON", ("học sinh, sinh viên", "sinh viên")),
    "HOUSES_BUILT": ("COUNT", ("căn nhà",)),
    "SAVINGS_AND_LOAN_GROUPS": ("COUNT", ("tổ", "tổ tiết kiệm và vay vốn")),
}
FLOWS = frozenset({"LOANS_COLLECTED", "HOUSEHOLDS_RECEIVING_LOANS", "JOBS_CREATED", "STUDENTS_RECEIVING_LOANS", "HOUSES_BUILT"})
BOUNDS = ("", "", "", "", "", "", "over", "nearly", "about")
NOTES = ("", "", "", "Read twice.", "To date; day of publication.", "Bảng trong bài, cột thứ hai.", "Table, row of the {area}: {number}.")

Row = dict[str, str]


def write_province(raw: Path, rows: int) -> Path:
    """Write so many rows into the file of a province in a copy of data/raw, register their sources, and return the file."""
    _write(raw, raw / FILE, PROVINCE, rows)
    return raw / FILE


def write_provinces(raw: Path, rows: int) -> None:
    """Replace the observations in a copy of data/raw by so many rows, divided among the 63 provinces as the hand-coded ones are."""
    files = sorted((raw / "observations" / "2008").glob("*.csv"))
    coded = [path.read_bytes().count(b"\n") - 1 for path in files]
    for path in (raw / "observations").rglob("*.csv"):
        if path not in files:
            path.unlink()
    shutil.rmtree(raw / "evidence")
    for name in ("passages", "excluded", "retired"):
        path = raw / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    ends = [round(rows * total / sum(coded)) for total in accumulate(coded, initial=0)]
    for path, (first, end) in zip(files, pairwise(ends), strict=True):
        _write(raw, path, f"P{path.name[:2]}_2008", end - first)


def _write(raw: Path, path: Path, province: str, rows: int) -> None:
    here = _areas(raw, province)
    chance = random.Random(f"{province} {rows}")
    with path.open("w", encoding="utf-8", newline="") as file, (raw / "sources.csv").open("a", encoding="utf-8", newline="") as sources:
        listed = csv.DictWriter(sources, header_of(Source), restval="", lineterminator="\n")
        written = csv.DictWriter(file, header_of(CodedObservation), restval="", lineterminator="\n")
        written.writeheader()
        for number in range(-(-rows // ROWS_OF_A_SOURCE)):
            day = FIRST_DAY + timedelta(days=chance.randrange(2500))
            source = f"{path.stem}-{number}-{day.year}"
            mark = "point" if chance.random() < 0.1 else "comma"
            language = "en" if mark == "point" else "vi"
            known = {"publisher": "Báo", "publisher_type": "newspaper", "access": "excerpt", "coverage": "some", "coder": "a"}
            listed.writerow(
                {"source_id": source, "title": "Title", "language": language, "decimal_mark": mark, "published_on": day, **known}
            )
            items = islice(_rows(chance, chance.choice(here), day), min(ROWS_OF_A_SOURCE, rows - number * ROWS_OF_A_SOURCE))
            written.writerows({"source_id": source, "item": str(item), **_printed(row, mark)} for item, row in enumerate(items, 1))


def _areas(raw: Path, province: str) -> list[Row]:
    """Return a province and its districts on the last day of the map of 2008, each with its `people`, blank where they are not known."""
    with (raw / "areas.csv").open(encoding="utf-8", newline="") as areas, (raw / "population.csv").open(encoding="utf-8") as population:
        people = {row["ref_area"]: row["population"] for row in csv.DictReader(population)}
        here = [row for row in csv.DictReader(areas) if province in {row["ref_area"], row["parent"]} and row["valid_to"] == LAST_DAY]
    return [{**row, "people": people.get(row["ref_area"], "")} for row in here]


def _rows(chance: random.Random, area: Row, day: date) -> Iterator[Row]:
    """Yield what one source says of its area, without end: totals and their parts, growing sums, shares, and single figures.

    No two sources contradict each other: a district has less than its province, a span less than one that it lies in.
    """
    kinds: tuple[Callable[[Row, str], Iterator[Row]], ...] = (_loans, _growing, _poverty)
    for age in range(10**6):
        year = str(day.year - 1 - age % 8)
        about = {"ref_area": area["ref_area"], "area_name": area["name_vi"], "locator": f"p{chance.randrange(1, 40)}"}
        if age < len(kinds):
            for row in kinds[age](area, year):
                yield {**about, **row}
        else:
            yield {**about, **_single(chance, area, year, age), "note": chance.choice(NOTES).format(area=area["name_vi"], number=age)}


def _loans(area: Row, year: str) -> Iterator[Row]:
    about = {"indicator": "LOANS_OUTSTANDING", "period": f"{year}-12-31"}
    total = _counted(area, about, 500)
    yield {**about, **_money(total)}
    for programme, share in (("POOR_AND_NEAR_POOR", 0.5), ("JOB_CREATION", 0.2), ("STUDENTS", 0.1)):
        yield {**about, **_money(int(total * share)), "programme": programme}


def _growing(area: Row, year: str) -> Iterator[Row]:
    for end in range(int(year) - 3, int(year) + 1):
        about = {"indicator": "DISBURSEMENT", "period": f"2003/{end}"}
        yield {**about, **_money(_counted(area, about, 45, end - 2002))}


def _counted(area: Row, about: Row, least: int, length: int = 1) -> int:
    """Return what is counted of a thing over a span, the same in every source.

    It is at least `least` for each unit of the span's length, and less than that for one unit more; in a province 3,000 times as much.
    That of a province ends in its code, and that of a district is too small to be telling: no two areas have one number.
    """
    size = 3_000 if area["level"] == "province" else 1
    drawn = crc32(f"{area['ref_area']} {about['indicator']} {about['period']}".encode()) % (least * size)
    number = length * least * size + drawn
    return number if size == 1 else number // 100 * 100 + int(area["gso_code"])


def _poverty(area: Row, year: str) -> Iterator[Row]:
    about = {"period": year, "note": "Review of the year."}
    everyone = int(area["people"] or 2_000) // PERSONS_PER_HOUSEHOLD
    poor = everyone // 20 + _counted(area, {**about, "indicator": "POOR_HOUSEHOLDS"}, 3)
    yield {**about, "indicator": "TOTAL_HOUSEHOLDS", "value": str(everyone), "unit": "HOUSEHOLD", "words": "hộ"}
    yield {**about, "indicator": "POOR_HOUSEHOLDS", "value": str(poor), "unit": "HOUSEHOLD", "words": "hộ nghèo"}
    yield {**about, "indicator": "POVERTY_RATE", "value": f"{poor * 100 / everyone:.2f}", "unit": "PERCENT", "words": "%"}


def _single(chance: random.Random, area: Row, year: str, age: int) -> Row:
    """Return one figure of a month of its own, so that no two figures of a source are about the same thing."""
    first = 1 + age // 8 % 12
    is_money = age % 3 == 0
    indicator = chance.choice(MONEY if is_money else tuple(COUNTS))
    spans = indicator in FLOWS and age % 2 == 1 and 1 < first < LAST_MONTH
    about = {"indicator": indicator, "period": f"{year}-{first:02}/{year}-{LAST_MONTH}" if spans else f"{year}-{first:02}"}
    number = _counted(area, about, 30 if is_money else 9, LAST_MONTH + 1 - first if spans else 1)
    doubt = {"flags": "PRELIMINARY"} if chance.random() < 0.05 else {}
    if is_money:
        return {**about, "bound": chance.choice(BOUNDS), **_money(number), **doubt}
    unit, words = COUNTS[indicator]
    return {**about, "bound": chance.choice(BOUNDS), "value": str(number), "unit": unit, "words": chance.choice(words), **doubt}


def _money(millions: int) -> Row:
    """Return an amount as a source prints it: millions in full, or billions with a decimal."""
    if millions % 3:
        return {"value": f"{millions / 1000:.3f}".rstrip("0").rstrip("."), "unit": "VND_BN", "words": "tỷ đồng"}
    return {"value": str(millions), "unit": "VND_MN", "words": "triệu đồng"}


def _printed(row: Row, decimal_mark: str) -> Row:
    """Return a row with `as_printed` in the place of its words."""
    printed = f"{int(row['value'].partition('.')[0]):,}" + row["value"][len(row["value"].partition(".")[0]) :]
    if decimal_mark == "comma":
        printed = printed.translate(str.maketrans(",.", ".,"))
    gap = "" if row["words"] == "%" else " "
    note = row.get("note") or ("Why." if row.get("flags") else "")
    return {**{name: cell for name, cell in row.items() if name != "words"}, "as_printed": f"{printed}{gap}{row['words']}", "note": note}
