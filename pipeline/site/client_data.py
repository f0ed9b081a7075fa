"""What scripts read: names for the search box, words for codes, and figures that were withdrawn."""

from typing import Any, Final

from pipeline.language.names import fold
from pipeline.language.spoken import LANGUAGES, Language
from pipeline.site import code_words
from pipeline.site.charts import series_name
from pipeline.site.model import Dataset, Row
from pipeline.site.words import WORDS

FOUND: Final = ("areas", "indicators", "table", "sources", "codebook", "conflicts", "funnel", "changes", "downloads", "cite", "contribute")
"""Pages that the search box finds besides those of areas and indicators."""
LISTS: Final = {"channels": "channel", "funding": "funding", "groups": "population_group", "bounds": "bound", "panel": "panel"}
"""Lists of codes by the name that scripts use."""


def search_index(dataset: Dataset) -> list[dict[str, Any]]:
    """Return what the search box finds: address, title, folded title, and what it is in both languages."""
    found = [_area(dataset.areas[code]) for code in dataset.pages]
    for code, row in dataset.indicators.items():
        found.append(_entry(f"indicator/{code}.html", (row["name_en"], row["name_vi"]), WORDS["indicator"], code))
    found += [_entry(f"{name}.html", WORDS[f"{name}_title"], WORDS["more_menu"]) for name in FOUND]
    return found


def _entry(address: str, names: tuple[str, str], kind: tuple[str, str], code: str = "") -> dict[str, Any]:
    said = dict(zip(("en", "vi"), (word.lower() for word in kind), strict=True))
    return {"u": address, "t": " · ".join(dict.fromkeys(names)), "k": " ".join(map(fold, [*names, code])).strip(), "s": said}


def _area(row: Row) -> dict[str, Any]:
    spellings = [row["name_vi"], row["name_en"], *(row["aliases"] or "").split(";")]
    kind: dict[str, str] = {}
    for language in LANGUAGES:
        words = [code_words.kind_of(row, language)]
        if row["vintage"]:
            words.append(code_words.MAPS[row["vintage"]][language])
        kind[language] = ", ".join(words)
    folded = dict.fromkeys(fold(name) for name in spellings if name)
    return {"u": f"area/{row['ref_area']}.html", "t": row["name_vi"], "k": " ".join(folded), "s": kind}


def labels(dataset: Dataset, language: Language) -> dict[str, Any]:
    """Return the words of every code in a language."""
    name = f"name_{language}"
    rows = dataset.rows
    listed = {key: {row["code"]: row[name] for row in rows["codes"] if row["list"] == code} for key, code in LISTS.items()}
    for key in ("channels", "funding", "groups"):
        listed[key]["_T"] = code_words.TOTAL[language]
    standards = {row["standard"]: row[name] for row in rows["poverty_standards"]}
    return {
        **listed,
        "areas": {row["ref_area"]: row["name_vi"] for row in rows["areas"]},
        "indicators": {code: row[name] for code, row in dataset.indicators.items()},
        "units": {row["unit"]: code_words.UNIT_NAMES.get(row["unit"], {language: row[name]})[language] for row in rows["units"]},
        "statuses": {code: words[language] for code, words in code_words.STATUSES.items()},
        "flags": {row["flag"]: row[name] for row in rows["flags"]},
        "evidence": {code: words[language] for code, words in code_words.EVIDENCE.items()},
        "programmes": {"_T": code_words.TOTAL[language], **{row["programme"]: row[name] for row in rows["programmes"]}},
        "standards": {**standards, "_X": series_name(dataset, "_X", language), "_Z": ""},
        "bounds": {"exact": code_words.EXACT[language], **listed["bounds"]},
    }


def retired(dataset: Dataset) -> dict[str, dict[str, str]]:
    """Return the rows that were withdrawn, by identity."""
    return {row["obs_id"]: {name: row[name] or "" for name in ("reason", "note", "replaced_by")} for row in dataset.retired}
