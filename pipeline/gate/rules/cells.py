"""Rules about single cells of any hand-coded table, derived from the table's model."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import islice
from typing import Any, Final

import pandas as pd

from pipeline.foundation.findings import MOST_FINDINGS, Finding, Rule, declare
from pipeline.foundation.records import Record, split
from pipeline.foundation.registry import Registry
from pipeline.gate.rules.expected import hint_for, key_named, registry_of
from pipeline.gate.rules.spreadsheets import GUARDED, PRINTED, spreadsheet_damage
from pipeline.gate.running import Breach, ReportedCells, where
from pipeline.language.lookalikes import LookAlike, find_look_alike
from pipeline.language.names import fold, suggest
from pipeline.language.periods import PeriodError, read_moment
from pipeline.reading.mending import TEXT_GUARD
from schemas.base import Column, Table, columns

BLANK = declare(
    "V101",
    "`{column}` is blank, but every row needs it",
    "`{column}` để trống, mà dòng nào cũng phải có",
    "type {wanted_en}",
    "ghi {wanted_vi}",
)
FORM = declare(
    "V102",
    "“{cell}” is not valid in `{column}`",
    "“{cell}” không hợp lệ ở cột `{column}`",
    "type {wanted_en}",
    "ghi {wanted_vi}",
)
NOT_NFC = declare(
    "V103",
    "“{cell}” in `{column}` has accents stored apart from their letters (not Unicode NFC), so searches do not find it",
    "“{cell}” ở `{column}` có dấu thanh, dấu mũ tách rời khỏi chữ (Unicode tổ hợp, không phải dựng sẵn NFC) nên không tìm kiếm được",
    "type the cell again with the keyboard set to precomposed Unicode",
    "gõ lại ô này, chọn bảng mã Unicode dựng sẵn trong bộ gõ",
)
SPACE = declare(
    "V104",
    "“{cell}” in `{column}` starts or ends with a space",
    "“{cell}” ở `{column}` có dấu cách thừa ở đầu hoặc cuối ô",
    "delete that space",
    "xóa dấu cách thừa đó",
)
CONTROL = declare(
    "V105",
    "“{cell}” in `{column}` contains the invisible character U+{point}, which often comes with text pasted from a web page",
    "“{cell}” ở `{column}` chứa ký tự U+{point} không nhìn thấy được, thường lẫn vào khi dán từ trang web",
    "type the cell again instead of pasting it, with ordinary spaces and in one line",
    "gõ lại ô này thay vì dán, dùng dấu cách thường và không xuống dòng",
)
UNKNOWN = declare(
    "V106",
    "“{cell}” in `{column}` is not in {registry_en}{more_en}",
    "“{cell}” ở `{column}` không có trong {registry_vi}{more_vi}",
    "{meant_en}",
    "{meant_vi}",
)
FORMULA = declare(
    "V107",
    "“{cell}” in `{column}` starts with = + - or @, and a spreadsheet would run it as a formula",
    "“{cell}” ở `{column}` bắt đầu bằng = + - hoặc @ nên bảng tính sẽ chạy như công thức",
    "start the cell with a word or a digit",
    "cho ô bắt đầu bằng một chữ hoặc một chữ số",
)
NOT_IN_CALENDAR = declare(
    "V108",
    "there is no such month or day: “{cell}” in `{column}`",
    "không có tháng hoặc ngày như vậy: “{cell}” ở `{column}`",
    "type {wanted_en}",
    "ghi {wanted_vi}",
)
LOOK_ALIKE = declare(
    "V118",
    "“{cell}” in `{column}` has {seen} (U+{seen_point}) instead of {meant} (U+{meant_point}), which looks the same",
    "“{cell}” ở `{column}` có ký tự {seen} (U+{seen_point}) thay cho {meant} (U+{meant_point}): hai ký tự trông giống nhau nhưng khác mã",
    "type the cell again with a Vietnamese keyboard; `python -m pipeline fix` does it where the right spelling is registered",
    "gõ lại ô này bằng bộ gõ tiếng Việt; `python -m pipeline fix` sẽ tự sửa nếu cách viết đúng có trong danh mục",
)
DATES: Final = frozenset({"date", "moment"})
ANY_TEXT: Final = frozenset({"url", "sha256"})
"""Forms in which a letter may be any."""
NAMES: Final = frozenset({"area_name", "name_vi", "name_en"})
"""Columns of text that holds Latin letters only."""
NUMBERS: Final = frozenset({"decimal", "integer"})
Judge = Callable[[Iterable[str]], Iterator[tuple[str, Any]]]
"""Yields those of the cells that are wrong, each with what is wrong with it."""
Say = Callable[[dict[str, Any], Any], Breach]
"""Describes a row, given what is wrong with its cell."""
LONG: Final = 1 << 16
"""Number of rows above which a column with many errors is split in half."""
ALIKE: Final = 0.6
ALIKE_SOURCES: Final = 0.85
"""How similar a code must be to be suggested; identifiers of sources are similar anyway."""
AREAS_SHOWN: Final = 3
"""Most areas of the same name that a suggestion lists."""


def cell_findings(frame: pd.DataFrame, model: type[Table], blamed: ReportedCells) -> list[Finding]:
    """Check the form of every cell; `blamed` is updated as in `run_checks`."""
    findings = []
    for name, column in columns(model).items():

        def say(row: dict[str, Any], problem: tuple[Rule, dict[str, str]], name: str = name) -> Breach:
            rule, facts = problem
            return name, rule, {"cell": row[name], "column": name, **facts}

        findings += _column_findings(frame, name, partial(_problems, column=column), say, blamed)
    return findings


def reference_findings(frame: pd.DataFrame, model: type[Table], registry: Registry, blamed: ReportedCells) -> list[Finding]:
    """Check that every code in a table is known; `blamed` is updated as in `run_checks`."""
    findings = []
    for name, column in columns(model).items():
        if column.references:
            meant = cache(partial(_meant, column=column, registry=registry))

            def say(row: dict[str, Any], entry: str, column: Column = column, meant: Callable[[str, str, str], str] = meant) -> Breach:
                beside = (row.get("area_name", ""), row.get("file", "")) if column.references == "areas" else ("", "")
                facts = _unknown_facts(entry, meant(entry, *beside), column, row.get("more", 0))
                return column.name, UNKNOWN, {"column": column.name, **facts}

            judge = partial(_unknown, column=column, registry=registry)
            findings += _column_findings(frame, name, judge, say, blamed, once=column.references == "sources")
    return findings


def _column_findings(frame: pd.DataFrame, name: str, judge: Judge, say: Say, blamed: ReportedCells, *, once: bool = False) -> list[Finding]:
    """Check the cells of a column. A long column with many errors is split in half, because only the first ones of each file are reported.

    With `once`, a cell that is wrong in many rows of a file is reported once, with the number of the others as `more`.
    """
    usable = blamed.in_open_files(frame)
    most = MOST_FINDINGS if len(usable) > LONG else None
    taken = list(islice(judge(usable[name].unique().tolist()), most))
    if len(taken) == most:
        middle = len(usable) // 2
        halves = (usable.iloc[:middle], usable.iloc[middle:])
        return [finding for half in halves for finding in _column_findings(half, name, judge, say, blamed, once=once)]
    if not taken:
        return []
    wrong = dict(taken)
    broken = where(usable, usable[name].isin(list(wrong)).to_numpy())
    if once:
        first = ~broken.duplicated(["path", name])
        for position in broken.index[~first]:
            blamed.mark(position, name)
        more = broken.groupby(["path", name], sort=False, observed=True)[name].transform("size") - 1
        broken = broken.assign(more=more)[first]
    return blamed.report(broken, lambda row: say(row, wrong[row[name]]))


def keeps_form(cell: str, column: Column, registry: Registry) -> bool:
    """Whether a cell is valid in a column: its form, and its codes if it holds any."""
    return not any(_problems([cell], column)) and not (column.references and any(_unknown([cell], column, registry)))


def _problems(cells: Iterable[str], column: Column) -> Iterator[tuple[str, tuple[Rule, dict[str, str]]]]:
    """Yield each cell of a column that breaks a rule, with the first rule that it breaks and the facts.

    The form of codes is not checked here: `reference_findings` reports unknown codes and suggests one.
    """
    form = re.compile(column.pattern)
    for cell in cells:
        if problem := _text_problem(cell, column) or (spreadsheet_damage(cell, column, form.fullmatch(cell) is not None) if cell else None):
            yield cell, problem
        elif not cell:
            if not column.nullable:
                yield cell, (BLANK, _wanted_facts(column, cell))
        elif not (column.references or form.fullmatch(cell)):
            yield cell, (FORM, _wanted_facts(column, cell))
        elif column.form in DATES and not _is_in_calendar(cell):
            yield cell, (NOT_IN_CALENDAR, _wanted_facts(column, cell))


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
    if guarded := TEXT_GUARD.fullmatch(cell):
        return GUARDED, {"meant": guarded[1]}
    if column.form not in ANY_TEXT and column.name != PRINTED:
        mixed_only = column.form == "text" and column.name not in NAMES
        if letter := find_look_alike(cell, mixed_only=mixed_only):
            return LOOK_ALIKE, look_alike_facts(letter)
    if cell.startswith(("=", "+", "-", "@")) and column.form not in NUMBERS:
        return FORMULA, {}
    return None


def look_alike_facts(letter: LookAlike) -> dict[str, str]:
    """Return the facts of a message about two letters that look alike."""
    points = {"seen_point": f"{ord(letter.seen):04X}", "meant_point": f"{ord(letter.meant):04X}"}
    return {"seen": letter.seen, "meant": letter.meant, **points}


def _is_hidden(character: str) -> bool:
    """Whether a character is invisible or misleading: line breaks, NUL, zero-width and bidirectional marks, unusual spaces."""
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Zs"} and character != " "


def _is_in_calendar(text: str) -> bool:
    try:
        read_moment(text)
    except PeriodError:
        return False
    return True


def _wanted_facts(column: Column, cell: str) -> dict[str, str]:
    en, vi = hint_for(column, cell)
    return {"wanted_en": en, "wanted_vi": vi}


def _unknown_facts(entry: str, meant: str, column: Column, more: int) -> dict[str, str]:
    (where_en, where_vi), name = registry_of(column), key_named(column)
    facts = {"cell": entry, "registry_en": where_en, "registry_vi": where_vi, "more_en": "", "more_vi": ""}
    if more:
        facts |= {"more_en": f" (other rows of this file with it: {more})", "more_vi": f" (số dòng khác của tệp cũng ghi vậy: {more})"}
    en, vi = f"choose a code from the column `{name}` of that file", f"chọn một mã ở cột `{name}` của tệp đó"
    if meant:
        en, vi = f"type {meant} if that is meant; else {en}", f"nếu ý bạn là {meant} thì ghi {meant}; nếu không thì {vi}"
    if column.references == "sources":
        en, vi = f"{en}; a new source is registered there first (`new source`)", f"{vi}; nguồn mới thì đăng ký ở đó trước (`new source`)"
    return {**facts, "meant_en": en, "meant_vi": vi}


def _meant(entry: str, area_name: str, file: str, *, column: Column, registry: Registry) -> str:
    """Return the code that an unknown one most likely stands for: by the name beside it, or by its own spelling."""
    if column.references == "areas":
        named = registry.areas_named.get(fold(area_name)) or registry.areas_named.get(fold(entry), [])
        here = [area for area in named if registry.file_of(area) == file]
        if named:
            return ", ".join((here or named)[:AREAS_SHOWN])
    if column.many:
        codes = [code for code in re.split(r"[\s,/|+]+", entry) if code]
        if len(codes) > 1 and registry.keys(column.references).keys() >= set(codes):
            return ";".join(dict.fromkeys(codes))
    names: dict[str, str] = {}
    for code, record in registry.keys(column.references).items():
        for name in filter(None, (code, *_names(record))):
            names.setdefault(name, code)
    return names.get(suggest(entry, names, cutoff=ALIKE_SOURCES if column.references == "sources" else ALIKE), "")


def _names(record: Record) -> Iterator[str]:
    """Yield the names of a code, and the words that print it."""
    yield from (record.get("name_en", ""), record.get("name_vi", ""))
    yield from split(record.get("printed", ""))
