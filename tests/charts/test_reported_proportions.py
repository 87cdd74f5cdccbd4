"""The chart of shares: solid where both numbers are stated, dotted where one is missing, each share once."""

import pytest

from evidence.charts.reported_proportions import reported_proportions, reported_proportions_record
from evidence.charts.room import PHONE, width
from evidence.layer import Layer

NO_FIGURE = {"value": None, "value_control": None, "events": None, "denominator": None}


@pytest.fixture
def one(layer):
    def make(**changes):
        plain = layer.of_kind("benefit").findings.iloc[[0]]
        return Layer(layer.review, plain.assign(**{**NO_FIGURE, **changes}), layer.label, layer.source)

    return make


def dashes(chart):
    """The dash of every horizontal line of data."""
    shapes = chart.figure.layout.shapes
    return [shape.line.dash for shape in shapes if shape.y0 == shape.y1 and not str(shape.xref).endswith("domain")]


def test_both_numbers_stated(one):
    record = reported_proportions_record(one(measure="patients", events=15, denominator=20))
    row = record.rows.iloc[0]
    assert (row.point, round(row.low), round(row.high), row.dashed) == (75, 53, 89, False)
    chart = reported_proportions(record)
    assert chart.marks == 1
    assert dashes(chart) == ["solid"]


def test_a_missing_denominator(one):
    found = one(measure="percent of patients", value=68, n_participants=56, n_basis="exact", n_studies=1)
    record = reported_proportions_record(found)
    assert (record.rows.iloc[0].point, record.rows.iloc[0].dashed) == (68, True)
    assert "68 % of 19 to 56 people" in record.alt
    assert dashes(reported_proportions(record)) == ["dot"]


def test_a_count_without_a_denominator_has_a_range_and_no_point(one):
    found = one(measure="patients", events=5, n_participants=27, n_basis="exact", n_studies=1)
    record = reported_proportions_record(found)
    assert record.rows.point.isna().all()
    assert round(record.rows.high.iloc[0]) == 100
    chart = reported_proportions(record)
    assert chart.marks == 0
    assert dashes(chart) == ["dot"]


def test_no_number_of_people_has_a_point_and_no_line(one):
    found = one(measure="percent of patients", value=40, n_participants=None, n_basis="not stated")
    chart = reported_proportions(reported_proportions_record(found))
    assert chart.marks == 1
    assert dashes(chart) == []


def test_other_measures_are_not_drawn(one):
    record = reported_proportions_record(one(measure="percent reduction", value=30))
    assert record.rows.empty
    assert "none reported" in record.alt
    assert reported_proportions(record).marks == 0


def test_words_marks_and_table_agree(layer):
    record = reported_proportions_record(layer)
    chart = reported_proportions(record)
    assert chart.marks == record.rows.point.notna().sum()
    assert len(chart.table.rows) == len(record.rows)
    assert all(words in record.alt for words in record.rows.figure)
    assert len(dashes(chart)) == record.rows.low.notna().sum()
    assert chart.to_dict() == reported_proportions(reported_proportions_record(layer)).to_dict()


def test_benefits_and_harms_have_their_own_axes(layer):
    figure = reported_proportions(reported_proportions_record(layer)).figure
    assert [figure.layout.xaxis.range, figure.layout.xaxis2.range] == [(0, 100), (0, 100)]


def test_panels_are_named_for_outcomes_and_not_for_people(one):
    """A relapse that the drug is to prevent is coded under benefit, and is no benefit to whom it befalls."""
    chart = reported_proportions(reported_proportions_record(one(measure="percent of patients", value=12)))
    words = [note.text for note in chart.figure.layout.annotations]
    assert "<b>Benefit outcomes, as worded</b>" in words
    assert chart.figure.layout.xaxis.title.text == "percent of people with the outcome"
    assert width("Benefit outcomes, as worded", 14, bold=True) < PHONE
