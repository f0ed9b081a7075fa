"""The command `new`."""

import argparse

from pipeline.commands.parsing import Parser

HELP = {
    "en": "start a province's file, or register a source",
    "vi": "tạo tệp của một tỉnh, hoặc đăng ký một nguồn",
}
OTHER_COLUMNS = ("publisher-type", "decimal-mark", "coverage", "archived-url", "retrieved-on", "reprint-of", "coder", "note")
"""Columns of sources.csv that have no more to say for themselves than their name."""


def arguments(parser: Parser) -> None:
    """Add the two kinds of what can be new."""
    kinds = parser.add_subparsers(dest="kind", required=True, metavar=parser.say("KIND", "LOẠI"))
    province = parser.say("start a province's file of observations, if it is not there", "tạo tệp số liệu của một tỉnh, nếu chưa có")
    _add_province(kinds.add_parser("province", language=parser.language, help=province, description=province))
    source = parser.say(
        "add a source to data/raw/sources.csv and print its source_id", "thêm một nguồn vào data/raw/sources.csv và in ra source_id"
    )
    _add_source(kinds.add_parser("source", language=parser.language, help=source, description=source))


def _add_province(parser: Parser) -> None:
    area = parser.say("code or name; accents and case do not matter", "mã hoặc tên; có dấu hay không, hoa hay thường đều được")
    parser.add_argument("area", nargs="+", metavar=parser.say("AREA", "ĐỊA_BÀN"), help=area)


def _add_source(parser: Parser) -> None:
    say = parser.say
    text = say("TEXT", "CHỮ")
    for name, metavar, described in (
        ("area", say("AREA", "ĐỊA_BÀN"), say("code or name of the place that it is about", "mã hoặc tên của nơi mà nguồn nói đến")),
        ("published", say("DAY", "NGÀY"), say("as 2024-07-30, 2024-07, 2024, or undated", "dạng 2024-07-30, 2024-07, 2024, hoặc undated")),
        ("publisher", text, say("who printed it", "nơi đăng")),
        ("url", "URL", say("its address", "địa chỉ của nguồn")),
        ("title", text, say("as printed; else it is read off the address", "đúng như in; nếu không ghi thì lấy từ địa chỉ")),
        ("language", say("CODE", "MÃ"), say("vi if it is not said", "không ghi thì là vi")),
        (
            "text",
            say("FILE", "TỆP"),
            say(
                "its full text as a file: recorded by its sha256, not copied",
                "tệp chứa toàn văn: chỉ ghi lại sha256, không sao chép",
            ),
        ),
        *((name, text, say("column", "cột") + f" {name.replace('-', '_')}") for name in OTHER_COLUMNS),
    ):
        column = "published_on" if name == "published" else name.replace("-", "_")
        parser.add_argument(f"--{name}", dest=column, default="", metavar=metavar, help=described)


def run(options: argparse.Namespace) -> int:
    """Start the file or register the source, and print which."""
    return _province(options) if options.kind == "province" else _source(options)


def _province(options: argparse.Namespace) -> int:
    from pipeline.editing.new import new_province
    from pipeline.foundation.paths import RAW, shown

    path, started = new_province(" ".join(options.area), RAW)
    name = shown(path)
    if options.lang == "en":
        print(("started: " if started else "is there already: ") + name)
        print(f"Add rows as docs/coding.md says, then: python -m pipeline check {name}")
    else:
        print(("đã tạo: " if started else "đã có sẵn: ") + name)
        print(f"Thêm dòng theo docs/coding.md, rồi chạy: python -m pipeline check {name} --lang vi")
    return 0


def _source(options: argparse.Namespace) -> int:
    from pipeline.editing.new import new_source
    from pipeline.foundation.paths import RAW

    given = {name: cell for name, cell in vars(options).items() if name not in {"kind", "lang"}}
    print(new_source(given, RAW)["source_id"])
    return 0
