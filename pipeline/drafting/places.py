"""Where a figure is of: the area that its sentence names, or the one that the article is about."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pipeline.drafting.figures import Figure
from pipeline.drafting.phrasebook import sentences_of
from pipeline.foundation.registry import MAPS, Registry
from pipeline.language.names import fold
from pipeline.language.periods import read_moment, read_period
from pipeline.language.phrases import comparable

OLD, NEW = "2008", "2025"
LEVELS: Final = {
    "tỉnh": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "thành phố": "district",
    "tp": "district",
    "tp.": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
}
DISTRICT_WORDS: Final = tuple(word for word, level in LEVELS.items() if level == "district")
LEVELS_AFTER: Final = {"district": "district", "city": "district", "town": "district", "commune": "commune", "province": "province"}
"""Words before a name, and behind it in English, that say its level: a city has that of a district where one is called so."""
WHOLE: Final = {
    "country": re.compile(r"(?<!\w)(?:cả nước|toàn quốc|nationwide|whole country|across the country|the country's)(?!\w)"),
    "province": re.compile(
        r"(?<!\w)(?:toàn tỉnh|cả tỉnh|của tỉnh|trong tỉnh|địa bàn tỉnh|of the province|in the province|the provincial)(?!\w)"
    ),
    "district": re.compile(r"(?<!\w)(?:toàn huyện|cả huyện|địa bàn huyện|của huyện|trong huyện|in the district)(?!\w)"),
}
"""Phrases that mean the whole of what the article is about, or of what that lies in."""
NAMELESS: Final = re.compile(r"(?<!\w)(?:huyện|the district)(?!\w)")
HEAD: Final = 3
"""Paragraphs in which an article says what it is about."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A registered name in a paragraph: where it stands, and the areas that it may mean."""

    start: int
    end: int
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """The area of a figure, how sure it is, and the words that it rests on."""

    area: str
    confidence: str
    words: str


class Atlas:
    """The areas that one article names."""

    def __init__(self, paragraphs: Sequence[str], about: str, published: str, registry: Registry) -> None:
        """Find the names.

        Args:
            paragraphs: of the article.
            about: the area that it is about, if that is known; else it is guessed from its first paragraphs.
            published: when it was published, or blank; after the new map came into force a bare year of it is of that map.
            registry: for the names and what lies in what.
        """
        self._registry = registry
        self._paragraphs = paragraphs
        self._published = read_moment(published) if published else None
        self._names = {name: codes for name, codes in registry.areas_named.items() if name}
        self._longest = max(len(name.split()) for name in self._names)
        self.about = self._guess(about)
        self._within = {code for code in registry.areas if self._lies_in_province(code)}
        self.mentions = [list(self._mentions(paragraph)) for paragraph in paragraphs]

    def _guess(self, about: str) -> str:
        """Return the area that an article is about: a district that its head calls so, else what is given, else the province most named."""
        named = Counter[str]()
        for number, paragraph in enumerate(self._paragraphs):
            for mention in self._named(paragraph):
                weight = 3 if number < HEAD else 1
                named.update({area: weight for area in mention.areas if area[0] == "P" and area.endswith(OLD)})
                if _is_called_district(paragraph, mention) and len(districts := [area for area in mention.areas if area[0] == "D"]) == 1:
                    named.update({self._province_of(districts[0]): weight})
        province = self._province_of(about) or next((area for area, _ in named.most_common(1)), "")
        if about not in {"", province}:
            return about
        return self._district_of_head(province) or province or "VN"

    def _district_of_head(self, province: str) -> str:
        """Return the only district that the first sentence with a name calls so, unless it names the province before it."""
        for paragraph in self._paragraphs[:HEAD]:
            mentions = list(self._named(paragraph[: sentences_of(paragraph)[0][1]]))
            called = [(mention.start, area) for mention in mentions for area in self._called(paragraph, mention, province)]
            whole = [mention.start for mention in mentions if province in mention.areas and not self._called(paragraph, mention, province)]
            if called or whole:
                areas = {area for _, area in called}
                return areas.pop() if len(areas) == 1 and (not whole or called[0][0] < whole[0]) else ""
        return ""

    def _called(self, paragraph: str, mention: Mention, province: str) -> list[str]:
        """Return the districts of a province that a name means, if words beside it say that it is one."""
        districts = [area for area in mention.areas if area[0] == "D" and area.endswith(OLD) and self._province_of(area) == province]
        return districts if _is_called_district(paragraph, mention) else []

    def _province_of(self, code: str) -> str:
        return next((area for area in self._registry.lineage(code) if self._registry.areas[area]["level"] == "province"), "")

    def _lies_in_province(self, code: str) -> bool:
        """Whether an area is a whole province or larger, or lies in that of the article, or in what became of that."""
        if self._registry.areas[code]["level"] in {"country", "region", "province"}:
            return True
        return self._province_of(code) in self._provinces

    @cached_property
    def _provinces(self) -> set[str]:
        """The province of the article on every map, and those that it became part of."""
        own = self._province_of(self.about)
        if not own:
            return {code for code in self._registry.areas if code[0] == "P"}
        same = {code for code in self._names.get(fold(self._registry.areas[own]["name_vi"]), []) if code[0] == "P"}
        later = {row["to_area"] for row in self._registry.records["area_changes"] if row["from_area"] in same}
        return same | later

    def _mentions(self, paragraph: str) -> Iterator[Mention]:
        last: Mention | None = None
        for mention in self._named(paragraph):
            if last and self._only_locates(last, mention, paragraph):
                continue
            last = mention
            if areas := tuple(area for area in mention.areas if area in self._within and area != "VN"):
                yield Mention(mention.start, mention.end, areas)

    def _only_locates(self, smaller: Mention, mention: Mention, paragraph: str) -> bool:
        """Whether a name only says in what the one right before it lies: huyện Kon Plông (Kon Tum)."""
        between = comparable(paragraph[smaller.end : mention.start]).strip(" (,")
        around = {outer for area in smaller.areas for outer in self._registry.lineage(area) if outer != area}
        return between in {"", *LEVELS} and not around.isdisjoint(mention.areas)

    def _named(self, paragraph: str) -> Iterator[Mention]:
        """Yield registered names, the longest at each place: of regions in any letters, of others such as start with a capital."""
        words = [(match.start(), match.end()) for match in re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)?", paragraph)]
        position = 0
        while position < len(words):
            for last in range(min(position + self._longest, len(words)), position, -1):
                start, end = words[position][0], words[last - 1][1]
                if (paragraph[start].isupper() or last - position > 1) and (codes := self._meant_by(paragraph[start:end])):
                    yield Mention(start, end, tuple(codes))
                    position = last - 1
                    break
            position += 1

    def _meant_by(self, words: str) -> list[str]:
        codes = self._names.get(fold(words), [])
        return codes if words[0].isupper() else [code for code in codes if self._registry.areas[code]["level"] == "region"]

    def place(self, figure: Figure, number: int, sentence: tuple[int, int], period: str) -> Placed:
        """Return the area of a figure on the map of its time.

        Args:
            figure: the figure.
            number: its paragraph, counted from 0.
            sentence: first and last-plus-one character of its sentence.
            period: its period, which decides the map; blank if it is not known.
        """
        map_ = self._map_of(period)
        here = [mention for mention in self.mentions[number] if sentence[0] <= mention.start < sentence[1] and mention.end <= figure.start]
        text = comparable(self._paragraphs[number])[sentence[0] : figure.start]
        whole = max(((match.start() + sentence[0], level) for level, one in WHOLE.items() for match in one.finditer(text)), default=None)
        whole = whole or self._of_nameless(number, sentence[0], text)
        if whole and (not here or whole[0] > here[-1].start):
            return Placed(self._on_map(self._outer(whole[1], number, figure.start), map_), "sure", whole[1])
        if here:
            mention = here[-1]
            chosen = self._meant(mention, self._paragraphs[number], map_)
            return Placed(self._on_map(chosen, map_), "sure", self._paragraphs[number][mention.start : mention.end])
        return Placed(self._on_map(self.about, map_), "likely", "")

    def _of_nameless(self, number: int, offset: int, text: str) -> tuple[int, str] | None:
        """Return where a sentence says "huyện" or "the district" without a name, and the level."""
        found = [match for match in NAMELESS.finditer(text) if not self._paragraphs[number][offset + match.end() :].lstrip()[:1].isupper()]
        return (found[-1].start() + offset, "district") if found else None

    def _map_of(self, period: str) -> str:
        """Return the map on which a period ends; without a period that of the page."""
        moment = read_period(period).latest if period else self._published
        first = MAPS[NEW][0]
        if moment is None or moment.last < first:
            return OLD
        bare_year = moment.precision == 1 and moment.first < first
        return OLD if bare_year and (self._published is None or self._published.last < first) else NEW

    def _outer(self, level: str, number: int, position: int) -> str:
        """Return the country, province or district that the article is about or lies in, else the last one of that level that was named."""
        if level == "country":
            return "VN"
        if found := [area for area in self._registry.lineage(self.about) if self._registry.areas[area]["level"] == level]:
            return found[0]
        before = [mention for mention in self.mentions[number] if mention.end <= position]
        for place in range(number - 1, -1, -1):
            before = [*self.mentions[place], *before]
        named = [
            area for mention in before for area in mention.areas if self._registry.areas[area]["level"] == level and area.endswith(OLD)
        ]
        return named[-1] if named else self.about

    def _meant(self, mention: Mention, paragraph: str, map_: str) -> str:
        """Return the area of a name: of the level that the word before it says, on the map of the time, the largest first."""
        before = comparable(paragraph[: mention.start]).rstrip()
        behind = comparable(paragraph[mention.end :]).lstrip()
        said = next((level for word, level in LEVELS.items() if re.search(rf"(?<!\w){re.escape(word)}$", before)), "")
        said = said or next((level for word, level in LEVELS_AFTER.items() if behind.startswith(word)), "")
        order = ["country", "region", "province", "district", "commune"]

        def rank(area: str) -> tuple[bool, bool, int]:
            record = self._registry.areas[area]
            level = record["level"]
            return (bool(said) and level != said, record["vintage"] not in {"", map_}, order.index(level) if level in order else len(order))

        return min(mention.areas, key=rank)

    def _on_map(self, area: str, map_: str) -> str:
        """Return the area of the same name and level on another map, if there is one; else the area itself."""
        record = self._registry.areas.get(area)
        if record is None or record["vintage"] in {"", map_}:
            return area
        return next(
            (
                other
                for other in self._registry.areas_named.get(fold(record["name_vi"]), [])
                if self._registry.areas[other]["vintage"] == map_ and self._registry.areas[other]["level"] == record["level"]
            ),
            area,
        )


def _is_called_district(paragraph: str, mention: Mention) -> bool:
    """Whether a word beside a name, or in it, says that it is a district, a town or a city of a province."""
    before, behind = comparable(paragraph[: mention.start]).rstrip(), comparable(paragraph[mention.end :]).lstrip()
    name = comparable(paragraph[mention.start : mention.end])
    beside = before.endswith((*DISTRICT_WORDS, "district of")) or behind.startswith(("district", "town", "city"))
    return beside or name.startswith(DISTRICT_WORDS)
