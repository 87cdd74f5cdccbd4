"""The chart of verdicts: every finding is one symbol, none is hidden, and the words hold the counts."""

import dataclasses

import pytest

from evidence.charts.quotation_verdicts import (
    PER_LINE,
    VERDICT_MARKS,
    quotation_verdicts,
    quotation_verdicts_record,
)
from evidence.quotations import UNVERIFIED, VERDICTS, quotation_counts


def with_quotations(review, quotations):
    return dataclasses.replace(review, tables={**review.tables, "quotations": quotations})


def test_every_finding_is_drawn_once(review):
    record = quotation_verdicts_record(review)
    assert sorted(record.rows.finding_id) == sorted(review.quotations.finding_id)
    assert quotation_verdicts(record).marks == len(review.quotations)
    assert not record.rows.duplicated(["place", "position"]).any()


def test_verdict_stays_with_its_finding(review):
    record = quotation_verdicts_record(review)
    assert (
        record.rows.set_index("finding_id").verdict.to_dict()
        == review.quotations.set_index("finding_id").verdict.to_dict()
    )


def test_no_two_symbols_share_a_place(review):
    figure = quotation_verdicts(quotation_verdicts_record(review)).figure
    places = [(x, y) for trace in figure.data for x, y in zip(trace.x, trace.y, strict=True)]
    assert len(places) == len(set(places))
    assert all(0 < x < PER_LINE for x, _ in places)


def test_words_hold_the_counts(review):
    record = quotation_verdicts_record(review)
    for row in quotation_counts(review).to_dict("records"):
        twin = record.twin.rows[record.twin.rows["Use group"] == row["use_group"]].iloc[0]
        assert [twin[verdict.capitalize()] for verdict in VERDICTS] == [row[verdict] for verdict in VERDICTS]
    assert record.twin.rows.iloc[-1].Findings == len(review.quotations)


def test_shapes_differ_without_colour():
    assert len({mark.symbol for mark in VERDICT_MARKS.values()}) == len(VERDICTS)
    assert len({mark.colour for mark in VERDICT_MARKS.values()}) == len(VERDICTS)


@pytest.mark.parametrize("by", ["use_group", "use_label", "route", "error_kind"])
def test_other_groups_are_drawn(review, by):
    chart = quotation_verdicts(quotation_verdicts_record(review, by=by))
    assert chart.marks == len(review.quotations)
    assert chart.to_dict()["layout"]["meta"]["alt"]


@pytest.mark.parametrize("rows", [0, 1])
def test_none_and_one(review, rows):
    chart = quotation_verdicts(quotation_verdicts_record(with_quotations(review, review.quotations.iloc[:rows])))
    assert chart.marks == rows
    words = [note.text for note in chart.figure.layout.annotations]
    assert ("no finding was set against a publication" in words) == (rows == 0)
    assert chart.alt
    assert chart.to_dict()


def test_all_unverifiable(review):
    record = quotation_verdicts_record(with_quotations(review, review.quotations.assign(verdict=UNVERIFIED)))
    assert set(record.twin.rows["Major error, of those judged"]) == {"none judged"}
    chart = quotation_verdicts(record)
    assert [trace.name for trace in chart.figure.data] == [VERDICT_MARKS[UNVERIFIED].words]
    assert chart.marks == len(review.quotations)
