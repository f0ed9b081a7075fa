"""Stage publish: the tables that researchers read, put in place together or not at all."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyarrow

from pipeline.foundation.files import write_text
from pipeline.foundation.params import Params, load_params
from pipeline.foundation.paths import CONFLICTS, COVERAGE, FUNNEL, METRICS, PROCESSED
from pipeline.stages.figures.conflicts import run as list_conflicts
from pipeline.stages.figures.eligibility import ENTERED
from pipeline.stages.publishing.codebook import codebook
from pipeline.stages.publishing.coverage import Cell, Key, as_csv, cover
from pipeline.stages.publishing.exports import write_csv
from pipeline.stages.publishing.funnel import describe as describe_funnel
from pipeline.stages.tables import NEAREST, OBSERVATIONS, PANEL, POPULATION, STATA, WIDE, read_interim, read_validated, records, write_table

PUBLISHED: Final = (
    "observations",
    "province_panel",
    "province_panel_wide",
    "nearest_figures",
    "areas",
    "area_changes",
    "population",
    "indicators",
    "programmes",
    "sources",
    "poverty_standards",
    "units",
    "flags",
    "codes",
)
"""Tables that lie in data/processed/<name>.parquet."""
WITH_CSV: Final = ("observations", "province_panel", "province_panel_wide", "nearest_figures")
"""Those that are written as plain CSV too."""
CODED: Final = ("observations", "evidence", "passages", "excluded", "retired")
"""Hand-coded tables that the codebook shows beside them."""


def run() -> None:
    """Read data/interim and replace data/processed, data/metrics.json, data/coverage.csv, docs/conflicts.md and docs/funnel.md.

    Raises:
        StageError: a table of an earlier stage is missing.
    """
    recover(PROCESSED)
    params = load_params()
    tables = load_tables()
    beside = PROCESSED.with_name(f".{PROCESSED.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, table in tables.items():
        write_table(table, beside / f"{name}.parquet", params.zstd_level)
    for name in WITH_CSV:
        write_csv(tables[name], beside / f"{name}.csv")
    shutil.copyfile(STATA, beside / STATA.name)
    coded = {name: read_validated(name) for name in CODED}
    write_text(beside / "codebook.md", codebook(tables, coded, params))
    write_text(beside / "tables.json", _as_json(_describe(tables, beside, params)))
    areas = records(tables["areas"], ["ref_area"])
    cells = cover(tables["observations"].to_pylist(), tables["province_panel"].to_pylist(), areas)
    pages = {
        CONFLICTS: list_conflicts(),
        FUNNEL: describe_funnel(tables["observations"].to_pylist(), records(tables["codes"], ["list", "code"])),
        COVERAGE: as_csv(cells, areas),
        METRICS: _as_json(measure(tables, cells)),
    }
    replace_folder(beside, PROCESSED)
    for path, text in pages.items():
        write_text(path, text)


def load_tables() -> dict[str, pyarrow.Table]:
    """Return the tables to publish, by name."""
    made = {
        "observations": OBSERVATIONS,
        "province_panel": PANEL,
        "province_panel_wide": WIDE,
        "nearest_figures": NEAREST,
        "population": POPULATION,
    }
    return {name: read_interim(made[name]) if name in made else read_validated(name) for name in PUBLISHED}


def recover(target: Path) -> None:
    """Restore the last good folder if a build was killed between the two renames."""
    old = _old(target)
    if old.exists() and not target.exists():
        old.rename(target)


def replace_folder(new: Path, target: Path) -> None:
    """Replace a folder by another; on failure, the old one is restored."""
    old = _old(target)
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        recover(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def logical_sha256(table: pyarrow.Table) -> str:
    """Return the sha256 of the content of a table: its rows as JSON, sorted, whatever wrote the file."""
    lines = sorted(json.dumps(row, ensure_ascii=False, default=str) for row in table.to_pylist())
    return sha256("\n".join([",".join(table.column_names), *lines]).encode()).hexdigest()


def _describe(tables: dict[str, pyarrow.Table], folder: Path, params: Params) -> dict[str, Any]:
    described = {
        name: {
            "rows": table.num_rows,
            "logical_sha256": logical_sha256(table),
            "file_sha256": sha256((folder / f"{name}.parquet").read_bytes()).hexdigest(),
        }
        for name, table in tables.items()
    }
    return {"dataset": params.name, "version": params.version, "licence": params.licence, "tables": described}


def measure(tables: Mapping[str, pyarrow.Table], cells: Mapping[Key, Cell]) -> dict[str, float]:
    """Return the metrics of the dataset: counts, coverage, and the share of figures found in the text of their source."""
    observations, panel = tables["observations"], tables["province_panel"]
    count: Callable[[str], int] = lambda name: len(observations[name].unique())  # noqa: E731
    rows = observations.num_rows
    proven = Counter(observations["evidence"].to_pylist())
    return {
        "rows": rows,
        "areas": count("ref_area"),
        "indicators": count("indicator"),
        "sources": count("source_id"),
        "flagged": rows - observations["flags"].null_count,
        "inferred_periods": observations["period_basis"].to_pylist().count("inferred"),
        "conflicts": len(observations["conflict_group"].drop_null().unique()),
        "covered": len(cells),
        "entered_panel": observations["panel"].to_pylist().count(ENTERED),
        "panel_rows": panel.num_rows,
        "nearest_rows": tables["nearest_figures"].num_rows,
        "panel_provinces": len(panel["ref_area"].unique()),
        "share_verified": round(proven["verified"] / rows, 4) if rows else 0.0,
        "share_read": round((proven["read_twice"] + proven["read_once"]) / rows, 4) if rows else 0.0,
    }
