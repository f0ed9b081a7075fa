"""The command `template`."""

import argparse
from pathlib import Path

from pipeline.commands.parsing import Parser

HELP = {
    "en": "write a spreadsheet for coders, with lists of codes",
    "vi": "tạo bảng tính mẫu cho người nhập liệu, kèm danh sách mã",
}


def arguments(parser: Parser) -> None:
    """Add the file to write, and the province."""
    out = parser.say("file to write; it has both languages", "tệp cần tạo; tệp có cả hai thứ tiếng")
    area = parser.say("only areas of this province: its code or name", "chỉ các địa bàn của tỉnh này: mã hoặc tên")
    parser.add_argument("out", type=Path, metavar=parser.say("OUT.xlsx", "TỆP.xlsx"), help=out)
    parser.add_argument("--area", default="", metavar=parser.say("AREA", "ĐỊA_BÀN"), help=area)


def run(options: argparse.Namespace) -> int:
    """Write the spreadsheet."""
    from pipeline.editing.template import write_template
    from pipeline.foundation.paths import RAW

    write_template(options.out, options.area, RAW)
    return 0
