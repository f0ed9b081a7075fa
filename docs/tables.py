"""Writes the tables that stand in pages but are made: `python -m docs.tables`; with --check it only compares.

docs/coding.md: what phrases of time mean, from the registry of phrases. docs/draft.md: how good drafts are, from `evaluate`.
"""

import re
import sys
from pathlib import Path
from typing import Final

from pipeline.drafting.evaluation import evaluate
from pipeline.foundation.paths import RAW, ROOT
from pipeline.foundation.records import Record, split
from pipeline.reading.registries import load_registry

DOCS: Final = Path(__file__).resolve().parent
FIRST: Final = "<!-- made by python -m docs.tables -->"
LAST: Final = "<!-- end of what is made -->"
CHECK: Final = "--check"
MOST_SHOWN: Final = 3
"""Wordings of a phrase that are shown; the registry has the others."""
EXAMPLES: Final = {
    "day": ("25/3/2025", "2025-03-25"),
    "date": ("25/3", "{year of the page}-03-25"),
    "month": ("tháng 6/2024", "2024-06"),
    "month_end": ("", "2024-06-30"),
    "month_of_year": ("tháng 6", "{year of the page}-06"),
    "month_of_year_end": ("", "{year of the page}-06-30"),
    "year": ("2023", "2023"),
    "year2": ("2025", "2025"),
    "next": ("", "2024"),
    "n": ("9", "09"),
    "quarter": ("I", ""),
    "quarter_first": ("", "01"),
    "quarter_last": ("", "03"),
    "quarter_end": ("", "2023-03-31"),
    "now": ("", "{page}"),
    "now_year": ("", "{year of the page}"),
    "this": ("", "{year of the page}"),
    "last": ("", "{year before the page}"),
    "years_ago": ("", "{so many years before the page}"),
    "directive": ("", "2014"),
}
"""What each slot is shown as in a phrase, and in a period."""


def times() -> str:
    """Return the table of what Vietnamese phrases of time mean, as Markdown."""
    entries = load_registry(RAW)[0].records["phrases"]
    times = [entry for entry in entries if entry["settles"] == "period" and entry["language"] == "vi"]
    rows = [_row(entry) for entry in times if entry["stock"] or entry["flow"]]
    return "\n".join(["| phrase | stock, rate or ratio | flow | `period_basis` |", "| --- | --- | --- | --- |", *rows])


def _row(entry: Record) -> str:
    said = "; ".join(_filled(phrase, 0) for phrase in split(entry["phrase"])[:MOST_SHOWN])
    periods = (f"`{_filled(entry[kind], 1)}`" if entry[kind] else "" for kind in ("stock", "flow"))
    basis = ": ".join(filter(None, (entry["period_basis"], entry["note"])))
    return f"| {' | '.join((said, *periods, basis))} |".replace("|  |", "| |").replace("|  |", "| |")


def _filled(text: str, which: int) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: EXAMPLES[slot[1]][which], text)


def drafts() -> str:
    """Return how good drafts are on the texts that were not looked at, as Markdown."""
    return "\n".join(evaluate(ROOT / "evaluation" / "test").lines())


PAGES: Final = {"coding.md": times, "draft.md": drafts}


def main() -> int:
    """Write the tables, or compare; return 1 if a page is not up to date."""
    differing = 0
    for name, table in PAGES.items():
        page = (DOCS / name).read_text(encoding="utf-8")
        before, rest = page.split(FIRST)
        made = f"{before}{FIRST}\n{table()}\n{LAST}{rest.split(LAST)[1]}"
        if made != page:
            differing += 1
            print(f"docs/{name} differs: run python -m docs.tables" if CHECK in sys.argv else f"docs/{name} is written")
        if CHECK not in sys.argv:
            (DOCS / name).write_text(made, encoding="utf-8")
    return int(CHECK in sys.argv and differing > 0)


if __name__ == "__main__":
    sys.exit(main())
