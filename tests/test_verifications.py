"""Sentences, references and the yardstick: what they say follows from the rows, also when there is little or nothing."""

import pandas as pd
import pytest
from test_quotations import changed

from evidence import references, verifications, yardstick
from evidence.page import DataTable, Folded, Prose
from evidence.quotations import MAJOR, UNVERIFIED

PROSE = [
    verifications.answer, verifications.told, verifications.citations_found, verifications.shared_publications,
    yardstick.yardstick_answer, yardstick.no_own_estimate,
]  # fmt: skip
TABLES = [
    verifications.kind_table, references.quotation_table, references.citation_table, references.publication_table,
    yardstick.yardstick_table,
]  # fmt: skip
QUESTIONS = [
    verifications.unverified_is_not_wrong, verifications.candidate_is_not_used, verifications.minor_can_matter,
]  # fmt: skip


@pytest.fixture
def bare(review):
    names = ["citations", "publications", "publication_results", "quotations", "quotation_rates", "reviews"]
    return changed(review, **dict.fromkeys(names))


@pytest.fixture
def unverified(review):
    quotations = review.quotations.assign(verdict=UNVERIFIED, kind="not found", second_kind=None)
    return changed(review, quotations=quotations)


@pytest.fixture
def single(review):
    return changed(review, quotations=review.quotations[review.quotations.finding_id == "selfhacked-43-1"])


@pytest.mark.parametrize("make", PROSE + TABLES + QUESTIONS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("which", ["review", "bare", "unverified", "single"])
def test_everything_says_something(request, make, which):
    shown = make(request.getfixturevalue(which))
    assert isinstance(shown, (Prose, DataTable, Folded))
    assert shown._repr_mimebundle_()["text/plain"].strip()
    assert "nan" not in shown._repr_mimebundle_()["text/plain"].lower().split()


def test_a_review_without_publications_says_so(bare):
    assert verifications.answer(bare).text == references.NOTHING
    assert "no results of publications" in yardstick.no_own_estimate(bare).text


def test_all_unverifiable_is_no_verdict(unverified):
    text = verifications.answer(unverified).text
    assert "none of them could be verified" in text
    assert "hold as worded" not in text


def test_answer_holds_the_counts(review):
    text = verifications.answer(review).text
    tally = review.quotations.verdict.value_counts()
    assert f"{tally['accurate']} hold as worded" in text
    assert f"{tally[UNVERIFIED]} more cannot be verified" in text


def test_worst_findings_follow_the_rule(review):
    chosen = verifications.worst_findings(review)
    assert len(chosen) == 10
    assert chosen.study_set.is_unique
    major = chosen[chosen.verdict == MAJOR]
    assert chosen.verdict.tolist()[: len(major)] == [MAJOR] * len(major)
    sets_with_major = review.quotations[review.quotations.verdict == MAJOR].merge(review.studies, on="finding_id")
    assert set(major.study_set) == set(sets_with_major.study_set)
    for _, part in chosen.groupby("verdict", sort=False):
        people = pd.to_numeric(part.n_participants).fillna(0).tolist()
        assert people == sorted(people, reverse=True)
    assert chosen.set_index("study_set").alike["selfhacked-43"] == 2


def test_each_told_error_names_its_publication(review):
    text = verifications.told(review).text
    assert "https://pubmed.ncbi.nlm.nih.gov/12921495/" in text
    assert "https://doi.org/10.1016/j.euroneuro.2015.04.002" in text


def test_citations_are_all_in_the_table(review):
    rows = references.citation_table(review).rows
    assert len(rows) == review.documents.n_references.sum()
    assert {f"selfhacked [{number}]" for number in range(1, 60)} <= set(rows.citation)


def test_publications_lead_to_their_findings(review):
    rows = references.publication_table(review).rows
    assert len(rows) == len(review.publications)
    row = rows[rows["look up"] == "PMID 12921495"].iloc[0]
    assert row["findings that cite it"] == "selfhacked-43-1, selfhacked-43-2, selfhacked-43-3"
    candidates = rows[rows.cited == "no"]
    assert (candidates["findings that cite it"] == "").all()


def test_links_name_the_number_that_they_lead_to(review):
    for publication in review.publications.itertuples():
        text, address = references.publication_link(publication)
        assert address == "" or text.split()[-1].lower() in address.lower().rstrip("/"), publication.publication_id
        assert " " not in address


def test_an_unseen_author_is_not_guessed(review):
    publications = review.publications.set_index("publication_id", drop=False)
    assert references.publication_name(publications.loc["goyal-2016"]) == "Goyal 2016"
    assert "Korsgaard" not in references.publication_name(publications.loc["korsgaard-1976"])
    assert references.publication_name(publications.loc["gupta-2016"]) == "Gupta, year not seen"


def test_interval_that_includes_no_effect(review):
    pooled = yardstick.pooled_estimates(review).set_index("review_id").includes_null
    assert not pooled["agabio-2023-relapse"]  # RR 0.87 (0.77 to 0.99)
    assert pooled["agabio-2023-heavy-days"]  # SMD -0.18 (-0.48 to 0.11)
    assert pd.isna(pooled["lesouef-2014-abstinent"])  # no interval printed
    assert pd.isna(pooled["liu-2017-chlordiazepoxide-adverse"])  # measure unclear


def test_complete_tables_are_counted(review):
    """Müller, Lyon and Korsgaard: the only benefits against an inactive comparison with all four numbers."""
    text = yardstick.no_own_estimate(review).text
    assert "for 3 of " in text
    assert "All of them favour the drug" in text
    assert "No use has more than one such table" in text
