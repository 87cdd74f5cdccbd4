"""A book of a review whose every open text is markup, script or formula: nothing runs, nothing is lost."""

from __future__ import annotations

import csv
import html
import re

import pytest

import evidence
from evidence.book import build_book
from evidence.page import Prose

from .collection import NOTEBOOKS, fill_notebooks
from .hostile import PAYLOADS, ROUTES, write_hostile

LABELS = [f"{number} {payload}" for number, payload in enumerate(PAYLOADS)]
BENEFITS = [label for number, label in enumerate(LABELS) if number % 3 != 2]
# Plotly takes a line break in a text for one; the table under each chart shows it as it stands.
IN_CHARTS = [label for label in BENEFITS if "<br>" not in label]
RUNNING = "[onerror], [onload], a[href^='javascript' i], article script:not([type='application/json']), article img[src='x'], u"
SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 600) {
    window.scrollTo(0, y);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}"""
DRAWN = "() => { const c = window.evidenceCharts; return !c || c.drawn + c.errors.length >= c.expected; }"
SEEN = f"""() => {{
  const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent).join("\\n");
  return {{
    pwned: window.pwned ?? null,
    charts: window.evidenceCharts?.errors ?? [],
    prose: texts("article p, article li"),
    cells: texts("article td, article th"),
    drawn: texts(".evidence-chart__live svg text"),
    running: [...document.querySelectorAll(`{RUNNING}`)].map((one) => one.outerHTML.slice(0, 200)),
    foot: texts("footer"),
    heading: texts("article h1"),
  }};
}}"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return write_hostile(tmp_path_factory.mktemp("hostile") / "review")


@pytest.fixture(scope="module")
def book(hostile, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile-book")
    links = fill_notebooks(hostile, folder / "notebooks")
    no_pictures = folder / "pictures"
    return build_book(
        folder / "notebooks", folder / "html", data=hostile, pages=NOTEBOOKS, pictures=no_pictures, links=links
    ).parent


@pytest.fixture(scope="module")
def seen(book, chromium):
    """Page → what a reader sees of it, and every error that the browser told."""
    page, found = chromium.new_page(viewport={"width": 1280, "height": 900}), {}
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda asked: asked.url.startswith(("file:", "data:", "blob:")) or told.append(asked.url))
    for path in sorted(book.glob("*.html")):
        told.clear()
        page.goto(path.as_uri())
        page.evaluate(SCROLL)
        page.wait_for_function(DRAWN)
        found[path.stem] = {**page.evaluate(SEEN), "told": list(told)}
    page.close()
    return found


def words(text: str) -> str:
    """The text without isolates, its white space settled as a page settles it."""
    return re.sub(r"\s+", " ", re.sub("[\u2068\u2069]", "", text))


def test_the_hostile_review_is_a_valid_one(hostile):
    assert evidence.check_review(hostile) == []


def test_no_text_of_the_data_is_an_element_of_a_page(book):
    """Without a browser: every payload that stands in a page stands there escaped."""
    for path in book.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        visible = re.sub(r'<script type="application/json".*?</script>', "", text, flags=re.DOTALL)
        for mark in ("<script>window", "<img src=x", "<svg/onload", 'href="javascript:', "<style>*", "<u>oral"):
            assert mark not in visible, (path.name, mark)


@pytest.mark.browser
def test_nothing_runs(seen):
    assert {name: page["pwned"] for name, page in seen.items() if page["pwned"] is not None} == {}
    assert {name: page["running"] for name, page in seen.items() if page["running"]} == {}
    assert {name: page["told"] for name, page in seen.items() if page["told"]} == {}
    assert {name: page["charts"] for name, page in seen.items() if page["charts"]} == {}


@pytest.mark.browser
@pytest.mark.parametrize("name", ["03_evidence_by_use", "04_routes_side_by_side", "09_how_sure"])
@pytest.mark.parametrize(("place", "labels"), [("prose", BENEFITS), ("cells", BENEFITS), ("drawn", IN_CHARTS)])
def test_nothing_is_lost(seen, name, place, labels):
    assert [label for label in labels if words(label) not in words(seen[name][place])] == []


@pytest.mark.browser
def test_the_frame_of_the_pages_shows_the_title_as_it_stands(hostile, seen):
    title = evidence.load_review(hostile).codebook.title
    assert words(title) in words(seen["index"]["foot"])
    assert words(title) in words(seen["index"]["prose"])


@pytest.mark.browser
def test_pages_of_uses_are_named_for_them(seen):
    headings = [words(page["heading"]).removesuffix("#").strip() for name, page in seen.items() if name[:4] == "use_"]
    assert sorted(headings) == sorted(words(label).strip() for label in LABELS)
    assert all(words(label) in words(seen["downloads"]["cells"]) for label in LABELS)


@pytest.mark.parametrize("payload", [*PAYLOADS, *ROUTES])
def test_words_in_a_sentence_are_shown_as_they_stand(payload):
    """MyST's own parser gives the words back, and no element."""
    shown = rendered(Prose(f"1. {evidence.wording.sentence(f'Said of {payload} and more')}").text)
    assert words(f"Said of {payload} and more.") == words(html.unescape(re.sub(r"</?(?:ol|li|p)>", "", shown))).strip()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_may_begin_a_sentence(payload):
    shown = rendered(Prose(f"- {evidence.wording.sentence(payload)}").text)
    assert re.fullmatch(r"<ul><li>(?:<p>)?[^<]*(?:</p>)?</li></ul>", shown.replace("\n", "")), shown


def rendered(markdown: str) -> str:
    """The HTML that MyST's parser, with the book's extensions, makes of Markdown."""
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    extensions = {"attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"}
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML).render(markdown)


def test_formulas_of_a_spreadsheet_stay_text(hostile):
    """The data are not changed on the way: a cell that begins with '=' is the same in the copy to download."""
    with (hostile / "uses.csv").open(encoding="utf-8", newline="") as file:
        assert "=1+1" in {row["use"] for row in csv.DictReader(file)}
