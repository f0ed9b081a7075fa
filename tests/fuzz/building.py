"""Targets: what the gate lets through, the stages build, and the commands that read what they built answer any text."""

import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from hypothesis import strategies as st

from pipeline.gate.check import Checked, check_all
from pipeline.gate.running import cells_of
from pipeline.stages import observations, panel, validate
from pipeline.stages.figures import conflicts
from pipeline.stages.figures.eligibility import ENTERED
from pipeline.stages.observations import _compared
from pipeline.stages.publishing import coverage
from pipeline.stages.tables import StageError, read_interim, read_validated, records
from schemas import CodedObservation
from schemas.base import header_of
from tests.fuzz.damage import CELLS, to_bytes, to_cells
from tests.fuzz.harness import Input, Outcome, lay, small_files, target
from tests.fuzz.promises import findings_hold
from tests.fuzz.specimens import TEXTS
from tests.small import TABLES

HEADER: Final = header_of(CodedObservation)
Row = dict[str, str]

SOURCES: Final = {"lang-son-2024": "comma", "lang-son-english": "point"}
AREAS: Final = {row["ref_area"]: row["name_vi"] for row in TABLES["areas"]}
FILES: Final = {
    **{
        f"P{code}_{vintage}": f"{vintage}/{name}.csv"
        for code, name in (("20", "20-lang-son"), ("17", "17-hoa-binh"))
        for vintage in ("2008", "2025")
    },
    "D183_2008": "2008/20-lang-son.csv",
    "C06463_2008": "2008/20-lang-son.csv",
    "VN": "viet-nam.csv",
}
WORDS: Final = {
    "VND": "đồng",
    "VND_MN": "triệu đồng",
    "VND_BN": "tỷ đồng",
    "PERCENT": "%",
    "HOUSEHOLD": "hộ",
    "HOUSEHOLD_INSTANCE": "lượt hộ",
    "PERSON": "học sinh",
    "COUNT": "sản phẩm",
}
ENGLISH: Final = {
    **WORDS,
    "VND": "VND",
    "VND_MN": "million VND",
    "VND_BN": "billion VND",
    "HOUSEHOLD": "households",
    "HOUSEHOLD_INSTANCE": "turns",
}
INDICATORS: Final = {row["indicator"]: row for row in TABLES["indicators"]}
MONEY: Final = ("VND", "VND_MN", "VND_BN")
DAYS: Final = st.dates(date(2009, 1, 1), date(2024, 5, 31))
MOMENTS: Final = st.one_of(
    st.sampled_from(("2013", "2015", "2016-12-31", "2020", "2021-01-01", "2023", "2023-12-31", "2024-01-01")),
    DAYS.map(str),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
)


@st.composite
def coded(draw: st.DrawFn) -> Row:
    """Return a row that keeps the rules of one row: areas, units, periods and prints that fit each other."""
    indicator = INDICATORS[draw(st.sampled_from(sorted(INDICATORS)))]
    units = MONEY if indicator["unit"] == "VND" else (indicator["unit"], *filter(None, [indicator.get("other_units", "")]))
    unit = draw(st.sampled_from(units))
    source = draw(st.sampled_from(sorted(SOURCES)))
    area = draw(st.sampled_from(sorted(FILES)))
    places = 0 if unit in MONEY[:1] or unit not in {*MONEY, "PERCENT"} else draw(st.integers(0, 3))
    value = draw(st.decimals(0, 100 if unit == "PERCENT" else draw(st.sampled_from((20, 10**6))), places=places))
    programme = draw(st.sampled_from(("", "", "POOR", "NEAR_POOR", "POOR_AND_NEAR_POOR")))
    flags = draw(st.sampled_from(("", "", "", "TARGET", "SCOPE_DOUBT", "RANGE", "PRELIMINARY;DEFINITION_DIFFERS")))
    later = ["LATER_UNIT"] if area.endswith("_2025") else []
    return {
        "source_id": source,
        "ref_area": area,
        "area_name": AREAS[area],
        "indicator": indicator["indicator"],
        "period": draw(_period(flow=indicator["kind"] == "flow")),
        "as_printed": _printed(value, unit, SOURCES[source]),
        "value": f"{value:f}",
        "unit": unit,
        "locator": draw(st.sampled_from(("p1", "p7#2", "t1", "e"))),
        "programme": "" if indicator.get("programme") or indicator["unit"] == "PERCENT" else programme,
        "channel": draw(st.sampled_from(("", "", "ENTRUSTED", "WOMENS_UNION"))),
        "standard": draw(st.sampled_from(("", "VN_2011_2015", "VN_2016_2021"))) if indicator["takes_standard"] == "yes" else "",
        "period_basis": draw(st.sampled_from(("", "", "", "inferred"))),
        "bound": draw(st.sampled_from(("", "", "", "over", "nearly"))),
        "flags": ";".join(filter(None, [flags, *later])),
        "note": "Vì sao.",
    }


def _period(*, flow: bool) -> st.SearchStrategy[str]:
    if not flow:
        return MOMENTS
    spans = st.tuples(MOMENTS, MOMENTS).map(lambda ends: "/".join(sorted(ends)))
    return st.one_of(MOMENTS.filter(lambda moment: len(moment) < len("2024-06-30")), spans, MOMENTS.map(lambda end: f"../{end}"))


def _printed(value: Decimal, unit: str, mark: str) -> str:
    if mark == "point":
        return f"{value:,f} {ENGLISH[unit]}"
    return f"{value:,f} {WORDS[unit]}".translate(str.maketrans(",.", ".,"))


def _files(rows: list[Row]) -> dict[str, bytes]:
    """Return the files in which rows lie, each with the next item of its source."""
    files: dict[str, list[list[str]]] = defaultdict(lambda: [HEADER])
    last: Counter[str] = Counter()
    for row in rows:
        last[row["source_id"]] += 1
        numbered = {**row, "item": str(last[row["source_id"]])}
        files[f"observations/{FILES[row['ref_area']]}"].append([numbered.get(name, "") for name in HEADER])
    return {name: to_bytes(cells) for name, cells in files.items()}


def _odd(row: Row, column: str, cell: str) -> Row:
    """Return a row in which one cell is anything; its file and number stay."""
    return {**row, column: cell} if column not in {"source_id", "ref_area"} else row


ROWS: Final = st.lists(st.one_of(coded(), coded(), st.builds(_odd, coded(), st.sampled_from(HEADER), CELLS)), min_size=1, max_size=14)
ANY_TEXT: Final = st.one_of(st.just(""), st.sampled_from((*TEXTS, *AREAS, *AREAS.values(), *INDICATORS)), st.text(max_size=20))


def accepted(raw: Path) -> Checked:
    """Take out the rows that have an error until none has; return what is left, as it was checked.

    Files keep their header, so this ends with no rows at the latest.
    """
    while (checked := check_all(raw)).has_errors:
        wrong: dict[str, set[int]] = defaultdict(set)
        for finding in checked.findings:
            if finding.rule.severity == "error":
                wrong[finding.path].add(finding.line)
        for path in raw.rglob("observations/**/*.csv"):
            lines = {line for name, found in wrong.items() if name.endswith(path.name) and path.parent.name in name for line in found}
            if 1 in lines:  # the file as a whole is wrong
                path.write_bytes(path.read_bytes().partition(b"\n")[0] + b"\n")
            else:
                _drop_lines(path, lines)
    return checked


def _drop_lines(path: Path, lines: set[int]) -> None:
    """Remove the records that start on these lines."""
    text = path.read_bytes()
    starts, kept = 1, []
    for cells in to_cells(text):
        if starts not in lines:
            kept.append(cells)
        starts += to_bytes([cells]).count(b"\n")
    path.write_bytes(to_bytes(kept))


PLACES: Final = {
    "VALIDATED": "validated",
    "CODED": "validated/observations",
    "OBSERVATIONS": "observations.parquet",
    "PRINTINGS": "printings.parquet",
    "STATA": "observations.dta",
    "PANEL": "panel.parquet",
    "WIDE": "wide.parquet",
    "NEAREST": "nearest.parquet",
    "POPULATION": "population.parquet",
}
"""Constants of the stages that say where a table lies, and its name in the folder of an input."""


@contextmanager
def stages_in(folder: Path, raw: Path) -> Iterator[None]:
    """Let the stages read one folder like data/raw and work in another."""
    with ExitStack() as stack:
        stack.enter_context(patch("pipeline.stages.validate.check_all", lambda **given: check_all(raw, **given)))
        stack.enter_context(patch("pipeline.stages.tables.VALIDATED", folder / PLACES["VALIDATED"]))
        for module in (validate, observations, panel, coverage):
            for name in PLACES.keys() & vars(module).keys():
                stack.enter_context(patch.object(module, name, folder / PLACES[name]))
        stack.enter_context(redirect_stderr(io.StringIO()))
        yield


@target(st.builds(lambda rows, texts: Input(_files(rows), tuple(texts)), ROWS, st.lists(ANY_TEXT, min_size=1, max_size=2)))
def stages(given: Input, folder: Path) -> Outcome:
    raw = lay(folder / "raw", {**{name: data for name, data in small_files().items() if "/" not in name}, **given.files})
    checked = accepted(raw)
    findings_hold(checked.findings, raw.rglob("*"))
    with stages_in(folder, raw):
        for stage in (validate, observations, panel):
            stage.run()
        published = read_interim(folder / PLACES["OBSERVATIONS"]).to_pylist()
        _observations_hold(published, checked)
        _panel_holds(read_interim(folder / PLACES["PANEL"]).to_pylist(), published)
        _conflicts_are_listed(conflicts.run(folder / PLACES["OBSERVATIONS"]), published)
        for text in given.words:
            _covers(text)
    return Outcome(tuple(finding.rule.code for finding in checked.findings))


def _observations_hold(published: list[dict[str, Any]], checked: Checked) -> None:
    rows = checked.tables["observations"]
    assert Counter(row["obs_id"] for row in published) == Counter(
        f"{source}.{item}" for source, item in cells_of(rows, "source_id", "item")
    )
    indicators = records(read_validated("indicators"), ["indicator"])
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in published:
        groups[_compared(row, indicators)].append(row)
    for members in groups.values():
        assert sum(row["preferred"] for row in members) == 1, [row["obs_id"] for row in members]
        assert len({row["conflict_group"] for row in members}) == 1
    assert all(abs(row["obs_value"]) < float("inf") for row in published)


def _panel_holds(rows: list[dict[str, Any]], published: list[dict[str, Any]]) -> None:
    """Assert that the panel has each key once, and only values of figures that entered, each of which is in it."""
    entered = {row["obs_id"] for row in published if row["panel"] == ENTERED}
    assert entered == {obs_id for row in rows for obs_id in row["obs_ids"]}
    keys = Counter((row["vintage"], row["ref_area"], row["year"], row["indicator"], row["standard"]) for row in rows)
    assert set(keys.values()) <= {1}, keys.most_common(1)
    assert all(row["n_obs"] == len(set(row["obs_ids"])) > 0 for row in rows)


def _conflicts_are_listed(page: str, published: list[dict[str, Any]]) -> None:
    groups = {row["conflict_group"] for row in published} - {None}
    assert page.count("\n## ") == len(groups)
    assert all(f"| {row['obs_id']} |" in page for row in published if row["conflict_group"])


def _covers(text: str) -> None:
    """Ask for the coverage of an area and an indicator of any name."""
    for area, indicator in ((text, ""), ("", text)):
        try:
            lines = coverage.run(area, indicator).splitlines()
        except StageError as refusal:
            lines = [refusal.sentence("en")]
        assert all(line.isprintable() for line in lines)
