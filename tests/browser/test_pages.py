"""Every page of the book in a real browser: drawn, quiet, asking nobody else, no wider than the screen."""

from __future__ import annotations

import re

from .page_check import NOTEBOOKS, built_pages, expected_pages, visit

GROUND = """() => [...document.querySelectorAll(".evidence-chart__live")].map(
  (live) => getComputedStyle(live.querySelector("svg.main-svg")).backgroundColor)"""


def test_the_book_has_the_pages_it_should(book):
    assert built_pages(book) == {page.name for page in expected_pages(NOTEBOOKS)}


def test_there_are_charts_to_check():
    assert sum(len(page.charts) for page in expected_pages(NOTEBOOKS)) > 0


def test_page_from_a_server_on_a_wide_screen(context, server, expected):
    with visit(context, f"{server}/{expected.name}.html") as seen:
        seen.draw_all()
        seen.check_charts(expected)
        seen.check_width()
        assert seen.problems == []


def test_page_from_a_folder_on_a_phone_in_the_dark(phone, book, expected):
    with visit(phone, f"{book.as_uri()}/{expected.name}.html") as seen:
        seen.draw_all()
        seen.check_charts(expected)
        seen.check_width()
        assert seen.problems == []


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


def test_charts_change_with_the_theme_at_once(context, server, expected):
    if not expected.charts:
        return
    with visit(context, f"{server}/{expected.name}.html") as seen:
        seen.draw_all()
        light = seen.page.evaluate(GROUND)
        dark = seen.page.evaluate(
            f"""async () => {{
              document.documentElement.dataset.theme = "dark";
              await new Promise((resume) => setTimeout(resume, 100));
              return ({GROUND})();
            }}"""
        )
        assert len(light) == len(dark) == len(expected.charts)
        assert set(light) == {"rgb(255, 255, 255)"}
        assert set(dark) == {"rgb(20, 24, 30)"}
        assert seen.problems == []


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


def test_page_prints(context, server, expected):
    with visit(context, f"{server}/{expected.name}.html") as seen:
        paper = seen.page.pdf(format="A4")
        assert paper.startswith(b"%PDF")
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) >= 1
        # Print style: the static picture stands in for the live chart, folded answers are open, navigation is gone.
        seen.page.emulate_media(media="print")
        hidden = seen.page.evaluate(
            """() => [...document.querySelectorAll(".evidence-chart__picture.on-light")]
                 .filter((picture) => getComputedStyle(picture).display === "none").length"""
        )
        assert hidden == 0
        assert seen.page.locator(".bd-sidebar-primary").is_hidden()
        assert seen.problems == []
