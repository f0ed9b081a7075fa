"""Looking things up in the registries."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from pipeline.foundation.records import Record, split
from pipeline.language.names import fold, slug, words_of
from pipeline.language.periods import Moment, read_moment
from pipeline.language.words import BOUND_WORDS, SCALES
from schemas import REGISTRIES
from schemas.base import FORMS, header_of

MAPS: Final[dict[str, tuple[date, date]]] = {
    "2004": (date(2004, 1, 1), date(2008, 7, 31)),
    "2008": (date(2008, 8, 1), date(2025, 6, 30)),
    "2025": (date(2025, 7, 1), date.max),
}
"""First and last day of each administrative map (Resolutions 22/2003/QH11, 15/2008/QH12 and 202/2025/QH15)."""

DIMENSIONS: Final = {
    "programme": "programmes",
    "channel": "codes:channel",
    "funding": "codes:funding",
    "population_group": "codes:population_group",
}
"""Columns that restrict a figure to part of the lending or of the people, with their registries."""

FigureRead = tuple[str, str, str, str]
"""What identifies a figure in the passage of its source: place, print, and in a table the area and the period of its cell."""
IDENTIFIER: Final = re.compile(FORMS["identifier"].pattern)
"""Form of identifiers that are safe as file names; a source_id with slashes would lead out of the folder."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure, and the words that print it."""

    code: str
    base: str
    power: int
    whole: bool
    words: tuple[str, ...]


@dataclass(frozen=True)
class Registry:
    """All registries; `records` holds the rows of each, as text."""

    records: Mapping[str, list[Record]]

    def keys(self, reference: str) -> dict[str, Record]:
        """Return the records of a registry by key; `codes:channel` names one of the small lists."""
        if reference not in self._keys:
            self._keys[reference] = self._by_key(reference)
        return self._keys[reference]

    @cached_property
    def _keys(self) -> dict[str, dict[str, Record]]:
        return {}

    def _by_key(self, reference: str) -> dict[str, Record]:
        table, _, part = reference.partition(":")
        if part:
            return {record["code"]: record for record in self.records["codes"] if record["list"] == part}
        key = header_of(REGISTRIES[table])[0]
        return {record[key]: record for record in self.records[table]}

    @cached_property
    def areas(self) -> dict[str, Record]:
        """Areas by ref_area."""
        return self.keys("areas")

    @cached_property
    def indicators(self) -> dict[str, Record]:
        """Indicators by code."""
        return self.keys("indicators")

    @cached_property
    def programmes(self) -> dict[str, Record]:
        """Lending programmes by code."""
        return self.keys("programmes")

    @cached_property
    def sources(self) -> dict[str, Record]:
        """Sources by source_id."""
        return self.keys("sources")

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units by code."""
        return {
            code: Unit(
                code,
                record["base_unit"],
                int(record["power_of_ten"]),
                record["whole"] == "yes",
                tuple(word.casefold() for word in split(record["printed"])),
            )
            for code, record in self.keys("units").items()
        }

    @cached_property
    def unit_words(self) -> frozenset[str]:
        """The words by which sources print any unit, in small letters."""
        return frozenset(word for unit in self.units.values() for word in unit.words)

    @cached_property
    def print_words(self) -> dict[str, set[str]]:
        """The words of units, scales, bounds, indicators and programmes as Vietnamese print has them, by their folded form."""
        names = [record["name_vi"] for table in ("indicators", "programmes") for record in self.keys(table).values()]
        known: dict[str, set[str]] = {}
        for word in (word for text in (*self.unit_words, *SCALES, *BOUND_WORDS, *names) for word in words_of(text)):
            if folded := fold(word):
                known.setdefault(folded, set()).add(word)
        return known

    def is_vietnamese(self, source: str) -> bool:
        """Whether a source is written in Vietnamese; one that is not registered is taken to be."""
        return source not in self.sources or self.sources[source]["language"] == "vi"

    @cached_property
    def _unit_words(self) -> re.Pattern[str]:
        """Find the words of any unit, the longest of those that start at the same place."""
        words = sorted(self.unit_words, key=len, reverse=True)
        return re.compile("|".join(_whole_word(word) for word in words))

    def prints(self, words: str, unit: str) -> bool:
        """Whether `words`, printed after a number and its scale, name a unit; the first unit found counts.

        `lượt hộ nghèo` and `turns of poor households` name households counted each time, `poor households` households.
        """
        found = self._unit_words.search(words.casefold())
        return found is not None and found.group() in self.units[unit].words

    @cached_property
    def spellings(self) -> dict[str, set[str]]:
        """Accepted names of each area."""
        return {code: {area["name_vi"], *split(area["aliases"])} for code, area in self.areas.items()}

    @cached_property
    def areas_named(self) -> dict[str, list[str]]:
        """Areas by folded spelling."""
        named: dict[str, list[str]] = {}
        for code, names in self.spellings.items():
            for name in {fold(name) for name in names}:
                named.setdefault(name, []).append(code)
        return named

    def lineage(self, area: str) -> Iterator[str]:
        """Yield an area and the areas that it lies in, the smallest first."""
        seen: set[str] = set()
        while area in self.areas and area not in seen:
            yield area
            seen.add(area)
            area = self.areas[area]["parent"]

    def ancestors(self, dimension: str, code: str) -> list[str]:
        """Return the totals that a programme, channel, fund or group is part of, nearest first."""
        records = self._dimensions[dimension]
        found = [code]
        while (code := records[code]["parent"]) and code not in found:
            found.append(code)
        return found[1:]

    @cached_property
    def _dimensions(self) -> dict[str, dict[str, Record]]:
        return {dimension: self.keys(reference) for dimension, reference in DIMENSIONS.items()}

    def validity(self, area: str) -> tuple[date, date]:
        """Return the first and last day of an area, by default those of its map."""
        record = self.areas[area]
        first, last = MAPS.get(record["vintage"], (date.min, date.max))
        return (
            date.fromisoformat(record["valid_from"]) if record["valid_from"] else first,
            date.fromisoformat(record["valid_to"]) if record["valid_to"] else last,
        )

    @cached_property
    def passages(self) -> dict[str, dict[FigureRead, Record]]:
        """The figures of each source of which a passage was read, by place and print."""
        found: dict[str, dict[FigureRead, Record]] = {}
        for record in self.records["passages"]:
            found.setdefault(record["source_id"], {})[figure_read(record)] = record
        return found

    def published(self, source: str) -> Moment | None:
        """Return the day, month or year in which a source was published, if it is known."""
        text = self.sources[source]["published_on"]
        return read_moment(text) if text else None

    def indicator_units(self, indicator: str) -> set[str]:
        """Return the base units in which an indicator may be coded."""
        record = self.indicators[indicator]
        return {record["unit"], *split(record["other_units"])}

    def depends_on_standard(self, indicator: str) -> bool:
        """Whether an indicator depends on the standard of the poor; such are found once a year, by the poverty review."""
        return self.indicators[indicator]["takes_standard"] == "yes"

    def effective(self, indicator: str, column: str, coded: str) -> str:
        """Return the programme, channel or funding of a row: as coded, or else as its indicator implies."""
        return coded or self.indicators[indicator][column]

    def is_sensitive(self, indicator: str, coded: str) -> bool:
        """Whether a row with this indicator and programme could single people out if its count is small."""
        code = self.effective(indicator, "programme", coded)
        return code != "" and self.programmes[code]["sensitive"] == "yes"

    def file_of(self, area: str) -> str:
        """Return where the rows of an area lie, from data/raw/observations."""
        for code in self.lineage(area):
            if self.areas[code]["level"] == "province":
                return province_file(self.areas[code])
        return COUNTRY_FILE


def figure_read(row: Record) -> FigureRead:
    """Return what identifies the figure of a row, or of a line of passages, in the passage of its source."""
    in_table = row["locator"].startswith("t")
    return row["locator"], row["as_printed"], row["ref_area"] if in_table else "", row["period"] if in_table else ""


def _whole_word(word: str) -> str:
    """Return a pattern for a whole word; scripts without spaces have no word boundaries."""
    if word > "\u3000":
        return re.escape(word)
    return (r"(?<!\w)" if word[0].isalnum() else "") + re.escape(word) + (r"(?!\w)" if word[-1].isalnum() else "")


COUNTRY_FILE: Final = "viet-nam.csv"


def province_file(province: Record) -> str:
    """Return the path of a province's file, from data/raw/observations: `2008/20-lang-son.csv`."""
    return f"{province['vintage']}/{province['gso_code']}-{slug(province['name_vi'])}.csv"
