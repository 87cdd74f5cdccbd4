"""Words in charts, measured where the browser puts them: none runs into another, none is cut off."""

from __future__ import annotations

import pytest

# The boxes of all printed texts of a live chart, in px from the corner of its stage. A text's box is as high as its line, which is
# more than its letters: SLACK is what two lines may share without touching.
SLACK = 3
BOXES = """() => [...document.querySelectorAll("figure.evidence-chart")].map((figure) => {
  const stage = figure.querySelector(".evidence-chart__stage").getBoundingClientRect();
  const texts = [...figure.querySelectorAll(".evidence-chart__live svg.main-svg text")].filter(
    (text) => text.textContent.trim() && getComputedStyle(text).visibility !== "hidden" && !text.closest(".hoverlayer"));
  return {
    chart: figure.dataset.chart,
    width: stage.width,
    height: stage.height,
    texts: texts.map((text) => {
      const box = text.getBoundingClientRect();
      return [text.textContent.trim(), box.left - stage.left, box.top - stage.top, box.right - stage.left, box.bottom - stage.top];
    }).filter(([, left, , right]) => right > left),
  };
})"""


def collisions(texts: list[list]) -> list[str]:
    """Pairs of texts whose boxes share more than ``SLACK`` px in both directions."""
    found, ordered = [], sorted(texts, key=lambda text: text[2])
    for place, (words, left, top, right, bottom) in enumerate(ordered):
        for other, other_left, other_top, other_right, other_bottom in ordered[place + 1 :]:
            if other_top >= bottom - SLACK:
                break
            across = min(right, other_right) - max(left, other_left)
            if across > SLACK and min(bottom, other_bottom) - max(top, other_top) > SLACK:
                found.append(f"{words!r} and {other!r} share {across:.0f} px")
    return found


def cut_off(chart: dict) -> list[str]:
    """Texts that reach beyond the stage of their chart."""
    return [
        f"{words!r} ends at {right:.0f}, {bottom:.0f} of {chart['width']:.0f}, {chart['height']:.0f}"
        for words, left, top, right, bottom in chart["texts"]
        if left < -1 or top < -SLACK or right > chart["width"] + 1 or bottom > chart["height"] + SLACK
    ]


def defects(page) -> list[str]:
    charts = page.evaluate(BOXES)
    assert all(chart["texts"] for chart in charts), "a chart without any words"
    return [f"{chart['chart']}: {line}" for chart in charts for line in [*collisions(chart["texts"]), *cut_off(chart)]]


@pytest.mark.parametrize("screen", ["wide_page", "phone_page"])
def test_no_words_of_a_chart_collide_or_are_cut_off(request, expected, screen):
    page = request.getfixturevalue(screen).page
    assert len(page.evaluate(BOXES)) == len(expected.charts)
    assert defects(page) == []


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [("text.setAttribute('y', other.getAttribute('y')); text.setAttribute('x', other.getAttribute('x'))", "share"), ("text.setAttribute('x', 2000)", "ends at")],
)  # fmt: skip
def test_a_moved_label_is_noticed(new_reader, server, spoil, complaint):
    page = new_reader.new_page()
    page.goto(f"{server}/index.html")
    for chart in page.locator("figure.evidence-chart").all():
        chart.scroll_into_view_if_needed()
        chart.locator(".main-svg").first.wait_for()
    before = [line for line in defects(page) if complaint in line]
    page.evaluate(
        f"""() => {{
          const [text, other] = document.querySelectorAll(".evidence-chart__live .textpoint text, .evidence-chart__live .scatterlayer text");
          {spoil};
        }}"""
    )
    assert len([line for line in defects(page) if complaint in line]) > len(before)
