"""The languages in which messages are said."""

from collections.abc import Mapping
from typing import Final, Literal

Language = Literal["en", "vi"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "vi")
Text = Mapping[Language, str]
"""One text in each language."""
