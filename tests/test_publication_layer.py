"""What the publications report comes through whole: every figure is printed, and significance decides nothing."""

from __future__ import annotations

import pandas as pd
import pytest

import evidence
from evidence.tables import figure

NUMBERS = ["value_before", "value", "value_control", "events", "denominator", "events_control", "denominator_control"]


@pytest.fixture(scope="module")
def counted(review):
    results = review.publication_results
    return results[results.counts == "yes"].set_index("result_id")


@pytest.fixture(scope="module")
def findings(review):
    return evidence.publication_layer(review).findings


def test_no_figure_that_a_publication_prints_is_left_out(counted, findings):
    for finding in findings.itertuples():
        row, words = counted.loc[finding.finding_id], figure(finding).replace("−", "-")
        shown = NUMBERS if pd.isna(row.events) else [name for name in NUMBERS if "value" not in name]
        if pd.isna(row.events) and row.measure not in ("share of patients", "share of patients, %"):
            shown = ["value_before", "value", "value_control"]
        for name in shown:
            if pd.notna(row[name]):
                assert f"{row[name]:g}" in words, (finding.finding_id, name, words)
        if pd.notna(row.as_reported):
            assert row.as_reported.replace("−", "-") in words
        if pd.notna(row.p_value):
            assert row.p_value.lstrip("<>") in words


def test_every_number_is_a_reported_effect(counted, findings):
    with_number = counted.index[counted.value.notna() | counted.events.notna()]
    assert set(evidence.reported_effects(findings).finding_id) == set(with_number)


def test_a_fall_from_before_to_after_has_a_direction_whatever_its_p(counted):
    """Counted by direction, never by significance: figures that moved are not "no difference" for want of a small P."""
    alone = counted[(counted.comparator_kind == "none") & counted.value_before.notna() & counted.value.notna()]
    moved = alone[alone.value_before != alone.value]
    assert len(moved) > 10
    assert not (moved.direction == "no difference").any()
    insignificant = moved[moved.note.fillna("").str.contains("Not significant")]
    assert len(insignificant) >= 5
    assert set(insignificant.direction) == {"favours"}


def test_a_figure_of_one_group_is_not_taken_for_the_other(review):
    other = evidence.publication_layer(review)
    table = evidence.appraisal.other_figures(other).rows
    both = table[table.duplicated("finding", keep=False)]
    assert len(both)
    assert (both.groupby("finding")["of those with"].nunique() == 2).all()
