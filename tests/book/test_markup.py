from __future__ import annotations

from docutils.utils.math.latex2mathml import tex2mathml

from evidence.book.chart_markup import PictureLinks, chart_html
from evidence.book.figures import Figure
from evidence.book.table_markup import is_evidence_table, table_html

from .conftest import TABLE, figure

LINKS = PictureLinks(wide="pictures/n/dots.svg", narrow="pictures/n/dots.narrow.svg")


def test_a_chart_has_picture_words_and_data():
    shown = figure(title="A < B", alt='Said "so".')
    markup = chart_html(Figure.from_json("n", shown), pictures=LINKS, figure_link="figures/n/dots")
    assert 'aria-labelledby="chart-dots-title"' in markup
    assert "A &lt; B" in markup
    assert 'alt="Said &quot;so&quot;."' in markup
    assert 'src="pictures/n/dots.svg"' in markup
    assert 'srcset="pictures/n/dots.narrow.svg"' in markup
    assert 'data-figure="figures/n/dots.js"' in markup
    assert '<a href="figures/n/dots.json" download>' in markup


def test_the_words_of_a_chart_cannot_become_a_script():
    shown = figure(alt="</script><script>alert(1)</script>")
    assert "<script" not in chart_html(Figure.from_json("n", shown), pictures=LINKS, figure_link="x")


def test_without_a_picture_the_page_says_what_it_needs():
    markup = chart_html(Figure.from_json("n", figure()), pictures=None, figure_link="x")
    assert "<img" not in markup
    assert "<noscript>" in markup


def test_a_narrow_screen_may_have_another_height():
    markup = chart_html(Figure.from_json("n", figure(narrow={"height": 500})), pictures=None, figure_link="x")
    assert "--chart-height: 300px; --chart-height-narrow: 500px" in markup


def test_the_word_source_stands_once():
    for words in ("dots.csv", "Source: dots.csv"):
        markup = chart_html(Figure.from_json("n", figure(source=words)), pictures=None, figure_link="x")
        assert ">Source: dots.csv<" in markup


def test_a_table_is_framed_and_its_headings_scoped():
    markup = table_html(TABLE)
    assert 'role="region" tabindex="0" aria-label="The studies"' in markup
    assert '<th scope="col">Study</th>' in markup
    assert '<th scope="col" data-filter="select">Route</th>' in markup
    assert '<th scope="row">s1</th>' in markup
    assert "<thead>" in markup, "a thead is no th"


def test_a_scope_is_kept_and_an_empty_heading_is_none():
    markup = table_html(
        '<table class="evidence-table"><thead><tr><th></th><th scope="colgroup">A</th></tr></thead></table>'
    )
    assert "<td></td>" in markup
    assert '<th scope="colgroup">A</th>' in markup


def test_neighbouring_cells_are_two_words_for_the_search():
    assert "<td>oral</td>\n</tr>" in table_html(TABLE)


def test_only_our_tables_are_rewritten():
    assert is_evidence_table(TABLE)
    assert not is_evidence_table('<table class="dataframe"></table>')


def test_formulas_become_mathml():
    assert "<mfrac>" in tex2mathml(r"\frac{u}{n}")
