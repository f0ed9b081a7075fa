"""The command `diff`."""

import argparse

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
        "compare the published tables instead: of a version's folder, a folder like data/processed, or a revision; also says which step of "
        "the version number the changes call for",
        "so sánh các bảng đã công bố: của thư mục phiên bản, thư mục như data/processed, hoặc một phiên bản của kho; cho biết cả mức tăng "
        "số phiên bản cần thiết",
    )
    parser.add_argument("--published", action="store_true", help=published)


def run(options: argparse.Namespace) -> int:
    """Print what differs."""
    if options.published:
        from pipeline.release.changes import compare, describe
        from pipeline.release.states import load_state

        print(describe(compare(load_state(options.old), load_state(options.new))), end="")
        return 0
    from pipeline.gate.diff import diff

    print(diff(options.old, options.new, options.lang), end="")
    return 0
