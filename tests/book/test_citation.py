"""The citation of a review: from its data package, in two formats, or a plain word that there is none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from evidence.book import build_book
from evidence.book.citation import NOTHING, bibtex, cff, citation_markdown, in_words, read_citation
from evidence.profile import misshapen

ROOT = Path(__file__).parents[2]
PACKAGE = {
    "name": "a_review",
    "title": 'Costs & "gains" of 5 % {more}: a~b_c',
    "version": "2.0",
    "created": "2025-03-09T10:00:00Z",
    "id": "https://doi.org/10.1234/abc.5",
    "homepage": "https://example.org/r",
    "licenses": [{"name": "CC-BY-4.0"}],
    "contributors": [
        {"givenName": "Ann B.", "familyName": "O'Neil", "roles": ["author"]},
        {"title": "The Group", "role": "author"},
        {"title": "A Funder", "roles": ["funder"]},
    ],
}


def test_bibtex_has_the_fields_and_escapes_what_tex_reads():
    assert bibtex(read_citation(PACKAGE)) == (
        "@misc{a-review,\n"
        "  author = {O'Neil, Ann B. and {The Group}},\n"
        '  title = {{Costs \\& "gains" of 5 \\% \\{more\\}: a\\textasciitilde{}b\\_c}},\n'
        "  year = {2025},\n"
        "  month = {3},\n"
        "  version = {2.0},\n"
        "  doi = {10.1234/abc.5},\n"
        "  url = {https://example.org/r}\n"
        "}\n"
    )


def test_cff_is_yaml_with_the_same_facts():
    found = yaml.safe_load(cff(read_citation(PACKAGE)))
    assert found["title"] == PACKAGE["title"]
    assert found["version"] == "2.0"
    assert found["date-released"].isoformat() == "2025-03-09"
    assert found["authors"] == [{"family-names": "O'Neil", "given-names": "Ann B."}, {"name": "The Group"}]
    assert found["doi"] == "10.1234/abc.5"
    assert {"cff-version", "message", "title", "authors"} <= set(found), "the keys that the format requires"


def test_in_words():
    assert in_words(read_citation(PACKAGE)).startswith("O'Neil, Ann B.; The Group (2025). Costs & ")


def test_texts_of_several_lines_stay_one_block():
    """A blank line would end the block of HTML that the page shows."""
    citation = {**PACKAGE, "title": "One\n\n<b>two</b>", "version": "1\n"}
    assert "One <b>two</b>" in bibtex(read_citation(citation))
    assert "\n\n" not in citation_markdown(citation).split("\n\n", 1)[1]
    assert "<b>" not in citation_markdown(citation)


def test_all_people_are_cited_where_no_one_is_an_author():
    people = [{"title": "One", "roles": ["curator"]}, {"title": "Two"}]
    assert [author.name for author in read_citation({"contributors": people}).authors] == ["One", "Two"]


def test_without_people_nothing_is_made_up():
    assert read_citation({"title": "T", "version": "1"}) is None
    assert read_citation({"title": "T", "contributors": [{"email": "a@b"}]}) is None
    assert NOTHING in citation_markdown({"title": "T"})


def test_our_citation_file_says_the_same_as_our_data_package():
    ours = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    found = yaml.safe_load(cff(read_citation(package)))
    for key in ("cff-version", "title", "version", "date-released", "authors", "type", "message"):
        assert str(found[key]) == str(ours[key]), key
    assert set(found["license"]) <= set(ours["license"])


def test_the_landing_page_has_both_texts_and_every_page_leads_there(collection):
    path = collection / "data" / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | PACKAGE), encoding="utf-8")
    book = build_book(collection / "notebooks", collection / "html", data=collection / "data").parent
    assert (book / "citation.bib").read_text(encoding="utf-8") == bibtex(read_citation(PACKAGE))
    assert (book / "CITATION.cff").read_text(encoding="utf-8") == cff(read_citation(PACKAGE))
    start = (book / "index.html").read_text(encoding="utf-8")
    assert 'id="cite-this"' in start
    assert '<a href="citation.bib" download>' in start
    assert "@misc{a-review," in start
    for page in ("01_studies", "methods", "downloads"):
        text = (book / f"{page}.html").read_text(encoding="utf-8")
        assert re.search(r'<a href="index\.html#cite-this">Cite this</a>', text), page


def test_a_review_without_people_says_so(collection):
    book = build_book(collection / "notebooks", collection / "html", data=collection / "data").parent
    assert NOTHING in (book / "index.html").read_text(encoding="utf-8")
    assert not (book / "citation.bib").exists()


@pytest.mark.parametrize(
    ("created", "released", "year"),
    [
        ("2025-03-09", "2025-03-09", "2025"),
        ("2025-03", None, "2025"),
        ("2025", None, "2025"),
        ("January 2026", None, ""),
        ("2025-13-45", None, ""),
        ("20250309", None, ""),
    ],
)
def test_only_a_whole_date_is_the_date_of_release(created, released, year):
    citation = read_citation({**PACKAGE, "created": created})
    found = yaml.safe_load(cff(citation)).get("date-released")
    assert (found and found.isoformat(), citation.year) == (released, year)


@pytest.mark.parametrize("roles", [None, 5, [1]])
def test_roles_of_another_shape_are_told_and_do_not_stop_a_citation(roles):
    person = {"title": "Ann", "roles": roles}
    assert read_citation({**PACKAGE, "contributors": [person]}).authors[0].name == "Ann"
    template = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    ((place, reason),) = misshapen({**template, "contributors": [person]})
    assert place.startswith("contributors.0.roles")
    assert reason.startswith("must be ")
