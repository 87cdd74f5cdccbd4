"""Charts that follow a table's filter: their marks are those of the data, in every state of the page, and the others say that they do not."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from evidence.book.figures import notebook_figures
from evidence.book.pages import read_pages
from evidence.layer import document_layer

from .page_check import DRAW_TIMEOUT_MS, NOTEBOOKS, visit
from .test_axe import axe_script

STUDIES = "02_studies"
CHART = "chart-every-finding"
POINTS = f"#{CHART} .evidence-chart__live .cartesianlayer .point"
NOTE = f"#{CHART} .evidence-chart__filter"
FORM = "form.evidence-filter"


@pytest.fixture(scope="module")
def findings(review):
    return document_layer(review).findings


def followed() -> list[tuple[str, str, str, list[str]]]:
    """(page, chart, table, row of each symbol) of every chart that follows a table."""
    return [
        (page.name, figure.name, figure.figure["layout"]["meta"]["follows"], _rows(figure.figure["data"]))
        for page in read_pages(NOTEBOOKS)
        if page.is_notebook
        for figure in notebook_figures(page.path)
        if figure.figure["layout"]["meta"].get("follows")
    ]


def _rows(traces: list[dict]) -> list[str]:
    symbols = [trace for trace in traces if "markers" in trace.get("mode", "") and "customdata" in trace]
    return [row for trace in symbols for row in trace["customdata"]]


def drawn(page, chart: str = CHART) -> None:
    page.locator(f"#{chart}").scroll_into_view_if_needed()
    page.wait_for_selector(f"#{chart}[data-state=drawn]", timeout=DRAW_TIMEOUT_MS)


def marks(page, n: int) -> None:
    """Wait until ``n`` symbols are drawn."""
    page.wait_for_function("([points, n]) => document.querySelectorAll(points).length === n", arg=[POINTS, n])


def choose(page, label: str, value: str) -> None:
    page.locator(f'{FORM} label:has(> span:text-is("{label}")) select').first.select_option(value)


@contextmanager
def studies_page(context, home, state: str = ""):
    with visit(context, f"{home}/{STUDIES}.html{state}") as seen:
        drawn(seen.page)
        yield seen
        assert seen.problems == []


@pytest.mark.parametrize("place", ["server", "folder"])
def test_the_studies_can_be_filtered_and_the_chart_follows(context, book, server, findings, place):
    home = server if place == "server" else book.as_uri()
    with studies_page(context, home) as seen:
        page = seen.page
        labels = page.locator(f"{FORM} label > span").all_text_contents()
        assert labels == ["Find", "use", "route", "kind", "direction", "design"]
        marks(page, len(findings))
        for label, column in (("route", "route"), ("direction", "direction"), ("kind", "kind")):
            for value, n in findings[column].value_counts().items():
                choose(page, label, value)
                marks(page, n)
                assert page.locator('table[data-table="studies"] tbody tr:not([hidden])').count() == n
                assert page.locator(NOTE).inner_text().startswith(f"Filtered: {n} of {len(findings)} symbols shown")
            choose(page, label, "")
        marks(page, len(findings))
        assert page.locator(NOTE).inner_text() == ""


def test_the_symbols_left_are_those_of_the_rows_left(context, server, findings):
    """Not only their number: each symbol's own row is shown, and the axes have not moved."""
    live = f"document.querySelector('#{CHART} .evidence-chart__live')"
    axes = f"(() => {{ const {{xaxis, yaxis}} = {live}._fullLayout; return [xaxis.range, yaxis.range] }})()"
    ids = f"{live}.data.flatMap((trace) => (trace.customdata ?? []).filter((_, place) => trace.x[place] !== null))"
    with studies_page(context, server) as seen:
        before = seen.page.evaluate(axes)
        choose(seen.page, "kind", "harm")
        harms = findings[findings.kind == "harm"]
        marks(seen.page, len(harms))
        assert sorted(seen.page.evaluate(ids)) == sorted(harms.finding_id)
        assert seen.page.evaluate(axes) == before


def test_the_address_brings_the_view_back(context, server, findings):
    route, kind = findings.groupby(["route", "kind"]).size().idxmin()
    n = int(((findings.route == route) & (findings.kind == kind)).sum())
    with studies_page(context, server) as seen:
        choose(seen.page, "route", route)
        choose(seen.page, "kind", kind)
        marks(seen.page, n)
        link = seen.page.get_by_role("link", name="Link to this view").first.evaluate("(link) => link.href")
        assert link == seen.page.url
    with studies_page(context, server, link[link.index("#") :]) as seen:
        marks(seen.page, n)
        assert seen.page.locator(NOTE).inner_text().startswith(f"Filtered: {n} of {len(findings)}")
        seen.page.locator(f"{FORM} button[type=reset]").click()
        marks(seen.page, len(findings))
        assert seen.page.locator(NOTE).inner_text() == ""
        assert "#" not in seen.page.url


def test_the_filter_outlives_the_theme_and_the_width(chromium, server, findings):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    n = int((findings.kind == "harm").sum())
    try:
        with studies_page(context, server, "#studies.kind=harm") as seen:
            for theme in ("dark", "light"):
                seen.page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
                ground = {"dark": "rgb(20, 24, 30)", "light": "rgb(255, 255, 255)"}[theme]
                seen.page.wait_for_function(
                    "([chart, ground]) => getComputedStyle(document.querySelector(`#${chart} .main-svg`)).backgroundColor === ground",
                    arg=[CHART, ground],
                )
                marks(seen.page, n)
            seen.page.set_viewport_size({"width": 360, "height": 740})
            seen.page.wait_for_timeout(500)
            marks(seen.page, n)
            seen.check_width()
    finally:
        context.close()


def test_by_keyboard_on_a_phone(phone, server, findings):
    """From the first field to the last button of the bar with Tab alone; nothing is wider than the screen on the way."""
    with studies_page(phone, server) as seen:
        page = seen.page
        page.locator(f"{FORM} input[type=search]").focus()
        reached = ["Find"]
        for _ in range(20):
            page.keyboard.press("Tab")
            name = page.evaluate(
                "() => (document.activeElement.labels?.[0]?.firstChild ?? document.activeElement).textContent"
            )
            if not page.evaluate("() => Boolean(document.activeElement.closest('form.evidence-filter'))"):
                break
            reached.append(name)
            if name == "kind":
                page.keyboard.type("harm")
        wanted = ["Find", "use", "route", "kind", "direction", "design", "Show all"]
        assert reached == [*wanted, "Link to this view", "Download these rows (CSV)"]
        marks(page, int((findings.kind == "harm").sum()))
        seen.check_width()


def test_a_picture_does_not_pretend_to_follow(chromium, server):
    """Where plotly cannot be loaded the picture stays, and says that it is of all findings."""
    context = chromium.new_context()
    page = context.new_page()
    try:
        page.route("**/plotly-*.js", lambda route: route.abort())
        page.goto(f"{server}/{STUDIES}.html#studies.kind=harm")
        page.locator(f"#{CHART}").scroll_into_view_if_needed()
        page.wait_for_selector(f"#{CHART}[data-state=failed]")
        assert page.locator(f"#{CHART} .evidence-chart__picture.on-light").is_visible()
        assert page.locator(NOTE).inner_text().startswith("This picture shows all symbols.")
    finally:
        context.close()


def test_a_filter_set_before_the_chart_is_drawn_holds(chromium, server, findings):
    """plotly comes late; what was chosen, and chosen again, in the meantime is what is drawn."""
    context = chromium.new_context()
    page = context.new_page()
    held, late = [], True
    try:
        page.route("**/plotly-*.js", lambda route: held.append(route) if late else route.continue_())
        page.goto(f"{server}/{STUDIES}.html#studies.kind=benefit", wait_until="domcontentloaded")
        page.locator(f"#{CHART}").scroll_into_view_if_needed()
        choose(page, "kind", "harm")
        assert page.locator(f"#{CHART}").get_attribute("data-state") == "waiting"
        assert page.locator(NOTE).inner_text().startswith("This picture shows all symbols.")
        for _ in range(100):
            if held:
                break
            page.wait_for_timeout(100)
        late = False
        for route in held:
            route.continue_()
        drawn(page)
        marks(page, int((findings.kind == "harm").sum()))
        assert page.locator(NOTE).inner_text().startswith("Filtered:")
    finally:
        context.close()


def test_paper_says_what_was_filtered(context, server, findings):
    """On paper stands the picture of all findings above the rows that are left, so both say what they are."""
    with studies_page(context, server, "#studies.kind=harm") as seen:
        marks(seen.page, int((findings.kind == "harm").sum()))
        seen.page.emulate_media(media="print")
        assert seen.page.locator(NOTE).inner_text().startswith("This picture shows all symbols.")
        status = seen.page.locator(".evidence-filter__status").first
        assert status.is_visible()
        assert "(kind: harm)" in status.inner_text()
        assert seen.page.locator(f"{FORM} select").first.is_hidden()
        seen.page.emulate_media(media="screen")


@pytest.mark.parametrize(
    ("name", "chart", "table", "carried"), [pytest.param(*each, id="-".join(each[:2])) for each in followed()]
)
def test_every_following_chart_follows(context, server, name, chart, table, carried):
    """For the first value of each list of its table: the symbols left are those whose rows are left."""
    with visit(context, f"{server}/{name}.html") as seen:
        page, mine = seen.page, f"chart-{chart}"
        drawn(page, mine)
        found = page.locator(f'table[data-table="{table}"][data-filter="true"]')
        if not found.count():  # too short to be filtered
            assert page.locator(f'table[data-table="{table}"]').count() <= 1
            return
        form = page.locator(f'form[aria-label="Filter: {found.locator("caption").inner_text()}"]')
        rows = f'table[data-table="{table}"] tbody tr'
        identity = "(rows) => rows.map((row) => row.dataset.mark ?? row.id)"
        assert set(carried) <= set(page.locator(rows).evaluate_all(identity))
        for select in form.locator("select").all():
            select.select_option(index=1)
            left = set(page.locator(f"{rows}:not([hidden])").evaluate_all(identity))
            assert 0 < len(left) < page.locator(rows).count()
            n = sum(row in left for row in carried)
            page.wait_for_function(
                "([chart, n]) => document.querySelectorAll(`#${chart} .evidence-chart__live .cartesianlayer .point`).length === n",
                arg=[mine, n],
            )
            assert page.locator(f"#{mine} .evidence-chart__filter").inner_text().startswith(f"Filtered: {n} of ")
            select.select_option("")
        assert seen.problems == []


def test_other_charts_say_that_they_do_not_follow(context, server):
    following = {(page, chart) for page, chart, *_ in followed()}
    page_name = next(page for page, _, table, _ in followed() if table == "quotations")
    with visit(context, f"{server}/{page_name}.html#quotations.q=a-word-that-is-in-no-row") as seen:
        charts = seen.page.locator("figure.evidence-chart").evaluate_all("(all) => all.map((one) => one.dataset.chart)")
        others = [chart for chart in charts if (page_name, chart) not in following]
        assert others
        for chart in others:
            assert seen.page.locator(f"#chart-{chart} .evidence-chart__filter").inner_text().startswith("Not filtered:")
        assert seen.problems == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation_with_a_filter(chromium, server, theme):
    script = axe_script()
    if script is None:
        pytest.skip("axe-core is not at hand: set EVIDENCE_AXE or install axe-playwright-python")
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme=theme)
    try:
        with visit(context, f"{server}/{STUDIES}.html#studies.kind=harm&studies.sort=-people") as seen:
            drawn(seen.page)
            seen.page.add_script_tag(path=script)
            found = seen.page.evaluate(
                """async () => (await axe.run({resultTypes: ["violations"]})).violations.map(
                     ({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({html}) => html.slice(0, 160)).join(" | ")}`)"""
            )
            assert not found, "\n".join(found)
    finally:
        context.close()
