"""A province file of any length whose rows keep every rule, with the sources that it needs: what `benchmarks.check` measures."""

import csv
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from schemas import Source
from schemas.base import header_of

PROVINCE = "P25_2008"
FILE = "observations/2008/25-phu-tho.csv"
ROWS_OF_A_SOURCE = 60
FIRST_DAY = date(2018, 1, 1)
LAST_MONTH = 12
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
    path = raw / FILE
    with (raw / "areas.csv").open(encoding="utf-8", newline="") as areas:
        here = [area for area in csv.DictReader(areas) if PROVINCE in {area["ref_area"], area["parent"]} and area["vintage"] == "2008"]
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    chance = random.Random(rows)
    with path.open("w", encoding="utf-8", newline="") as file, (raw / "sources.csv").open("a", encoding="utf-8", newline="") as sources:
        listed = csv.DictWriter(sources, header_of(Source), restval="", lineterminator="\n")
        written = csv.DictWriter(file, header, restval="", lineterminator="\n")
        written.writeheader()
        for number in range(-(-rows // ROWS_OF_A_SOURCE)):
            day = FIRST_DAY + timedelta(days=chance.randrange(2500))
            source = f"benchmark-{number}-{day.year}"
            mark = "point" if chance.random() < 0.1 else "comma"
            language = "en" if mark == "point" else "vi"
            known = {"publisher": "Báo", "publisher_type": "newspaper", "access": "excerpt", "coverage": "some", "coder": "a"}
            listed.writerow(
                {"source_id": source, "title": "Title", "language": language, "decimal_mark": mark, "published_on": day, **known}
            )
            items = islice(_rows(chance, chance.choice(here), day), min(ROWS_OF_A_SOURCE, rows - number * ROWS_OF_A_SOURCE))
            written.writerows({"source_id": source, "item": str(item), **_printed(row, mark)} for item, row in enumerate(items, 1))
    return path


def _rows(chance: random.Random, area: Row, day: date) -> Iterator[Row]:
    """Yield what one source says of its area, without end: totals and their parts, growing sums, shares, and single figures.

    No two sources contradict each other: a district has less than its province, a span less than one that it lies in.
    """
    kinds: tuple[Callable[[random.Random, str, int], Iterator[Row]], ...] = (_loans, _growing, _poverty)
    size = 100 if area["level"] == "province" else 1
    for age in range(10**6):
        year = str(day.year - 1 - age % 8)
        about = {"ref_area": area["ref_area"], "area_name": area["name_vi"], "locator": f"p{chance.randrange(1, 40)}"}
        if age < len(kinds):
            for row in kinds[age](chance, year, size):
                yield {**about, **row}
        else:
            yield {**about, **_single(chance, year, age, size), "note": chance.choice(NOTES).format(area=area["name_vi"], number=age)}


def _loans(chance: random.Random, year: str, size: int) -> Iterator[Row]:
    total = chance.randrange(50_000, 90_000) * size
    about = {"indicator": "LOANS_OUTSTANDING", "period": f"{year}-12-31"}
    yield {**about, **_money(total)}
    for programme, share in (("POOR_AND_NEAR_POOR", 0.5), ("JOB_CREATION", 0.2), ("STUDENTS", 0.1)):
        yield {**about, **_money(int(total * share)), "programme": programme}


def _growing(chance: random.Random, year: str, size: int) -> Iterator[Row]:
    for end in range(int(year) - 3, int(year) + 1):
        yield {"indicator": "DISBURSEMENT", "period": f"2003/{end}", **_money(_counted(chance, end - 2002, 9_000 * size))}


def _counted(chance: random.Random, length: int, least: int) -> int:
    """Return what is counted over a span: at least `least` for each unit of its length, and less than that for one unit more."""
    return length * least + chance.randrange(least)


def _poverty(chance: random.Random, year: str, size: int) -> Iterator[Row]:
    everyone, poor = chance.randrange(3_000, 4_000) * size, chance.randrange(200, 400) * size
    about = {"period": year, "note": "Review of the year."}
    yield {**about, "indicator": "TOTAL_HOUSEHOLDS", "value": str(everyone), "unit": "HOUSEHOLD", "words": "hộ"}
    yield {**about, "indicator": "POOR_HOUSEHOLDS", "value": str(poor), "unit": "HOUSEHOLD", "words": "hộ nghèo"}
    yield {**about, "indicator": "POVERTY_RATE", "value": f"{poor * 100 / everyone:.2f}", "unit": "PERCENT", "words": "%"}


def _single(chance: random.Random, year: str, age: int, size: int) -> Row:
    """Return one figure of a month of its own, so that no two figures of a source are about the same thing."""
    month = f"{year}-{1 + age // 8 % 12:02}"
    first = 1 + age // 8 % 12
    bound = chance.choice(BOUNDS)
    if age % 3 == 0:
        indicator = chance.choice(MONEY)
        spans = indicator in FLOWS and age % 2 == 1 and first < LAST_MONTH
        figure = _money(_counted(chance, LAST_MONTH + 1 - first if spans else 1, 3_000 * size))
    else:
        indicator, (unit, words) = chance.choice(list(COUNTS.items()))
        spans = indicator in FLOWS and age % 2 == 1 and first < LAST_MONTH
        count = _counted(chance, LAST_MONTH + 1 - first if spans else 1, 90 * size)
        figure = {"value": str(count), "unit": unit, "words": chance.choice(words)}
    period = f"{month}/{year}-{LAST_MONTH}" if spans else month
    doubt = {"flags": "PRELIMINARY"} if chance.random() < 0.05 else {}
    return {"indicator": indicator, "period": period, "bound": bound, **figure, **doubt}


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
