"""The full run: `python -m tests.fuzz.run --inputs 10000 --seed 1`; inputs that break a promise are kept, to be replayed.

python -m tests.fuzz.run --target small_file --inputs 500     one target
python -m tests.fuzz.run --replay fuzz-failures/<name>.json   one input again, with its traceback
"""

import argparse
import json
import sys
import traceback
from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import process_time

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz import building, gate, proving
from tests.fuzz.harness import TARGETS, Input, Target

MODULES = (building, gate, proving)
"""Importing them enters their targets."""


@dataclass
class Summary:
    """What came of a run; failures by what broke, each with its smallest input."""

    inputs: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    slowest: tuple[float, str] = (0.0, "")
    failed: Counter[str] = field(default_factory=Counter)
    smallest: dict[str, tuple[Target, Input]] = field(default_factory=dict)

    def add(self, target: Target, given: Input) -> None:
        """Run one input and note what comes of it."""
        started = process_time()
        try:
            outcome = target.run(given)
        except Exception as error:
            self._fail(target, given, error)
        else:
            self.codes.update(outcome.codes)
            self.refused += outcome.refused
        self.inputs[target.name] += 1
        self.slowest = max(self.slowest, (process_time() - started, f"{target.name} {name_of(given)}"))

    def _fail(self, target: Target, given: Input, error: Exception) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{target.name}: {type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
        self.failed[what] += 1
        if what not in self.smallest or _size(given) < _size(self.smallest[what][1]):
            self.smallest[what] = target, given

    def __str__(self) -> str:
        lines = [
            f"inputs    {self.inputs.total()}: {_listed(self.inputs)}",
            f"findings  {self.codes.total()}: {_listed(self.codes)}",
            f"refusals  {self.refused}",
            f"slowest   {self.slowest[0]:.2f} s of processor time: {self.slowest[1]}",
            f"failures  {self.failed.total()}",
        ]
        return "\n".join([*lines, *(f"  {count} x {what}" for what, count in self.failed.most_common())])


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _size(given: Input) -> int:
    return sum(map(len, given.files.values())) + sum(map(len, given.words))


def main() -> int:
    """Fuzz, or replay one input; return 1 if a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=1000, metavar="N", help="how many, over all targets")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed gives the same inputs")
    parser.add_argument("--target", choices=sorted(TARGETS), action="append", help="only this one; may be repeated")
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"), metavar="DIR", help="where inputs that fail are kept")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run one kept input again")
    options = parser.parse_args()
    if options.replay:
        target, given = load(options.replay)
        print(target.run(given))
        return 0
    summary = fuzz([TARGETS[name] for name in options.target or TARGETS], options.inputs, options.seed)
    print(summary)
    for what, (target, given) in summary.smallest.items():
        print(f"kept {save(target, given, options.failures)}: {what}")
    return int(bool(summary.failed))


def fuzz(targets: list[Target], inputs: int, start: int) -> Summary:
    """Run so many inputs, shared among the targets."""
    summary = Summary()
    shares = sum(target.share for target in targets)
    for target in targets:
        _fuzz_one(target, max(1, inputs * target.share // shares), start, summary)
    return summary


def _fuzz_one(target: Target, inputs: int, start: int, summary: Summary) -> None:
    @seed(start)
    @settings(max_examples=inputs, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(target.inputs)
    def each(drawn: Input) -> None:
        summary.add(target, drawn)

    each()


def name_of(given: Input) -> str:
    """Return a short name of an input, made of its contents."""
    return sha256(_as_json(given).encode()).hexdigest()[:12]


def _as_json(given: Input) -> str:
    return json.dumps({"files": {name: b64encode(data).decode() for name, data in given.files.items()}, "words": given.words})


def save(target: Target, given: Input, folder: Path) -> Path:
    """Keep an input as JSON, file contents in base 64; return where."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{target.name}-{name_of(given)}.json"
    path.write_text(_as_json(given), encoding="utf-8")
    return path


def load(path: Path) -> tuple[Target, Input]:
    """Return an input that was kept, and its target."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    files = {name: b64decode(data) for name, data in kept["files"].items()}
    return TARGETS[path.name.rpartition("-")[0]], Input(files, tuple(kept["words"]))


if __name__ == "__main__":
    sys.exit(main())
