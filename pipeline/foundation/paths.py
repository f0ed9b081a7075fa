"""Where things lie, from the root of the repository."""

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
RAW: Final = ROOT / "data" / "raw"
INTERIM: Final = ROOT / "data" / "interim"
PROCESSED: Final = ROOT / "data" / "processed"
METRICS: Final = ROOT / "data" / "metrics.json"
CONFLICTS: Final = ROOT / "docs" / "conflicts.md"
COVERAGE: Final = ROOT / "data" / "coverage.csv"
PARAMS: Final = ROOT / "params.yaml"


def real(path: Path) -> Path:
    """Return where a path leads, links followed; unlike Path.resolve, also of links that lead in a circle."""
    return Path(os.path.realpath(path))


def shown(path: Path) -> str:
    """Return a path as messages show it: from the working folder if it lies there; what would not show in it is replaced."""
    try:
        name = real(path.parent).joinpath(path.name).relative_to(Path.cwd()).as_posix()
    except ValueError:
        name = path.as_posix()
    return name if name.isprintable() else "".join(character if character.isprintable() else "�" for character in name)
