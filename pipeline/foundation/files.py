"""Atomic writes: a file is written beside its place, then renamed."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; it replaces `path` on success and is removed on failure."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)  # what was left there may be a link to elsewhere
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """Yield an empty folder beside `path` for what `path` is made of; it is removed at the end."""
    beside = path.with_name(f".{path.name}.parts.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with LF; an existing file keeps its permissions."""
    write_texts({path: text})


def write_texts(texts: Mapping[Path, str]) -> None:
    """Write several text files; all are written before the first replaces its target."""
    with ExitStack() as written:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = written.enter_context(written_beside(path))
            beside.write_text(text, encoding="utf-8", newline="\n")
            if path.exists():
                shutil.copymode(path, beside)
