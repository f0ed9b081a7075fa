"""Work on the parts of many files, shared by several processes.

A part is made of whole files, and what is made of it depends on nothing but the part: it is the same whatever the number of processes.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from os import _exit
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from threading import Thread
from typing import Any, Final, TypeVar

from pipeline.foundation.errors import CannotRunError

BYTES_OF_A_PART: Final = 4 << 20
"""Files that are together no larger make one part: a process is not worth its start for less."""
Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")


def parts_of(files: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Divide files into parts, in their order: a large file is a part, small neighbours share one."""
    parts: list[list[Path]] = []
    room = 0
    for path in files:
        size = path.lstat().st_size
        if size > room or not parts:
            parts.append([])
            room = BYTES_OF_A_PART
        parts[-1].append(path)
        room -= size
    return [tuple(part) for part in parts]


def in_processes(work: Callable[[Shared, Task], Result], shared: Shared, tasks: Sequence[Task], workers: int) -> list[Result]:
    """Return the results of `work` for all tasks, in their order; several processes share them if there are several tasks.

    The first error ends the others. New processes are started, not forked: Arrow has threads, and a fork may stop for ever in one.

    Args:
        work: a function of a module, so that other processes find it.
        shared: its first argument, sent to each process once.
        tasks: its second argument.
        workers: most processes.

    Raises:
        CannotRunError: a process was killed.
    """
    if min(workers, len(tasks)) < 2:
        return [work(shared, task) for task in tasks]
    with ProcessPoolExecutor(min(workers, len(tasks)), get_context("spawn"), _hold, (work, shared)) as pool:
        try:
            return list(pool.map(_do, tasks))
        except BrokenProcessPool:
            raise CannotRunError(
                "one of the processes was ended from outside, perhaps for want of memory; build.workers in params.yaml says how many run",
                "một tiến trình bị dừng từ bên ngoài, có thể do thiếu bộ nhớ; số tiến trình ghi ở build.workers trong params.yaml",
            ) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_held: list[Any] = []
"""In a process of several: the work, and what all its tasks share."""


def _hold(work: Callable[[Shared, Task], Result], shared: Shared) -> None:
    signal(SIGINT, SIG_IGN)  # the first process ends the others
    Thread(target=_end_with_parent, daemon=True).start()
    _held[:] = work, shared


def _end_with_parent() -> None:
    """Do not outlive a first process that is killed."""
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    _exit(1)


def _do(task: Any) -> Any:
    work, shared = _held
    return work(shared, task)
