"""Tables that can be filtered: by keyboard, aloud, and with the view in the address."""

from __future__ import annotations

import re

import pytest

from .page_check import visit

VISIBLE_ROWS = 'table[data-filter="true"] tbody tr:not([hidden])'


def filter_pages(book) -> list[str]:
    """The pages with exactly one table to filter, so that a row on the page is a row of that table."""
    mark = 'data-filter="true"'
    return sorted(path.name for path in book.glob("*.html") if path.read_text(encoding="utf-8").count(mark) == 1)


@pytest.fixture(params=["server", "folder"])
def table_page(request, book, server, context):
    """The first page with one table to filter, from a server and from a folder."""
    pages = filter_pages(book)
    assert pages, "no page of the book has a table to filter"
    home = server if request.param == "server" else book.as_uri()
    with visit(context, f"{home}/{pages[0]}") as seen:
        yield seen


def status(page) -> tuple[int, int]:
    """(shown, all) as the live status says."""
    words = page.locator(".evidence-filter__status").first.text_content()
    shown, everything = re.match(r"(\d+) of (\d+)", words).groups()
    return int(shown), int(everything)


def tab_to(page, selector: str, limit: int = 200) -> None:
    for _ in range(limit):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def test_filter_by_keyboard_and_share_the_view(table_page):
    page = table_page.page
    shown, everything = status(page)
    assert shown == everything == page.locator(VISIBLE_ROWS).count() > 0
    assert page.locator(".evidence-filter__status").first.get_attribute("aria-live") == "polite"

    tab_to(page, ".evidence-filter select")
    page.keyboard.press("ArrowDown")  # the first value after "all"
    page.wait_for_function("location.hash.includes('=')")
    shown, _ = status(page)
    assert 0 < shown < everything
    assert page.locator(VISIBLE_ROWS).count() == shown
    address = page.url

    page.goto(address)
    page.reload()
    assert status(page)[0] == shown, "the address does not lead back to the view"

    tab_to(page, ".evidence-filter button[type=reset]")
    page.keyboard.press("Enter")
    page.wait_for_function("!location.hash")
    assert status(page) == (everything, everything)
    assert table_page.problems == []


def test_find_text_by_keyboard(table_page):
    page = table_page.page
    tab_to(page, ".evidence-filter input[type=search]")
    page.keyboard.type("zzz-no-such-word")
    assert status(page)[0] == 0
    assert page.locator(VISIBLE_ROWS).count() == 0
    assert "zzz-no-such-word" in page.url


def test_sort_by_keyboard(table_page):
    page = table_page.page
    before = page.locator(f"{VISIBLE_ROWS} > :first-child").all_text_contents()
    tab_to(page, ".evidence-sort")
    head = 'table[data-filter="true"] th[aria-sort]'
    page.keyboard.press("Enter")
    assert page.locator(head).get_attribute("aria-sort") == "ascending"
    ascending = page.locator(f"{VISIBLE_ROWS} > :first-child").all_text_contents()
    page.keyboard.press("Enter")
    assert page.locator(head).get_attribute("aria-sort") == "descending"
    descending = page.locator(f"{VISIBLE_ROWS} > :first-child").all_text_contents()
    assert sorted(before) == sorted(ascending) == sorted(descending), "sorting lost or doubled a row"
    assert ascending != descending
    assert "sort=-" in page.url
    page.keyboard.press("Enter")
    assert page.locator(head).count() == 0
    assert page.locator(f"{VISIBLE_ROWS} > :first-child").all_text_contents() == before


def test_sorting_keeps_each_row_whole(table_page):
    page = table_page.page
    rows = 'table[data-filter="true"] tbody tr'
    before = page.locator(rows).all_text_contents()
    for button in page.locator(".evidence-sort").all():
        button.click()
        assert sorted(page.locator(rows).all_text_contents()) == sorted(before)
