"""The command `find`: codes by name, in any registry, however it is typed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Final

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.records import Record, split
from pipeline.foundation.registry import MAPS, Registry
from pipeline.language.names import fold
from pipeline.language.spoken import Language, Text

LISTS: Final = ("areas", "indicators", "programmes", "units", "flags", "poverty_standards", "codes", "sources")
"""Registries with codes that a coder writes into rows."""
NEAR: Final = 0.6
"""Least likeness of a name that shares no word with what is looked for."""
ALIKE: Final = 2
"""Rank of a name that is only spelled alike; below it are those that hold the words."""
UNIT_TYPES: Final = {
    "country": "cả nước",
    "region": "vùng",
    "province": "tỉnh",
    "city": "thành phố",
    "district": "huyện",
    "urban_district": "quận",
    "town": "thị xã",
    "township": "thị trấn",
    "commune": "xã",
    "ward": "phường",
}
LEVEL: Final = re.compile(r"^(?:tinh|thanh pho|tp|huyen|quan|thi xa|thi tran|xa|phuong) ")
"""A word for the level before a folded name; registered names have none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A code, its names, and what tells it from others."""

    column: str
    code: str
    names: tuple[str, ...]
    remark: Text


def entries(registry: Registry) -> Iterator[Entry]:
    """Yield every code that a row may hold, with the column that it goes into."""
    for table in LISTS:
        for record in registry.records[table]:
            yield _entry(table, record)


def _entry(table: str, record: Record) -> Entry:
    if table == "areas":
        names = (record["name_vi"], record["name_en"], *split(record["aliases"]))
        return Entry("ref_area", record["ref_area"], names, _area_remark(record))
    if table == "sources":
        return Entry("source_id", record["source_id"], (record["title"], record["publisher"], record["url"]), _same(record["published_on"]))
    column = record["list"] if table == "codes" else {"poverty_standards": "standard"}.get(table, table.removesuffix("s"))
    code = record["code"] if table == "codes" else record[column]
    printed = split(record["printed"]) if table in {"units", "codes"} else []
    return Entry(column, code, (record["name_vi"], record["name_en"], *printed), _same(record.get("definition", "")))


def _area_remark(record: Record) -> Text:
    kind, last = record["unit_type"], record["valid_to"]
    return {"en": kind + (f", until {last}" if last else ""), "vi": UNIT_TYPES.get(kind, kind) + (f", đến {last}" if last else "")}


def _same(text: str) -> Text:
    return {"en": text, "vi": text}


def find(text: str, registry: Registry, limit: int = 12) -> list[Entry]:
    """Return the codes that a text may mean, the likeliest first.

    A code or name that is the text comes first (accents, case and punctuation aside), then those that hold all of its words; if there are
    none, or if an area is called so, those of the text without a word for the level before it (tỉnh Lạng Sơn), and at last those that are
    spelled alike.
    """
    if not (wanted := fold(text)):
        return []
    alike = SequenceMatcher(None, b=wanted)
    ranks = [(rank, number, entry) for number, entry in enumerate(entries(registry)) if (rank := _rank(wanted, entry, alike)) is not None]
    named = [found for found in ranks if found[0][0] < ALIKE]
    plain = LEVEL.sub("", wanted)
    if plain != wanted and (not named or plain in registry.areas_named):
        return find(plain, registry, limit)
    return [entry for _, _, entry in sorted(named or ranks, key=lambda found: found[:2])[:limit]]


def _rank(wanted: str, entry: Entry, alike: "SequenceMatcher[str]") -> tuple[int, float] | None:
    names = [fold(entry.code.replace("_", " ")), fold(entry.code), *(fold(name) for name in entry.names)]
    if wanted in names:
        return 0, 0.0
    words = set(wanted.split())
    holding = [name for name in names if words and words <= set(name.split())]
    if holding:
        return 1, float(min(map(len, holding)))
    likeness = max(_likeness(name, alike) for name in names)
    return (ALIKE, -likeness) if likeness >= NEAR else None


def _likeness(name: str, alike: "SequenceMatcher[str]") -> float:
    """Return how much a name is like what is looked for, or 0 where a quicker look tells that it is not near."""
    alike.set_seq1(name)
    return alike.ratio() if alike.real_quick_ratio() >= NEAR and alike.quick_ratio() >= NEAR else 0.0


def listed(found: Sequence[Entry], language: Language = "en") -> str:
    """Return entries as lines for people: column, code, Vietnamese and English name, and what tells them apart."""
    widths = [max((len(name) for name in names), default=0) for names in ([e.column for e in found], [e.code for e in found])]
    lines = (
        f"{entry.column.ljust(widths[0])}  {entry.code.ljust(widths[1])}  {' / '.join(dict.fromkeys(filter(None, entry.names[:2])))}"
        + (f" ({remark})" if (remark := entry.remark[language]) else "")
        for entry in found
    )
    return "".join(line + "\n" for line in lines)


def areas_meant(text: str, registry: Registry) -> list[str]:
    """Return the areas whose code or registered spelling is `text`: accents, case and a word for the level before it aside.

    Raises:
        CannotRunError: there is none.
    """
    wanted = fold(text)
    if coded := [code for code in registry.areas if wanted and fold(code) == wanted]:
        return coded
    for name in (wanted, LEVEL.sub("", wanted)):
        if name and (named := registry.areas_named.get(name)):
            return named
    near = ", ".join(f"{entry.code} ({entry.names[0]})" for entry in [e for e in find(text, registry) if e.column == "ref_area"][:3])
    raise CannotRunError(
        f"no registered area is called “{text}”; " + (f"did you mean {near}? Else " if near else "") + "name its province",
        f"trong danh mục không có địa bàn “{text}”; " + (f"có phải là {near}? Nếu không, " if near else "") + "hãy ghi tên tỉnh",
    )


def file_meant(text: str, registry: Registry) -> str:
    """Return the file of observations of the province that a text means, from data/raw/observations; a name means a province first.

    Raises:
        CannotRunError: no area is called so, or areas of several files are.
    """
    meant = areas_meant(text, registry)
    meant = [code for code in meant if registry.areas[code]["level"] == "province"] or meant
    files = {registry.file_of(code) for code in meant}
    if len(files) == 1:
        return files.pop()
    codes = ", ".join(f"{code} ({_map_days(registry.areas[code]['vintage'])})" for code in meant[:6])
    raise CannotRunError(
        f"“{text}” is on several maps or in several provinces; give the code: {codes}",
        f"“{text}” có ở nhiều bản đồ hoặc nhiều tỉnh; hãy ghi mã: {codes}",
    )


def _map_days(vintage: str) -> str:
    """Return the first and last day of a map, the last one blank while it lasts."""
    first, last = MAPS[vintage]
    return f"{first} – {last if last < date.max else ''}".rstrip()
