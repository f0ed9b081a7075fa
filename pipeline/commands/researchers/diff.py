"""The command `diff`."""

import argparse
from pathlib import Path

from pipeline.commands.parsing import Parser

HELP = {
    "en": "show which values differ between two states of the hand-coded tables, as Markdown",
    "vi": "cho biết giá trị nào khác nhau giữa hai trạng thái của các bảng nhập tay, dạng Markdown",
}


def arguments(parser: Parser) -> None:
    """Add the two states."""
    state = parser.say("a folder like data/raw, or a revision of this repository", "thư mục như data/raw, hoặc một phiên bản của kho này")
    parser.add_argument("old", metavar=parser.say("OLD", "CŨ"), help=state)
    parser.add_argument("new", metavar=parser.say("NEW", "MỚI"), help=parser.say("the same", "như trên"))
    published = parser.say(
        "the two are folders of published versions; also says which step of the version number the changes call for",
        "hai thư mục là hai phiên bản đã công bố; cho biết cả mức tăng số phiên bản cần thiết",
    )
    parser.add_argument("--published", action="store_true", help=published)


def run(options: argparse.Namespace) -> int:
    """Print what differs."""
    if options.published:
        from pipeline.release.changes import compare, describe
        from pipeline.release.publication import load_bundle

        print(describe(compare(load_bundle(Path(options.old)), load_bundle(Path(options.new)))), end="")
        return 0
    from pipeline.gate.diff import diff

    print(diff(options.old, options.new, options.lang), end="")
    return 0
