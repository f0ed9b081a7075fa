"""Stage observations: typed rows in, one published row for each printed figure out.

Values come into base units in decimal arithmetic, periods into days, flags into an SDMX status; figures of the same
thing are compared.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import pandas as pd

from pipeline.conflicts import Claim, contradict, preferred
from pipeline.params import Params, load_params
from pipeline.periods import read_period
from pipeline.quantity import read_quantity
from pipeline.registry import Record, split
from pipeline.stages import OBSERVATIONS, read_validated, records, write_table
from schemas import Observation
from schemas.base import header_of, to_arrow

TOTAL, UNKNOWN, NOT_APPLICABLE = "_T", "_X", "_Z"
"""Codes that SDMX lists share: total, unspecified, not applicable."""
NORMAL, LOW_RELIABILITY = "A", "U"
COMPARED: Final = (
    "ref_area", "indicator", "programme", "channel", "funding", "group", "standard", "unit_measure", "period_start", "period_end",
)  # fmt: skip
"""What two figures must share to be compared."""

Row = dict[str, Any]
Lists = Mapping[str, Mapping[str, Record]]


def run() -> None:
    """Read data/interim/validated and write data/interim/observations.parquet."""
    keys = {"areas": ["ref_area"], "indicators": ["indicator"], "units": ["unit"], "flags": ["flag"], "sources": ["source_id"]}
    lists = {name: records(read_validated(name), key) for name, key in keys.items()}
    lists["poverty_standards"] = records(read_validated("poverty_standards"), ["standard"])
    lists["evidence"] = records(read_validated("evidence"), ["obs_id"])
    coded = [{name: "" if cell is None else cell for name, cell in row.items()} for row in read_validated("observations").to_pylist()]
    rows = observe(coded, lists, load_params())
    write_table(to_arrow(as_frame(rows), Observation), OBSERVATIONS)


def observe(coded: list[Row], lists: Lists, params: Params) -> list[Row]:
    """Return the published rows of coded rows.

    Args:
        coded: rows of CodedObservation, blanks as empty texts.
        lists: the registries areas, indicators, units, flags, sources, poverty_standards and evidence, by key.
        params: for the precedence among publishers.
    """
    rows = [_observation(row, lists) for row in coded]
    groups: dict[tuple[Any, ...], list[tuple[Row, Row]]] = defaultdict(list)
    for row, source in zip(rows, coded, strict=True):
        groups[tuple(row[name] for name in COMPARED)].append((row, source))
    for members in groups.values():
        claims = [_claim(row, source, lists, params) for row, source in members]
        group = min(claim.obs_id for claim in claims) if contradict(claims) else None
        chosen = preferred(claims).obs_id
        for row, _ in members:
            row["conflict_group"] = group
            row["preferred"] = row["obs_id"] == chosen
    return rows


def as_frame(rows: list[Row]) -> pd.DataFrame:
    """Return published rows as a frame of the types of Observation."""
    dtypes = {name: declared.dtype.type for name, declared in Observation.to_schema().columns.items()}
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=dtypes[name]) for name in header_of(Observation)})


def _observation(row: Row, lists: Lists) -> Row:
    area, indicator, unit = lists["areas"][row["ref_area"]], lists["indicators"][row["indicator"]], lists["units"][row["unit"]]
    period = read_period(row["period"])
    flow = indicator["kind"] == "flow"
    standard, basis = _standard(row, indicator, period.year, lists["poverty_standards"])
    return {
        "obs_id": f"{row['source_id']}.{row['item']}",
        "ref_area": row["ref_area"],
        "area_level": area["level"],
        "vintage": area["vintage"] or None,
        "indicator": row["indicator"],
        "programme": row["programme"] or indicator["programme"] or TOTAL,
        "channel": row["channel"] or indicator["channel"] or TOTAL,
        "funding": row["funding"] or indicator["funding"] or TOTAL,
        "group": row["group"] or TOTAL,
        "standard": standard,
        "standard_basis": basis,
        "time_period": row["period"],
        "period_start": period.first_day,
        "period_end": period.last_day,
        "period_type": period.type(flow=flow),
        "year": period.year,
        "period_basis": row["period_basis"] or "stated",
        "obs_value": float(Decimal(row["value"]).scaleb(int(unit["power_of_ten"]))),
        "unit_measure": unit["base_unit"],
        "bound": row["bound"] or "exact",
        "as_printed": row["as_printed"],
        "obs_status": _status(row["flags"], lists["flags"]),
        "flags": row["flags"] or None,
        "evidence": "verified" if _is_verified(row, lists) else "unverified",
        "source_id": row["source_id"],
        "locator": row["locator"],
        "comment_obs": row["note"] or None,
    }


def _standard(row: Row, indicator: Record, year: int | None, standards: Mapping[str, Record]) -> tuple[str, str | None]:
    """Return the poverty standard and how it is known: as stated, or the one in force in the year outside changeover years."""
    if indicator["takes_standard"] != "yes":
        return NOT_APPLICABLE, None
    if row["standard"]:
        return row["standard"], "stated"
    in_force = [code for code, s in standards.items() if year is not None and int(s["applies_from"]) <= year <= int(s["derived_through"])]
    return (in_force[0], "derived") if len(in_force) == 1 else (UNKNOWN, None)


def _status(flags: str, known: Mapping[str, Record]) -> str:
    """Return the SDMX status of the flag that goes before the others, or normal."""
    statuses = sorted((int(known[flag]["priority"]), known[flag]["obs_status"]) for flag in split(flags))
    return statuses[0][1] if statuses else NORMAL


def _is_verified(row: Row, lists: Lists) -> bool:
    """Whether the evidence speaks of this print, at this place, in the text that the source has now."""
    proof = lists["evidence"].get(f"{row['source_id']}.{row['item']}")
    return proof is not None and (proof["printed_sha256"], proof["locator"], proof["snapshot_sha256"]) == (
        sha256(row["as_printed"].encode()).hexdigest(),
        row["locator"],
        lists["sources"][row["source_id"]]["snapshot_sha256"],
    )


def _claim(row: Row, coded: Row, lists: Lists, params: Params) -> Claim:
    source = lists["sources"][row["source_id"]]
    least, greatest = read_quantity(row["as_printed"], source["decimal_mark"]).interval(
        coded["bound"], whole=lists["units"][coded["unit"]]["whole"] == "yes"
    )
    return Claim(
        obs_id=row["obs_id"],
        least=least,
        greatest=greatest,
        doubtful=row["obs_status"] == LOW_RELIABILITY,
        verified=row["evidence"] == "verified",
        publisher_rank=params.publisher_precedence.index(source["publisher_type"]),
        reprint=source["reprint_of"] != "",
        published_on=source["published_on"],
    )
