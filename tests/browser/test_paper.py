"""The page on paper: every chart, its title and words, and every table whole."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ElementTree

import pypdfium2
import pytest

from .page_check import visit

TABLES = """() => [...document.querySelectorAll("article table")].map((table) => ({
  name: table.caption?.textContent ?? table.dataset.table ?? "",
  cells: [...table.querySelectorAll("th, td")].map((cell) => cell.textContent.trim()).filter(Boolean),
}))"""
CHARTS = """() => [...document.querySelectorAll("figure.evidence-chart")].map((figure) => ({
  name: figure.dataset.chart,
  title: figure.querySelector(".evidence-chart__title").textContent.trim(),
  words: document.getElementById(figure.getAttribute("aria-describedby")).textContent.trim(),
  picture: figure.querySelector(".evidence-chart__picture.on-light img")?.getAttribute("src"),
}))"""
# Of the words in a picture that have to be on paper. Letters of a PDF are put together by their places, and few come out otherwise.
MOST = 0.95


def plain(text: str) -> str:
    """Letters and figures only: lines are broken elsewhere on paper, and some pairs of letters are one sign there."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def paper_text(page) -> str:
    """All letters of the page as printed on A4."""
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as pdf:
        return plain("".join(sheet.get_textpage().get_text_range() for sheet in pdf))


def carried(cell: str, text: str) -> bool:
    """Whether the paper carries a cell, whole or cut once between two words, where a sheet ends and the headings are repeated."""
    words = cell.split()
    parts = ((plain(" ".join(words[:cut])), plain(" ".join(words[cut:]))) for cut in range(len(words)))
    return plain(cell) in text or any(one in text and other in text for one, other in parts)


def lost_cells(page, text: str) -> dict[str, list[str]]:
    """The cells of each table that the paper does not carry."""
    tables = {
        table["name"]: [cell for cell in table["cells"] if not carried(cell, text)] for table in page.evaluate(TABLES)
    }
    return {name: cells for name, cells in tables.items() if cells}


def picture_words(picture: bytes) -> list[str]:
    """The printed words of a picture (SVG)."""
    texts = ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    return [word for text in texts for word in (plain("".join(text.itertext())),) if word]


def lost_charts(page, text: str, book) -> list[str]:
    """What the paper lacks of each chart: its title, its description, or the words of its picture."""
    found = []
    for chart in page.evaluate(CHARTS):
        for part in ("title", "words"):
            if plain(chart[part]) not in text:
                found.append(f"{chart['name']}: {part}")
        words = picture_words((book / chart["picture"].split("#")[0]).read_bytes())
        printed = sum(word in text for word in words)
        if not words or printed < MOST * len(words):
            found.append(f"{chart['name']}: {printed} of {len(words)} words of the picture")
    return found


@pytest.mark.one_page_of_a_kind
def test_page_prints_whole(context, server, book, expected):
    with visit(context, f"{server}/{expected.name}.html") as seen:
        text = paper_text(seen.page)
        assert plain(seen.page.locator("h1").inner_text()) in text
        assert lost_charts(seen.page, text, book) == []
        assert lost_cells(seen.page, text) == {}
        # The static picture stands in for the live chart, and navigation is gone.
        seen.page.emulate_media(media="print")
        hidden = seen.page.locator(".evidence-chart__picture.on-light").evaluate_all(
            "pictures => pictures.filter((picture) => getComputedStyle(picture).display === 'none').length"
        )
        assert hidden == 0
        assert seen.page.locator(".bd-sidebar-primary").is_hidden()
        assert seen.problems == []


def test_folded_answers_are_printed(context, server):
    with visit(context, f"{server}/index.html") as seen:
        answers = seen.page.locator("details.evidence-answer p").all_text_contents()
        text = paper_text(seen.page)
        assert answers
        assert [answer for answer in answers if plain(answer) not in text] == []


@pytest.mark.parametrize(
    ("style", "lost"),
    [
        (".evidence-chart__picture { visibility: hidden }", "charts"),
        (".evidence-chart__title { display: none }", "charts"),
        (".evidence-table-frame { max-height: 80px !important; overflow: hidden !important }", "cells"),
    ],
)
def test_what_is_lost_on_paper_is_noticed(new_reader, server, book, style, lost):
    with visit(new_reader, f"{server}/index.html") as seen:
        seen.page.add_style_tag(content=style)
        text = paper_text(seen.page)
        assert lost_charts(seen.page, text, book) if lost == "charts" else lost_cells(seen.page, text)
