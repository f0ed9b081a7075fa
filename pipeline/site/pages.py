"""Pages: templates that speak one language, escape what contributors wrote, and are written under their addresses."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.language.names import slug
from pipeline.language.spoken import LANGUAGES, Language, Text
from pipeline.site import code_words, wording
from pipeline.site.charts import series_name
from pipeline.site.maps import Series, label
from pipeline.site.model import Dataset, Row
from pipeline.site.safe import shortened, web_address
from pipeline.site.words import say

TEMPLATES: Final = Path(__file__).parent / "templates"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page may load: nothing from elsewhere, and no script or style that stands in it."""
MENU: Final = ("index", "areas", "indicators", "table", "sources", "downloads")
MORE: Final = ("codebook", "conflicts", "funnel", "changes", "cite", "contribute")
PARTS: Final = ("programme", "channel", "funding", "population_group")
"""Columns that restrict a figure; all but programmes are lists in the table of codes."""
TOTAL: Final = "_T"
KIB: Final = 1024


class Pages:
    """Writes the pages of one language."""

    def __init__(self, dataset: Dataset, language: Language, out: Path, pictures: Mapping[str, str]) -> None:
        self.dataset, self.language, self.out = dataset, language, out
        self.folder = out / language
        for name in ("area", "indicator"):
            (self.folder / name).mkdir(parents=True)
        self._templates = environment()
        speech = Speech(dataset, language)
        self._templates.globals |= {
            **speech.functions(),
            "lang": language,
            "other": next(other for other in LANGUAGES if other != language),
            "policy": POLICY,
            "params": dataset.params,
            "menu": MENU,
            "more": MORE,
            "pages": frozenset(dataset.pages),
            "areas": dataset.areas,
            "indicators": dataset.indicators,
            "sources": dataset.sources,
            "figures": dataset.figures,
            "provinces": dataset.provinces,
            "pictures": pictures,
        }
        self._templates.filters["day"] = lambda when: wording.day(when, language)

    def say(self, key: str) -> str:
        """Return a sentence in the language of the pages."""
        return say(key, self.language)

    def write(self, path: str, template: str, heading: str, **context: Any) -> None:
        """Write a page under its path in the folder of the language."""
        depth = path.count("/")
        place = {"path": path, "root": "../" * (depth + 1), "home": "../" * depth, "heading": heading}
        text = self._templates.get_template(template).render(**place, **context)
        (self.folder / path).write_text(text, encoding="utf-8", newline="\n")


def environment() -> Environment:
    """Return what reads the templates: every value is escaped, and none may be missing."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, cache_size=-1
    )


def write_root(dataset: Dataset, out: Path) -> None:
    """Write the page that leads to both languages."""
    text = environment().get_template("root.html").render(policy=POLICY, params=dataset.params)
    (out / "index.html").write_text(text, encoding="utf-8", newline="\n")


class Speech:
    """What templates call to say something in one language."""

    def __init__(self, dataset: Dataset, language: Language) -> None:
        self.dataset, self.language = dataset, language
        self._codes = {(row["list"], row["code"]): str(row[f"name_{language}"]) for row in dataset.rows["codes"]}
        self._flags = {row["flag"]: str(row[f"name_{language}"]) for row in dataset.rows["flags"]}
        programmes = {("programme", row["programme"]): str(row[f"name_{language}"]) for row in dataset.rows["programmes"]}
        self._parts = {**self._codes, **programmes}

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Return every function by the name that templates use."""
        language = self.language
        lists: dict[str, dict[str, Text]] = {
            "status": code_words.STATUSES,
            "evidence": code_words.EVIDENCE,
            "level_word": code_words.LEVELS,
            "map_word": code_words.MAPS,
            "change_word": code_words.CHANGES,
            "publisher_word": code_words.PUBLISHERS,
            "access_word": code_words.ACCESS,
            "kind_word": code_words.KINDS,
            "aggregation_word": code_words.AGGREGATIONS,
            "unit_word": code_words.UNIT_NAMES,
        }
        return {
            **{name: self._word_of(words) for name, words in lists.items()},
            "t": self.sentence,
            "sentence": lambda key: say(key, language),
            "name": lambda row: row[f"name_{language}"],
            "quantity": lambda value, unit: wording.quantity(value, unit, language),
            "span": lambda low, high, unit: wording.span(low, high, unit, language),
            "whole": lambda count: wording.digits(Decimal(count), language),
            "day": lambda when: wording.day(when, language),
            "moment": lambda text: wording.moment(text, language),
            "period": lambda text: wording.period(text, language),
            "size": lambda count: f"{wording.digits(Decimal(-(-count // KIB)), language)} kB",
            "plain": plain,
            "slug": slug,
            "shortened": shortened,
            "web_address": web_address,
            "drawn": Markup,
            "bound_word": self.bound,
            "remarks": self.remarks,
            "part": self.part,
            "why": self.why,
            "difference": self.difference,
            "publishers": self.publishers,
            "act": self.act,
            "kind_of": lambda area: code_words.kind_of(area, language),
            "code_word": lambda listed, code: self._codes.get((listed, code), code),
            "series_name": lambda code: series_name(self.dataset, code, language),
            "series_label": self.series_label,
        }

    def sentence(self, key: str, **filled: Any) -> str:
        """Return a sentence; what is filled in is escaped unless it is markup."""
        text = say(key, self.language)
        return Markup(text).format(**filled) if filled else Markup(text)

    def series_label(self, series: Series) -> str:
        """Return the name of a series."""
        return label(self.dataset, series, self.language)

    def bound(self, row: Row) -> str:
        """Return the word before a number that is no exact one."""
        if row["bound"] == "exact":
            return ""
        word = self._codes.get(("bound", row["bound"]), str(row["bound"]))
        return f"{word[:1].lower()}{word[1:]} "

    def remarks(self, row: Row) -> str:
        """Return what a reader must know of a figure, in words."""
        found = [self._flags.get(flag, flag) for flag in (row["flags"] or "").split(";") if flag]
        if not found and row["obs_status"] != "A":
            found.append(self._word_of(code_words.STATUSES)(row["obs_status"]))
        if row["year_basis"] == "review":
            found.append(say("reviewed", self.language).format(year=row["year"]))
        elif row["period_basis"] == "inferred":
            found.append(say("inferred", self.language))
        if row["conflict_group"]:
            found.append(say("contradicts" if row["preferred"] else "not_preferred", self.language))
        elif not row["preferred"]:
            found.append(say("not_preferred", self.language))
        return "; ".join(found)

    def part(self, row: Row) -> str:
        """Return which part of a total a figure speaks of; blank for the total."""
        return ", ".join(self._parts.get((column, row[column]), str(row[column])) for column in PARTS if row[column] != TOTAL)

    def why(self, row: Row) -> str:
        """Return why a figure is preferred to those that contradict it; blank if that is not known."""
        reasons = [reason.strip() for reason in self.dataset.reasons.get(row["obs_id"], "").split("; ") if reason.strip()]
        if self.language == "en":
            return "; ".join(reasons)
        return "; ".join(code_words.REASONS.get(reason, reason) for reason in _joined(reasons))

    def act(self, name: str) -> str:
        """Return the name of a legal act, its kind in the language of the page."""
        kind, space, number = name.partition(" ")
        return name if self.language == "en" else f"{code_words.ACTS.get(kind, kind)}{space}{number}"

    def difference(self, row: Row, other: Row) -> str:
        """Return by how much a figure differs from another, with its sign."""
        apart = Decimal(repr(row["obs_value"])) - Decimal(repr(other["obs_value"]))
        sign = "+" if apart > 0 else ""
        shown = wording.quantity(float(apart), row["unit_measure"], self.language)
        return f"{sign}{shown}"

    def publishers(self, section: Mapping[str, Any]) -> str:
        """Return who printed the figures of a chart; many are counted."""
        names = list(dict.fromkeys(self._publisher(row) for row in section["points"]))
        more = [say("chart_more", self.language).format(n=len(names) - 3)] if len(names) > 4 else []
        return ", ".join([*(names[:3] if more else names), *more])

    def _publisher(self, row: Row) -> str:
        source = self.dataset.sources[row["source_id"]]
        return shortened(str(source["publisher"] or source["title"]), 60)

    def _word_of(self, words: Mapping[str, Text]) -> Callable[[str], str]:
        return lambda code: words[code][self.language] if code in words else code


def _joined(reasons: list[str]) -> list[str]:
    """Put together the one reason that holds a semicolon itself."""
    text = "; ".join(reasons)
    long = next(reason for reason in code_words.REASONS if ";" in reason)
    return [part for part in [*text.replace(long, "").split("; "), long if long in text else ""] if part]


def plain(value: float) -> str:
    """Return a number for programs: digits and a point, without exponent."""
    return f"{Decimal(repr(value)).normalize():f}"
