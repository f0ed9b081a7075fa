"""The command `coverage`."""

import argparse

from pipeline.commands.parsing import Parser

HELP = {
    "en": "show which provinces, indicators and years have figures",
    "vi": "cho biết tỉnh nào, chỉ tiêu nào, năm nào có số liệu",
}


def arguments(parser: Parser) -> None:
    """Add which part is shown."""
    shown = parser.add_mutually_exclusive_group()
    code = parser.say("CODE", "MÃ")
    indicator = parser.say("provinces by year of this indicator", "các tỉnh theo năm của chỉ tiêu này")
    area = parser.say("indicators by year of this province, region or the country", "các chỉ tiêu theo năm của tỉnh, vùng hoặc cả nước")
    shown.add_argument("--indicator", default="", metavar=code, help=indicator)
    funnel = parser.say("why figures are not in the panel, by indicator", "vì sao số liệu không vào bảng tỉnh, theo chỉ tiêu")
    shown.add_argument("--funnel", action="store_true", help=funnel)
    gaps = parser.say(
        "where the data are thinnest: provinces by headline indicator", "nơi còn thiếu số liệu nhất: tỉnh theo chỉ tiêu chính"
    )
    shown.add_argument("--gaps", action="store_true", help=gaps)
    shown.add_argument("--area", default="", metavar=code, help=area)


def run(options: argparse.Namespace) -> int:
    """Print the coverage of the built dataset."""
    from pipeline.stages.publishing.coverage import run as coverage
    from pipeline.stages.publishing.funnel import run as funnel
    from pipeline.stages.publishing.thinnest import run as thinnest

    if options.funnel or options.gaps:
        print(funnel(options.lang) if options.funnel else thinnest(options.lang), end="")
    else:
        print(coverage(options.area, options.indicator, options.lang), end="")
    return 0
