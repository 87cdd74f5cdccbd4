"""What must hold for all votes, whatever the numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from evidence.coverage import covered_area
from evidence.proportions import wilson_intervals
from evidence.votes import (
    AGREEMENT,
    COMPARATOR_GROUPS,
    DIRECTIONS,
    count_votes,
    study_directions,
    study_votes,
    vote_count,
    within_study_direction,
)

VOTES = st.integers(0, 60)
OPPOSITE = {"favours": "against", "against": "favours"}


@given(VOTES, VOTES, VOTES)
def test_interval_contains_the_share(favours, against, others):
    count = vote_count(favours, against, others)
    if count.n == 0:
        assert (count.share, count.low, count.high, count.p_value) == (None, None, None, None)
    else:
        assert 0 <= count.low <= count.share <= count.high <= 1
    assert (count.p_value is None) == (count.n < 6)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(2, 6))
def test_interval_shrinks_with_n_at_the_same_share(favours, against, times):
    few, many = vote_count(favours, against), vote_count(favours * times, against * times)
    if few.n:
        assert many.share == pytest.approx(few.share)
        assert many.high - many.low < few.high - few.low


@given(VOTES, VOTES)
def test_a_study_in_favour_never_lowers_the_share(favours, against):
    before, after = vote_count(favours, against), vote_count(favours + 1, against)
    assert after.share >= (before.share or 0)
    assert after.low >= (before.low or 0)


@given(VOTES, VOTES, VOTES)
def test_turning_every_direction_mirrors_the_count(favours, against, others):
    count, turned = vote_count(favours, against, others), vote_count(against, favours, others)
    if count.n:
        assert turned.share == pytest.approx(1 - count.share)
        assert (turned.low, turned.high) == pytest.approx((1 - count.high, 1 - count.low))
        assert turned.p_value == (None if count.p_value is None else pytest.approx(count.p_value))


@given(VOTES, VOTES, VOTES, VOTES)
def test_votes_without_a_direction_change_nothing_but_their_number(favours, against, others, more):
    count, larger = vote_count(favours, against, others), vote_count(favours, against, others + more)
    assert (count.share, count.low, count.high, count.p_value) == (
        larger.share,
        larger.low,
        larger.high,
        larger.p_value,
    )
    assert larger.no_direction == others + more


@given(st.lists(st.sampled_from(DIRECTIONS), min_size=1, max_size=12), st.randoms())
def test_direction_of_a_study_does_not_depend_on_the_order_of_its_outcomes(directions, random):
    direction = within_study_direction(directions)
    shuffled = random.sample(directions, len(directions))
    assert within_study_direction(shuffled) == direction
    turned = [OPPOSITE.get(outcome, outcome) for outcome in directions]
    assert within_study_direction(turned) == OPPOSITE.get(direction, direction)
    assert within_study_direction([*directions, "not stated"]) == direction


@given(st.integers(0, 300), st.integers(0, 300))
def test_seventy_percent_is_not_decided_by_rounding(favours, against):
    n = favours + against
    if n:
        expected = "favours" if 10 * favours >= 7 * n else "against" if 10 * against >= 7 * n else "mixed"
        assert within_study_direction(["favours"] * favours + ["against"] * against) == expected


FINDINGS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["oral", "intrathecal"]),
        st.sampled_from(sorted(COMPARATOR_GROUPS)),
        st.sampled_from(DIRECTIONS),
    ),
    min_size=1,
    max_size=30,
)


@given(FINDINGS, st.sampled_from([0.3, 0.5, 0.7, 1.0]))
def test_votes_of_many_studies_are_those_of_each(rows, agreement):
    findings = pd.DataFrame(rows, columns=["study_set", "route", "comparator_kind", "direction"])
    findings = findings.assign(use="x", kind="benefit", finding_id=[f"f{i}" for i in range(len(rows))])
    votes = study_votes(findings, agreement=agreement)
    groups: dict[tuple, list[int]] = {}
    for i, (study, route, comparator, _) in enumerate(rows):
        groups.setdefault((study, route, COMPARATOR_GROUPS[comparator]), []).append(i)
    assert list(zip(votes.study_set, votes.route, votes.comparator_group, strict=True)) == list(groups)
    for vote, members in zip(votes.itertuples(), groups.values(), strict=True):
        assert vote.direction == within_study_direction([rows[i][3] for i in members], agreement=agreement)
        assert vote.outcomes == len(members)
        assert vote.finding_ids.split(";") == [f"f{i}" for i in members]
    counts = count_votes(votes, by=["route"])
    assert list(counts.route) == list(dict.fromkeys(votes.route))
    for count in counts.itertuples(index=False):
        directions = votes.direction[votes.route == count.route].tolist()
        one = vote_count(directions.count("favours"), directions.count("against"))
        assert (count.studies, count.n) == (len(directions), one.n)
        assert (None if pd.isna(count.share) else count.share) == one.share
        assert (None if pd.isna(count.low) else count.low) == one.low


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=20),
    st.sampled_from([0.8, 0.95]),
)
def test_intervals_and_tests_of_many_counts_are_those_of_the_library(pairs, confidence):
    """To the last bit: no table may change because its counts were computed together."""
    pairs = [pair for pair in pairs if sum(pair)] or [(1, 0)]
    favours, n = np.array([one for one, _ in pairs]), np.array([sum(pair) for pair in pairs])
    low, high = wilson_intervals(favours, n, confidence=confidence)
    for place, (one, other) in enumerate(pairs):
        found = binomtest(one, one + other)
        interval = found.proportion_ci(confidence_level=confidence, method="wilson")
        assert (low[place], high[place]) == (interval.low, interval.high)
        count = vote_count(one, other, confidence=confidence)
        assert (count.low, count.high) == (interval.low, interval.high)
        assert count.p_value == (found.pvalue if one + other >= 6 else None)


def findings_of(rows: list[tuple[str, str | None, str]]) -> pd.DataFrame:
    """Findings that are alike but for study set, use and direction."""
    findings = pd.DataFrame(rows, columns=["study_set", "use", "direction"])
    same = {"route": "oral", "comparator_kind": "not stated", "kind": "benefit"}
    return findings.assign(finding_id=[f"f{place}" for place in range(len(rows))], **same).astype("str")


def test_a_finding_without_a_key_has_no_vote():
    """As in a groupby; and the findings of the others stay with their study."""
    rows = [("a", "x", "favours"), ("b", None, "against"), ("a", "x", "mixed"), ("b", "x", "against")]
    votes = study_votes(findings_of(rows))
    assert votes.finding_ids.tolist() == ["f0;f2", "f3"]
    assert votes.direction.tolist() == ["mixed", "against"]
    assert count_votes(votes.assign(use=["x", None]), by=["use"]).studies.tolist() == [1]


def test_an_unknown_direction_is_named():
    with pytest.raises(ValueError, match="unknown direction 'sideways'"):
        study_votes(findings_of([("a", "x", "sideways")]))


@given(st.integers(1, 50), st.integers(2, 12), st.data())
def test_covered_area_grows_from_none_to_all(publications, documents, data):
    inclusions = data.draw(st.integers(publications, publications * documents))
    area = covered_area(inclusions, publications, documents)
    assert 0 <= area <= 1
    assert covered_area(publications, publications, documents) == 0
    assert covered_area(publications * documents, publications, documents) == 1
    if inclusions > publications:
        assert area > covered_area(inclusions - 1, publications, documents)


@pytest.mark.parametrize("numbers", [(3, 0, 2), (3, 3, 1), (2, 3, 2), (7, 3, 2), (-1, 3, 2), (3.5, 3, 2)])
def test_covered_area_refuses_what_cannot_be(numbers):
    with pytest.raises(ValueError, match=r"publication|document|whole"):
        covered_area(*numbers)


@pytest.mark.parametrize("agreement", [0.5, AGREEMENT, 1.0])
def test_the_rule_for_many_studies_is_the_rule_for_one(agreement):
    tally = np.array([counts for counts in itertools.product(range(4), repeat=len(DIRECTIONS)) if any(counts)])
    found = study_directions(tally, agreement=agreement)
    for counts, place in zip(tally.tolist(), found.tolist(), strict=True):
        outcomes = [name for name, count in zip(DIRECTIONS, counts, strict=True) for _ in range(count)]
        assert DIRECTIONS[place] == within_study_direction(outcomes, agreement=agreement), outcomes
