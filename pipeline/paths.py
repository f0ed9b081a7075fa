"""Where things lie, from the root of the repository."""

import os
from pathlib import Path
from typing import Final

from pipeline.names import printable

ROOT: Final = Path(__file__).resolve().parent.parent
RAW: Final = ROOT / "data" / "raw"
INTERIM: Final = ROOT / "data" / "interim"
PROCESSED: Final = ROOT / "data" / "processed"
METRICS: Final = ROOT / "data" / "metrics.json"
CONFLICTS: Final = ROOT / "docs" / "conflicts.md"
COVERAGE: Final = ROOT / "data" / "coverage.csv"
PARAMS: Final = ROOT / "params.yaml"


def shown(path: Path) -> str:
    """Return a path as messages show it: on one line, from the working folder if it lies there."""
    try:
        return printable(without_links(path).relative_to(Path.cwd()).as_posix())
    except ValueError:
        return printable(path.as_posix())


def without_links(path: Path) -> Path:
    """Return the absolute path that links lead to. A link that leads to itself stays, where `Path.resolve` raises before Python 3.13."""
    return Path(os.path.realpath(path))
