"""Stage validate: hand-coded text in, typed tables out; any error ends the build before anything is written."""

import shutil
import sys

from pipeline.gate.check import CannotCheckError, check_all
from pipeline.gate.report import render
from pipeline.stages.tables import VALIDATED, StageError, write_table
from schemas import RAW
from schemas.base import to_arrow, typed


def run() -> None:
    """Check data/raw whole and write data/interim/validated.

    Raises:
        StageError: a table has an error; the findings are printed before.
    """
    try:
        checked = check_all()
    except CannotCheckError as error:
        raise StageError(str(error)) from None
    if checked.findings:
        print(render(checked.findings, "text", "en"), file=sys.stderr)
    if checked.has_errors:
        raise StageError(f"{len(checked.findings)} findings in data/raw; nothing was built")
    beside = VALIDATED.with_name(".validated.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, model in RAW.items():
        write_table(to_arrow(typed(checked.tables[name], model), model), beside / f"{name}.parquet")
    shutil.rmtree(VALIDATED, ignore_errors=True)
    beside.rename(VALIDATED)
