"""The parts of a large table on a cluster of Dask: the same function, the same bytes, and nothing is lost with a worker."""

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster, wait

from docs.on_a_cluster import on_cluster
from pipeline.foundation import processes
from pipeline.foundation.params import load_params
from pipeline.stages import observations, validate
from schemas import CodedObservation
from schemas.base import header_of
from tests.fuzz.building import PLACES, stages_in
from tests.small import STOCK, write_csv, write_raw

FILES = {
    "2008/17-hoa-binh.csv": {"ref_area": "P17_2008", "area_name": "Hòa Bình"},
    "2025/20-lang-son.csv": {
        "ref_area": "P20_2025",
        "period": "2025-07-31",
        "source_id": "lang-son-english",
        "as_printed": "VND 14,009.3 billion",
    },
    "viet-nam.csv": {"ref_area": "VN", "area_name": "Việt Nam", "as_printed": "99.000 tỷ đồng", "value": "99000"},
}


def published(folder: Path) -> list[bytes]:
    return [(folder / PLACES[name]).read_bytes() for name in ("OBSERVATIONS", "STATA")]


def losing_a_worker(client: Client, work: Callable[[Any, Any], Any], shared: Any, tasks: Sequence[Any], workers: int) -> list[Any]:
    """Do what `on_cluster` does, and kill a worker that has done some of it."""
    futures = client.map(partial(work, shared), tasks, pure=False)
    wait(futures)
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    return [*client.gather(futures), *on_cluster(client, work, shared, tasks, workers)]


def test_a_cluster_makes_the_same_bytes_and_loses_nothing_with_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = write_raw(tmp_path / "raw", [STOCK])
    for item, (name, cells) in enumerate(FILES.items(), start=2):
        row = {**STOCK, "item": str(item), **cells}
        write_csv(raw / "observations" / name, header_of(CodedObservation), [row])
    monkeypatch.setattr(processes, "BYTES_OF_A_PART", 1)
    for stage in (validate, observations):
        monkeypatch.setattr(stage, "load_params", lambda: replace(load_params(), workers=1))
    with stages_in(tmp_path, raw):
        validate.run()
        observations.run()
        plain = published(tmp_path)
        with (
            LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            assert cluster.scheduler_address.startswith("tcp://127.0.0.1")
            for share in (on_cluster, losing_a_worker):
                (tmp_path / PLACES["OBSERVATIONS"]).unlink()
                observations.run(partial(share, client))
                assert published(tmp_path) == plain
