"""What changes from the documents to the publications: every combination is told once, with a reason for each gap."""

import pandas as pd
import pytest
from test_quotations import changed

import evidence
from evidence.changes import CHANGED, CHANGES, MISSING, MOVED, NEW, NO_PUBLICATIONS, SAME, layer_changes, vote_words
from evidence.votes import INACTIVE


@pytest.fixture(scope="module")
def cells(review):
    return layer_changes(review).set_index(["use", "route"])


@pytest.mark.parametrize("kind", ["benefit", "harm"])
def test_every_combination_of_either_layer_stands_once(review, kind):
    expected = set()
    for layer in evidence.layers(review):
        found = layer.of_kind(kind).findings
        expected |= set(zip(found.use, found.route, strict=True))
    found = layer_changes(review, kind=kind)
    assert set(zip(found.use, found.route, strict=True)) == expected
    assert len(found) == len(expected)
    assert set(found.change) <= set(CHANGES)
    assert found.words.str.len().gt(0).all()


def test_numbers_are_those_of_the_layers(review, cells):
    for layer, column in zip(evidence.layers(review), ("before_sets", "after_sets"), strict=True):
        sets = layer.of_kind("benefit").findings.groupby(["use", "route"]).study_set.nunique()
        assert cells[column][cells[column] > 0].sort_index().equals(sets.rename(column).astype("int64").sort_index())


def test_known_cells(cells):
    """Read by hand in studies.csv and publication_results.csv."""
    assert cells.change["cerebral palsy", "oral"] == CHANGED  # diazepam, which the document leaves out, did as well
    assert cells.words["cerebral palsy", "oral"] == "favours → no difference (compared with active drug)"
    assert cells.change["cerebral palsy", "intrathecal"] == SAME
    assert cells.change["hemiballismus", "intrathecal"] == MISSING
    assert cells.words["hemiballismus", "intrathecal"] == "publication not found"
    assert cells.change["tardive dyskinesia", "oral"] == MOVED
    assert cells.words["tardive dyskinesia", "oral"] == "publication prints no route"
    assert cells.change["tardive dyskinesia", "not stated"] == NEW
    assert "the documents say oral" in cells.words["tardive dyskinesia", "not stated"]


def test_a_gap_has_no_votes_and_nothing_to_rate(cells):
    for side, states in (("after", {MISSING, MOVED}), ("before", {NEW})):
        empty = cells[cells.change.isin(states)]
        assert (empty[f"{side}_sets"] == 0).all()
        assert empty[f"{side}_votes"].map(len).eq(0).all()
        assert (empty[f"certainty_{side}"] == "nothing to rate").all()


def test_without_publications_nothing_is_found(review):
    found = layer_changes(changed(review, citations=None, publications=None, publication_results=None, quotations=None))
    assert set(found.change) == {MISSING}
    assert set(found.words) == {NO_PUBLICATIONS}


def test_a_lost_citation_empties_its_cell(review):
    citations = review.table("citations")
    found = layer_changes(changed(review, citations=citations[citations.citation != 43]))
    found = found.set_index("use").loc["PTSD"]
    assert found.words.startswith("other studies; publication not found")


def test_vote_words():
    votes = [(INACTIVE, "favours", 2), (INACTIVE, "not stated", 1), ("active drug", "mixed", 1)]
    assert vote_words(votes) == "favours and direction not stated; mixed (compared with active drug)"
    assert vote_words([]) == "none reported"


def test_no_row_is_lost_when_empty(review):
    empty = changed(review, studies=review.studies.iloc[:0], publication_results=review.publication_results.iloc[:0])
    assert isinstance(layer_changes(empty), pd.DataFrame)
    assert layer_changes(empty).empty
