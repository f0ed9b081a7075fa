"""States of the hand-coded tables, read row by row from git or from a folder, for comparison."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import RAW, ROOT
from pipeline.foundation.records import split
from pipeline.reading.tables import read_table
from pipeline.reading.text_table import rows_in
from schemas import RAW as RAW_TABLES
from schemas import REGISTRIES
from schemas.base import columns, header_of, key_of

FILE_MODES: Final = {b"100644", b"100755"}
"""File modes of regular files in git; links and submodules are not read."""

Code = tuple[str, str]
"""A registry, as columns refer to it, and a key in it: `("codes:channel", "DIRECT")`."""


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One row of a hand-coded table.

    Attributes:
        table: name of its table, as in schemas.RAW.
        path: file, from data/raw.
        line: line on which it starts, as an editor counts it.
        cells: text of its cells, in the order of the header.
    """

    table: str
    path: str
    line: int
    cells: tuple[str, ...]

    def __getitem__(self, column: str) -> str:
        return self.cells[header_of(RAW_TABLES[self.table]).index(column)]

    @property
    def key(self) -> tuple[str, ...]:
        """The cells that identify it in its table."""
        return tuple(self[name] for name in key_of(RAW_TABLES[self.table]))

    @property
    def obs_id(self) -> str:
        """The permanent identity of an observation."""
        return f"{self['source_id']}.{self['item']}"

    @property
    def code(self) -> Code:
        """How rows of other tables refer to a row of a registry."""
        return (f"codes:{self['list']}", self["code"]) if self.table == "codes" else (self.table, self.cells[0])

    @property
    def codes_used(self) -> set[Code]:
        """The codes that it refers to."""
        found = (
            (reference, split(self.cells[position]) if many else [self.cells[position]])
            for position, reference, many in _references(self.table)
        )
        return {(reference, entry) for reference, entries in found for entry in entries if entry}


@cache
def _references(table: str) -> list[tuple[int, str, bool]]:
    """Return the columns of a table that hold codes: position, registry, and whether they hold several."""
    model = RAW_TABLES[table]
    return [(position, column.references, column.many) for position, column in enumerate(columns(model).values()) if column.references]


@dataclass
class State:
    """All rows of a folder like data/raw, the files that were read, and the files that could not be read."""

    rows: list[CodedRow] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def read_state(raw: Path) -> State:
    """Read every table of a folder like data/raw; files and rows of the wrong form are skipped.

    Raises:
        OSError: a file cannot be opened.
    """
    state = State()
    for path in sorted(raw.rglob("*.csv")):
        name = path.relative_to(raw).as_posix()
        if path.is_file() and (table := _table_of(name)):
            rows, _ = read_table(path, header_of(RAW_TABLES[table]))
            state.rows += [CodedRow(table, name, line, tuple(cells)) for line, cells in (() if rows is None else rows_in(rows))]
            (state.unreadable if rows is None else state.read).append(name)
    return state


def _table_of(name: str) -> str:
    """Return the table to which a path belongs, or an empty text."""
    folder, _, rest = name.partition("/")
    if rest:
        return folder if folder in {"observations", "evidence"} else ""
    return stem if (stem := name.removesuffix(".csv")) in REGISTRIES else ""


def differing_files(old: Path, new: Path) -> set[str]:
    """Return the relative paths of files that differ between two folders, byte for byte."""
    before, after = _contents(old), _contents(new)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def state_at(name: str) -> Iterator[Path]:
    """Yield a folder like data/raw: the named one, or that of a revision.

    Raises:
        CannotRunError: there is neither such a folder nor such a revision, or it holds no tables.
    """
    if not Path(name).is_dir():
        with raw_at(commit_of(name)) as folder:
            yield folder
    elif any((Path(name) / f"{table}.csv").exists() for table in REGISTRIES):
        yield Path(name)
    else:
        raise CannotRunError(
            f"{name} holds no registry; name a folder like data/raw", f"{name} không có danh mục nào; hãy ghi một thư mục như data/raw"
        )


@contextmanager
def raw_at(commit: str) -> Iterator[Path]:
    """Write data/raw as of a commit to a temporary folder, and yield that.

    Objects are read one by one, because `git archive` would obey export attributes in that commit.

    Raises:
        CannotRunError: the commit has no such folder, or a name that leads out of it.
    """
    prefix = RAW.relative_to(ROOT).as_posix() + "/"
    listed = _git("ls-tree", "-r", "-z", commit, "--", prefix).split(b"\0")
    entries = [entry.partition(b"\t")[::2] for entry in listed if entry]
    files = [(facts.split()[2], name.decode("utf-8", "replace")) for facts, name in entries if facts.split()[0] in FILE_MODES]
    if not files:
        raise CannotRunError(f"{commit} holds no {prefix}", f"{commit} không có {prefix}")
    with TemporaryDirectory(prefix="vn-policy-credit-") as folder:
        root = Path(folder).resolve()
        contents = _contents_of([digest for digest, _ in files])
        for (_, name), data in zip(files, contents, strict=True):
            path = (root / name.removeprefix(prefix)).resolve()
            if not path.is_relative_to(root):
                raise CannotRunError(
                    f"{commit} holds a name that leads out of its folder: {name!r}",
                    f"{commit} có một tên tệp dẫn ra ngoài thư mục: {name!r}",
                )
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield root


def _contents_of(digests: list[bytes]) -> Iterator[bytes]:
    """Yield the contents of git objects; `cat-file --batch` answers each with a header line, the bytes, and a line end."""
    answer = _git("cat-file", "--batch", given=b"\n".join(digests) + b"\n")
    start = 0
    for _ in digests:
        end = answer.index(b"\n", start)
        size = int(answer[start:end].split()[2])
        yield answer[end + 1 : end + 1 + size]
        start = end + size + 2


def commit_of(revision: str) -> str:
    """Return the commit that a revision names.

    Raises:
        CannotRunError: it names none.
    """
    try:
        return _git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    except CannotRunError as error:
        if is_shallow():
            raise _too_shallow(f"{revision} is not in this clone", f"bản sao này không có {revision}") from None
        raise CannotRunError(
            f"{revision} is neither a folder nor a revision of this repository ({error.en})",
            f"{revision} không phải thư mục, cũng không phải phiên bản nào của kho này ({error.vi})",
        ) from None


def merge_base(revision: str) -> str:
    """Return the last commit that the present one shares with a revision.

    Raises:
        CannotRunError: there is none, or no such revision.
    """
    commit = commit_of(revision)
    try:
        return _git("merge-base", commit, "HEAD").decode().strip()
    except CannotRunError:
        en, vi = f"HEAD and {revision} have no commit in common", f"HEAD và {revision} không có commit chung"
        if is_shallow():
            raise _too_shallow(en, vi) from None
        raise CannotRunError(f"{en}; name the branch that this one started from", f"{vi}; hãy nêu nhánh gốc của nhánh này") from None


def is_shallow() -> bool:
    """Whether this is a shallow clone."""
    return _git("rev-parse", "--is-shallow-repository").strip() == b"true"


def _too_shallow(en: str, vi: str) -> CannotRunError:
    """Return the error for a request that needs history which a shallow clone does not have."""
    command = "git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'"
    return CannotRunError(
        f"{en}: the clone is shallow, the older history is missing; fetch it with: {command}",
        f"{vi}: đây là bản sao rút gọn, thiếu lịch sử cũ; hãy tải về bằng lệnh: {command}",
    )


def _git(command: str, *arguments: str, given: bytes = b"") -> bytes:
    done = subprocess.run(["git", command, *arguments], cwd=ROOT, input=given, capture_output=True)
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise CannotRunError(f"git {command}: {reason}", f"git {command} báo: {reason}")
    return done.stdout
