"""How a column is declared once, and what is derived from the declaration.

Every table is a pandera model. Its fields carry the sentence, the unit, the SDMX concept and the form of each column;
the check of the hand-coded text, the typed check, the Arrow schema and the codebook are all read off the model.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, TypeAlias

import pandas as pd
import pandera.pandas as pa
import pyarrow

Date: TypeAlias = Annotated[pd.ArrowDtype, pyarrow.date32()]
"""A calendar day (Arrow date32)."""
Year: TypeAlias = pd.Int16Dtype
Count: TypeAlias = pd.Int32Dtype
Real: TypeAlias = pd.Float64Dtype
Flag: TypeAlias = pd.BooleanDtype
Texts: TypeAlias = Annotated[pd.ArrowDtype, pyarrow.list_(pyarrow.string())]
"""A list of texts."""


@dataclass(frozen=True, slots=True)
class Form:
    """How the text of a cell must look: a regular expression, and the sentence that says so."""

    pattern: str
    en: str
    vi: str


FORMS: Final[dict[str, Form]] = {
    "text": Form(r"[\s\S]+", "any text", "văn bản bất kỳ"),
    "identifier": Form(
        r"[a-z0-9]+(?:-[a-z0-9]+)*",
        "small letters a-z and digits joined by hyphens, as lang-son-2024",
        "chữ thường không dấu a-z và chữ số, nối bằng gạch nối, ví dụ lang-son-2024",
    ),
    "code": Form(
        r"[A-Za-z0-9_]+",
        "a code of letters without accents, digits and _, as VND_BN",
        "mã gồm chữ cái không dấu, chữ số và dấu gạch dưới, ví dụ VND_BN",
    ),
    "observation": Form(
        r"[a-z0-9]+(?:-[a-z0-9]+)*\.[1-9][0-9]{0,8}",
        "a `source_id`, a point and an `item`, as lang-son-2024.1",
        "`source_id`, dấu chấm và `item`, ví dụ lang-son-2024.1",
    ),
    "integer": Form(
        r"0|[1-9][0-9]{0,8}",
        "a whole number in digits, with nothing between thousands, as 1200",
        "số nguyên viết liền, không dấu phân cách hàng nghìn, ví dụ 1200",
    ),
    "ordinal": Form(
        r"[1-9][0-9]{0,8}",
        "a whole number from 1 on, that no other row of this source has",
        "số nguyên từ 1 trở lên, chưa dùng cho dòng nào khác của nguồn này",
    ),
    "power": Form(r"[0-9]|1[0-5]", "a whole number from 0 to 15, as 9 for billions", "số nguyên từ 0 đến 15, ví dụ 9 cho hàng tỷ"),
    "decimal": Form(
        r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?",  # together fewer digits than decimal arithmetic keeps
        "a number with a point before its decimals and nothing between thousands, as 14009.3",
        "số có dấu chấm trước phần thập phân, không dấu phân cách hàng nghìn, ví dụ 14009.3",
    ),
    "date": Form(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day as 2024-07-30", "ngày theo dạng năm-tháng-ngày, ví dụ 2024-07-30"),
    "moment": Form(
        r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?",
        "a year, month or day, as 2024, 2024-07 or 2024-07-30",
        "năm, tháng hoặc ngày, ví dụ 2024, 2024-07 hoặc 2024-07-30",
    ),
    "year": Form(r"[0-9]{4}", "a year as 2024", "năm gồm bốn chữ số, ví dụ 2024"),
    "yes_no": Form(r"yes|no", "yes or no", "yes hoặc no"),
    "locator": Form(
        r"p[1-9][0-9]{0,8}(?:#[1-9][0-9]{0,8})?|t[1-9][0-9]{0,8}|e",
        "p7 for the 7th paragraph, p7#2 if the number stands there twice, t1 for the 1st table, or e for an excerpt",
        "p7 cho đoạn thứ 7, p7#2 nếu là lần thứ hai số đó có trong đoạn, t1 cho bảng thứ 1, hoặc e cho trích đoạn",
    ),
    "sha256": Form(r"[0-9a-f]{64}", "the 64 digits 0-9 a-f that sha256sum prints", "64 ký tự 0-9 a-f mà lệnh sha256sum in ra"),
    "url": Form(
        r"https?://[^\s<>\"]+",
        "an address that starts with http:// or https:// and holds no space",
        "địa chỉ bắt đầu bằng http:// hoặc https://, không có dấu cách",
    ),
    "span": Form(r"[0-9]+-[0-9]+", "two character positions as 120-135", "hai vị trí ký tự, ví dụ 120-135"),
}
"""The forms that a column may ask for, by name."""


class Table(pa.DataFrameModel):
    """A table of the dataset: exactly these columns, in this order."""

    class Config:
        """Options of pandera."""

        strict = True
        ordered = True


def column(
    description: str,
    *,
    vi: str = "",
    concept: str = "",
    unit: str = "",
    form: str = "text",
    key: bool = False,
    references: str = "",
    many: bool = False,
    options: Sequence[str] = (),
    nullable: bool = False,
    **checks: Any,
) -> Any:
    """Declare a column.

    Args:
        description: one sentence for the codebook; ends with a full stop.
        vi: the same in Vietnamese, where coders fill the column by hand.
        concept: the SDMX concept or the term of another standard that it follows.
        unit: unit of measure of a number.
        form: key into FORMS, for hand-coded text.
        key: part of the key that identifies a row, by which the table is sorted.
        references: the registry whose key it holds (`areas`, `codes:channel`).
        many: holds several such keys, joined by semicolons.
        options: the only values allowed, besides blank if it is nullable.
        nullable: may be blank.
        checks: further checks of pandera.Field (`ge`, `le`, ...).
    """
    if options:
        checks["isin"] = list(options)
    metadata = {
        "description_vi": vi,
        "concept": concept,
        "unit": unit,
        "form": form,
        "key": key,
        "references": references,
        "many": many,
        "options": tuple(options),
    }
    return pa.Field(description=description, nullable=nullable, metadata=metadata, **checks)


@dataclass(frozen=True, slots=True)
class Column:
    """A declared column, read off its model."""

    name: str
    type: pyarrow.DataType
    nullable: bool
    description: str
    description_vi: str
    concept: str
    unit: str
    form: str
    key: bool
    references: str
    many: bool
    options: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """Regular expression for the text of a cell that is not blank."""
        if self.options:
            return "|".join(re.escape(option) for option in self.options)
        return FORMS[self.form].pattern


def header_of(model: type[Table]) -> list[str]:
    """Return the names of the columns of a model, in order; cheaper than `columns`."""
    own = (vars(base).get("__annotations__", {}) for base in reversed(model.__mro__) if issubclass(base, Table))
    return [name for annotations in own for name in annotations]


@cache
def columns(model: type[Table]) -> dict[str, Column]:
    """Return the columns of a model by name, in order."""
    found = {}
    for name, declared in model.to_schema().columns.items():
        found[name] = Column(
            name=name,
            type=_arrow_type(declared.dtype.type),
            nullable=declared.nullable,
            description=declared.description,
            **declared.metadata,
        )
    return found


def _arrow_type(dtype: Any) -> pyarrow.DataType:
    if isinstance(dtype, pd.ArrowDtype):
        return dtype.pyarrow_dtype
    names = {"Int16": pyarrow.int16(), "Int32": pyarrow.int32(), "Float64": pyarrow.float64(), "boolean": pyarrow.bool_()}
    return names.get(str(dtype), pyarrow.string())


def key_of(model: type[Table]) -> list[str]:
    """Return the names of the key columns."""
    return [name for name, column in columns(model).items() if column.key]


def arrow_schema(model: type[Table]) -> pyarrow.Schema:
    """Return the Arrow schema of a table: what it holds as its metadata, and a description on every field."""
    fields = [
        pyarrow.field(column.name, column.type, column.nullable, metadata=_field_metadata(column)) for column in columns(model).values()
    ]
    return pyarrow.schema(fields, metadata={"description": " ".join((model.__doc__ or "").split())})


def _field_metadata(column: Column) -> dict[str, str]:
    facts = {
        "description": column.description,
        "concept": column.concept,
        "unit": column.unit,
        "key": "yes" if column.key else "",
        "options": ", ".join(column.options),
    }
    return {name: fact for name, fact in facts.items() if fact}


def to_arrow(frame: pd.DataFrame, model: type[Table]) -> pyarrow.Table:
    """Validate a typed frame by its model and return it as an Arrow table, sorted by its key.

    Raises:
        pandera.errors.SchemaErrors: the frame breaks its model.
    """
    schema = arrow_schema(model)
    valid = model.validate(frame, lazy=True).sort_values(key_of(model))
    return pyarrow.Table.from_pandas(valid, schema=schema, preserve_index=False).cast(schema).replace_schema_metadata(schema.metadata)


def as_frame(rows: Sequence[Mapping[str, Any]], model: type[Table]) -> pd.DataFrame:
    """Return rows as a frame of the types of their model."""
    dtypes = {name: declared.dtype.type for name, declared in model.to_schema().columns.items()}
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=dtypes[name]) for name in header_of(model)})


def typed(text: pd.DataFrame, model: type[Table]) -> pd.DataFrame:
    """Turn hand-coded text that passed the check into the types of its model; a blank becomes null.

    Raises:
        ValueError: a cell is not of its form.
    """
    dtypes = {name: declared.dtype.type for name, declared in model.to_schema().columns.items()}
    return pd.DataFrame(
        {name: pd.Series(_read_cells(text[name], column.type), dtype=dtypes[name]) for name, column in columns(model).items()}
    )


def _read_cells(cells: pd.Series, arrow_type: pyarrow.DataType) -> list[Any]:
    read: Callable[[str], Any] = str
    if pyarrow.types.is_date(arrow_type):
        read = date.fromisoformat
    elif pyarrow.types.is_integer(arrow_type):
        read = int
    elif pyarrow.types.is_floating(arrow_type):
        read = float
    return [read(cell) if cell else None for cell in cells]
