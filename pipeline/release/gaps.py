"""What a version does not hold, and what was withdrawn: counted from its tables, so that nobody takes absence for evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyarrow

from pipeline.foundation.markdown import escape, markdown_table

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


def known_gaps(tables: Mapping[str, pyarrow.Table], retired: Iterable[Row]) -> str:
    """Return the page: what is not proven or not dated, where provinces have no figure, and the rows that were withdrawn.

    Args:
        tables: the published tables, by name.
        retired: rows of the hand-coded table of that name.
    """
    observations, sources = tables["observations"].to_pylist(), tables["sources"].to_pylist()
    printed = {row["source_id"] for row in observations}
    used = [row for row in sources if row["source_id"] in printed]
    counts = {
        "figures": len(observations),
        "figures found in the kept text of their source": sum(row["evidence"] == "verified" for row in observations),
        "figures that two readers of the page wrote down": sum(row["evidence"] == "read_twice" for row in observations),
        "figures that one reader of the page wrote down": sum(row["evidence"] == "read_once" for row in observations),
        "figures that were not found again": sum(row["evidence"] == "unverified" for row in observations),
        "figures whose time the source leaves open": sum(row["period_basis"] == "inferred" for row in observations),
        "figures in doubt (status U)": sum(row["obs_status"] == "U" for row in observations),
        "sources with figures": len(used),
        "sources of which only the beginning was read": sum(row["access"] == "excerpt" for row in used),
        "sources whose date is not known": sum(row["published_on"] is None for row in used),
        "sources read in a copy": sum(row["loaded_from"] is not None for row in used),
    }
    lines = ["# Known gaps and errata\n", "A figure that is missing here was not read, or not printed; it is not zero.\n"]
    lines += ["| what | count |", "| --- | ---: |", *(f"| {what} | {count} |" for what, count in counts.items()), ""]
    lines += ["## Provinces with a figure near the end of a year\n", *_provinces(tables["nearest_figures"].to_pylist())]
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
