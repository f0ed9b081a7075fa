"""The command diff: values that were added, changed and removed, by the names of their rows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.markdown import BREAK, LIMIT, neutral
from pipeline.foundation.paths import ROOT
from pipeline.gate import revisions
from pipeline.gate.diff import compare, summary
from pipeline.gate.revisions import read_state
from pipeline.language.spoken import Language
from tests.replay_pull_request import git
from tests.small import FILE, LIFTED, RATE, STOCK, TABLES, Rows, numbered, write_raw

HOSTILE = '@everyone #1 GH-2 http://x.y www.x.y <img src=x onerror=y> [a](b) | `c` **d** _e_ ~~f~~ $g$ \\ \u202e"'


def shown(folder: Path, before: Rows, after: Rows, language: Language = "en", room: int = LIMIT, sources: Rows = TABLES["sources"]) -> str:
    """Return the summary of the difference between two small folders, the second with these sources."""
    old, new = write_raw(folder / "old", before), write_raw(folder / "new", after, sources=sources)
    return summary(compare(read_state(old), read_state(new)), language, room)


def values(text: str) -> list[list[str]]:
    """Return the cells of the last table of a summary."""
    table = text.rstrip("\n").rpartition("\n\n")[2].splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[2:]]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "diff", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )


def test_values_are_listed_by_name_changed_ones_first_then_removed_then_added(tmp_path: Path) -> None:
    before, after = numbered(STOCK, RATE), numbered(STOCK, RATE, LIFTED)
    after[0] = {**after[0], "value": "14010", "note": "Read again."}
    found = values(shown(tmp_path, before, [after[0], after[2]]))
    assert [(row[0], row[1], row[5], row[6], row[7]) for row in found] == [
        ("changed", "lang-son-2024.1", "14009.3 VND\\_BN", "14010 VND\\_BN", "note: - → Read again."),
        ("removed", "lang-son-2024.2", "6.02 PERCENT", "", ""),
        ("added", "lang-son-2024.3", "", "4915 HOUSEHOLD", ""),
    ]


def test_rows_are_counted_by_file_and_new_sources_named(tmp_path: Path) -> None:
    source = {**TABLES["sources"][0], "source_id": "lang-son-2025", "title": "A [new] one"}
    text = shown(tmp_path, [STOCK], numbered(STOCK, RATE), sources=[*TABLES["sources"], source])
    assert "Rows: 2 added, 0 changed, 0 removed. Sources added: 1." in text
    assert f"| observations/{FILE} | 1 | 0 | 0 |" in text
    assert "| sources.csv | 1 | 0 | 0 |" in text
    assert "| lang-son-2025 |  | A \\[new\\] one |" in text


def test_a_row_moved_to_another_file_or_line_is_no_change(tmp_path: Path) -> None:
    before, after = numbered(STOCK, RATE), numbered(STOCK, RATE)[::-1]
    assert "No value changes." in shown(tmp_path, before, after)
    moved = write_raw(tmp_path / "moved", before, file="2008/17-hoa-binh.csv")
    assert compare(read_state(tmp_path / "old"), read_state(moved)).changes == []


def test_the_second_of_two_rows_of_one_name_is_the_added_one_wherever_it_stands(tmp_path: Path) -> None:
    again = {**STOCK, "value": "1"}
    for after in ([STOCK, again], [again, STOCK]):
        assert [row[0:1] + row[6:7] for row in values(shown(tmp_path, [STOCK], after))] == [["added", "1 VND\\_BN"]]


def test_rows_of_a_file_that_cannot_be_read_are_not_called_removed(tmp_path: Path) -> None:
    old, new = write_raw(tmp_path / "old"), write_raw(tmp_path / "new")
    path = new / "observations" / FILE
    path.write_bytes(b"PK\x03\x04" + path.read_bytes())
    text = summary(compare(read_state(old), read_state(new)), "en", LIMIT)
    assert f"Cannot be read, so not compared: observations/{FILE}." in text
    assert "No value changes." in text


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("room", [2_000, LIMIT])
def test_a_long_table_is_cut_and_says_how_many_rows_it_leaves_out(language: Language, room: int, tmp_path: Path) -> None:
    rows = numbered(*[{**STOCK, "area_name": "&" * 400}] * 3000)
    text = shown(tmp_path, [], rows, language, room)
    assert len(text) <= room
    left_out = re.search(r"… (?:and|và) (\d+) ", text)
    assert left_out
    assert int(left_out[1]) + text.count("| lang-son-2024.") == 3000


def test_nothing_in_a_cell_is_taken_for_markdown_html_mention_or_link() -> None:
    text = neutral(HOSTILE).replace(BREAK, "\u200b")
    assert "<" not in text
    assert "\u202e" not in text
    assert not re.search(r"(?<!\\)[|`\[\]*_~$]", text)
    assert not re.search(r"[@#]\w|://|www\.|GH-", text)
    assert neutral("a\n\n# b") == f"a #{BREAK} b"


def test_states_are_folders_or_revisions_of_the_repository(tmp_path: Path) -> None:
    folder = write_raw(tmp_path / "raw")
    done = run(str(folder), "HEAD")
    assert (done.returncode, done.stderr) == (0, "")
    assert "### What changes" in done.stdout
    assert run("HEAD", "HEAD", "--lang", "vi").stdout == "### Những gì thay đổi\n\nKhông có giá trị nào thay đổi.\n"


@pytest.mark.parametrize("name", ["no-such-revision", "--all", "pipeline", "HEAD:data"])
def test_what_is_neither_exits_2_without_a_traceback(name: str) -> None:
    done = run("--", name, "HEAD")
    assert done.returncode == 2
    assert re.fullmatch(r"cannot run: .*\n", done.stderr)


def test_a_link_in_a_revision_is_not_followed_and_its_attributes_hide_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = write_raw(tmp_path / "data" / "raw")
    (tmp_path / ".gitattributes").write_text("*.csv export-ignore\n")
    (raw / "flags.csv").unlink()
    (raw / "flags.csv").symlink_to("/etc/hostname")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "one")
    monkeypatch.setattr(revisions, "ROOT", tmp_path)
    monkeypatch.setattr(revisions, "RAW", raw)
    with revisions.raw_at("HEAD") as folder:
        assert {path.stem for path in folder.glob("*.csv")} == set(TABLES) - {"flags"}


def test_a_shallow_clone_says_so_and_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(folder: Path, *arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True, capture_output=True
        )

    whole = tmp_path / "whole"
    whole.mkdir()
    git(whole, "init", "--quiet", "--initial-branch=main")
    for number in range(2):
        git(whole, "commit", "--quiet", "--allow-empty", f"--message={number}")
        git(whole, "branch", f"branch-{number}")
    git(tmp_path, "clone", "--quiet", "--depth=1", whole.as_uri(), "shallow")
    monkeypatch.setattr(revisions, "ROOT", tmp_path / "shallow")
    for revision in ("HEAD~1", "branch-0"):
        with pytest.raises(CannotRunError) as error:
            revisions.merge_base(revision)
        assert "git fetch --unshallow" in error.value.en
        assert "git fetch --unshallow" in error.value.vi
    git(tmp_path, "clone", "--quiet", whole.as_uri(), "deep")
    monkeypatch.setattr(revisions, "ROOT", tmp_path / "deep")
    assert revisions.merge_base("HEAD~1")
    with pytest.raises(CannotRunError) as error:
        revisions.merge_base("no-such-branch")
    assert "unshallow" not in error.value.en
