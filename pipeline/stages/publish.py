"""Stage publish: the tables that researchers read, put in place together or not at all."""

import json
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyarrow

from pipeline.foundation.files import write_text
from pipeline.foundation.params import Params, load_params
from pipeline.foundation.paths import CONFLICTS, COVERAGE, FUNNEL, METRICS, PROCESSED
from pipeline.foundation.processes import in_processes
from pipeline.stages.figures.conflicts import run as list_conflicts
from pipeline.stages.figures.eligibility import ENTERED
from pipeline.stages.publishing.codebook import codebook
from pipeline.stages.publishing.coverage import COVERED, Cell, Key, as_csv, cover
from pipeline.stages.publishing.exports import logical_sha256, write_csv
from pipeline.stages.publishing.funnel import COUNTED
from pipeline.stages.publishing.funnel import describe as describe_funnel
from pipeline.stages.tables import (
    CODED,
    NEAREST,
    OBSERVATIONS,
    PANEL,
    POPULATION,
    ROW_GROUP,
    STATA,
    WIDE,
    Batched,
    Stored,
    counts_of,
    read_interim,
    read_validated,
    records,
    rows_of,
    write_table,
)

PUBLISHED: Final = (
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
"""Tables that lie in data/processed/<name>.parquet beside the observations."""
WITH_CSV: Final = ("province_panel", "province_panel_wide", "nearest_figures")
"""Those that are written as plain CSV too, as the observations are."""
HAND_CODED: Final = ("evidence", "passages", "excluded", "retired")
"""Hand-coded tables that the codebook shows beside them, and beside the coded figures."""


def run() -> None:
    """Read data/interim and replace data/processed, data/metrics.json, data/coverage.csv, docs/conflicts.md and docs/funnel.md.

    Raises:
        StageError: a table of an earlier stage is missing.
    """
    recover(PROCESSED)
    params = load_params()
    observations, tables = load_tables()
    beside = PROCESSED.with_name(f".{PROCESSED.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    write_tables(observations, tables, beside, params)
    areas = records(tables["areas"], ["ref_area"])
    cells = cover(rows_of(observations.select(COVERED)), tables["province_panel"].to_pylist(), areas)
    pages = {
        CONFLICTS: list_conflicts(),
        FUNNEL: describe_funnel(rows_of(observations.select(COUNTED)), records(tables["codes"], ["list", "code"])),
        COVERAGE: as_csv(cells, areas),
        METRICS: _as_json(measure(observations, tables, cells)),
    }
    replace_folder(beside, PROCESSED)
    for path, text in pages.items():
        write_text(path, text)


def write_tables(observations: Stored, tables: Mapping[str, pyarrow.Table], folder: Path, params: Params) -> None:
    """Write all published files into a folder."""
    hashes = {"observations": write_observations(observations, folder, params)}
    for name, table in tables.items():
        write_table(table, folder / f"{name}.parquet", params.zstd_level)
        hashes[name] = logical_sha256(table)
    for name in WITH_CSV:
        write_csv(tables[name], folder / f"{name}.csv")
    published: dict[str, Batched] = {"observations": observations, **tables}
    coded: dict[str, Batched] = {"observations": Stored.folder(CODED), **{name: read_validated(name) for name in HAND_CODED}}
    write_text(folder / "codebook.md", codebook(published, coded, params))
    write_text(folder / "tables.json", _as_json(_describe(published, hashes, folder, params)))


def write_observations(observations: Stored, folder: Path, params: Params) -> str:
    """Write the observations as Parquet, Stata and CSV; return their logical hash. Several processes share this if there are many."""
    (parquet,) = observations.paths
    shutil.copyfile(parquet, folder / "observations.parquet")
    shutil.copyfile(STATA, folder / "observations.dta")
    exports: list[Callable[[Stored], Any]] = [partial(write_csv, path=folder / "observations.csv"), logical_sha256]
    return str(in_processes(_export, observations, exports, params.workers if observations.num_rows > ROW_GROUP else 1)[-1])


def _export(observations: Stored, export: Callable[[Stored], Any]) -> Any:
    return export(observations)


def load_tables() -> tuple[Stored, dict[str, pyarrow.Table]]:
    """Return the observations, and the other tables to publish by name."""
    made = {"province_panel": PANEL, "province_panel_wide": WIDE, "nearest_figures": NEAREST, "population": POPULATION}
    return Stored((OBSERVATIONS,)), {name: read_interim(made[name]) if name in made else read_validated(name) for name in PUBLISHED}


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


def _describe(tables: Mapping[str, Batched], hashes: Mapping[str, str], folder: Path, params: Params) -> dict[str, Any]:
    described = {
        name: {
            "rows": table.num_rows,
            "logical_sha256": hashes[name],
            "file_sha256": sha256((folder / f"{name}.parquet").read_bytes()).hexdigest(),
        }
        for name, table in tables.items()
    }
    return {"dataset": params.name, "version": params.version, "licence": params.licence, "tables": described}


def measure(observations: Stored, tables: Mapping[str, pyarrow.Table], cells: Mapping[Key, Cell]) -> dict[str, float]:
    """Return the metrics of the dataset: counts, coverage, and the share of figures found in the text of their source."""
    rows, panel = observations.num_rows, tables["province_panel"]
    proven = counts_of(observations, "evidence")
    return {
        "rows": rows,
        "areas": len(counts_of(observations, "ref_area")),
        "indicators": len(counts_of(observations, "indicator")),
        "sources": len(counts_of(observations, "source_id")),
        "flagged": rows - counts_of(observations, "flags")[None],
        "inferred_periods": counts_of(observations, "period_basis")["inferred"],
        "conflicts": len(counts_of(observations, "conflict_group").keys() - {None}),
        "covered": len(cells),
        "entered_panel": counts_of(observations, "panel")[ENTERED],
        "panel_rows": panel.num_rows,
        "nearest_rows": tables["nearest_figures"].num_rows,
        "panel_provinces": len(panel["ref_area"].unique()),
        "share_verified": round(proven["verified"] / rows, 4) if rows else 0.0,
        "share_read": round((proven["read_twice"] + proven["read_once"]) / rows, 4) if rows else 0.0,
    }
