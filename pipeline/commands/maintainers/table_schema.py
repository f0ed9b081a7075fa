"""The command `table-schema`."""

import argparse
from pathlib import Path

from pipeline.commands.parsing import Parser

HELP = {
    "en": "write a Table Schema (frictionless) of each hand-coded table",
    "vi": "ghi Table Schema (frictionless) của từng bảng nhập tay",
}


def arguments(parser: Parser) -> None:
    """Add the folder."""
    folder = parser.say("docs/table-schema if none is named", "không nêu thì là docs/table-schema")
    parser.add_argument("folder", nargs="?", type=Path, metavar=parser.say("DIR", "THƯ_MỤC"), help=folder)


def run(options: argparse.Namespace) -> int:
    """Write the schemas."""
    from pipeline.editing.table_schema import TABLE_SCHEMA, write_table_schemas

    write_table_schemas(options.folder or TABLE_SCHEMA)
    return 0
