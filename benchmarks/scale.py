"""A made-up review of 100, 10,000 and 1,000,000 findings through load and check, votes, certainty, charts and a page. Not a test.

    python benchmarks/scale.py             all sizes
    python benchmarks/scale.py 10000       one size
    python benchmarks/scale.py --no-page   without running a notebook and building the book

Each size runs in a process of its own, so that the peak of its memory is its own. Times are on the clock and of the processor:
where other work loads the machine, the processor's time is the one to compare. Votes and certainty are compared with a bare
groupby of the same findings in the same process (see votes.py). Target: 1,000,000 findings checked and summarised (load and
check, votes, certainty, all charts) within 30 s and 3 GB on two cores.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from made_up import write_review
from votes import bare

SIZES = (100, 10_000, 1_000_000)
ROOT = Path(__file__).parents[1]
PAGE = "03_evidence_by_use"
KILO, MEGA = 1_000, 1_000_000


class Clock:
    """Prints what each step takes, and keeps the sums."""

    def __init__(self) -> None:
        self.wall = self.cpu = self.last = 0.0

    def __call__(self, name: str, work: Callable[[], object], *, counts: bool = True) -> object:
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        wall, self.last = time.perf_counter() - wall, time.process_time() - cpu
        if counts:
            self.wall, self.cpu = self.wall + wall, self.cpu + self.last
        said = f"  {name:<36} {wall:8.2f} s, processor {self.last:8.2f} s, peak so far {peak():5.2f} GB"
        print(said + (f", {weight(found)}" if hasattr(found, "figure") else ""), flush=True)
        return found


def peak() -> float:
    """The most memory that this process has held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGA  # Linux counts in kilobytes


def weight(chart) -> str:
    parts = {"figure": str(chart.to_dict()), "table": chart.table.to_html(), "words": chart.alt}
    return f"{chart.marks} marks; " + ", ".join(f"{name} {len(text) / KILO:.0f} KB" for name, text in parts.items())


def measure(folder: Path, n: int) -> None:
    """Everything but the page, in this process."""
    clock = Clock()
    evidence = clock("import", lambda: __import__("evidence"), counts=False)
    review = clock("load and check", lambda: evidence.load_review(folder))
    layer = clock("layer", lambda: evidence.document_layer(review))
    clock("bare groupby", lambda: bare(layer.findings), counts=False)
    groupby = clock.last
    evidence.vote_count(6, 1)  # scipy.stats takes a second to import, whatever the size
    votes = clock("votes", lambda: evidence.count_votes(evidence.study_votes(layer.findings), by=["use", "route"]))
    print(f"    {len(votes)} counts; {clock.last / groupby:.1f} times the groupby")
    cells = clock("certainty", lambda: evidence.certainty_table(layer))
    print(f"    {len(cells)} cells; {clock.last / groupby:.1f} times the groupby")
    for name, record in chart_records(evidence, layer):
        clock(name, lambda name=name, record=record: getattr(evidence.charts, name.split()[0])(record()))
    clock("table of findings", lambda: evidence.tables.study_table(layer).to_html())
    print(
        f"  {n:,} findings checked and summarised in {clock.wall:.1f} s (processor {clock.cpu:.1f} s) and {peak():.2f} GB "
        "(target for 1,000,000: 30 s and 3 GB)"
    )
    clock("check alone", lambda: evidence.check_review(folder), counts=False)


def chart_records(evidence, layer) -> list[tuple[str, Callable[[], object]]]:
    """The charts that are drawn from findings, by the name of the function that draws them."""
    charts = evidence.charts
    found = [
        (name, lambda name=name: getattr(charts, f"{name}_record")(layer))
        for name in (
            "evidence_map", "every_finding", "vote_shares", "certainty_levels", "reported_proportions", "percent_changes"
        )
    ]  # fmt: skip
    found += [
        (f"route_comparison {measure}", lambda measure=measure: charts.route_comparison_record(layer, measure))
        for measure in ("study sets", "people", "longest follow-up")
    ]
    return found + [
        (f"effect_directions {group}", lambda group=group: charts.effect_directions_record(layer, group))
        for group in layer.of_kind("benefit").use_groups
    ]


def copy_alone(notebook: Path, folder: Path) -> None:
    """Copy a notebook without its links to other notebooks, which are not there; a dangling link fails the build."""
    alone = nbformat.read(notebook, as_version=4)
    for cell in alone.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\[([^\]]*)\]\([^)\s]+\.ipynb[^)]*\)", r"\1", cell.source)
    nbformat.write(alone, folder / notebook.name)


def build_page(folder: Path) -> None:
    """Run one notebook on the review and build its page of the book."""
    from evidence.book import build_book, execute_notebooks

    clock = Clock()
    with tempfile.TemporaryDirectory() as workshop:
        source, executed, texts, site = (Path(workshop) / name for name in ("source", "executed", "texts", "html"))
        for made in (source, executed, texts):
            made.mkdir()
        copy_alone(ROOT / "notebooks" / f"{PAGE}.ipynb", source)
        shutil.copyfile(ROOT / "notebooks" / "glossary.md", texts / "glossary.md")
        clock(f"notebook {PAGE} run", lambda: execute_notebooks(source, executed, data=folder))
        clock("its book built", lambda: build_book(executed, site, data=folder, pages=texts))
        pages = sorted(site.glob("*.html"), key=lambda page: -page.stat().st_size)
        print(f"  heaviest page: {pages[0].name}, {pages[0].stat().st_size / MEGA:.2f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--no-page", action="store_true")
    parser.add_argument(
        "--step", nargs=2, help=argparse.SUPPRESS
    )  # what a process of its own does, and on which folder
    given = parser.parse_args()
    if given.step:
        step, folder = given.step
        if step == "page":
            build_page(Path(folder))
        else:
            measure(Path(folder), given.sizes[0])
        return
    for n in given.sizes:
        with tempfile.TemporaryDirectory() as parent:
            folder = write_review(Path(parent) / "review", n)
            print(f"{n:,} findings, studies.csv {(folder / 'studies.csv').stat().st_size / MEGA:.1f} MB", flush=True)
            for step in ("measure", *(() if given.no_page else ("page",))):
                subprocess.run([sys.executable, __file__, str(n), "--step", step, str(folder)], check=True)


if __name__ == "__main__":
    main()
