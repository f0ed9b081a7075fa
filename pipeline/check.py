"""The command `check`: everything that is wrong with hand-coded tables, one finding a line."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from pipeline.paths import RAW, shown, without_links
from pipeline.reading import Row, read_table, to_frame
from pipeline.registry import COUNTRY_FILE, Registry, load_evidence, load_registry, province_file
from pipeline.rules.catalogue import WHOLE, Blamed, Finding, Language, declare, on_one_line, run_checks
from pipeline.rules.cells import cell_findings, reference_findings
from pipeline.rules.readings import add_readings
from pipeline.rules.registries import EVIDENCE_CHECKS, REGISTRY_CHECKS, repeated_keys
from pipeline.rules.rows import ROW_CHECKS
from pipeline.rules.tables import TABLE_CHECKS
from schemas import RAW as RAW_TABLES
from schemas import REGISTRIES, CodedObservation, Evidence
from schemas.base import header_of

Format = Literal["text", "github", "json"]

WRONG_PLACE = declare(
    "V008",
    "the file is not named after a province of a map, nor a registry",
    "tên tệp không ứng với tỉnh nào của một bản đồ, cũng không phải danh mục",
    "name it like data/raw/observations/2008/20-lang-son.csv: map, GSO code, name without accents",
    "đặt tên như data/raw/observations/2008/20-lang-son.csv: bản đồ, mã GSO, tên không dấu",
)


class CannotCheckError(Exception):
    """The check cannot run; its text says why and what to do."""


@dataclass
class Checked:
    """What a check found, and the text of the tables that it read (rows of readable files, whether or not they are right)."""

    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.rule.severity == "error" for finding in self.findings)


def check_all(raw: Path = RAW) -> Checked:
    """Check every table in the folder data/raw.

    Raises:
        CannotCheckError: a registry is missing, or a file cannot be opened.
    """
    try:
        return _check_all(raw)
    except OSError as error:
        raise CannotCheckError(cannot_open(error)) from None


def _check_all(raw: Path) -> Checked:
    registry, tables, findings = load_registry(raw)
    checked = Checked(findings)
    for name, rows in tables.items():
        checked.tables[name] = to_frame({raw / f"{name}.csv": rows}, header_of(REGISTRIES[name]))
    checked.findings += _registries_findings(checked.tables, registry, unreadable=bool(findings))
    if checked.has_errors:
        return checked
    checked.findings += _stray_files(raw, registry)
    evidence, found = load_evidence(raw, registry.sources)
    checked.findings += found
    checked.tables["evidence"] = evidence
    coded, found = _observation_findings(_files_of_observations(raw, registry), raw, registry, evidence)
    checked.findings += found
    checked.tables["observations"] = coded
    if not checked.has_errors:
        checked.findings += _evidence_findings(evidence, coded, registry)
    return checked


def check_files(paths: Sequence[Path], raw: Path = RAW) -> Checked:
    """Check the named files against the registries in data/raw.

    Raises:
        CannotCheckError: a file cannot be opened, or a registry that is not among the files is broken.
    """
    files = list({without_links(path): path for path in paths}.values())
    registry, tables, unreadable = _load(raw)
    named = {path.stem for path in files}
    try:
        findings, coded = _file_findings(files, raw, registry)
    except OSError as error:
        raise CannotCheckError(cannot_open(error)) from None
    except (ArithmeticError, LookupError, ValueError):
        if not (broken := _broken_registries(tables, registry, raw, unreadable)):
            raise
        raise CannotCheckError(_must_be_mended(broken)) from None
    if findings or unreadable:
        broken = [path for path in _broken_registries(tables, registry, raw, unreadable) if Path(path).stem not in named]
        if broken:
            raise CannotCheckError(_must_be_mended(broken))
    return Checked(findings, {"observations": coded})


def _file_findings(files: Sequence[Path], raw: Path, registry: Registry) -> tuple[list[Finding], pd.DataFrame]:
    findings, coded = [], []
    for path in files:
        name = "evidence" if path.parent.name == "evidence" else path.stem
        if name in REGISTRIES or name == "evidence":
            header = header_of(RAW_TABLES[name])
            rows, found = read_table(path, header)
            findings += found
            frame = to_frame({path: rows or []}, header)
            findings += [] if found else _registry_findings(name, frame, registry)
        else:
            coded.append(path)
    evidence, _ = load_evidence(raw, registry.sources if coded else [])
    rows_read, found = _observation_findings(coded, raw, registry, evidence)
    return findings + found, rows_read


def _load(raw: Path) -> tuple[Registry, dict[str, list[Row]], list[Finding]]:
    try:
        return load_registry(raw)
    except OSError as error:
        raise CannotCheckError(cannot_open(error)) from None


def cannot_open(error: OSError) -> str:
    """Return what could not be opened and why."""
    return f"cannot open {shown(Path(error.filename)) if error.filename else 'a file'}: {error.strerror}"


def _must_be_mended(broken: Iterable[str]) -> str:
    names = " ".join(broken)
    return f"{names} must be mended first: python -m pipeline check {names}"


def _broken_registries(tables: Mapping[str, list[Row]], registry: Registry, raw: Path, unreadable: Iterable[Finding]) -> list[str]:
    """Return the registries that have findings of their own."""
    frames = {name: to_frame({raw / f"{name}.csv": rows}, header_of(REGISTRIES[name])) for name, rows in tables.items()}
    found = {finding.path for finding in unreadable}
    return sorted(found or {finding.path for finding in _registries_findings(frames, registry, unreadable=False)})


def _registries_findings(frames: Mapping[str, pd.DataFrame], registry: Registry, unreadable: bool) -> list[Finding]:
    """Check the registries, first each for itself; only where nothing is wrong so far, against each other."""
    if unreadable:
        return []
    blamed = {name: Blamed(len(frame), header_of(REGISTRIES[name])) for name, frame in frames.items()}
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
    blamed = Blamed(len(frame), header_of(model))
    findings = (
        cell_findings(frame, model, blamed) + reference_findings(frame, model, registry, blamed) + repeated_keys(frame, model, blamed)
    )
    return findings or run_checks(frame, REGISTRY_CHECKS.get(name, []), registry, blamed)


def _places(registry: Registry) -> set[str]:
    """Return where files of observations may lie, from data/raw/observations."""
    return {COUNTRY_FILE} | {province_file(area) for area in registry.areas.values() if area["level"] == "province"}


def _files_of_observations(raw: Path, registry: Registry) -> list[Path]:
    return [path for place in sorted(_places(registry)) if os.path.lexists(path := raw / "observations" / place)]


def _stray_files(raw: Path, registry: Registry) -> list[Finding]:
    """Find files in data/raw that no table is read from; what editors leave behind aside."""
    known = {f"{name}.csv" for name in REGISTRIES}
    known |= {f"observations/{place}" for place in _places(registry)}
    known |= {f"evidence/{source}.csv" for source in registry.sources}
    names = (path.relative_to(raw).as_posix() for path in sorted(raw.rglob("*")) if not path.is_dir() and not path.name.startswith("."))
    return [Finding(shown(raw / name), 1, WHOLE, WRONG_PLACE, {}) for name in names if name not in known]


def _observation_findings(
    paths: Iterable[Path], raw: Path, registry: Registry, evidence: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    header = header_of(CodedObservation)
    places = _places(registry)
    files: dict[Path, list[Row]] = {}
    placed, findings = [], []
    for path in paths:
        read, found = read_table(path, header)
        findings += found
        if read is not None:
            coded = {cells[header.index("ref_area")] for _, cells in read}
            if place := _place(path, raw, places, coded, registry):
                files[path] = read
                placed += [place] * len(read)
            else:
                findings.append(Finding(shown(path), 1, WHOLE, WRONG_PLACE, {}))
    rows = to_frame(files, header).assign(file=placed)
    blamed = Blamed(len(rows), header)
    findings += cell_findings(rows, CodedObservation, blamed)
    findings += reference_findings(rows, CodedObservation, registry, blamed)
    readable = add_readings(rows, registry, evidence)
    findings += run_checks(readable, ROW_CHECKS, registry, blamed)
    findings += run_checks(readable, TABLE_CHECKS, registry, blamed)
    return rows, findings


def _place(path: Path, raw: Path, places: set[str], areas: Iterable[str], registry: Registry) -> str:
    """Return the place in data/raw/observations that a file takes by its name; outside that folder the areas of its rows decide the map."""
    folder, real = without_links(raw / "observations"), without_links(path)
    if real.is_relative_to(folder):
        place = real.relative_to(folder).as_posix()
        return place if place in places else ""
    named = [place for place in sorted(places) if Path(place).name == path.name]
    beside = [place for place in named if Path(place).parent.name == path.parent.name]
    coded = {registry.file_of(area) for area in areas if area in registry.areas}
    return next(iter(beside or [place for place in named if place in coded] or named), "")


def _evidence_findings(evidence: pd.DataFrame, rows: pd.DataFrame, registry: Registry) -> list[Finding]:
    findings = _registry_findings("evidence", evidence, registry)
    observed = set(rows["source_id"] + "." + rows["item"])
    return findings + run_checks(evidence, EVIDENCE_CHECKS, observed, Blamed(len(evidence), header_of(Evidence)))


def render(findings: Iterable[Finding], form: Format, language: Language) -> str:
    """Return findings as lines for people (`path:line:column: CODE message (fix)`), GitHub annotations, or one JSON list.

    `column` is the name in the header, or - for a whole row or file.
    """
    ordered = sorted(findings, key=lambda finding: (finding.path, finding.line, finding.rule.code, finding.column))
    if form == "json":
        return json.dumps([_as_json(finding, language) for finding in ordered], ensure_ascii=False, indent=1)
    line = _as_annotation if form == "github" else _as_line
    return "\n".join(line(finding, language) for finding in ordered)


def _as_line(finding: Finding, language: Language) -> str:
    place = f"{finding.path}:{finding.line}:{on_one_line(finding.column)}"
    warning = "warning: " if finding.rule.severity == "warning" else ""
    return f"{place}: {finding.rule.code} {warning}{finding.message(language)} ({finding.fix(language)})"


def _as_annotation(finding: Finding, language: Language) -> str:
    text = f"{finding.rule.code} {on_one_line(finding.column)}: {finding.message(language)} ({finding.fix(language)})"
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    path = finding.path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{finding.rule.severity} file={path},line={finding.line}::{escaped}"


def _as_json(finding: Finding, language: Language) -> dict[str, str | int]:
    return {
        "path": finding.path,
        "line": finding.line,
        "column": on_one_line(finding.column),
        "code": finding.rule.code,
        "severity": finding.rule.severity,
        "message": finding.message(language),
        "fix": finding.fix(language),
    }
