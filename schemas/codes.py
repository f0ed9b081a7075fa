"""What: indicators, programmes, units, flags, poverty standards and the small code lists."""

from pandera.typing import Series

from schemas.base import Count, Date, Real, Table, Year, column

STATUSES = ("A", "B", "D", "E", "F", "P", "U", "V")
KINDS = ("stock", "flow", "rate", "ratio")


class Indicator(Table):
    """A measured quantity."""

    indicator: Series[str] = column("Code.", concept="INDICATOR", form="code", key=True)
    name_en: Series[str] = column("English name.")
    name_vi: Series[str] = column("Vietnamese name.")
    definition: Series[str] = column("What counts and what does not.")
    unit: Series[str] = column("Base unit.", form="code", references="units")
    other_units: Series[str] = column(
        "Other base units in which sources count it, joined by semicolons.", references="units", many=True, nullable=True
    )
    kind: Series[str] = column("Stock (at a date), flow (over a span), rate or ratio (at a date).", options=KINDS)
    denominator: Series[str] = column("What a rate or ratio is a share of.", nullable=True)
    numerator: Series[str] = column(
        "Indicator that counts what a rate is the share of.", form="code", references="indicators", nullable=True
    )
    share_of: Series[str] = column("Indicator that counts the whole.", form="code", references="indicators", nullable=True)
    aggregation: Series[str] = column("How it adds up over areas.", options=("sum", "weighted_mean", "none"))
    weight: Series[str] = column("Weight of a weighted mean.", nullable=True)
    minimum: Series[Real] = column("Smallest value that can be true.", form="decimal", unit="unit", nullable=True)
    maximum: Series[Real] = column("Largest value that can be true.", form="decimal", unit="unit", nullable=True)
    takes_standard: Series[str] = column(
        "Whether it depends on the poverty standard by which the poor are counted.", form="yes_no", options=("yes", "no")
    )
    part_of: Series[str] = column(
        "Indicator of which it is a part that shares nothing with the other parts.", form="code", references="indicators", nullable=True
    )
    programme: Series[str] = column(
        "Programme that it implies; rows then leave theirs blank.", form="code", references="programmes", nullable=True
    )
    channel: Series[str] = column("Channel that it implies.", form="code", references="codes:channel", nullable=True)
    funding: Series[str] = column("Funding that it implies.", form="code", references="codes:funding", nullable=True)


class Programme(Table):
    """A lending programme of the Bank for Social Policies."""

    programme: Series[str] = column("Code.", form="code", key=True)
    name_en: Series[str] = column("English name.")
    name_vi: Series[str] = column("Vietnamese name.")
    parent: Series[str] = column(
        "Programme or sum of programmes of which it is a part.", form="code", references="programmes", nullable=True
    )
    sensitive: Series[str] = column("Whether small cells could single people out and are withheld.", form="yes_no", options=("yes", "no"))
    legal_basis: Series[str] = column("Act that set it up, with the day where it was seen.", nullable=True)
    target_group: Series[str] = column("Whom it lends to.", nullable=True)
    year_started: Series[Year] = column("Year of the first loans.", form="year", nullable=True)
    note: Series[str] = column("Remark.", nullable=True)


class Unit(Table):
    """A unit of measure: a base unit and a power of ten."""

    unit: Series[str] = column("Code.", concept="UNIT_MEASURE", form="code", key=True)
    name_en: Series[str] = column("English name.")
    name_vi: Series[str] = column("Vietnamese name.")
    base_unit: Series[str] = column("Unit in which values are published.", form="code", references="units")
    power_of_ten: Series[Count] = column("Power of ten that turns a value into the base unit.", concept="UNIT_MULT", form="power")
    whole: Series[str] = column("Whether a value in the base unit is a whole number.", form="yes_no", options=("yes", "no"))
    printed: Series[str] = column(
        "Words that print the unit, joined by semicolons; the first of any unit that a source prints after a numeral counts."
    )


class Flag(Table):
    """A doubt about a row, or a quality of it."""

    flag: Series[str] = column("Code.", form="code", key=True)
    name_en: Series[str] = column("English name.")
    name_vi: Series[str] = column("Vietnamese name.")
    obs_status: Series[str] = column("SDMX CL_OBS_STATUS that it implies.", concept="OBS_STATUS", options=STATUSES)
    priority: Series[Count] = column("Where a row has several flags, the lowest gives its status.", form="integer")
    definition: Series[str] = column("When to use it.")


class Code(Table):
    """An entry of one of the small lists."""

    list: Series[str] = column("List that it belongs to.", key=True, options=("channel", "funding", "population_group", "bound", "panel"))
    code: Series[str] = column("Code.", form="code", key=True)
    name_en: Series[str] = column("English name.")
    name_vi: Series[str] = column("Vietnamese name.")
    parent: Series[str] = column("Code of the same list of which it is a part.", form="code", nullable=True)
    printed: Series[str] = column("Words that print it, joined by semicolons.", nullable=True)


class PovertyStandard(Table):
    """A definition of who is poor, and the years in which it is used."""

    standard: Series[str] = column("Code.", form="code", key=True)
    name_en: Series[str] = column("English name.")
    name_vi: Series[str] = column("Vietnamese name.")
    producer: Series[str] = column("Who counts the poor by it.", options=("labour ministry", "statistics office", "local government"))
    area: Series[str] = column(
        "Areas that have it for their own, joined by semicolons; null for a national one.", references="areas", many=True, nullable=True
    )
    legal_basis: Series[str] = column("Act that set it.")
    issued_on: Series[Date] = column("Day of the act.", form="date", nullable=True)
    first_reviewed: Series[Year] = column(
        "First year whose poor were counted by it, mostly the year before it came into force; null where it is not known.",
        form="year",
        nullable=True,
    )
    applies_from: Series[Year] = column("Year from which it is in force; null where it is not known.", form="year", nullable=True)
    applies_to: Series[Year] = column("Last year described by it; null where it is not known.", form="year", nullable=True)
    derived_through: Series[Year] = column(
        "Last year for which a figure that names no standard is taken to use it, later ones being counted by two; null for never.",
        form="year",
        nullable=True,
    )
    approach: Series[str] = column("Income alone, or income and deprivations.", options=("income", "multidimensional"), nullable=True)
    poor_line_rural: Series[Count] = column(
        "Income line of the poor, rural.", unit="VND per person and month", form="integer", nullable=True
    )
    poor_line_urban: Series[Count] = column(
        "Income line of the poor, urban.", unit="VND per person and month", form="integer", nullable=True
    )
    near_poor_line_rural: Series[Count] = column(
        "Income line of the near-poor, rural.", unit="VND per person and month", form="integer", nullable=True
    )
    near_poor_line_urban: Series[Count] = column(
        "Income line of the near-poor, urban.", unit="VND per person and month", form="integer", nullable=True
    )
    dimensions: Series[str] = column("Dimensions of deprivation, joined by semicolons.", nullable=True)
    note: Series[str] = column("Remark.", nullable=True)


class Phrase(Table):
    """Words by which sources say something of a number that they print: its time, what it measures, what restricts it."""

    phrase: Series[str] = column(
        "The words, in small letters; several that mean the same are joined by semicolons. {day}, {month}, {year}, {n} and the like stand "
        "for what changes, {figure} for the number, … for any words of the sentence.",
        key=True,
    )
    language: Series[str] = column("Language of the words.", key=True, options=("vi", "en"))
    settles: Series[str] = column(
        "What they tell: a column, that the number is a growth or a fall of what is measured, or that it is not coded.",
        key=True,
        options=("period", "indicator", "change", "programme", "channel", "funding", "population_group", "standard", "flags", "nothing"),
    )
    code: Series[str] = column(
        "The code that they mean, or why the number is not coded; blank for no restriction.", form="code", nullable=True
    )
    stock: Series[str] = column("Period of a stock, rate or ratio; {now} is the time of the page.", nullable=True)
    flow: Series[str] = column("Period of a flow; ../ leaves its start open, a slash at the end its end.", nullable=True)
    period_basis: Series[str] = column("Whether the period is then inferred.", options=("inferred",), nullable=True)
    note: Series[str] = column("Remark for coders.", nullable=True)
