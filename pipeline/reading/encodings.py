"""Decoding files: which encoding a file has, and how to restore Vietnamese letters that a spreadsheet garbled."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"
GARBLED_MARK: Final = "ï»¿"
"""A byte order mark that was read as Windows-1252 and saved so."""
WIDE: Final = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""UTF-32 and UTF-16 by byte order mark, longer marks first."""
BINARY: Final = (
    (b"PK\x03\x04", "a spreadsheet (.xlsx or .ods) or another zip file", "một bảng tính (.xlsx hoặc .ods) hay tệp zip"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (.xls) or one with a password", "một bảng tính kiểu cũ (.xls) hoặc có mật khẩu"),
    (b"%PDF", "a PDF", "một tệp PDF"),
    (b"{\\rtf", "a formatted text (RTF)", "một văn bản có định dạng (RTF)"),
    (b"<", "a web page or XML", "một trang web hoặc XML"),
    (b"\x1f\x8b", "a compressed file (gzip)", "một tệp nén (gzip)"),
    (b"\x89PNG", "a picture", "một tệp ảnh"),
    (b"\xff\xd8\xff", "a picture", "một tệp ảnh"),
)
"""Signatures of binary files, and what they are."""

TCVN3: Final = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
"""Letters of the standard TCVN 5712:1993 (VN3, “ABC fonts”) by the Latin-1 character of the same byte."""

TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
PUNCTUATION: Final = frozenset("–—‘’“”…°²³€«»·•×÷±§\u00a0")
SYLLABLE: Final = (
    r"(?:ngh?|nh|gh?|gi|qu|kh|ph|th|ch|tr|kr|pr|[bcdđhklmnprstvx])?"
    r"(?:(?:oai|oay|oeo|uai|uây|uôi|uya|uyu|iêu|yêu|ươi|ươu|[aeoôơuư]i|[aâu]y|[aeoi]o|[aâêiơưu]u|[iuư]a|uơ|uê|ao|eo)"
    r"|(?:oa|oă|oe|oo|iê|yê|uâ|uô|uyê|uy|uê|ươ|[aăâeêioôơuưy])(?:ch|nh|ng|[cmnptk])?)"
)
"""A Vietnamese syllable without tone marks, including spellings found in place names."""
WORD: Final = re.compile(r"[^\W\d_]+")
GARBLED: Final = re.compile("áº|á»|Æ[°¡]|Ä[ƒ‚‘\u0090\u0091©]|Å©|[ÃĂ][¡-º¼-¿]")
"""How the UTF-8 bytes of ạ-ỹ, ư, ơ, đ, ă, ĩ, ũ and á-ý look when read as a Windows code page."""
GARBLED_STARTS: Final = ("áº", "á»", "Æ", "Ä", "Å", "Ã", "Ă")
"""Every garbled text contains one of these; searching them first is much faster than the regular expression."""
GARBLED_TOO: Final = re.compile("[ÃĂ]\u00a0")
"""The same for à; since a capital and a space occur in any text, it only counts in texts that are garbled elsewhere."""
GARBLED_WORD: Final = re.compile(r'[^\t\r\n ,;|"]+')
RUN: Final = re.compile(r"[^\x00-\x7f]+")
MOST: Final = 0.85
"""Minimum share of accented words that must be Vietnamese; the others may be foreign names."""


class NotUtf8Error(ValueError):
    """Bytes that cannot be decoded with certainty in any known encoding.

    Attributes:
        byte: the first byte that is not UTF-8, as `0xE1`.
        line: the line of that byte.
    """

    def __init__(self, data: bytes, position: int) -> None:
        self.byte = f"0x{data[position]:02X}"
        self.line = data.count(b"\n", 0, position) + 1
        super().__init__(f"byte {self.byte} on line {self.line}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file.

    Attributes:
        text: without a byte order mark.
        encoding: its name; `UTF-8` is the right one.
        marked: whether it started with a byte order mark.
        line: the first line with a character that shows the encoding.
    """

    text: str
    encoding: str
    marked: bool
    line: int


def kind_of(data: bytes) -> tuple[str, str] | None:
    """Return what kind of binary file this is, in English and Vietnamese; None for a text."""
    start = data[:512].lstrip()
    for mark, en, vi in BINARY:
        if start.startswith(mark) and not start.startswith(b"<<<<<<<"):
            return en, vi
    if b"\x00" in data[:4096] and not _wide(data):
        return "binary data", "dữ liệu nhị phân"
    return None


def decode(data: bytes) -> Decoded:
    """Decode a file: by its byte order mark, as UTF-8, or in the only code page in which it reads as Vietnamese.

    Raises:
        NotUtf8Error: no encoding fits, or several do.
    """
    if wide := _wide(data):
        try:
            text = data.decode(wide)
        except UnicodeDecodeError as error:
            raise NotUtf8Error(data, min(error.start, len(data) - 1)) from None
        return Decoded(text.lstrip(BYTE_ORDER_MARK), wide.upper().replace("-LE", " LE").replace("-BE", " BE"), False, 1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error.start)
    plain = text.lstrip(BYTE_ORDER_MARK).removeprefix(GARBLED_MARK)
    return Decoded(plain, "UTF-8", len(plain) < len(text), 1)


def _wide(data: bytes) -> str:
    """Detect UTF-16 and UTF-32, else return an empty text; the header is ASCII, so in UTF-16 every other byte is NUL."""
    for mark, encoding in WIDE:
        if data.startswith(mark):
            return encoding
    start = data[:256]
    if len(start) >= 8 and len(data) % 2 == 0:
        for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            if start[first::2].count(0) > 0.9 * len(start) / 2 and start[1 - first :: 2].count(0) == 0:
                return encoding
    return ""


def _legacy(data: bytes, position: int) -> Decoded:
    """Try every code page used for Vietnamese; exactly one must give Vietnamese text."""
    found: dict[str, str] = {}
    for name, read in CODE_PAGES.items():
        try:
            text = unicodedata.normalize("NFC", read(data))
        except UnicodeDecodeError:
            continue
        if is_vietnamese(text) and text not in found.values():
            found[name] = text
    if len(found) != 1:
        raise NotUtf8Error(data, position)
    ((name, text),) = found.items()
    return Decoded(text, name, False, data.count(b"\n", 0, position) + 1)


def _tcvn3(data: bytes) -> str:
    """Read TCVN3; characters below 0x80 are ASCII, every other byte must be a letter."""
    text = data.decode("latin-1")
    for character in set(text):
        if character > "\x7f" and character not in TCVN3:
            raise UnicodeDecodeError("tcvn3", data, 0, 1, "no letter")
    return text.translate(_tcvn3_table())


@cache
def _tcvn3_table() -> dict[int, str]:
    return {ord(byte): letter for byte, letter in TCVN3.items()}


CODE_PAGES: Final[dict[str, Callable[[bytes], str]]] = {
    "Windows-1258": lambda data: data.decode("cp1258"),
    "TCVN3 (ABC)": _tcvn3,
    "Windows-1252": lambda data: data.decode("cp1252"),
}
"""Single-byte encodings used for Vietnamese, and how to decode them."""


def is_vietnamese(text: str) -> bool:
    """Whether the accented words of a text in NFC are Vietnamese and no other symbols occur."""
    others = {character for character in set(text) if character > "\x7f" and not character.isalpha()}
    if others - PUNCTUATION:
        return False
    words = {word for word in WORD.findall(text) if not word.isascii()}
    return sum(_is_syllable(word) for word in words) >= MOST * len(words) > 0


def _is_syllable(word: str) -> bool:
    """Whether a word is one Vietnamese syllable with one tone at most, or an abbreviation (LĐTBXH, đ)."""
    if word == "đ" or (word.isupper() and word.replace("Đ", "").isascii()):
        return True
    letters = unicodedata.normalize("NFD", word.lower())
    plain = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES))
    return len(letters) - len(letters.translate(dict.fromkeys(map(ord, TONES)))) <= 1 and re.fullmatch(SYLLABLE, plain) is not None


@dataclass(frozen=True, slots=True)
class Garbled:
    """A UTF-8 word that was read as a Windows code page and saved that way: its position, what it looks like, what was meant."""

    position: int
    seen: str
    meant: str


def find_garbled(text: str) -> Garbled | None:
    """Return the first garbled word (`Láº¡ng`) of a text."""
    if not any(start in text for start in GARBLED_STARTS):
        return None
    position = 0
    for line in text.split("\n"):
        if GARBLED.search(line):
            for word in GARBLED_WORD.finditer(line):
                seen = word.group()
                if GARBLED.search(seen) and (meant := _restored_line(seen)) != seen:
                    return Garbled(position + word.start(), seen, meant)
        position += len(line) + 1
    return None


def restored(text: str) -> str | None:
    """Restore a garbled text (`Láº¡ng` becomes `Lạng`); None if some letters cannot be restored."""
    lines = [_restored_line(line) if GARBLED.search(line) else GARBLED_TOO.sub("à", line) for line in text.split("\n")]
    whole = "\n".join(lines)
    return None if GARBLED.search(whole) else whole


def _restored_line(line: str) -> str:
    return RUN.sub(lambda run: _restored_run(run.group()), line)


def _restored_run(run: str) -> str:
    for page in ("cp1252", "cp1258"):
        try:
            letters = bytes(_bytes_of(page)[character] for character in run).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            continue
        return letters
    return run


@cache
def _bytes_of(page: str) -> dict[str, int]:
    """Map the characters of a code page to bytes; bytes without a character map from the control character of the same number."""
    return {bytes([byte]).decode(page, "ignore") or chr(byte): byte for byte in range(256)}
