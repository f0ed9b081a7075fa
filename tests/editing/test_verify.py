"""The command verify: a figure is proven where it stands, and only there."""

import csv
import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.editing.verify import NotProvenError, paragraphs_of, prove, verify
from pipeline.foundation.errors import CannotRunError
from pipeline.gate.check import check_all
from pipeline.gate.report import render
from tests.gate.test_rules import GOLDEN, LANGUAGES
from tests.small import LIFTED, RATE, STOCK, Rows, changed, numbered, write_raw

TEXT = (
    "Tin mới\n\n \u00a0\n"
    "Doanh số cho vay đạt 14.009,3\u00a0tỷ đồng, gồm 9 người/9 hộ và 4.915 hộ nghèo, 19 hộ khác.\n"
    "Tỷ lệ hộ nghèo còn 6,02%, năm trước 6,02% và 16,02%.\n"
)
PARAGRAPHS = paragraphs_of(TEXT)


def test_paragraphs_are_the_lines_that_are_not_blank() -> None:
    assert len(PARAGRAPHS) == 3
    assert PARAGRAPHS[0] == "Tin mới"


@pytest.mark.parametrize(
    ("printed", "locator", "found"),
    [
        ("14.009,3 tỷ đồng", "p2", "14.009,3 tỷ đồng"),
        ("9 người", "p2", "9 người"),
        ("9 hộ", "p2", "9 hộ"),
        ("9 hộ", "p2#2", "9 hộ"),
        ("4.915 hộ", "p2", "4.915 hộ"),
        ("6,02%", "p3#2", "6,02%"),
        ("16,02 [%]", "p3", "16,02"),
    ],
)
def test_a_figure_is_found_at_its_place(printed: str, locator: str, found: str) -> None:
    proof = prove(printed, locator, PARAGRAPHS)
    assert proof.paragraph[proof.start : proof.end] == found


def test_the_second_such_numeral_is_another_place_than_the_first() -> None:
    assert prove("6,02%", "p3#1", PARAGRAPHS).start < prove("6,02%", "p3#2", PARAGRAPHS).start


@pytest.mark.parametrize(
    ("printed", "locator", "code"),
    [
        ("14.009,4 tỷ đồng", "p2", "V513"),
        ("009,3 tỷ đồng", "p2", "V513"),
        ("14.009 tỷ đồng", "p2", "V513"),
        ("14.009,3 tỷ đồng", "p3", "V513"),
        ("14.009,3 tỷ đồn", "p2", "V513"),
        ("14.009,3 tỷ đồng", "p9", "V512"),
        ("6,02%", "p3", "V514"),
        ("6,02%", "p3#3", "V513"),
        ("9 hộ", "p2#1", "V513"),
    ],
)
def test_what_does_not_stand_there_is_not_proven(printed: str, locator: str, code: str) -> None:
    with pytest.raises(NotProvenError) as caught:
        prove(printed, locator, PARAGRAPHS)
    assert caught.value.rule.code == code


PLACED = numbered({**STOCK, "locator": "p2"}, {**RATE, "locator": "p3#1"}, {**LIFTED, "locator": "p2"})
MISPLACED = numbered({**STOCK, "locator": "p3"}, {**LIFTED, "locator": "p4"}, {**RATE, "locator": "p3"})
"""Rows that break one rule each."""


def write_source(folder: Path, rows: Rows) -> Path:
    """Write rows of a source whose text is in the folder snapshots, decomposed and under another name; return the folder of raw data."""
    data = unicodedata.normalize("NFD", TEXT).encode()
    (folder / "snapshots").mkdir(exist_ok=True)
    (folder / "snapshots" / "whatever.html").write_bytes(data)
    return write_raw(folder / "raw", rows, sources=changed("sources", "lang-son-2024", snapshot_sha256=sha256(data).hexdigest()))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Three rows that stand at their places in the text."""
    return write_source(tmp_path, PLACED)


def test_every_row_is_recorded_with_hashes_that_anyone_can_compute_again(raw: Path) -> None:
    assert verify(raw.parent / "snapshots", raw=raw) == []
    with (raw / "evidence" / "lang-son-2024.csv").open(encoding="utf-8", newline="") as file:
        proofs = list(csv.DictReader(file))
    assert [proof["obs_id"] for proof in proofs] == ["lang-son-2024.1", "lang-son-2024.2", "lang-son-2024.3"]
    first, last = (int(part) for part in proofs[0]["span"].split("-"))
    assert PARAGRAPHS[1][first:last] == STOCK["as_printed"]
    assert proofs[0]["paragraph_sha256"] == sha256(PARAGRAPHS[1].encode()).hexdigest()
    assert proofs[0]["printed_sha256"] == sha256(STOCK["as_printed"].encode()).hexdigest()
    assert check_all(raw).findings == []


def test_verifying_again_changes_nothing(raw: Path) -> None:
    verify(raw.parent / "snapshots", raw=raw)
    path = raw / "evidence" / "lang-son-2024.csv"
    before = path.stat().st_mtime_ns
    verify(raw.parent / "snapshots", raw=raw)
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"as_printed": "14.009,4 tỷ đồng", "value": "14009.4"}, "as_printed"),
        ({"as_printed": "14.009,4 tỷ đồng"}, "as_printed"),
        ({"as_printed": "mười bốn tỷ đồng"}, "as_printed"),
        ({"locator": "p3"}, "locator"),
        ({"locator": "p8"}, "locator"),
    ],
)
def test_a_wrong_figure_or_paragraph_fails_and_leaves_the_old_proof(raw: Path, cells: dict[str, str], column: str) -> None:
    verify(raw.parent / "snapshots", raw=raw)
    before = (raw / "evidence" / "lang-son-2024.csv").read_bytes()
    sources = changed("sources", "lang-son-2024", snapshot_sha256=sha256(unicodedata.normalize("NFD", TEXT).encode()).hexdigest())
    write_raw(raw, [{**STOCK, "locator": "p2", **cells}], sources=sources)
    findings = verify(raw.parent / "snapshots", raw=raw)
    assert [(finding.line, finding.column) for finding in findings] == [(2, column)]
    assert (raw / "evidence" / "lang-son-2024.csv").read_bytes() == before


def test_a_missing_text_is_a_finding_unless_other_sources_are_named(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    findings = verify(tmp_path / "none", raw=raw)
    assert [(finding.rule.code, finding.column) for finding in findings] == [("V511", "snapshot_sha256")]
    with pytest.raises(CannotRunError, match="no source with a kept text is called lang-son-english"):
        verify(tmp_path / "none", ["lang-son-english"], raw=raw)


def test_the_proofs_of_a_source_without_rows_are_removed(raw: Path) -> None:
    verify(raw.parent / "snapshots", raw=raw)
    sources = changed("sources", "lang-son-2024", snapshot_sha256=sha256(unicodedata.normalize("NFD", TEXT).encode()).hexdigest())
    write_raw(raw, [], sources=sources)
    assert verify(raw.parent / "snapshots", raw=raw) == []
    assert check_all(raw).findings == []


def test_what_cannot_be_read_at_all_is_said_first(raw: Path) -> None:
    write_raw(raw, [{**STOCK, "locator": "seventh"}])
    assert [(finding.rule.code, finding.column) for finding in verify(raw.parent / "snapshots", raw=raw)] == [("V102", "locator")]


def test_messages_are_the_golden_ones(raw: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    write_source(tmp_path, MISPLACED)
    findings = verify(raw.parent / "snapshots", raw=raw)
    (tmp_path / "none").mkdir()
    findings += verify(tmp_path / "none", raw=raw)
    lines = [line.replace(f"{tmp_path}/", "") for language in LANGUAGES for line in render(findings, "text", language).splitlines()]
    golden = GOLDEN / "verify.txt"
    if request.config.getoption("--write-golden"):
        golden.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == golden.read_text(encoding="utf-8").splitlines()
