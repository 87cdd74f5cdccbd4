"""The glossary of the book: a review's own terms, and links from the first use of a term on each page."""

from __future__ import annotations

import json
import re

import pytest

from evidence.book import BookError, build_book
from evidence.book.glossary import review_terms, with_terms
from evidence.book.glossary_links import forms

from .conftest import output, write_notebook

GLOSSARY = """# Glossary

```{glossary}
bias
  What moves a result.

GRADE
  A way to judge.

risk of bias
  How likely *bias* is.

study
  A look at people.

study set
  One study, or several.
```
"""


def test_terms_of_the_review_stand_in_order_among_ours():
    text = with_terms(GLOSSARY, {"intrathecal": "Into the spine.", "Bias": "Ours is replaced only by the same word."})
    assert re.findall(r"^(\w[^\n]*)\n  ", text, re.MULTILINE) == [
        "bias", "Bias", "GRADE", "intrathecal", "risk of bias", "study", "study set",
    ]  # fmt: skip
    assert with_terms(GLOSSARY, {"bias": "Another."}).count("\nbias\n") == 1
    assert r"  Another\." in with_terms(GLOSSARY, {"bias": "Another."})


def test_without_terms_or_without_a_glossary_nothing_changes():
    assert with_terms(GLOSSARY, {}) == GLOSSARY
    assert with_terms("# Words\n", {"a": "b"}) == "# Words\n"


def test_markup_in_a_definition_is_text():
    assert r"Not \*bold\* \{ref\}\`x\`" in with_terms(GLOSSARY, {"term": "Not *bold* {ref}`x`"})


@pytest.mark.parametrize("terms", ["oral", [{"term": "oral"}], [{"term": " ", "definition": "x"}], ["oral"], 3])
def test_terms_of_another_shape_are_an_error(terms):
    with pytest.raises(BookError, match=r"review\.terms"):
        review_terms({"review": {"terms": terms}})
    assert review_terms({}) == {}


@pytest.mark.parametrize(
    ("word", "plural"), [("study", "studies"), ("bias", "biases"), ("vote", "votes"), ("assay", "assays")]
)
def test_plurals_are_regular(word, plural):
    assert forms(word) == [word, plural]


@pytest.fixture
def article(collection):
    """The article of a page whose every place but two holds a term that must not be linked."""
    notebooks = collection / "notebooks"
    (notebooks / "glossary.md").write_text(GLOSSARY, encoding="utf-8")
    package = json.loads((collection / "data" / "datapackage.json").read_text(encoding="utf-8"))
    package["review"]["terms"] = [{"term": "topical", "definition": "- 1. % On the skin; not <inside> : *x*."}]
    (collection / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    write_notebook(
        notebooks,
        "03_words",
        "# The bias of a study set",
        "[Bias](00_start.ipynb) and `bias`, unbiased, bias-free and anti-bias.",
        "## Risk of bias",
        "Risk of bias, then biases, bias again, a grade and GRADE.",
        ("say()", [output({"text/markdown": "- **Study\n  sets** of topical use", "text/plain": "x"})]),
        "Study set, study sets, risk of bias; then studies and a study.",
    )
    book = build_book(notebooks, collection / "html", data=collection / "data").parent
    page = (book / "03_words.html").read_text(encoding="utf-8")
    return re.search(r"<article.*?</article>", page, re.DOTALL)[0], book


def test_the_first_use_in_prose_is_a_link_and_no_other(article):
    text, _ = article
    links = re.findall(r'<a class="glossary-term" href="([^"]+)" aria-describedby="([^"]+)">([^<]+)</a>', text)
    assert links == [
        ("glossary.html#term-risk-of-bias", "tip-term-risk-of-bias", "Risk of bias"),
        ("glossary.html#term-bias", "tip-term-bias", "biases"),
        ("glossary.html#term-GRADE", "tip-term-GRADE", "GRADE"),
        ("glossary.html#term-study-set", "tip-term-study-set", "Study\nsets"),
        ("glossary.html#term-topical", "tip-term-topical", "topical"),
        ("glossary.html#term-study", "tip-term-study", "studies"),
    ]


def test_each_definition_stands_once_on_the_page_and_only_where_it_is_used(article):
    text, book = article
    tips = re.findall(r'role="tooltip" id="([^"]+)">(.*?)</div>', text)
    assert [anchor for anchor, _ in tips] == [
        "tip-term-risk-of-bias", "tip-term-bias", "tip-term-GRADE", "tip-term-study-set", "tip-term-topical",
        "tip-term-study",
    ]  # fmt: skip
    assert dict(tips)["tip-term-topical"] == "<strong>topical</strong>: - 1. % On the skin; not &lt;inside&gt; : *x*."
    assert dict(tips)["tip-term-risk-of-bias"] == "<strong>risk of bias</strong>: How likely bias is."
    plain = (book / "02_end.html").read_text(encoding="utf-8")
    assert "glossary-tip" not in plain
    assert "evidence-glossary.js" not in plain
    assert "evidence-glossary.js" in (book / "03_words.html").read_text(encoding="utf-8")


def test_the_glossary_links_nothing_and_has_the_terms_of_the_review(article):
    _, book = article
    page = (book / "glossary.html").read_text(encoding="utf-8")
    assert "glossary-term" not in page
    assert 'id="term-topical"' in page
    found = [page.index(f'id="term-{term}"') for term in ("bias", "GRADE", "risk-of-bias", "study-set", "topical")]
    assert found == sorted(found)
