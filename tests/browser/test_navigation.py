"""Finding one's way: reading order, search, colour switch, downloads."""

from __future__ import annotations

import os
import re
from urllib.parse import quote

from evidence.book.pages import read_pages

from .page_check import NOTEBOOKS, ROOT, expected_pages, visit


def test_next_leads_through_the_whole_book(context, server):
    names = [page.name for page in expected_pages(NOTEBOOKS) if page.name != "search"]
    with visit(context, f"{server}/index.html") as seen:
        walked = ["index"]
        while seen.page.locator("a.right-next").count():
            with seen.page.expect_navigation():
                seen.page.locator("a.right-next").click()
            walked.append(seen.page.url.rsplit("/", 1)[1].split(".html")[0])
        assert walked == names
        assert seen.problems == []


def test_search_works_from_a_folder(context, book):
    with visit(context, f"{book.as_uri()}/search.html?q=baclofen") as seen:
        seen.page.wait_for_selector("#search-results li a")
        link = seen.page.locator("#search-results li a").first
        assert ".html" in link.get_attribute("href")
        assert seen.problems == []


def test_the_switch_changes_the_theme(new_reader, server):
    with visit(new_reader, f"{server}/index.html") as seen:
        seen.page.locator(".theme-switch-button:visible").click()
        seen.page.locator(".theme-change-button[data-mode=dark]:visible").click()
        assert seen.page.evaluate("document.documentElement.dataset.theme") == "dark"
        seen.page.reload()
        assert seen.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_page_bears_the_notice_one_first_heading_and_no_dead_link(context, server, book, expected):
    with visit(context, f"{server}/{expected.name}.html") as seen:
        assert seen.page.locator(".bd-header-announcement").first.inner_text().strip()
        assert seen.page.locator("h1").count() == 1
        links = seen.page.evaluate("[...document.querySelectorAll('a[href]')].map((link) => link.href)")
    for link in links:
        if link.startswith(server):
            path = link[len(server) :].split("#")[0].split("?")[0].lstrip("/") or "index.html"
            assert (book / path).is_file(), link


def test_data_and_notebooks_can_be_downloaded(book):
    if not os.environ.get("EVIDENCE_NOTEBOOKS"):
        for file in sorted((ROOT / "data").rglob("*.csv")):
            assert (book / "data" / file.relative_to(ROOT / "data")).read_bytes() == file.read_bytes()
    for page in NOTEBOOKS.glob("*.ipynb"):
        assert (book / "notebooks" / page.name).is_file()


def test_search_finds_the_page_of_a_use(context, book):
    """The pages of the uses are in the search index that a folder carries."""
    page = next(page for page in read_pages(NOTEBOOKS) if page.group)
    with visit(context, f"{book.as_uri()}/search.html?q={quote(page.title)}") as seen:
        seen.page.wait_for_selector("#search-results li a")
        links = [link.get_attribute("href") for link in seen.page.locator("#search-results li a").all()]
        assert any(link.split("#")[0].split("?")[0] == f"{page.name}.html" for link in links), links
        assert seen.problems == []


def test_a_study_leads_to_its_row_its_line_and_its_publication(context, server, book):
    """From a chart's table to the row of the study; that row names document and line and links the publication."""
    with visit(context, f"{server}/index.html") as seen:
        link = seen.page.locator(".evidence-table td a[href*='02_studies.html#']").first
        row = link.get_attribute("href").split("#")[1]
        link.click()
        seen.page.wait_for_url(f"**/02_studies.html#{row}")
        found = seen.page.locator(f"tr[id='{row}']")
        assert found.is_visible()
        assert re.search(r"\b[\w-]+, line \d+", found.inner_text())
        assert seen.problems == []
        linked = seen.page.locator("table[data-table=studies] a[href^='https://']")
        assert linked.count() > 0


def test_each_use_in_a_table_leads_to_its_page(context, server):
    pages = {page.title: f"{page.name}.html" for page in read_pages(NOTEBOOKS) if page.group}
    with visit(context, f"{server}/index.html") as seen:
        cells = seen.page.locator("table[data-table='evidence-map-benefit'] tbody th a")
        found = {cell.inner_text(): cell.get_attribute("href") for cell in cells.all()}
    assert found
    assert found.items() <= pages.items()


def test_no_word_of_the_way_on_is_cut_on_a_phone(phone_page):
    cut = phone_page.page.evaluate(
        """() => [...document.querySelectorAll(".prev-next-title")].flatMap((title) => {
          const text = document.createTreeWalker(title, NodeFilter.SHOW_TEXT).nextNode();
          return [...text.data.matchAll(/\\S+/g)].filter(({ index, 0: word }) => {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            return range.getClientRects().length > 1;
          }).map(([word]) => word);
        })"""
    )
    assert cut == []
