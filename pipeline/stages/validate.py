"""Stage validate: hand-coded text in, typed tables out; any error ends the build before anything is written."""

import shutil
import sys

from pipeline.gate.check import check_all
from pipeline.gate.report import render
from pipeline.language.spoken import Language
from pipeline.stages.tables import VALIDATED, StageError, write_table
from schemas import RAW
from schemas.base import to_arrow, typed


def run(language: Language = "en") -> None:
    """Check data/raw whole and write data/interim/validated.

    Args:
        language: of the findings.

    Raises:
        StageError: a table has an error; the findings are printed before.
        CannotRunError: a file cannot be opened.
    """
    checked = check_all()
    if checked.findings:
        print(render(checked.findings, "text", language), file=sys.stderr)
    if checked.has_errors:
        found = len(checked.findings)
        raise StageError(f"{found} findings in data/raw; nothing was built", f"data/raw có {found} điều cần xem; chưa tạo gì cả")
    beside = VALIDATED.with_name(".validated.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, model in RAW.items():
        write_table(to_arrow(typed(checked.tables[name], model), model), beside / f"{name}.parquet")
    shutil.rmtree(VALIDATED, ignore_errors=True)
    beside.rename(VALIDATED)
