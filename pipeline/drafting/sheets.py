"""A draft as a file for the person who judges it: the coder's workbook filled in, a CSV, or JSON."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.drafting.proposals import COLUMNS, CONFIDENCES, Proposal
from pipeline.editing.new import HEADER as SOURCE_HEADER
from pipeline.editing.template import SHEET, TEXT, coders_workbook, reproducible, write_head, write_texts
from pipeline.foundation.files import write_text, written_beside
from pipeline.foundation.registry import Registry

LEFT_OUT: Final = "left out"
SOURCE: Final = "source"
ENDINGS: Final = (".xlsx", ".csv", ".json")
BESIDE: Final = ("[confidence]", "[sentence]", "[words]", "[dataset]")
"""Columns beside the row, which `add` passes over: how sure it is, its sentence, the words that it rests on, what is known."""
FILLS: Final = {"unsure": PatternFill("solid", start_color="F8CBAD"), "likely": PatternFill("solid", start_color="FFF2CC")}
CELLS_OF: Final = {
    "indicator": ("indicator",),
    "ref_area": ("ref_area", "area_name"),
    "period": ("period", "period_basis"),
    "value": ("value", "unit"),
}
"""The cells that a confidence speaks of."""


def proposed(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return what may be coded, the least sure first."""
    rows = [proposal for proposal in proposals if not proposal.reason]
    return sorted(rows, key=lambda proposal: CONFIDENCES.index(proposal.least))


def write_draft(path: Path, proposals: Sequence[Proposal], source: Mapping[str, str], registry: Registry, file: str) -> None:
    """Write a draft.

    Args:
        path: a new file; its ending says what it becomes.
        proposals: of the article.
        source: the row of its source, prepared; blank cells are for the person.
        registry: for the lists of the workbook.
        file: the file of observations whose areas the workbook offers, or blank.

    Raises:
        OSError: the file cannot be written.
    """
    if path.suffix.casefold() == ".json":
        write_text(path, as_json(proposals, source))
    elif path.suffix.casefold() == ".csv":
        write_text(path, as_csv(proposed(proposals)))
    else:
        with written_beside(path) as beside:
            beside.write_bytes(_workbook(proposals, source, registry, file))


def as_csv(rows: Iterable[Proposal]) -> str:
    """Return rows as `add` takes them, without what helps to judge them."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(proposal.row for proposal in rows)
    return buffer.getvalue()


def as_json(proposals: Iterable[Proposal], source: Mapping[str, str]) -> str:
    """Return everything that was read of an article, for programs."""
    found = [
        {
            "row": proposal.row,
            "confidence": proposal.confidence,
            "words": proposal.words,
            "sentence": proposal.sentence,
            "reason": proposal.reason,
            "known": proposal.known,
        }
        for proposal in proposals
    ]
    return json.dumps({"source": dict(source), "numbers": found}, ensure_ascii=False, indent=1) + "\n"


def _workbook(proposals: Sequence[Proposal], source: Mapping[str, str], registry: Registry, file: str) -> bytes:
    book = coders_workbook(registry, file)
    sheet = book[SHEET]
    for number, name in enumerate(BESIDE, len(COLUMNS) + 1):
        write_head(sheet, number, name)
        sheet.column_dimensions[get_column_letter(number)].width = 14 if name == BESIDE[0] else 60
    for line, proposal in enumerate(proposed(proposals), 2):
        _write_row(sheet, line, proposal)
    sheet.freeze_panes = "A2"
    _write_source(book.create_sheet(SOURCE), source)
    _write_left_out(book.create_sheet(LEFT_OUT), [proposal for proposal in proposals if proposal.reason])
    return reproducible(book)


def _write_row(sheet: Worksheet, line: int, proposal: Proposal) -> None:
    words = "; ".join(f"{name}: {said}" for name, said in proposal.words.items() if said)
    beside = (proposal.least, proposal.sentence, words, "; ".join(proposal.known))
    write_texts(sheet, line, [*(proposal.row[name] for name in COLUMNS), *beside])
    for name, confidence in proposal.confidence.items():
        for column in CELLS_OF[name] if confidence in FILLS else ():
            sheet.cell(line, COLUMNS.index(column) + 1).fill = FILLS[confidence]
    for number in range(len(COLUMNS) + 1, len(COLUMNS) + len(BESIDE) + 1):
        sheet.cell(line, number).alignment = Alignment(wrap_text=True, vertical="top")


def _write_source(sheet: Worksheet, source: Mapping[str, str]) -> None:
    """Write the line of the source; what a person must fill in is coloured."""
    for number, name in enumerate(SOURCE_HEADER, 1):
        write_head(sheet, number, name)
        sheet.column_dimensions[get_column_letter(number)].width = 24
        cell = sheet.cell(2, number, source.get(name, ""))
        cell.data_type, cell.number_format = "s", TEXT
        if name in {"source_id", "url", "publisher", "title"} and not source.get(name):
            cell.fill = FILLS["unsure"]


def _write_left_out(sheet: Worksheet, proposals: Sequence[Proposal]) -> None:
    """List the numbers that are not proposed, with the reason, so that a person can object."""
    for number, (name, width) in enumerate((("locator", 12), ("as_printed", 24), ("reason", 18), ("[sentence]", 90), ("[dataset]", 60)), 1):
        write_head(sheet, number, name)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for line, proposal in enumerate(proposals, 2):
        row = proposal.row
        write_texts(sheet, line, (row["locator"], row["as_printed"], proposal.reason, proposal.sentence, "; ".join(proposal.known)))
