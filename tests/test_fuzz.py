"""Whatever the gate is given, it answers: a sample of tests/fuzz, and what fuzzing once found."""

import json
import os
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from pipeline.editing.find import find
from pipeline.editing.verify import NotProvenError, prove, verify
from pipeline.foundation.paths import INTERIM
from pipeline.gate.check import check_all, check_files
from pipeline.gate.report import Format, render
from pipeline.language.quantity import read_quantity
from pipeline.language.visible import printable
from pipeline.reading.registries import load_registry
from pipeline.stages import tables
from pipeline.stages.publishing.coverage import AREA, _one_of
from pipeline.stages.tables import StageError
from tests.fuzz.building import PLACES
from tests.fuzz.harness import TARGETS, Input, Outcome, Target, command
from tests.fuzz.promises import TooSlowError, bounded
from tests.fuzz.run import MODULES, fuzz, load, save
from tests.small import FILE, STOCK, check_rows, write_raw

SAMPLE = 4
"""Inputs of each share of a target."""


def test_every_module_of_targets_is_run() -> None:
    assert {target.judge.__module__ for target in TARGETS.values()} == {module.__name__ for module in MODULES}


def test_stages_under_test_write_nowhere_else() -> None:
    interim = {name for name, place in vars(tables).items() if isinstance(place, Path) and INTERIM in place.parents}
    assert interim == set(PLACES)


@pytest.mark.parametrize("target", TARGETS.values(), ids=list(TARGETS))
def test_what_the_gate_promises_holds_whatever_it_is_given(target: Target) -> None:
    @settings(
        max_examples=SAMPLE * target.share,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs)
    def each(drawn: Input) -> None:
        target.run(drawn)

    each()


def test_a_run_counts_failures_and_keeps_the_smallest_input_of_each(tmp_path: Path) -> None:
    def judge(given: Input, folder: Path) -> Outcome:
        assert not given.words[0], "a promise"
        return Outcome(("V001",))

    target = Target("find_any_text", TARGETS["find_any_text"].inputs, 1, judge)
    summary = fuzz([target], 30, 1)
    assert summary.inputs.total() == 30
    assert summary.failed.total() + summary.codes["V001"] == 30
    assert len(summary.smallest) == 1
    ((_, smallest),) = summary.smallest.values()
    assert load(save(target, smallest, tmp_path))[1] == smallest
    assert "failures" in str(summary)


def test_an_input_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TooSlowError), bounded(0.05):
        sum(1 for _ in count())


def test_a_link_that_leads_to_itself_is_refused_or_said(tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw")
    (raw / "loop.csv").symlink_to("loop.csv")
    for checked in (check_files([raw / "loop.csv"], raw), check_all(raw)):
        assert {finding.rule.code for finding in checked.findings} == {"V023"}


@pytest.mark.parametrize("place", ["observations/2008/17-hoa-binh.csv", "evidence/lang-son-2024.csv"])
def test_a_link_to_nowhere_in_the_place_of_a_table_is_not_passed_over(place: str, tmp_path: Path) -> None:
    raw = write_raw(tmp_path / "raw")
    (raw / place).parent.mkdir(exist_ok=True)
    (raw / place).symlink_to("nowhere")
    assert {finding.rule.code for finding in check_all(raw).findings} == {"V023"}


@pytest.mark.parametrize("name", ["a\n::error::b", "\x1b[31m", "\u202ecsv", os.fsdecode(b"\xff")])
@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_the_name_of_a_folder_cannot_start_a_line_hide_or_fail_to_print(name: str, form: Format, tmp_path: Path) -> None:
    path = write_raw(tmp_path / name / "raw", [{**STOCK, "value": "1"}]) / "observations" / FILE
    findings = check_files([path], write_raw(tmp_path / "raw")).findings
    text = render(findings, form, "en")
    assert text.encode()
    assert printable(text) == text or (form == "json" and len(json.loads(text)["findings"]) == 1)


def test_the_name_of_a_folder_of_snapshots_is_said_on_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "a\n::error::b"
    folder.mkdir()
    (finding,) = verify(folder, raw=write_raw(tmp_path / "raw"))
    assert finding.message().isprintable()


def test_the_name_of_a_file_that_cannot_be_opened_is_said_on_one_line(tmp_path: Path) -> None:
    status, printed = command("check", tmp_path / "a\n::error::b")
    assert (status, printed.count("\n")) == (2, 1)


def test_a_header_cannot_start_a_line_or_fill_the_screen(tmp_path: Path) -> None:
    raw = write_raw(tmp_path)
    path = raw / "observations" / FILE
    text = path.read_text(encoding="utf-8")
    for extra in ('"a\n::error::b"', "x" * 100_000):
        path.write_text(text.replace("note\n", f"note,{extra}\n", 1), encoding="utf-8")
        for form in ("text", "github"):
            shown = render(check_files([path], raw).findings, form, "en")
            assert all(printable(line) == line for line in shown.split("\n"))
            assert "\n::error::b" not in shown
            assert len(shown) < 4000


@pytest.mark.parametrize("scale", ["mıl", "mİl", "bıllıon", "mıllıon"])
def test_a_word_that_only_looks_like_a_scale_is_a_unit(scale: str) -> None:
    quantity = read_quantity(f"5 {scale}")
    assert (int(quantity.value), quantity.words.unit) == (5, scale)


def test_a_bound_of_fewer_letters_than_it_folds_to_takes_no_digit_with_it() -> None:
    assert read_quantity("at most 15 hộ").value == 15
    with pytest.raises(ValueError, match="start with a digit"):
        read_quantity("at moﬅ 15 hộ")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"value": "1" * 16, "as_printed": f"{'1' * 16} đồng", "unit": "VND"}, "V114"),
        ({"value": "0." + "1" * 11, "as_printed": f"0,{'1' * 11} tỷ đồng"}, "V114"),
        ({"locator": "p" + "9" * 5_000}, "V102"),
        ({"locator": "p1#" + "9" * 5_000}, "V102"),
    ],
)
def test_a_number_too_long_to_reckon_with_is_said(cells: dict[str, str], code: str, tmp_path: Path) -> None:
    assert [finding.rule.code for finding in check_rows(tmp_path, {**STOCK, **cells}).findings] == [code]


def test_the_longest_number_passes(tmp_path: Path) -> None:
    cells = {"value": "1" * 15, "as_printed": f"{'1' * 15} đồng", "unit": "VND"}
    assert check_rows(tmp_path, {**STOCK, **cells}).findings == []


@pytest.mark.parametrize("printed", ["1 " + "[" * 60_000, "1" + " " * 60_000 + "x"])
def test_brackets_that_stay_open_are_passed_over_in_no_time(printed: str) -> None:
    with bounded(1), pytest.raises(NotProvenError):
        prove(printed, "p1", ["1 hộ"])


def test_coverage_of_a_text_without_letters_is_no_area() -> None:
    spellings = {"P20_2008": ["Lạng Sơn", ""], "P17_2008": ["Hòa Bình", ""]}
    with pytest.raises(StageError, match=r"no figures of an area “!!!”$"):
        _one_of("!!!", spellings, AREA)


def test_a_long_text_is_looked_for_in_no_time(tmp_path: Path) -> None:
    registry = load_registry(write_raw(tmp_path))[0]
    with bounded(2):
        assert find("ab" * 50_000, registry) == []
