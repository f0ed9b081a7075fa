"""The site of the real tables, built once for all processes and served; a browser for each process."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow.parquet
import pytest

from pipeline.site.build import build
from pipeline.site.charts import CLIENT
from tests.release.servers import must_be_there, program

if TYPE_CHECKING:
    from tests.site.browser.browsing import Browser, Visitor

Row = dict[str, Any]
Visit = Callable[..., "Visitor"]


class Explorer(NamedTuple):
    """A site: its folder, its address, and the tables that it was made of."""

    folder: Path
    address: str
    tables: Path


def node_is_there() -> None:
    program("node")
    must_be_there((CLIENT / "node_modules" / "axe-core").is_dir(), "axe-core")


@pytest.fixture(scope="session")
def site(built: Path, shared: Path) -> Iterator[Explorer]:
    """The site of the real tables. The first process builds it, others wait for it."""
    from tests.site.browser.browsing import serve

    node_is_there()
    tables, folder = shared / "tables", shared / "site"
    with (shared / "site lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.copytree(built / "data" / "processed", tables, dirs_exist_ok=True)
            build(tables, folder)
    with serve(folder) as address:
        yield Explorer(folder, address, tables)


@pytest.fixture(scope="session")
def published(site: Explorer) -> dict[str, Row]:
    """The published observations by identity."""
    rows: list[Row] = pyarrow.parquet.read_table(site.tables / "observations.parquet").to_pylist()
    return {row["obs_id"]: row for row in rows}


@pytest.fixture(scope="package")
def browser() -> "Iterator[Browser]":
    """A browser. It ends with these tests: others could not run what is asynchronous beside it."""
    from tests.site.browser.browsing import chromium, launched

    must_be_there(find_spec("playwright"), "playwright")
    must_be_there(chromium(), "chromium")
    with launched() as started:
        yield started


@pytest.fixture
def visit(browser: "Browser") -> Iterator[Visit]:
    """Start visits to a site; at their end nothing may have been complained of, and nothing asked of another host."""
    from tests.site.browser.browsing import Visitor

    with ExitStack() as started:

        def start(address: str, **options: Any) -> Visitor:
            visitor = Visitor(browser, address, **options)
            started.callback(visitor.leave)
            return visitor

        yield start
