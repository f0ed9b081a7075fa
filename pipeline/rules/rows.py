"""Rules that one row of `observations` keeps, in the order of cause."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

import pandas as pd

from pipeline.names import fold
from pipeline.params import load_params
from pipeline.periods import Moment, Period, PeriodError, read_period
from pipeline.quantity import Quantity, QuantityError, read_quantity
from pipeline.registry import Registry, Unit, split
from pipeline.rules.catalogue import Check, breaches, check, did_you_mean, records_of

ROW_CHECKS: Final[list[Check]] = []


def add_readings(rows: pd.DataFrame, registry: Registry, evidence: pd.DataFrame) -> pd.DataFrame:
    """Add what the rules judge by: `quantity` and `when` (or the errors that reading them gives), `proof` and `proven`.

    `proof` is the evidence of the row or None; `proven` says whether as_printed is what it proves, None without it.
    """
    marks = {source: record["decimal_mark"] for source, record in registry.sources.items()}
    printed = [(text, marks.get(source, "comma")) for text, source in zip(rows["as_printed"], rows["source_id"], strict=True)]
    quantities = {key: _read_quantity(*key) for key in set(printed)}
    periods = {text: _read_period(text) for text in set(rows["period"])}
    known = {proof["obs_id"]: proof for proof in records_of(evidence)}
    proofs = [known.get(f"{source}.{item}") for source, item in zip(rows["source_id"], rows["item"], strict=True)]
    proven = [
        None if proof is None else proof["printed_sha256"] == digest_of(text)
        for proof, text in zip(proofs, rows["as_printed"], strict=True)
    ]
    readings = {
        "quantity": [quantities[key] for key in printed],
        "when": [periods[text] for text in rows["period"]],
        "proof": proofs,
        "proven": proven,
    }
    return rows.assign(**{name: pd.Series(values, index=rows.index, dtype=object) for name, values in readings.items()})


def digest_of(text: str) -> str:
    """Return the sha256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()


def _read_quantity(printed: str, decimal_mark: str) -> Quantity | QuantityError:
    try:
        return read_quantity(printed, decimal_mark)
    except QuantityError as error:
        return error


def _read_period(text: str) -> Period | PeriodError:
    try:
        return read_period(text)
    except PeriodError as error:
        return error


@check(
    ROW_CHECKS,
    "V201",
    reads=["area_name", "ref_area"],
    en="“{area_name}” is not the name of {ref_area}, which is {known}",
    vi="“{area_name}” không phải tên của {ref_area}; đó là {known}",
    fix_en="correct `{blamed}`: {meant_en}",
    fix_vi="sửa `{blamed}`: {meant_vi}",
)
def name_agrees_with_code(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """The code is blamed where the name is, letter by letter, that of another area of the file; else the name."""
    agree = (name in registry.spellings[area] for name, area in zip(rows["area_name"], rows["ref_area"], strict=True))
    return breaches(rows, (not fits for fits in agree), lambda row: _name_facts(row, registry))


def _name_facts(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    known = registry.areas[row["ref_area"]]["name_vi"]
    here = [area for area in registry.areas_named.get(fold(row["area_name"]), []) if registry.file_of(area) == row["file"]]
    code_is_wrong = any(row["area_name"] in registry.spellings[area] for area in here)
    meant = did_you_mean(", ".join(here) if code_is_wrong else known)
    return {"known": known, "blamed": "ref_area" if code_is_wrong else "area_name", **meant}


@check(
    ROW_CHECKS,
    "V202",
    reads=["ref_area"],
    en="{ref_area} does not belong to this file",
    vi="{ref_area} không thuộc tệp này",
    fix_en="move the row to data/raw/observations/{belongs}, or correct the code",
    fix_vi="chuyển dòng sang data/raw/observations/{belongs}, hoặc sửa mã",
)
def area_belongs_to_file(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    belongs = {area: registry.file_of(area) for area in rows["ref_area"].unique()}
    wrong = (belongs[area] != file for area, file in zip(rows["ref_area"], rows["file"], strict=True))
    return breaches(rows, wrong, lambda row: {"belongs": belongs[row["ref_area"]]})


@check(
    ROW_CHECKS,
    "V204",
    reads=["as_printed"],
    en="“{as_printed}” cannot be read as a quantity: {reason_en}",
    vi="không đọc được “{as_printed}” như một số lượng: {reason_vi}",
    fix_en="copy the number and its unit exactly as the source prints them",
    fix_vi="chép số và đơn vị đúng như nguồn in",
)
def printed_reads(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, (isinstance(quantity, QuantityError) for quantity in rows["quantity"]), lambda row: _reasons(row["quantity"]))


def _reasons(error: QuantityError | PeriodError) -> dict[str, str]:
    return {"reason_en": error.en, "reason_vi": error.vi}


@check(
    ROW_CHECKS,
    "V205",
    reads=["unit", "as_printed"],
    en="“{as_printed}” does not print the unit {unit}",
    vi="“{as_printed}” không in đơn vị {unit}",
    fix_en="correct the unit: {meant_en}; a new printed form goes into data/raw/units.csv",
    fix_vi="sửa đơn vị: {meant_vi}; cách in mới thì thêm vào data/raw/units.csv",
)
def unit_is_the_printed_one(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    agree = (_prints(quantity, registry.units[unit]) for quantity, unit in zip(rows["quantity"], rows["unit"], strict=True))
    return breaches(rows, (not fits for fits in agree), lambda row: did_you_mean(_printed_unit(row, registry)))


def _prints(quantity: Quantity, unit: Unit) -> bool:
    return unit.prints(quantity.unit) or (unit.base == "VND" and quantity.scaled and not quantity.unit)


def _printed_unit(row: dict[str, Any], registry: Registry) -> str:
    """Return the unit that as_printed names: if there are several, one that the indicator takes and that gives the value."""
    quantity = row["quantity"]
    record = registry.indicators.get(row["indicator"])
    fitting = registry.indicator_units(row["indicator"]) if record else set()

    def merit(unit: Unit) -> tuple[bool, bool]:
        return unit.base in fitting, row["value"] == f"{quantity.value.scaleb(-unit.power):f}"

    named = [unit for unit in registry.units.values() if _prints(quantity, unit)]
    return max(named, key=merit).code if named else ""


@check(
    ROW_CHECKS,
    "V206",
    reads=["indicator", "unit", "as_printed"],
    en="{indicator} is not measured in {unit}",
    vi="{indicator} không đo bằng {unit}",
    fix_en="correct `{blamed}`; {indicator} takes {takes}",
    fix_vi="sửa `{blamed}`; {indicator} dùng {takes}",
)
def unit_fits_indicator(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """The unit is blamed where another one, printed in the same words, fits; else the indicator."""
    takes = {indicator: registry.indicator_units(indicator) for indicator in rows["indicator"].unique()}
    wrong = (registry.units[unit].base not in takes[indicator] for unit, indicator in zip(rows["unit"], rows["indicator"], strict=True))

    def facts(row: dict[str, Any]) -> dict[str, str]:
        allowed = takes[row["indicator"]]
        worded = any(unit.base in allowed and _prints(row["quantity"], unit) for unit in registry.units.values())
        return {"blamed": "unit" if worded else "indicator", "takes": ", ".join(sorted(allowed))}

    return breaches(rows, wrong, facts)


@check(
    ROW_CHECKS,
    "V203",
    reads=["value", "as_printed", "unit"],
    en="“{as_printed}” is {printed_value} {base}, `value` and `unit` say {typed_value}",
    vi="“{as_printed}” là {printed_value} {base}, còn `value` và `unit` ghi {typed_value}",
    fix_en="read the source again and correct `{blamed}`{should}",
    fix_vi="đọc lại nguồn và sửa `{blamed}`{should}",
)
def printed_equals_value(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Blamed are: the unit, if another power of ten makes it right; as_printed, if it is not what was proven; else the value."""
    powers = {code: unit.power for code, unit in registry.units.items()}
    typed = (Decimal(value).scaleb(powers[unit]) for value, unit in zip(rows["value"], rows["unit"], strict=True))
    wrong = (quantity.value != value for quantity, value in zip(rows["quantity"], typed, strict=True))
    return breaches(rows, wrong, lambda row: _inequality(row, registry))


def _inequality(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    unit, printed, typed = registry.units[row["unit"]], row["quantity"].value, Decimal(row["value"])
    blamed, should = "value", f": {printed.scaleb(-unit.power).normalize():f}"
    fitting = [other.code for other in registry.units.values() if other.base == unit.base and typed.scaleb(other.power) == printed]
    if fitting:
        blamed, should = "unit", f": {fitting[0]}"
    elif row["proven"] is False:
        blamed, should = "as_printed", ""
    return {
        "blamed": blamed,
        "should": should,
        "base": unit.base,
        "printed_value": f"{printed:,f}",
        "typed_value": f"{typed.scaleb(unit.power):,f}",
    }


@check(
    ROW_CHECKS,
    "V207",
    reads=["period"],
    en="{reason_en}",
    vi="{reason_vi}",
    fix_en="write 2023, 2024-06, 2025-03-25, or start/end with .. for an open end",
    fix_vi="ghi 2023, 2024-06, 2025-03-25, hoặc đầu/cuối với .. cho đầu để trống",
)
def period_reads(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, (isinstance(when, PeriodError) for when in rows["when"]), lambda row: _reasons(row["when"]))


@check(
    ROW_CHECKS,
    "V208",
    reads=["period", "indicator"],
    en="{indicator} is a {kind}; “{period}” is {found_en}",
    vi="{indicator} thuộc loại {kind}; “{period}” là {found_vi}",
    fix_en="give a stock, rate or ratio a day, month or year, and a flow a year, month or start/end",
    fix_vi="với stock, rate, ratio ghi ngày, tháng hoặc năm; với flow ghi năm, tháng hoặc đầu/cuối",
)
def period_fits_kind(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    kinds = {indicator: registry.indicators[indicator]["kind"] for indicator in rows["indicator"].unique()}
    wrong = (
        _is_day(when) if kinds[indicator] == "flow" else when.interval
        for when, indicator in zip(rows["when"], rows["indicator"], strict=True)
    )

    def facts(row: dict[str, Any]) -> dict[str, str]:
        en, vi = ("a span", "một khoảng thời gian") if row["when"].interval else ("one day", "một ngày")
        return {"kind": kinds[row["indicator"]], "found_en": en, "found_vi": vi}

    return breaches(rows, wrong, facts)


def _is_day(when: Period) -> bool:
    return not when.interval and when.first_day == when.last_day


@check(
    ROW_CHECKS,
    "V209",
    reads=["period", "source_id"],
    en="“{period}” lies after the source was published ({published})",
    vi="“{period}” sau ngày nguồn được công bố ({published})",
    fix_en="correct the period, or flag the row TARGET if the figure is a plan",
    fix_vi="sửa thời kỳ, hoặc gắn cờ TARGET nếu đó là chỉ tiêu",
)
def period_before_publication(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    moments = {source: registry.published(source) for source in rows["source_id"].unique()}
    wrong = (
        _is_after(when, moments[source]) and "TARGET" not in split(flags)
        for when, source, flags in zip(rows["when"], rows["source_id"], rows["flags"], strict=True)
    )
    return breaches(rows, wrong, lambda row: {"published": registry.sources[row["source_id"]]["published_on"]})


def _is_after(when: Period, published: Moment | None) -> bool:
    latest = when.end or when.start
    return published is not None and latest is not None and latest.first > published.last


@check(
    ROW_CHECKS,
    "V210",
    reads=["period", "ref_area"],
    en="{ref_area} exists from {first} to {last}; “{period}” ends outside",
    vi="{ref_area} tồn tại từ {first} đến {last}; “{period}” kết thúc ngoài khoảng đó",
    fix_en="correct the period, or use the area of the other map",
    fix_vi="sửa thời kỳ, hoặc dùng đơn vị của bản đồ kia",
)
def area_valid_in_period(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    validity = {area: registry.validity(area) for area in rows["ref_area"].unique()}
    wrong = (not _ends_within(when, *validity[area]) for when, area in zip(rows["when"], rows["ref_area"], strict=True))

    def facts(row: dict[str, Any]) -> dict[str, str]:
        first, last = validity[row["ref_area"]]
        return {"first": first.isoformat(), "last": last.isoformat()}

    return breaches(rows, wrong, facts)


def _ends_within(when: Period, first: date, last: date) -> bool:
    """Whether the end of a period, or its start where the end is open, touches the days from first to last."""
    moment = when.end or when.start
    return moment is not None and moment.last >= first and moment.first <= last


@check(
    ROW_CHECKS,
    "V211",
    reads=["value", "unit", "indicator"],
    en="{value} {unit} cannot be a value of {indicator}: {reason_en}",
    vi="{value} {unit} không thể là giá trị của {indicator}: {reason_vi}",
    fix_en="read the source again; if it prints so, code the row elsewhere or not at all",
    fix_vi="đọc lại nguồn; nếu nguồn in đúng như vậy thì không ghi vào chỉ tiêu này",
)
def value_in_range(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    reasons = [_out_of_range(*row, registry) for row in zip(rows["value"], rows["unit"], rows["indicator"], strict=True)]
    return breaches(rows, (reason is not None for reason in reasons), lambda row: _range_facts(row, registry))


def _range_facts(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    en, vi = _out_of_range(row["value"], row["unit"], row["indicator"], registry) or ("", "")
    return {"reason_en": en, "reason_vi": vi}


def _out_of_range(text: str, unit_code: str, indicator: str, registry: Registry) -> tuple[str, str] | None:
    unit, record = registry.units[unit_code], registry.indicators[indicator]
    value = Decimal(text).scaleb(unit.power)
    if record["minimum"] and value < Decimal(record["minimum"]):
        return f"the least is {record['minimum']}", f"nhỏ nhất là {record['minimum']}"
    if record["maximum"] and value > Decimal(record["maximum"]):
        return f"the most is {record['maximum']}", f"lớn nhất là {record['maximum']}"
    if unit.whole and value != value.to_integral_value():
        return "it must be a whole number", "phải là số nguyên"
    return None


@check(
    ROW_CHECKS,
    "V212",
    reads=["ref_area", "value", "unit", "indicator", "programme"],
    en="a {what_en} of the sensitive programme {sensitive} is withheld",
    vi="{what_vi} của chương trình nhạy cảm {sensitive} không được ghi",
    fix_en="remove the row and say so in data/raw/excluded.csv with reason DISCLOSURE, without the figure",
    fix_vi="xóa dòng và ghi vào data/raw/excluded.csv với lý do DISCLOSURE, không kèm số liệu",
)
def disclosure(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    implied = {indicator: registry.indicators[indicator]["programme"] for indicator in rows["indicator"].unique()}
    programmes = [coded or implied[indicator] for coded, indicator in zip(rows["programme"], rows["indicator"], strict=True)]
    sensitive = [code != "" and registry.programmes[code]["sensitive"] == "yes" for code in programmes]
    if not any(sensitive):
        return rows.iloc[:0]
    candidates = breaches(rows.assign(sensitive=programmes), sensitive, lambda row: _disclosed(row, registry))
    return candidates[candidates["blamed"] != ""]


def _disclosed(row: dict[str, Any], registry: Registry) -> dict[str, str]:
    unit, smallest = registry.units[row["unit"]], load_params().smallest_count
    if registry.areas[row["ref_area"]]["level"] == "commune":
        return {"blamed": "ref_area", "what_en": "figure below the district", "what_vi": "số liệu dưới cấp huyện"}
    if unit.whole and Decimal(row["value"]).scaleb(unit.power) < smallest:
        return {"blamed": "value", "what_en": f"count under {smallest}", "what_vi": f"số đếm dưới {smallest}"}
    return {"blamed": "", "what_en": "", "what_vi": ""}


IMPLIED: Final = ("programme", "channel", "funding")


@check(
    ROW_CHECKS,
    "V213",
    reads=["indicator", "programme", "channel", "funding"],
    en="{indicator} implies its {blamed} ({implied}); “{coded}” says it twice or otherwise",
    vi="{indicator} đã bao hàm {blamed} ({implied}); “{coded}” là ghi lặp hoặc trái",
    fix_en="leave `{blamed}` blank, or choose another indicator",
    fix_vi="để trống `{blamed}`, hoặc chọn chỉ tiêu khác",
)
def implied_is_blank(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    broken = []
    for column in IMPLIED:
        implied = {indicator: registry.indicators[indicator][column] for indicator in rows["indicator"].unique()}
        wrong = (coded != "" and implied[indicator] != "" for coded, indicator in zip(rows[column], rows["indicator"], strict=True))

        def facts(row: dict[str, Any], column: str = column, implied: dict[str, str] = implied) -> dict[str, str]:
            return {"blamed": column, "implied": implied[row["indicator"]], "coded": row[column]}

        broken.append(breaches(rows, wrong, facts))
    return pd.concat(broken)


@check(
    ROW_CHECKS,
    "V214",
    reads=["note", "period_basis"],
    en="the period is inferred, and no note says how",
    vi="thời kỳ là suy ra mà không có ghi chú cách suy",
    fix_en="say in `note` where the period was taken from",
    fix_vi="nêu ở `note` thời kỳ được lấy từ đâu",
)
def inferred_period_has_note(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return rows[(rows["period_basis"] == "inferred") & (rows["note"] == "")]


@check(
    ROW_CHECKS,
    "V215",
    reads=["note", "flags"],
    en="the flags “{flags}” have no note that says why",
    vi="cờ “{flags}” không có ghi chú giải thích",
    fix_en="say in `note` what is doubtful",
    fix_vi="nêu ở `note` điều gì còn nghi vấn",
)
def flags_have_note(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return rows[(rows["flags"] != "") & (rows["note"] == "")]


@check(
    ROW_CHECKS,
    "V216",
    reads=["bound", "as_printed"],
    en="“{as_printed}” prints the bound {printed_bound}, `bound` says “{bound}”",
    vi="“{as_printed}” in mức {printed_bound}, còn `bound` ghi “{bound}”",
    fix_en="write {printed_bound} in `bound`",
    fix_vi="ghi {printed_bound} vào `bound`",
)
def bound_is_the_printed_one(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    wrong = (quantity.bound not in {"", bound} for quantity, bound in zip(rows["quantity"], rows["bound"], strict=True))
    return breaches(rows, wrong, lambda row: {"printed_bound": row["quantity"].bound})


@check(
    ROW_CHECKS,
    "V217",
    reads=["standard", "indicator"],
    en="{indicator} does not depend on a poverty standard, “{standard}” is coded",
    vi="{indicator} không phụ thuộc chuẩn nghèo mà lại ghi “{standard}”",
    fix_en="leave `standard` blank",
    fix_vi="để trống `standard`",
)
def standard_where_it_counts(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    takes = {code for code, record in registry.indicators.items() if record["takes_standard"] == "yes"}
    wrong = (standard != "" and indicator not in takes for standard, indicator in zip(rows["standard"], rows["indicator"], strict=True))
    return breaches(rows, wrong)


@check(
    ROW_CHECKS,
    "V218",
    reads=["period"],
    en="“{period}” starts before {earliest}, when no figure of this dataset begins",
    vi="“{period}” bắt đầu trước {earliest}, sớm hơn mọi số liệu của bộ dữ liệu",
    fix_en="correct the start, or write .. if it is not printed",
    fix_vi="sửa đầu thời kỳ, hoặc ghi .. nếu nguồn không in",
)
def period_starts_late_enough(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    earliest = load_params().earliest_year
    starts = (when.first_day or when.last_day for when in rows["when"])
    return breaches(rows, (start.year < earliest for start in starts), lambda row: {"earliest": earliest})


@check(
    ROW_CHECKS,
    "V219",
    reads=["period", "period_basis", "source_id"],
    en="the period is inferred, and “{period}” ends more than a year before the source was published ({published})",
    vi="thời kỳ là suy ra, nhưng “{period}” kết thúc hơn một năm trước khi nguồn được công bố ({published})",
    fix_en="correct the period; what cannot be dated within a year is not coded but goes to data/raw/excluded.csv",
    fix_vi="sửa thời kỳ; số liệu không xác định được trong vòng một năm thì ghi vào data/raw/excluded.csv",
)
def inferred_period_is_near_publication(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    moments = {source: registry.published(source) for source in rows["source_id"].unique()}
    wrong = (
        basis == "inferred" and _is_long_before(when, moments[source])
        for when, basis, source in zip(rows["when"], rows["period_basis"], rows["source_id"], strict=True)
    )
    return breaches(rows, wrong, lambda row: {"published": registry.sources[row["source_id"]]["published_on"]})


def _is_long_before(when: Period, published: Moment | None) -> bool:
    return published is not None and when.last_day is not None and (published.first - when.last_day).days > DAYS_OF_YEAR


DAYS_OF_YEAR: Final = 366


@check(
    ROW_CHECKS,
    "V220",
    reads=["flags"],
    en="“{flags}” names a flag twice or none",
    vi="“{flags}” ghi trùng hoặc không ghi cờ nào",
    fix_en="write each flag once, joined by semicolons",
    fix_vi="ghi mỗi cờ một lần, nối bằng dấu chấm phẩy",
)
def flags_are_a_list(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    return breaches(rows, (flags != "" and not _is_list(flags) for flags in rows["flags"]))


def _is_list(cell: str) -> bool:
    entries = split(cell)
    return cell == ";".join(entries) and len(set(entries)) == len(entries) > 0


@check(
    ROW_CHECKS,
    "V221",
    severity="warning",
    reads=["as_printed", "locator", "source_id", "item"],
    en="`{blamed}` is not what was proven: the figure will be published as unverified",
    vi="`{blamed}` không còn như khi đã kiểm chứng: số liệu sẽ được công bố là chưa kiểm chứng",
    fix_en="whoever has the source's text runs `python -m pipeline verify`",
    fix_vi="người có văn bản nguồn chạy `python -m pipeline verify`",
)
def proof_still_holds(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    moved = [proof is not None and proof["locator"] != locator for proof, locator in zip(rows["proof"], rows["locator"], strict=True)]
    wrong = (away or proven is False for away, proven in zip(moved, rows["proven"], strict=True))
    return breaches(rows, wrong, lambda row: {"blamed": "as_printed" if row["proven"] is False else "locator"})
