"""Replays the pull request of a fork on this machine, with the very commands of the workflows; GitHub is played by a script.

`python -m tests.replay_pull_request` shows what a contributor sees who adds a good row and a bad one, and renames a code.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from pipeline.foundation.paths import ROOT
from schemas import CodedObservation
from schemas.base import header_of
from tests.small import LIFTED, RATE, STOCK, changed, write_csv, write_raw
from tests.test_build import clone

NUMBER = "7"
FORK = "coder/vn-policy-credit"
HOA_BINH = {
    **STOCK,
    "source_id": "lang-son-english",
    "ref_area": "P17_2008",
    "area_name": "Hòa Bình",
    "as_printed": "VND 9 billion",
    "value": "9",
}
BROKEN_BEFORE = {**HOA_BINH, "item": "2", "period": "2023", "value": "1", "programme": "POOR"}
"""A row of a file that the pull request leaves alone, wrong before it."""
GOOD = {**RATE, "item": "2"}
BAD = {**LIFTED, "item": "3", "value": "4951"}

GITHUB = """\
#!/usr/bin/env python3
import os, pathlib, shutil, sys

arguments, folder = sys.argv[1:], pathlib.Path(os.environ["GITHUB_PLAYED"])
address = next((text for text in arguments if text.startswith("repos/")), "")
if arguments[:2] == ["run", "download"]:
    shutil.copytree(folder / "artifact", arguments[arguments.index("--dir") + 1], symlinks=True)
elif "--method" in arguments:
    (folder / "posted").write_text(arguments[arguments.index("--field") + 1].removeprefix("body=@"))
    body = pathlib.Path((folder / "posted").read_text()).read_text(encoding="utf-8")
    (folder / "comment").write_text(body, encoding="utf-8")
    with (folder / "calls").open("a") as calls:
        calls.write(f"{arguments[arguments.index('--method') + 1]} {address}\\n")
elif address.endswith("/comments"):
    print("41" if (folder / "comment").exists() else "", end="")
else:
    print((folder / "head").read_text(), end="")
"""
"""What the command gh answers in the replay: one pull request, and at most one comment on it."""


@dataclass(frozen=True)
class Replayed:
    """What a pull request gets: the annotations and exit status of the check, and what was posted where."""

    annotations: list[str]
    status: int
    comment: str
    calls: list[str]


def git(folder: Path, *arguments: str) -> str:
    """Run git, as somebody, without the settings of this machine."""
    identity = {f"GIT_{who}_{what}": "coder@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= identity | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def upstream(folder: Path) -> Path:
    """Make a repository with the code of this one, small tables, and a finding in a file that no pull request will touch."""
    clone(folder)
    shutil.rmtree(folder / "data" / "raw")
    raw = write_raw(folder / "data" / "raw")
    write_csv(raw / "observations" / "2008" / "17-hoa-binh.csv", header_of(CodedObservation), [HOA_BINH, BROKEN_BEFORE])
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "base")
    git(folder, "branch", "--move", "main")
    return folder


def merged(repository: Path, change: Callable[[Path], object], runner: Path) -> str:
    """Commit a change to data/raw in a fork, and check its merge with main out as GitHub does; return the head of the fork."""
    git(repository, "checkout", "--quiet", "-b", "change")
    change(repository / "data" / "raw")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "change")
    head = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "--quiet", "main")
    (repository / "README.md").write_text("Main has moved on.\n", encoding="utf-8")
    git(repository, "commit", "--quiet", "--all", "--message", "later")
    git(repository, "clone", "--quiet", str(repository), str(runner))
    git(runner, "merge", "--quiet", "--no-ff", "--message", "merge", head)
    (runner / ".venv").symlink_to(sys.prefix)
    return head


def steps(workflow: str, context: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    """Return the commands of the one job of a workflow, each with its variables; the context says what expressions stand for."""
    read: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / workflow).read_text(encoding="utf-8"))
    (job,) = read["jobs"].values()

    def resolved(variables: Mapping[str, object]) -> dict[str, str]:
        return {name: re.sub(r"\$\{\{ *([^ }]+) *\}\}", lambda found: context[found[1]], str(text)) for name, text in variables.items()}

    return [(step["run"], resolved({**job.get("env", {}), **step.get("env", {})})) for step in job["steps"] if "run" in step]


def run(command: str, variables: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command of a step as the runner does."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | variables
    return subprocess.run(["bash", "-e", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")


def checked(runner: Path) -> subprocess.CompletedProcess[str]:
    """Run the commands of contribution.yml but the first, which installs; return what the last one, the check, says."""
    (install, _), *others, (check, variables) = steps(
        "contribution.yml", {"github.base_ref": "main", "github.event.pull_request.number": NUMBER}
    )
    assert install == "make .venv/installed"
    for command, names in others:
        done = run(command, names, runner)
        assert done.returncode == 0, done.stderr
    return run(check, variables, runner)


def posted(artifact: Path, head: str, folder: Path, head_now: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command of comment.yml on what a run left; the pull request stands at `head_now`, if it has moved on."""
    folder.mkdir(exist_ok=True)
    shutil.rmtree(folder / "artifact", ignore_errors=True)
    shutil.rmtree(folder / "temporary", ignore_errors=True)
    shutil.copytree(artifact, folder / "artifact", symlinks=True)
    (folder / "temporary").mkdir()
    (folder / "head").write_text(f"{head_now or head} {FORK}\n")
    (folder / "gh").write_text(GITHUB)
    (folder / "gh").chmod(0o755)
    event = "github.event.workflow_run"
    context = {f"{event}.head_sha": head, f"{event}.head_repository.full_name": FORK, f"{event}.id": "1", "github.token": "none"}
    ((command, variables),) = steps("comment.yml", context)
    runner = {"RUNNER_TEMP": str(folder / "temporary"), "GITHUB_REPOSITORY": "owner/vn-policy-credit", "GITHUB_PLAYED": str(folder)}
    return run(command, {**variables, **runner, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}, folder)


def replay(folder: Path, change: Callable[[Path], object]) -> Replayed:
    """Replay a pull request that makes a change to data/raw, in an empty folder."""
    head = merged(upstream(folder / "upstream"), change, folder / "runner")
    check = checked(folder / "runner")
    assert check.stderr == "", check.stderr
    comment = posted(folder / "runner" / "review", head, folder / "github")
    assert comment.returncode == 0, comment.stderr + comment.stdout
    calls = (folder / "github" / "calls").read_text().splitlines()
    return Replayed(check.stdout.splitlines(), check.returncode, (folder / "github" / "comment").read_text(encoding="utf-8"), calls)


def good_bad_and_renamed(raw: Path) -> None:
    """Add a good row and a bad one, and rename a programme that a row of another file uses."""
    write_raw(raw, [STOCK, GOOD, BAD], programmes=changed("programmes", "POOR", programme="POOREST"))


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        replayed = replay(Path(temporary), good_bad_and_renamed)
    print(*replayed.annotations, f"exit status {replayed.status}", "", replayed.comment, sep="\n")
