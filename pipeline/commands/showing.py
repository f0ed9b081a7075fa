"""What several commands share: how findings are shown, and how a stage is run."""

import argparse
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pipeline.commands.parsing import Parser
from pipeline.language.spoken import Language

if TYPE_CHECKING:
    from pipeline.foundation.findings import Finding


def add_colour(parser: Parser) -> None:
    """Add the option that says whether findings are shown in colours."""
    shown = parser.say(
        "colours, and the row under each finding; auto: on a terminal, without colours where NO_COLOR is set",
        "tô màu và hiện dòng dữ liệu dưới mỗi điều phát hiện; auto: khi chạy trên terminal, không tô màu nếu có NO_COLOR",
    )
    parser.add_argument("--colour", "--color", choices=("auto", "always", "never"), default="auto", help=shown)


def add_dry_run(parser: Parser, en: str, vi: str) -> None:
    """Add the option that shows what would be done."""
    parser.add_argument("--dry-run", action="store_true", help=parser.say(en, vi))


def show(findings: "Iterable[Finding]", options: argparse.Namespace) -> None:
    """Print findings for people, if there are any."""
    from pipeline.gate.report import render, screen_of

    if found := list(findings):
        print(render(found, "text", options.lang, screen_of(sys.stdout, options.colour)))


def run_stage(stage: Callable[[], None], language: Language) -> int:
    """Run a stage; return 1 if it cannot go on."""
    from pipeline.stages.tables import StageError

    try:
        stage()
    except StageError as error:
        print("\n  ".join([error.sentence(language), *error.places]), file=sys.stderr)
        return 1
    return 0
