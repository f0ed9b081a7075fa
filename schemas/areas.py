"""Where: administrative units, and what became of them."""

from pandera.typing import Series

from schemas.base import Count, Date, Table, Year, column

LEVELS = ("country", "region", "province", "district", "commune")
VINTAGES = ("2004", "2008", "2025")
"""Administrative maps by the year in which they came into force: 64 provinces, 63, 34."""


class Area(Table):
    """An administrative unit of one map."""

    ref_area: Series[str] = column(
        "Level letter, GSO code and map: P20_2008; VN for the country, R and a short name for regions.",
        concept="REF_AREA",
        form="code",
        key=True,
    )
    level: Series[str] = column("Level of the unit.", options=LEVELS)
    gso_code: Series[str] = column("Code of the General Statistics Office; reused for other territories since 2025-07-01.", nullable=True)
    vintage: Series[str] = column(
        "Administrative map: 2008 (63 provinces), 2025 (34), or 2004 for what the map of 2008 changed.", options=VINTAGES, nullable=True
    )
    name_vi: Series[str] = column("Vietnamese name without the word for its level, as the General Statistics Office spells it.")
    name_en: Series[str] = column("English name.")
    unit_type: Series[str] = column(
        "Kind of unit within its level.",
        options=("country", "region", "province", "city", "town", "district", "urban_district", "ward", "township", "commune"),
    )
    aliases: Series[str] = column("Other accepted spellings, joined by semicolons.", nullable=True)
    parent: Series[str] = column("Unit that it lies in.", form="code", references="areas", nullable=True)
    region: Series[str] = column("Statistical region of a province.", form="code", references="areas", nullable=True)
    iso_3166_2: Series[str] = column("ISO 3166-2 code; its numbers are not GSO codes.", concept="ISO 3166-2", nullable=True)
    valid_from: Series[Date] = column(
        "First day of the unit with this territory (2004-01-01: no registered change since the map of 2004); null where it is not known, "
        "and the map's own first day bounds it.",
        form="date",
        nullable=True,
    )
    valid_to: Series[Date] = column("Last day of the unit on its map; null while it lasts.", form="date", nullable=True)
    note: Series[str] = column("Remark.", nullable=True)


class AreaChange(Table):
    """What a unit of one map became on the next."""

    from_area: Series[str] = column("Unit before.", form="code", key=True, references="areas")
    to_area: Series[str] = column("Unit after.", form="code", key=True, references="areas")
    change: Series[str] = column(
        "What happened: goes on unchanged, became part of a larger unit, lost a part, or kept territory and code under another name.",
        options=("unchanged", "merged", "reduced", "renamed"),
    )
    effective_date: Series[Date] = column("First day of the unit after.", form="date", key=True)
    legal_basis: Series[str] = column("Act that made the change.")
    note: Series[str] = column("Remark.", nullable=True)


class Population(Table):
    """How many people and households an area had in a year: the weights of means over areas."""

    ref_area: Series[str] = column("Area.", concept="REF_AREA", form="code", key=True, references="areas")
    year: Series[Year] = column("Year.", form="year", key=True)
    population: Series[Count] = column("Average population.", unit="persons", form="integer")
    households: Series[Count] = column("Households; null where they are not known.", unit="households", form="integer", nullable=True)
    source_id: Series[str] = column("Source.", form="identifier", references="sources")
    note: Series[str] = column("Remark.", nullable=True)


class PublishedPopulation(Table):
    """How many people and households an area had in a year; provinces of 2025 that were merged have the sums of their parts."""

    ref_area: Series[str] = column("Area.", concept="REF_AREA", key=True, references="areas")
    year: Series[Year] = column("Year.", key=True)
    population: Series[Count] = column("Average population.", unit="persons")
    households: Series[Count] = column("Households; null where they are not known.", unit="households", nullable=True)
    method: Series[str] = column("Reported, or the sum over the provinces of 2008 that it is made of.", options=("reported", "sum"))
    source_id: Series[str] = column("Source; null for a sum of figures from several.", references="sources", nullable=True)
    note: Series[str] = column("Remark.", nullable=True)
