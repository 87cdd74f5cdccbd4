"""The checker itself: it has to complain of a page that lost something."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from .page_check import NOTEBOOKS, built_pages, expected_pages, visit

FIGURE = re.compile(r'<figure class="evidence-chart".*?</figure>', re.DOTALL)
TAKEN = re.compile(r"(evidenceCharts\.take\()(.*)(\);)", re.DOTALL)


def without_figure(html: str) -> str:
    return FIGURE.sub("", html, count=1)


def without_data(script: str) -> str:
    return ""


def without_a_trace(script: str) -> str:
    def lose(found: re.Match) -> str:
        figure = json.loads(found[2])
        drawn = [trace for trace in figure["data"] if trace["type"] == "bar" or "markers" in trace.get("mode", "")]
        figure["data"].remove(max(drawn, key=lambda trace: sum(value is not None for value in trace.get("x", []))))
        return found[1] + json.dumps(figure) + found[3]

    return TAKEN.sub(lose, script)


def with_a_foreign_script(html: str) -> str:
    return html.replace("</body>", '<script src="http://192.0.2.1/x.js"></script></body>')


def with_an_error(html: str) -> str:
    return html.replace("</body>", "<script>throw new Error('broken')</script></body>")


@pytest.fixture
def spoiled(book, tmp_path):
    """A copy of the book in which one page can be spoiled; gives (folder, what to expect of that page)."""
    expected = next(page for page in expected_pages(NOTEBOOKS) if page.charts)
    copy = tmp_path / "book"
    shutil.copytree(book, copy)
    return copy, expected


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (without_figure, "instead of"),
        (without_data, "holds no figure"),
        (without_a_trace, "marks drawn instead of"),
        (with_a_foreign_script, "foreign request"),
        (with_an_error, "broken"),
    ],
)
def test_a_spoiled_page_is_noticed(spoiled, context, spoil, complaint):
    copy, expected = spoiled
    page = copy / f"{expected.name}.html"
    in_figure = spoil in (without_data, without_a_trace)
    target = copy / re.search(r'data-figure="([^"]+)"', page.read_text(encoding="utf-8"))[1] if in_figure else page
    whole = target.read_text(encoding="utf-8")
    target.write_text(spoil(whole), encoding="utf-8")
    assert target.read_text(encoding="utf-8") != whole
    with visit(context, page.as_uri()) as seen:
        seen.draw_all()
        seen.check_charts(expected)
        assert any(complaint in problem for problem in seen.problems), seen.problems


def test_a_lost_page_is_noticed(spoiled):
    copy, expected = spoiled
    (copy / f"{expected.name}.html").unlink()
    assert built_pages(copy) != {page.name for page in expected_pages(NOTEBOOKS)}
