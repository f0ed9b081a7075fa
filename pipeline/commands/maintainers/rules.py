"""The command `rules`."""

import argparse

from pipeline.commands.parsing import Parser

HELP = {
    "en": "print every rule with an example: docs/rules.md, in both languages",
    "vi": "in mọi quy tắc kèm ví dụ: docs/rules.md, bằng cả hai thứ tiếng",
}


def arguments(parser: Parser) -> None:
    """Add nothing."""


def run(options: argparse.Namespace) -> int:
    """Print the page of rules."""
    from pipeline.gate.rules_page import page

    print(page(), end="")
    return 0
