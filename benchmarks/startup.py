"""Time and memory of the commands that people wait for, as ratios in one run on one machine: `make benchmark`.

Each command runs several times in turn with the others, in a copy of the repository, so that a slow minute of the machine falls on all of
them; the median counts. The yardstick is an interpreter that imports pandas and pandera and nothing else.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
FILE = "data/raw/observations/2008/70-binh-phuoc.csv"
STAGES = ("validate", "observations", "panel", "publish")


@dataclass
class Command:
    """A command, and what it took in each round (seconds, kB)."""

    arguments: list[str]
    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)

    def run(self, folder: Path) -> None:
        """Run once and keep what it took."""
        start = perf_counter()
        process = subprocess.Popen(self.arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(perf_counter() - start)
        self.peaks.append(usage.ru_maxrss)
        if status:
            raise SystemExit(f"{' '.join(self.arguments)} ended with status {status}")


@contextmanager
def copied_repository() -> Iterator[Path]:
    """Give a copy of the files that git knows, in a repository of its own."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in filter(None, listed.stdout.split("\0")):
            if (ROOT / path).is_file():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / path, folder / path)
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        yield folder


def empty_stages(folder: Path, target: Path) -> None:
    """Make a repository with the same stages whose commands only copy what they must put out: DVC's own share of a build."""
    shutil.copytree(folder, target)
    kept = target.with_name("kept")
    shutil.copytree(folder / "data", kept)
    text = (target / "dvc.yaml").read_text(encoding="utf-8")
    for stage in STAGES:
        text = text.replace(f"cmd: python -m pipeline {stage}", f"cmd: cp -r {kept}/interim/. data/interim/")
    (target / "dvc.yaml").write_text(text, encoding="utf-8")


def measure(folder: Path) -> dict[str, Command]:
    python = sys.executable
    empty = folder.with_name(folder.name + "-empty") / "repository"
    subprocess.run(["dvc", "repro", "--quiet"], cwd=folder, check=True)
    empty_stages(folder, empty)
    commands = {
        "bare import": Command([python, "-c", "import pandas, pandera.pandas"]),
        "check of one file": Command([python, "-m", "pipeline", "check", FILE]),
        "check of everything": Command([python, "-m", "pipeline", "check"]),
        **{f"stage {stage}": Command([python, "-m", "pipeline", stage]) for stage in STAGES},
        "dvc repro, all stages": Command(["dvc", "repro", "--force", "--quiet"]),
        "dvc repro, nothing to do": Command(["dvc", "repro", "--quiet"]),
        "dvc status": Command(["dvc", "status", "--quiet"]),
        "dvc --version": Command(["dvc", "--version"]),
    }
    own_share = Command(["dvc", "repro", "--force", "--quiet"])
    for _ in range(ROUNDS):
        for command in commands.values():
            command.run(folder)
        own_share.run(empty)
    shutil.rmtree(empty.parent)
    return {**commands, "dvc repro, empty stages": own_share}


def report(commands: dict[str, Command]) -> str:
    seconds = {name: statistics.median(command.seconds) for name, command in commands.items()}
    peaks = {name: max(command.peaks) for name, command in commands.items()}
    bare = seconds["bare import"]
    build = seconds["dvc repro, all stages"]
    ratios = {
        "check of one file / bare import (aim 1.3)": seconds["check of one file"] / bare,
        "build / (4 bare imports + dvc repro of empty stages) (aim 1)": build / (4 * bare + seconds["dvc repro, empty stages"]),
        "build / (4 bare imports + dvc status) (for comparison)": build / (4 * bare + seconds["dvc status"]),
        "build / (4 bare imports + dvc --version) (for comparison)": build / (4 * bare + seconds["dvc --version"]),
        "no-op build / dvc status (aim 1.5)": seconds["dvc repro, nothing to do"] / seconds["dvc status"],
        "peak memory of the build / bare import (aim 1.5)": max(peaks[f"stage {stage}"] for stage in STAGES) / peaks["bare import"],
    }
    lines = [f"{name:<28}{seconds[name]:8.2f} s {peaks[name] / 1024:8.0f} MB" for name in commands]
    return "\n".join([*lines, "", *(f"{ratio:6.2f}  {name}" for name, ratio in ratios.items())])


if __name__ == "__main__":
    with copied_repository() as copy:
        print(report(measure(copy)))
