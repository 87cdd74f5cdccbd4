"""A browser, a built book, and a loopback server for it.

EVIDENCE_BOOK         folder of the built book; without it the committed notebooks are built into a temporary folder
EVIDENCE_NOTEBOOKS    folder of the notebooks it was built from, by default the project's
EVIDENCE_REQUIRE_BROWSER=1   a missing browser fails instead of skipping
"""

from __future__ import annotations

import functools
import os
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from evidence.book import build_book
from evidence.book.browser import NAMES, find_browser, open_browser
from evidence.review import load_review
from evidence.use_page import book_links

from .page_check import NOTEBOOKS, ROOT, expected_pages, page_kinds, visit

LONGEST = ("test_jupyterlab", "test_example")  # each file of these runs on one worker


def pytest_xdist_make_scheduler(config, log):
    """All tests of a page run on one worker after each other and share a visit to it (see `wide_page`); others run by file."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPage(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            page = re.search(r"\[.*?/(.+?)\.html", nodeid)
            return page[1] if page else nodeid.split("::")[0]

    return ByPage(config, log)


def pytest_collection_modifyitems(config, items) -> None:
    kinds = page_kinds(NOTEBOOKS)
    kept, left_out = [], []
    for item in items:
        if Path(__file__).parent not in Path(item.path).parents:
            kept.append(item)
            continue
        item.add_marker(pytest.mark.browser)
        page = getattr(item, "callspec", None) and item.callspec.params.get("expected")
        like_another = page and item.get_closest_marker("one_page_of_a_kind") and page not in kinds
        (left_out if like_another else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    # The longest first: at the end one worker would wait for the other.
    items[:] = sorted(kept, key=lambda item: item.path.stem not in LONGEST)


def pytest_generate_tests(metafunc) -> None:
    if "expected" in metafunc.fixturenames:
        pages = expected_pages(NOTEBOOKS)
        metafunc.parametrize("expected", pages, ids=[f"/{page.name}.html" for page in pages], scope="session")


@pytest.fixture(scope="session")
def chromium():
    if find_browser() is None:
        words = f"no browser: none of {', '.join(NAMES)} is on the PATH"
        if os.environ.get("EVIDENCE_REQUIRE_BROWSER") == "1":
            pytest.fail(words)
        pytest.skip(words)
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Path:
    """The folder of the built book."""
    given = os.environ.get("EVIDENCE_BOOK")
    if given:
        assert (Path(given) / "index.html").is_file(), f"EVIDENCE_BOOK={given} holds no index.html"
        return Path(given).resolve()
    out = tmp_path_factory.mktemp("book") / "html"
    links = book_links(load_review(ROOT / "data"))
    build_book(NOTEBOOKS, out, data=ROOT / "data", pictures=ROOT / "notebooks" / "pictures", links=links)
    return out


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        pass


@pytest.fixture(scope="session")
def server(book) -> str:
    """The address of the book on a loopback server, without a slash at its end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(book))) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


@pytest.fixture(scope="session")
def context(chromium):
    """A wide, light screen. Its profile is shared: later pages find the scripts in the cache."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    yield context
    context.close()


@pytest.fixture(scope="session")
def phone(chromium):
    """A narrow, dark screen that is touched."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark", has_touch=True)
    yield context
    context.close()


@pytest.fixture(scope="session")
def wide_page(context, server, expected):
    """A visit to the page from a server on a wide, light screen with every chart drawn; tests leave it as they found it."""
    with visit(context, f"{server}/{expected.name}.html") as seen:
        seen.draw_all()
        yield seen


@pytest.fixture(scope="session")
def phone_page(phone, book, expected):
    """The same from a folder, on a phone in the dark."""
    with visit(phone, f"{book.as_uri()}/{expected.name}.html") as seen:
        seen.draw_all()
        yield seen


@pytest.fixture
def new_reader(chromium):
    """A profile of its own, for tests that leave something in the browser's memory."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    yield context
    context.close()
