"""How firm the evidence is by which weights: values that can be worked out by hand, and draws that stay together."""

import numpy as np
import pandas as pd
import pytest

from evidence.layer import Layer
from evidence.robustness import (
    AS_USED,
    CRITERIA,
    DESIGN_ORDER,
    Thresholds,
    _follow_up,
    alternatives,
    criteria_values,
    dominance,
    draw_sets,
    rank_alternatives,
    route_duels,
)
from evidence.sensitivity import leave_one_out, other_thresholds, votes_by_study

DRAWS = 400
COLUMN = {name: place for place, name in enumerate(CRITERIA)}
# Nothing of this study set is left open: a case report of 60 people (odd, but known), followed for a year.
PLAIN = {
    "document_id": "d", "line": 1, "citations": None, "route_basis": "stated", "design_stated": "case report", "n_studies": 1,
    "n_participants": 60, "n_basis": "exact", "comparator": None, "comparator_kind": "not stated", "weeks_min": 52.0,
    "weeks_max": 52.0, "outcome": "stiffness", "outcome_domain": "spasticity", "kind": "benefit", "direction": "favours",
}  # fmt: skip


@pytest.fixture
def make(review):
    """A layer with one finding per mapping; ``use`` and ``route`` may be given as positions in the review."""
    uses, routes = review.uses.use.tolist(), review.codebook.about["routes"]

    def layer(*findings):
        rows = []
        for number, changes in enumerate(findings):
            row = {**PLAIN, "study_set": f"s{number}", "use": 0, "route": 0, **changes}
            row["use"], row["route"] = uses[row["use"]], routes[row["route"]]
            rows.append({**row, "finding_id": f"{row['study_set']}-{number}"})
        frame = pd.DataFrame(rows).astype({"n_studies": "Int64", "n_participants": "Int64"})
        return Layer(review, frame, "as the documents report", "a test")

    return layer


def values(layer, criterion, **how):
    """(draws, alternatives) of one criterion."""
    return criteria_values(layer, draws=DRAWS, **how)[:, :, COLUMN[criterion]]


def test_one_alternative_is_always_first(make):
    ranks = rank_alternatives(make({}), draws=DRAWS)
    assert ranks.found.acceptability.tolist() == [[1.0]]
    assert ranks.dominates.tolist() == [[False]]
    assert route_duels(ranks).empty


def test_no_alternative_has_no_ranks(make):
    harm = make({"kind": "harm"})
    assert rank_alternatives(harm, draws=DRAWS) is None
    assert leave_one_out(harm, draws=DRAWS).empty
    assert other_thresholds(harm, draws=DRAWS).leader.isna().all()


def test_values_worked_out_by_hand(make):
    layer = make(
        {}, {"design_stated": "randomised trial", "comparator_kind": "placebo or no treatment", "direction": "against"}
    )
    found = dict(zip(CRITERIA, criteria_values(layer, draws=DRAWS)[0, 0], strict=True))
    assert found["study sets"] == 1 / 4  # two of five, where one counts nothing
    assert found["people"] == pytest.approx(np.log(12) / np.log(40))  # 120 people between 10 and 400
    assert found["design"] == 1  # the better of the two
    assert found["consistency"] == 0.5
    assert found["follow-up"] == 1  # a year
    assert found["comparison"] == 0.5  # one of two


def test_values_lie_between_nothing_and_all(layer):
    found = criteria_values(layer, draws=DRAWS)
    assert found.shape == (DRAWS, len(alternatives(layer)), len(CRITERIA))
    assert np.isfinite(found).all()
    assert found.min() >= 0
    assert found.max() <= 1


def test_two_with_dominance(make):
    layer = make({"n_participants": 300, "direction": "favours"}, {"use": 1, "n_participants": 30})
    ranks = rank_alternatives(layer, draws=DRAWS)
    assert ranks.dominates.tolist() == [[False, True], [False, False]]
    assert ranks.found.acceptability.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_an_open_value_is_no_dominance(make):
    """Worse in some draws only: the follow-up of the second is not stated, so it may be the longer one."""
    layer = make({"n_participants": 300, "weeks_min": 4, "weeks_max": 4}, {"use": 1, "n_participants": 30, "weeks_min": None, "weeks_max": None})  # fmt: skip
    ranks = rank_alternatives(layer, draws=DRAWS)
    assert not ranks.dominates.any()
    assert 0 < ranks.first[1] < 0.5


def test_dominance_must_hold_in_every_draw():
    held = np.array([[[0.9, 0.5], [0.2, 0.5]]] * 9)
    assert dominance(held)[0, 1]
    assert not dominance(np.concatenate([held, [[[0.2, 0.5], [0.3, 0.5]]]]))[0, 1]
    assert not dominance(np.array([[[0.4, 0.4], [0.4, 0.4]]])).any()


def test_a_tie_is_shared(make):
    ranks = rank_alternatives(make({}, {"route": 1}), draws=DRAWS)
    assert ranks.found.acceptability == pytest.approx(np.full((2, 2), 0.5))
    duel = route_duels(ranks).iloc[0]
    assert duel.before == 0.5
    assert duel.dominated is None
    assert ranks.leader == ranks.alternatives.label[0]


def test_the_draws_of_a_study_set_stay_together(make):
    """One study set in two alternatives has one number of people and one design in each draw."""
    both = {"study_set": "s", "design_stated": "trial", "n_studies": 2, "n_basis": "total or each"}
    layer = make(both, {**both, "use": 1})
    for criterion in ("people", "design", "comparison"):
        drawn = values(layer, criterion)
        assert (drawn[:, 0] == drawn[:, 1]).all(), criterion
        assert len(np.unique(drawn[:, 0])) > 1, criterion
    apart = values(make({**both, "study_set": "a"}, {**both, "study_set": "b", "use": 1}), "design")
    assert (apart[:, 0] != apart[:, 1]).any()


def test_a_comparison_follows_the_drawn_design(make):
    layer = make({"design_stated": "trial"})
    design, compared = values(layer, "design")[:, 0], values(layer, "comparison")[:, 0]
    assert set(np.round(design * (len(DESIGN_ORDER) - 1))) == {1, 2, 3}
    assert (compared == (design > 0.5)).all()


def test_total_or_each_is_one_of_two(make):
    layer = make({"n_studies": 3, "n_participants": 20, "n_basis": "total or each"})
    assert set(draw_sets(layer, draws=DRAWS)["s0"].people) == {20, 60}


def test_a_pooled_analysis_may_hold_the_others(make):
    layer = make({"design_stated": "analysis of clinical trials", "n_participants": 100}, {"n_participants": 20})
    expected = [np.log(people / 10) / np.log(40) for people in (100, 120)]
    assert sorted(set(np.round(values(layer, "people")[:, 0], 9))) == pytest.approx(expected)


@pytest.mark.parametrize("direction", ["no difference", "mixed", "not stated"])
def test_without_a_direction_consistency_is_open(make, direction):
    drawn = values(make({"direction": direction}), "consistency")[:, 0]
    assert drawn.min() < 0.1
    assert drawn.max() > 0.9


def test_votes_against_another_drug_are_not_counted_with_the_others(make):
    layer = make({}, {"comparator_kind": "active drug", "direction": "against"})
    assert (values(layer, "consistency") == 1).all()


def test_acceptability_is_doubly_stochastic(layer):
    found = rank_alternatives(layer, draws=DRAWS).found
    assert found.acceptability.sum(axis=0) == pytest.approx(np.ones(len(found.acceptability)))
    assert found.acceptability.sum(axis=1) == pytest.approx(np.ones(len(found.acceptability)))
    assert found.pairwise + found.pairwise.T == pytest.approx(np.ones_like(found.pairwise))


def test_relabelling_uses_changes_nothing(layer):
    names = layer.review.uses.use.tolist()
    other = dict(zip(names, reversed(names), strict=True))
    swapped = Layer(layer.review, layer.findings.assign(use=layer.findings.use.map(other)), layer.label, layer.source)
    rows = {}
    for name, of in (("as it is", layer), ("relabelled", swapped)):
        ranks = rank_alternatives(of, draws=DRAWS)
        rows[name] = {
            tuple(sets): shares
            for sets, shares in zip(ranks.alternatives.sets, ranks.found.acceptability.tolist(), strict=True)
        }
    assert rows["as it is"].keys() == rows["relabelled"].keys()
    for sets, shares in rows["as it is"].items():
        assert rows["relabelled"][sets] == pytest.approx(shares), sets


def test_the_same_seed_gives_the_same(layer):
    one, two, other = (rank_alternatives(layer, draws=DRAWS, seed=seed) for seed in (3, 3, 4))
    assert (one.values == two.values).all()
    assert (one.found.acceptability == two.found.acceptability).all()
    assert (one.values != other.values).any()


def test_own_weights(make):
    layer = make({"n_participants": 300}, {"use": 1, "n_participants": 30, "design_stated": "randomised"})
    assert rank_alternatives(layer, weights={"people": 2}, draws=DRAWS).leader.startswith(layer.review.uses.label[0])
    assert rank_alternatives(layer, weights={"design": 0.1}, draws=DRAWS).first.tolist() == [0, 1]
    with pytest.raises(ValueError, match="unknown criterion 'taste'"):
        rank_alternatives(layer, weights={"taste": 1}, draws=DRAWS)


def test_every_criterion_is_stated_whole():
    for name, rule in CRITERIA.items():
        assert all([rule.measures, rule.value, rule.drawn, rule.source]), name


def test_leaving_one_out(make):
    layer = make({"n_participants": 300}, {}, {"use": 1, "n_participants": 90})
    found = leave_one_out(layer, draws=DRAWS).set_index("study_set")
    assert found.favours.tolist() == [2, 2, 1]
    assert found.favours_without.tolist() == [1, 1, 0]
    assert found.certainty_without["s2"] == "none reported"
    assert found.leader_without["s0"] == alternatives(layer).label[1]  # 60 people against 90
    assert found.leader_without["s1"] == found.leader["s1"]
    assert found.first_without["s2"] == 1


def test_leaving_the_only_one_out_leaves_nothing(make):
    found = leave_one_out(make({}), draws=DRAWS).iloc[0]
    assert found.leader_without is None
    assert found.certainty_without == "none reported"


def test_other_people_and_agreement_thresholds(make):
    layer = make(
        {"n_participants": 300, "direction": "favours"},
        {"study_set": "s0", "n_participants": 300, "direction": "mixed"},
    )
    found = other_thresholds(layer, draws=DRAWS).set_index(["threshold", "level"])
    assert found.favours["agreement within a study", 0.5] == 1
    assert found.favours["agreement within a study", AS_USED.agreement] == 0
    assert found.as_used.sum() == 3
    assert (found.certainty_changed[found.as_used] == 0).all()


def test_votes_by_study_are_a_range_where_the_number_is_not_stated(make):
    layer = make({"n_studies": 3}, {"n_studies": None}, {"direction": "against"})
    row = votes_by_study(layer).iloc[0]
    assert (row.favours_sets, row.n_sets) == (2, 3)
    assert (row.favours_studies_low, row.favours_studies_high) == (4, 8)
    assert (row.n_studies_low, row.n_studies_high) == (5, 9)
    by_study = values(layer, "consistency", thresholds=Thresholds(by_study=True))[:, 0]
    assert by_study.min() == pytest.approx(4 / 5)
    assert by_study.max() == pytest.approx(8 / 9)


def test_a_follow_up_without_an_end_stays_open_beside_a_short_one():
    """ "5 years or more" is the longest, whatever another row of the set says; without any figure all is open."""

    def span(*rows):
        return _follow_up(pd.DataFrame(rows, columns=["weeks_min", "weeks_max"]))

    assert span((260, None)) == span((260, None), (12, 12)) == (1.0, 1.0)
    assert span((12, None), (12, 12)) == (span((12, 12))[0], 1.0)
    assert span((None, None)) == (0.0, 1.0)
    assert span((None, 12)) == (0.0, span((12, 12))[1])
