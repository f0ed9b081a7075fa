"""The registries and the evidence, read from their files."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow

from pipeline.foundation.findings import Finding
from pipeline.foundation.records import Record
from pipeline.foundation.registry import Registry
from pipeline.reading.tables import read_table
from pipeline.reading.text_table import rows_in, table_of, to_frame
from schemas import REGISTRIES, Evidence
from schemas.base import header_of


def load_registry(raw: Path) -> tuple[Registry, dict[str, pyarrow.Table], list[Finding]]:
    """Read every registry.

    Args:
        raw: the folder data/raw.

    Returns:
        The registry, the rows of each table, and what is wrong with their form. A table that cannot be read is empty.

    Raises:
        OSError: a registry is missing.
    """
    tables, findings = {}, []
    records: dict[str, list[Record]] = {}
    for name, model in REGISTRIES.items():
        header = header_of(model)
        rows, found = read_table(raw / f"{name}.csv", header)
        findings += found
        tables[name] = table_of([], header) if rows is None else rows
        records[name] = [dict(zip(header, cells, strict=True)) for _, cells in rows_in(tables[name])]
    return Registry(records), tables, findings


def load_evidence(raw: Path, sources: Iterable[str]) -> tuple[pd.DataFrame, list[Finding]]:
    """Read the evidence of the given sources: one frame of text, and what is wrong with the form of the files."""
    files, findings = {}, []
    proven = {path.stem for path in (raw / "evidence").glob("*.csv")}
    for source in sorted(proven.intersection(sources)):
        path = raw / "evidence" / f"{source}.csv"
        rows, found = read_table(path, header_of(Evidence))
        findings += found
        if rows is not None:
            files[path] = rows
    return to_frame(files, header_of(Evidence)).astype(object), findings
