"""The command `verify`: find every printed figure in the text of its source, and record the proof.

A source text is known by the sha256 of its bytes, whatever its file is called. A paragraph is a line that is not blank
after Unicode white space is stripped; it is compared in NFC, each white-space character as one space.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from pipeline.foundation.errors import CannotRunError, of_file
from pipeline.foundation.files import write_text
from pipeline.foundation.findings import Finding, Rule, declare
from pipeline.foundation.paths import RAW, shown
from pipeline.gate.check import check_all
from pipeline.gate.rules.readings import digest_of
from pipeline.gate.running import records_of
from pipeline.language.quantity import QuantityError, numeral_of
from schemas import Evidence
from schemas.base import header_of

NO_SNAPSHOT = declare(
    "V511",
    "no file in {folder} is the kept text of {source_id} (sha256 {sha256})",
    "không tệp nào trong {folder} là bản lưu của nguồn {source_id} (sha256 {sha256})",
    "put the kept text into that folder unchanged, under any name; or name after the command only the sources whose texts you have",
    "chép bản lưu nguyên vẹn vào thư mục đó, tên tệp tùy ý; hoặc sau lệnh chỉ nêu các nguồn mà bạn có bản lưu",
)
NO_PARAGRAPH = declare(
    "V512",
    "`locator` says {locator}, but the text has {count} paragraphs",
    "`locator` ghi {locator}, nhưng văn bản chỉ có {count} đoạn",
    "count the lines of the text that are not blank, the title being p1, and type the number of the one that prints the figure",
    "đếm các dòng không trống của văn bản, tiêu đề là p1, rồi ghi số của đoạn in số liệu",
)
NOT_FOUND = declare(
    "V513",
    "“{printed}” is not in {locator} of the text{elsewhere_en}",
    "không thấy “{printed}” ở {locator} của văn bản{elsewhere_vi}",
    "{wanted_en}",
    "{wanted_vi}",
)
AMBIGUOUS = declare(
    "V514",
    "“{printed}” occurs {count} times in {locator}, and `locator` does not say which one is meant",
    "“{printed}” xuất hiện {count} lần ở {locator}, mà `locator` chưa cho biết là lần nào",
    "type one of {choices} in `locator`: the number after # counts every “{numeral}” of the paragraph",
    "ghi một trong {choices} ở `locator`: số sau # đếm mọi số “{numeral}” trong đoạn",
)


BRACKETED: Final = re.compile(r"(?<!\s)\s*\[[^\[\]]*\]")
"""Text in square brackets with the space before it; the pattern takes linear time, however many brackets are left open."""
FIRST_ROW_RULE: Final = "V200"
"""Rules before it are about what can be read."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a figure was found: the paragraph, and first and last-plus-one character in it."""

    paragraph: str
    start: int
    end: int


class NotProvenError(Exception):
    """A figure was not found at its locator; carries the rule and its facts."""

    def __init__(self, rule: Rule, column: str, **facts: object) -> None:
        super().__init__(rule.code)
        self.rule, self.column, self.facts = rule, column, facts


def verify(folder: Path, sources: Sequence[str] = (), raw: Path = RAW) -> list[Finding]:
    """Verify the rows of the given sources, or of all that have a text, and write their evidence files.

    The evidence of a source is written only if all of its rows are proven. Files and cells that cannot be read at all are
    the findings of the check; what a row says of its figure is not judged here.

    Raises:
        CannotRunError: the folder cannot be read, or a named source is not known.
    """
    checked = check_all(raw)
    unreadable = [finding for finding in checked.findings if finding.rule.code < FIRST_ROW_RULE]
    if unreadable or "observations" not in checked.tables:
        return unreadable or checked.findings
    texts = {row["source_id"]: row["snapshot_sha256"] for row in records_of(checked.tables["sources"]) if row["snapshot_sha256"]}
    if unknown := set(sources) - set(texts):
        names = ", ".join(sorted(unknown))
        raise CannotRunError(
            f"no source with a kept text is called {names}; see data/raw/sources.csv",
            f"không có nguồn nào lưu văn bản mang tên {names}; xem data/raw/sources.csv",
        )
    snapshots = _snapshots(folder)
    places = {row["source_id"]: (row["path"], int(row["line"])) for row in records_of(checked.tables["sources"])}
    rows_of = dict(list(checked.tables["observations"].groupby("source_id")))
    findings: list[Finding] = []
    for source_id in sources or texts:
        digest = texts[source_id]
        if digest not in snapshots:
            facts = {"folder": shown(folder), "source_id": source_id, "sha256": digest}
            findings.append(Finding(*places[source_id], "snapshot_sha256", NO_SNAPSHOT, facts))
        elif source_id not in rows_of:
            (raw / "evidence" / f"{source_id}.csv").unlink(missing_ok=True)
        else:
            findings += _verify_source(records_of(rows_of[source_id]), digest, snapshots[digest], raw / "evidence" / f"{source_id}.csv")
    return findings


def _snapshots(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their sha256."""
    try:
        files = [path for path in sorted(folder.iterdir()) if path.is_file()]
        return {sha256(data).hexdigest(): data for data in (path.read_bytes() for path in files)}
    except OSError as error:
        why = of_file(error)
        raise CannotRunError(f"cannot read the folder of snapshots {why.en}", f"không đọc được thư mục văn bản nguồn {why.vi}") from None


def _verify_source(rows: Iterable[dict[str, str]], digest: str, data: bytes, path: Path) -> list[Finding]:
    paragraphs = paragraphs_of(data.decode("utf-8", errors="replace"))
    evidence, findings = [], []
    for row in rows:
        try:
            proof = prove(row["as_printed"], row["locator"], paragraphs)
        except NotProvenError as error:
            findings.append(Finding(row["path"], int(row["line"]), error.column, error.rule, error.facts))
        else:
            evidence.append(
                {
                    "obs_id": f"{row['source_id']}.{row['item']}",
                    "locator": row["locator"],
                    "period": row["period"],
                    "snapshot_sha256": digest,
                    "paragraph_sha256": digest_of(proof.paragraph),
                    "span": f"{proof.start}-{proof.end}",
                    "printed_sha256": digest_of(row["as_printed"]),
                }
            )
    if not findings:
        _write(evidence, path)
    return findings


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text, as this module compares them; the first one is p1."""
    return [paragraph for line in unicodedata.normalize("NFC", text).splitlines() if (paragraph := re.sub(r"\s", " ", line).strip())]


def prove(as_printed: str, locator: str, paragraphs: Sequence[str]) -> Proof:
    """Find a figure at its place.

    Args:
        as_printed: as coded; what stands in square brackets is not looked for.
        locator: `p7`, or `p7#2` for the second numeral like its own in the paragraph.
        paragraphs: as `paragraphs_of` gives them.

    Raises:
        NotProvenError: there is no such paragraph or figure, or several and the locator does not say which.
    """
    number, _, ordinal = locator.removeprefix("p").partition("#")
    if not number.isdecimal() or int(number) > len(paragraphs):
        raise NotProvenError(NO_PARAGRAPH, "locator", count=len(paragraphs), locator=locator)
    paragraph = paragraphs[int(number) - 1]
    printed = BRACKETED.sub("", as_printed).strip()
    try:
        numeral = numeral_of(printed)
    except QuantityError:
        raise NotProvenError(NOT_FOUND, "as_printed", printed=printed, locator=locator, **_elsewhere_facts("")) from None
    offset = printed.index(numeral)
    numerals = [start - offset for start in _places(numeral, paragraph)]
    found = [start for start in numerals if start >= 0 and _stands_at(printed, paragraph, start)]
    if ordinal:
        found = [start for start in numerals[int(ordinal) - 1 : int(ordinal)] if start in found]
    if not found:
        others = _elsewhere(printed, numeral, offset, paragraphs)
        column = "locator" if others else "as_printed"
        raise NotProvenError(NOT_FOUND, column, printed=printed, locator=locator, **_elsewhere_facts(others))
    if len(found) > 1:
        choices = ", ".join(f"p{number}#{numerals.index(start) + 1}" for start in found)
        raise NotProvenError(AMBIGUOUS, "locator", printed=printed, count=len(found), locator=locator, numeral=numeral, choices=choices)
    return Proof(paragraph, found[0], found[0] + len(printed))


def _places(numeral: str, paragraph: str) -> list[int]:
    """Return the positions of a numeral, without matches inside longer ones."""
    return [match.start() for match in re.finditer(rf"(?<![0-9])(?<![0-9][.,]){re.escape(numeral)}(?![0-9]|[.,][0-9])", paragraph)]


def _stands_at(printed: str, paragraph: str, start: int) -> bool:
    """Whether a text stands there, not ending inside a word."""
    end = start + len(printed)
    inside_word = printed[-1:].isalnum() and paragraph[end : end + 1].isalnum()
    return paragraph.startswith(printed, start) and not inside_word


def _elsewhere(printed: str, numeral: str, offset: int, paragraphs: Sequence[str]) -> str:
    """Return the paragraphs in which a figure stands."""
    return ", ".join(
        f"p{number}"
        for number, paragraph in enumerate(paragraphs, 1)
        if any(start >= offset and _stands_at(printed, paragraph, start - offset) for start in _places(numeral, paragraph))
    )


def _elsewhere_facts(places: str) -> dict[str, str]:
    if places:
        one_en, one_vi = ("one of ", "một trong ") if "," in places else ("", "")
        en, vi = f"type {one_en}{places} in `locator`", f"ghi {one_vi}{places} ở `locator`"
        return {"elsewhere_en": f", but in {places}", "elsewhere_vi": f", mà ở {places}", "wanted_en": en, "wanted_vi": vi}
    en = "copy the number and its unit into `as_printed` exactly as the text prints them, or correct the paragraph in `locator`"
    vi = "chép số và đơn vị vào `as_printed` đúng như văn bản in, hoặc sửa số đoạn ở `locator`"
    return {"elsewhere_en": "", "elsewhere_vi": "", "wanted_en": en, "wanted_vi": vi}


def _write(evidence: Sequence[dict[str, str]], path: Path) -> None:
    """Write an evidence file, unless it is unchanged."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, header_of(Evidence), lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(evidence, key=lambda row: int(row["obs_id"].rpartition(".")[2])))
    if path.exists() and path.read_text(encoding="utf-8") == buffer.getvalue():
        return
    path.parent.mkdir(exist_ok=True)
    write_text(path, buffer.getvalue())
