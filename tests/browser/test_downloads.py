"""Everything that a page offers to take home opens and is what it was made from: data, notebooks, figures, pictures."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from evidence.book.downloads import DATA_FOLDER, NOTEBOOKS_FOLDER
from evidence.book.figures import Figure, folder_figures
from evidence.book.source import FIGURES_FOLDER, PICTURES_FOLDER

from .page_check import NOTEBOOKS, visit

LINKS = "links => links.map((link) => link.getAttribute('href')).filter((address) => !/^(https?:|#)/.test(address))"


def offered(page) -> list[str]:
    """The addresses of files, relative to the book, that a page links."""
    found = page.locator("article a[download], article a[href^='data/'], article a[href^='notebooks/']").evaluate_all(
        LINKS
    )
    return [address.split("#")[0] for address in dict.fromkeys(found)]


def figures() -> dict[str, Figure]:
    return {f"{figure.notebook}/{figure.name}": figure for figure in folder_figures(NOTEBOOKS)}


def wrong(book: Path, address: str, content: bytes, whole: dict[str, Figure]) -> str | None:
    """What is wrong with a file that a page offers; None if it is what it should be."""
    folder, _, name = address.partition("/")
    if folder == DATA_FOLDER and address.endswith(".csv"):
        rows = list(csv.reader(io.StringIO(content.decode())))
        return None if len(rows) > 1 and len({len(row) for row in rows}) == 1 else "is no table"
    if folder == DATA_FOLDER:
        return None if content.strip() else "is empty"
    if folder == NOTEBOOKS_FOLDER:
        return None if content == (NOTEBOOKS / name).read_bytes() else "is another notebook"
    if folder == FIGURES_FOLDER:
        figure = whole.get(name.removesuffix(".json"))
        return None if figure and json.loads(content) == figure.figure else "is another figure"
    if folder == PICTURES_FOLDER:
        figure = whole.get(name.removesuffix(".svg"))
        root = ElementTree.fromstring(content)
        return None if figure and root.get("data-fingerprint") == figure.fingerprint else "is another picture"
    if address.lower().startswith("citation."):
        return None if content.strip() else "is empty"
    return "is of no kind that is known"


def test_every_file_that_a_page_offers_is_what_it_was_made_from(wide_page, server, book, expected):
    whole = figures()
    addresses = offered(wide_page.page)
    answers = {address: wide_page.page.request.get(f"{server}/{address}") for address in addresses}
    assert [address for address, answer in answers.items() if not answer.ok] == []
    found = {address: wrong(book, address, answer.body(), whole) for address, answer in answers.items()}
    assert {address: words for address, words in found.items() if words} == {}
    # Each chart offers its figure and its picture.
    kinds = [address.partition("/")[0] for address in addresses]
    assert kinds.count(FIGURES_FOLDER) == kinds.count(PICTURES_FOLDER) == len(expected.charts)


def test_the_page_of_downloads_offers_all_files(context, server, book):
    with visit(context, f"{server}/downloads.html") as seen:
        linked = set(offered(seen.page))
    data = {path.relative_to(book).as_posix() for path in (book / DATA_FOLDER).rglob("*") if path.is_file()}
    notebooks = {f"{NOTEBOOKS_FOLDER}/{path.name}" for path in NOTEBOOKS.glob("*.ipynb")}
    assert data
    assert data | notebooks <= linked


@pytest.mark.parametrize("address", ["data/studies.csv", "notebooks/00_start_here.ipynb"])
def test_a_click_on_a_download_saves_the_file(new_reader, server, book, address):
    page = new_reader.new_page()
    page.goto(f"{server}/downloads.html")
    with page.expect_download() as waiting:
        page.locator(f"a[href='{address}']").click()
    assert Path(waiting.value.path()).read_bytes() == (book / address).read_bytes()


def test_a_click_on_a_figure_and_on_a_picture_saves_them(new_reader, server, book):
    page = new_reader.new_page()
    page.goto(f"{server}/index.html")
    for link in page.locator("figure .evidence-chart__links a[download]").all()[:2]:
        address = link.get_attribute("href")
        with page.expect_download() as waiting:
            link.click()
        assert Path(waiting.value.path()).read_bytes() == (book / address).read_bytes()


@pytest.mark.parametrize(
    ("address", "content", "complaint"),
    [
        ("data/studies.csv", b"a,b\n1\n", "no table"),
        ("data/protocol.md", b" \n", "empty"),
        ("notebooks/00_start_here.ipynb", b"{}", "another notebook"),
        ("figures/00_start_here/evidence-map-benefit.json", b"{}", "another figure"),
        ("pictures/00_start_here/evidence-map-benefit.svg", b"<svg/>", "another picture"),
        ("citation.bib", b"", "empty"),
        ("other/file", b"x", "no kind"),
    ],
)  # fmt: skip
def test_a_spoiled_file_is_noticed(book, address, content, complaint):
    assert complaint in (wrong(book, address, content, figures()) or "")
