"""What all tests share."""

import fcntl
import os
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="write the golden messages anew; read the difference before committing it")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the processes of one run share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def built(shared: Path) -> Path:
    """A clone in which the dataset is built, by the first process that asks; tests copy it before they change anything."""
    from tests.test_build import clone, repro

    folder, done = shared / "first", shared / "first is built"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir()
            run = repro(clone(folder))
            assert run.returncode == 0, run.stderr + run.stdout
            done.touch()
    return folder
