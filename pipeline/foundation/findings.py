"""Rules, findings, and the catalogue of all rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pipeline.language.spoken import Language
from pipeline.language.visible import ELLIPSIS, visible

Severity = Literal["error", "warning"]
SHOWN: Final = 400
"""Longest cell text in a message, in characters."""
MOST_FINDINGS: Final = 1_000
"""Findings about a file after which checking it stops; a hostile file would have millions."""
WHOLE = "-"
"""The column of findings about a whole file or row."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, and its messages as templates that a finding fills with facts."""

    code: str
    severity: Severity
    en: str
    vi: str
    fix_en: str
    fix_vi: str

    def __reduce__(self) -> tuple[Callable[[str, Severity], "Rule"], tuple[str, Severity]]:
        """Let another process take the rule from its own catalogue: rules are told apart by identity."""
        return _from_catalogue, (self.code, self.severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken.

    Attributes:
        path: file as shown to the user.
        line: line of the file as an editor counts it, from 1.
        column: name in the header, or WHOLE.
        rule: the rule that is broken.
        facts: values that fill the messages.
    """

    path: str
    line: int
    column: str
    rule: Rule
    facts: Mapping[str, Any]

    def message(self, language: Language = "en") -> str:
        """Return what is wrong."""
        return (self.rule.en if language == "en" else self.rule.vi).format_map(self._shown())

    def fix(self, language: Language = "en") -> str:
        """Return how to correct it."""
        return (self.rule.fix_en if language == "en" else self.rule.fix_vi).format_map(self._shown())

    def _shown(self) -> dict[str, Any]:
        """Return the facts for one line: texts of bounded length, invisible characters made visible."""
        return {name: _on_one_line(fact) if isinstance(fact, str) else fact for name, fact in self.facts.items()}


def _on_one_line(text: str) -> str:
    return visible(text if len(text) <= SHOWN else text[: SHOWN - 1] + ELLIPSIS)


RULES: Final[dict[str, Rule]] = {}
"""Every rule by its code."""


def _from_catalogue(code: str, severity: Severity) -> Rule:
    known = RULES[code]
    return known if known.severity == severity else replace(known, severity=severity)


def declare(code: str, en: str, vi: str, fix_en: str, fix_vi: str, severity: Severity = "error") -> Rule:
    """Add a rule to the catalogue.

    Raises:
        ValueError: the code is taken.
    """
    if code in RULES:
        raise ValueError(f"rule {code} is declared twice")
    RULES[code] = Rule(code, severity, en, vi, fix_en, fix_vi)
    return RULES[code]


TOO_MANY = declare(
    "V030",
    f"so much is wrong in this file that of each kind only the first {MOST_FINDINGS:,} findings are shown, and the rest was not judged",
    f"tệp này sai quá nhiều nên mỗi loại chỉ hiện {MOST_FINDINGS} lỗi đầu tiên, và tệp chưa được xét hết",
    "correct these, then check again; so many errors usually have one cause, such as a column pasted in the wrong place",
    "sửa những lỗi đã hiện rồi kiểm tra lại; sai nhiều như vậy thường do một nguyên nhân, ví dụ dán hoặc thay thế nhầm cả cột",
)
