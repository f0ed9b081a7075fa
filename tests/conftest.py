"""What all tests share."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="write the golden messages anew; read the difference before committing it")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone in which the dataset is built; tests copy it before they change anything."""
    from tests.test_build import clone, repro

    folder = clone(tmp_path_factory.mktemp("first"))
    done = repro(folder)
    assert done.returncode == 0, done.stderr + done.stdout
    return folder
