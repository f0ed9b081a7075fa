"""The Table Schemas in docs/table-schema: current, of the specification's form, and true of the hand-coded tables."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.editing.table_schema import PROFILE, TABLE_SCHEMA
from pipeline.foundation.paths import RAW
from schemas import RAW as TABLES
from schemas.base import header_of

TYPES = {"string", "number", "integer", "date", "year"}
"""Types of the specification that the tables need."""
CONSTRAINTS = {"required": bool, "enum": list, "pattern": str, "minimum": int, "maximum": int}
KEYS = {"$schema", "description", "fields", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys"}


@pytest.fixture(params=sorted(TABLES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(name: str) -> dict[str, Any]:
    return dict(json.loads((TABLE_SCHEMA / f"{name}.json").read_text(encoding="utf-8")))


def files_of(name: str) -> list[Path]:
    folder = RAW / name
    return sorted(folder.rglob("*.csv"))[:20] if folder.is_dir() else [RAW / f"{name}.csv"]


def keys_of(schema: dict[str, Any]) -> list[list[str]]:
    return [schema["primaryKey"]] if "primaryKey" in schema else list(schema["uniqueKeys"])


def test_the_committed_schemas_are_what_the_models_say(tmp_path: Path) -> None:
    assert main(["table-schema", str(tmp_path / "new" / "folder")]) == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "new" / "folder").iterdir()}
    assert written == {path.name: path.read_bytes() for path in TABLE_SCHEMA.iterdir()}, "run: python -m pipeline table-schema"


def test_a_schema_has_the_keys_of_the_specification(name: str) -> None:
    schema = read(name)
    assert set(schema) <= KEYS
    assert schema["$schema"] == PROFILE
    assert schema["missingValues"] == [""]
    assert ("primaryKey" in schema) != ("uniqueKeys" in schema)


def test_its_fields_are_the_columns_with_a_known_type_and_a_description(name: str) -> None:
    fields = read(name)["fields"]
    assert [field["name"] for field in fields] == header_of(TABLES[name])
    for field in fields:
        assert set(field) <= {"name", "type", "description", "constraints"}
        assert field["type"] in TYPES
        assert field["description"]
        for constraint, value in field.get("constraints", {}).items():
            assert isinstance(value, CONSTRAINTS[constraint])
            assert constraint not in {"minimum", "maximum"} or field["type"] == "integer"
            assert constraint not in {"enum", "pattern"} or field["type"] == "string"


def test_its_patterns_are_of_the_syntax_of_xml_schema(name: str) -> None:
    for field in read(name)["fields"]:
        pattern = field.get("constraints", {}).get("pattern", "")
        assert not re.search(r"\(\?|[\^$]|\\(?![sd.])", re.sub(r"\[\^", "[", pattern)), pattern


def test_its_keys_name_columns_and_its_references_columns_of_other_tables(name: str) -> None:
    schema = read(name)
    header = header_of(TABLES[name])
    assert all(set(key) <= set(header) for key in keys_of(schema))
    for foreign in schema.get("foreignKeys", []):
        assert set(foreign) == {"fields", "reference"}
        assert set(foreign["fields"]) <= set(header)
        target = foreign["reference"].get("resource", name)
        assert set(foreign["reference"]["fields"]) <= set(header_of(TABLES[target]))


def test_the_hand_coded_rows_keep_its_constraints(name: str) -> None:
    schema = read(name)
    for path in files_of(name):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for field in schema["fields"]:
            for cell in {row[field["name"]] for row in rows}:
                assert keeps(cell, field), (path, field["name"], cell)
        for key in keys_of(schema):
            assert len({tuple(row[column] for column in key) for row in rows}) == len(rows)


def keeps(cell: str, field: dict[str, Any]) -> bool:
    """Whether the text of a cell keeps the constraints of a field."""
    constraints = field.get("constraints", {})
    if not cell:
        return not constraints.get("required", False)
    if field["type"] == "integer" and not constraints["minimum"] <= int(cell) <= constraints["maximum"]:
        return False
    return cell in constraints.get("enum", [cell]) and re.fullmatch(constraints.get("pattern", r"[\s\S]*"), cell) is not None
