"""The command `site`."""

import argparse
from pathlib import Path

from pipeline.commands.parsing import Parser

HELP = {
    "en": "make the explorer: static pages of the published tables, in English and Vietnamese",
    "vi": "tạo trang tra cứu: các trang tĩnh từ các bảng đã công bố, bằng tiếng Anh và tiếng Việt",
}


def arguments(parser: Parser) -> None:
    """Add where the tables are and where the site goes."""
    folder = parser.say("DIR", "THƯ_MỤC")
    out = parser.say("folder of the site, which is replaced; site/ if none is named", "thư mục của trang, bị thay; không nêu thì là site/")
    parser.add_argument("--out", type=Path, metavar=folder, help=out)
    tables = parser.say("folder of the published tables", "thư mục các bảng đã công bố")
    default = parser.say("data/processed/ if none is named", "không nêu thì là data/processed/")
    parser.add_argument("--tables", type=Path, metavar=folder, help=f"{tables}; {default}")


def run(options: argparse.Namespace) -> int:
    """Make the site, and say where it is."""
    from pipeline.foundation.paths import PROCESSED, ROOT
    from pipeline.site.build import build

    out = (options.out or ROOT / "site").resolve()
    pages = build(options.tables or PROCESSED, out)
    print({"en": f"{out}: {pages} pages", "vi": f"{out}: {pages} trang"}[options.lang])
    return 0
