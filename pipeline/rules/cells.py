"""Rules that every cell of every hand-coded table keeps, judged by what its model declares."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pandas as pd

from pipeline.names import fold, suggest
from pipeline.periods import PeriodError, read_moment
from pipeline.registry import Registry, split
from pipeline.rules.catalogue import Blamed, Finding, Rule, declare, did_you_mean, indexed
from pipeline.rules.traces import trace_of
from schemas.base import FORMS, Column, Table, columns

BLANK = declare("V101", "`{column}` is blank", "`{column}` để trống", "fill it: {description}", "điền ô này; xem sổ mã (codebook)")
FORM = declare(
    "V102",
    "“{cell}” cannot stand in `{column}`",
    "“{cell}” không thể đứng ở `{column}`",
    "write {form_en}",
    "ghi {form_vi}",
)
NOT_NFC = declare(
    "V103",
    "“{cell}” in `{column}` is spelled with separate accents (not Unicode NFC)",
    "“{cell}” ở `{column}` dùng dấu rời (không phải Unicode NFC)",
    "type it again, or normalise the file to NFC",
    "gõ lại, hoặc chuẩn hóa tệp về NFC",
)
SPACE = declare(
    "V104",
    "“{cell}” in `{column}` has space at its start or end",
    "“{cell}” ở `{column}` có khoảng trắng ở đầu hoặc cuối",
    "remove the space",
    "xóa khoảng trắng",
)
CONTROL = declare(
    "V105",
    "`{column}` holds the invisible or unusual character U+{point}",
    "`{column}` chứa ký tự ẩn hoặc lạ U+{point}",
    "remove it, or type an ordinary space",
    "xóa ký tự đó, hoặc gõ dấu cách thường",
)
UNKNOWN = declare(
    "V106",
    "“{cell}” in `{column}` is not in {registry}",
    "“{cell}” ở `{column}` không có trong {registry}",
    "{meant_en}",
    "{meant_vi}",
)
FORMULA = declare(
    "V107",
    "“{cell}” in `{column}` would run as a formula in a spreadsheet",
    "“{cell}” ở `{column}` sẽ bị bảng tính hiểu là công thức",
    "begin with a word or a digit, not with = + - @",
    "bắt đầu bằng chữ hoặc số, không bắt đầu bằng = + - @",
)
NOT_IN_CALENDAR = declare(
    "V108",
    "“{cell}” in `{column}` is not in the calendar",
    "“{cell}” ở `{column}` không có trong lịch",
    "correct the day",
    "sửa lại ngày",
)
DATES: Final = frozenset({"date", "moment"})
NUMBERS: Final = frozenset({"decimal", "integer"})


def cell_findings(frame: pd.DataFrame, model: type[Table], blamed: Blamed) -> list[Finding]:
    """Check the form of every cell of a table; `blamed` is updated as in `run_checks`."""
    findings = []
    for name, column in columns(model).items():
        for cell, rule, facts in _problems(frame[name].unique(), column):
            for position, row in indexed(frame[frame[name] == cell]):
                if blamed.add(position, name):
                    findings.append(Finding(row["path"], int(row["line"]), name, rule, {"cell": cell, "column": name, **facts}))
    return findings


def reference_findings(frame: pd.DataFrame, model: type[Table], registry: Registry, blamed: Blamed) -> list[Finding]:
    """Check that every code in a table is known; `blamed` is updated as in `run_checks`."""
    findings = []
    for name, column in columns(model).items():
        for cell, entry in _unknown(frame[name].unique(), column, registry) if column.references else ():
            for position, row in indexed(frame[frame[name] == cell]):
                if blamed.add(position, name):
                    facts = {"column": name, **_unknown_facts(entry, row, column, registry)}
                    findings.append(Finding(row["path"], int(row["line"]), name, UNKNOWN, facts))
    return findings


def _problems(cells: Iterable[str], column: Column) -> Iterator[tuple[str, Rule, dict[str, str]]]:
    """Yield each cell of a column that breaks a rule, the first rule that it breaks, and the facts."""
    form = re.compile(column.pattern)
    for cell in cells:
        if problem := _text_problem(cell, column) or (trace_of(cell, column, form.fullmatch(cell) is not None) if cell else None):
            yield cell, *problem
        elif not (form.fullmatch(cell) if cell else column.nullable):
            yield cell, FORM if cell else BLANK, _form_facts(column)
        elif cell and column.form in DATES and not _is_in_calendar(cell):
            yield cell, NOT_IN_CALENDAR, {}


def _unknown(cells: Iterable[str], column: Column, registry: Registry) -> Iterator[tuple[str, str]]:
    """Yield each cell that holds an unknown code, and the first such code."""
    known = registry.keys(column.references)
    for cell in cells:
        entries = split(cell) if column.many else [cell]
        if unknown := [entry for entry in entries if entry and entry not in known]:
            yield cell, unknown[0]


def _text_problem(cell: str, column: Column) -> tuple[Rule, dict[str, str]] | None:
    if not cell.isprintable() and (hidden := next((character for character in cell if _is_hidden(character)), None)):
        return CONTROL, {"point": f"{ord(hidden):04X}"}
    if cell != cell.strip():
        return SPACE, {}
    if not unicodedata.is_normalized("NFC", cell):
        return NOT_NFC, {}
    if cell.startswith(("=", "+", "-", "@")) and column.form not in NUMBERS:
        return FORMULA, {}
    return None


def _is_hidden(character: str) -> bool:
    """Whether a character does not show what it is: new lines, NUL, zero-width and bidirectional marks, unusual spaces."""
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Zs"} and character != " "


def _is_in_calendar(text: str) -> bool:
    try:
        read_moment(text)
    except PeriodError:
        return False
    return True


def _form_facts(column: Column) -> dict[str, str]:
    form = FORMS[column.form]
    en, vi = form.en, form.vi
    if column.options:
        en, vi = "one of " + ", ".join(column.options), "một trong " + ", ".join(column.options)
    return {"form_en": en, "form_vi": vi, "description": column.description}


def _unknown_facts(entry: str, row: dict[str, Any], column: Column, registry: Registry) -> dict[str, str]:
    known = registry.keys(column.references)
    meant = ""
    if column.references == "areas" and "area_name" in row:
        meant = ", ".join(registry.areas_named.get(fold(row["area_name"]), [])[:3])
    if not meant:
        names = {name: code for code, record in known.items() for name in (code, record.get("name_en"), record.get("name_vi")) if name}
        meant = names.get(suggest(entry, names), "")
    where = f"data/raw/{column.references.partition(':')[0]}.csv"
    return {"cell": entry, "registry": where, **did_you_mean(meant)}
