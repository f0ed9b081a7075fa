"""The command `draft`: an article in, proposed rows out; nothing of it reaches data/raw without a person."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from pipeline.drafting.article import Article, read_article
from pipeline.drafting.known import compare_with_dataset
from pipeline.drafting.proposals import Proposal, Setting, propose
from pipeline.editing.find import areas_meant
from pipeline.editing.new import described_source, registry_of
from pipeline.foundation.errors import CannotRunError, of_file
from pipeline.foundation.params import load_params
from pipeline.foundation.paths import RAW, shown
from pipeline.foundation.registry import Registry
from pipeline.language.names import slug, suggest
from pipeline.language.spoken import Language

STANDARD_INPUT: Final = "-"
ORDER: Final = "VRPDC"
"""First letters of the codes of areas, the largest first."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What `draft` found.

    Attributes:
        article: what was read.
        source: the row of the source, prepared as far as it is known.
        proposals: a proposal for every number.
        area_file: the file of observations of the article's area, or blank.
        registry: the registries that it was read with.
    """

    article: Article
    source: Mapping[str, str]
    proposals: list[Proposal]
    area_file: str
    registry: Registry

    def said(self, language: Language) -> Iterator[str]:
        """Yield the draft as lines for a terminal: the rows by place, then what was left out and why."""
        rows = [proposal for proposal in self.proposals if not proposal.reason]
        for proposal in rows:
            row = proposal.row
            cells = " · ".join(filter(None, (row["indicator"], row["ref_area"], row["period"], row["programme"], row["flags"])))
            yield f"{row['locator']:>6}  {row['bound'] + ' ' if row['bound'] else ''}{row['as_printed']}  {cells}  ({proposal.least})"
            yield from (f"        ! {text}" for text in proposal.known)
        left = [proposal for proposal in self.proposals if proposal.reason]
        yield {
            "en": f"{len(rows)} rows proposed, {len(left)} numbers left out; look at each before you add it",
            "vi": f"đề xuất {len(rows)} dòng, bỏ qua {len(left)} con số; hãy xem từng dòng trước khi thêm",
        }[language]


def draft(text: str, given: Mapping[str, str], *, whole: bool, raw: Path = RAW) -> Draft:
    """Read an article and propose its rows.

    Args:
        text: a file, or `-` for standard input.
        given: what is known of the source: `source_id` of a registered one, or columns of sources.csv and `area`.
        whole: whether the text is all of the article.
        raw: the folder data/raw.

    Raises:
        CannotRunError: the text cannot be read, or the source or area is not known.
    """
    registry = registry_of(raw)
    article = _read(text)
    source, area = _source(article, given, registry, whole=whole)
    setting = Setting(
        source_id=source["source_id"],
        area=area,
        published=source["published_on"],
        decimal_mark=source["decimal_mark"],
        whole=whole,
        smallest_count=load_params().smallest_count,
    )
    proposals = compare_with_dataset(propose(article, registry, setting), raw, registry)
    return Draft(article, source, proposals, registry.file_of(area) if area else "", registry)


def _read(text: str) -> Article:
    if text == STANDARD_INPUT:
        return read_article(sys.stdin.buffer, "-")
    try:
        with Path(text).open("rb") as file:
            return read_article(file, shown(Path(text)))
    except OSError as error:
        raise of_file(error) from None


def _source(article: Article, given: Mapping[str, str], registry: Registry, *, whole: bool) -> tuple[Mapping[str, str], str]:
    """Return the row of the source and the area that the article is about (blank if it is not known)."""
    area = _area(given["area"], registry) if given.get("area") else ""
    if code := given.get("source_id", ""):
        if code not in registry.sources:
            near = suggest(code, registry.sources)
            en, vi = (f"; did you mean {near}?", f"; có phải là {near}?") if near else ("", "")
            raise CannotRunError(f"no source is called {code}{en}", f"không có nguồn nào tên {code}{vi}")
        return registry.sources[code], area or area_of_id(code, registry)
    said = {"language": article.language, "published_on": article.published, "title": article.paragraphs[0][:150]} | {
        name: cell for name, cell in given.items() if cell
    }
    row = described_source(said, registry) | {"snapshot_sha256": sha256(article.text.encode()).hexdigest()}
    return row | ({"access": "full_text", "coverage": "all"} if whole else {}), area


def _area(text: str, registry: Registry) -> str:
    """Return the code of an area: the largest that is called so, on the map of 2008 where it is on both.

    Raises:
        CannotRunError: none is called so, or several of one level are.
    """
    codes = sorted(areas_meant(text, registry), key=lambda code: (ORDER.index(code[0]), registry.areas[code]["vintage"] != "2008"))
    same = {registry.areas[code]["name_vi"] for code in codes if code[0] == codes[0][0]}
    of_map = [code for code in codes if code[0] == codes[0][0] and registry.areas[code]["vintage"] == registry.areas[codes[0]]["vintage"]]
    if len(same) > 1 or len(of_map) > 1:
        raise CannotRunError(f"“{text}” may be {', '.join(codes)}; give the code", f"“{text}” có thể là {', '.join(codes)}; hãy ghi mã")
    return codes[0]


def area_of_id(source: str, registry: Registry) -> str:
    """Return the province or district whose name starts an identity, the longest one; blank if none does, or several."""
    named: dict[str, list[str]] = {}
    for code, area in registry.areas.items():
        if area["level"] in {"province", "district"} and area["vintage"] == "2008":
            named.setdefault(slug(area["name_vi"]), []).append(code)
    name = max((name for name in named if source.startswith(f"{name}-")), key=len, default="")
    codes = sorted(named.get(name, []), key=lambda code: registry.areas[code]["level"] != "province")
    return codes[0] if codes and (len(codes) == 1 or registry.areas[codes[0]]["level"] == "province") else ""
