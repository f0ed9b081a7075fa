"""The command `publish`."""

import argparse

from pipeline.commands.parsing import Parser
from pipeline.commands.showing import run_stage

HELP = {
    "en": "put the published tables, their codebook and metrics in place",
    "vi": "đặt các bảng công bố, sổ mã và số đo vào vị trí",
}


def arguments(parser: Parser) -> None:
    """Add nothing."""


def run(options: argparse.Namespace) -> int:
    """Run the stage."""
    from pipeline.stages.publish import run as publish

    return run_stage(publish, options.lang)
