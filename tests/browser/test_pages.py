"""Every page of the book in a real browser: drawn, quiet, asking nobody else, no wider than the screen."""

from __future__ import annotations

import pytest

from .page_check import NOTEBOOKS, built_pages, expected_pages, visit

GROUND = """() => [...document.querySelectorAll(".evidence-chart__live")].map(
  (live) => getComputedStyle(live.querySelector("svg.main-svg")).backgroundColor)"""


def test_the_book_has_the_pages_it_should(book):
    assert built_pages(book) == {page.name for page in expected_pages(NOTEBOOKS)}


def test_there_are_charts_to_check():
    assert sum(len(page.charts) for page in expected_pages(NOTEBOOKS)) > 0


@pytest.mark.parametrize("screen", ["wide_page", "phone_page"])
def test_every_chart_is_drawn_and_nothing_goes_wrong(request, expected, screen):
    seen = request.getfixturevalue(screen)
    seen.check_charts(expected)
    seen.check_width()
    assert seen.problems == []


@pytest.mark.one_page_of_a_kind
def test_page_is_never_wider_than_the_screen(chromium, server, expected):
    context = chromium.new_context()
    try:
        with visit(context, f"{server}/{expected.name}.html") as seen:
            for width in (320, 768, 1024, 1280, 1920, 2560):
                seen.page.set_viewport_size({"width": width, "height": 900})
                seen.page.wait_for_timeout(400)  # a chart that is drawn follows the new width a moment later
                seen.check_width()
                # The side bar must not stand on the text either.
                sidebar = seen.page.locator(".bd-sidebar-primary").bounding_box()
                if width >= 960 and sidebar is not None:
                    assert sidebar["x"] + sidebar["width"] <= seen.page.locator("h1").bounding_box()["x"], width
            assert seen.problems == []
    finally:
        context.close()


def test_charts_change_with_the_theme_at_once(wide_page, expected):
    grounds = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 30)"}
    for theme in ("light", "dark", "light"):
        wide_page.switch(theme)
        assert wide_page.page.evaluate(GROUND) == [grounds[theme]] * len(expected.charts)
    assert wide_page.problems == []


def test_page_without_scripts_shows_pictures_and_tables(chromium, server, expected):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    try:
        with visit(context, f"{server}/{expected.name}.html") as seen:
            pictures = seen.page.locator(".evidence-chart__picture.on-light img")
            assert pictures.count() == len(expected.charts)
            for number in range(pictures.count()):
                box = pictures.nth(number).bounding_box()
                assert box is not None, "the picture is hidden"
                assert box["width"] > 300
                assert box["height"] > 100
                assert len(pictures.nth(number).get_attribute("alt")) > 20
            for table in seen.page.locator("table.evidence-table").all():
                assert table.is_visible()
            assert seen.problems == []
    finally:
        context.close()
