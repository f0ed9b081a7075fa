"""The year that a figure describes, whether it is of a year's end, and whether that year was over when it was printed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain
from typing import Any, Final, NamedTuple

import pyarrow

from pipeline.foundation.params import Params
from pipeline.foundation.records import Record, split
from pipeline.language.periods import Period, read_moment, read_period
from pipeline.stages.figures.statuses import AHEAD, AHEAD_FLAGS
from pipeline.stages.tables import PRINTINGS, read_interim, write_table

STATED, INFERRED, REVIEW = "stated", "inferred", "review"
"""How a year is known: the source prints the period, the coder inferred it, or it is that of the last yearly review before the day."""
YEAR_LETTERS: Final = 4
"""Length of a period's end that is a year."""
OFFICE: Final = "statistics_office"
"""Kind of publisher whose figures of a year are final for that year."""
SURVEYOR: Final = "statistics office"
"""Producer of yearly survey estimates, which no review is behind."""

TELLING: Final = ("source_id", "time_period", "period_basis", "flags", "obs_status")
"""Columns of published observations that tell when their source was printed."""

Row = dict[str, Any]
Lists = Mapping[str, Mapping[str, Record]]


def described_year(row: Row, period: Period, lists: Lists, params: Params) -> tuple[int | None, str | None]:
    """Return the calendar year that a coded row describes, and how it is known.

    The poor are counted once a year, and the result is known at the year's end. What a source prints of them earlier in a year is the
    review of the year before; what is dated within the months of counting, on a page of a later year, is the review of that year. A plan
    is of the year that it names.

    Args:
        row: a row of CodedObservation.
        period: its period.
        lists: the registries indicators, poverty_standards and sources, by key.
        params: for the months of the review.
    """
    year = period.year
    if year is None:
        return None, None
    moment = period.latest
    published = lists["sources"][row["source_id"]]["published_on"][:YEAR_LETTERS]
    is_now = moment.precision == 1 and row["period_basis"] == INFERRED and published == f"{year}"
    known_from = params.count_month if published > f"{year}" else params.review_month
    is_early = moment.precision > 1 and not is_last_day(moment.last) and moment.last.month < known_from
    if is_reviewed(row, lists) and "TARGET" not in split(row["flags"]) and (is_now or is_early):
        return year - 1, REVIEW
    return year, row["period_basis"] or STATED


def is_reviewed(row: Row, lists: Lists) -> bool:
    """Whether a figure is one of the yearly poverty review: it depends on a standard, is not a flow, and not of a survey."""
    by_survey = bool(row["standard"]) and lists["poverty_standards"][row["standard"]]["producer"] == SURVEYOR
    return is_yearly(lists["indicators"][row["indicator"]]) and not by_survey


def is_yearly(indicator: Record) -> bool:
    """Whether a stock, rate or ratio is found once a year: it depends on the standard of the poor."""
    return indicator["takes_standard"] == "yes" and indicator["kind"] != "flow"


def is_vague(row: Row) -> bool:
    """Whether the end of a period was inferred and only its year is known (`now`, on a page of which only the year is known)."""
    return row["period_basis"] == INFERRED and len(row["time_period"].rpartition("/")[2]) == YEAR_LETTERS


def is_year_end(row: Row) -> bool:
    """Whether a stock, rate or ratio is of a whole year, of its last day, or of the first day of the next."""
    return (row["period_type"] == "year" and not is_vague(row)) or (row["period_type"] == "as_of" and is_last_day(row["period_end"]))


def is_last_day(day: date | None) -> bool:
    """Whether a day closes a year: its last one, or the first one of the next."""
    return day is not None and (day.month, day.day) in {(12, 31), (1, 1)}


class Printing(NamedTuple):
    """When a source was printed, and by whom.

    Attributes:
        first_day: the first day on which it can have been printed: of its date, or of the latest time that its own figures describe;
            None if neither is known.
        is_dated: whether its date is known.
        by_office: whether a statistics office published it, whose figure of a year is that of the whole year.
    """

    first_day: date | None
    is_dated: bool
    by_office: bool


def latest_days(observations: Iterable[Row]) -> dict[str, date | None]:
    """Return, by source, the first day of the latest time that its figures describe; forecasts and preliminary figures tell nothing.

    Args:
        observations: rows of the published observations in the columns TELLING.
    """
    latest: dict[str, date | None] = {}
    for row in observations:
        known = latest.setdefault(row["source_id"], None)
        if not _is_ahead(row) and row["period_basis"] == STATED:
            first = read_period(row["time_period"]).latest.first
            latest[row["source_id"]] = max(known or first, first)
    return latest


def printings(latest: Iterable[Mapping[str, date | None]], sources: Mapping[str, Record]) -> dict[str, Printing]:
    """Return when each source was printed.

    Args:
        latest: the latest days of each part of the observations; a source may have figures in several.
        sources: the registry sources, by key.
    """
    days: dict[str, list[date]] = defaultdict(list)
    for source, day in chain.from_iterable(part.items() for part in latest):
        days[source] += [day] if day else []
    return {source: _printing(sources[source], known) for source, known in days.items()}


PRINTED: Final = pyarrow.schema(
    {"source_id": pyarrow.string(), "first_day": pyarrow.date32(), "is_dated": pyarrow.bool_(), "by_office": pyarrow.bool_()}
)
"""Columns of the table of printings."""


def write_printings(printed: Mapping[str, Printing]) -> None:
    """Write when each source was printed, for the stages that follow."""
    table = pyarrow.Table.from_pylist([{"source_id": source, **printed[source]._asdict()} for source in sorted(printed)], PRINTED)
    write_table(table, PRINTINGS)


def read_printings() -> dict[str, Printing]:
    """Return what `write_printings` wrote; raises as `read_interim`."""
    return {row.pop("source_id"): Printing(**row) for row in read_interim(PRINTINGS).to_pylist()}


def _printing(source: Record, latest: list[date]) -> Printing:
    published = source["published_on"]
    known = [*latest, read_moment(published).first] if published else latest
    return Printing(max(known, default=None), published != "", source["publisher_type"] == OFFICE)


def _is_ahead(row: Row) -> bool:
    """Whether a figure is a plan or preliminary; doubt may hide that in its status, not in its flags."""
    return row["obs_status"] in AHEAD or not AHEAD_FLAGS.isdisjoint(split(row["flags"] or ""))


def is_early(row: Row, indicator: Record, printing: Printing, review_month: int) -> bool:
    """Whether a figure of a bare year may have been printed before that year was over.

    Such a figure may not be of the whole year or its end. A statistics office publishes figures of whole years. The result of a yearly
    poverty review is known from `review_month` on; an undated page that prints one, not as preliminary, is taken to be later.

    Args:
        row: a published observation.
        indicator: its indicator.
        printing: of its source.
        review_month: first month in which a figure may be of that year's own review.
    """
    end: date | None = row["period_end"]
    if row["period_type"] != "year" or end is None or printing.by_office:
        return False
    if indicator["takes_standard"] == "yes" and not _is_ahead(row):
        return printing.is_dated and (printing.first_day or date.min) < date(end.year, review_month, 1)
    return printing.first_day is None or printing.first_day <= end
