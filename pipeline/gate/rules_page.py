"""The page docs/rules.md: every rule with the smallest input that breaks it, its message, and the nearest input that passes."""

import csv
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.foundation.findings import RULES, Rule
from pipeline.foundation.markdown import escape

EXAMPLES: Final = Path(__file__).with_name("examples.csv")
"""Collected from the test cases of all rules; `pytest tests/gate/test_rules_page.py --write-golden` rewrites it."""
DECLARING: Final = ("gate.check", "editing.verify", "gate.since", "gate.side_effects")
"""Modules that, together, import every module with rules."""
HEADER_RULES: Final = frozenset({"V006", "V014", "V015", "V016", "V017", "V018", "V019", "V020", "V027"})
CHAPTERS: Final = (
    ("V0", "File", "Tệp"),
    ("header", "Header", "Tiêu đề"),
    ("V1", "Cell", "Ô"),
    ("V2", "Row", "Dòng"),
    ("V3", "Table", "Bảng"),
    ("V4", "Registry", "Danh mục"),
    ("V50", "Evidence", "Bằng chứng"),
    ("V51", "Verification", "Đối chiếu với nguồn"),
    ("V6", "Change of a registry", "Thay đổi danh mục"),
)
"""Chapters, by the start of the rule codes."""
HEAD: Final = """\
# Rules

What `python -m pipeline check` and `python -m pipeline verify` can say, in the order of cause: where one rule is broken, later ones that
read the same cells are silent. An error stops a build, a warning does not. Each rule is shown by what it says of the smallest input that
breaks it, beside the nearest one that passes.

Những gì hai lệnh `check` và `verify` có thể báo, theo thứ tự nguyên nhân: khi một quy tắc bị vi phạm thì các quy tắc sau đọc cùng ô đó
không báo nữa. Lỗi (error) làm dừng việc dựng bộ dữ liệu, cảnh báo (warning) thì không. Mỗi quy tắc kèm một ví dụ: bên trái là dữ liệu
nhỏ nhất bị báo, bên phải là dữ liệu gần giống nhất mà không bị báo.

This page is written by `python -m pipeline rules`.
"""


class Example(NamedTuple):
    """A cell or line that breaks a rule, the message, and the nearest input that passes.

    Attributes:
        code: of the rule.
        place: file, without its ending; an empty text where a text of a source is needed to show it.
        breaks: what is wrong.
        passes: what is right.
        en: the finding in English.
        fix_en: its fix.
        vi: the finding in Vietnamese.
        fix_vi: its fix.
    """

    code: str
    place: str
    breaks: str
    passes: str
    en: str
    fix_en: str
    vi: str
    fix_vi: str


def page() -> str:
    """Return the catalogue of rules in Markdown."""
    for module in DECLARING:
        import_module(f"pipeline.{module}")
    examples = {example.code: example for example in read_examples()}
    lines = [HEAD]
    for start, en, vi in CHAPTERS:
        lines += [f"## {en} · {vi}", ""]
        lines += [
            line for code, rule in sorted(RULES.items()) if _chapter(code).startswith(start) for line in _entry(rule, examples.get(code))
        ]
    return "\n".join(lines).rstrip() + "\n"


def read_examples() -> list[Example]:
    """Return the examples of all rules."""
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return [Example(**row) for row in csv.DictReader(file)]


def _chapter(code: str) -> str:
    return "header" if code in HEADER_RULES else code


def _entry(rule: Rule, example: Example | None) -> Iterator[str]:
    yield f"### {rule.code} · {rule.severity}"
    yield ""
    if example is None:  # a rule that compares two states has no smallest input; its words name what it would fill in
        yield f"- {_sentence(rule.en)}. *Fix:* {_sentence(rule.fix_en)}."
        yield f"- {_sentence(rule.vi)}. *Cách sửa:* {_sentence(rule.fix_vi)}."
        yield ""
        return
    yield f"- {_sentence(example.en)}. *Fix:* {_sentence(example.fix_en)}."
    yield f"- {_sentence(example.vi)}. *Cách sửa:* {_sentence(example.fix_vi)}."
    yield ""
    if example.place:
        yield f"| `{example.place}` | breaks · bị báo | passes · không bị báo |"
        yield "| --- | --- | --- |"
        yield f"| | {escape(example.breaks)} | {escape(example.passes)} |"
        yield ""


def _sentence(text: str) -> str:
    """Return a finding as a sentence, its backquotes kept as they name columns; what else Markdown would read is escaped."""
    escaped = escape(text).replace("\\`", "`").removesuffix(".")
    return escaped[:1].upper() + escaped[1:]
