"""The command `validate`."""

import argparse

from pipeline.commands.parsing import Parser
from pipeline.commands.showing import run_stage

HELP = {
    "en": "check every hand-coded table and write them typed",
    "vi": "kiểm tra mọi bảng nhập tay và ghi lại đúng kiểu",
}


def arguments(parser: Parser) -> None:
    """Add nothing."""


def run(options: argparse.Namespace) -> int:
    """Run the stage."""
    from pipeline.stages.validate import run as validate

    return run_stage(lambda: validate(options.lang), options.lang)
