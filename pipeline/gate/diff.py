"""The difference between two states of the hand-coded tables, value by value, as Markdown."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.foundation.markdown import LIMIT, markdown_table, neutral
from pipeline.gate.revisions import CodedRow, State, read_state, state_at
from pipeline.language.spoken import Language
from schemas import RAW as RAW_TABLES
from schemas.base import header_of

TEXTS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "title": "What changes",
        "rows": "Rows: {added} added, {changed} changed, {removed} removed. Sources added: {sources}.",
        "none": "No value changes.",
        "unreadable": "Cannot be read, so not compared: {files}.",
        "counts": "file|added|changed|removed",
        "sources": "new source|publisher|title",
        "values": "|figure|area|indicator|period|old value|new value|what else changed",
        "more": "… and {count} more, not shown here.",
        "added": "added",
        "changed": "changed",
        "removed": "removed",
    },
    "vi": {
        "title": "Những gì thay đổi",
        "rows": "Số dòng: thêm {added}, sửa {changed}, xóa {removed}. Số nguồn mới: {sources}.",
        "none": "Không có giá trị nào thay đổi.",
        "unreadable": "Không đọc được nên không so sánh: {files}.",
        "counts": "tệp|thêm|sửa|xóa",
        "sources": "nguồn mới|nơi xuất bản|tên bài",
        "values": "|số liệu|địa bàn|chỉ tiêu|thời gian|giá trị cũ|giá trị mới|thay đổi khác",
        "more": "… và {count} mục nữa, không hiện ở đây.",
        "added": "thêm",
        "changed": "sửa",
        "removed": "xóa",
    },
}
KINDS: Final = ("changed", "removed", "added")
"""Kinds of change, in the order in which a reviewer should read them."""
SHORT: Final = 40
"""Longest old and new text, in characters, that is shown in addition to the column's name."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row before and after; one of the two may be missing."""

    before: CodedRow | None
    after: CodedRow | None

    @property
    def kind(self) -> str:
        """Whether the row was added, changed or removed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def row(self) -> CodedRow:
        """The row as it is now, or as it last was."""
        row = self.after or self.before
        assert row is not None
        return row


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two states, and the files that could not be compared."""

    changes: list[Change]
    unreadable: list[str]


def diff(old: str, new: str, language: Language) -> str:
    """Return what differs between two states, each a folder like data/raw or a git revision, as Markdown.

    Raises:
        CannotRunError: one of them is neither.
    """
    with state_at(old) as before, state_at(new) as after:
        return summary(compare(read_state(before), read_state(after)), language, LIMIT)


def compare(before: State, after: State) -> Difference:
    """Compare two states row by row, regardless of line numbers.

    If one state has an unreadable file, rows of that file that exist only in the other state are ignored.
    """
    unreadable = sorted({*before.unreadable, *after.unreadable})
    old, new = _by_key(before.rows), _by_key(after.rows)
    changes = [change for key in sorted(old.keys() | new.keys(), key=_natural) for change in _changes(old[key], new[key])]
    return Difference([change for change in changes if change.kind == "changed" or change.row.path not in unreadable], unreadable)


def _by_key(rows: Iterable[CodedRow]) -> defaultdict[tuple[str, ...], list[CodedRow]]:
    """Return rows by table and key; broken tables have several to a key."""
    found = defaultdict(list)
    for row in rows:
        found[row.table, *row.key].append(row)
    return found


def _natural(key: tuple[str, ...]) -> list[tuple[int, str]]:
    """Sort numbers by their size, before words."""
    return [(len(part) if part.isdecimal() else 1_000_000, part) for part in key]


def _changes(before: list[CodedRow], after: list[CodedRow]) -> Iterator[Change]:
    """Pair the rows of one key: identical ones first, the rest in their order."""
    kept = Counter(row.cells for row in before) & Counter(row.cells for row in after)
    gone, come = _without(before, kept), _without(after, kept)
    for old, new in zip(gone, come, strict=False):
        yield Change(old, new)
    yield from (Change(old, None) for old in gone[len(come) :])
    yield from (Change(None, new) for new in come[len(gone) :])


def _without(rows: list[CodedRow], kept: Counter[tuple[str, ...]]) -> list[CodedRow]:
    left = kept.copy()
    found = []
    for row in rows:
        if left[row.cells]:
            left[row.cells] -= 1
        else:
            found.append(row)
    return found


def summary(difference: Difference, language: Language, room: int) -> str:
    """Return a difference as Markdown of at most `room` characters: counts, new sources, then values by their names."""
    texts = TEXTS[language]
    parts = [f"### {texts['title']}\n", _counted(difference, texts)]
    if difference.unreadable:
        parts.append(texts["unreadable"].format(files=neutral(", ".join(difference.unreadable))) + "\n")
    figures = [change for change in difference.changes if change.row.table == "observations"]
    ordered = [change for kind in KINDS for change in figures if change.kind == kind]
    tables: tuple[tuple[str, Sequence[Any], Callable[[Any], Iterable[object]], int], ...] = (
        ("counts", _counts(difference.changes), list, 5),
        ("sources", _sources(difference.changes), list, 4),
        ("values", ordered, lambda change: _value(change, texts), 1),
    )
    for name, rows, cells, share in tables:
        left = room - sum(len(part) + 1 for part in parts)
        if rows:
            parts.append(markdown_table(texts[name].split("|"), rows, cells, left // share, texts["more"]))
    return "\n".join(parts)


def _counted(difference: Difference, texts: dict[str, str]) -> str:
    counts = Counter(change.kind for change in difference.changes)
    sources = sum(change.kind == "added" and change.row.table == "sources" for change in difference.changes)
    if not counts:
        return texts["none"] + "\n"
    return texts["rows"].format(**{kind: counts[kind] for kind in KINDS}, sources=sources) + "\n"


def _counts(changes: Iterable[Change]) -> list[list[object]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        counts[change.row.path][change.kind] += 1
    return [[path, *(count[kind] for kind in ("added", "changed", "removed"))] for path, count in sorted(counts.items())]


def _sources(changes: Iterable[Change]) -> list[list[str]]:
    added = (change.row for change in changes if change.kind == "added" and change.row.table == "sources")
    return [[row["source_id"], row["publisher"], row["title"]] for row in added]


def _value(change: Change, texts: dict[str, str]) -> list[str]:
    row = change.row
    area = f"{row['area_name']} {row['ref_area']}"
    values = [f"{state['value']} {state['unit']}" if state else "" for state in (change.before, change.after)]
    return [texts[change.kind], row.obs_id, area, row["indicator"], row["period"], *values, _else(change)]


def _else(change: Change) -> str:
    """Return the other columns that changed, with old and new text if it is short."""
    before, after = change.before, change.after
    if not (before and after):
        return ""
    columns = [name for name in header_of(RAW_TABLES["observations"]) if name not in {"value", "unit"} and before[name] != after[name]]
    return "; ".join(
        f"{name}: {before[name] or '-'} → {after[name] or '-'}" if len(before[name] + after[name]) <= SHORT else name for name in columns
    )
