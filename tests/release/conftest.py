"""A published version, made once for all tests of a process."""

import shutil
from pathlib import Path

import pytest

from pipeline.foundation.params import load_params
from tests.release.stranger import correct_a_value, keep_few_provinces, pipeline, rebuild
from tests.test_build import clone, git


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with the figures of a few provinces, of which 1.0.0 is published and tagged."""
    folder = clone(tmp_path_factory.mktemp("releasing") / "dataset")
    keep_few_provinces(folder)
    rebuild(folder, "Build")
    version = load_params().version
    done = pipeline(folder, "release")
    assert done.returncode == 0, done.stderr
    for tag in (f"v{version}", f"dataset@v{version}"):
        assert git(folder, "tag", "--annotate", "--message", tag, tag).returncode == 0
    return folder


@pytest.fixture
def copy(released: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return shutil.copytree(released, tmp_path / "dataset", symlinks=True)


@pytest.fixture(scope="session")
def next_version(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a corrected value as 1.0.1: built and committed, not yet published."""
    folder = shutil.copytree(released, tmp_path_factory.mktemp("corrected") / "dataset", symlinks=True)
    correct_a_value(folder)
    return folder


@pytest.fixture
def corrected(next_version: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may spoil."""
    return shutil.copytree(next_version, tmp_path / "dataset", symlinks=True)
