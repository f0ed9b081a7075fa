"""The registries and the evidence, read from their files."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from pipeline.foundation.findings import Finding
from pipeline.foundation.registry import Record, Registry
from pipeline.reading.columns import Columns, to_frame
from pipeline.reading.tables import read_table
from schemas import REGISTRIES, Evidence
from schemas.base import header_of


def load_registry(raw: Path) -> tuple[Registry, dict[str, Columns], list[Finding]]:
    """Read every registry.

    Args:
        raw: the folder data/raw.

    Returns:
        The registry, the rows of each table, and what is wrong with their form. A table that cannot be read is empty.

    Raises:
        OSError: a registry is missing.
    """
    tables, findings = {}, []
    for name, model in REGISTRIES.items():
        rows, found = read_table(raw / f"{name}.csv", header_of(model))
        findings += found
        tables[name] = rows or Columns(len(header_of(model)))
    records: dict[str, list[Record]] = {
        name: [dict(zip(header_of(REGISTRIES[name]), cells, strict=True)) for _, cells in rows] for name, rows in tables.items()
    }
    return Registry(records), tables, findings


def load_evidence(raw: Path, sources: Iterable[str]) -> tuple[pd.DataFrame, list[Finding]]:
    """Read the evidence of the given sources: one frame of text, and what is wrong with the form of the files."""
    files, findings = {}, []
    proven = {path.stem for path in (raw / "evidence").glob("*.csv")}
    for source in sorted(proven.intersection(sources)):
        path = raw / "evidence" / f"{source}.csv"
        rows, found = read_table(path, header_of(Evidence))
        findings += found
        files[path] = rows or Columns(len(header_of(Evidence)))
    return to_frame(files, header_of(Evidence)), findings
