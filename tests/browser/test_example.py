"""The made-up review in ``examples``: another drug, three routes, some tables absent. Its book is built once and looked at."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import evidence
from evidence.attribution import NO_CLAIMS
from evidence.extraction import has_extraction
from evidence.references import NOTHING
from evidence.trace import trace_review
from evidence.yardstick import NO_REVIEWS

from .page_check import ROOT, built_pages, expected_pages, visit
from .test_labels import defects

EXAMPLE = ROOT / "examples" / "imaginol"
# Words of the other review; a reader of this one must never meet them, in the search or in a download either.
FOREIGN = re.compile(r"\b(?:baclofen|intrathecal|oral|lioresal)\b", re.IGNORECASE)
TEXTS = {".html", ".js", ".json", ".csv", ".ipynb", ".bib", ".cff", ".md", ".svg", ".css", ".txt"}
OF_OTHERS = {"plotly-basic.min.js"}  # a library, its words are not ours


@pytest.fixture(scope="module")
def example_book(tmp_path_factory) -> Path:
    """The book of the example, built by the command; the executed notebooks stand beside it."""
    out = tmp_path_factory.mktemp("example") / "html"
    command = [sys.executable, "-m", "evidence", "book", "--data", str(EXAMPLE), "--out", str(out), "--quiet"]
    environment = {name: value for name, value in os.environ.items() if name != "EVIDENCE_DATA"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="module")
def pages(example_book):
    """What the executed notebooks promise."""
    return expected_pages(example_book.parent / "html-notebooks")


def test_the_example_holds_and_each_figure_stands_on_its_line():
    assert evidence.check_review(EXAMPLE) == []
    assert trace_review(evidence.load_review(EXAMPLE), EXAMPLE / "texts") == []


def test_the_example_has_every_trap():
    """What the README of the example says of it."""
    review = evidence.load_review(EXAMPLE)
    findings = review.studies
    assert len(review.codebook.about["routes"]) == 3
    assert len(findings) >= 20
    assert findings.study_set.nunique() >= 10
    assert {"stated", "read as", "inherited", "not stated"} == set(findings.route_basis)
    assert {"active drug", "another route", "placebo or no treatment", "not stated"} == set(findings.comparator_kind)
    assert {"favours", "no difference", "mixed", "against"} == set(findings.direction)
    assert {"exact", "approximate", "total over studies", "total or each", "not stated"} == set(findings.n_basis)
    assert (findings.value.notna() & findings.denominator.isna()).any()
    harms = findings[findings.kind == "harm"]
    assert {"against", "no difference"} == set(harms.direction)
    absent = [name for name, table in review.codebook.resources.items() if table.optional and not review.has(name)]
    assert absent == ["quotations", "quotation_rates", "reviews"]


def test_no_word_of_the_other_review_is_in_the_book(example_book):
    assert FOREIGN.search("Given orally or as Baclofen.")[0] == "Baclofen"
    found, read = [], 0
    for path in sorted(example_book.rglob("*")):
        if path.suffix in TEXTS and path.name not in OF_OTHERS:
            read += 1
            text = path.read_text(encoding="utf-8")
            found += [(path.relative_to(example_book).as_posix(), text[max(0, m.start() - 40) : m.end() + 40]) for m in FOREIGN.finditer(text)]  # fmt: skip
    assert found == []
    assert read > 60
    assert "imaginol" in (example_book / "searchindex.js").read_text(encoding="utf-8")


def test_every_page_is_there(example_book, pages):
    texts = {path.stem for path in (ROOT / "notebooks").glob("*.md")}
    assert built_pages(example_book) == {page.name for page in pages} | texts
    assert sum(len(page.charts) for page in pages) > 30


def test_pages_say_which_tables_are_absent(example_book):
    review = evidence.load_review(EXAMPLE)
    page = (example_book / "08_documents_against_publications.html").read_text(encoding="utf-8")
    assert NO_REVIEWS in page
    assert NOTHING in page or "no finding was set against a publication" in page
    assert not has_extraction(review, "studies")
    assert "No record of two extractions of studies.csv" in (example_book / "02_studies.html").read_text("utf-8")
    assert NO_CLAIMS not in (example_book / "07_dosing_and_claims.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "touch"), [(1280, False), (360, True)])
def test_every_chart_is_drawn_and_can_be_read(chromium, example_book, pages, width, touch):
    context = chromium.new_context(viewport={"width": width, "height": 900}, has_touch=touch)
    problems = []
    try:
        for page in pages:
            with visit(context, f"{example_book.as_uri()}/{page.name}.html") as seen:
                seen.draw_all()
                seen.check_charts(page)
                seen.check_width()
                seen.problems += defects(seen.page)
                problems += [f"{page.name}: {line}" for line in seen.problems]
    finally:
        context.close()
    assert problems == []
