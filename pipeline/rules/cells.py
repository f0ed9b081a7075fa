"""Rules that every cell of every hand-coded table keeps, judged by what its model declares."""

import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

import pandas as pd
import pandera.pandas as pa

from pipeline.names import fold, suggest
from pipeline.registry import Registry, split
from pipeline.rules.catalogue import Blamed, Finding, Rule, declare, did_you_mean
from schemas.base import FORMS, Column, Table, columns, header_of, text_schema

BLANK = declare("V101", "`{column}` is blank", "`{column}` để trống", "fill it: {description}", "điền vào: {description}")
FORM = declare(
    "V102",
    "“{cell}” in `{column}` is not {form_en}",
    "“{cell}” ở `{column}` không phải là {form_vi}",
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
    "`{column}` holds the invisible character U+{point}",
    "`{column}` chứa ký tự ẩn U+{point}",
    "remove it",
    "xóa ký tự đó",
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
NUMBERS: Final = frozenset({"decimal", "integer"})


def cell_findings(frame: pd.DataFrame, model: type[Table], registry: Registry, blamed: Blamed) -> list[Finding]:
    """Check every cell of a table; `blamed` is updated as in `run_checks`."""
    findings = []

    def blame(labels: Iterable[int], column: str, rule: Rule, facts: Callable[[pd.Series], dict[str, str]]) -> None:
        for label in labels:
            if blamed.add(label, column):
                row = frame.loc[label]
                shared = {"cell": row[column], "column": column, **facts(row)}
                findings.append(Finding(row["path"], int(row["line"]), column, rule, shared))

    for name, column in columns(model).items():
        for cell, rule, facts in _text_problems(frame[name].unique(), column):
            blame(frame.index[frame[name] == cell], name, rule, lambda _, facts=facts: facts)
    for name, label in _form_failures(frame, model):
        column = columns(model)[name]
        blame([label], name, BLANK if frame.at[label, name] == "" else FORM, lambda _, column=column: _form_facts(column))
    for name, column in columns(model).items():
        if column.references:
            known = registry.keys(column.references)
            for cell in frame[name].unique():
                for entry in split(cell) if column.many else [cell]:
                    if entry and entry not in known:
                        blame(
                            frame.index[frame[name] == cell],
                            name,
                            UNKNOWN,
                            lambda row, entry=entry, column=column: _unknown_facts(entry, row, column, registry),
                        )
    return findings


def _text_problems(cells: Iterable[str], column: Column) -> Iterable[tuple[str, Rule, dict[str, str]]]:
    for cell in cells:
        if hidden := next((character for character in cell if _is_hidden(character)), None):
            yield cell, CONTROL, {"point": f"{ord(hidden):04X}"}
        elif cell != cell.strip():
            yield cell, SPACE, {}
        elif not unicodedata.is_normalized("NFC", cell):
            yield cell, NOT_NFC, {}
        elif cell.startswith(("=", "+", "-", "@")) and column.form not in NUMBERS:
            yield cell, FORMULA, {}


def _is_hidden(character: str) -> bool:
    """Whether a character is a control or format character: new lines, NUL, zero-width and bidirectional marks."""
    return unicodedata.category(character) in {"Cc", "Cf"}


def _form_failures(frame: pd.DataFrame, model: type[Table]) -> list[tuple[str, int]]:
    try:
        text_schema(model).validate(frame[header_of(model)], lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        return list(zip(cases["column"], cases["index"].astype(int), strict=True))
    return []


def _form_facts(column: Column) -> dict[str, str]:
    form = FORMS[column.form]
    en, vi = form.en, form.vi
    if column.options:
        en, vi = "one of " + ", ".join(column.options), "một trong " + ", ".join(column.options)
    return {"form_en": en, "form_vi": vi, "description": column.description}


def _unknown_facts(entry: str, row: pd.Series, column: Column, registry: Registry) -> dict[str, str]:
    meant = ""
    if column.references == "areas" and "area_name" in row:
        meant = ", ".join(registry.areas_named.get(fold(row["area_name"]), [])[:3])
    known = registry.keys(column.references)
    if not meant:
        names = {
            name: code for code, record in known.items() for name in (code, record.get("name_en", ""), record.get("name_vi", "")) if name
        }
        meant = names.get(suggest(entry, names), "")
    where = f"data/raw/{column.references.partition(':')[0]}.csv"
    return {"cell": entry, "registry": where, **did_you_mean(meant)}
