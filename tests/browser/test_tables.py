"""Tables that can be filtered: by keyboard, aloud, and with the view in the address."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from evidence.page import DataTable

from .page_check import NOTEBOOKS, visit

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


def saved_rows(page) -> list[list[str]]:
    """The rows of the file that the button saves, the headings first."""
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download these rows (CSV)").first.click()
    content = Path(saved.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "spreadsheets would not know that it is UTF-8"
    assert content.endswith(b"\r\n"), "RFC 4180 ends lines with CR LF"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def study_rows() -> list[list[str]]:
    """The study table as the notebook's plain text has it; an en dash stands for an empty cell on the page."""
    notebook = nbformat.read(NOTEBOOKS / "02_studies.ipynb", as_version=4)
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    [table] = [data for data in outputs if 'data-table="studies"' in data.get("text/html", "")]
    return [["" if cell == "–" else cell for cell in row] for row in csv.reader(io.StringIO(table["text/plain"]))]


@pytest.mark.parametrize("place", ["server", "folder"])
def test_the_file_holds_the_rows_shown(context, book, server, place):
    home = server if place == "server" else book.as_uri()
    head, *rows = study_rows()
    with visit(context, f"{home}/02_studies.html") as seen:
        assert saved_rows(seen.page) == [head, *rows]
        route = head.index("route")
        rarest = min({row[route] for row in rows}, key=[row[route] for row in rows].count)
        left = [row for row in rows if row[route] == rarest]
        assert 0 < len(left) < len(rows)
        seen.page.locator('label:has(> span:text-is("route")) select').first.select_option(rarest)
        assert saved_rows(seen.page) == [head, *left]
        seen.page.locator('th:has-text("finding") .evidence-sort').first.click()
        assert sorted(saved_rows(seen.page)[1:]) == sorted(left)
        shown = seen.page.locator('table[data-table="studies"] tbody tr:not([hidden]) > th').all_text_contents()
        assert [row[0] for row in saved_rows(seen.page)[1:]] == shown, "the file is not in the order of the page"
        assert seen.problems == []


def test_no_cell_of_the_file_runs_as_a_formula(chromium):
    """OWASP: what starts like a formula gets an apostrophe; numbers stay numbers, whatever their sign."""
    formulas = ["=1+1", "+1 person", "-abc", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("x";"y")']
    harmless = ["-3.5", "+2", "12", "1e-3", 'he said "so", twice', "a;=b", "two\nlines", "–5 to 3", "'quoted", "a = b"]
    table = DataTable(pd.DataFrame({"cell": [*formulas, *harmless]}), "cells", "Cells", filters=("cell",))
    page = chromium.new_page()
    try:
        page.set_content(table._repr_mimebundle_()["text/html"])
        head, *rows = saved_rows(page)
        assert head == ["cell"]
        assert [row[0] for row in rows] == [*[f"'{cell.strip()}" for cell in formulas], *harmless]
        with page.expect_download() as saved:
            page.get_by_role("button", name="Download these rows (CSV)").click()
        lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
        assert {"-3.5", "+2", "12"} <= set(lines), "a number is quoted, and would be text"
        assert '"a;=b"' in lines, "a spreadsheet that parts cells at semicolons would see a formula"
    finally:
        page.close()


def test_a_link_finds_a_row_that_the_filter_hides(context, server):
    head, *rows = study_rows()
    route = head.index("route")
    values = sorted({row[route] for row in rows})
    hidden = next(row[0] for row in rows if row[route] == values[1])
    with visit(context, f"{server}/02_studies.html#studies.route={values[0]}") as seen:
        row = seen.page.locator(f"tr#{hidden}")
        assert row.is_hidden()
        seen.page.evaluate("(name) => { location.hash = name }", hidden)
        seen.page.wait_for_selector(f"tr#{hidden}", state="visible")
        assert row.evaluate("(row) => row.getBoundingClientRect().top < innerHeight")
        assert seen.problems == []


def test_empty_cells_come_last_and_can_be_chosen(chromium):
    rows = pd.DataFrame({"name": list("abcdefghi"), "n": pd.array([3, None, 1, 2, 5, 4, 7, None, 10], dtype="Int64")})
    table = DataTable(rows, "numbers", "Numbers", filters=("n",))
    page = chromium.new_page()
    try:
        page.set_content(table._repr_mimebundle_()["text/html"])
        names = "tbody tr:not([hidden]) > th"
        sort = page.get_by_role("button", name="n", exact=True)
        sort.click()
        assert page.locator(names).all_text_contents() == list("cdafegibh")
        sort.click()
        assert page.locator(names).all_text_contents() == list("igefadcbh")
        page.locator("select").select_option(label="– (no entry)")
        assert page.locator(names).all_text_contents() == ["b", "h"]
    finally:
        page.close()


def test_the_caption_of_a_wide_table_can_be_read_on_a_phone(phone_page):
    cut = phone_page.page.evaluate(
        """() => [...document.querySelectorAll(".evidence-table-frame")].filter((frame) => {
          const caption = frame.querySelector("caption");
          const words = (caption?.firstElementChild ?? caption)?.getBoundingClientRect();
          const room = frame.getBoundingClientRect();
          return words && (words.width < 1 || words.left < room.left || words.right > room.right + 1);
        }).map((frame) => frame.getAttribute("aria-label"))"""
    )
    assert cut == []
