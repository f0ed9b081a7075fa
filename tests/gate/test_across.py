"""Rules about several sources: what they find is what comparing every pair would find."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipeline.gate.rules.together.across import _end, _falls, _is_less, _is_of_one_source, _span, _start
from pipeline.gate.rules.together.comparing import SUBJECT, Figure

DAYS = st.integers(0, 400).map(lambda days: date(2016, 1, 1) + timedelta(days=days * 5))


@st.composite
def spans(draw: st.DrawFn) -> str:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    start = draw(st.sampled_from(["..", "2002", "2003", f"{first}"]))
    return f"{start}/{last}" if start != f"{last}" else f"{last.year}"


@st.composite
def figures(draw: st.DrawFn) -> list[Figure]:
    made = []
    for position in range(draw(st.integers(0, 12))):
        least = draw(st.integers(0, 9))
        cells = {"source_id": draw(st.sampled_from("ab")), "period": draw(spans())}
        subject = tuple(cells.get(name, "") for name in SUBJECT)
        made.append(Figure(position, subject, str(least), Decimal(least), Decimal(least + draw(st.integers(0, 2)))))
    return made


def pairs_that_fall(made: list[Figure]) -> set[int]:
    """Return the figures that are less than one of a span within their own, found by comparing every pair."""
    return {
        longer.position
        for longer in made
        for shorter in made
        if _start(longer) <= _start(shorter)
        and _end(shorter) <= _end(longer)
        and _is_less(longer, shorter)
        and _span(longer) != _span(shorter)
        and not _is_of_one_source(longer, shorter)
    }


@given(figures())
def test_every_figure_that_is_found_falls_below_one_within_its_span(made: list[Figure]) -> None:
    found = list(_falls(made))
    assert {longer.position for longer, _ in found} <= pairs_that_fall(made)
    for longer, shorter in found:
        assert shorter.least > longer.greatest
        assert _start(longer) <= _start(shorter)
        assert _end(shorter) <= _end(longer)


@given(figures())
def test_no_figure_that_falls_is_missed_among_sources_that_each_print_one(made: list[Figure]) -> None:
    alone = [figure._replace(subject=figure.with_cell("source_id", f"s{figure.position}")) for figure in made]
    assert {longer.position for longer, _ in _falls(alone)} == pairs_that_fall(alone)
