"""The command `find`."""

import argparse

from pipeline.commands.parsing import Parser

HELP = {
    "en": "find codes by name: areas, indicators, programmes, units, standards, sources",
    "vi": "tìm mã theo tên: địa bàn, chỉ tiêu, chương trình, đơn vị, chuẩn nghèo, nguồn",
}
NOTHING = {"en": "nothing found; try fewer words\n", "vi": "không tìm thấy; hãy thử ít từ hơn\n"}


def arguments(parser: Parser) -> None:
    """Add the name."""
    text = parser.say(
        "name or words of it; accents and case do not matter", "tên hoặc vài từ của tên; có dấu hay không, hoa hay thường đều được"
    )
    parser.add_argument("text", nargs="+", metavar=parser.say("NAME", "TÊN"), help=text)


def run(options: argparse.Namespace) -> int:
    """Print the codes; return 1 if there are none."""
    from pipeline.editing.find import find, listed
    from pipeline.foundation.paths import RAW
    from pipeline.reading.registries import load_registry

    found = find(" ".join(options.text), load_registry(RAW)[0])
    print(listed(found, options.lang) if found else NOTHING[options.lang], end="")
    return int(not found)
