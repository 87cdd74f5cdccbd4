"""The page of each use: complete, from the data alone, and what its code cells show when they are run."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from notebook_guard import defects

import evidence
from evidence import use_page
from evidence.book import Composed, write_notebooks
from evidence.book.figures import MIME
from evidence.one_use import one_use, use_slugs
from evidence.page import DataTable, Prose
from evidence.review import Review


@pytest.fixture(scope="module")
def pages(review) -> dict:
    return use_page.use_pages(review)


@pytest.fixture(scope="module")
def notebooks(pages, tmp_path_factory) -> list[nbformat.NotebookNode]:
    folder = tmp_path_factory.mktemp("uses")
    paths = write_notebooks([Composed(name, use_page.GROUP, cells) for name, cells in pages.items()], folder)
    return [nbformat.read(path, as_version=4) for path in paths]


def shown(cells) -> list:
    return [entry for cell in cells if not isinstance(cell, str) for entry in cell[1]]


def ids(cells, prefix: str, column: str) -> list[str]:
    return [name for entry in shown(cells) if isinstance(entry, DataTable) and entry.name.startswith(prefix) for name in entry.rows[column]]  # fmt: skip


def without(review: Review, *names: str, **tables) -> Review:
    kept = {name: table for name, table in review.tables.items() if name not in names}
    return replace(review, tables={**kept, **tables})


def test_every_use_has_its_page_in_the_order_of_the_table(review, pages):
    slugs = use_slugs(review)
    assert list(slugs) == list(review.uses.use)
    assert list(pages) == [f"use_{slug}" for slug in slugs.values()]
    assert len(set(slugs.values())) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs.values())


def test_slugs_are_made_of_any_letters(review):
    uses = pd.DataFrame({"use": ["Sjögren–Larsson", "sjogren larsson", "高血圧"], "label": ["a", "b", "c"]})
    slugs = use_slugs(without(review, uses=uses))
    assert list(slugs.values()) == ["sjogren-larsson", "sjogren-larsson-2", "3"]


def test_each_finding_result_claim_and_estimate_is_on_its_page_and_on_no_other(review, pages):
    """Row by row: what one counts in the tables of the review is what the pages hold."""
    findings = [name for cells in pages.values() for name in ids(cells, "findings", "finding")]
    layers = evidence.layers(review)
    assert sorted(findings) == sorted(name for layer in layers for name in layer.findings.finding_id)
    verdicts = [name for cells in pages.values() for name in ids(cells, "verdicts", "finding")]
    assert sorted(verdicts) == sorted(review.quotations.finding_id)
    pooled = sum(len(ids(cells, "yardstick", "outcome")) for cells in pages.values())
    assert pooled == len(review.reviews)
    keys = review.table("claim_keys").dropna(subset="uses")
    for use, cells in zip(review.uses.use, pages.values(), strict=True):
        about = keys[keys.uses.str.split(";").map(lambda uses, use=use: use in uses)].claim_key
        said = review.claims[review.claims.claim_key.isin(about) & (review.claims.speaker == "document")]
        assert sorted(ids(cells, "claims-use", "claim")) == sorted(said.claim_id), use


def test_a_finding_tells_document_line_citation_route_direction_and_publication(review):
    """One row, read by hand from studies.csv and quotations.csv."""
    finding = review.studies.dropna(subset="citations").iloc[0]
    (table,) = [
        entry for entry in use_page.findings(one_use(review, finding.use)) if entry.name == "findings"
    ]  # fmt: skip
    row = table.rows.set_index("finding").loc[finding.finding_id]
    assert row.source == f"{finding.document_id}, line {finding.line} [{finding.citations.replace(';', ', ')}]"
    assert row.route.startswith(finding.route)
    assert row.direction == finding.direction
    verdict = review.quotations.set_index("finding_id").loc[finding.finding_id]
    assert row.verdict == verdict.verdict
    if pd.notna(verdict.publication_ids):
        assert row.address.startswith("https://") or row.address == "-"


def test_the_notebooks_have_no_defect(notebooks):
    for notebook in notebooks:
        assert defects(notebook) == []


def test_the_answer_says_nothing_is_reported_where_nothing_is(review, pages):
    for use, cells in zip(review.uses.use, pages.values(), strict=True):
        first = cells[1][1][0].text
        benefits = evidence.document_layer(review).of_kind("benefit").findings
        routes = set(benefits[benefits.use == use].route)
        for route in review.codebook.about["routes"]:
            silent = f"{route}: no study reported" in first or "by any route" in first
            assert silent == (route not in routes), (use, route)
        assert ("route not stated:" in first) == ("not stated" in routes), use


def test_the_code_of_a_page_shows_what_the_page_shows(review, pages):
    """The lines of a cell, run, give the same outputs: they are what a researcher would run."""
    name, cells = next((name, cells) for name, cells in pages.items() if name.endswith("stroke"))
    got: list = []
    scope = {"display": lambda *entries: got.extend(entries)}
    for cell in cells:
        if isinstance(cell, str):
            continue
        source, expected = cell
        got.clear()
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(source, scope)
        assert [entry._repr_mimebundle_() for entry in got] == [entry._repr_mimebundle_() for entry in expected], (
            name,
            source,
        )
        assert printed.getvalue() == ""


def test_charts_have_their_own_names_and_the_name_of_the_use(review, notebooks):
    for notebook, label in zip(notebooks, review.uses.label, strict=True):
        metas = [
            output.data[MIME]["layout"]["meta"]
            for cell in notebook.cells if cell.cell_type == "code"
            for output in cell.outputs if MIME in output.data
        ]  # fmt: skip
        assert len({meta["chart"] for meta in metas}) == len(metas)
        assert all(meta["title"].startswith(label) for meta in metas)


def test_links_lead_from_names_to_pages_and_rows(review):
    links = use_page.book_links(review)
    assert links[review.uses.label[0]] == f"use_{use_slugs(review)[review.uses.use[0]]}"
    for finding in review.studies.itertuples():
        assert links[finding.finding_id] == f"#{finding.finding_id}"
        assert links[finding.study_set] in {f"#{name}" for name in review.studies[review.studies.study_set == finding.study_set].finding_id}  # fmt: skip


def test_a_bare_review_has_pages_too(review):
    """Without publications, quotations, claims and pooled estimates the sections say so."""
    bare = without(
        review, "publications", "publication_results", "quotations", "citations", "claims", "claim_keys", "reviews", "contradictions"
    )  # fmt: skip
    for cells in use_page.use_pages(bare).values():
        entries = shown(cells)
        assert all(entry._repr_mimebundle_() for entry in entries)
        words = " ".join(entry.text for entry in entries if isinstance(entry, Prose))
        assert "No pooled estimate" in words
        assert "As the publications" not in words


def test_another_review_gets_pages_without_our_words(review):
    words = [review.codebook.about["drug"], *review.codebook.about["routes"]]
    other = evidence.load_review(Path(__file__).parents[1] / "examples" / "imaginol")
    pages = use_page.use_pages(other)
    assert len(pages) == len(other.uses)
    for cells in pages.values():
        text = str(
            [
                cell if isinstance(cell, str) else (cell[0], [entry._repr_mimebundle_() for entry in cell[1]])
                for cell in cells
            ]
        )
        assert not [word for word in words if re.search(rf"\b{word}\b", text, re.IGNORECASE)]


def test_statements_without_uses_give_no_claims(review):
    keys = review.table("claim_keys").drop(columns="uses")
    one = one_use(without(review, claim_keys=keys), review.uses.use[0])
    assert one.claim_ids == set()
    assert "not about this use" in use_page.claims(one)[0].text


def test_an_unknown_use_is_an_error(review):
    with pytest.raises(KeyError, match="no use of this review"):
        one_use(review, "flying")


def test_no_two_tables_of_a_page_have_one_caption(pages):
    """A screen reader lists the tables of a page by caption."""
    for name, cells in pages.items():
        captions = [entry.caption for entry in shown(cells) if isinstance(entry, DataTable)]
        assert len(set(captions)) == len(captions), name
