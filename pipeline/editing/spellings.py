"""Registered spellings, with which `fix` corrects look-alike letters."""

import re
from functools import cached_property
from pathlib import Path
from typing import Final

from pipeline.foundation.records import split
from pipeline.foundation.registry import Registry
from pipeline.language.lookalikes import find_look_alike, in_latin
from pipeline.language.words import BOUND_WORDS, SCALES
from pipeline.reading.registries import load_registry
from schemas import REGISTRIES
from schemas.base import header_of

WORD: Final = re.compile(r"[^\W\d_]+")


class Spellings:
    """The names, codes and printed words of the registries in a folder like data/raw, which are read when first needed."""

    def __init__(self, raw: Path) -> None:
        self._raw = raw

    def respell(self, cell: str) -> str:
        """Return the registered spelling that a cell only looks like, as a whole or word by word; any other cell as it is."""
        if find_look_alike(cell) is None:
            return cell
        whole = in_latin(cell)
        return whole if whole in self._whole else WORD.sub(lambda found: self._word(found.group()), cell)

    def _word(self, word: str) -> str:
        meant = in_latin(word)
        return meant if meant.casefold() in self._words else word

    @cached_property
    def _registry(self) -> Registry:
        return load_registry(self._raw)[0]

    @cached_property
    def _whole(self) -> frozenset[str]:
        names = {name for spellings in self._registry.spellings.values() for name in spellings}
        codes = {record[header_of(REGISTRIES[table])[0]] for table, records in self._registry.records.items() for record in records}
        return frozenset(names | codes | {record["code"] for record in self._registry.records["codes"]})

    @cached_property
    def _words(self) -> frozenset[str]:
        """Words of printed figures: units, scales, and what stands before a number."""
        printed = [word for record in self._registry.records["units"] for word in split(record["printed"])]
        return frozenset(word.casefold() for text in (*printed, *SCALES, *BOUND_WORDS) for word in text.split())
