"""The check of hand-coded tables: reads them, runs every rule, collects the findings."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow

from pipeline.foundation.errors import cannot_open, must_be_mended
from pipeline.foundation.findings import TOO_MANY, WHOLE, Finding, declare
from pipeline.foundation.paths import RAW, real, shown
from pipeline.foundation.registry import COUNTRY_FILE, Registry, figure_read, province_file
from pipeline.gate.rule_order import ALL_TABLE_CHECKS, ROW_CHECKS, TABLE_CHECKS
from pipeline.gate.rules.cells import cell_findings, reference_findings
from pipeline.gate.rules.passages import PASSAGE_CHECKS, PLACE
from pipeline.gate.rules.readings import add_readings, proofs_of
from pipeline.gate.rules.registries import EVIDENCE_CHECKS, REGISTRY_CHECKS, repeated_keys
from pipeline.gate.rules.shifted_cells import explained
from pipeline.gate.rules.together.comparing import with_base
from pipeline.gate.running import Check, ReportedCells, cells_of, records_of, run_checks
from pipeline.language.names import suggest
from pipeline.reading.form_rules import COLUMN_ORDER, LINK, SPREADSHEET, TYPED_CELL
from pipeline.reading.registries import load_evidence, load_registry
from pipeline.reading.tables import WORKBOOKS, read_table
from pipeline.reading.text_table import for_rows, to_frame
from schemas import RAW as RAW_TABLES
from schemas import REGISTRIES, CodedObservation, Evidence, Passage
from schemas.base import header_of

WRONG_PLACE = declare(
    "V008",
    "no table belongs here: the file is named after neither a province of its map nor a registry",
    "tệp nằm sai chỗ hoặc sai tên: tên tệp không ứng với tỉnh nào trên bản đồ hành chính, cũng không phải là danh mục",
    "name it like data/raw/observations/2008/20-lang-son.csv: map, GSO code with its leading zeros, name without accents{meant_en}",
    "đặt tên như data/raw/observations/2008/20-lang-son.csv: bản đồ, mã GSO đủ số 0, tên không dấu{meant_vi}",
)
SLICE: Final = 1 << 16
"""Number of rows that the rules about single rows process at a time, to bound memory."""
SPREADSHEETS = WORKBOOKS | {".xls", ".ods", ".numbers"}
"""File endings of spreadsheet programs."""


@dataclass
class Checked:
    """The findings of a check, and the text of the tables that it read (all rows of readable files, right or wrong).

    For files that were named, only the observations are kept, as categorical columns.
    """

    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.rule.severity == "error" for finding in self.findings)


def check_all(raw: Path = RAW) -> Checked:
    """Check every table in the folder data/raw.

    Raises:
        CannotRunError: a registry is missing, or a file cannot be opened.
    """
    try:
        return _check_all(raw)
    except OSError as error:
        raise cannot_open(error) from None


def _check_all(raw: Path) -> Checked:
    registry, tables, findings = load_registry(raw)
    checked = Checked(findings)
    for name, rows in tables.items():
        checked.tables[name] = to_frame({raw / f"{name}.csv": rows}, header_of(REGISTRIES[name])).astype(object)
    checked.findings += _registries_findings(checked.tables, registry, unreadable=bool(findings))
    if checked.has_errors:
        return checked
    checked.findings += _stray_files(raw, registry)
    if any(finding.rule is LINK for finding in checked.findings):
        return checked
    evidence, found = load_evidence(raw, registry.sources)
    checked.findings += found
    checked.tables["evidence"] = evidence
    coded, found = _observation_findings(_files_of_observations(raw, registry), raw, registry, evidence, ALL_TABLE_CHECKS)
    checked.findings += found
    checked.tables["observations"] = coded = coded.astype(object)
    if not checked.has_errors:
        checked.findings += _evidence_findings(evidence, coded, registry) + _passage_findings(checked.tables["passages"], coded, registry)
    return checked


def check_files(paths: Sequence[Path], raw: Path = RAW) -> Checked:
    """Check the named files against the registries in data/raw.

    Raises:
        CannotRunError: a file cannot be opened, or a registry that is not among the files is broken.
    """
    files = list({real(path): path for path in paths}.values())
    registry, tables, unreadable = _load(raw)
    named = {path.stem for path in files}
    try:
        findings, coded = _file_findings(files, raw, registry)
    except OSError as error:
        raise cannot_open(error) from None
    except (ArithmeticError, LookupError, ValueError):
        if not (broken := _broken_registries(tables, registry, raw, unreadable)):
            raise
        raise must_be_mended(broken) from None
    if findings or unreadable:
        broken = [path for path in _broken_registries(tables, registry, raw, unreadable) if Path(path).stem not in named]
        if broken:
            raise must_be_mended(broken)
    return Checked(findings, {"observations": coded})


def _file_findings(files: Sequence[Path], raw: Path, registry: Registry) -> tuple[list[Finding], pd.DataFrame]:
    findings, coded = [], []
    for path in files:
        name = "evidence" if path.parent.name == "evidence" else path.stem
        if name in REGISTRIES or name == "evidence":
            header = header_of(RAW_TABLES[name])
            rows, found = read_table(path, header)
            findings += found
            frame = to_frame({} if rows is None else {path: rows}, header).astype(object)
            findings += [] if found else _registry_findings(name, frame, registry)
        else:
            coded.append(path)
    evidence, _ = load_evidence(raw, registry.sources if coded else [])
    rows_read, found = _observation_findings(coded, raw, registry, evidence)
    return findings + found, rows_read


def _load(raw: Path) -> tuple[Registry, dict[str, pyarrow.Table], list[Finding]]:
    try:
        return load_registry(raw)
    except OSError as error:
        raise cannot_open(error) from None


def _broken_registries(tables: Mapping[str, pyarrow.Table], registry: Registry, raw: Path, unreadable: Iterable[Finding]) -> list[str]:
    """Return the registries that contain errors themselves."""
    frames = {name: to_frame({raw / f"{name}.csv": rows}, header_of(REGISTRIES[name])).astype(object) for name, rows in tables.items()}
    found = {finding.path for finding in unreadable}
    return sorted(found or {finding.path for finding in _registries_findings(frames, registry, unreadable=False)})


def _registries_findings(frames: Mapping[str, pd.DataFrame], registry: Registry, unreadable: bool) -> list[Finding]:
    """Check each registry by itself; if all are sound, check them against each other."""
    if unreadable:
        return []
    blamed = {name: ReportedCells(len(frame), header_of(REGISTRIES[name])) for name, frame in frames.items()}
    findings = []
    for name, frame in frames.items():
        findings += cell_findings(frame, REGISTRIES[name], blamed[name])
        findings += repeated_keys(frame, REGISTRIES[name], blamed[name])
    if not findings:
        for name, frame in frames.items():
            findings += reference_findings(frame, REGISTRIES[name], registry, blamed[name])
    if not findings:
        for name, frame in frames.items():
            findings += run_checks(frame, REGISTRY_CHECKS.get(name, []), registry, blamed[name])
    return findings


def _registry_findings(name: str, frame: pd.DataFrame, registry: Registry) -> list[Finding]:
    model = RAW_TABLES[name]
    blamed = ReportedCells(len(frame), header_of(model))
    findings = (
        cell_findings(frame, model, blamed) + reference_findings(frame, model, registry, blamed) + repeated_keys(frame, model, blamed)
    )
    return findings or run_checks(frame, REGISTRY_CHECKS.get(name, []), registry, blamed)


def _places(registry: Registry) -> set[str]:
    """Return the allowed paths of observation files, relative to data/raw/observations."""
    return {COUNTRY_FILE} | {province_file(area) for area in registry.areas.values() if area["level"] == "province"}


def _files_of_observations(raw: Path, registry: Registry) -> list[Path]:
    return [path for place in sorted(_places(registry)) if os.path.lexists(path := raw / "observations" / place)]


def _stray_files(raw: Path, registry: Registry) -> list[Finding]:
    """Find files in data/raw that belong to no table; hidden files that editors leave are ignored."""
    known = {f"{name}.csv" for name in REGISTRIES}
    known |= {f"observations/{place}" for place in _places(registry)}
    known |= {f"evidence/{source}.csv" for source in registry.sources}
    strays = []
    for path in sorted(raw.rglob("*")):
        if path.is_symlink():
            strays.append(Finding(shown(path), 1, WHOLE, LINK, {}))
        elif not path.is_dir() and not path.name.startswith(".") and path.relative_to(raw).as_posix() not in known:
            strays.append(_stray(path, _places(registry)))
    return strays


def _stray(path: Path, places: Iterable[str]) -> Finding:
    """Report a file that belongs to no table, with the name that was probably meant."""
    if path.suffix.lower() in SPREADSHEETS:
        return Finding(shown(path), 1, WHOLE, SPREADSHEET, {})
    names = {Path(place).name: place for place in sorted(places, key=lambda place: Path(place).parent.name == path.parent.name)}
    meant = names.get(suggest(path.name.lstrip("0"), names, cutoff=0.8), "")
    facts = {"meant_en": f"; did you mean {meant}?", "meant_vi": f"; có phải là {meant}?"}
    return Finding(shown(path), 1, WHOLE, WRONG_PLACE, facts if meant else dict.fromkeys(facts, ""))


def _observation_findings(
    paths: Iterable[Path], raw: Path, registry: Registry, evidence: pd.DataFrame, table_checks: Iterable[Check] = TABLE_CHECKS
) -> tuple[pd.DataFrame, list[Finding]]:
    rows, findings = _read_observations(paths, raw, registry)
    blamed = ReportedCells(len(rows), header_of(CodedObservation))
    _blame_read(rows, findings, blamed)
    in_cells = cell_findings(rows, CodedObservation, blamed) + reference_findings(rows, CodedObservation, registry, blamed)
    findings += explained(in_cells, rows, registry, blamed)
    proofs = proofs_of(evidence)
    for start in range(0, len(rows), SLICE):
        findings += run_checks(add_readings(rows.iloc[start : start + SLICE], registry, proofs), ROW_CHECKS, registry, blamed)
    findings += run_checks(with_base(rows, registry), table_checks, registry, blamed)
    return rows, findings


def _read_observations(paths: Iterable[Path], raw: Path, registry: Registry) -> tuple[pd.DataFrame, list[Finding]]:
    """Read observation files; the column `file` holds the path each file has (or would have) in data/raw/observations."""
    header = header_of(CodedObservation)
    places = _places(registry)
    files: dict[Path, pyarrow.Table] = {}
    placed, findings = [], []
    for path in paths:
        read, found = read_table(path, header)
        findings += found
        if read is not None:
            coded = Counter(read["ref_area"].to_pylist())
            if place := _place(path, raw, places, coded, registry):
                files[path] = read
                placed.append(place)
            else:
                findings.append(_stray(path, places))
    return to_frame(files, header).assign(file=for_rows(placed, files)), findings


def _blame_read(rows: pd.DataFrame, findings: Sequence[Finding], blamed: ReportedCells) -> None:
    """Mark cells that the reader has already reported as lost, and all cells of files whose columns are out of order.

    Until the header is corrected, nobody knows whether the columns moved or only their names.
    """
    blamed.close({finding.path for finding in findings if finding.rule is TOO_MANY})
    if moved := {finding.path for finding in findings if finding.rule is COLUMN_ORDER}:
        blamed.mark_rows(rows["path"].isin(moved).to_numpy(), header_of(CodedObservation))
    lost = [finding for finding in findings if finding.rule is TYPED_CELL and finding.column != WHOLE]
    positions = {place: position for position, place in enumerate(cells_of(rows, "path", "line"))} if lost else {}
    for finding in lost:
        if (position := positions.get((finding.path, finding.line))) is not None:
            blamed.mark(position, finding.column)


def _place(path: Path, raw: Path, places: set[str], areas: Mapping[str, int], registry: Registry) -> str:
    """Return the path in data/raw/observations that fits a file's name; outside that folder the areas of its rows decide the map.

    A workbook counts as the CSV of the same name. If no province has that name, the areas decide; `areas` counts the rows of each.
    """
    named_as = path.with_suffix(".csv") if path.suffix.lower() in WORKBOOKS else path
    folder = real(raw / "observations")
    if real(named_as).is_relative_to(folder):
        place = real(named_as).relative_to(folder).as_posix()
        return place if place in places else ""
    named = [place for place in sorted(places) if Path(place).name == named_as.name]
    beside = [place for place in named if Path(place).parent.name == path.parent.name]
    coded = Counter[str]()
    for area, rows in areas.items():
        if area in registry.areas:
            coded[registry.file_of(area)] += rows
    by_areas = [place for place, _ in coded.most_common(1)]
    return next(iter(beside or [place for place in named if place in coded] or named or by_areas), "")


def _evidence_findings(evidence: pd.DataFrame, rows: pd.DataFrame, registry: Registry) -> list[Finding]:
    findings = _registry_findings("evidence", evidence, registry)
    observed = set(rows["source_id"] + "." + rows["item"])
    return findings + run_checks(evidence, EVIDENCE_CHECKS, observed, ReportedCells(len(evidence), header_of(Evidence)))


def _passage_findings(passages: pd.DataFrame, rows: pd.DataFrame, registry: Registry) -> list[Finding]:
    coded = {(row["source_id"], figure_read(row)) for row in records_of(rows[list(PLACE)])}
    return run_checks(passages, PASSAGE_CHECKS, (registry, coded), ReportedCells(len(passages), header_of(Passage)))
