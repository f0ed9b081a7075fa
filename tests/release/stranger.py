"""What the tests of publishing share: a clone to release from, and what a stranger has: a web server, DVC, and an address."""

import csv
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.test_build import git, repro

PROVINCE = "data/raw/observations/2008/20-lang-son.csv"
FEW = {"20-lang-son.csv", "02-ha-giang.csv", "08-tuyen-quang.csv", "51-quang-ngai.csv"}
"""Files of provinces of both maps, some with poverty rates for every year, some merged."""


def pipeline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command; a release without the explorer, which tests/site makes."""
    if arguments[:1] == ("release",):
        arguments = (*arguments, "--no-site")
    return subprocess.run([sys.executable, "-m", "pipeline", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8")


def keep_few_provinces(folder: Path) -> None:
    """Leave the observations of a few provinces, and of each other table what belongs to sources all of whose rows are left.

    What is said of a release does not depend on how many figures it holds, and many are made.
    """
    raw = folder / "data" / "raw"
    lost = set()
    for path in (raw / "observations").rglob("*.csv"):
        if path.name not in FEW:
            lost |= {row["source_id"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True))}
            path.unlink()
    for source in lost:
        (raw / "evidence" / f"{source}.csv").unlink(missing_ok=True)
    passages = (raw / "passages.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in passages if line.partition(",")[0] not in lost]
    (raw / "passages.csv").write_text("".join(kept), encoding="utf-8")


def commit(folder: Path, message: str) -> None:
    assert git(folder, "add", "--all").returncode == 0
    assert git(folder, "commit", "--quiet", "--message", message).returncode == 0


def rebuild(folder: Path, message: str) -> None:
    done = repro(folder)
    assert done.returncode == 0, done.stderr
    commit(folder, message)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def set_version(folder: Path, old: str, new: str) -> None:
    edit(folder / "params.yaml", f"version: {old}", f"version: {new}")
    edit(folder / "CHANGELOG.md", f"## {old}\n", f"## {new}\n\nA correction.\n\n## {old}\n")


def correct_a_value(folder: Path) -> None:
    """Make the next version: one value corrected, rebuilt and committed."""
    edit(folder / PROVINCE, "14,9%", "14,8%")
    edit(folder / PROVINCE, "14.9,PERCENT", "14.8,PERCENT")
    set_version(folder, "1.0.0", "1.0.1")
    rebuild(folder, "A correction")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def without_cache(folder: Path, to: Path) -> Path:
    """Clone a repository: its commits and tags, not what DVC keeps beside them."""
    assert git(folder.parent, "clone", "--quiet", str(folder), str(to)).returncode == 0
    return to


@contextmanager
def served(folder: Path, handler: type[SimpleHTTPRequestHandler] | None = None) -> Iterator[str]:
    """Serve a folder on loopback, on a free port."""
    answering = partial(handler or _Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), answering) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def breaking_off(folder: Path) -> Iterator[str]:
    """Serve a folder, but end every answer in the middle."""
    with served(folder, _BreakingOff) as address:
        yield address


class _Quiet(SimpleHTTPRequestHandler):
    """Serves ranges too, as every web host does, and keeps no log."""

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if asked is None or not path.is_file():
            super().do_GET()
            return
        content = path.read_bytes()
        if asked[1]:
            first, last = int(asked[1]), int(asked[2] or len(content) - 1)
        else:  # the last so many bytes
            first, last = max(0, len(content) - int(asked[2])), len(content) - 1
        part = content[first : last + 1]
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{first + len(part) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)

    def end_headers(self) -> None:
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Keep no log."""


class _BreakingOff(_Quiet):
    """Promises a whole file and sends half of it."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        content = source.read()
        outputfile.write(content[: len(content) // 2])
        self.close_connection = True


def dvc(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DVC_", "GIT_"))}
    return subprocess.run(["dvc", *arguments], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
