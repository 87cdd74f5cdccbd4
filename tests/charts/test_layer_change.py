"""From the documents to the publications: every vote of both layers is drawn, and every gap is worded."""

import dataclasses

import pytest

import evidence
from evidence.charts.layer_change import ABSENT, layer_change, layer_change_record
from evidence.votes import study_votes


@pytest.mark.parametrize("kind", ["benefit", "harm"])
def test_every_vote_of_both_layers_is_drawn(review, kind):
    record = layer_change_record(review, kind=kind)
    for layer, side in zip(evidence.layers(review), ("documents", "publications"), strict=True):
        votes = study_votes(layer.of_kind(kind).findings)
        assert record.rows[record.rows.side == side].sets.sum() == len(votes)
    assert layer_change(record).marks == len(record.rows)


def test_one_line_joins_each_row(review):
    record = layer_change_record(review)
    shapes = layer_change(record).figure.layout.shapes
    joins = [shape for shape in shapes if shape.line.width == 2]
    assert len(joins) == len(record.extra["cells"])
    assert all(join.x0 < join.x1 for join in joins)


def test_a_gap_is_worded(review):
    record = layer_change_record(review)
    words = [note.text for note in layer_change(record).figure.layout.annotations]
    for change, text in ABSENT.items():
        assert words.count(text) >= (record.extra["cells"].change == change).sum() > 0


def test_groups_together_are_the_whole(review):
    whole = layer_change_record(review)
    groups = review.uses.use_group.unique()
    parts = [layer_change_record(review, use_group=group) for group in groups]
    assert sum(len(part.rows) for part in parts) == len(whole.rows)
    assert sum(len(part.twin.rows) for part in parts) == len(whole.twin.rows)
    assert len({part.name for part in parts}) == len(groups)


def test_twin_says_certainty_of_both(review):
    twin = layer_change_record(review).twin.rows
    row = twin[(twin.Use == "Spasticity: stroke") & (twin.Route == "intrathecal")].iloc[0]
    assert row["Certainty, documents"]
    assert row["Certainty, publications"] == "low"
    assert row["Publications: study sets"] == 5


def test_words_fit_a_phone(review):
    for group in review.uses.use_group.unique():
        for note in layer_change(layer_change_record(review, use_group=group)).figure.layout.annotations:
            assert len(note.text.replace("<b>", "").replace("</b>", "")) <= 52, note.text


@pytest.mark.parametrize("case", ["no publications", "nothing", "one"])
def test_little_to_draw(review, case):
    tables = dict(review.tables)
    if case == "no publications":
        for name in ("citations", "publications", "publication_results", "quotations"):
            del tables[name]
    if case != "no publications":
        tables["studies"] = (
            review.studies.iloc[:0] if case == "nothing" else review.studies[review.studies.use == "hemiballismus"]
        )
        tables["publication_results"] = review.publication_results.iloc[:0]
    record = layer_change_record(dataclasses.replace(review, tables=tables))
    chart = layer_change(record)
    assert chart.to_dict()
    assert chart.alt
    assert ("no finding to compare" in chart.alt) == (case == "nothing")
    assert (record.rows.side == "publications").sum() == 0
