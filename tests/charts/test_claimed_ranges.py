"""Claimed ranges: each unit on its own axis, stated ends marked, missing ends open, comments absent."""

import dataclasses

import pytest

from evidence.charts.claimed_ranges import claimed_ranges, claimed_ranges_record
from evidence.claims import dose_topics


def test_rows_are_the_claims_of_documents(review):
    rows = claimed_ranges_record(review).rows
    speakers = review.claims.set_index("claim_id").speaker
    assert set(rows.claim_id.map(speakers)) == {"document"}
    assert not rows.claim_id.duplicated().any()
    keys = review.table("claim_keys")
    ranged = keys[keys.topic.isin(dose_topics(review)) & (keys.value_kind == "range")].claim_key
    said = review.claims[review.claims.claim_key.isin(ranged) & (review.claims.speaker == "document")]
    assert set(rows.claim_id) == set(said[said.stance != "lost in the capture"].claim_id)
    strengths = rows[rows.claim_id.isin(said[said.claim_key == "oral-tablet-strengths"].claim_id)]
    assert (strengths.low == strengths.high).all(), "two strengths that are sold are no range"


def test_no_two_units_share_an_axis(review):
    rows = claimed_ranges_record(review).rows
    assert (rows.groupby("panel").unit.nunique() == 1).all()
    figure = claimed_ranges(claimed_ranges_record(review)).figure
    assert len([name for name in figure.layout.to_plotly_json() if name.startswith("xaxis")]) == rows.panel.nunique()


def test_no_two_dose_topics_share_a_panel(review):
    panels = claimed_ranges_record(review).rows.panel
    for panel in panels.unique():
        assert sum(panel.lower().startswith(topic) for topic in dose_topics(review)) == 1


def test_marks_are_the_stated_ends(review):
    chart = claimed_ranges(claimed_ranges_record(review))
    rows = chart.record.rows
    ends = sum(len({end for end in (row.low, row.high) if end == end}) for row in rows.itertuples())
    assert chart.marks == ends == 12


def test_open_ends_are_dotted_to_the_edge(review):
    chart = claimed_ranges(claimed_ranges_record(review, ["overdose"]))
    (bar,) = [shape for shape in chart.figure.layout.shapes if shape.line.dash == "dot"]
    assert bar.x0 == 200
    assert bar.x1 == pytest.approx(chart.figure.layout.xaxis.range[1])
    upper = claimed_ranges(claimed_ranges_record(review, ["withdrawal"]))
    (bar,) = [shape for shape in upper.figure.layout.shapes if shape.line.dash == "dot"]
    assert (bar.x0, bar.x1) == (0, 48)


def test_words_without_figures_have_no_mark(review):
    record = claimed_ranges_record(review, ["evidence"])
    assert claimed_ranges(record).marks == 0
    assert record.twin.rows.Figure.tolist() == ["in words only"]


def test_the_twin_names_document_line_and_route(review):
    twin = claimed_ranges_record(review).twin.rows.set_index("Statement")
    row = twin.loc["Maximum daily dose"]
    assert (row.Document, row.Line, row.Route, row.Figure) == ("selfhacked", 234, "oral", "up to 80 mg per day")


def test_without_claims(review):
    kept = {name: table for name, table in review.tables.items() if name != "claims"}
    chart = claimed_ranges(claimed_ranges_record(dataclasses.replace(review, tables=kept)))
    assert chart.marks == 0
    assert "no figure is stated" in chart.alt
    assert chart.to_dict()


def test_words_without_a_unit_have_a_panel(review):
    claims = review.claims
    none = claims.low.isna() & claims.high.isna()
    claims = claims.assign(unit=claims.unit.mask(none))
    record = claimed_ranges_record(dataclasses.replace(review, tables={**review.tables, "claims": claims}))
    usual = claimed_ranges_record(review)
    assert set(record.rows.claim_id) == set(usual.rows.claim_id)
    assert not record.rows.panel.str.contains("nan").any()
    assert "" in set(record.rows.unit)
    assert claimed_ranges(record).marks == claimed_ranges(usual).marks
