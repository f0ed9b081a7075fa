"""The published tables in some state: of a bundle, of a folder, or of a revision of this repository."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import PROCESSED, ROOT
from pipeline.release.bundle import SUMS
from pipeline.release.publication import load_bundle, read_tables

Tables = dict[str, pyarrow.Table]


def load_state(state: str) -> Tables:
    """Return the published tables of a bundle, of a folder like data/processed, or of a git revision.

    Raises:
        CannotRunError: a file of a bundle is missing or changed, the folder has no tables, or the revision or its tables are not there.
    """
    folder = Path(state)
    if (folder / SUMS).is_file():
        return load_bundle(folder)
    if not folder.is_dir():
        return _of_revision(state)
    tables = read_tables(folder)
    if not tables:
        raise CannotRunError(f"{folder} has no published tables (*.parquet)", f"{folder} không có bảng đã công bố nào (*.parquet)")
    return tables


def _of_revision(revision: str) -> Tables:
    """Return the tables that DVC keeps for a revision, from its cache or a remote."""
    from dvc.api import DVCFileSystem  # takes half a second
    from dvc.exceptions import DvcException
    from dvc.scm import RevError

    try:
        files = DVCFileSystem(str(ROOT), rev=revision)
        paths = files.glob(f"{PROCESSED.relative_to(ROOT).as_posix()}/*.parquet")
        with TemporaryDirectory() as folder:
            for path in paths:
                files.get_file(path, str(Path(folder) / Path(path).name))
            tables = read_tables(Path(folder))
    except RevError:
        raise CannotRunError(
            f"{revision} is neither a folder nor a revision of this repository", f"{revision} không phải thư mục hay phiên bản của kho này"
        ) from None
    except (DvcException, OSError) as error:
        raise CannotRunError(
            f"the tables of {revision} are neither in the cache of DVC nor in a remote ({error}); build them there, or run dvc fetch",
            f"các bảng của {revision} không có trong bộ nhớ đệm của DVC hay remote nào ({error}); hãy dựng lại hoặc chạy dvc fetch",
        ) from None
    if not tables:
        raise CannotRunError(f"{revision} has no published tables", f"{revision} không có bảng đã công bố nào")
    return tables
