"""Paths in the repository."""

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
RAW: Final = ROOT / "data" / "raw"
INTERIM: Final = ROOT / "data" / "interim"
PROCESSED: Final = ROOT / "data" / "processed"
METRICS: Final = ROOT / "data" / "metrics.json"
CONFLICTS: Final = ROOT / "docs" / "conflicts.md"
FUNNEL: Final = ROOT / "docs" / "funnel.md"
COVERAGE: Final = ROOT / "data" / "coverage.csv"
PARAMS: Final = ROOT / "params.yaml"


def real(path: Path) -> Path:
    """Resolve symbolic links; unlike Path.resolve, also if they form a loop."""
    return Path(os.path.realpath(path))


def shown(path: Path) -> str:
    """Return a path for messages: relative to the working folder if possible, invisible characters replaced."""
    try:
        name = real(path.parent).joinpath(path.name).relative_to(Path.cwd()).as_posix()
    except ValueError:
        name = path.as_posix()
    return name if name.isprintable() else "".join(character if character.isprintable() else "�" for character in name)
