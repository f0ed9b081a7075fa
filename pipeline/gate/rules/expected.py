"""What a coder should type into a column, in both languages; rules about cells show it as the fix."""

import re
from typing import Final

from pipeline.language.quantity import DECIMAL_MARKS, QuantityError, read_numeral
from schemas import REGISTRIES
from schemas.base import FORMS, Column, header_of

Sentence = tuple[str, str]
"""The same in English and in Vietnamese."""

HINTS: Final[dict[str, Sentence]] = {
    "area_name": ("the Vietnamese name of the area, as Lạng Sơn", "tên tiếng Việt của địa bàn, ví dụ Lạng Sơn"),
    "period": (
        "the time of the figure: 2023, 2024-06, 2025-03-25, or start/end as 2014/2024",
        "thời kỳ của số liệu: 2023, 2024-06, 2025-03-25, hoặc đầu/cuối như 2014/2024",
    ),
    "as_printed": (
        "the number and its unit as the source prints them, as 14.009,3 tỷ đồng",
        "số và đơn vị đúng như nguồn in, ví dụ 14.009,3 tỷ đồng",
    ),
    "title": (
        "the title of the article; in square brackets if you supply it",
        "tên bài; đặt trong ngoặc vuông nếu bạn tự đặt",
    ),
    "coder": ("the name or initials of who read the source", "tên hoặc chữ viết tắt tên của người đọc nguồn"),
    "name_vi": ("the Vietnamese name", "tên tiếng Việt"),
    "name_en": ("the English name", "tên tiếng Anh"),
    "legal_basis": ("the act, as Decision 749/QD-LDTBXH", "văn bản pháp lý, ví dụ Quyết định 749/QĐ-LĐTBXH"),
    "definition": ("a sentence on what counts and what does not", "một câu cho biết tính những gì và không tính những gì"),
    "printed": (
        "the words that print it, joined by semicolons, as hộ;households",
        "các từ dùng khi in, nối bằng dấu chấm phẩy, ví dụ hộ;households",
    ),
    "note": ("a few words of your own on which figure it is", "vài lời của bạn cho biết đó là số liệu nào"),
    "reason": ("why the row was withdrawn", "lý do rút dòng"),
}
"""Columns of free text that must be filled."""


def hint_for(column: Column, cell: str = "") -> Sentence:
    """Return what belongs in a column; if `cell` is another spelling of a number, that number."""
    if column.form in {"decimal", "integer"} and (plain := plain_number(cell)):
        return plain, plain
    if column.options:
        listed = ", ".join(column.options)
        return (f"one of {listed}", f"một trong các giá trị {listed}") if len(column.options) > 1 else (listed, listed)
    if column.references:
        (en, vi), name = registry_of(column), key_named(column)
        return f"a code from the column `{name}` of {en}", f"một mã ở cột `{name}` của {vi}"
    return HINTS.get(column.name) or (FORMS[column.form].en, FORMS[column.form].vi)


def registry_of(column: Column) -> Sentence:
    """Return the file that lists the codes of a column."""
    table, _, part = column.references.partition(":")
    file = f"data/raw/{table}.csv"
    return (f"{file} (its rows with `list` {part})", f"{file} (các dòng có `list` là {part})") if part else (file, file)


def key_named(column: Column) -> str:
    """Return the column of that file that holds the codes."""
    table, _, part = column.references.partition(":")
    return "code" if part else header_of(REGISTRIES[table])[0]


def plain_number(cell: str) -> str:
    """Return a number in plain digits if it can be read in one way only: `14.009,3` gives `14009.3`, but `1,234` nothing."""
    numeral = cell.removesuffix("%").strip()
    if not re.fullmatch(r"[0-9][0-9., ]*[0-9]", numeral):
        return ""
    readings = set()
    for decimal_mark in DECIMAL_MARKS:
        try:
            readings.add(f"{read_numeral(numeral, decimal_mark):f}")
        except QuantityError:
            continue
    return readings.pop() if len(readings) == 1 else ""
