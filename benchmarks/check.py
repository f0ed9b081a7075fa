"""Time and memory of `check`, as ratios in one run on one machine: `make benchmark`.

A file of 500 rows is measured against an interpreter that imports pandas and pandera and nothing else; a file of a million rows against
the same checks written by hand in plain pandas (`benchmarks.plain`), both in turn, and its peak memory, less that of the bare import,
against the size of the file. Both must find the same in a file into which mistakes were planted.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.province import FILE, Row, write_province
from benchmarks.startup import Command, copied_repository

SMALL, LARGE = 500, 1_000_000
ROUNDS_OF_SMALL, ROUNDS_OF_LARGE = 7, 2
PYTHON = sys.executable
RAW = "data/raw"
BARE = [PYTHON, "-c", "import pandas, pandera.pandas"]
CHECK = [PYTHON, "-m", "pipeline", "check", "--format", "json", f"{RAW}/{FILE}"]
PLAIN = [PYTHON, "-m", "benchmarks.plain", RAW, f"{RAW}/{FILE}"]


def _plus_one(row: Row) -> None:
    row["value"] = str(int(row["value"]) + 1)


MISTAKES: list[tuple[str, Callable[[Row], None]]] = [
    ("TOTAL_HOUSEHOLDS", _plus_one),
    ("BORROWER_HOUSEHOLDS", lambda row: row.update(as_printed=row["as_printed"] + " và 3 hộ")),
    ("JOBS_CREATED", lambda row: row.update(unit="HOUSEHOLD_INSTANCE")),
    ("HOUSES_BUILT", lambda row: row.update(area_name="Phú Thọ và Lạng Sơn")),
    ("MOBILISED_CAPITAL", lambda row: row.update(period="2031-01")),
    ("OVERDUE_LOANS", lambda row: row.update(period="2020-13")),
    ("SAVINGS_AND_LOAN_GROUPS", lambda row: row.update(indicator="SAVINGS_AND_LOANS")),
    ("LOCAL_ENTRUSTED_CAPITAL", lambda row: row.update(locator="")),
    ("STUDENTS_RECEIVING_LOANS", lambda row: row.update(note="=1+1")),
    ("BORROWER_HOUSEHOLDS", lambda row: row.update(flags="PRELIMINARY", note="")),
    ("LOANS_COLLECTED", lambda row: row.update(standard="VN_2016_2021")),
    ("LOANS_OUTSTANDING", lambda row: row.update(as_printed="1 tỷ đồng", value="1", unit="VND_BN", bound="")),
    ("DISBURSEMENT", lambda row: row.update(as_printed="999.999 tỷ đồng", value="999999", unit="VND_BN")),
    ("POVERTY_RATE", lambda row: row.update(as_printed="90%", value="90")),
    ("BORROWER_HOUSEHOLDS", lambda row: row.update(item="1")),
    ("BORROWER_HOUSEHOLDS", lambda row: row.update(flags="FORMER_UNIT", note="Not needed.")),
    ("BORROWER_HOUSEHOLDS", lambda row: row.update(flags="RANGE", note="One end.")),
]
"""Mistakes: the indicator of the row, and what is changed in it."""


def plant(path: Path) -> None:
    """Plant each of MISTAKES into a source of its own, and write two rows a second time, one of them with another value."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sources = iter(dict.fromkeys(row["source_id"] for row in rows if "," in row["as_printed"].partition(" tỷ")[0]))
    for indicator, slip in MISTAKES:
        slip(next(row for source in sources for row in rows if (row["source_id"], row["indicator"]) == (source, indicator)))
    for change in ({}, {"as_printed": "1 hộ", "value": "1", "bound": ""}):
        source = next(sources)
        row = next(row for row in rows if (row["source_id"], row["indicator"]) == (source, "BORROWER_HOUSEHOLDS"))
        rows.append({**row, "item": "900", **change})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@contextmanager
def repository_with(rows: int) -> Iterator[tuple[Path, int]]:
    """Give a copy of the repository with a province file of so many rows, and the size of the file in bytes."""
    with copied_repository() as folder:
        yield folder, write_province(folder / RAW, rows).stat().st_size


def said(arguments: list[str], folder: Path) -> str:
    """Return what a command says."""
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    if done.returncode > 1:
        raise SystemExit(done.stderr)
    return done.stdout


def agree(folder: Path) -> int:
    """Return how many planted mistakes both find; what only one of them finds ends the benchmark."""
    plant(folder / RAW / FILE)
    found = sorted(f"{finding['line']}:{finding['column']}" for finding in json.loads(said(CHECK, folder))["findings"])
    by_hand = sorted(said(PLAIN, folder).splitlines())
    if found != by_hand or len(found) < len(MISTAKES):
        raise SystemExit(f"check and plain pandas differ: {sorted(set(found) ^ set(by_hand))}, of {len(found)}")
    return len(found)


def measure(folder: Path, rounds: int, *commands: list[str]) -> list[Command]:
    """Run commands in turn."""
    measured = [Command(command) for command in commands]
    for _ in range(rounds):
        for command in measured:
            command.run(folder)
    return measured


def report() -> str:
    with repository_with(SMALL) as (folder, _):
        bare, small = measure(folder, ROUNDS_OF_SMALL, BARE, CHECK)
    with repository_with(20 * SMALL) as (folder, _):
        mistakes = agree(folder)
    with repository_with(LARGE) as (folder, size):
        large, plain = measure(folder, ROUNDS_OF_LARGE, CHECK, PLAIN)
    named = {"bare import": bare, "check, 500 rows": small, "check, 1,000,000 rows": large, "plain pandas, 1,000,000 rows": plain}
    memory = (max(large.peaks) - max(bare.peaks)) * 1024
    ratios = {
        "check of 500 rows / bare import (aim at most 1.5)": median(small.seconds) / median(bare.seconds),
        "speed of check of 1,000,000 rows / plain pandas (aim at least 1)": median(plain.seconds) / median(large.seconds),
        f"memory over a bare import / the file of {size / 2**20:.0f} MB (aim at most 6)": memory / size,
        "the same of plain pandas (for comparison)": (max(plain.peaks) - max(bare.peaks)) * 1024 / size,
    }
    lines = [f"{name:<28}{median(command.seconds):8.2f} s {max(command.peaks) / 1024:8.0f} MB" for name, command in named.items()]
    shown = [f"{ratio:6.2f}  {name}" for name, ratio in ratios.items()]
    return "\n".join([*lines, "", *shown, f"{mistakes:6}  planted mistakes found by both"])


if __name__ == "__main__":
    print(report())
