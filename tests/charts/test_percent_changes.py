"""The chart of percent changes: one panel per measure, no interval, the words of each figure."""

import pytest

from evidence.charts.percent_changes import AXES, percent_changes, percent_changes_record
from evidence.effects import PERCENT_CHANGES
from evidence.layer import Layer


@pytest.fixture
def one(layer):
    def make(**changes):
        plain = layer.of_kind("benefit").findings.iloc[[0]].assign(events=None, denominator=None, value_control=None)
        return Layer(layer.review, plain.assign(**changes), layer.label, layer.source)

    return make


def test_every_measure_has_an_axis():
    assert set(AXES) == set(PERCENT_CHANGES)


def test_a_reduction(one):
    record = percent_changes_record(one(measure="percent reduction", value=30, n_participants=60, n_basis="exact"))
    row = record.rows.iloc[0]
    assert (row.low, row.point, row.high) == (0, 30, 30)
    assert row.figure == "30 % reduction, 60 people"
    assert percent_changes(record).marks == 1


def test_more_than_a_hundred_percent_has_room(one):
    chart = percent_changes(percent_changes_record(one(measure="percent improvement", value=150)))
    assert chart.figure.layout.xaxis.range[1] == 150


def test_nothing_reported(one):
    record = percent_changes_record(one(measure="patients", value=None))
    assert record.rows.empty
    assert "none reported" in record.alt
    assert percent_changes(record).marks == 0


def test_measures_share_no_axis(layer):
    record = percent_changes_record(layer)
    figure = percent_changes(record).figure
    axes = {trace.xaxis or "x" for trace in figure.data}
    assert len(axes) == record.rows.measure.nunique()


def test_words_marks_and_table_agree(layer):
    record = percent_changes_record(layer)
    chart = percent_changes(record)
    assert chart.marks == len(record.rows) == len(chart.table.rows)
    assert all(words in record.alt for words in record.rows.hover)
    assert chart.to_dict() == percent_changes(percent_changes_record(layer)).to_dict()
