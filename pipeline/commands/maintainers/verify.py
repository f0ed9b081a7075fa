"""The command `verify`."""

import argparse
from pathlib import Path

from pipeline.commands.parsing import Parser
from pipeline.commands.showing import add_colour, show

HELP = {
    "en": "find every printed figure in the text of its source, and record the proof",
    "vi": "tìm từng con số trong văn bản nguồn và ghi lại bằng chứng",
}


def arguments(parser: Parser) -> None:
    """Add where the texts lie, and the sources."""
    folder = parser.say("folder of source texts, found by their sha256", "thư mục văn bản nguồn, tìm theo sha256")
    parser.add_argument("--snapshots", required=True, type=Path, metavar=parser.say("DIR", "THƯ_MỤC"), help=folder)
    parser.add_argument("sources", nargs="*", metavar="SOURCE_ID", help=parser.say("only these sources", "chỉ các nguồn này"))
    add_colour(parser)


def run(options: argparse.Namespace) -> int:
    """Write the evidence, and print what is not proven; return 1 if there is any."""
    from pipeline.editing.verify import verify

    findings = verify(options.snapshots, options.sources)
    show(findings, options)
    return int(bool(findings))
