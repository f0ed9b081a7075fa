"""What a version does not hold, and what was withdrawn: counted from its tables, so that nobody takes absence for evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pipeline.foundation.markdown import escape, markdown_table
from pipeline.stages.tables import Batched, counts_of, rows_of

SHOWN: Final = (
    "LOANS_OUTSTANDING",
    "DISBURSEMENT",
    "TOTAL_CAPITAL",
    "LOCAL_ENTRUSTED_CAPITAL",
    "HOUSEHOLDS_LIFTED_OUT_OF_POVERTY",
    "POOR_HOUSEHOLDS",
    "POVERTY_RATE",
)
"""Indicators whose provinces are counted by year."""
MOST_LINES: Final = 60_000
"""Longest list of withdrawn rows, in characters."""

Row = Mapping[str, Any]


def known_gaps(tables: Mapping[str, Batched], retired: Iterable[Row]) -> str:
    """Return the page: what is not proven or not dated, where provinces have no figure, and the rows that were withdrawn.

    Args:
        tables: the published tables, by name.
        retired: rows of the hand-coded table of that name.
    """
    observations = tables["observations"]
    evidence, printed = counts_of(observations, "evidence"), counts_of(observations, "source_id")
    used = [row for row in rows_of(tables["sources"]) if row["source_id"] in printed]
    counts = {
        "figures": observations.num_rows,
        "figures found in the kept text of their source": evidence["verified"],
        "figures that two readers of the page wrote down": evidence["read_twice"],
        "figures that one reader of the page wrote down": evidence["read_once"],
        "figures that were not found again": evidence["unverified"],
        "figures whose time the source leaves open": counts_of(observations, "period_basis")["inferred"],
        "figures in doubt (status U)": counts_of(observations, "obs_status")["U"],
        "sources with figures": len(used),
        "sources of which only the beginning was read": sum(row["access"] == "excerpt" for row in used),
        "sources whose date is not known": sum(row["published_on"] is None for row in used),
        "sources read in a copy": sum(row["loaded_from"] is not None for row in used),
    }
    lines = ["# Known gaps and errata\n", "A figure that is missing here was not read, or not printed; it is not zero.\n"]
    lines += ["| what | count |", "| --- | ---: |", *(f"| {what} | {count} |" for what, count in counts.items()), ""]
    lines += ["## Provinces with a figure near the end of a year\n", *_provinces(rows_of(tables["nearest_figures"]))]
    withdrawn = [(row["obs_id"], row["reason"], row["replaced_by"] or "", row["note"] or "") for row in retired]
    lines += ["\n## Withdrawn figures\n"]
    lines += [markdown_table(["figure", "reason", "replaced by", "note"], withdrawn, iter, MOST_LINES, "… and {count} more.")]
    return "\n".join(lines).rstrip() + "\n"


def _provinces(nearest: Iterable[Row]) -> list[str]:
    """Return a table of how many provinces of either map have a figure, by year and indicator."""
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in nearest:
        if row["area_level"] == "province" and row["indicator"] in SHOWN:
            found[row["year"], row["indicator"]].add(row["ref_area"])
    years = sorted({year for year, _ in found})
    lines = [f"| year | {' | '.join(map(escape, SHOWN))} |", "| --- |" + " ---: |" * len(SHOWN)]
    return [*lines, *(f"| {year} | {' | '.join(str(len(found.get((year, name), ())) or '') for name in SHOWN)} |" for year in years)]
