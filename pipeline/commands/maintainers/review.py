"""The command `review`."""

import argparse

from pipeline.commands.parsing import Parser

HELP = {
    "en": "write the comment on a pull request: findings and changed values, --lang open and the other language folded up",
    "vi": "viết bình luận cho pull request: điều phát hiện và giá trị thay đổi, hiện thứ tiếng của --lang, thứ tiếng kia gập lại",
}


def arguments(parser: Parser) -> None:
    """Add the branch."""
    since = parser.say("the branch that it is to be merged into", "nhánh sẽ nhận các thay đổi")
    parser.add_argument("--since", required=True, metavar=parser.say("REVISION", "PHIÊN_BẢN"), help=since)


def run(options: argparse.Namespace) -> int:
    """Print the comment; return the exit status of the check."""
    from pipeline.gate.review import review

    text, status = review(options.since, options.lang)
    print(text, end="")
    return status
