"""The check of hand-coded tables: reads them, runs every rule, collects the findings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow

from pipeline.foundation.errors import cannot_open, must_be_mended
from pipeline.foundation.findings import Finding
from pipeline.foundation.paths import RAW, real
from pipeline.foundation.registry import Registry, figure_read
from pipeline.gate.coded import Store, check_coded
from pipeline.gate.placing import files_of_observations, stray_files
from pipeline.gate.rules.cells import cell_findings, reference_findings
from pipeline.gate.rules.passages import PASSAGE_CHECKS, PLACE
from pipeline.gate.rules.registries import EVIDENCE_CHECKS, REGISTRY_CHECKS, repeated_keys
from pipeline.gate.running import ReportedCells, cells_of, records_of, run_checks, where
from pipeline.reading.form_rules import LINK
from pipeline.reading.registries import load_evidence, load_registry
from pipeline.reading.tables import read_table
from pipeline.reading.text_table import to_frame
from schemas import RAW as RAW_TABLES
from schemas import REGISTRIES, Evidence, Passage
from schemas.base import header_of


@dataclass
class Checked:
    """The findings of a check, and the text of the tables that it read (all rows of readable files, right or wrong).

    The observations have categorical columns. For files that were named, only they are kept.
    """

    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.rule.severity == "error" for finding in self.findings)


def check_all(raw: Path = RAW, workers: int = 1, store: Store | None = None) -> Checked:
    """Check every table in the folder data/raw.

    Args:
        raw: the folder.
        workers: most processes that share the work; the findings are the same with any number.
        store: called with the number and the rows of each part of the observations in which nothing is wrong, by the process that has
            checked it.

    Raises:
        CannotRunError: a registry is missing, or a file cannot be opened.
    """
    try:
        return _check_all(raw, workers, store)
    except OSError as error:
        raise cannot_open(error) from None


def _check_all(raw: Path, workers: int, store: Store | None) -> Checked:
    registry, tables, findings = load_registry(raw)
    checked = Checked(findings)
    for name, rows in tables.items():
        checked.tables[name] = to_frame({raw / f"{name}.csv": rows}, header_of(REGISTRIES[name])).astype(object)
    checked.findings += _registries_findings(checked.tables, registry, unreadable=bool(findings))
    if checked.has_errors:
        return checked
    checked.findings += stray_files(raw, registry)
    if any(finding.rule is LINK for finding in checked.findings):
        return checked
    evidence, found = load_evidence(raw, registry.sources)
    checked.findings += found
    checked.tables["evidence"] = evidence
    files = files_of_observations(raw, registry)
    coded, found = check_coded(files, raw, registry, evidence, whole=True, workers=workers, store=store)
    checked.findings += found
    checked.tables["observations"] = coded
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
    rows_read, found = check_coded(coded, raw, registry, evidence)
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


def _evidence_findings(evidence: pd.DataFrame, rows: pd.DataFrame, registry: Registry) -> list[Finding]:
    findings = _registry_findings("evidence", evidence, registry)
    proven = _of_sources(rows, {obs_id.rpartition(".")[0] for obs_id in evidence["obs_id"]})
    observed = {f"{source}.{item}" for source, item in cells_of(proven, "source_id", "item")}
    return findings + run_checks(evidence, EVIDENCE_CHECKS, observed, ReportedCells(len(evidence), header_of(Evidence)))


def _passage_findings(passages: pd.DataFrame, rows: pd.DataFrame, registry: Registry) -> list[Finding]:
    read = _of_sources(rows, set(passages["source_id"]))
    coded = {(row["source_id"], figure_read(row)) for row in records_of(read[list(PLACE)])}
    return run_checks(passages, PASSAGE_CHECKS, (registry, coded), ReportedCells(len(passages), header_of(Passage)))


def _of_sources(rows: pd.DataFrame, sources: Collection[str]) -> pd.DataFrame:
    return where(rows, rows["source_id"].isin(sources).to_numpy())
