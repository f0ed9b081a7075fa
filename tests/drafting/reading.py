"""What the tests of drafts share: an article read against the registries of the project."""

import io
from functools import cache

from pipeline.drafting.article import Article, read_article
from pipeline.drafting.proposals import Proposal, Setting, propose
from pipeline.foundation.paths import RAW
from pipeline.foundation.registry import Registry
from pipeline.reading.registries import load_registry

SETTING = Setting("lang-son-2024", "P20_2008", "2024-07-30")


@cache
def registry() -> Registry:
    return load_registry(RAW)[0]


def article(text: str) -> Article:
    return read_article(io.BytesIO(text.encode()), "article")


def proposals(text: str, setting: Setting = SETTING) -> list[Proposal]:
    return propose(article(text), registry(), setting)


def rows(text: str, *names: str, setting: Setting = SETTING) -> list[tuple[str, ...]]:
    """Return print and some cells of what is proposed."""
    return [(one.row["as_printed"], *(one.row[name] for name in names)) for one in proposals(text, setting) if not one.reason]


def reasons(text: str, setting: Setting = SETTING) -> dict[str, str]:
    """Return what is left out, and why."""
    return {one.row["as_printed"]: one.reason for one in proposals(text, setting) if one.reason}
