"""Why a command does not do what was asked, in the language of the one who asked."""

from typing import Final

from pipeline.foundation.findings import Language

LONGEST: Final = 600
"""Characters that a refusal shows at most; what was typed may be long."""


class RefusedError(Exception):
    """What was asked cannot be done; one sentence in each language says why and what to do."""

    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self._sentences: dict[Language, str] = {"en": en, "vi": vi}

    def sentence(self, language: Language) -> str:
        """Return why, on one line without what moves the cursor."""
        text = self._sentences[language]
        short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        return "".join(character if character.isprintable() else "�" for character in short)
