"""Work that several processes share: files are never divided, and nobody is left waiting for a process that was killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from pipeline.foundation import processes
from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import ROOT
from pipeline.foundation.processes import in_processes, parts_of
from pipeline.stages.tables import StageError


def of_size(folder: Path, *sizes: int) -> list[Path]:
    for number, size in enumerate(sizes):
        (folder / f"{number}.csv").write_bytes(bytes(size))
    return sorted(folder.iterdir())


def test_small_neighbours_share_a_part_and_no_file_is_divided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "BYTES_OF_A_PART", 10)
    parts = parts_of(of_size(tmp_path, 0, 4, 5, 30, 2, 9, 1))
    assert [[path.name[0] for path in part] for part in parts] == [["0", "1", "2"], ["3"], ["4"], ["5", "6"]]


def add(shared: int, task: int) -> int:
    return shared + task


def end(shared: None, task: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(shared: None, task: int) -> None:
    raise StageError("no", "không", ["here"])


def test_an_error_comes_whole_from_another_process() -> None:
    with pytest.raises(StageError, match="no") as error:
        in_processes(refuse, None, range(2), 2)
    assert (error.value.vi, error.value.places) == ("không", ["here"])


def test_results_come_in_the_order_of_tasks_and_a_killed_process_is_said() -> None:
    assert in_processes(add, 10, range(5), 1) == in_processes(add, 10, range(5), 2) == [10, 11, 12, 13, 14]
    with pytest.raises(CannotRunError, match="ended from outside"):
        in_processes(end, None, range(2), 2)


WAITING = """
from pipeline.foundation.processes import in_processes
from tests.foundation.test_processes import wait
if __name__ == "__main__":
    in_processes(wait, None, [1, 2], 2)
"""


def wait(shared: None, task: int) -> None:
    print(os.getpid(), flush=True)
    sleep(60)


def test_no_process_outlives_the_first_when_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "waiting.py"
    script.write_text(WAITING, encoding="utf-8")
    first = subprocess.Popen(
        [sys.executable, script], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    others = [int(first.stdout.readline()) for _ in range(2)]
    first.kill()
    first.wait()
    end_by = monotonic() + 10
    while any(Path(f"/proc/{process}").exists() for process in others) and monotonic() < end_by:
        sleep(0.05)
    assert not any(Path(f"/proc/{process}").exists() for process in others)
