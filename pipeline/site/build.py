"""The whole site: read, draw, write beside the old one, then put it in its place."""

import csv
import json
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.params import Params, load_params
from pipeline.foundation.paths import CONFLICTS, RAW, ROOT, shown
from pipeline.language.spoken import LANGUAGES
from pipeline.site import client_data, maps
from pipeline.site.areas import Areas
from pipeline.site.charts import Draw, checked, draw_with_node, node, specs
from pipeline.site.downloads import copy_published, write_downloads
from pipeline.site.indicators import Indicators, read_guide
from pipeline.site.lists import write_front, write_lists
from pipeline.site.model import Dataset, Row, load
from pipeline.site.pages import Pages, write_root

LINE: Final = re.compile(r"(?<!\\)\|")
"""Where a cell of a Markdown table ends."""
FIGURE: Final = re.compile(r"\S+\.[1-9]\d*")
MARK: Final = "data/search.json"
"""A file that every site has."""
WHY: Final = 5
"""Place of the reason in a row of the page of conflicts, counted with the blank cell before the first bar."""
Bundle = Callable[[Path], None]
"""Writes scripts and the style sheet into the folder `assets` of a site."""


@dataclass(frozen=True)
class Texts:
    """Files beside the tables; one that is not there is left out.

    Attributes:
        conflicts: the page of conflicts, for the reasons why a figure is preferred.
        changelog: what each version brought.
        retired: rows that were withdrawn.
        guide: what counts under each indicator.
        template: the spreadsheet for coders.
    """

    conflicts: Path = CONFLICTS
    changelog: Path = ROOT / "CHANGELOG.md"
    retired: Path = RAW / "retired.csv"
    guide: Path = ROOT / "docs" / "indicators.md"
    template: Path = ROOT / "docs" / "template.xlsx"


def bundle_with_node(out: Path) -> None:
    """Let the client's program write scripts and the style sheet.

    Raises:
        CannotRunError: it is not installed, or fails.
    """
    node("build.mjs", str(out))


def build(
    tables: Path,
    out: Path,
    *,
    texts: Texts | None = None,
    shapes: Path = maps.MAP,
    draw: Draw = draw_with_node,
    bundle: Bundle = bundle_with_node,
    params: Params | None = None,
) -> int:
    """Make the site from the published tables; return how many pages it has.

    Args:
        tables: folder of the published tables.
        out: folder of the site; what was there is replaced when the new one is whole.
        texts: documents that the pages show.
        shapes: folder of the shapes of the maps.
        draw: draws charts.
        bundle: writes scripts and the style sheet.
        params: name, title, version and licence; of params.yaml if not given.

    Raises:
        StageError: a table is missing.
        CannotRunError: a program of the client fails, or the folder holds something else than a site.
        OSError: a file cannot be read or written.
    """
    _must_be_ours(out)
    texts = texts or Texts()
    dataset = load(tables, params or load_params(), read_retired(texts.retired), read_reasons(_text(texts.conflicts)))
    beside = out.with_name(f".{out.name}.new")
    shutil.rmtree(beside, ignore_errors=True)  # of a build that was killed
    beside.mkdir(parents=True)
    try:
        _write(dataset, tables, beside, texts, shapes, draw, bundle)
        _put_in_place(beside, out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return sum(1 for _ in out.rglob("*.html"))


def _write(dataset: Dataset, tables: Path, out: Path, texts: Texts, shapes: Path, draw: Draw, bundle: Bundle) -> None:
    bundle(out)
    data, series = out / "data", maps.read_series(dataset)
    with ThreadPoolExecutor(1) as pool:  # Node draws while Python writes
        drawing = pool.submit(draw, specs(dataset, dataset.pages))
        published = copy_published(tables, data)
        write_downloads(dataset, data)
        if template := texts.template.exists():
            shutil.copyfile(texts.template, data / "template.xlsx")
        _write_json(data, dataset, series)
        drawn = checked(drawing.result())
    pictures = maps.read_pictures(dataset, shapes)
    areas, indicators = Areas(dataset), Indicators(dataset, series, read_guide(_text(texts.guide)))
    documents = {"codebook": _text(tables / "codebook.md"), "changes": _text(texts.changelog)}
    for language in LANGUAGES:
        pages = Pages(dataset, language, out, drawn)
        write_front(pages, series, pictures)
        areas.write(pages)
        indicators.write(pages)
        write_lists(pages, published, documents, template=template)
    write_root(dataset, out)


def _write_json(data: Path, dataset: Dataset, series: list[maps.Series]) -> None:
    files: dict[str, Any] = {
        "map": maps.as_json(dataset, series),
        "search": client_data.search_index(dataset),
        "retired": client_data.retired(dataset),
        **{f"labels.{language}": client_data.labels(dataset, language) for language in LANGUAGES},
    }
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (data / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _must_be_ours(out: Path) -> None:
    """Refuse a folder that holds something else: it would be replaced."""
    if out.exists() and not (out / MARK).exists() and (not out.is_dir() or any(out.iterdir())):
        raise CannotRunError(
            f"{shown(out)} holds something else than a site and is not replaced; name another folder",
            f"{shown(out)} không phải là trang tra cứu nên không bị thay; hãy nêu thư mục khác",
        )


def _put_in_place(beside: Path, out: Path) -> None:
    """Put a whole site in the place of the old one."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    beside.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def read_retired(path: Path) -> list[Row]:
    """Return the rows that were withdrawn."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_reasons(conflicts: str) -> dict[str, str]:
    """Return why a figure is preferred, by obs_id, from the page of conflicts."""
    rows = ([cell.strip() for cell in LINE.split(line)] for line in conflicts.splitlines() if line.startswith("| "))
    return {row[1]: row[WHY] for row in rows if len(row) > WHY and FIGURE.fullmatch(row[1]) and row[WHY]}
