"""The stage observations on a cluster of machines that see the same files; docs/scale.md says what else there is to think of.

Each machine has a clone, and in its environment `requirements-cluster.txt`. On one run `dask scheduler`, on the others
`dask worker tcp://SCHEDULER:8786`, then after the stage validate: python -m docs.on_a_cluster tcp://SCHEDULER:8786
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from distributed import Client

from pipeline.stages import observations

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")


def on_cluster(client: Client, work: Callable[[Shared, Task], Result], shared: Shared, tasks: Sequence[Task], workers: int) -> list[Result]:
    """Do what `in_processes` does, on the workers of a cluster, however many; what was lost with a worker is done again by another."""
    results: list[Result] = client.gather(client.map(partial(work, shared), tasks, pure=False))
    return results


if __name__ == "__main__":
    observations.run(partial(on_cluster, Client(sys.argv[1])))
