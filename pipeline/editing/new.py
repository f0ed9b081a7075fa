"""The command `new`: starts a province's file of observations, and registers a source."""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import unquote, urlsplit

from pipeline.editing.find import areas_meant, file_meant
from pipeline.foundation.errors import CannotRunError, cannot_open, must_be_mended
from pipeline.foundation.files import write_text
from pipeline.foundation.findings import Finding
from pipeline.foundation.paths import shown
from pipeline.foundation.registry import Registry
from pipeline.gate.check import check_files
from pipeline.language.names import fold, slug
from pipeline.reading.lines import Row
from pipeline.reading.registries import load_registry
from pipeline.reading.tables import read_table
from pipeline.reading.text_table import rows_in
from schemas import REGISTRIES, CodedObservation
from schemas.base import FORMS, header_of

HEADER: Final = header_of(REGISTRIES["sources"])
NEEDED: Final = ("area", "published_on", "publisher", "url")
"""Required values of a source; `undated` may replace the day."""
UNDATED: Final = "undated"
POINT_LANGUAGES: Final = frozenset({"en", "ja"})
"""Languages whose numerals have a point before decimals."""
LONGEST_PUBLISHER: Final = 40
"""Characters of a publisher in a source_id."""
BANK: Final = re.compile(r"^(?:ngan hang chinh sach xa hoi|nhcsxh|vbsp)\b.*")
"""Folded names of the Bank for Social Policies and of its offices, which a source_id calls vbsp."""
OPTIONS: Final = {"published_on": "published"}
"""Columns whose option has another name."""


def new_province(area: str, raw: Path) -> tuple[Path, bool]:
    """Start the file of observations of a province, unless it is there.

    Args:
        area: code or name of the province, or of an area in it.
        raw: the folder data/raw.

    Returns:
        The file, and whether it was started now.

    Raises:
        CannotRunError: no province is called so, or several are.
        OSError: the file cannot be written.
    """
    path = raw / "observations" / file_meant(area, registry_of(raw))
    if not path.resolve().is_relative_to((raw / "observations").resolve()):
        raise must_be_mended([shown(raw / "areas.csv")])
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:  # not written beside: renaming could overwrite what came between
            file.write(",".join(header_of(CodedObservation)) + "\n")
    except FileExistsError:
        return path, False
    return path, True


def new_source(given: Mapping[str, str], raw: Path) -> dict[str, str]:
    """Add a source to data/raw/sources.csv, in the order of its identities.

    Args:
        given: columns of the source, and `area`; blank where nothing was said. `text` names the file of its full text.
        raw: the folder data/raw.

    Returns:
        The row that was added.

    Raises:
        CannotRunError: the source is not valid or registered already, or the table is broken.
        OSError: a file cannot be read or written.
    """
    given = {name: unicodedata.normalize("NFC", cell.strip()) for name, cell in given.items() if cell.strip()}
    _refuse_what_is_missing(given)
    registry = registry_of(raw)
    _refuse_a_registered_address(given["url"], registry)
    row = _described(given, registry)
    row["source_id"] = _free_id(_place(given["area"], registry), row, registry)
    _add(row, raw / "sources.csv")
    return row


def described_source(given: Mapping[str, str], registry: Registry) -> dict[str, str]:
    """Return the row of a source as `new_source` would add it, as far as what is given goes.

    Args:
        given: as for `new_source`; anything may be missing.
        registry: for the kind of publisher, the place and free identities.

    Returns:
        The row; its source_id is blank where area or publisher is missing.

    Raises:
        CannotRunError: the address is registered already, or the area is not known.
    """
    given = {name: unicodedata.normalize("NFC", cell.strip()) for name, cell in given.items() if cell.strip()}
    if "url" in given:
        _refuse_a_registered_address(given["url"], registry)
    row = _described({"url": "", "published_on": UNDATED, "publisher": ""} | given, registry)
    if "area" in given and "publisher" in given:
        row["source_id"] = _free_id(_place(given["area"], registry), row, registry)
    return row


def with_source(text: str, table: Iterable[Row], row: Mapping[str, str]) -> str:
    """Return the text of sources.csv with a row in its place.

    Args:
        text: of the file.
        table: its rows.
        row: the source.
    """
    return _with_line(text, table, [row[name] for name in HEADER])[0]


def registry_of(raw: Path) -> Registry:
    """Read the registries.

    Raises:
        CannotRunError: one of them is missing or cannot be read.
    """
    try:
        registry, _, findings = load_registry(raw)
    except OSError as error:
        raise cannot_open(error) from None
    if findings:
        raise must_be_mended([findings[0].path])
    return registry


def _refuse_what_is_missing(given: Mapping[str, str]) -> None:
    for name in NEEDED:
        if name not in given:
            raise CannotRunError(f"--{_option(name)} is missing", f"thiếu --{_option(name)}")
    for name, cell in given.items():
        if not cell.isprintable():
            raise CannotRunError(f"--{_option(name)} holds an invisible character", f"--{_option(name)} chứa ký tự ẩn")
    if re.fullmatch(FORMS["moment"].pattern, given["published_on"]) and given["published_on"] > date.today().isoformat():
        raise CannotRunError(
            f"--published {given['published_on']} is still to come; write a day as 2024-07-30, a month, a year, or {UNDATED}",
            f"--published {given['published_on']} chưa đến; hãy ghi ngày dạng 2024-07-30, tháng, năm, hoặc {UNDATED}",
        )


def _option(column: str) -> str:
    return OPTIONS.get(column, column).replace("_", "-")


def _refuse_a_registered_address(url: str, registry: Registry) -> None:
    known = {_bare(source["url"]): code for code, source in registry.sources.items() if source["url"]}
    if code := known.get(_bare(url)):
        raise CannotRunError(
            f"this address is registered already, as {code}: use that source_id", f"địa chỉ này đã có trong danh mục: hãy dùng {code}"
        )


def _bare(url: str) -> str:
    """Normalise an address for comparison."""
    return url.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")


def _described(given: Mapping[str, str], registry: Registry) -> dict[str, str]:
    """Return the row of a source: given values first, then what follows from them, then the least specific value."""
    row = dict.fromkeys(HEADER, "") | {"language": "vi", "access": "excerpt", "coverage": "some", "coder": "contributor"}
    row |= {name: cell for name, cell in given.items() if name in HEADER}
    row["published_on"] = row["published_on"].replace(UNDATED, "")
    row["publisher_type"] = row["publisher_type"] or _kind_of_publisher(row, registry)
    row["decimal_mark"] = row["decimal_mark"] or ("point" if row["language"] in POINT_LANGUAGES else "comma")
    row["title"] = row["title"] or _title_in_address(row["url"]) or f"[{row['publisher']}]"
    if text := given.get("text"):
        row |= {"access": "full_text", "snapshot_sha256": _sha256(Path(text))}
    return row


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        why = cannot_open(error)
        raise CannotRunError(f"--text: {why.en}", f"--text: {why.vi}") from None


def _kind_of_publisher(row: Mapping[str, str], registry: Registry) -> str:
    """Return the kind of publisher: as for other sources of the same publisher or site, else from the address."""
    host, publisher = _parts(row["url"])[0], fold(row["publisher"])
    for other in registry.sources.values():
        if (host and _parts(other["url"])[0] == host) or (publisher and fold(other["publisher"]) == publisher):
            return other["publisher_type"]
    return "local_government" if host.endswith(".gov.vn") else "unknown"


def _title_in_address(url: str) -> str:
    """Return the title that an address spells, in brackets: `.../von-vay-150.html` gives `[Von vay 150]`."""
    words = slug(unquote(_parts(url)[1].rstrip("/").rpartition("/")[2].partition(".")[0])).split("-")
    return f"[{' '.join(words).capitalize()}]" if len(words) > 2 else ""


def _parts(url: str) -> tuple[str, str]:
    """Return host and path of an address; blank where it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.netloc, parts.path


def _place(area: str, registry: Registry) -> str:
    places = sorted({slug(registry.areas[code]["name_vi"]) for code in areas_meant(area, registry)})
    if len(places) > 1:
        raise CannotRunError(f"“{area}” may be {', '.join(places)}; give the code", f"“{area}” có thể là {', '.join(places)}; hãy ghi mã")
    return places[0]


def _free_id(place: str, row: Mapping[str, str], registry: Registry) -> str:
    """Return place, year and publisher, with a number if that is taken."""
    publisher = slug(BANK.sub("vbsp", fold(row["publisher"])))
    if len(publisher) > LONGEST_PUBLISHER:
        publisher = publisher[: LONGEST_PUBLISHER + 1].rpartition("-")[0] or publisher[:LONGEST_PUBLISHER]
    if not publisher:
        raise CannotRunError("write --publisher in Latin letters", "hãy ghi --publisher bằng chữ cái Latinh")
    year = row["published_on"][:4]
    wanted = f"{place}-{year if year.isdecimal() else UNDATED}-{publisher}"
    number, free = 1, wanted
    while free in registry.sources:
        number += 1
        free = f"{wanted}-{number}"
    return free


def _add(row: Mapping[str, str], path: Path) -> None:
    """Write the table with the row in its place, if it then passes the check."""
    rows, findings = read_table(path, HEADER)
    if rows is None or findings:
        raise must_be_mended([shown(path)])
    text, line = _with_line(path.read_text(encoding="utf-8"), rows_in(rows), [row[name] for name in HEADER])
    with TemporaryDirectory() as folder:
        tried = Path(folder) / path.name
        write_text(tried, text)
        found = check_files([tried], path.parent).findings
    _refuse_findings(found, line, path)
    write_text(path, text)


def _with_line(text: str, rows: Iterable[Row], cells: Sequence[str]) -> tuple[str, int]:
    """Return a table with a row before the first one that comes after it, and its line; other lines stay as they are."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    lines = text.rstrip("\n").split("\n")
    line = next((number for number, other in rows if other[0] > cells[0]), len(lines) + 1)
    lines.insert(line - 1, buffer.getvalue())
    return "\n".join(lines) + "\n", line


def _refuse_findings(findings: Sequence[Finding], line: int, path: Path) -> None:
    if not findings:
        return
    own = [finding for finding in findings if finding.line == line]
    if not own:
        raise must_be_mended([shown(path)])
    en = "; ".join(f"--{_option(finding.column)}: {finding.message()} ({finding.fix()})" for finding in own)
    vi = "; ".join(f"--{_option(finding.column)}: {finding.message('vi')} ({finding.fix('vi')})" for finding in own)
    raise CannotRunError(en, vi)
