"""The command `fix`."""

import argparse
from pathlib import Path

from pipeline.commands.parsing import Parser
from pipeline.commands.showing import add_colour, add_dry_run, show

HELP = {
    "en": "repair the form of hand-coded files (encoding, line ends, columns, spaces, blank items)",
    "vi": "sửa hình thức của các tệp nhập tay (bảng mã, cuối dòng, cột, dấu cách, item để trống)",
}


def arguments(parser: Parser) -> None:
    """Add the files, and the options."""
    files = parser.say(
        "CSV files, or workbooks (.xlsx) to turn into CSV; all if none is named",
        "tệp CSV, hoặc bảng tính (.xlsx) cần chuyển thành CSV; không nêu tệp nào thì sửa tất cả",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar=parser.say("FILE", "TỆP"), help=files)
    add_dry_run(parser, "show the difference, write nothing", "chỉ cho xem sẽ sửa gì, không ghi")
    add_colour(parser)


def run(options: argparse.Namespace) -> int:
    """Print what is repaired and the errors that remain; return 1 if there are any."""
    from pipeline.editing.fix import fix

    checked = fix(options.files, print, dry_run=options.dry_run, language=options.lang)
    show((finding for finding in checked.findings if finding.rule.severity == "error"), options)
    return int(checked.has_errors)
