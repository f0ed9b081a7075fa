"""The command `check`."""

import argparse
import sys
from pathlib import Path

from pipeline.commands.parsing import Parser
from pipeline.commands.showing import add_colour

HELP = {
    "en": "say what is wrong with hand-coded tables; all of them, or the given files",
    "vi": "chỉ ra chỗ sai trong các bảng nhập tay; tất cả, hoặc những tệp được nêu",
}


def arguments(parser: Parser) -> None:
    """Add what is judged, and how findings are shown."""
    judged = parser.add_mutually_exclusive_group()
    files = parser.say("judge these files alone", "chỉ kiểm tra các tệp này")
    judged.add_argument("files", nargs="*", type=Path, default=[], metavar=parser.say("FILE", "TỆP"), help=files)
    since = parser.say(
        "check everything, report only what was changed since this branch or commit",
        "kiểm tra tất cả, chỉ báo những gì đã thay đổi kể từ nhánh hoặc commit này",
    )
    judged.add_argument("--since", metavar=parser.say("REVISION", "PHIÊN_BẢN"), help=since)
    shape = parser.say(
        "for people, for annotations on GitHub, or for programs (both languages)",
        "cho người đọc, cho chú thích trên GitHub, hoặc cho chương trình (cả hai thứ tiếng)",
    )
    parser.add_argument("--format", choices=("text", "github", "json"), default="text", help=shape)
    add_colour(parser)


def run(options: argparse.Namespace) -> int:
    """Print the findings; return 1 if one is an error."""
    from pipeline.gate.check import check_all, check_files
    from pipeline.gate.report import render, screen_of

    if options.since is not None:
        from pipeline.gate.since import check_since

        checked = check_since(options.since)
    else:
        checked = check_files(options.files) if options.files else check_all()
    if checked.findings or options.format == "json":
        print(render(checked.findings, options.format, options.lang, screen_of(sys.stdout, options.colour)))
    return int(checked.has_errors)
