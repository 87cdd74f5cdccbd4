"""Finding and starting the system's Chromium through Playwright; no browser is ever downloaded."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator

from evidence.book.errors import BookError

NAMES = ("chromium", "chromium-browser", "google-chrome")
# No sandbox, since in a container root has none; no talk with the browser's makers, nor with any other machine.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def find_browser() -> str | None:
    """The path of the system's Chromium or Chrome, None if there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextlib.contextmanager
def open_browser() -> Iterator:
    """A running headless browser (Playwright's `Browser`), closed on leaving.

    Raises
    ------
    BookError
        There is no browser, or Playwright is not installed.
    """
    path = find_browser()
    if path is None:
        raise BookError(f"no browser found; looked for {', '.join(NAMES)} on the PATH")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as problem:
        raise BookError("drawing pictures needs the package playwright (in the extra 'test')") from problem
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
