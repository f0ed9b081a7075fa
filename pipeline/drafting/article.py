"""An article as paragraphs: read from a text, from a page saved as HTML, or from standard input.

Pages come from strangers: their size is looked at before they are read, markup goes through lxml's event parser, which takes linear time
and builds no tree, and nothing that a page names is fetched.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from pipeline.editing.verify import paragraphs_of
from pipeline.foundation.errors import CannotRunError
from pipeline.language.names import fold
from pipeline.language.periods import PeriodError, read_moment
from pipeline.reading.encodings import NotUtf8Error, decode, kind_of

MOST_BYTES: Final = 8_000_000
MOST_LETTERS: Final = 300_000
"""Letters of the text of an article; a long one has 20,000."""
HTML: Final = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|div|p|article|section)\b", re.IGNORECASE | re.DOTALL
)
LEFT_OUT: Final = frozenset(
    {"script", "style", "noscript", "nav", "footer", "aside", "form", "button", "select", "template", "svg", "iframe"}
)
"""Elements whose text is no part of an article."""
INLINE: Final = frozenset({"a", "abbr", "b", "cite", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"})
"""Elements that do not end a line; all others do, save cells of tables."""
CELLS: Final = frozenset({"td", "th"})
CONTAINERS: Final = frozenset({"article", "body", "div", "main", "section", "td"})
DEEPEST: Final = 100
"""Containers nested deeper count as their ancestor of this depth."""
MOST_CONTAINERS: Final = 20_000
"""Containers after these count as the one that they lie in."""
SENTENCE: Final = 80
"""Letters from which a line is taken for running text."""
MOST_OF_TEXT: Final = 0.7
"""Share of the running text that the container of an article holds at least."""
VIETNAMESE: Final = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
ENGLISH: Final = frozenset({"the", "of", "and", "to", "in", "for", "with", "has", "have"})
DAYS: Final = ("article:published_time", "datepublished", "pubdate", "og:published_time", "date")
"""Names, in small letters, under which a page says when it was published."""


@dataclass(frozen=True, slots=True)
class Article:
    """What was read.

    Attributes:
        text: the paragraphs, one a line: what is kept as the text of the source and proven against.
        paragraphs: the lines as `verify` counts them; the first one is p1.
        language: `vi` or `en`.
        published: the day on which the page says that it was published, or blank.
    """

    text: str
    paragraphs: list[str]
    language: str
    published: str


def read_article(file: BinaryIO, name: str) -> Article:
    """Read an article.

    Raises:
        CannotRunError: it is too large, no text, or in a language that is not read.
        OSError: it cannot be read.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _refused(name, f"it has more than {MOST_BYTES:,} bytes", f"tệp lớn hơn {MOST_BYTES:,} byte")
    is_html = HTML.match(data) is not None
    if not is_html and (kind := kind_of(data)):
        raise _refused(name, f"it is {kind[0]}, not a text or a saved page", f"đây là {kind[1]}, không phải văn bản hay trang web đã lưu")
    try:
        text = decode(data).text
    except NotUtf8Error as error:
        raise _refused(name, f"its encoding is not known ({error})", f"không rõ bảng mã ({error})") from None
    page = _page_of(text) if is_html else Page()
    lines = page.article() if is_html else text.splitlines()
    paragraphs = paragraphs_of("\n".join(line.replace("\x00", "") for line in lines))
    kept = "\n".join(paragraphs) + "\n" if is_html else text
    if sum(map(len, paragraphs)) > MOST_LETTERS:
        raise _refused(name, f"its text has more than {MOST_LETTERS:,} letters", f"văn bản dài hơn {MOST_LETTERS:,} ký tự")
    if not paragraphs:
        raise _refused(name, "there is no text in it", "không có văn bản nào")
    return Article(kept, paragraphs, _language(paragraphs, name), page.published)


def _refused(name: str, en: str, vi: str) -> CannotRunError:
    return CannotRunError(f"{name}: {en}", f"{name}: {vi}")


def _language(paragraphs: Iterable[str], name: str) -> str:
    """Return the language of an article: by its letters, or by the commonest words.

    Raises:
        CannotRunError: it is neither Vietnamese nor English.
    """
    text = " ".join(paragraphs).lower()
    if len(VIETNAMESE.findall(text)) > len(text) / 50:
        return "vi"
    words = re.findall(r"[a-z]+", text)
    if sum(word in ENGLISH for word in words) > len(words) / 12:
        return "en"
    raise _refused(
        name,
        "it is neither Vietnamese with its marks nor English; code it by hand, after docs/coding.md",
        "không phải tiếng Việt có dấu hay tiếng Anh; hãy nhập tay theo docs/coding.md",
    )


@dataclass
class Page:
    """A parser target of lxml: the lines of a page with the container that each stands in.

    Attributes:
        lines: text and number of container.
        parents: the container that each container lies in; the first is the page.
        published: the day of publication that the page names.
    """

    lines: list[tuple[str, int]] = field(default_factory=list)
    parents: list[int] = field(default_factory=lambda: [0])
    published: str = ""
    _open: list[int] = field(default_factory=lambda: [0])
    _skipped: int = 0
    _text: list[str] = field(default_factory=list)
    _headings: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if tag in LEFT_OUT:
            self._skipped += 1
        elif tag in {"meta", "time"}:
            self._note_day(attributes)
        if tag not in INLINE and tag not in CELLS:
            self._end_line()
        if tag in CONTAINERS:
            if len(self._open) < DEEPEST and len(self.parents) < MOST_CONTAINERS:
                self.parents.append(self._open[-1])
                self._open.append(len(self.parents) - 1)
            else:
                self._open.append(self._open[-1])

    def end(self, tag: str) -> None:
        """End an element."""
        if tag in LEFT_OUT:
            self._skipped = max(0, self._skipped - 1)
        if tag == "h1":
            self._headings.append(" ".join("".join(self._text).split()))
        if tag in CELLS:
            self._text.append(" ")
        elif tag not in INLINE:
            self._end_line()
        if tag in CONTAINERS and len(self._open) > 1:
            self._open.pop()

    def data(self, text: str) -> None:
        """Take text."""
        if not self._skipped:
            self._text.append(text)

    def comment(self, text: str) -> None:
        """Pass over a comment."""

    def close(self) -> "Page":
        """End the page."""
        self._end_line()
        return self

    def _end_line(self) -> None:
        if line := " ".join("".join(self._text).split()):
            self.lines.append((line, self._open[-1]))
        self._text.clear()

    def _note_day(self, attributes: dict[str, str]) -> None:
        name = next((attributes[key].lower() for key in ("property", "name", "itemprop") if key in attributes), "")
        said = attributes.get("content", "") if name in DAYS else attributes.get("datetime", "")
        try:
            read_moment(said[:10])
        except PeriodError:
            return
        self.published = self.published or said[:10]

    def article(self) -> list[str]:
        """Return the lines of the container that holds most of the running text, the heading of the page before them."""
        inside, letters = self._weights()
        chosen = 0
        while children := [child for child, parent in enumerate(self.parents) if parent == chosen and child]:
            heaviest = max(children, key=lambda child: letters[child])
            if letters[heaviest] < MOST_OF_TEXT * max(letters[chosen], 1):
                break
            chosen = heaviest
        lines = [line for line, container in self.lines if chosen in inside[container]]
        missing = [heading for heading in self._headings if heading and fold(heading) not in map(fold, lines[:5])]
        return missing[:1] + lines

    def _weights(self) -> tuple[list[frozenset[int]], list[int]]:
        """Return in which containers each one lies, itself included, and how much running text each holds."""
        inside: list[frozenset[int]] = [frozenset({0})]
        for child, parent in enumerate(self.parents[1:], 1):
            inside.append(inside[parent] | {child})
        letters = [0] * len(self.parents)
        for line, container in self.lines:
            if len(line) >= SENTENCE:
                for outer in inside[container]:
                    letters[outer] += len(line)
        return inside, letters


def _page_of(text: str) -> Page:
    from lxml import etree

    page = Page()
    parser = etree.HTMLParser(target=page, remove_comments=True, no_network=True)
    for start in range(0, len(text), 1 << 16):
        parser.feed(unicodedata.normalize("NFC", text[start : start + (1 << 16)]))
    parser.close()
    return page
