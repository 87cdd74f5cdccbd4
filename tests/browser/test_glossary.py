"""Definitions on hover, on focus and at a tap: they can be dismissed, stay while one is on them, and are links without scripts."""

from __future__ import annotations

import pytest

from .page_check import visit

SHOWN = (
    "() => [...document.querySelectorAll('.glossary-tip')].filter((tip) => tip.checkVisibility()).map((tip) => tip.id)"
)


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["wide-light", "phone-dark"])
def reader(chromium, request):
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
    yield context
    context.close()


def terms(seen):
    found = seen.page.locator("a.glossary-term")
    assert found.count() > 5
    return found


def test_hover_shows_the_definition_which_stays_while_one_is_on_it(reader, server):
    with visit(reader, f"{server}/index.html") as seen:
        link = terms(seen).nth(2)
        tip = seen.page.locator(f"[id='{link.get_attribute('aria-describedby')}']")
        assert tip.get_attribute("role") == "tooltip"
        assert not tip.is_visible()
        link.hover()
        tip.wait_for(state="visible")
        assert seen.page.evaluate(SHOWN) == [tip.get_attribute("id")]
        tip.hover()
        seen.page.wait_for_timeout(900)  # longer than the time after which it goes
        assert tip.is_visible()
        seen.page.mouse.move(2, 2)
        tip.wait_for(state="hidden")
        assert seen.problems == []


def test_focus_shows_it_and_escape_dismisses_it_without_moving_the_focus(reader, server):
    with visit(reader, f"{server}/index.html") as seen:
        first, second = terms(seen).nth(0), terms(seen).nth(1)
        first.focus()
        seen.page.keyboard.press("Shift+Tab")
        seen.page.keyboard.press("Tab")
        tip = seen.page.locator(f"[id='{first.get_attribute('aria-describedby')}']")
        tip.wait_for(state="visible")
        seen.page.keyboard.press("Escape")
        assert not tip.is_visible()
        assert first.evaluate("link => link === document.activeElement")
        for _ in range(5):  # what lies between the two terms may be focused too
            seen.page.keyboard.press("Tab")
            if second.evaluate("link => link === document.activeElement"):
                break
        seen.page.locator(f"[id='{second.get_attribute('aria-describedby')}']").wait_for(state="visible")
        assert len(seen.page.evaluate(SHOWN)) == 1
        assert seen.problems == []


def test_every_definition_fits_the_screen(reader, server):
    with visit(reader, f"{server}/index.html") as seen:
        for link in terms(seen).all():
            link.scroll_into_view_if_needed()
            link.hover()
            tip = seen.page.locator(f"[id='{link.get_attribute('aria-describedby')}']")
            tip.wait_for(state="visible")
            box, size = tip.bounding_box(), seen.page.viewport_size
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size["width"]
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= size["height"]
            seen.check_width()
            seen.page.keyboard.press("Escape")
        assert seen.problems == []


def test_the_first_tap_shows_and_the_second_follows(phone, server):
    with visit(phone, f"{server}/index.html") as seen:
        link = terms(seen).nth(1)
        link.tap()
        seen.page.locator(f"[id='{link.get_attribute('aria-describedby')}']").wait_for(state="visible")
        assert seen.page.url.endswith("/index.html")
        with seen.page.expect_navigation():
            link.tap()
        assert "/glossary.html#term-" in seen.page.url
        assert seen.page.evaluate("document.getElementById(location.hash.slice(1)) !== null")
        assert seen.problems == []


def test_without_scripts_a_term_is_a_link_and_nothing_else_is_seen(chromium, server):
    context = chromium.new_context(java_script_enabled=False)
    try:
        with visit(context, f"{server}/index.html") as seen:
            assert seen.page.locator(".glossary-tip:visible").count() == 0
            with seen.page.expect_navigation():
                terms(seen).first.click()
            assert "/glossary.html#term-" in seen.page.url
    finally:
        context.close()


def test_on_paper_a_term_is_plain_text(context, server):
    with visit(context, f"{server}/index.html") as seen:
        terms(seen).first.hover()
        seen.page.wait_for_timeout(400)
        seen.page.emulate_media(media="print")
        assert seen.page.locator(".glossary-tip:visible").count() == 0
        style = seen.page.evaluate(
            """() => { const link = document.querySelector("a.glossary-term");
                 return [getComputedStyle(link).textDecorationLine, getComputedStyle(link).color,
                         getComputedStyle(link.parentElement).color]; }"""
        )
        assert style[0] == "none"
        assert style[1] == style[2]


def test_the_citation_can_be_copied(chromium, server):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    try:
        with visit(context, f"{server}/index.html#cite-this") as seen:
            boxes = seen.page.locator("[data-copy]")
            assert boxes.count() == 2
            for box in boxes.all():
                box.get_by_role("button").click()
                box.get_by_text("Copied.").wait_for()
                assert seen.page.evaluate("navigator.clipboard.readText()") == box.locator("pre").inner_text()
            assert seen.problems == []
    finally:
        context.close()


def test_the_citation_can_be_copied_without_a_clipboard(context, book):
    """As on an old or guarded browser: the browser's own command copies the selected text."""
    with visit(context, f"{book.as_uri()}/index.html") as seen:
        seen.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        box = seen.page.locator("[data-copy]").first
        box.get_by_role("button").click()
        box.locator("[role=status]").filter(has_text="o").wait_for()
        assert seen.page.evaluate("getSelection().toString()").strip() == box.locator("pre").inner_text().strip()
        assert seen.problems == []
