"""Where files of observations belong, and which files in data/raw belong nowhere."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.foundation.findings import WHOLE, Finding, declare
from pipeline.foundation.paths import real, shown
from pipeline.foundation.registry import COUNTRY_FILE, Registry, province_file
from pipeline.language.names import suggest
from pipeline.reading.form_rules import LINK, SPREADSHEET
from pipeline.reading.tables import WORKBOOKS
from schemas import REGISTRIES

WRONG_PLACE = declare(
    "V008",
    "no table belongs here: the file is named after neither a province of its map nor a registry",
    "tệp nằm sai chỗ hoặc sai tên: tên tệp không ứng với tỉnh nào trên bản đồ hành chính, cũng không phải là danh mục",
    "name it like data/raw/observations/2008/20-lang-son.csv: map, GSO code with its leading zeros, name without accents{meant_en}",
    "đặt tên như data/raw/observations/2008/20-lang-son.csv: bản đồ, mã GSO đủ số 0, tên không dấu{meant_vi}",
)
SPREADSHEETS = WORKBOOKS | {".xls", ".ods", ".numbers"}
"""File endings of spreadsheet programs."""


def places_of(registry: Registry) -> set[str]:
    """Return the allowed paths of observation files, relative to data/raw/observations."""
    return {COUNTRY_FILE} | {province_file(area) for area in registry.areas.values() if area["level"] == "province"}


def files_of_observations(raw: Path, registry: Registry) -> list[Path]:
    """Return the files of observations that are there, links among them."""
    return [path for place in sorted(places_of(registry)) if os.path.lexists(path := raw / "observations" / place)]


def stray_files(raw: Path, registry: Registry) -> list[Finding]:
    """Find files in data/raw that belong to no table; hidden files that editors leave are ignored."""
    known = {f"{name}.csv" for name in REGISTRIES}
    known |= {f"observations/{place}" for place in places_of(registry)}
    known |= {f"evidence/{source}.csv" for source in registry.sources}
    strays = []
    for path in sorted(raw.rglob("*")):
        if path.is_symlink():
            strays.append(Finding(shown(path), 1, WHOLE, LINK, {}))
        elif not path.is_dir() and not path.name.startswith(".") and path.relative_to(raw).as_posix() not in known:
            strays.append(stray(path, places_of(registry)))
    return strays


def stray(path: Path, places: Iterable[str]) -> Finding:
    """Report a file that belongs to no table, with the name that was probably meant."""
    if path.suffix.lower() in SPREADSHEETS:
        return Finding(shown(path), 1, WHOLE, SPREADSHEET, {})
    names = {Path(place).name: place for place in sorted(places, key=lambda place: Path(place).parent.name == path.parent.name)}
    meant = names.get(suggest(path.name.lstrip("0"), names, cutoff=0.8), "")
    facts = {"meant_en": f"; did you mean {meant}?", "meant_vi": f"; có phải là {meant}?"}
    return Finding(shown(path), 1, WHOLE, WRONG_PLACE, facts if meant else dict.fromkeys(facts, ""))


def place_of_file(path: Path, raw: Path, places: set[str], areas: Mapping[str, int], registry: Registry) -> str:
    """Return the path in data/raw/observations that fits a file's name; outside that folder the areas of its rows decide the map.

    A workbook counts as the CSV of the same name. If no province has that name, the areas decide; `areas` counts the rows of each.
    """
    named_as = path.with_suffix(".csv") if path.suffix.lower() in WORKBOOKS else path
    folder = real(raw / "observations")
    if real(named_as).is_relative_to(folder):
        place = real(named_as).relative_to(folder).as_posix()
        return place if place in places else ""
    named = [place for place in sorted(places) if Path(place).name == named_as.name]
    beside = [place for place in named if Path(place).parent.name == path.parent.name]
    coded = Counter[str]()
    for area, rows in areas.items():
        if area in registry.areas:
            coded[registry.file_of(area)] += rows
    by_areas = [place for place, _ in coded.most_common(1)]
    return next(iter(beside or [place for place in named if place in coded] or named or by_areas), "")
