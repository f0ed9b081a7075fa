"""Stage validate: hand-coded text in, typed tables out; any error ends the build before anything is written."""

import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.foundation.params import load_params
from pipeline.gate.check import check_all
from pipeline.gate.report import render
from pipeline.language.spoken import Language
from pipeline.stages.merging import write_part
from pipeline.stages.tables import CODED, VALIDATED, StageError, write_table
from schemas import REGISTRIES, CodedObservation, Evidence
from schemas.base import Table, to_arrow, typed

if TYPE_CHECKING:
    import pandas as pd

TABLES_BESIDE: Final[dict[str, type[Table]]] = {**REGISTRIES, "evidence": Evidence}
"""Hand-coded tables besides the observations."""


def run(language: Language = "en") -> None:
    """Check data/raw whole and write data/interim/validated.

    Args:
        language: of the findings.

    Raises:
        StageError: a table has an error; the findings are printed before.
        CannotRunError: a file cannot be opened.
    """
    beside = VALIDATED.with_name(".validated.new")
    shutil.rmtree(beside, ignore_errors=True)
    coded = beside / CODED.name
    coded.mkdir(parents=True)
    checked = check_all(workers=load_params().workers, store=partial(_store_part, coded))
    if checked.findings:
        print(render(checked.findings, "text", language), file=sys.stderr)
    if checked.has_errors:
        shutil.rmtree(beside)
        found = len(checked.findings)
        raise StageError(f"{found} findings in data/raw; nothing was built", f"data/raw có {found} điều cần xem; chưa tạo gì cả")
    for name, model in TABLES_BESIDE.items():
        write_table(to_arrow(typed(checked.tables[name], model), model), beside / f"{name}.parquet")
    shutil.rmtree(VALIDATED, ignore_errors=True)
    beside.rename(VALIDATED)


def _store_part(folder: Path, number: int, rows: "pd.DataFrame") -> None:
    """Write the coded figures of a part."""
    write_part(to_arrow(typed(rows, CodedObservation), CodedObservation), folder / f"{number:04}.parquet")
