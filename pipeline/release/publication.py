"""The publication folder: one folder for each version, never changed afterwards, and a DVC remote; any web host can serve it.

`versions.json` is written last, so a version that is not in it was never published, whatever a killed release left behind.
"""

import fcntl
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from hashlib import md5
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow
import pyarrow.parquet

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.files import write_text
from pipeline.foundation.params import Params, load_params
from pipeline.foundation.paths import PROCESSED, ROOT
from pipeline.release.bundle import SUMS, checksums, write_bundle
from pipeline.release.changes import Changes, Version, compare, describe
from pipeline.stages.publish import load_tables
from pipeline.stages.tables import OBSERVATIONS, Batched, read_interim

PUBLICATION: Final = ROOT / "publication"
VERSIONS: Final = "versions.json"
REMOTE: Final = "dvc"
"""The DVC remote in a publication folder."""
CHANGELOG: Final = ROOT / "CHANGELOG.md"
FIRST: Final = "The first published version."


class Released(NamedTuple):
    """What a release did, or would do.

    Attributes:
        version: its number.
        folder: where its bundle lies.
        since: the version before; None for the first one.
        changes: what changed since; None for the first one.
    """

    version: Version
    folder: Path
    since: Version | None
    changes: Changes | None


def release(to: Path = PUBLICATION, *, dry_run: bool = False, site: bool = True) -> Released:
    """Publish the version in params.yaml into a folder, beside the versions that are there.

    Raises:
        CannotRunError: the tree is not committed, the tables are not built from it, the version is published already or steps too little,
            CHANGELOG.md says nothing of it, its tag is at another commit, or another release is running.
        OSError: a file cannot be written; the versions that are listed are as before.
    """
    params = load_params()
    version, said = _version(params), _said_of(params.version)
    _must_be_committed()
    _tag_must_be_here(version)
    _must_be_built()
    with nullcontext() if dry_run else _alone_in(to):  # what is published is read under the lock: another release may just end
        observations, others = load_tables()
        known = published(to)
        _remote_must_be_whole(to / REMOTE)
        since = max(known, default=None)
        tables: dict[str, Batched] = {"observations": observations, **others}
        changes = compare(load_bundle(to / f"v{since}"), {"observations": read_interim(OBSERVATIONS), **others}) if since else None
        _must_step_enough(version, known, since, changes)
        released = Released(version, to / f"v{version}", since, changes)
        if not dry_run:
            changelog = f"# {params.title} {version}\n\n{said}\n\n{describe(changes) if changes else FIRST}"
            _publish(released, tables, params, changelog, site=site)
    return released


def published(to: Path) -> list[Version]:
    """Return the versions that a publication folder lists.

    Raises:
        CannotRunError: its list cannot be read.
    """
    path = to / VERSIONS
    try:
        return [Version.read(entry["version"]) for entry in _entries(to)]
    except (ValueError, KeyError, TypeError):
        raise CannotRunError(
            f"{path} is not a list of versions; restore it from a copy", f"{path} không phải danh sách phiên bản; hãy khôi phục từ bản sao"
        ) from None


def load_bundle(folder: Path) -> dict[str, pyarrow.Table]:
    """Return the tables of a bundle, whose files must be those that it lists.

    Raises:
        CannotRunError: a file is missing or changed.
    """
    if not _is_whole(folder):
        raise CannotRunError(
            f"{folder} is not what was published ({SUMS} disagrees); restore it from a copy",
            f"{folder} không còn như khi công bố ({SUMS} không khớp); hãy khôi phục từ bản sao",
        )
    return read_tables(folder)


def read_tables(folder: Path) -> dict[str, pyarrow.Table]:
    """Return the Parquet files of a folder as tables, without what the files say of their version."""
    return {path.stem: pyarrow.parquet.read_table(path).replace_schema_metadata(None) for path in sorted(folder.glob("*.parquet"))}


def _is_whole(folder: Path) -> bool:
    """Whether a bundle has exactly the files that it lists."""
    sums = folder / SUMS
    return sums.is_file() and sums.read_text(encoding="utf-8") == checksums(folder)


def _version(params: Params) -> Version:
    try:
        return Version.read(params.version)
    except ValueError:
        raise CannotRunError(
            f"dataset.version in params.yaml is “{params.version}”; type three numbers, as 1.0.0",
            f"dataset.version trong params.yaml là “{params.version}”; hãy ghi ba số, ví dụ 1.0.0",
        ) from None


def _said_of(version: str) -> str:
    """Return what CHANGELOG.md says of a version."""
    text = CHANGELOG.read_text(encoding="utf-8") if CHANGELOG.exists() else ""
    section = re.search(rf"^## {re.escape(version)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if section is None or not section[1].strip():
        raise CannotRunError(
            f"CHANGELOG.md has no section “## {version}”; write what this version brings",
            f"CHANGELOG.md chưa có mục “## {version}”; hãy viết phiên bản này có gì mới",
        )
    return section[1].strip()


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise CannotRunError(
            f"git {arguments[0]} failed: {done.stderr.strip()}; a release is made in a clone",
            f"git {arguments[0]} không chạy được: {done.stderr.strip()}; chỉ công bố được từ một bản clone",
        )
    return done.stdout.strip()


def _must_be_committed() -> None:
    if changed := _git("status", "--porcelain"):
        raise CannotRunError(
            f"the tree has changes that are not committed, the first: {changed.splitlines()[0]}; commit or undo them",
            f"còn thay đổi chưa commit, đầu tiên là: {changed.splitlines()[0]}; hãy commit hoặc hoàn lại",
        )


def _tag_must_be_here(version: Version) -> None:
    """A tag of the version may stand only at this commit."""
    if _git("tag", "--list", f"v{version}") and _git("rev-list", "-1", f"v{version}") != _git("rev-parse", "HEAD"):
        raise CannotRunError(
            f"the tag v{version} is at another commit; raise dataset.version in params.yaml",
            f"thẻ v{version} đang ở commit khác; hãy tăng dataset.version trong params.yaml",
        )


def _must_be_built() -> None:
    """Let DVC say whether data/processed is what the committed files give."""
    status = subprocess.run([sys.executable, "-m", "dvc", "status", "--quiet"], cwd=ROOT, capture_output=True)
    if status.returncode or not PROCESSED.is_dir():
        raise CannotRunError(
            "the tables are not built from the committed files; run make data and commit what it writes",
            "các bảng chưa được dựng từ những tệp đã commit; hãy chạy make data rồi commit kết quả",
        )


def _must_step_enough(version: Version, known: list[Version], since: Version | None, changes: Changes | None) -> None:
    if version in known:
        raise CannotRunError(
            f"version {version} is published already and is never changed; raise dataset.version in params.yaml",
            f"phiên bản {version} đã được công bố và không bao giờ thay đổi; hãy tăng dataset.version trong params.yaml",
        )
    if since is None or changes is None:
        return
    if not changes.step:
        raise CannotRunError(f"nothing changed since {since}", f"không có gì thay đổi so với {since}")
    if version < (needed := since.after(changes.step)):
        raise CannotRunError(
            f"the changes since {since} call for {changes.step}: type {needed} or more as dataset.version in params.yaml"
            + (f" ({changes.broken[0]})" if changes.broken else ""),
            f"các thay đổi so với {since} đòi hỏi mức {changes.step}: hãy ghi {needed} trở lên ở dataset.version trong params.yaml"
            + (f" ({changes.broken[0]})" if changes.broken else ""),
        )


@contextmanager
def _alone_in(to: Path) -> Iterator[None]:
    """Hold a lock that the system frees when the process ends, however it ends."""
    to.mkdir(parents=True, exist_ok=True)
    with (to / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRunError(f"another release writes {to}", f"một lần công bố khác đang ghi {to}") from None
        yield


def _publish(released: Released, tables: Mapping[str, Batched], params: Params, changelog: str, *, site: bool) -> None:
    """Write the bundle beside its place and rename it, then the remote and `latest`, and last the list."""
    to, folder = released.folder.parent, released.folder
    beside = to / f".{folder.name}.new"
    shutil.rmtree(beside, ignore_errors=True)  # of a release that was killed
    try:
        write_bundle(beside, tables, params, changelog, site=site)
        _make_room(folder, beside)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _push(to / REMOTE)
    _replace_latest(folder, to / "latest")
    entry = {"version": str(released.version), "path": f"{folder.name}/", "sha256sums": f"{folder.name}/{SUMS}"}
    write_text(to / VERSIONS, json.dumps({"latest": str(released.version), "versions": [*_entries(to), entry]}, indent=2) + "\n")


def _make_room(folder: Path, new: Path) -> None:
    """Remove what a killed release left in the place of a version that is not listed.

    Raises:
        CannotRunError: a whole bundle with other files lies there; the list may be lost, and a version is never overwritten.
    """
    if _is_whole(folder) and checksums(folder) != checksums(new):
        raise CannotRunError(
            f"{folder} is a whole version that {VERSIONS} does not list; restore the list, or remove the folder if it was never published",
            f"{folder} là một phiên bản trọn vẹn mà {VERSIONS} không có; hãy khôi phục danh sách, hoặc xóa thư mục nếu chưa từng công bố",
        )
    shutil.rmtree(folder, ignore_errors=True)


def _entries(to: Path) -> list[Any]:
    path = to / VERSIONS
    entries: list[Any] = json.loads(path.read_text(encoding="utf-8"))["versions"] if path.exists() else []
    return entries


def _remote_must_be_whole(remote: Path) -> None:
    """Compare each object of the DVC remote with the md5 that is its name; who pulls it does not."""
    for path in sorted((remote / "files" / "md5").glob("*/*")):
        if md5(path.read_bytes(), usedforsecurity=False).hexdigest() != f"{path.parent.name}{path.name.removesuffix('.dir')}":
            raise CannotRunError(
                f"{path} is not what was published (its md5 is not its name); restore it from a copy",
                f"{path} không còn như khi công bố (md5 khác với tên tệp); hãy khôi phục từ bản sao",
            )


def _push(remote: Path) -> None:
    """Put the published tables into a DVC remote that is a plain folder."""
    from dvc.repo import Repo  # takes half a second

    with Repo(str(ROOT), config={"remote": {"publication": {"url": str(remote)}}}) as repo:
        repo.push(targets=[str(PROCESSED)], remote="publication")


def _replace_latest(folder: Path, latest: Path) -> None:
    """Make `latest` a copy of a version; hosts without symbolic links serve it too."""
    beside, old = latest.with_name(".latest.new"), latest.with_name(".latest.old")
    for left in (beside, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(folder, beside)
    if latest.exists():
        latest.rename(old)
    beside.rename(latest)
    shutil.rmtree(old, ignore_errors=True)
