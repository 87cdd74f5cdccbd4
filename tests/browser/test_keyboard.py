"""The keyboard reaches every control of a page, shows where it is, is held nowhere, and leads past the navigation."""

from __future__ import annotations

import re

import pytest
from coloraide import Color

from .page_check import visit

# Rows of a table have the same controls; a page of a thousand links is walked with the first three of each table.
FEW_ROWS = "table tbody tr:nth-child(n + 4) { display: none !important }"
# What a reader can act on, as far as it is shown: in the order of the page, numbered so that each can be recognised.
CONTROLS = """() => {
  const all = "a[href], button, input, select, textarea, summary, [tabindex]";
  return [...document.querySelectorAll(all)]
    .filter((control) => control.tabIndex >= 0 && !control.disabled && !control.closest("[inert], dialog:not([open])")
      && control.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}))
    .map((control, place) => {
      control.dataset.stop = place;
      return `${place} ${control.tagName.toLowerCase()} ${(control.textContent || control.className).trim().slice(0, 40)}`;
    });
}"""
# The control that has the focus, with the ring round it, the ground it stands on, and whether it can be seen.
FOCUSED = """() => {
  const control = document.activeElement;
  if (!control || control === document.body) return null;
  const ground = (element) => {
    for (let place = element; place; place = place.parentElement) {
      const colour = getComputedStyle(place).backgroundColor;
      if (!/rgba\\(.*, 0\\)$|transparent/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const style = getComputedStyle(control.closest("form.bd-search") ?? control); // its frame is the ring of the search field
  const box = control.getBoundingClientRect();
  const head = document.querySelector(".bd-header")?.getBoundingClientRect().bottom ?? 0;
  return {
    stop: control.dataset.stop ?? null,
    kind: control.className ? `${control.tagName} ${control.className}` : control.tagName,
    outline: [style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor],
    shadow: style.boxShadow,
    grounds: [ground(control.parentElement), ground(control)],
    seen: box.width > 0 && box.top < innerHeight && box.bottom > (control.closest(".bd-header, .skip-link, #pst-skip-link") ? 0 : head),
  };
}"""
THINNEST = 2  # px of a focus ring (WCAG 2.2, 2.4.13)
CONTRAST = 3.0  # of a focus ring (WCAG 2.2, 1.4.11)


def walk(page) -> list[dict]:
    """Every stop of the Tab key from the top of the page until the focus leaves it."""
    n = len(page.evaluate(CONTROLS))
    stops = []
    limit = 2 * n + 20  # a browser adds boxes that scroll
    for _ in range(limit):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"the focus does not leave the page after {limit} steps; it is at {stops[-1]['kind']}")


def ring_contrast(stop: dict) -> float:
    """The contrast of the ring round a control with what is behind it; 0 where there is no ring."""
    style, width, colour = stop["outline"]
    rings = [colour] if style not in ("none", "auto") and width >= THINNEST else []
    # "colour x y blur spread [inset]", comma separated
    for part in re.split(r",(?![^(]*\))", stop["shadow"]):
        found = re.match(r"\s*(rgba?\([^)]*\)) 0px 0px 0px ([\d.]+)px(?! inset)", part)
        if found and float(found[2]) >= THINNEST:
            rings.append(found[1])
    pairs = [(ring, ground) for ring in rings for ground in stop["grounds"]]
    return max((Color(ring).contrast(ground, method="wcag21") for ring, ground in pairs), default=0.0)


@pytest.fixture(params=["light", "dark"])
def fresh(request, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme=request.param)
    yield context
    context.close()


@pytest.fixture
def walked(chromium, server, expected):
    # Without motion what takes the focus is in its place at once.
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    with visit(context, f"{server}/{expected.name}.html") as seen:
        seen.page.add_style_tag(content=FEW_ROWS)
        yield seen
    context.close()


@pytest.mark.one_page_of_a_kind
def test_tab_reaches_every_control_and_shows_where_it_is(walked):
    controls = walked.page.evaluate(CONTROLS)
    stops = walk(walked.page)
    reached = {int(stop["stop"]) for stop in stops if stop["stop"] is not None}
    assert [control for place, control in enumerate(controls) if place not in reached] == []
    assert [stop["kind"] for stop in stops if ring_contrast(stop) < CONTRAST] == []
    assert [stop["kind"] for stop in stops if not stop["seen"]] == []
    assert walked.problems == []


def test_focus_is_shown_in_the_dark(chromium, server):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    with visit(context, f"{server}/index.html") as seen:
        seen.page.add_style_tag(content=FEW_ROWS)
        stops = walk(seen.page)
        assert len(stops) > 20
        assert [stop["kind"] for stop in stops if ring_contrast(stop) < CONTRAST] == []
    context.close()


def test_every_kind_of_control_is_met_somewhere(book):
    pages = "".join(path.read_text(encoding="utf-8") for path in book.glob("*.html"))
    for kind in ("<summary", 'data-filter="true"', " download", "theme-switch-button", "search-button", "skip-link"):
        assert kind in pages, kind


def test_the_skip_link_leads_past_the_navigation(fresh, server):
    page = fresh.new_page()
    page.goto(f"{server}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('#main-content'))")


def test_details_open_and_close_by_keyboard(fresh, server):
    page = fresh.new_page()
    page.goto(f"{server}/index.html")
    for kind in ("details.evidence-answer", "details.hide", "details.evidence-chart__words"):
        details = page.locator(f"article {kind}").first
        summary = details.locator("summary").first
        before = details.evaluate("details => details.open")
        for wanted in (not before, before):
            summary.press("Enter")
            assert details.evaluate("details => details.open") == wanted, kind


def test_the_theme_is_switched_by_keyboard(new_reader, server):
    page = new_reader.new_page()
    page.goto(f"{server}/index.html")
    page.locator(".theme-switch-button:visible").focus()
    page.keyboard.press("Enter")
    page.locator(".theme-change-button[data-mode=dark]:visible").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_search_by_keyboard_finds_a_term_from_a_folder(new_reader, book):
    with visit(new_reader, f"{book.as_uri()}/index.html") as seen:
        page = seen.page
        page.locator(".search-button:visible").first.focus()
        page.keyboard.press("Enter")
        page.keyboard.type("certainty")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_selector("#search-results li a")
        page.locator("#search-results li a").first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "certainty" in page.locator("article").inner_text().lower()
        assert seen.problems == []


@pytest.mark.parametrize(
    "spoil",
    [
        "document.querySelector('.navbar-brand').addEventListener('keydown', (event) => event.preventDefault())",
        "document.querySelector('article summary').addEventListener('focus', () => document.querySelector('.navbar-brand').focus())",
    ],
)
def test_a_trap_is_noticed(new_reader, server, spoil):
    page = new_reader.new_page()
    page.goto(f"{server}/index.html")
    page.add_style_tag(content=FEW_ROWS)
    page.evaluate(spoil)
    with pytest.raises(AssertionError, match="does not leave"):
        walk(page)


def test_a_ring_that_cannot_be_seen_is_noticed(new_reader, server):
    page = new_reader.new_page()
    page.goto(f"{server}/downloads.html")
    page.add_style_tag(content=":focus-visible { outline: 1px solid #dddddd !important; box-shadow: none !important }")
    assert all(ring_contrast(stop) < CONTRAST for stop in walk(page))


def test_a_control_beyond_reach_is_noticed(new_reader, server):
    page = new_reader.new_page()
    page.goto(f"{server}/search.html")
    page.evaluate("document.querySelector('.navbar-brand').addEventListener('focus', ({target}) => target.blur())")
    controls = page.evaluate(CONTROLS)
    assert len(walk(page)) < len(controls)
