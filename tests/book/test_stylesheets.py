from __future__ import annotations

import pytest

from evidence.book import BookError
from evidence.book.stylesheets import STYLE, join_styles, slim_style, slim_styles

WORDS = {"used", "open"}


@pytest.mark.parametrize(
    ("style", "left"),
    [
        (".used{a:b}", ".used{a:b}"),
        (".gone{a:b}", ""),
        ("p .used,p .gone.used{a:b}", "p .used{a:b}"),
        ("p:not(.gone){a:b}", "p:not(.gone){a:b}"),
        ("@media print{.gone{a:b}.used{c:d}}", "@media print{.used{c:d}}"),
        ("@media print{.gone{a:b}}", ""),
        ("@font-face{font-family:x}", "@font-face{font-family:x}"),
        (".bs-made-by-a-script{a:b}", ".bs-made-by-a-script{a:b}"),
        ("html:has(.open){a:b}", ""),
        ("/*! licence */.used{a:url('x,.gone{y')}/* why */", '/*! licence */.used{a:url("x,.gone{y")}'),
    ],
)
def test_only_rules_that_no_page_can_use_go(style, left):
    assert slim_style(style, WORDS).replace("\n", "") == left


@pytest.fixture
def site(tmp_path):
    static = tmp_path / "_static"
    (static / "deep").mkdir(parents=True)
    (static / "deep" / "one.css").write_text("@import '../base.css';\n.used{background:url(../sign.svg)}")
    (static / "base.css").write_text(".base{a:b} .script-made{c:d} .gone{e:f}")
    (static / "two.css").write_text(".two{g:url('data:x')}")
    (static / "page.js").write_text("box.className = 'script-made'")
    for name in ("index", "other"):
        links = (
            '<link rel="stylesheet" href="_static/deep/one.css?v=1" />\n<link href="_static/two.css" rel="stylesheet">'
        )
        (tmp_path / f"{name}.html").write_text(f"<head>{links}</head><p class='used base two'></p>")
    return tmp_path


def test_a_class_that_a_page_or_a_script_names_stays(site):
    slim_styles(site, apart=("two.css",))
    base = (site / "_static" / "base.css").read_text()
    assert ".base" in base
    assert ".script-made" in base
    assert ".gone" not in base


def test_the_pages_ask_for_one_sheet_in_the_old_order(site):
    join_styles(site)
    style = (site / STYLE).read_text()
    assert style.index(".base") < style.index(".used") < style.index(".two")
    assert "@import" not in style
    assert "url(sign.svg)" in style, "an address is as seen from the new place"
    assert "url('data:x')" in style
    for page in site.glob("*.html"):
        assert page.read_text().count("stylesheet") == 1
        assert f'href="{STYLE}?v=' in page.read_text()
    assert [path.name for path in site.rglob("*.css")] == ["book.css"]


def test_pages_that_ask_for_different_sheets_are_refused(site):
    (site / "other.html").write_text('<link rel="stylesheet" href="_static/two.css">')
    with pytest.raises(BookError, match="different style sheets"):
        join_styles(site)
