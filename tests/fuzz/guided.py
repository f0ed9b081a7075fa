"""Fuzzing guided by coverage: `python -m tests.fuzz.guided read_table --seconds 120`.

Inputs grow from real rows towards lines of the gate that none has reached. It needs atheris, which is not in the lock because it
exists for few systems; without it this says so and ends well.
"""

import argparse
import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

MISSING: Final = "skipped: atheris is not installed; in an environment of its own: pip install -r requirements-dev.txt atheris"
Judge = Callable[[bytes], None]


def read_quantity(data: bytes) -> None:
    """Any text is a quantity or is refused, by every decimal mark; a quantity is finite and its interval in order."""
    from pipeline.language.quantity import DECIMAL_MARKS, MIXED, QuantityError, read_quantity

    for mark in (*DECIMAL_MARKS, MIXED):
        try:
            quantity = read_quantity(data.decode(errors="replace"), mark)
        except QuantityError as refusal:
            _says_why(refusal.en, refusal.vi)
            continue
        for bound in ("", "about", "over", "nearly", "under", "at_least", "at_most"):
            least, greatest = quantity.interval(bound)
            assert least <= quantity.value <= greatest


def read_period(data: bytes) -> None:
    """Any text is a period or is refused; a period has an end, and its year is one of its days'."""
    from pipeline.language.periods import PeriodError, read_period

    try:
        period = read_period(data.decode(errors="replace"))
    except PeriodError as refusal:
        _says_why(refusal.en, refusal.vi)
        return
    first, last = period.first_day, period.last_day
    assert first or last
    assert first is None or last is None or first <= last
    assert period.type(flow=True)
    assert period.year is None or last is None or last.year - 1 <= period.year <= last.year


def _says_why(*reasons: str) -> None:
    assert all(reasons)


def read_table(data: bytes) -> None:
    """Any bytes are rows as long as the header, with findings for the rest, or only findings."""
    from pipeline.reading.tables import read_table
    from schemas import CodedObservation
    from schemas.base import header_of

    header = header_of(CodedObservation)
    with TemporaryDirectory() as folder:
        path = Path(folder, "20-lang-son.csv")
        path.write_bytes(data)
        rows, findings = read_table(path, header)
    assert rows is not None or findings
    assert all(len(cells) == len(header) for _, cells in rows or [])
    lines = [line for line, _ in rows or []]
    assert lines == sorted(set(lines))


def check_files(data: bytes) -> None:
    """The promises of the whole check, for a file of any bytes."""
    from tests.fuzz.gate import small_file
    from tests.fuzz.harness import OBSERVATIONS, Input

    with TemporaryDirectory() as folder:
        small_file(Input({OBSERVATIONS: data}), Path(folder).resolve())


JUDGES: Final[dict[str, Judge]] = {judge.__name__: judge for judge in (read_quantity, read_period, read_table, check_files)}
COLUMNS: Final = {"read_quantity": "as_printed", "read_period": "period"}


def seeds(name: str) -> Iterable[bytes]:
    """Yield real inputs: the cells of a column, or files with their first rows."""
    from pipeline.foundation.paths import RAW
    from tests.fuzz.damage import to_bytes, to_cells
    from tests.fuzz.harness import OBSERVATIONS, small_files

    yield small_files()[OBSERVATIONS] if name not in COLUMNS else b"1"
    for path in sorted((RAW / "observations").rglob("*.csv")):
        header, *rows = to_cells(path.read_bytes())
        if name in COLUMNS:
            yield from {row[header.index(COLUMNS[name])].encode() for row in rows}
        else:
            yield to_bytes([header, *rows[:3]])


def main() -> int:
    """Fuzz one function for some time; a failure ends the run with its traceback, its input is kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.guided", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("function", choices=JUDGES)
    parser.add_argument("--seconds", type=int, default=60, metavar="N")
    parser.add_argument(
        "--corpus", type=Path, default=Path("fuzz-corpus"), metavar="DIR", help="where inputs that reach new lines are kept"
    )
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"), metavar="DIR", help="where inputs that fail are kept")
    options = parser.parse_args()
    if find_spec("atheris") is None:
        print(MISSING)
        return 0
    corpus = options.corpus / options.function
    for folder in (corpus, options.failures):
        folder.mkdir(parents=True, exist_ok=True)
    for data in seeds(options.function):
        (corpus / sha256(data).hexdigest()).write_bytes(data)
    _fuzz(options.function, options.seconds, corpus, options.failures)
    return 0


def _fuzz(name: str, seconds: int, corpus: Path, failures: Path) -> None:
    atheris: Any = import_module("atheris")
    for module in [module for module in sys.modules if module.split(".")[0] in {"pipeline", "schemas"}]:
        del sys.modules[module]
    with atheris.instrument_imports(include=["pipeline", "schemas"]):
        import_module("pipeline.gate.check")
    limits = [f"-max_total_time={seconds}", "-max_len=20000", "-timeout=20", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={failures}/{name}-", str(corpus)], JUDGES[name])
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
