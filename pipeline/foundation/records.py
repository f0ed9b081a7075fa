"""What an entry of a registry is, and a cell that holds several; apart from the registry, which loads the models of all tables."""

from collections.abc import Mapping

Record = Mapping[str, str]
"""A row of a registry by column, blanks as empty texts."""


def split(text: str) -> list[str]:
    """Split a cell that holds several entries joined by semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]
