"""The command `add`."""

import argparse
from pathlib import Path

from pipeline.commands.parsing import Parser
from pipeline.commands.showing import add_colour, add_dry_run, show

HELP = {
    "en": "put the rows of a spreadsheet or CSV into the files of their provinces, if nothing is wrong",
    "vi": "đưa các dòng của bảng tính hoặc tệp CSV vào tệp của từng tỉnh, nếu không có gì sai",
}


def arguments(parser: Parser) -> None:
    """Add the file, and the options."""
    file = parser.say(
        "a workbook (.xlsx) or CSV with the columns of observations", "bảng tính (.xlsx) hoặc tệp CSV có các cột của observations"
    )
    parser.add_argument("file", type=Path, metavar=parser.say("FILE", "TỆP"), help=file)
    add_dry_run(parser, "say what would be added, write nothing", "cho biết sẽ thêm gì, không ghi")
    add_colour(parser)


def run(options: argparse.Namespace) -> int:
    """Print the findings and what was added; return 1 if nothing was."""
    from pipeline.editing.add import add

    added = add(options.file, dry_run=options.dry_run)
    show(added.findings, options)
    print("\n".join(added.said(options.lang, dry_run=options.dry_run)))
    return int(not added.lines)
