"""Notebooks made without a kernel, their place in the book, and the links from the cells of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

import nbformat
import pytest

from evidence.book import Composed, build_book, write_notebooks
from evidence.book.pages import read_pages
from evidence.book.table_links import link_cells, resolve_links


@dataclass(frozen=True)
class Shown:
    words: str

    def _repr_mimebundle_(self):
        return {"text/markdown": self.words, "text/plain": self.words}


TABLE = (
    '<table class="evidence-table" data-table="t"><caption>T</caption><thead><tr><th>Use</th><th>s1</th></tr></thead>'
    '<tbody><tr id="r1" data-mark="x"><th>A &amp; B</th><td>s1: two people; s2; none</td></tr>'
    "<tr><th>A &amp; B – pain</th><td>as1</td></tr><tr><td>They differ; s1: mixed</td></tr></tbody></table>"
)


@dataclass(frozen=True)
class Table:
    def _repr_mimebundle_(self):
        return {"text/html": TABLE, "text/plain": "t"}


@pytest.fixture
def uses() -> list[Composed]:
    cells = ("# {}", ("show()", (Shown("Words."), Table())))
    return [Composed(f"use_{name}", "Uses", (cells[0].format(name), cells[1])) for name in ("b", "a")]


def test_a_composed_notebook_is_an_executed_one(uses, tmp_path):
    paths = write_notebooks(uses, tmp_path)
    assert [path.name for path in paths] == ["use_b.ipynb", "use_a.ipynb"]
    book = nbformat.read(paths[0], as_version=4)
    nbformat.validate(book)
    assert [cell.cell_type for cell in book.cells] == ["markdown", "code"]
    assert book.cells[1].execution_count == 1
    assert book.cells[1].outputs[0].data["text/markdown"] == "Words."
    before = paths[0].read_bytes()
    assert write_notebooks(uses, tmp_path)[0].read_bytes() == before


def test_what_is_no_longer_composed_goes_and_a_readers_notebook_stays(uses, tmp_path):
    write_notebooks(uses, tmp_path)
    own = tmp_path / "use_mine.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), own)
    write_notebooks(uses[1:], tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.ipynb")) == ["use_a.ipynb", "use_mine.ipynb"]


def test_a_group_has_its_own_heading_between_numbers_and_other_texts(uses, collection):
    notebooks = collection / "notebooks"
    write_notebooks(uses, notebooks)
    names = [page.name for page in read_pages(notebooks)]
    assert names == ["index", "01_studies", "02_end", "use_b", "use_a", "glossary", "methods"]
    book = build_book(notebooks, collection / "html", data=collection / "data").parent
    page = (book / "index.html").read_text(encoding="utf-8")
    side = re.search(r'<nav class="bd-docs-nav.*?</nav>', page, re.DOTALL)[0]
    assert re.findall(r'caption-text">([^<]+)<', side) == ["Uses"]
    order = [side.index(f'href="{name}.html"') for name in [*names[1:], "downloads"]]
    assert order == sorted(order)


def test_names_in_cells_lead_to_pages_and_rows(uses, collection):
    notebooks = collection / "notebooks"
    write_notebooks(uses, notebooks)
    pages = read_pages(notebooks)
    links = resolve_links(
        {"A & B": "use_a", "s1": "#r1", "s2": "#nowhere", "s3": "no_page", "start": "00_start"}, pages
    )
    assert links == {"A & B": "use_a.html", "s1": "use_b.html#r1", "start": "index.html"}
    found = link_cells(TABLE, links, "x.html")
    assert "<th>A &amp; B</th><th>s1</th>" not in found
    assert "<thead><tr><th>Use</th><th>s1</th></tr></thead>" in found, "headings stay plain"
    assert '<th><a href="use_a.html">A &amp; B</a></th>' in found
    assert '<td><a href="use_b.html#r1">s1</a>: two people; s2; none</td>' in found
    assert '<th><a href="use_a.html">A &amp; B</a> – pain</th><td>as1</td>' in found
    assert "<td>They differ; s1: mixed</td>" in found, "a sentence is no list of names"
    assert re.sub(r"<a [^>]*>|</a>", "", found) == TABLE, "nothing but links is added"


def test_nothing_leads_to_where_one_is(uses, collection):
    links = {"A & B": "use_a.html", "s1": "use_b.html#r1"}
    assert "use_a.html" not in link_cells(TABLE, links, "use_a.html")
    assert "#r1" not in link_cells(TABLE, links, "use_b.html")
    assert link_cells(TABLE, {}, "x.html") == TABLE


def test_the_book_links_its_tables(uses, collection):
    notebooks = collection / "notebooks"
    write_notebooks(uses, notebooks)
    links = {"s1": "#r1", "A & B": "use_a"}
    book = build_book(notebooks, collection / "html", data=collection / "data", links=links).parent
    assert 'href="use_b.html#r1">s1</a>' in (book / "use_a.html").read_text(encoding="utf-8")
    assert '<th scope="row"><a href="use_b.html#r1">s1</a></th>' in (book / "01_studies.html").read_text(
        encoding="utf-8"
    )
