"""What readers set for themselves: wider spacing, large type, less motion, forced colours. Nothing is lost under any of them."""

from __future__ import annotations

import pytest
from coloraide import Color

from .page_check import visit

# WCAG 2.2, 1.4.12 Text Spacing; the words inside drawn charts are told in their tables as well.
SPACING = """article :not(svg, svg *), .bd-sidebar-primary *, .bd-header :not(svg, svg *) {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
article p { margin-bottom: 2em !important; }"""
# Texts that end beyond a box that hides what does not fit. Boxes that scroll lose nothing; hidden texts are meant to be.
LOST = """() => [...document.querySelectorAll("body *")].filter((box) => {
  const style = getComputedStyle(box);
  const hides = ["hidden", "clip"];
  const across = hides.includes(style.overflowX) && box.scrollWidth > box.clientWidth + 1;
  const down = hides.includes(style.overflowY) && box.scrollHeight > box.clientHeight + 1;
  return (across || down) && box.clientWidth > 1 && box.clientHeight > 1 && box.textContent.trim()
    && !box.closest("svg, .visually-hidden, .sr-only, figure .evidence-chart__stage") && box.checkVisibility({visibilityProperty: true});
}).map((box) => `${box.tagName}.${box.className}: ${box.textContent.trim().slice(0, 40)}`)"""
MOVING = """() => [...document.querySelectorAll("*")].flatMap((element) => {
  const style = getComputedStyle(element);
  const longest = (times) => Math.max(...times.split(",").map((time) => parseFloat(time) * (time.includes("ms") ? 0.001 : 1)));
  const moves = (style.animationName !== "none" && longest(style.animationDuration) > 0.01)
    || longest(style.transitionDuration) > 0.01 || style.scrollBehavior === "smooth";
  return moves ? [`${element.tagName}.${element.className.baseVal ?? element.className}`] : [];
})"""


@pytest.mark.one_page_of_a_kind
@pytest.mark.parametrize("width", [360, 1280])
def test_wider_spacing_loses_nothing(chromium, server, expected, width):
    context = chromium.new_context(viewport={"width": width, "height": 800})
    with visit(context, f"{server}/{expected.name}.html") as seen:
        seen.page.add_style_tag(content=SPACING)
        assert seen.page.evaluate(LOST) == []
        seen.check_width()
        assert seen.problems == []
    context.close()


@pytest.mark.one_page_of_a_kind
def test_zoom_to_two_hundred_percent_loses_nothing(chromium, server, expected):
    # A window of 1280 x 800 at 200 % has room for half as many CSS pixels, each twice as large.
    context = chromium.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    with visit(context, f"{server}/{expected.name}.html") as seen:
        assert seen.page.evaluate(LOST) == []
        seen.check_width()
        # What stays on the screen while one scrolls must leave room for reading.
        seen.page.evaluate("scrollTo(0, 600)")
        stuck = seen.page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((box) => ["fixed", "sticky"].includes(getComputedStyle(box).position)
              && box.checkVisibility({visibilityProperty: true}) && !box.closest(".evidence-table-frame, .evidence-filter"))
              .map((box) => box.getBoundingClientRect()).filter(({top, bottom}) => top <= 1 && bottom > 0)
              .reduce((most, {bottom}) => Math.max(most, bottom), 0)"""
        )
        assert stuck < 200, f"{stuck} of 400 px are covered"
        assert seen.problems == []
    context.close()


@pytest.mark.one_page_of_a_kind
def test_nothing_moves_for_readers_who_ask_for_less_motion(chromium, server, expected):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    with visit(context, f"{server}/{expected.name}.html") as seen:
        assert seen.page.evaluate(MOVING) == []
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_can_be_read_in_forced_colours(chromium, server, theme):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, forced_colors="active", color_scheme=theme)
    with visit(context, f"{server}/index.html") as seen:
        seen.draw_all()
        texts = seen.page.evaluate(
            """() => [...document.querySelectorAll(".evidence-chart__live text")].filter((text) => text.textContent.trim()).map((text) => [
              text.textContent, getComputedStyle(text).fill, getComputedStyle(text.closest("svg.main-svg").parentElement.querySelector("svg.main-svg")).backgroundColor])"""
        )
        assert len(texts) > 10
        low = [text for text in texts if Color(text[1]).contrast(Color(text[2]), method="wcag21") < 4.5]
        assert low == []
        assert seen.problems == []
    context.close()


@pytest.mark.parametrize(
    ("check", "style"),
    [
        (LOST, "article h1 { height: 10px; overflow: hidden }"),
        (LOST, "article h1 { width: 60px; white-space: nowrap !important; overflow: hidden; text-overflow: ellipsis }"),
        (MOVING, "a { transition: color 0.3s }"),
        (MOVING, "html { scroll-behavior: smooth !important }"),
    ],
)
def test_a_spoiled_page_is_noticed(new_reader, server, check, style):
    page = new_reader.new_page()
    page.goto(f"{server}/index.html")
    page.add_style_tag(content=style)
    assert page.evaluate(check)
