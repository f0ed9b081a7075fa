"""Pages that list something: sources, conflicts, the funnel, downloads, documents, how to cite and to contribute."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from pipeline.foundation.params import AUTHORS, Params
from pipeline.language.names import slug
from pipeline.site.downloads import Published
from pipeline.site.maps import Picture, Series, best, label, legend
from pipeline.site.model import VINTAGES
from pipeline.site.pages import Pages
from pipeline.site.safe import clean, web_address
from pipeline.stages.figures.eligibility import ENTERED, REASONS
from pipeline.stages.publishing.funnel import count as count_reasons
from schemas import CodedObservation
from schemas.base import columns

EXAMPLES: Final = {
    "source_id": "lang-son-2024-bao-lang-son",
    "item": "1",
    "ref_area": "P20_2008",
    "area_name": "Lạng Sơn",
    "indicator": "LOANS_OUTSTANDING",
    "period": "2024-06-30",
    "as_printed": "4.321,5 tỷ đồng",
    "value": "4321.5",
    "unit": "VND_BN",
    "locator": "p7",
    "programme": "POOR_HOUSEHOLDS",
    "channel": "WOMENS_UNION",
    "funding": "LOCAL_BUDGET",
    "population_group": "ETHNIC_MINORITY",
    "standard": "VN_2022_2025",
    "period_basis": "inferred",
    "bound": "over",
    "flags": "PRELIMINARY",
}
"""What may stand in each cell of a row."""
LICENCE_ADDRESS: Final = "https://creativecommons.org/licenses/by/4.0/"
HEADING: Final = re.compile(r"\A\s*# .*\n")


def write_front(pages: Pages, series: Sequence[Series], pictures: Sequence[Picture]) -> None:
    """Write the front page; its map opens on the best covered series and year."""
    shown = best(series)
    context: dict[str, Any] = {"series": shown, "all_series": series, "pictures": pictures}
    if shown:
        _, year = shown.best_year()
        vintage = max(VINTAGES, key=lambda vintage: shown.covered(year, vintage))
        rows = shown.years[year]
        areas = [(area, rows.get(area["ref_area"])) for area in pages.dataset.provinces[vintage]]
        areas.sort(key=lambda entry: (entry[1] is None, -entry[1]["obs_value"] if entry[1] else 0.0))
        context |= {
            "year": year,
            "shown": vintage,
            "ranked": areas,
            "label": label(pages.dataset, shown, pages.language),
            "legend": legend(shown, pages.language),
        }
    pages.write("index.html", "index.html", pages.say("front_title"), **context)


def write_lists(pages: Pages, published: Sequence[Published], documents: dict[str, str], *, template: bool) -> None:
    """Write every page that is no area's or indicator's, but the front page.

    Args:
        pages: of one language.
        published: files to take away.
        documents: the codebook and the changelog as Markdown, by the name of their page.
        template: whether the spreadsheet for coders is among the files.
    """
    dataset = pages.dataset
    for shell in ("table", "figure"):
        pages.write(f"{shell}.html", f"{shell}.html", pages.say(f"{shell}_title"))
    counts = Counter(row["source_id"] for row in dataset.rows["observations"])
    pages.write("sources.html", "sources.html", pages.say("sources_title"), counts=counts)
    for name, markdown in documents.items():
        pages.write(f"{name}.html", "document.html", pages.say(f"{name}_title"), document=document(markdown))
    order = {code: place for place, code in enumerate(dataset.pages)}
    groups = sorted(dataset.conflicts.values(), key=lambda rows: (order.get(rows[0]["ref_area"], len(order)), rows[0]["indicator"]))
    in_conflict = sum(map(len, groups))
    pages.write("conflicts.html", "conflicts.html", pages.say("conflicts_title"), conflicts=groups, in_conflict=in_conflict)
    _write_funnel(pages)
    pages.write("downloads.html", "downloads.html", pages.say("downloads_title"), published=published)
    words = {"apa": apa(dataset.params), "bibtex": bibtex(dataset.params), "licence": _licence(dataset.params)}
    pages.write("cite.html", "cite.html", pages.say("cite_title"), **words)
    row = list(columns(CodedObservation).values())
    heading = pages.say("contribute_title")
    pages.write("contribute.html", "contribute.html", heading, row_columns=row, examples=EXAMPLES, spreadsheet=template, inline=inline)


def _write_funnel(pages: Pages) -> None:
    by_indicator = count_reasons(pages.dataset.rows["observations"])
    total = sum(by_indicator.values(), Counter[str]())
    reasons = [(code, total[code]) for code in (ENTERED, *REASONS) if total[code]]
    pages.write("funnel.html", "funnel.html", pages.say("funnel_title"), reasons=reasons, by_indicator=by_indicator)


def apa(params: Params) -> str:
    """Return how APA cites the dataset."""
    return f"{AUTHORS}. {params.title} (Version {params.version}) [Data set].{f' {params.address}' if params.address else ''}"


def bibtex(params: Params) -> str:
    """Return how BibTeX cites the dataset."""
    facts = {"title": params.title, "author": f"{{{AUTHORS}}}", "version": params.version, "url": params.address}
    fields = "".join(f"  {name} = {{{fact}}},\n" for name, fact in facts.items() if fact)
    return f"@misc{{{params.name},\n{fields}}}\n"


def _licence(params: Params) -> Markup:
    return Markup('<a href="{}" rel="license noopener noreferrer">{}</a>').format(LICENCE_ADDRESS, params.licence)


def document(markdown: str) -> Markup:
    """Return a document without its title: HTML in it is text, links lead to the web or nowhere, wide tables scroll in a box."""
    lines = "\n".join(clean(line) if line.strip() else line for line in HEADING.sub("", markdown).split("\n"))
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table").disable(["image"])
    return Markup(parser.render(lines))


def inline(markdown: str) -> Markup:
    """Return a sentence in which only emphasis and code are marked up."""
    return Markup(MarkdownIt("commonmark", {"html": False}).disable(["link", "autolink", "image"]).renderInline(markdown))


class _Renderer(RendererHTML):
    """Writes Markdown as HTML for a page of the site."""

    heading = ""
    tables = 0
    parts = False
    """Whether a heading of the level of a title was seen: it stands below that of the page, and those after it below it."""

    def heading_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: Any) -> str:
        """Give a heading an address, and a level below the title of the page."""
        self.heading = tokens[place + 1].content
        level = int(tokens[place].tag[1])
        self.parts = self.parts or level == 1
        for end in (tokens[place], tokens[place + 2]):
            end.tag = f"h{level + self.parts}"
        tokens[place].attrSet("id", slug(self.heading))
        return self.renderToken(tokens, place, options, env)

    def table_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: Any) -> str:
        """Put a table into a box that scrolls."""
        self.tables += 1
        name = escape(f"{self.heading} ({self.tables})")
        return f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">\n<table>\n'

    def table_close(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: Any) -> str:
        """End the box."""
        return "</table>\n</div>\n"

    def link_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: Any) -> str:
        """Keep a link to the web; a file of the repository is not on the site."""
        address = web_address(str(tokens[place].attrGet("href")))
        return f'<a href="{escape(address)}" rel="noopener noreferrer">' if address else "<span>"

    def link_close(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: Any) -> str:
        """End what `link_open` began."""
        opened = next(token for token in reversed(tokens[:place]) if token.type == "link_open")
        return "</a>" if web_address(str(opened.attrGet("href"))) else "</span>"
