"""Targets: the commands that read what a contributor hands in."""

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from pipeline.editing.add import add
from pipeline.editing.find import find, listed
from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import RAW
from pipeline.foundation.registry import Registry
from pipeline.gate.check import check_all, check_files
from pipeline.reading.registries import load_registry
from schemas import REGISTRIES, Evidence
from schemas.base import header_of
from tests.fuzz.damage import damaged_bytes, damaged_table, to_bytes
from tests.fuzz.harness import OBSERVATIONS, Input, Outcome, checked, command, lay, small_files, target
from tests.fuzz.promises import contents, findings_hold, nothing_written
from tests.fuzz.specimens import TEXTS

REAL: Final = [f"observations/2008/{name}.csv" for name in ("01-ha-noi", "20-lang-son", "17-hoa-binh")] + ["observations/viet-nam.csv"]
EVIDENCE: Final = "evidence/lang-son-2024.csv"
PROOFS: Final = [[f"lang-son-2024.{item}", "p7", "2024-06-30", *("a" * 64,) * 2, "0-4", "b" * 64] for item in range(1, 9)]


def _damaged(files: Mapping[str, bytes]) -> st.SearchStrategy[Input]:
    """Return one of the files, damaged in its bytes or its cells."""
    return st.sampled_from(sorted(files)).flatmap(
        lambda name: st.one_of(damaged_bytes(files[name]), damaged_table(files[name])).map(lambda data: Input({name: data}))
    )


@target(_damaged({OBSERVATIONS: small_files()[OBSERVATIONS]}), share=10)
def small_file(given: Input, folder: Path) -> Outcome:
    raw = lay(folder, {**small_files(), **given.files})
    return checked(lambda: check_files([raw / name for name in given.files], raw), folder)


@target(_damaged({name: (RAW / name).read_bytes() for name in REAL if (RAW / name).exists()}), share=4)
def real_file(given: Input, folder: Path) -> Outcome:
    """Against the real registries, outside data/raw as a coder who has the file on the desktop."""
    paths = [lay(folder, given.files) / name for name in given.files]
    return checked(lambda: check_files(paths), folder)


@target(_damaged({f"{name}.csv": small_files()[f"{name}.csv"] for name in REGISTRIES}), share=3)
def registry(given: Input, folder: Path) -> Outcome:
    """A damaged registry is judged by itself, with everything, and when a file of observations is judged by it."""
    raw = lay(folder, {**small_files(), **given.files})
    named = checked(lambda: check_files([raw / name for name in given.files], raw), folder)
    using = checked(lambda: check_files([raw / OBSERVATIONS], raw), folder)
    every = checked(lambda: check_all(raw), folder)
    return Outcome(named.codes + using.codes + every.codes, named.refused or using.refused or every.refused)


@target(_damaged({EVIDENCE: to_bytes([header_of(Evidence), *PROOFS])}), share=2)
def evidence(given: Input, folder: Path) -> Outcome:
    raw = lay(folder, {**small_files(), **given.files})
    named = checked(lambda: check_files([raw / name for name in given.files], raw), folder)
    every = checked(lambda: check_all(raw), folder)
    return Outcome(named.codes + every.codes)


PIECES: Final = (
    *(
        "observations",
        "2008",
        "2025",
        "evidence",
        "20-lang-son.csv",
        "17-hoa-binh.csv",
        "viet-nam.csv",
        "units.csv",
        "sources.csv",
        "loop.csv",
    ),
    *(
        "nowhere.csv",
        "out",
        "20-Lang-Son.csv",
        "20-lang-son.CSV",
        "20-lạng-sơn.csv",
        "20-la\u0323ng-son.csv",
        "20-lang-son.csv ",
        "20-lang-son",
    ),
    *(
        ".20-lang-son.csv.new",
        "~$20-lang-son.csv",
        "20-lang-son (1).csv",
        "lang-son-2024.csv",
        "CON",
        "aux.csv",
        "-",
        "--lang",
        "*",
        "a b.csv",
    ),
    *(
        "a\nb.csv",
        "a\r\n::error::b.csv",
        "::error file=a,line=1::b.csv",
        "%0A::x.csv",
        "a:1:b.csv",
        "a,b.csv",
        "\u202ecsv.exe",
        "\x1b[31m.csv",
    ),
    *("\udcff.csv", "\udce1.csv", "x" * 256 + ".csv", "{path}.csv", "%s.csv", ".git", ".csv", "units", "units.xlsx", "retired.csv.bak"),
)
"""Parts of paths; the loop, the link to nowhere and the link out of the folder are laid for each input."""
NAMES: Final = st.one_of(
    st.sampled_from(PIECES), st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=9)
)
PATHS: Final = st.lists(NAMES.filter(lambda name: name not in {".", ".."}), min_size=1, max_size=4).map("/".join)
ASKED: Final = st.lists(st.one_of(NAMES, st.sampled_from((".", "..", "", "~"))), max_size=6).map(lambda parts: "/".join(parts).lstrip("/"))


@target(
    st.builds(
        lambda names, asked: Input(dict.fromkeys(names, small_files()[OBSERVATIONS]), tuple(asked)),
        st.lists(PATHS, max_size=4),
        st.lists(ASKED, max_size=3),
    ),
    share=4,
)
def file_names(given: Input, folder: Path) -> Outcome:
    """Whatever a file is called and wherever it lies, or is said to lie."""
    raw = lay(folder, {**given.files, **small_files()})
    for name, goal in (("loop.csv", "loop.csv"), ("observations/2008/17-hoa-binh.csv", "nowhere"), ("out", "..")):
        with suppress(OSError):
            (raw / name).symlink_to(goal)
    paths = [raw / name for name in (*given.files, *given.words)]
    named = checked(lambda: check_files(paths, raw), folder, paths)
    every = checked(lambda: check_all(raw), folder)
    return Outcome(named.codes + every.codes, named.refused)


@cache
def _registry() -> Registry:
    return load_registry(RAW)[0]


WORDS: Final = st.one_of(
    st.sampled_from(TEXTS),
    st.text(max_size=40),
    st.text("aăâeêioôơuưyđ hlngtrsbc", max_size=20),
    st.text(min_size=1, max_size=2).map(lambda text: text * 9_000),
)


@target(st.builds(lambda text: Input(words=(text,)), WORDS), share=2)
def find_any_text(given: Input, folder: Path) -> Outcome:
    (text,) = given.words
    found = find(text, _registry())
    lines = listed(found).split("\n")[:-1]
    assert len(lines) == len(found) <= 12
    assert all(line.isprintable() for line in lines)
    return Outcome()


@target(_damaged({name: (RAW / name).read_bytes() for name in REAL if (RAW / name).exists()}), share=3)
def fix(given: Input, folder: Path) -> Outcome:
    """What `fix` would do is said without a traceback, and nothing is written."""
    paths = [lay(folder, given.files) / name for name in given.files]
    with nothing_written(folder):
        status, printed = command("fix", "--dry-run", *(os.fspath(path) for path in paths))
    assert status in {0, 1, 2}, f"exit status {status}"
    assert "Traceback" not in printed
    return Outcome(refused=status == 2)


@target(_damaged({OBSERVATIONS: small_files()[OBSERVATIONS]}), share=3)
def add_rows(given: Input, folder: Path) -> Outcome:
    """Rows are added to what was there, in files that keep every rule, or nothing is written."""
    raw = lay(folder / "raw", {name: data for name, data in small_files().items() if name != OBSERVATIONS})
    path = lay(folder, {"mine.csv": next(iter(given.files.values()))}) / "mine.csv"
    before = contents(folder)
    try:
        added = add(path, raw)
    except CannotRunError:
        assert contents(folder) == before
        return Outcome(refused=True)
    findings_hold(added.findings, [path, *raw.rglob("*")])
    written = {name for name, _ in contents(folder).items() ^ before.items()}
    assert written == {Path(name).relative_to(folder).as_posix() for name in added.lines}
    assert not check_all(raw).has_errors
    return Outcome(tuple(finding.rule.code for finding in added.findings))
