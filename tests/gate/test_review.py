"""What a pull request sees: the comment, the annotations, and the workflows that bring them."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.findings import RULES, WHOLE, Finding
from pipeline.foundation.markdown import LIMIT
from pipeline.foundation.paths import ROOT
from pipeline.gate.diff import Difference
from pipeline.gate.review import MARKER, comment
from schemas import Evidence
from schemas.base import header_of
from tests.gate.test_rules import proof
from tests.replay_pull_request import NUMBER, Replayed, checked, good_bad_and_renamed, merged, posted, replay, upstream
from tests.small import FILE, STOCK, write_csv, write_raw

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NOTHING = Difference([], [])
PATH = f"data/raw/observations/{FILE}"


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """A pull request with a good row, a bad row, and a renamed code that a row of an untouched file uses."""
    return replay(tmp_path_factory.mktemp("replay"), good_bad_and_renamed)


def test_a_pull_request_is_annotated_where_it_is_wrong_and_nowhere_else(replayed: Replayed) -> None:
    assert [line.partition("::V")[0] for line in replayed.annotations] == [
        f"::error file={PATH},line=4",
        "::error file=data/raw/programmes.csv,line=3",
    ]
    assert replayed.status == 1


def test_its_comment_says_the_same_in_vietnamese_and_english_with_the_values(replayed: Replayed) -> None:
    vietnamese, _, english = replayed.comment.partition("<details>")
    assert replayed.comment.startswith(f"{MARKER}\n**Số lỗi: 2.")
    for half in (vietnamese, english):
        assert re.findall(r"^\| \d+ \| [a-z_]+ \| (V\d+) \|", half, re.MULTILINE) == ["V203", "V601"]
        assert "| lang-son-2024.2 |" in half
        assert "6.02 PERCENT" in half
    assert "Errors: 2." in english
    assert replayed.calls == [f"POST repos/owner/vn-policy-credit/issues/{NUMBER}/comments"]


def test_warnings_do_not_block(tmp_path: Path) -> None:
    def change(raw: Path) -> None:
        write_csv(raw / "evidence" / "lang-son-2024.csv", header_of(Evidence), [{**proof(), "locator": "p8"}])

    seen = replay(tmp_path, change)
    assert seen.status == 0
    assert [line.partition(" ")[0] for line in seen.annotations] == ["::warning"]
    assert seen.comment.startswith(f"{MARKER}\n**Số lỗi: 0. Số cảnh báo: 1.**")


def test_a_hostile_note_is_shown_and_does_nothing(tmp_path: Path) -> None:
    note = "@everyone #1 </details><script>x</script> [a](http://x.y) | ::error::x"
    seen = replay(tmp_path, lambda raw: write_raw(raw, [{**STOCK, "area_name": note, "note": note}]))
    assert seen.status == 1
    assert not [line for line in seen.annotations if not line.startswith(f"::error file={PATH}")]
    assert not re.search(r"<script|@everyone|#1|://|(?<!\\)\]\(", seen.comment)
    assert seen.comment.count("</details>") == 1


def test_a_registry_that_is_gone_is_said_in_the_comment_and_blocks(tmp_path: Path) -> None:
    merged(upstream(tmp_path / "upstream"), lambda raw: (raw / "units.csv").unlink(), tmp_path / "runner")
    done = checked(tmp_path / "runner")
    assert (done.returncode, done.stdout) == (2, "")
    text = (tmp_path / "runner" / "review" / "comment.md").read_text(encoding="utf-8")
    assert re.search(r"\*\*Không kiểm tra được các bảng: .*units\.csv", text)


@pytest.mark.parametrize("findings", [0, 20_000])
@pytest.mark.parametrize("files", [1, 500])
def test_a_long_comment_is_cut_below_the_limit_and_says_how_much_it_leaves_out(findings: int, files: int) -> None:
    cell = "&@" * 300
    found = [
        Finding(f"{position % files}.csv", 3 * position, WHOLE, RULES["V103"], {"cell": cell, "column": "note"})
        for position in range(findings)
    ]
    text = comment(found, NOTHING, None, "vi")
    assert len(text) <= LIMIT
    assert text.endswith("</details>\n")
    for half in text.split("<details>"):
        left_out = sum(int(count) for count in re.findall(r"… (?:and|và) (\d+) ", half))
        assert left_out + len(re.findall(r"^\| \d+ \|", half, re.MULTILINE)) == findings


def test_why_the_check_stopped_is_said_in_both_languages() -> None:
    text = comment([], NOTHING, CannotRunError("cannot open a.csv", "không mở được a.csv"), "vi")
    opened, folded = text.split("<details>")
    assert "Không kiểm tra được các bảng: không mở được a.csv" in opened
    assert "The tables cannot be checked: cannot open a.csv" in folded


def test_errors_stand_before_warnings_and_the_named_language_is_open() -> None:
    found = [Finding("a.csv", 1, WHOLE, RULES[code], {"blamed": "locator", "found": 1, "expected": 2}) for code in ("V221", "V005")]
    text = comment(found, NOTHING, None, "en")
    assert text.index("### Errors: a.csv") < text.index("### Warnings: a.csv") < text.index("<summary>Tiếng Việt</summary>")


def test_the_comment_is_updated_and_a_run_that_is_overtaken_leaves_it(tmp_path: Path) -> None:
    artifact = tmp_path / "artifact"
    artifact.mkdir()
    (artifact / "number").write_text(f"{NUMBER}\n")
    (artifact / "comment.md").write_text(f"{MARKER}\nfirst\n")
    assert posted(artifact, "a" * 40, tmp_path / "github").returncode == 0
    (artifact / "comment.md").write_text(f"{MARKER}\nsecond @everyone\n")
    assert posted(artifact, "b" * 40, tmp_path / "github").returncode == 0
    (artifact / "comment.md").write_text(f"{MARKER}\nthird\n")
    assert posted(artifact, "b" * 40, tmp_path / "github", head_now="c" * 40).returncode == 0
    assert [call.split()[0] for call in (tmp_path / "github" / "calls").read_text().splitlines()] == ["POST", "PATCH"]
    assert (tmp_path / "github" / "comment").read_text() == f"{MARKER}\nsecond @&#8203;everyone\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("number", "7; rm -rf /"),
        ("number", "../../other/repository/pulls/1"),
        ("number", "07"),
        ("number", ""),
        ("comment.md", "no marker\n"),
        ("comment.md", f"{MARKER}\n" + "x" * 300_000),
    ],
)
def test_what_a_run_leaves_is_not_trusted(name: str, content: str, tmp_path: Path) -> None:
    artifact = tmp_path / "artifact"
    artifact.mkdir()
    (artifact / "number").write_text(NUMBER)
    (artifact / "comment.md").write_text(f"{MARKER}\n")
    (artifact / name).write_text(content)
    assert posted(artifact, "a" * 40, tmp_path / "github").returncode == 1
    assert not (tmp_path / "github" / "calls").exists()


def test_a_link_in_what_a_run_leaves_is_not_followed(tmp_path: Path) -> None:
    artifact = tmp_path / "artifact"
    artifact.mkdir()
    (artifact / "number").write_text(NUMBER)
    (tmp_path / "secret").write_text(f"{MARKER}\nsecret\n")
    (artifact / "comment.md").symlink_to(tmp_path / "secret")
    assert posted(artifact, "a" * 40, tmp_path / "github").returncode == 1


def workflow(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))
    return read


def test_only_the_workflow_that_runs_no_code_may_write() -> None:
    written = {path.name: re.findall(r"^ *(.*): write", path.read_text(encoding="utf-8"), re.MULTILINE) for path in WORKFLOWS}
    assert written == {"comment.yml": ["pull-requests"], "contribution.yml": [], "publish.yml": ["contents"], "tests.yml": []}
    (job,) = workflow("comment.yml")["jobs"].values()
    assert [set(step) for step in job["steps"]] == [{"name", "env", "run"}]
    for name in ("contribution.yml", "tests.yml"):
        assert workflow(name)["permissions"] == {"contents": "read"}
        assert "${{ secrets" not in (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_command_of_a_workflow_holds_an_expression_and_no_action_can_change(path: Path) -> None:
    steps = [step for job in workflow(path.name)["jobs"].values() for step in job["steps"]]
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert [action for action in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[0-9.]+", action)] == []


def test_the_workflows_agree_on_the_marker_and_on_names() -> None:
    (job,) = workflow("comment.yml")["jobs"].values()
    assert job["steps"][0]["env"]["MARKER"] == MARKER
    text = (ROOT / ".github" / "workflows" / "comment.yml").read_text(encoding="utf-8")
    assert f"workflows: [{workflow('contribution.yml')['name']}]" in text


@pytest.mark.parametrize(
    "arguments", [["check", "--since", "no-such-revision"], ["review", "--since", "no-such-revision"], ["check", "--since", "HEAD", PATH]]
)
def test_what_cannot_be_compared_exits_2_without_a_traceback(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "pipeline", *arguments], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
