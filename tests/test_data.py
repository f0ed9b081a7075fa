"""The data themselves: registries that agree with independent packages, and rows that nothing contradicts."""

import sqlite3
from importlib.resources import files

import pycountry
import pytest
from vietnamadminunits import convert_address

from pipeline.foundation.paths import RAW
from pipeline.gate.check import check_all
from pipeline.language.names import fold
from pipeline.reading.registries import load_registry

REGISTRY = load_registry(RAW)[0]
PROVINCES = {code: area for code, area in REGISTRY.areas.items() if area["level"] == "province"}
OLD = {code: area for code, area in PROVINCES.items() if area["vintage"] == "2008"}
NEW = {code: area for code, area in PROVINCES.items() if area["vintage"] == "2025"}


def test_the_dataset_keeps_its_own_rules() -> None:
    assert check_all().findings == []


def test_there_are_63_and_then_34_provinces() -> None:
    assert (len(OLD), len(NEW)) == (63, 34)


def test_iso_codes_and_names_agree_with_pycountry() -> None:
    listed = {entry.code: fold(entry.name) for entry in pycountry.subdivisions if entry.country_code == "VN"}
    coded = {area["iso_3166_2"]: {fold(name) for name in REGISTRY.spellings[code]} for code, area in OLD.items()}
    assert set(coded) == set(listed)
    assert [code for code, names in coded.items() if not any(name in listed[code] or listed[code] in name for name in names)] == []


def _listed(level: str, vintage: str) -> dict[str, str]:
    """Return official codes and full names as the package vietnamadminunits carries them."""
    table = {"2008": "admin_units_legacy", "2025": "admin_units"}[vintage]
    column = {"province": "province", "district": "district", "commune": "ward"}[level]
    path = files("vietnamadminunits") / "data" / "dataset.db"
    with sqlite3.connect(str(path)) as connection:
        return dict(connection.execute(f"select distinct {column}Code, {column} from {table} where {column}Code is not null").fetchall())


@pytest.mark.parametrize(
    ("level", "vintage"), [("province", "2008"), ("district", "2008"), ("commune", "2008"), ("province", "2025"), ("commune", "2025")]
)
def test_gso_codes_and_names_agree_with_an_independent_package(level: str, vintage: str) -> None:
    listed = _listed(level, vintage)
    last = {"2008": "2025-06-30", "2025": ""}[vintage]
    areas = {
        code: area
        for code, area in REGISTRY.areas.items()
        if (area["level"], area["vintage"]) == (level, vintage) and area["valid_to"] == last
    }
    assert areas
    assert [area["gso_code"] for area in areas.values() if area["gso_code"] not in listed] == []
    if level == "province":
        assert {area["gso_code"] for area in areas.values()} == set(listed)
    wrong = [
        (code, listed[area["gso_code"]])
        for code, area in areas.items()
        if not any(fold(listed[area["gso_code"]]).endswith(fold(name)) for name in REGISTRY.spellings[code])
    ]
    assert wrong == []


def _successors() -> dict[str, str]:
    """Return what each province of 2008 became on 2025-07-01."""
    changes = [change for change in REGISTRY.records["area_changes"] if change["effective_date"] == "2025-07-01"]
    assert len(changes) == len({change["from_area"] for change in changes})
    return {change["from_area"]: change["to_area"] for change in changes}


def test_every_old_province_becomes_part_of_exactly_one_new_one() -> None:
    assert set(_successors()) == set(OLD)
    assert set(_successors().values()) == set(NEW)


def test_the_crosswalk_agrees_with_an_independent_package() -> None:
    """Old communes are led to the new map by the package; each must land in the province that the registry names."""
    old, new = _listed("province", "2008"), _listed("province", "2025")
    led: dict[str, set[str]] = {}
    for address, code in _old_addresses():
        led.setdefault(f"P{code}_2008", set()).add(convert_address(address).province)
    assert set(led) == set(OLD)
    expected = {code: {new[REGISTRY.areas[successor]["gso_code"]]} for code, successor in _successors().items()}
    assert {code: names for code, names in led.items() if names != expected[code]} == {}
    assert len(old) == len(OLD)


def _old_addresses() -> list[tuple[str, str]]:
    """Return one commune of each province of 2008 as an address, with the code of the province."""
    path = files("vietnamadminunits") / "data" / "dataset.db"
    query = (
        "select ward || ', ' || district || ', ' || province, provinceCode from admin_units_legacy where ward != '' group by provinceCode"
    )
    with sqlite3.connect(str(path)) as connection:
        return connection.execute(query).fetchall()


def test_no_row_and_no_note_names_a_commune_of_a_sensitive_programme() -> None:
    communes = [area["name_vi"] for area in REGISTRY.areas.values() if area["level"] == "commune"]
    notes = [record["note"] for record in REGISTRY.records["excluded"] if record["reason"] == "DISCLOSURE"]
    assert notes
    assert [note for note in notes if any(commune in note for commune in communes)] == []
