"""What editors, spreadsheet programs, merges and attackers leave in a file and in a cell."""

from typing import Final

PIECES: Final[tuple[bytes, ...]] = (
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\r",
    b"\n",
    b"\r\n",
    b"\n\n\n",
    b"\x1a",
    b"\x85",
    b"\xff",
    b"\xed\xa0\x80",
    b'"',
    b'""',
    b'"' * 999,
    b'"a""b"c"',
    b"," * 999,
    b";",
    b"\t",
    b"sep=;\n",
    b"#",
    b"\\",
    b"x" * 9_000,
    b"x" * 140_000,
    b"[" * 60_000,
    b"1" * 5_000,
    b"PK\x03\x04",
    b"<<<<<<< HEAD\n",
    "\u2028".encode(),
    "\u202e".encode(),
    "\u200b".encode(),
    "\ufeff".encode(),
)
"""Bytes that editors, spreadsheet programs, merges and attackers leave in a file."""

ENCODINGS: Final = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258", "cp1252", "latin-1", "utf-7", "shift_jis")
LINE_ENDS: Final = ("\r\n", "\r", "\n\n", "\v", "\u2028", "\x85", "")
SEPARATORS: Final = (";", "\t", "|", ", ", "，")

NUMBERS: Final = (
    *("1.234,5", "1,234.5", "1 234,5", "1234,5", "1.234.567", "14009.30", "014009.3", "+5", "-5", "- 5", "(5)", "5-", ".5", "5.", "-0"),
    *("1,40093E+13", "1.4e13", "1E400", "1E-400", "9" * 400, "0." + "0" * 400 + "1", "1" * 30 + ".5", "Infinity", "-inf", "NaN", "nan"),
    *("sNaN", "0x1F", "1_000", "５", "५", "²", "½", "1/2", "5%", "6,02 %", "#REF!", "#DIV/0!", "#####", "TRUE", "5 mıllıon", "5 TỶ", "1;2"),
)
"""Numbers in the forms that spreadsheet programs and people give them, and what only looks like one."""

DATES: Final = (
    *("30/06/2024", "6/30/2024", "30-Jun-24", "45473", "45473.5", "2024-6-30", "2024-02-30", "2024-13-01", "2024-06-30T00:00:00", "0000"),
    *("0000-01-01", "0001-01-01", "9999-12-31", "9999/..", "../0001", "../..", "/", "2024/2023", "2024/2024", "2024/2024/2024", "24", "Q1"),
    *("2024-06-30 00:00:00", "Th6-24", "tháng 6", "2024–06", "２０２４", "2024-06/..", "../2024-06", "1900-02-29", "2000-02-29/2001-02-29"),
)
TEXTS: Final = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://a","b")', "\t=1", "'=1", "%s%n", "{path}", "{0.__class__}"),
    *(
        "\u202ecsv.exe",
        "\u2066x\u2069",
        "a\u200bb",
        "a\u00a0b",
        "\ufeff",
        "a\u0301",
        "\u0301",
        "ﬁ",
        "at moﬅ 15 hộ",
        "İ",
        "ß",
        "Ⅷ",
        "\U0001f600",
    ),
    *(
        "a\nb",
        "a\rb",
        "a\0b",
        "\x1b[31m",
        "::error::x",
        "::add-mask::x",
        "<script>",
        "a|b",
        "`x`",
        "](x)",
        "$(x)",
        "../../x",
        "C:\\x",
        "None",
    ),
    *(
        "nan",
        "null",
        "N/A",
        "-",
        " ",
        "  x",
        ";",
        ";;",
        "a;;b",
        "[",
        "]",
        "[[[",
        "[]",
        "p0",
        "p1#0",
        "p" + "9" * 5_000,
        "p1#" + "9" * 5_000,
    ),
)
