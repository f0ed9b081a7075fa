"""The command `diff`."""

import argparse

from pipeline.commands.parsing import Parser

HELP = {
    "en": "show which values differ between two states of the hand-coded tables, as Markdown",
    "vi": "cho biết giá trị nào khác nhau giữa hai trạng thái của các bảng nhập tay, dạng Markdown",
}


def arguments(parser: Parser) -> None:
    """Add the two states."""
    state = parser.say("a folder like data/raw, or a revision of this repository", "thư mục như data/raw, hoặc một phiên bản của kho này")
    parser.add_argument("old", metavar=parser.say("OLD", "CŨ"), help=state)
    parser.add_argument("new", metavar=parser.say("NEW", "MỚI"), help=parser.say("the same", "như trên"))


def run(options: argparse.Namespace) -> int:
    """Print what differs."""
    from pipeline.gate.diff import diff

    print(diff(options.old, options.new, options.lang), end="")
    return 0
