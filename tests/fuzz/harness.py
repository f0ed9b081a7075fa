"""How a target is declared and run: an input is a few files and words, what comes of it the codes of the findings, or a refusal."""

import io
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import strategies as st

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.findings import Finding
from pipeline.gate.check import Checked
from tests.fuzz.promises import bounded, findings_hold, nothing_written
from tests.small import FILE, LIFTED, PRODUCTS, RATE, STOCK, THREE_STAR, numbered, write_raw

OBSERVATIONS: Final = f"observations/{FILE}"


@dataclass(frozen=True)
class Input:
    """What a target is given.

    Attributes:
        files: contents by path from a folder of its own.
        words: what else it needs: names, arguments.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of an input: the codes of the findings, or that the command refused to run."""

    codes: tuple[str, ...] = ()
    refused: bool = False


Judge = Callable[[Input, Path], Outcome]


@dataclass(frozen=True)
class Target:
    """Something that is fuzzed.

    Attributes:
        name: of its function.
        inputs: what it is given.
        share: how often it is run, in comparison with the others.
        judge: gives an input to the gate, and asserts what must hold.
    """

    name: str
    inputs: st.SearchStrategy[Input]
    share: int
    judge: Judge

    def run(self, given: Input) -> Outcome:
        """Judge one input in a folder of its own.

        Raises:
            Exception: of any kind; a promise is broken.
        """
        with TemporaryDirectory() as folder, bounded():
            return self.judge(given, Path(folder).resolve())


TARGETS: Final[dict[str, Target]] = {}
"""Every target by name."""


def target(inputs: st.SearchStrategy[Input], share: int = 1) -> Callable[[Judge], Judge]:
    """Enter a function into the targets."""

    def register(judge: Judge) -> Judge:
        TARGETS[judge.__name__] = Target(judge.__name__, inputs, share, judge)
        return judge

    return register


@cache
def small_files() -> dict[str, bytes]:
    """Return the files of a folder like data/raw that keeps every rule: small registries, and rows of every kind."""
    money = {
        **STOCK,
        "period": "2023",
        "as_printed": "hơn 1 tỷ 200 triệu đồng",
        "value": "1.2",
        "bound": "over",
        "note": "Của “xã”, phường",
    }
    rows = [
        *(STOCK, {**STOCK, "programme": "POOR", "as_printed": "535, 2 tỷ đồng", "value": "535.2", "channel": "ENTRUSTED"}),
        *(RATE, {**LIFTED, "flags": "SCOPE_DOUBT;PRELIMINARY", "note": "Doubt, and “one” end."}, PRODUCTS, THREE_STAR, money),
        {
            **LIFTED,
            "period": "../2023",
            "period_basis": "inferred",
            "note": "a",
            "as_printed": "9 lượt hộ",
            "value": "9",
            "unit": "HOUSEHOLD_INSTANCE",
        },
    ]
    with TemporaryDirectory() as folder:
        raw = write_raw(Path(folder), numbered(*rows))
        return {path.relative_to(raw).as_posix(): path.read_bytes() for path in raw.rglob("*.csv")}


def lay(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder; return it. Names that the system does not take are left out."""
    for name, data in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError:
            continue
    return folder


def checked(check: Callable[[], Checked], folder: Path, paths: Iterable[Path] = ()) -> Outcome:
    """Run a check and assert what it promises of its findings; it may point into the folder or the given paths."""
    with nothing_written(folder):
        found, refusal = _findings(check)
    assert refusal.isprintable(), f"not printable: {refusal[:200]!r}"
    findings_hold(found, [*paths, *folder.rglob("*")])
    return Outcome(tuple(finding.rule.code for finding in found), refused=bool(refusal))


def _findings(check: Callable[[], Checked]) -> tuple[list[Finding], str]:
    """Return the findings, and why it refuses to check."""
    try:
        return check().findings, ""
    except CannotRunError as refusal:
        return [], str(refusal)


def command(*arguments: str | os.PathLike[str]) -> tuple[int, str]:
    """Run the command line in this process; return its exit status and what it printed, errors included."""
    from pipeline.__main__ import main

    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            status = main([os.fspath(argument) for argument in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        printed.flush()
    return status, printed.buffer.getvalue().decode()
