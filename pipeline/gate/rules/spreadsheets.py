"""What spreadsheet programs do to cells: dates, exponents, error values and other changes of what was typed."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from pipeline.foundation.findings import Rule, declare
from schemas.base import Column

ERROR_VALUE = declare(
    "V109",
    "“{cell}” in `{column}` is what a program writes when it has no value",
    "“{cell}” ở `{column}` là giá trị lỗi hoặc trống do phần mềm ghi",
    "type the cell again from the source, as text, without a formula; leave it blank if this column may be blank",
    "gõ lại ô theo nguồn, dạng văn bản, không dùng công thức; để trống nếu cột cho phép",
)
TOO_NARROW = declare(
    "V110",
    "“{cell}” in `{column}`: the column was too narrow when the spreadsheet was copied or saved, and its content is lost",
    "“{cell}” ở `{column}`: cột quá hẹp khi sao chép hoặc lưu bảng tính, nội dung ô đã mất",
    "widen the column, format it as Text, and type the cell again from the source",
    "mở rộng cột, định dạng là Văn bản (Text), rồi gõ lại ô theo nguồn",
)
DATE = declare(
    "V111",
    "“{cell}” in `{column}` is a date as a spreadsheet writes it, or a number that it turned into a date",
    "“{cell}” ở `{column}` là ngày viết theo kiểu bảng tính (có thể vốn là một con số)",
    "type it again as the source has it{meant_en}; first format the column as Text, or use the template; import a CSV "
    "instead of opening it",
    "gõ lại theo nguồn{meant_vi}; trước đó định dạng cột là Văn bản (Text) hoặc dùng tệp mẫu; nhập (import) tệp CSV thay vì mở trực tiếp",
)
EXPONENT = declare(
    "V112",
    "“{cell}” in `{column}`: a spreadsheet shortened a long number, and its last digits are lost",
    "“{cell}” ở `{column}`: bảng tính đã rút gọn số dài, các chữ số cuối bị mất",
    "type the number again from the source, with all its digits, in a column that is formatted as Text",
    "gõ lại số theo nguồn với đủ chữ số, trong cột định dạng là Văn bản (Text)",
)
TRUE_OR_FALSE = declare(
    "V113",
    "“{cell}” in `{column}` is a truth value that a spreadsheet made of what was typed",
    "“{cell}” ở `{column}` là giá trị đúng/sai do bảng tính tự đổi",
    "type the cell again{meant_en}, in a column that is formatted as Text",
    "gõ lại ô{meant_vi}, trong cột định dạng là Văn bản (Text)",
)
NUMBER_FORMAT = declare(
    "V114",
    "“{cell}” in `{column}` is a number formatted as in a spreadsheet or in print",
    "“{cell}” ở `{column}` là số theo cách bảng tính hoặc bản in trình bày",
    "type only digits and a decimal point, as in 14009.3 or 40988; format the column as Text so that it stays that way",
    "gõ lại chỉ với dấu chấm cho phần thập phân, ví dụ 14009.3 hoặc 40988; định dạng cột là Văn bản (Text) để giữ nguyên",
)
FULL_WIDTH = declare(
    "V115",
    "“{cell}” in `{column}` has full-width characters, which an East Asian keyboard types",
    "“{cell}” ở `{column}` có ký tự có độ rộng đầy đủ (full-width) của bàn phím Đông Á",
    "type it with ordinary characters: {meant}",
    "gõ lại bằng ký tự thường: {meant}",
)
LOST_LETTERS = declare(
    "V116",
    "“{cell}” in `{column}` has question marks or other signs instead of letters: a spreadsheet saved the file in an "
    "encoding without Vietnamese",
    "“{cell}” ở `{column}` có dấu hỏi (?) thay cho chữ cái: bảng tính đã lưu tệp theo bảng mã không có tiếng Việt",
    "the letters are lost: restore the file or type the cell again, and save as “CSV UTF-8”",
    "chữ đã mất: khôi phục tệp hoặc gõ lại ô, và lưu dạng “CSV UTF-8”",
)
APOSTROPHE = declare(
    "V117",
    "“{cell}” in `{column}` starts with an apostrophe, which tells a spreadsheet that the cell is text",
    "“{cell}” ở `{column}` bắt đầu bằng dấu nháy đơn dùng để báo cho bảng tính đó là văn bản",
    "remove the apostrophe; format the column as Text instead",
    "xóa dấu nháy; thay vào đó định dạng cột là Văn bản (Text)",
)

GUARDED = declare(
    "V119",
    "“{cell}” in `{column}` is a formula that only wraps a text to keep the spreadsheet from changing it",
    "“{cell}” ở `{column}` là công thức chỉ bọc một văn bản để bảng tính giữ nguyên",
    "type {meant} alone, in a column that is formatted as Text; `python -m pipeline fix` does it",
    "chỉ ghi {meant}, trong cột định dạng là Văn bản (Text); `python -m pipeline fix` sẽ tự sửa",
)

Damage = tuple[Rule, dict[str, str]]
ERRORS: Final = frozenset(
    {
        *("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#ERROR!"),
        *("Err:502", "Err:504", "Err:508", "Err:509", "Err:522", "nan", "NaN", "NaT", "None", "NULL", "null", "<NA>"),
    }
)
"""What spreadsheets show for failed formulas, and programs for missing values."""
TRUTHS: Final = {"TRUE": "yes", "True": "yes", "true": "yes", "ĐÚNG": "yes", "FALSE": "no", "False": "no", "false": "no", "SAI": "no"}
PERIOD: Final = "period"
PRINTED: Final = "as_printed"
DAYS: Final = frozenset({"date", "moment", "year"})
NUMBERS: Final = frozenset({"decimal", "integer", "ordinal", "power"})
PLAIN: Final = NUMBERS | {"locator"}
"""Forms of columns that never hold dates."""
MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_DAY: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets."""
SERIALS: Final = range(20_000, 80_000)
"""Spreadsheet serial numbers of the days from 1954 to 2119."""
CENTURY: Final = 2000

_SPECIAL: Final = re.compile("[#'\ufffd?\uff01-\uff5e]|E[+-]?[0-9]")
"""Characters found in all damage except words, numbers and days; a quick first test."""
_WRITTEN_WELL: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_NARROW: Final = re.compile(r"#{3,}")
_EXPONENT: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]+")
_LOST: Final = re.compile(r"\ufffd|[^\W\d_]\?[^\W\d_]|\?[^\W\d_]\?")
_FULL_WIDTH: Final = re.compile("[\uff01-\uff5e]")
_NUMBER: Final = re.compile(r"-?(?:[0-9]{1,3}(?:[., \u00a0'][0-9]{3})+|[0-9]+)(?:[.,][0-9]*)?(?:[  ]?(?:%|₫|đ|VND))?")
_TIME: Final = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AP]M)?)?"
_THREE: Final = re.compile(rf"([0-9]{{1,2}})([/.-])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){_TIME}", re.IGNORECASE)
_YEAR_FIRST: Final = re.compile(rf"([0-9]{{4}})([/.-])([0-9]{{1,2}})(?:\2([0-9]{{1,2}}))?{_TIME}", re.IGNORECASE)
_MONTH_YEAR: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{4})")
_MONTH: Final = "(?:(" + "|".join(MONTH_NAMES) + r")[a-z]*|(?:thg|th|tháng)[ .]?([0-9]{1,2}))"
_NAMED: Final = re.compile(rf"(?:([0-9]{{1,2}})[ -])?{_MONTH}[ -]([0-9]{{4}}|[0-9]{{2}})", re.IGNORECASE)
_DAY_OF_MONTH: Final = re.compile(rf"[0-9]{{1,2}}-{_MONTH}", re.IGNORECASE)


def spreadsheet_damage(cell: str, column: Column, fits: bool) -> Damage | None:
    """Return how a spreadsheet damaged a cell, if it did.

    Args:
        cell: its text, not blank.
        column: its declaration.
        fits: whether the text has the form that the column requires.
    """
    if cell in TRUTHS and column.form != "text":
        return TRUE_OR_FALSE, _or_meant([TRUTHS[cell]] if column.form == "yes_no" else [])
    if cell in ERRORS:
        return ERROR_VALUE, {}
    if fits and column.form != "text":
        return None
    if _SPECIAL.search(cell) and (trace := _mark(cell, column)):
        return trace
    return _number_or_date(cell, column) if column.form != "text" or column.name in {PERIOD, PRINTED} else None


def _mark(cell: str, column: Column) -> Damage | None:
    """Find damage that shows in single characters; free text may contain some of them."""
    if _NARROW.fullmatch(cell):
        return TOO_NARROW, {}
    if _EXPONENT.fullmatch(cell) and column.form != "sha256":
        return EXPONENT, {}
    if column.form != "url" and _LOST.search(cell):
        return LOST_LETTERS, {}
    if column.form == "text" and column.name not in {PERIOD, PRINTED}:
        return None
    if cell.startswith("'"):
        return APOSTROPHE, {}
    if _FULL_WIDTH.search(cell):
        return FULL_WIDTH, {"meant": _FULL_WIDTH.sub(lambda found: chr(ord(found.group()) - 0xFEE0), cell)}
    return None


def _number_or_date(cell: str, column: Column) -> Damage | None:
    if column.name == PERIOD or column.form in DAYS:
        if _WRITTEN_WELL.fullmatch(cell):
            return None
        readings = list(dict.fromkeys(_days(cell)))
        return (DATE, _or_meant(readings)) if readings else None
    if column.form in PLAIN or (column.name == PRINTED and (cell[-1].isdigit() or "-" in cell)):
        if _THREE.fullmatch(cell) or _NAMED.fullmatch(cell) or _DAY_OF_MONTH.fullmatch(cell):
            return DATE, _or_meant([])
        if column.form in NUMBERS and _NUMBER.fullmatch(cell) and not re.fullmatch("0[0-9]*", cell):
            return NUMBER_FORMAT, {}
    return None


def _or_meant(readings: list[str]) -> dict[str, str]:
    """Return what may have been meant; all readings are listed, because only the source can tell."""
    if not readings:
        return {"meant_en": "", "meant_vi": ""}
    return {"meant_en": f" ({' or '.join(readings)}?)", "meant_vi": f" ({' hay '.join(readings)}?)"}


def _days(cell: str) -> Iterator[str]:
    """Yield, in ISO 8601, every way to read a cell as a wrongly written day or month."""
    if found := _THREE.fullmatch(cell):
        first, _, second, year = found.groups()
        for day, month in ((first, second), (second, first)):
            yield from _iso(year, month, day)
    elif found := _YEAR_FIRST.fullmatch(cell):
        year, _, month, day = found.groups()
        yield from (reading for reading in _iso(year, month, day) if reading != cell)
    elif found := _MONTH_YEAR.fullmatch(cell):
        yield from _iso(found[2], found[1], None)
    elif found := _NAMED.fullmatch(cell):
        day, name, number, year = found.groups()
        yield from _iso(year, str(MONTH_NAMES.index(name.lower()) + 1) if name else number, day)
    elif re.fullmatch(r"[0-9]{5}(?:[.,][0-9]+)?", cell) and int(cell[:5]) in SERIALS:
        yield (FIRST_DAY + timedelta(int(cell[:5]))).isoformat()


def _iso(year: str, month: str, day: str | None) -> Iterator[str]:
    """Yield the day or month if it exists; a day in 1905 as the year from which a date cell makes it."""
    try:
        found = date(int(year) + (CENTURY if len(year) == len("23") else 0), int(month), int(day or 1))
    except ValueError:
        return
    days = (found - FIRST_DAY).days
    if day and CENTURY - 100 < days < CENTURY + 100:
        yield str(days)
    else:
        yield found.isoformat() if day else found.isoformat()[: len("2023-12")]
