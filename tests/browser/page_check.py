"""What a page of the book has to show, and a visit that says in plain lines where it does not.

The expectation comes from the executed notebook, never from the page itself: a page that lost a chart cannot hide it.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from evidence.book.downloads import DOWNLOADS
from evidence.book.figures import notebook_figures
from evidence.book.pages import read_pages
from evidence.collection import whole_collection

ROOT = Path(__file__).parents[2]
_WHOLE = whole_collection(ROOT / "notebooks", ROOT / "data") if not os.environ.get("EVIDENCE_NOTEBOOKS") else None
# The notebooks and texts that the book is made of, with the page of each use; removed when the tests are over.
NOTEBOOKS = _WHOLE.__enter__() if _WHOLE else Path(os.environ["EVIDENCE_NOTEBOOKS"])
if _WHOLE:
    atexit.register(_WHOLE.__exit__, None, None, None)

DRAW_TIMEOUT_MS = 20_000
WITHOUT_SOURCE = (DOWNLOADS, "search")  # pages that the build itself makes


@dataclass(frozen=True)
class Expectation:
    """One page: its name without `.html`, and its charts in order as (chart, number of marks)."""

    name: str
    charts: tuple[tuple[str, int], ...] = ()


def expected_pages(notebooks: Path) -> list[Expectation]:
    """What the notebooks and texts of a folder promise, search and downloads included."""
    pages = [
        Expectation(
            page.name,
            tuple((figure.name, figure.marks) for figure in notebook_figures(page.path)) if page.is_notebook else (),
        )
        for page in read_pages(notebooks)
    ]
    return pages + [Expectation(name) for name in WITHOUT_SOURCE]


def page_kinds(notebooks: Path) -> list[Expectation]:
    """One page of each kind: all pages of their own, and of the pages that are made alike (one per use) the one with most charts."""
    groups = {page.name: page.group for page in read_pages(notebooks)}
    pages = expected_pages(notebooks)
    most = {groups.get(page.name, ""): page for page in sorted(pages, key=lambda page: len(page.charts))}
    return [page for page in pages if not groups.get(page.name) or most[groups[page.name]] == page]


def built_pages(book: Path) -> set[str]:
    return {path.relative_to(book).with_suffix("").as_posix() for path in Path(book).rglob("*.html")} - {
        "_static/webpack-macros"  # a template of the theme that Sphinx copies along
    }


@dataclass
class Visit:
    """One look at a page, with everything that went wrong so far in `problems`."""

    page: object
    problems: list[str] = field(default_factory=list)

    def draw_all(self) -> None:
        """Scroll from chart to chart until each is drawn or has failed."""
        for figure in self.page.query_selector_all("figure.evidence-chart"):
            figure.scroll_into_view_if_needed()
            try:
                self.page.wait_for_function(
                    "figure => ['drawn', 'failed'].includes(figure.dataset.state)", arg=figure, timeout=DRAW_TIMEOUT_MS
                )
            except Exception:
                self.problems.append(f"chart {figure.get_attribute('data-chart')}: never drawn")

    def switch(self, theme: str) -> None:
        """Change to the ``light`` or ``dark`` theme as the page's own switch does, and wait for the charts."""
        self.page.evaluate(
            """async (theme) => {
              document.documentElement.dataset.theme = theme;
              await new Promise((resume) => setTimeout(resume, 100));
            }""",
            theme,
        )

    def check_charts(self, expected: Expectation) -> None:
        """Compare the charts on the page, and the marks in each, with the notebook's."""
        found = self.page.evaluate(
            """() => [...document.querySelectorAll("figure.evidence-chart")].map((figure) => ({
                 name: figure.dataset.chart, state: figure.dataset.state,
                 marks: figure.querySelectorAll(".evidence-chart__live .cartesianlayer .point").length,
                 named: ["labelledby", "describedby"].every((kind) =>
                   document.getElementById(figure.getAttribute(`aria-${kind}`))?.textContent.trim()),
               }))"""
        )
        names = [chart["name"] for chart in found]
        if names != [name for name, _ in expected.charts]:
            self.problems.append(f"charts {names} instead of {[name for name, _ in expected.charts]}")
        marks = dict(expected.charts)
        for chart in found:
            if chart["state"] != "drawn":
                self.problems.append(f"chart {chart['name']}: {chart['state']}")
            elif chart["marks"] != marks.get(chart["name"]):
                self.problems.append(
                    f"chart {chart['name']}: {chart['marks']} marks drawn instead of {marks.get(chart['name'])}"
                )
            if not chart["named"]:
                self.problems.append(f"chart {chart['name']}: no name or no description")
        report = self.page.evaluate("window.evidenceCharts ?? {expected: 0, drawn: 0, errors: []}")
        if report["drawn"] != len(expected.charts) or report["errors"]:
            self.problems.append(f"the page's own report: {report}")

    def check_width(self) -> None:
        width, room = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if width > room:
            self.problems.append(f"{width} px wide on a screen of {room} px")


def _failure(request) -> list[str]:
    # A browser gives up requests itself when one leaves the page, or when scripts are off.
    reason = request.failure or ""
    return [] if "ERR_ABORTED" in reason or reason == "csp" else [f"failed request: {request.url} ({reason})"]


@contextmanager
def visit(context, address: str) -> Iterator[Visit]:
    """Open a page and note console errors, failed and foreign requests.

    `context` is a Playwright browser context, `address` a `file:` or loopback address.
    """
    page = context.new_page()
    seen = Visit(page)
    home = urlsplit(address)[:2]  # scheme and host

    def watch(request) -> None:
        asked = urlsplit(request.url)[:2]
        if asked != home and asked[0] not in ("data", "blob"):
            seen.problems.append(f"foreign request: {request.url}")

    # Watched, not routed: a browser whose requests are routed keeps nothing in its cache. It finds no other host anyway.
    page.on("request", watch)
    page.on("console", lambda line: seen.problems.append(f"console: {line.text}") if line.type == "error" else None)
    page.on("pageerror", lambda error: seen.problems.append(f"script error: {error}"))
    page.on("requestfailed", lambda request: seen.problems.extend(_failure(request)))
    page.on(
        "response", lambda answer: seen.problems.extend([f"{answer.status}: {answer.url}"] * (answer.status >= 400))
    )
    page.goto(address)
    try:
        yield seen
    finally:
        page.close()
