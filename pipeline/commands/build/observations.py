"""The command `observations`."""

import argparse

from pipeline.commands.parsing import Parser
from pipeline.commands.showing import run_stage

HELP = {
    "en": "make one row of each printed figure, in base units",
    "vi": "tạo mỗi con số một dòng, theo đơn vị gốc",
}


def arguments(parser: Parser) -> None:
    """Add nothing."""


def run(options: argparse.Namespace) -> int:
    """Run the stage."""
    from pipeline.stages.observations import run as observations

    return run_stage(observations, options.lang)
