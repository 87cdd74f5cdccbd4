"""The book against plain nbconvert pages of the same notebooks: weight, speed in a browser, time to make. Not a test.

The other side is `nbconvert --to html` with plotly embedded. nbconvert's default draws no chart, so each figure is first
turned into the HTML that plotly's own embedded renderer writes: plotly.js once in the page, then every figure drawn.
Both sides are measured in the same run, one after the other, each page cold (a browser profile of its own) and with a
processor slowed down four times. Other work on the machine moves the times of both sides; trust the ratios.

    python benchmarks/pages.py                 everything; runs all notebooks twice
    python benchmarks/pages.py --book build/html   weight and speed of a book that is there
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
import plotly.io
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from rich.console import Console
from rich.table import Table

from evidence.book import execute_notebooks
from evidence.book.browser import FLAGS, find_browser
from evidence.book.figures import MIME, notebook_figures
from evidence.book.progress import Silence

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
SLOWER = 4  # times, as a browser's own tools offer it for a mid-range phone
RUNS = 5
JOBS = 2
DRAW_TIMEOUT_MS = 120_000
FIRST_FIGURE = """import evidence
layer = evidence.document_layer(evidence.load_review({data!r}))
evidence.charts.evidence_map(evidence.charts.evidence_map_record(layer))"""

# What both kinds of page report, in milliseconds since the navigation began. A chart counts as seen at the first frame
# after it is there. Scrolling goes on to the next chart as soon as one is drawn.
WATCH = """([isPicture, isDrawn, isChart]) => {
  const seen = (window.seen = {});
  const note = (name) => {
    if (name in seen) return;
    seen[name] = null;
    requestAnimationFrame(() => (seen[name] = performance.now()));
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") seen.text = entry.startTime;
  }).observe({ type: "paint", buffered: true });
  const look = () => {
    const picture = isPicture && document.querySelector(isPicture);
    if (picture?.complete && picture.naturalWidth) note("picture");
    else if (picture) picture.addEventListener("load", () => note("picture"), { once: true });
    if (document.querySelector(isDrawn)) note("live");
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"] });
  const scroll = async () => {
    const frame = () => new Promise(requestAnimationFrame);
    for (const chart of [...document.querySelectorAll(isChart)].slice(0, window.chartsWanted)) {
      chart.scrollIntoView({ block: "center", behavior: "instant" });
      while (!chart.matches(isDrawn) && !chart.querySelector(isDrawn)) await frame();
    }
    note("all");
  };
  document.addEventListener("DOMContentLoaded", scroll);
}"""
OURS = [".evidence-chart__picture img", "figure.evidence-chart[data-state=drawn]", "figure.evidence-chart"]
THEIRS = ["", ".js-plotly-plot .cartesianlayer .trace", ".plotly-graph-div"]


@dataclass(frozen=True)
class Measure:
    """One line of the table: `ours` and `theirs` as text, their `ratio`, and the `target` it should not exceed."""

    what: str
    ours: str
    theirs: str
    ratio: float
    target: float | None

    @property
    def verdict(self) -> str:
        return "" if self.target is None else "met" if self.ratio <= self.target else "missed"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--book", type=Path, help="a finished book; then nothing is executed")
    asked.add_argument("--runs", type=int, default=RUNS, help="cold visits of each page")
    options = asked.parse_args()
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="evidence-pages-") as folder:
        book, work = options.book, Path(folder)
        if book is None:
            book = work / "html"
            measures += making(book)
        plain = work / "plain"
        nbconvert_pages(book / "notebooks", plain)
        measures = weights(book, plain) + speeds(book, plain, options.runs) + measures
    show(measures)


# --- Weight ----------------------------------------------------------------------------------------------------------


def nbconvert_pages(notebooks: Path, out: Path) -> None:
    """Write each executed notebook as nbconvert's page, with plotly embedded where there is a figure."""
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(notebooks.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        first = True
        for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
            figure = output.get("data", {}).pop(MIME, None)
            if figure is not None:
                output.data["text/html"] = plotly.io.to_html(
                    {"data": figure["data"], "layout": figure["layout"]},
                    config=figure.get("config"),
                    include_plotlyjs=first,
                    full_html=False,
                    validate=False,
                )
                first = False
        page, _ = HTMLExporter().from_notebook_node(notebook)
        (out / f"{path.stem}.html").write_text(page, encoding="utf-8")


def our_page(book: Path, name: str) -> Path:
    """The book's page of the notebook `name`; the first one is the landing page."""
    return path if (path := book / f"{name}.html").exists() else book / "index.html"


def weights(book: Path, plain: Path) -> list[Measure]:
    with_charts = [path.stem for path in sorted((book / "notebooks").glob("*.ipynb")) if any(notebook_figures(path))]
    pairs = {
        name: (our_page(book, name).stat().st_size, (plain / f"{name}.html").stat().st_size) for name in with_charts
    }
    heaviest = max(pairs, key=lambda name: pairs[name][0] / pairs[name][1])
    whole = [sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) for folder in (book, plain)]
    together = [sum(sizes) for sizes in zip(*pairs.values(), strict=True)]
    within = sum(ours <= 0.03 * theirs for ours, theirs in pairs.values())
    return [
        _weight(f"page HTML, the {len(pairs)} pages with charts together", *together, 0.03),
        _weight(
            f"page HTML, heaviest page ({heaviest}); {within} of {len(pairs)} pages within", *pairs[heaviest], 0.03
        ),
        _weight("whole book, with data, notebooks, pictures and figures to download", *whole, 0.2),
    ]


def _weight(what: str, ours: int, theirs: int, target: float) -> Measure:
    return Measure(what, f"{ours / 1000:,.0f} kB", f"{theirs / 1000:,.0f} kB", ours / theirs, target)


# --- Speed in the browser --------------------------------------------------------------------------------------------


def speeds(book: Path, plain: Path, runs: int) -> list[Measure]:
    """First text, first picture, first live chart and all live charts; empty where there is no browser."""
    if find_browser() is None:
        print("NOT MEASURED: no Chromium on the PATH, so no time in a browser", file=sys.stderr)
        return []
    longest = max((book / "notebooks").glob("*.ipynb"), key=lambda path: len(list(notebook_figures(path)))).stem
    first = min((book / "notebooks").glob("*.ipynb")).stem
    found = []
    with served(book) as ours, served(plain) as theirs, browser() as chromium:
        for name, all_of_them in ((first, False), (longest, True)):
            mine, other = [], []
            for _ in range(runs):
                mine.append(visit(chromium, f"{ours}/{our_page(book, name).name}", OURS, all_of_them))
                other.append(visit(chromium, f"{theirs}/{name}.html", THEIRS, all_of_them))
            found += compared(name, mine, other)
    return found


def compared(name: str, ours: Sequence[Mapping[str, float]], theirs: Sequence[Mapping[str, float]]) -> list[Measure]:
    """Medians of the times, and of the ratios of visits that followed each other: both felt the same other work."""
    lines = [
        ("first text", "text", "text", 1.0),
        ("picture of the first chart, against their first chart", "picture", "live", 0.15),
        ("first live chart", "live", "live", 0.4),
        ("all live charts, scrolling through", "all", "all", 0.6),
    ]
    found = []
    for what, mine, other, target in lines:
        pairs = [(one[mine], two[other]) for one, two in zip(ours, theirs, strict=True) if mine in one and other in two]
        if pairs:
            here, there = (statistics.median(times) for times in zip(*pairs, strict=True))
            ratio = statistics.median(one / two for one, two in pairs)
            found.append(Measure(f"{name}: {what}", f"{here:,.0f} ms", f"{there:,.0f} ms", ratio, target))
    return found


def visit(chromium, address: str, selectors: Sequence[str], all_of_them: bool) -> dict[str, float]:
    """Milliseconds until each thing was seen on one cold visit."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        slow = context.new_cdp_session(page)
        slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(f"window.chartsWanted = {'Infinity' if all_of_them else 1}; ({WATCH})({list(selectors)})")
        page.goto(address, wait_until="commit", timeout=DRAW_TIMEOUT_MS)
        wanted = ["text", "live", "all", *(["picture"] if selectors[0] else [])]
        page.wait_for_function("(names) => names.every((name) => seen[name])", arg=wanted, timeout=DRAW_TIMEOUT_MS)
        seen = page.evaluate("seen")
        return seen if all_of_them else {name: seen[name] for name in seen if name != "all"}
    finally:
        context.close()


@contextmanager
def browser() -> Iterator:
    from playwright.sync_api import sync_playwright

    # nbconvert's pages ask other hosts for scripts that no chart needs; they are refused at once, which is their best case.
    flags = [*FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=flags)
        yield chromium
        chromium.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


# --- Making the book -------------------------------------------------------------------------------------------------


def making(book: Path) -> list[Measure]:
    """What `make book` runs, against a bare execution of the same notebooks, both with two kernels at a time."""
    start = time.perf_counter()
    asyncio.run(bare_execution())
    bare = time.perf_counter() - start
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "evidence", "book", "--out", str(book), "--quiet"], cwd=ROOT, check=True)
    ours = time.perf_counter() - start
    return [
        fixed_cost(),
        Measure("make book, against bare execution (one run each)", f"{ours:.0f} s", f"{bare:.0f} s", ours / bare, 1.3),
    ]


def fixed_cost() -> Measure:
    """What each further notebook costs before it says anything of its own: its kernel, its imports, its first figure."""
    few, many = 1, 5
    with tempfile.TemporaryDirectory(prefix="evidence-fixed-") as folder:
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(FIRST_FIGURE.format(data=str(ROOT / "data")))]
        )
        times = {}
        for n in (few, many):
            copies = Path(folder) / str(n)
            copies.mkdir()
            for copy in range(n):
                nbformat.write(notebook, copies / f"{copy:02}.ipynb")
            start = time.perf_counter()
            execute_notebooks(copies, copies / "out", jobs=1, progress=Silence())
            middle = time.perf_counter()
            asyncio.run(bare_execution(copies, jobs=1))
            times[n] = (middle - start, time.perf_counter() - middle)
    ours, bare = ((late - early) / (many - few) for early, late in zip(times[few], times[many], strict=True))
    return Measure(
        "fixed cost of a further notebook: kernel, imports, first figure",
        f"{ours:.1f} s",
        f"{bare:.1f} s",
        ours / bare,
        None,
    )


async def bare_execution(notebooks: Path = NOTEBOOKS, jobs: int = JOBS) -> None:
    gate = asyncio.Semaphore(jobs)

    async def execute(path: Path) -> None:
        async with gate:
            client = NotebookClient(
                nbformat.read(path, as_version=4),
                kernel_name="python3",
                timeout=600,
                extra_arguments=["--log-level=ERROR"],
                resources={"metadata": {"path": str(notebooks)}},
            )
            await client.async_execute()

    await asyncio.gather(*(execute(path) for path in sorted(notebooks.glob("*.ipynb"))))


def show(measures: Sequence[Measure]) -> None:
    table = Table(
        title="The book against nbconvert's pages of the same notebooks, plotly embedded",
        caption=f"cold visits in turn, processor slowed {SLOWER} times; medians of the times and of the ratios of neighbours",
    )
    for heading, justify in (("what", "left"), ("book", "right"), ("nbconvert", "right"), ("ratio", "right")):
        table.add_column(heading, justify=justify)
    table.add_column("target", justify="right")
    table.add_column("")
    for measure in measures:
        target = "" if measure.target is None else f"≤ {measure.target:g}"
        table.add_row(measure.what, measure.ours, measure.theirs, f"{measure.ratio:.3f}", target, measure.verdict)
    console = Console()
    Console(width=max(console.width, 132)).print(table)


if __name__ == "__main__":
    main()
