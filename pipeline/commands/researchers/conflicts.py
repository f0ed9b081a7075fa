"""The command `conflicts`."""

import argparse

from pipeline.commands.parsing import Parser

HELP = {
    "en": "list figures that contradict each other, and why one is preferred: docs/conflicts.md, in English",
    "vi": "liệt kê số liệu mâu thuẫn nhau và lý do chọn một số: docs/conflicts.md, bằng tiếng Anh",
}


def arguments(parser: Parser) -> None:
    """Add nothing."""


def run(options: argparse.Namespace) -> int:
    """Print the page of conflicts."""
    from pipeline.stages.figures.conflicts import run as conflicts

    print(conflicts(), end="")
    return 0
