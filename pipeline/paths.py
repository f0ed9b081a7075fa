"""Where things lie, from the root of the repository."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
RAW: Final = ROOT / "data" / "raw"
INTERIM: Final = ROOT / "data" / "interim"
PROCESSED: Final = ROOT / "data" / "processed"
METRICS: Final = ROOT / "data" / "metrics.json"
CONFLICTS: Final = ROOT / "docs" / "conflicts.md"
COVERAGE: Final = ROOT / "data" / "coverage.csv"
PARAMS: Final = ROOT / "params.yaml"


def shown(path: Path) -> str:
    """Return a path as messages show it: from the working folder if it lies there."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
