"""How the build grows with its data: time and memory of each stage at 3,000 to 1,000,000 rows, divided among 63 provinces.

Beside them, in the same run, a build without the logic of rows in plain pandas, and in polars (`benchmarks.plain_build`). Memory is that of
all processes of a stage together, each page that they share counted once, at its peak. Processor time tells what a busy machine adds to the
time on the clock. `make benchmark` prints the table; `python -m benchmarks.build docs/growth.csv` also keeps it for docs/growth_picture.py.
"""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Final, NamedTuple

from benchmarks.province import write_provinces
from benchmarks.startup import STAGES, copied_repository

ROUNDS: Final = {3_000: 3, 30_000: 3, 300_000: 1, 1_000_000: 1}
"""How often each size is measured; the median counts."""
MOST: Final = max(ROUNDS)
PAUSE: Final = 0.05
"""Seconds between two looks at the memory."""
COLUMNS: Final = ("rows", "step", "seconds", "processor_seconds", "megabytes")


class Measured(NamedTuple):
    """What a step took at one size."""

    rows: int
    step: str
    seconds: float
    processor_seconds: float
    megabytes: float


def steps(folder: Path) -> dict[str, list[str]]:
    """Return the commands to measure in a copy of the repository."""
    plain = [sys.executable, "-m", "benchmarks.plain_build"]
    return {
        **{stage: [sys.executable, "-m", "pipeline", stage] for stage in STAGES},
        **{engine: [*plain, engine, "data/raw", str(folder)] for engine in ("pandas", "polars")},
    }


def run(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Run a command; return its seconds, those of the processors, and the peak memory of its processes in MB."""
    start, peak, ended = perf_counter(), 0, 0
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not ended:
        peak = max(peak, sum(map(memory, family(process.pid))))
        sleep(PAUSE)
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with status {status}")
    return perf_counter() - start, usage.ru_utime + usage.ru_stime, peak / 1024


def family(process: int) -> Iterator[int]:
    """Yield a process and those that it has started."""
    yield process
    try:
        children = [child for path in Path(f"/proc/{process}/task").glob("*/children") for child in path.read_text().split()]
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def memory(process: int) -> int:
    """Return the memory of a process in kB, its share of what it shares."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def measure(rows: int, rounds: int) -> Iterator[Measured]:
    """Measure all steps in turn with so many rows."""
    with copied_repository() as folder:
        write_provinces(folder / "data" / "raw", rows)
        taken = [{step: run(command, folder) for step, command in steps(folder).items()} for _ in range(rounds)]
    for step in taken[0]:
        seconds, busy, megabytes = zip(*(each[step] for each in taken), strict=True)
        yield Measured(rows, step, median(seconds), median(busy), max(megabytes))


def report(measured: list[Measured]) -> str:
    whole = {rows: together(rows, measured) for rows in ROUNDS}
    plain = next(each for each in measured if (each.rows, each.step) == (MOST, "pandas"))
    lines = [
        f"{each.rows:>9,} {each.step:<14}{each.seconds:8.1f} s {each.processor_seconds:8.1f} s busy {each.megabytes:8.0f} MB"
        for each in (*measured, *whole.values())
    ]
    ratios = [
        f"{whole[MOST].seconds:8.1f} s   {MOST:,} rows through all stages (aim at most 120)",
        f"{whole[MOST].megabytes / 1024:8.2f} GB  their memory (aim at most 1.2)",
        f"{whole[300_000].seconds / whole[30_000].seconds:8.1f}     times the time for 300,000 rows as for 30,000 (aim at most 11)",
        f"{whole[MOST].seconds / plain.seconds:8.1f}     times the time of plain pandas without the logic of rows, at {MOST:,}",
    ]
    return "\n".join([*lines, "", *ratios])


def together(rows: int, measured: list[Measured]) -> Measured:
    """Return what all stages took, one after the other."""
    own = [each for each in measured if each.rows == rows and each.step in STAGES]
    busy = sum(each.processor_seconds for each in own)
    return Measured(rows, "all stages", sum(each.seconds for each in own), busy, max(each.megabytes for each in own))


def save(measured: list[Measured], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for each in measured:
            writer.writerow((each.rows, each.step, f"{each.seconds:.1f}", f"{each.processor_seconds:.1f}", f"{each.megabytes:.0f}"))


if __name__ == "__main__":
    found = [each for rows, rounds in ROUNDS.items() for each in measure(rows, rounds)]
    print(report(found))
    for target in sys.argv[1:]:
        save(found, Path(target))
