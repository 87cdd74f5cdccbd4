"""axe-core on every page, its charts included: light, dark and on a phone, with a filter set and with a definition shown.

axe-core comes with the package axe-playwright-python; EVIDENCE_AXE names another axe.min.js.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

# A row of a table whose elements have the tags and classes of one above it has its colours too, and so has a word of code of the
# same class. Contrast is measured in each that looks different, or a page of tables would take a minute; all other rules look at all.
MARK_LIKE = """() => {
  const words = new Set();
  for (const word of document.querySelectorAll("pre span:not(:has(*)), dt.sig span:not(:has(*))")) {
    word.toggleAttribute("data-like-above", words.has(word.className));
    words.add(word.className);
  }
  for (const table of document.querySelectorAll("table")) {
    const seen = new Set();
    for (const row of table.tBodies[0]?.rows ?? []) {
      if (row.hidden) continue;
      const looks = [...row.querySelectorAll("*")].map(({tagName, className}) => `${tagName}.${className}`);
      row.toggleAttribute("data-like-above", looks.every((look) => seen.has(look)));
      for (const look of looks) seen.add(look);
    }
  }
}"""
RUN = """async ([context, options]) => {
  const words = ({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({html}) => html.slice(0, 160)).join(" | ")}`;
  // Without preload: axe would ask for style sheets, which a page from a folder may not. Only violations are told in full.
  const brief = {preload: false, selectors: false, resultTypes: ["violations"]};
  const {violations, passes} = await axe.run(context ?? document, {...options, ...brief});
  return [violations.map(words), passes.map(({id}) => id)];
}"""
CONTRAST = "color-contrast"
LIKE = {"exclude": [["[data-like-above]"]]}


def axe_script() -> Path:
    given = os.environ.get("EVIDENCE_AXE")
    if given:
        return Path(given)
    package = importlib.util.find_spec("axe_playwright_python")
    found = sorted(Path(package.origin).parent.rglob("axe.min.js")) if package and package.origin else []
    if not found:
        pytest.fail("axe-core is not at hand: install axe-playwright-python or set EVIDENCE_AXE")
    return found[0]


def violations(page, *, everything: bool = True, within: tuple[str, ...] = ()) -> list[str]:
    """What axe finds, on the page or ``within`` those selectors: all rules on all elements, and contrast.

    Without ``everything`` only what depends on colours is measured.
    """
    if not page.evaluate("Boolean(window.axe)"):
        page.add_script_tag(path=axe_script())
    page.evaluate(MARK_LIKE)
    place = {"include": [[selector] for selector in within]} if within else {}
    runs = [({**place, **LIKE}, {"runOnly": [CONTRAST, "link-in-text-block"]})]
    if everything:
        runs.append((place or None, {"rules": {CONTRAST: {"enabled": False}}}))
    found, passed = [], set()
    for run in runs:
        wrong, right = page.evaluate(RUN, list(run))
        found += wrong
        passed |= set(right)
    assert CONTRAST in passed or found, "axe measured no contrast"
    return found


def test_a_page_on_a_wide_screen_light_and_after_switching(wide_page):
    assert violations(wide_page.page) == []
    wide_page.switch("dark")
    try:
        assert violations(wide_page.page, everything=False) == []
    finally:
        wide_page.switch("light")


@pytest.mark.one_page_of_a_kind
def test_a_page_on_a_phone_in_the_dark(phone_page):
    assert violations(phone_page.page) == []


@pytest.mark.one_page_of_a_kind
def test_a_table_with_a_filter_set(wide_page):
    page = wide_page.page
    if not page.locator(".evidence-filter").count():
        return  # test_some_page_has_a_filter_and_a_definition sees to it that some page has one
    search = page.locator(".evidence-filter input[type=search]").first
    search.fill("a")
    assert "of" in page.locator(".evidence-filter__status").first.inner_text()
    try:
        assert violations(page, within=(".evidence-filter", ".evidence-table-frame")) == []
    finally:
        search.fill("")


@pytest.mark.one_page_of_a_kind
def test_a_definition_that_is_shown(wide_page):
    page = wide_page.page
    terms = page.locator("article a.glossary-term")
    if not terms.count():
        return
    page.keyboard.press("Tab")  # so that focus is shown, as for a reader with a keyboard
    terms.first.focus()
    page.locator(".glossary-tip.is-shown").wait_for()
    assert violations(page, everything=False) == []
    page.keyboard.press("Escape")


def test_some_page_has_a_filter_and_a_definition(book):
    pages = [path.read_text(encoding="utf-8") for path in book.glob("*.html")]
    assert any('data-filter="true"' in page for page in pages)
    assert any("glossary-term" in page for page in pages)


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        ("document.querySelector('table td').style.color = '#aaaaaa'", "color-contrast"),
        ("document.querySelector('figure .evidence-chart__title').style.color = '#aaaaaa'", "color-contrast"),
        ("document.querySelector('.evidence-chart__live').setAttribute('role', 'img')", "role-img-alt"),
        ("document.querySelector('figure.evidence-chart').append(document.createElement('button'))", "button-name"),
        ("document.querySelector('.evidence-table-frame').removeAttribute('aria-label'); document.querySelector('.evidence-table-frame').append(new Image())", "image-alt"),
    ],
)  # fmt: skip
def test_axe_notices_a_spoiled_page(new_reader, server, spoil, rule):
    page = new_reader.new_page()
    page.goto(f"{server}/index.html")
    page.evaluate(spoil)
    assert any(rule in line for line in violations(page)), violations(page)
