"""Verdicts, citation statuses and overlap: counts that can be derived by hand, keys that hold both ways, nothing dropped."""

import dataclasses

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

import evidence
from evidence.quotations import (
    ACCURATE,
    MAJOR,
    MINOR,
    UNVERIFIED,
    VERDICTS,
    citation_statuses,
    cited_publications,
    error_kinds,
    error_rates,
    judged_quotations,
    overlap,
    quotation_counts,
)


def changed(review, **tables):
    """The review with other tables; None takes a table away."""
    kept = {**review.tables, **tables}
    return dataclasses.replace(review, tables={name: table for name, table in kept.items() if table is not None})


@pytest.fixture
def bare(review):
    names = ["citations", "publications", "publication_results", "quotations", "quotation_rates", "reviews"]
    return changed(review, **dict.fromkeys(names))


def test_counts_are_those_of_the_file(review):
    counts = quotation_counts(review, by=None).iloc[0]
    tally = review.quotations.verdict.value_counts()
    assert [counts[verdict] for verdict in VERDICTS] == [tally.get(verdict, 0) for verdict in VERDICTS]
    assert counts.findings == len(review.quotations) == len(review.studies)
    assert counts.judged == counts.findings - tally[UNVERIFIED]


@pytest.mark.parametrize("by", ["use_group", "use", "use_label", "route", "kind", "error_kind", "document_id"])
def test_groups_add_up_to_all(review, by):
    groups, total = quotation_counts(review, by=by), quotation_counts(review, by=None).iloc[0]
    for column in ("findings", *VERDICTS, "judged"):
        assert groups[column].sum() == total[column]
    assert groups[by].is_unique


def test_intervals_are_wilsons(review):
    for row in quotation_counts(review).to_dict("records"):
        for name, events in (("major", row[MAJOR]), ("any", row[MAJOR] + row[MINOR])):
            low, high = proportion_confint(events, row["judged"], method="wilson")
            assert row[f"{name}_share"] == pytest.approx(events / row["judged"])
            assert (row[f"{name}_low"], row[f"{name}_high"]) == (pytest.approx(low), pytest.approx(high))


def test_groups_of_uses_stand_in_the_order_of_the_review(review):
    order = [
        group for group in dict.fromkeys(review.uses.use_group) if group in set(quotation_counts(review).use_group)
    ]
    assert quotation_counts(review).use_group.tolist() == order


def test_an_unknown_column_is_refused(review):
    with pytest.raises(KeyError, match="colour"):
        quotation_counts(review, by="colour")


def test_kinds_cover_every_error_once(review):
    kinds, errors = error_kinds(review), review.quotations[review.quotations.verdict.isin([MINOR, MAJOR])]
    assert kinds.minor.sum() + kinds.major.sum() == len(errors)
    assert kinds.set_index("kind").second["not found"] == (errors.second_kind == "not found").sum()


def test_rates_beside_published_ones(review):
    rates = error_rates(review)
    total = quotation_counts(review, by=None).iloc[0]
    ours = rates[(rates.severity == "any error") & (rates.unit == "findings")].iloc[0]
    assert (ours.events, ours.denominator) == (total[MINOR] + total[MAJOR], total.judged)
    span = rates[(rates.severity == "major error") & (rates.basis == "range")].iloc[0]
    assert span.low == pytest.approx(total[MAJOR] / total.findings)
    assert span.high == pytest.approx((total[MAJOR] + total[UNVERIFIED]) / total.findings)
    printed = review.table("quotation_rates").query("severity == 'major error'").sort_values("year")
    published = rates[(rates.severity == "major error") & (rates.whose == "published")]
    assert (100 * published.share).tolist() == pytest.approx(printed.percent.tolist())


def test_a_study_set_counts_by_its_worst_finding(review):
    """Three findings of one set, accurate, minor and major, are one major error of one."""
    studies = review.studies[review.studies.study_set == "selfhacked-43"]
    quotations = review.quotations[review.quotations.finding_id.isin(studies.finding_id)].assign(
        verdict=[ACCURATE, MINOR, MAJOR]
    )
    rates = error_rates(changed(review, quotations=quotations))
    sets = rates[rates.unit.str.startswith("study sets")].set_index("severity")
    assert (sets.events["major error"], sets.denominator["major error"], sets.events["any error"]) == (1, 1, 1)


def test_without_quotations_everything_is_empty(bare):
    assert judged_quotations(bare).empty
    assert quotation_counts(bare).empty
    assert quotation_counts(bare, by=None).iloc[0].findings == 0
    assert error_kinds(bare).empty
    assert error_rates(bare).empty
    assert citation_statuses(bare).empty
    assert cited_publications(bare).empty
    assert overlap(bare).empty


def test_all_unverifiable_has_no_share(review):
    quotations = review.quotations.assign(verdict=UNVERIFIED, kind="not found")
    counts = quotation_counts(changed(review, quotations=quotations), by=None).iloc[0]
    assert counts.judged == 0
    assert pd.isna(counts.major_share)
    assert pd.isna(counts.any_high)
    rates = error_rates(changed(review, quotations=quotations))
    ours = rates[rates.whose == "this review"]
    assert ours.basis.tolist() == ["range", "range"]
    assert (ours.low.tolist(), ours.high.tolist()) == ([0, 0], [1, 1])


def test_every_finding_has_a_verdict_and_every_key_leads_somewhere(review):
    assert sorted(review.quotations.finding_id) == sorted(review.studies.finding_id)
    results = review.publication_results.set_index("result_id").publication_id
    for row in review.quotations.itertuples():
        publications = set(row.publication_ids.split(";")) if pd.notna(row.publication_ids) else set()
        rested_on = row.result_ids.split(";") if pd.notna(row.result_ids) else []
        assert publications <= set(review.publications.publication_id)
        assert set(results[rested_on]) <= publications, row.finding_id
        assert publications or row.verdict == UNVERIFIED


def test_verdicts_rest_on_the_publications_that_the_finding_cites(review):
    """And each of these is cited by a finding: the way leads back."""
    cited = cited_publications(review).groupby("study_set").publication_id.agg(set)
    judged_by = judged_quotations(review).dropna(subset="publication_ids")
    for row in judged_by.itertuples():
        assert set(row.publication_ids.split(";")) <= cited[row.study_set], row.finding_id
    used = set(judged_by.publication_ids.str.split(";").explode())
    assert used == set(cited.explode())


def test_a_candidate_feeds_neither_a_verdict_nor_the_second_layer(review):
    citations = review.table("citations")
    resolved = set(citations[citations.status == "resolved"].publication_id)
    candidates = set(citations[citations.status == "candidate"].publication_id) - resolved
    assert candidates
    used = set(review.quotations.publication_ids.dropna().str.split(";").explode())
    drawn = set(evidence.publication_layer(review).findings.publication_id)
    assert not used & candidates
    assert not drawn & candidates
    assert used <= resolved
    assert drawn <= resolved


def test_a_match_that_becomes_a_candidate_is_followed_no_more(review):
    citations = review.table("citations")
    citations.loc[citations.citation_id == "selfhacked-11", ["status", "match"]] = ["candidate", "candidate"]
    assert "selfhacked-11" in set(cited_publications(review).study_set)
    assert "selfhacked-11" not in set(cited_publications(changed(review, citations=citations)).study_set)


def test_every_citation_has_a_status(review):
    found = citation_statuses(review)
    assert found[found.document_id == "selfhacked"].citation.tolist() == list(range(1, 60))
    for document in review.documents.itertuples():
        numbers = found[found.document_id == document.document_id].citation.tolist()
        assert numbers == list(range(1, document.n_references + 1)), document.document_id
    assert not found.duplicated(["document_id", "citation"]).any()
    assert set(found.status) <= {"resolved", "candidate", "unresolved"}
    assert (found[found.status != "resolved"].tried != "").all()


def test_a_number_without_a_row_is_seen(review):
    citations = review.table("citations")
    found = citation_statuses(changed(review, citations=citations[citations.citation != 27]))
    assert found[found.status == "no record"].citation.tolist() == [27]


def test_one_trial_is_one_vote(review):
    """A second report of a trial, cited and counting, adds neither a study set nor people."""
    before = evidence.publication_layer(review)
    publications, results = review.publications, review.publication_results
    second = publications[publications.publication_id == "muller-2015"].assign(publication_id="muller-2015-again")
    again = results[results.publication_id == "muller-2015"]
    again = again.assign(publication_id="muller-2015-again", result_id=again.result_id + "-again")
    twice = changed(
        review,
        publications=pd.concat([publications, second], ignore_index=True),
        publication_results=pd.concat([results, again], ignore_index=True),
    )
    after = evidence.publication_layer(twice)
    assert len(after.findings) > len(before.findings)
    assert evidence.count_people(after.findings) == evidence.count_people(before.findings)
    columns = ["study_set", "use", "route", "kind", "direction"]
    assert evidence.study_votes(after.findings)[columns].equals(evidence.study_votes(before.findings)[columns])


def test_overlap_by_hand(review):
    """Two sets share one of three trials: four inclusions, so (4 - 3) / (3 * 2 - 3) = 1/3; two reports of a trial are one."""
    trials = review.publications.set_index("publication_id").trial_id
    a, b, c = "goyal-2016", "natale-2016", "korsgaard-1976"
    pairs = [(11, a), (11, b), (14, b), (14, c)]
    row = review.table("citations").iloc[[0]]
    citations = pd.concat(
        [row.assign(citation=number, publication_id=name, status="resolved") for number, name in pairs]
    )
    found = overlap(changed(review, citations=citations)).set_index("compared").loc["cited sets"]
    assert len({trials[a], trials[b], trials[c]}) == 3
    assert (found.c, found.r, found.n, found.shared) == (2, 3, 4, 1)
    assert found.area == pytest.approx(1 / 3)


def test_overlap_that_cannot_be_computed_is_missing(review):
    rows = overlap(review).set_index("compared")
    citing = review.studies.dropna(subset="citations").document_id.nunique()
    assert citing == 1
    assert pd.isna(rows.area["documents that cite publications for findings"])


def test_a_resolved_number_without_a_publication_does_not_stop_the_others(review):
    citations = review.table("citations")
    row = citations.index[citations.status == "resolved"][0]
    citations.loc[row, "publication_id"] = None
    found = citation_statuses(changed(review, citations=citations))
    assert len(found) == len(citation_statuses(review))
