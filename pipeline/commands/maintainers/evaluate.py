"""The command `evaluate`."""

import argparse
from pathlib import Path

from pipeline.commands.parsing import Parser

HELP = {
    "en": "compare what draft proposes for texts with the rows of their sources, field by field",
    "vi": "so sánh đề xuất của draft cho các văn bản với các dòng đã nhập của nguồn, theo từng cột",
}


def arguments(parser: Parser) -> None:
    """Add the folder of texts."""
    folder = parser.say("texts named <source_id>.txt, as evaluation/test", "các văn bản mang tên <source_id>.txt, như evaluation/test")
    parser.add_argument("folder", type=Path, metavar=parser.say("FOLDER", "THƯ_MỤC"), help=folder)
    parser.add_argument("--misses", action="store_true", help=parser.say("list what differs", "liệt kê những chỗ khác nhau"))


def run(options: argparse.Namespace) -> int:
    """Print the table, and what differs."""
    from pipeline.drafting.evaluation import evaluate

    score = evaluate(options.folder)
    print("\n".join(score.lines()))
    if options.misses:
        print("", *score.misses, sep="\n")
    return 0
