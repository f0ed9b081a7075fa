"""A reader at a browser: what pages ask for and what they complain of is kept, and looked at when the reader leaves."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest

try:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect, sync_playwright
except ImportError:
    if os.environ.get("CI"):
        raise
    pytest.skip("playwright is not installed", allow_module_level=True)

__all__ = ["Browser", "Locator", "Page", "Response", "Visitor", "chromium", "expect", "launched", "serve"]

PATIENCE: Final = 15_000
"""Milliseconds after which a page that shows nothing has failed."""
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
"""The browser as distributions name it."""
expect.set_options(timeout=PATIENCE)
BLANK: Final = ("data:", "blob:")
"""Addresses that no host answers."""


def chromium() -> str | None:
    """Return where the browser of the system is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the browser of the system; none is fetched."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and tells nobody."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine; give its address, which ends with a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Visitor:
    """A reader with memory, language and screen of their own, at a site.

    Attributes:
        page: the page that is open.
        asked: addresses outside the site that were asked for.
        said: errors and warnings of the console, and errors of scripts.
    """

    def __init__(self, browser: Browser, site: str, **options: Any) -> None:
        self.site = site
        self.context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **options})
        self.context.set_default_timeout(PATIENCE)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.context.on("request", lambda request: self._keep(request.url))
        self.context.on("console", self._listen)
        self.context.on("weberror", lambda error: self.said.append(f"{error.page and error.page.url}: {error.error}"))
        self.page = self.context.new_page()

    def _keep(self, address: str) -> None:
        if not address.startswith((self.site, *BLANK)):
            self.asked.append(address)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(f"{message.location['url']}: {message.text}")

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        self.page.goto(self.site + path)
        return self.page

    def leave(self) -> None:
        """Close the browser; nothing may have gone wrong or elsewhere."""
        self.context.close()
        assert not self.said, self.said
        assert not self.asked, self.asked
