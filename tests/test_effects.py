"""Reported effects: proportions against published figures, and ranges over denominators against counting by hand."""

from fractions import Fraction
from math import isclose

import pytest
from statsmodels.stats.proportion import proportion_confint

from evidence import appraisal
from evidence.effects import (
    FIGURE_ONLY,
    NONE_FITS,
    PEOPLE,
    RANGE,
    STATED,
    both_groups_words,
    percent,
    percents,
    reported_effects,
    same_people,
)
from evidence.layer import Layer
from evidence.proportions import (
    ends_for_percent,
    pairs_for_events,
    pairs_for_percent,
    proportion,
    proportion_range,
    sizes_of_two_groups,
)
from evidence.votes import vote_count

NO_FIGURE = {
    "value": None, "value_control": None, "events": None, "denominator": None, "before_min": None, "before_max": None,
    "n_participants": None, "n_basis": "not stated", "n_studies": None,
}  # fmt: skip


@pytest.fixture
def effect(layer):
    """The effects of one finding with the given fields."""
    plain = layer.findings.iloc[[0]]

    def make(**fields):
        return reported_effects(plain.assign(**{**NO_FIGURE, **fields}))

    return make


# Proportions


def test_wilson_as_printed():
    # Newcombe, Stat Med 1998;17:857-872, Table I, method 3, as quoted in tests/reference/values.json.
    for events, denominator, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        found = proportion(events, denominator)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_wilson_is_that_of_the_votes_and_of_another_program():
    for events, denominator in ((15, 20), (11, 14), (0, 3), (5, 5)):
        found, votes = proportion(events, denominator), vote_count(events, denominator - events)
        assert (found.low, found.high) == (votes.low, votes.high)
        low, high = proportion_confint(events, denominator, method="wilson")
        assert isclose(found.low, low, abs_tol=1e-12)
        assert isclose(found.high, high, abs_tol=1e-12)


@pytest.mark.parametrize(("events", "denominator"), [(3, 2), (-1, 2), (0, 0)])
def test_what_is_no_proportion(events, denominator):
    with pytest.raises(ValueError, match="not a proportion"):
        proportion(events, denominator)


# 68 % of cases in a trial of 56 people


def by_hand(value, largest):
    """Every pair whose percentage lies within half a percent, by plain counting."""
    pairs = [(events, people) for people in range(1, largest + 1) for events in range(people + 1)]
    return [pair for pair in pairs if 2 * abs(100 * pair[0] - value * pair[1]) <= pair[1]]


def test_sixty_eight_percent_of_up_to_56():
    pairs = list(pairs_for_percent(68, 56))
    assert pairs == by_hand(68, 56)
    assert pairs[0] == (13, 19)  # 68.4 %; no smaller number of people gives 68 %
    assert pairs[-1] == (38, 56)  # 67.9 %
    assert (27, 40) in pairs  # 67.5 %, rounded up by most
    assert (29, 43) not in pairs  # 67.4 %


@pytest.mark.parametrize(("value", "largest"), [(92, 100), (7, 99), (1, 99), (0, 30), (100, 30), (50, 9)])
def test_pairs_are_those_counted_by_hand(value, largest):
    assert list(pairs_for_percent(value, largest)) == by_hand(value, largest)


def test_a_decimal_narrows_the_pairs():
    assert list(pairs_for_percent(33.3, 12)) == [(1, 3), (2, 6), (3, 9), (4, 12)]
    assert (6, 19) not in list(pairs_for_percent(31.5, 19))  # 31.58 % is printed 31.6
    assert list(pairs_for_percent(31.6, 19)) == [(6, 19)]


def test_the_range_holds_every_interval():
    pairs = list(pairs_for_percent(68, 56))
    found = proportion_range(pairs)
    each = [proportion(*pair) for pair in pairs]
    assert found.low == min(one.low for one in each)
    assert found.high == max(one.high for one in each)
    assert (found.smallest, found.largest) == (19, 56)
    assert proportion_range([]) is None


def test_five_of_up_to_27():
    found = proportion_range(pairs_for_events(5, 27))
    assert (found.smallest, found.largest, found.share_high) == (5, 27, 1.0)
    assert found.share_low == 5 / 27
    assert isclose(found.low, proportion(5, 27).low)
    assert isclose(found.high, 1.0)


def test_two_groups_of_99_people_together():
    """Each way to divide them by hand: how many of either group could be 7 % and 1 % after rounding."""

    def whole(percent, size):
        return any(abs(100 * Fraction(people, size) - percent) <= Fraction(1, 2) for people in range(size + 1))

    by_hand = [(size, 99 - size) for size in range(1, 99) if whole(7, size) and whole(1, 99 - size)]
    assert sizes_of_two_groups(7, 1, 99) == by_hand
    assert (by_hand[0], by_hand[-1]) == ((14, 85), (30, 69))
    assert sizes_of_two_groups(7, 1, 50) == []


# Findings


def test_events_and_denominator(effect):
    row = effect(measure="patients", events=15, denominator=20).iloc[0]
    assert (row.basis, row.share_low, row.share_high) == (STATED, 0.75, 0.75)
    assert row.words == "15 of 20: 75 %, 95 % interval 53 % to 89 %"


def test_percent_in_a_study_of_known_size(effect):
    row = effect(measure="percent of patients", value=92, n_participants=100, n_basis="exact", n_studies=1).iloc[0]
    assert (row.basis, row.smallest, row.largest) == (RANGE, 12, 100)


def test_percent_of_a_stated_denominator(effect):
    row = effect(measure="percent of patients", value=68, denominator=22).iloc[0]
    assert (row.basis, row.smallest, row.largest) == (RANGE, 22, 22)
    assert isclose(row.share_low, 15 / 22)


def test_total_or_each_bounds_by_the_larger_number(effect):
    fields = {"measure": "patients", "events": 5, "n_participants": 27, "n_basis": "total or each", "n_studies": 2}
    assert effect(**fields).iloc[0].largest == 54


def test_both_groups_have_a_row(effect):
    fields = {"measure": "percent of patients", "value": 7, "value_control": 1}
    found = effect(**fields, n_participants=99, n_basis="exact", n_studies=1)
    assert found.group.tolist() == ["drug", "comparison"]
    assert found.smallest.tolist() == [14, 67]


def test_events_of_a_comparison_group(layer):
    plain = layer.findings.iloc[[0]].assign(**{**NO_FIGURE, "measure": "patients", "events": 15, "denominator": 20})
    found = reported_effects(plain.assign(events_control=3, denominator_control=20))
    assert found.share_low.tolist() == [0.75, 0.15]


def test_percent_without_any_number_of_people(effect):
    row = effect(measure="percent of patients", value=40).iloc[0]
    assert row.basis == FIGURE_ONLY
    assert row.words == "40 %, number of people not stated"


def test_percent_that_no_whole_number_gives(effect):
    row = effect(measure="percent of patients", value=68, n_participants=10, n_basis="exact", n_studies=1).iloc[0]
    assert row.basis == NONE_FITS


def test_a_percent_reduction_is_no_share_of_people(effect):
    row = effect(measure="percent reduction", value=70, n_participants=14, n_basis="exact").iloc[0]
    assert row.family == "percent reduction"
    assert row[["low", "high", "share_low"]].isna().all()


def test_a_finding_without_a_figure_is_left_out(effect):
    assert effect(measure=None).empty


def test_one_figure_for_several_outcomes_is_drawn_once(layer):
    effects = reported_effects(layer.findings)
    once = same_people(effects)
    figures = ["study_set", "group", "measure", "value", "events", "denominator", "use", "route", "kind"]
    assert not once.duplicated(figures).any()
    assert sorted(";".join(once.finding_id).split(";")) == sorted(effects.finding_id)


def test_every_finding_with_a_figure_is_an_effect(layer):
    effects = reported_effects(layer.findings)
    with_figure = layer.findings[layer.findings.value.notna() | layer.findings.events.notna()]
    assert set(effects.finding_id) == set(with_figure.finding_id)
    shares = effects[effects.family == PEOPLE]
    assert (shares.low <= shares.share_low).all()
    assert (shares.share_high <= shares.high).all()


def test_percentages_in_words():
    assert [percent(value) for value in (0, 0.002, 0.5, 0.998, 1)] == ["0 %", "0.2 %", "50 %", "99.8 %", "100 %"]
    assert percents(0.5, 0.501) == "50 %"


# Words of the notebook


def test_two_groups_in_words(layer):
    said = [words for words in map(both_groups_words, layer.findings.itertuples()) if words]
    assert said == [
        "If the 99 people are both groups together, the group with the drug and the other have 14 and 85, 15 and 84, 27 and 72, 28 and 71, "
        "29 and 70 or 30 and 69 people: only then do both percentages stand for whole people."
    ]


def test_answers_and_questions_hold_without_any_figure(layer):
    bare = Layer(layer.review, layer.findings.assign(**NO_FIGURE), layer.label, layer.source)
    assert appraisal.effects_answer(bare).text
    for question in (appraisal.missing_denominator, appraisal.whole_people, appraisal.same_share):
        assert question(bare).answer
        assert question(layer).answer != question(bare).answer
    assert appraisal.other_figures(bare).rows.empty
    assert not appraisal.other_figures(layer).rows.empty


def test_a_percentage_of_very_many_people_is_spanned_at_once():
    """The ends of each denominator span what all pairs do, and a registry does not fill the memory."""
    assert proportion_range(ends_for_percent(68, 300)) == proportion_range(pairs_for_percent(68, 300))
    found = proportion_range(ends_for_percent(68, 200_000))
    assert (found.smallest, found.largest) == (19, 200_000)


def test_a_very_small_percentage_has_its_pairs():
    assert (1, 10_000_000) in set(ends_for_percent(0.00001, 10_000_000, smallest=10_000_000))
