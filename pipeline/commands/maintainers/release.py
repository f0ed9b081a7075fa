"""The command `release`."""

import argparse
from pathlib import Path

from pipeline.commands.parsing import Parser
from pipeline.commands.showing import add_dry_run

HELP = {
    "en": "publish the version in params.yaml: a folder that any web host serves, with checksums, citation, changelog and a DVC remote",
    "vi": "công bố phiên bản ghi trong params.yaml: một thư mục mà máy chủ web nào cũng phục vụ được, kèm mã kiểm tra, trích "
    "dẫn, lịch sử thay đổi",
}


def arguments(parser: Parser) -> None:
    """Add the folder."""
    folder = parser.say("publication folder; publication/ if none is named", "thư mục công bố; không nêu thì là publication/")
    parser.add_argument("--to", type=Path, metavar=parser.say("DIR", "THƯ_MỤC"), help=folder)
    without = parser.say("without the explorer, which needs Node", "không kèm trang tra cứu, vốn cần Node")
    parser.add_argument("--no-site", action="store_true", help=without)
    add_dry_run(parser, "only say what would be published", "chỉ cho biết sẽ công bố những gì")


def run(options: argparse.Namespace) -> int:
    """Publish, and say what is left to a person."""
    from pipeline.release.changes import describe
    from pipeline.release.publication import PUBLICATION, release

    released = release((options.to or PUBLICATION).resolve(), dry_run=options.dry_run, site=not options.no_site)
    if released.changes:
        print(describe(released.changes))
    tag = f"v{released.version}"
    tags = f"for tag in {tag} dataset@{tag}; do git tag -a $tag -m $tag && git push origin $tag; done"
    said = {
        "en": f"{released.folder}\nnow: {tags}\nand copy the folder to the web host",
        "vi": f"{released.folder}\ntiếp theo: {tags}\nrồi chép thư mục lên máy chủ web",
    }
    print(said[options.lang])
    return 0
