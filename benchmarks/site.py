"""What a reader of the explorer waits for, measured in headless Chromium from a server on this machine: `make benchmark`.

Bytes of the front page before any table, time to its map, a keystroke in the filter over 50,000 rows; then the time of the build, and how
both grow when the observations are ten times as many. The rows are the published ones, repeated under other identities.
"""

import shutil
import sys
import tempfile
from gzip import compress
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import pyarrow
import pyarrow.parquet

from benchmarks.startup import ROOT, Command
from tests.site.browser.browsing import Browser, Response, launched, serve

TABLES: Final = ROOT / "data" / "processed"
ROUNDS: Final = 3
VISITS: Final = 7
TIMES: Final = 10
ROWS: Final = 50_000
TYPED: Final = "lang son 2023"
FIRST_MAP: Final = """
const look = () => {
  const map = document.querySelector("svg.map:not([hidden])");
  if (!map || map.getBoundingClientRect().height === 0) return requestAnimationFrame(look);
  requestAnimationFrame(() => setTimeout(() => (window.seen = performance.now())));
};
const listen = () => (document.querySelector("#map.live") ? (window.live = performance.now()) : requestAnimationFrame(listen));
look();
listen();
"""
"""Runs before a page: notes when its map has been painted, and when its controls work."""
KEYSTROKES: Final = """
window.waited = [];
document.querySelector("#table-search").addEventListener("input", (event) => {
  requestAnimationFrame(() => setTimeout(() => window.waited.push(performance.now() - event.timeStamp)));
}, { capture: true });
"""
"""Notes how long after each letter the next picture stands on the screen."""


class Front(NamedTuple):
    """The front page: compressed bytes of each file that it loads, and milliseconds until its map is seen and answers."""

    sizes: dict[str, int]
    seen: float
    live: float


def repeated(path: Path, rows: int) -> pyarrow.Table:
    """Return a table of so many rows: the published ones again and again, each time under other identities."""
    table = pyarrow.parquet.read_table(path)
    times = -(-rows // table.num_rows)
    column = table.column_names.index("obs_id")
    identities = table["obs_id"].to_pylist()
    parts = [
        table.set_column(column, table.schema.field(column), [pyarrow.array([f"{name}{turn or ''}" for name in identities])])
        for turn in range(times)
    ]
    return pyarrow.concat_tables(parts).slice(0, rows)


def more_tables(folder: Path, times: int) -> Path:
    """Copy the published tables, with as many times the observations."""
    shutil.copytree(TABLES, folder)
    path = folder / "observations.parquet"
    pyarrow.parquet.write_table(repeated(path, times * pyarrow.parquet.read_metadata(path).num_rows), path, compression="zstd")
    return folder


def built(tables: Path, out: Path, rounds: int) -> Command:
    """Build the site several times."""
    command = Command([sys.executable, "-m", "pipeline", "site", "--tables", str(tables), "--out", str(out)])
    for _ in range(rounds):
        command.run(ROOT)
    return command


def visit_front(browser: Browser, site: Path) -> Front:
    """Open the front page several times, each time as for the first time."""
    answers: dict[str, Response] = {}
    seen, live = [], []
    with serve(site) as address:
        for _ in range(VISITS):
            with browser.new_context() as context:
                context.add_init_script(FIRST_MAP)
                page = context.new_page()
                page.on("response", lambda answer: answers.update({urlsplit(answer.url).path: answer}))
                page.goto(f"{address}en/index.html")
                page.wait_for_function("window.seen && window.live")
                seen.append(page.evaluate("window.seen"))
                live.append(page.evaluate("window.live"))
                sizes = {name: len(compress(answer.body(), 6)) for name, answer in answers.items()}
    return Front(sizes, median(seen), median(live))


def type_into_the_filter(browser: Browser, site: Path) -> list[float]:
    """Return the milliseconds that each letter typed into the search over all columns took to show its rows."""
    with serve(site) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}en/table.html")
        page.locator("#table .tabulator-row").first.wait_for()
        page.evaluate(KEYSTROKES)
        for place, letter in enumerate(TYPED):
            page.keyboard.type(letter) if place else page.locator("#table-search").press_sequentially(letter)
            page.wait_for_function("count => window.waited.length === count", arg=place + 1)
        found = page.locator("#table-count").inner_text()
        if found.startswith("0 "):
            raise SystemExit(f"the filter found nothing: {found}")
        waited: list[float] = page.evaluate("window.waited")
        return waited


def size_of(site: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in site.rglob(pattern) if path.is_file())


def report(work: Path) -> str:
    site, larger = work / "site", work / "larger"
    once = built(TABLES, site, ROUNDS)
    many = built(more_tables(work / "tables", TIMES), larger, 1)
    seconds = median(once.seconds)
    with launched() as browser:
        front = visit_front(browser, site)
        front_of_many = visit_front(browser, larger)
        path = site / "data" / "observations.parquet"
        pyarrow.parquet.write_table(repeated(path, ROWS), path, compression="zstd")
        waited = type_into_the_filter(browser, site)
    lines = [f"{size / 1000:8.1f} kB  {name}" for name, size in front.sizes.items()]
    shown = [
        f"{sum(front.sizes.values()) / 1000:8.1f} kB  front page before table data, compressed (aim under 500)",
        f"{front.seen:8.0f} ms  to the first map (aim under 1,000)",
        f"{front.live:8.0f} ms  until its controls work",
        f"{median(waited):8.0f} ms  a keystroke in the filter of {ROWS:,} rows, median (aim under 100)",
        f"{max(waited):8.0f} ms  the slowest of {len(waited)}",
        f"{seconds:8.1f} s   build of {sum(1 for _ in site.rglob('*.html'))} pages, median of {ROUNDS} (aim under 20)",
        f"{max(once.peaks) / 1024:8.0f} MB  its memory",
        f"{many.seconds[0] / seconds:8.1f}     times the time of the build with {TIMES} times the observations",
        f"{max(many.peaks) / max(once.peaks):8.1f}     times its memory",
        f"{size_of(larger, '*.html') / size_of(site, '*.html'):8.1f}     times the bytes of all pages",
        f"{sum(front_of_many.sizes.values()) / sum(front.sizes.values()):8.1f}     times the bytes of the front page",
        f"{front_of_many.seen / front.seen:8.1f}     times the time to the first map",
    ]
    return "\n".join([*lines, "", *shown])


if __name__ == "__main__":
    if not (TABLES / "observations.parquet").exists():
        raise SystemExit("the tables are not built: make data")
    with tempfile.TemporaryDirectory() as name:
        print(report(Path(name)))
