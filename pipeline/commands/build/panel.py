"""The command `panel`."""

import argparse

from pipeline.commands.parsing import Parser
from pipeline.commands.showing import run_stage

HELP = {
    "en": "make one comparable value per map, province, year, indicator and standard",
    "vi": "tạo mỗi bản đồ, tỉnh, năm, chỉ tiêu, chuẩn một giá trị so sánh được",
}


def arguments(parser: Parser) -> None:
    """Add nothing."""


def run(options: argparse.Namespace) -> int:
    """Run the stage."""
    from pipeline.stages.panel import run as panel

    return run_stage(panel, options.lang)
