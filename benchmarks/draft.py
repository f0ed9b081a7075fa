"""Time and memory of `draft`, as ratios in one run on one machine: `make benchmark`.

An article of 3,000 words, put together from the Vietnamese texts of `evaluation/tuning`, is measured in turn with one that holds no figure
and with an interpreter that imports pandas and pandera and nothing else: what the first takes more than the second is the work on words.
"""

import statistics
import sys
from pathlib import Path

from benchmarks.startup import ROOT, Command, copied_repository

ROUNDS = 5
WORDS = 3_000
TEXTS = ROOT / "evaluation" / "tuning"
NO_FIGURE = "Vốn chính sách đã giúp nhiều hộ vươn lên."


def article(words: int) -> str:
    """Return paragraphs of the tuning texts, so many words."""
    paragraphs: list[str] = []
    left = words
    for path in sorted(TEXTS.glob("*.txt")):
        for paragraph in path.read_text(encoding="utf-8").splitlines():
            if "đ" in paragraph and left > 0:
                paragraphs.append(" ".join(paragraph.split()[:left]))
                left -= len(paragraph.split())
    return "\n".join(paragraphs)


def measure(folder: Path) -> dict[str, Command]:
    """Run the commands in turn."""
    for name, text in (("long.txt", article(WORDS)), ("none.txt", NO_FIGURE)):
        (folder / name).write_text(text, encoding="utf-8")
    draft = [sys.executable, "-m", "pipeline", "draft", "--area", "Lạng Sơn", "--out", "draft.json"]
    commands = {
        "bare import": Command([sys.executable, "-c", "import pandas, pandera.pandas"]),
        "draft of 3,000 words": Command([*draft, "long.txt"]),
        "draft without a figure": Command([*draft, "none.txt"]),
    }
    for _ in range(ROUNDS):
        for command in commands.values():
            (folder / "draft.json").unlink(missing_ok=True)
            command.run(folder)
    return commands


def report(commands: dict[str, Command]) -> str:
    seconds = {name: statistics.median(command.seconds) for name, command in commands.items()}
    peaks = {name: max(command.peaks) for name, command in commands.items()}
    bare, long, none = commands
    ratios = {
        "draft of 3,000 words / bare import": seconds[long] / seconds[bare],
        "the words alone / bare import": (seconds[long] - seconds[none]) / seconds[bare],
        "peak memory / bare import": peaks[long] / peaks[bare],
    }
    lines = [f"{name:<28}{seconds[name]:8.2f} s {peaks[name] / 1024:8.0f} MB" for name in commands]
    return "\n".join([*lines, "", *(f"{ratio:6.2f}  {name}" for name, ratio in ratios.items())])


if __name__ == "__main__":
    with copied_repository() as copy:
        print(report(measure(copy)))
