"""Where maintainers push: HTTP PUT, WebDAV and S3, each on a real server. Pushed, pulled into an empty clone, every object read back."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import md5
from pathlib import Path

import pytest

from tests.release.servers import nginx, s3, webdav
from tests.release.stranger import dvc
from tests.test_build import git

Settings = dict[str, str]
Server = Callable[[Path, Path], AbstractContextManager[Settings]]
"""From the folder that is served and one for the server's own files to the settings of the remote."""


@contextmanager
def http_put(root: Path, work: Path) -> Iterator[Settings]:
    with nginx(root, work, writable=True) as address:
        yield {"url": address, "method": "PUT"}


@contextmanager
def over_webdav(root: Path, work: Path) -> Iterator[Settings]:
    with webdav(root) as address:
        yield {"url": address}


@contextmanager
def over_s3(root: Path, work: Path) -> Iterator[Settings]:
    (root / "bucket").mkdir()
    with s3(root, "key", "secret") as address:
        yield {
            "url": "s3://bucket/dataset",
            "endpointurl": address,
            "access_key_id": "key",
            "secret_access_key": "secret",
            "region": "us-east-1",
        }


@pytest.mark.parametrize("server", [http_put, over_webdav, over_s3], ids=lambda server: server.__name__)
def test_a_remote_takes_every_object_and_gives_it_back(released: Path, tmp_path: Path, server: Server) -> None:
    root, pusher, empty = tmp_path / "served", tmp_path / "pusher", tmp_path / "empty"
    root.mkdir()
    shutil.copytree(released, pusher, symlinks=True)
    assert git(tmp_path, "clone", "--quiet", str(released), str(empty)).returncode == 0
    with server(root, tmp_path / "work") as settings:
        for folder in (pusher, empty):
            _set_remote(folder, settings)
        pushed = dvc(pusher, "push", "--remote", "maintainers")
        assert pushed.returncode == 0, pushed.stderr
        status = dvc(pusher, "status", "--cloud", "--remote", "maintainers")
        assert "in sync" in status.stdout, status.stdout + status.stderr
        pulled = dvc(empty, "pull", "--remote", "maintainers")
        assert pulled.returncode == 0, pulled.stderr
    for path in (released / "data" / "processed").iterdir():
        assert (empty / "data" / "processed" / path.name).read_bytes() == path.read_bytes()
    objects = [path for path in root.rglob("*") if path.is_file() and path.parent.parent.name == "md5"]
    assert len(objects) >= len(list((released / "data" / "processed").iterdir()))
    for path in objects:
        assert md5(path.read_bytes()).hexdigest() == f"{path.parent.name}{path.name.removesuffix('.dir')}"


def _set_remote(folder: Path, settings: Settings) -> None:
    url = settings["url"]
    assert dvc(folder, "remote", "add", "--local", "maintainers", url).returncode == 0
    for name, value in settings.items():
        if name != "url":
            done: subprocess.CompletedProcess[str] = dvc(folder, "remote", "modify", "--local", "maintainers", name, value)
            assert done.returncode == 0, done.stderr


def test_a_remote_that_dies_leaves_the_clone_as_it_was(released: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(released, tmp_path / "dataset", symlinks=True)
    _set_remote(folder, {"url": "http://127.0.0.1:9", "method": "PUT"})  # the port of `discard`, which nothing listens on
    done = dvc(folder, "push", "--remote", "maintainers")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert git(folder, "status", "--porcelain").stdout == ""
