"""The command `draft`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.parsing import Parser

if TYPE_CHECKING:
    from pipeline.drafting.draft import Draft
    from pipeline.drafting.proposals import Proposal

HELP = {
    "en": "propose the rows of an article (a text, a saved page, or - for standard input) for a person to judge",
    "vi": "đề xuất các dòng số liệu của một bài viết (văn bản, trang web đã lưu, hoặc - để đọc từ đầu vào chuẩn) để người nhập xem lại",
}
SOURCE = ("area", "publisher", "url", "title", "language", "decimal-mark")


def arguments(parser: Parser) -> None:
    """Add the text, what is known of its source, and where the draft goes."""
    say = parser.say
    parser.add_argument("text", metavar=say("TEXT", "VĂN_BẢN"), help=say("the article: .txt, .html, or -", "bài viết: .txt, .html, hoặc -"))
    parser.add_argument(
        "--source", dest="source_id", default="", metavar="ID", help=say("its source, if it is registered", "nguồn, nếu đã đăng ký")
    )
    dated = say("when it was published: day, month or year", "ngày, tháng hoặc năm xuất bản")
    parser.add_argument("--published", dest="published_on", default="", metavar=say("DAY", "NGÀY"), help=dated)
    for name in SOURCE:
        described = (
            say("column", "cột") + f" {name.replace('-', '_')}" if name != "area" else say("area it is about", "địa bàn của bài viết")
        )
        parser.add_argument(f"--{name}", default="", metavar=say("TEXT", "VĂN_BẢN"), help=described)
    part = say("the text is only the beginning of the article", "văn bản chỉ là phần đầu của bài viết")
    parser.add_argument("--part", action="store_true", help=part)
    out = say(
        "the coder's workbook filled in (.xlsx), rows (.csv), or all that was read (.json); of a saved page also the text to keep (.txt)",
        "bảng tính điền sẵn (.xlsx), các dòng (.csv), hoặc mọi kết quả đọc (.json); trang đã lưu còn cho ra văn bản cần giữ (.txt)",
    )
    parser.add_argument("--out", type=Path, metavar=say("FILE", "TỆP"), help=out)
    one_by_one = say("judge the rows one by one in the terminal first", "xem từng dòng trên terminal trước")
    parser.add_argument("--review", action="store_true", help=one_by_one)


def run(options: argparse.Namespace) -> int:
    """Print the draft, or write it."""
    from pipeline.drafting.draft import draft
    from pipeline.drafting.sheets import ENDINGS
    from pipeline.editing.template import refuse_out

    if options.out:
        refuse_out(options.out, ENDINGS)
    given = {name: str(getattr(options, name.replace("-", "_"))) for name in ("source_id", "published_on", *SOURCE)}
    found = draft(options.text, {name.replace("-", "_"): cell for name, cell in given.items()}, whole=not options.part)
    proposals = _reviewed(found, options) if options.review else found.proposals
    if options.out:
        _write(found, proposals, options)
    elif not options.review:
        print("\n".join(found.said(options.lang)))
    else:
        from pipeline.drafting.sheets import as_csv, proposed

        print(as_csv(proposed(proposals)), end="")
    return 0


def _reviewed(found: "Draft", options: argparse.Namespace) -> "list[Proposal]":
    from pipeline.drafting.review import review
    from pipeline.drafting.sheets import proposed

    return review(proposed(found.proposals), input, print, options.lang)


def _write(found: "Draft", proposals: "list[Proposal]", options: argparse.Namespace) -> None:
    """Write the draft; of a saved page also the text, whose paragraphs the locators count."""
    from pipeline.drafting.sheets import write_draft
    from pipeline.foundation.files import write_text
    from pipeline.foundation.paths import shown

    write_draft(options.out, proposals, found.source, found.registry, found.area_file)
    print(shown(options.out))
    kept = options.out.with_suffix(".txt")
    if options.text == "-" or Path(options.text).read_bytes() != found.article.text.encode():
        write_text(kept, found.article.text)
        print(shown(kept))
