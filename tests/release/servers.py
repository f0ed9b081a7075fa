"""Real servers for the tests, each on loopback, on a free port, and stopped at the end."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

NGINX: Final = """\
daemon off;
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{}}
http {{
  log_format bytes '$request_method $status $body_bytes_sent $uri';
  access_log {folder}/access.log bytes;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size 0;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    {allowed}
  }}
}}
"""
WRITABLE: Final = "dav_methods PUT; create_full_put_path on;"


def program(name: str) -> str:
    """Return where a program is; without it the test is skipped."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    must_be_there(found, name)
    return str(found)


def must_be_there(found: object, name: str) -> None:
    """Skip a test that needs what is not installed, but not where `make readers` has run: in CI."""
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{name} is not installed; make readers does it")


@contextmanager
def running(command: Sequence[str | Path], port: int) -> Iterator[None]:
    """Run a server until it is no longer needed; it is taken to be ready when it accepts a connection."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _wait_for(port, server)
        yield
    finally:
        server.terminate()
        server.communicate(timeout=10)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[str]) -> None:
    for _ in range(200):
        assert server.poll() is None, server.stderr.read() if server.stderr else ""
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


@contextmanager
def nginx(root: Path, work: Path, *, writable: bool = False) -> Iterator[str]:
    """Serve a folder with nginx, for HTTP PUT too if it is writable; `work/access.log` counts the bytes that were sent."""
    work.mkdir(parents=True)
    port = free_port()
    allowed = WRITABLE if writable else ""
    settings = NGINX.format(user=getpass.getuser(), folder=work, port=port, root=root, allowed=allowed)
    (work / "nginx.conf").write_text(settings, encoding="utf-8")
    with running([program("nginx"), "-p", work, "-c", work / "nginx.conf", "-e", "stderr"], port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def webdav(root: Path) -> Iterator[str]:
    """Serve a folder with WebDAV."""
    port = free_port()
    with running(["rclone", "serve", "webdav", root, "--addr", f"127.0.0.1:{port}"], port):
        yield f"webdav://127.0.0.1:{port}"


@contextmanager
def s3(root: Path, key: str, secret: str) -> Iterator[str]:
    """Serve a folder, whose folders are the buckets, as S3."""
    port = free_port()
    with running(["rclone", "serve", "s3", root, "--addr", f"127.0.0.1:{port}", "--auth-key", f"{key},{secret}"], port):
        yield f"http://127.0.0.1:{port}"
