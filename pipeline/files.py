"""Files that are whole or not there: written beside their place, then renamed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Give a place beside `path` to write to; it takes the place of `path` if all went well, else it is removed."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)  # what was left there may be a link to elsewhere
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with LF."""
    with written_beside(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")
