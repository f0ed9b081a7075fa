"""Stage observations: typed rows in, one published row for each printed figure out.

Values come into base units in decimal arithmetic, periods into days, flags into an SDMX status; figures of the same
thing are compared.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pipeline.foundation.files import folder_beside, written_beside
from pipeline.foundation.params import Params, load_params
from pipeline.foundation.processes import in_processes
from pipeline.foundation.records import Record, split
from pipeline.foundation.registry import figure_read
from pipeline.language.periods import read_period
from pipeline.stages.figures.conflicts import Claim, contradict, preferred, read_claims
from pipeline.stages.figures.eligibility import TOTAL, is_total, panel_status
from pipeline.stages.figures.standards import UNKNOWN, first_year, standard_of
from pipeline.stages.figures.statuses import BREAK, FORECAST, LOW_RELIABILITY, NORMAL
from pipeline.stages.figures.timing import (
    REVIEW,
    STATED,
    Printing,
    described_year,
    is_vague,
    is_year_end,
    is_yearly,
    latest_days,
    printings,
    write_printings,
)
from pipeline.stages.merging import Merged, write_part
from pipeline.stages.publishing.stata import write_stata
from pipeline.stages.tables import CODED, OBSERVATIONS, STATA, Stored, read_validated, records, rows_of, write_groups
from schemas import Observation
from schemas.base import as_frame, key_of, to_arrow

COMPARED: Final = ("ref_area", "indicator", "programme", "channel", "funding", "population_group", "standard", "unit_measure")
"""What two figures must share to be compared, besides their period."""

SAYING: Final = ("source_id", "period", "period_basis", "flags")
"""Columns of coded rows that tell when their source was printed."""
EVIDENCE_OF_READINGS: Final = {"1": "read_once", "2": "read_twice"}
Row = dict[str, Any]
Lists = Mapping[str, Mapping[str, Record]]
Shared = tuple[Lists, Mapping[str, Printing], Params]
"""The registries, when each source was printed, and the parameters."""
Share = Callable[[Callable[[Shared, tuple[Path, Path]], None], Shared, Sequence[tuple[Path, Path]], int], Any]


def run(share: Share = in_processes) -> None:
    """Read data/interim/validated and write data/interim/observations.parquet, part by part, observations.dta and printings.parquet.

    Args:
        share: has `make_part` called for each part, as `in_processes` does here, and docs/on_a_cluster.py on other machines.

    Raises:
        StageError: a table of the stage validate is missing.
    """
    params = load_params()
    lists = read_lists()
    parts = Stored.folder(CODED).paths
    latest = [latest_days(telling(rows_of(Stored((part,)).select(SAYING)), lists["flags"])) for part in parts]
    printed = printings(latest, lists["sources"])
    write_printings(printed)
    with folder_beside(OBSERVATIONS) as folder:
        made = tuple(folder / part.name for part in parts)
        share(make_part, (lists, printed, params), list(zip(parts, made, strict=True)), params.workers)
        merged = Merged(made, key_of(Observation))
        write_groups(merged.groups(), merged.schema, OBSERVATIONS, params.zstd_level)
    with written_beside(STATA) as beside:
        write_stata(Stored((OBSERVATIONS,)), beside, params.title)


def make_part(shared: Shared, part: tuple[Path, Path]) -> None:
    """Make the published rows of a part.

    Args:
        shared: what `observe` needs besides the rows.
        part: where the coded rows lie, and where the published ones are written.
    """
    coded, target = part
    rows = [{name: "" if cell is None else cell for name, cell in row.items()} for row in rows_of(Stored((coded,)))]
    write_part(to_arrow(as_frame(observe(rows, *shared), Observation), Observation), target)


def read_lists() -> Lists:
    """Return the registries that `observe` needs, by key."""
    keys = {"areas": ["ref_area"], "indicators": ["indicator"], "units": ["unit"], "flags": ["flag"], "sources": ["source_id"]}
    keys |= {"poverty_standards": ["standard"], "evidence": ["obs_id"]}
    keys["passages"] = ["source_id", "locator", "as_printed", "ref_area", "period"]
    return {name: records(read_validated(name), key) for name, key in keys.items()}


def telling(coded: Iterable[Row], flags: Mapping[str, Record]) -> Iterator[Row]:
    """Yield coded rows in the columns SAYING as published ones in the columns TELLING."""
    for row in coded:
        status = _status(row["flags"] or "", flags)
        yield {**row, "time_period": row["period"], "period_basis": row["period_basis"] or STATED, "obs_status": status}


def observe(coded: list[Row], lists: Lists, printed: Mapping[str, Printing], params: Params) -> list[Row]:
    """Return the published rows of coded rows.

    Args:
        coded: all coded rows of some areas (CodedObservation), blanks as empty texts.
        lists: the registries areas, indicators, units, flags, sources, poverty_standards, evidence and passages, by key.
        printed: by source, when it was printed.
        params: for the precedence among publishers.
    """
    rows = [_observation(row, lists, params) for row in coded]
    claims = read_claims(rows, lists, printed, params)
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[_compared(row, lists["indicators"])].append(row)
    for members in groups.values():
        rivals = [claims[row["obs_id"]] for row in members]
        group = min(claim.obs_id for claim in rivals) if contradict(rivals) else None
        chosen = preferred(rivals).obs_id
        for row in members:
            row["conflict_group"] = group
            row["preferred"] = row["obs_id"] == chosen
    _mark_breaks(rows, lists["poverty_standards"])
    for row in rows:
        claim, indicator = claims[row["obs_id"]], lists["indicators"][row["indicator"]]
        row["value_low"], row["value_high"] = _range(claim, indicator)
        row["panel"] = panel_status(row, indicator, early=claim.early)
    return rows


def _observation(row: Row, lists: Lists, params: Params) -> Row:
    area, indicator, unit = lists["areas"][row["ref_area"]], lists["indicators"][row["indicator"]], lists["units"][row["unit"]]
    period = read_period(row["period"])
    year, year_basis = described_year(row, period, lists, params)
    standard, standard_basis = standard_of(row, period, year, lists)
    parts = {
        "programme": row["programme"] or indicator["programme"] or TOTAL,
        "channel": row["channel"] or indicator["channel"] or TOTAL,
        "funding": row["funding"] or indicator["funding"] or TOTAL,
        "population_group": row["population_group"] or TOTAL,
    }
    return {
        "obs_id": f"{row['source_id']}.{row['item']}",
        "ref_area": row["ref_area"],
        "area_level": area["level"],
        "vintage": area["vintage"] or None,
        "area_name": area["name_vi"],
        "area_name_en": area["name_en"],
        "indicator": row["indicator"],
        **parts,
        "is_total": is_total(parts, indicator),
        "standard": standard,
        "standard_basis": standard_basis,
        "time_period": row["period"],
        "period_start": period.first_day,
        "period_end": period.last_day,
        "period_type": period.type(flow=indicator["kind"] == "flow"),
        "year": year,
        "year_basis": year_basis,
        "period_basis": row["period_basis"] or "stated",
        "obs_value": float(Decimal(row["value"]).scaleb(int(unit["power_of_ten"]))),
        "unit_measure": unit["base_unit"],
        "bound": row["bound"] or "exact",
        "as_printed": row["as_printed"],
        "obs_status": _status(row["flags"], lists["flags"]),
        "flags": row["flags"] or None,
        "evidence": _evidence(row, lists),
        "source_id": row["source_id"],
        "locator": row["locator"],
        "comment_obs": row["note"] or None,
    }


def _range(claim: Claim, indicator: Record) -> tuple[float, float]:
    """Return the least and the greatest value that print and bound allow, within what the indicator allows."""
    least, greatest = (indicator[name] for name in ("minimum", "maximum"))  # 0 is a limit, a blank is none
    low = claim.least if least == "" else max(claim.least, Decimal(least))
    high = claim.greatest if greatest == "" else min(claim.greatest, Decimal(greatest))
    return float(low), float(high)


def _compared(row: Row, indicators: Mapping[str, Record]) -> tuple[Any, ...]:
    """Return what two figures must share to be compared: the thing, the period, and whether it is a plan.

    A year and its end are one for what is not a flow, and so are figures of one yearly review, to which an inferred bare year belongs too.
    Under an unknown standard only figures of one source are compared. The ends of a printed range, and other figures that are only known
    to fall into some year, stand for themselves.
    """
    flags, indicator = split(row["flags"] or ""), indicators[row["indicator"]]
    of_review = is_yearly(indicator) and (is_vague(row) or row["year_basis"] == REVIEW)
    of_year = indicator["kind"] != "flow" and (is_year_end(row) or of_review)
    period = (row["year"],) if of_year else (row["period_start"], row["period_end"])
    alone = row["obs_id"] if "RANGE" in flags or (is_vague(row) and not of_review) else ""
    apart = (row["source_id"] if row["standard"] == UNKNOWN else "", alone, "TARGET" in flags)
    return (*(row[name] for name in COMPARED), *period, *apart)


def _mark_breaks(rows: list[Row], standards: Mapping[str, Record]) -> None:
    """Give status B (break) to normal values of the first year in which an area has a newer standard of the same producer.

    Only values that others can be compared with are looked at: preferred, exact, of one year, neither doubtful nor planned.
    """
    series: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        comparable = row["preferred"] and row["bound"] == "exact" and row["obs_status"] not in {LOW_RELIABILITY, FORECAST}
        if comparable and row["standard"] in standards and row["year"] is not None:
            producer = standards[row["standard"]]["producer"]
            series[(producer, *(row[name] for name in COMPARED if name != "standard"))].append(row)
    for members in series.values():
        first: dict[str, int] = {}
        for row in members:
            first[row["standard"]] = min(first.get(row["standard"], row["year"]), row["year"])
        for row in members:
            begins = first_year(row["standard"], standards)
            older = any(first_year(other, standards) < begins and year <= row["year"] for other, year in first.items())
            if older and row["year"] == first[row["standard"]] and row["obs_status"] == NORMAL:
                row["obs_status"] = BREAK


def _status(flags: str, known: Mapping[str, Record]) -> str:
    """Return the SDMX status of the flag that goes before the others, or normal."""
    statuses = sorted((int(known[flag]["priority"]), known[flag]["obs_status"]) for flag in split(flags))
    return statuses[0][1] if statuses else NORMAL


def _evidence(row: Row, lists: Lists) -> str:
    """Return how it is proven that the source prints the figure."""
    if _is_verified(row, lists):
        return "verified"
    read = lists["passages"].get(".".join((row["source_id"], *figure_read(row))))
    return "unverified" if read is None else EVIDENCE_OF_READINGS[read["readings"]]


def _is_verified(row: Row, lists: Lists) -> bool:
    """Whether the evidence still fits: the same print, at the same place, in the current text of the source."""
    proof = lists["evidence"].get(f"{row['source_id']}.{row['item']}")
    return proof is not None and (proof["printed_sha256"], proof["locator"], proof["snapshot_sha256"]) == (
        sha256(row["as_printed"].encode()).hexdigest(),
        row["locator"],
        lists["sources"][row["source_id"]]["snapshot_sha256"],
    )
