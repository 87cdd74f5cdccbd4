"""The charts of ranks, weights and study sets left out: marks, words and table are of one record; no axis holds a score."""

import pytest

from evidence.charts.central_weights import SELDOM, central_weights, central_weights_record
from evidence.charts.leave_one_out import leave_one_out, leave_one_out_record
from evidence.charts.rank_shares import rank_shares, rank_shares_record
from evidence.layer import Layer
from evidence.robustness import CRITERIA, alternatives, rank_alternatives
from evidence.weighing import draws_share

DRAWS = 300
CHARTS = [
    (rank_shares_record, rank_shares),
    (central_weights_record, central_weights),
    (leave_one_out_record, leave_one_out),
]


@pytest.fixture
def only(layer):
    """The layer with the benefits of some of its uses, by position."""

    def cut(*positions):
        benefits = layer.of_kind("benefit")
        uses = benefits.uses.use.iloc[list(positions)]
        return Layer(layer.review, benefits.findings[benefits.findings.use.isin(uses)], layer.label, layer.source)

    return cut


@pytest.mark.parametrize(("record", "draw"), CHARTS, ids=lambda made: made.__name__)
def test_the_same_draws_give_the_same_chart(layer, record, draw):
    chart = draw(record(layer, draws=DRAWS))
    assert chart.to_dict() == draw(record(layer, draws=DRAWS)).to_dict()
    assert chart.marks == len(chart.record.rows) > 0
    assert layer.label in chart.alt
    assert {trace.type for trace in chart.figure.data} <= {"scatter", "bar"}


@pytest.mark.parametrize(("record", "draw"), CHARTS, ids=lambda made: made.__name__)
def test_layers_have_charts_of_their_own(layer, record, draw):
    other = Layer(layer.review, layer.findings, "as the publications report", layer.source)
    names = [record(of, draws=DRAWS).name for of in (layer, other)]
    assert names[1] == f"{names[0]}-publications"


@pytest.mark.parametrize(("record", "draw"), CHARTS, ids=lambda made: made.__name__)
def test_nothing_reported(layer, record, draw):
    nothing = Layer(layer.review, layer.findings.iloc[:0], layer.label, layer.source)
    chart = draw(record(nothing, draws=DRAWS))
    assert chart.marks == 0
    assert chart.table.rows.empty


def test_the_bars_of_an_alternative_add_up(layer):
    record = rank_shares_record(layer, draws=DRAWS)
    assert record.rows.groupby("row").share.sum().tolist() == pytest.approx([1] * len(alternatives(layer)))
    assert record.twin.rows.Use.tolist() == alternatives(layer).use_label.tolist()
    for row in record.extra["places"].itertuples():
        assert f"{row.use_label}, {row.words}" in record.alt


def test_one_alternative_is_drawn(only):
    layer = next(cut for cut in (only(place) for place in range(9)) if len(alternatives(cut)) == 1)
    record = rank_shares_record(layer, draws=DRAWS)
    assert record.rows.share.tolist() == [1.0]
    assert "first in 100 %; rank 1" in record.alt
    assert rank_shares(record).marks == 1
    lone = leave_one_out_record(layer, draws=DRAWS)
    assert leave_one_out(lone).marks == len(lone.rows)


def test_weights_are_named(layer):
    record = rank_shares_record(layer, weights={"design": 2}, draws=DRAWS)
    assert record.name == "rank-shares-weighted"
    assert "with the weights design 2" in record.alt


def test_central_weights_add_up_and_the_seldom_are_named(layer):
    record = central_weights_record(layer, draws=DRAWS)
    ranks = rank_alternatives(layer, draws=DRAWS)
    often = ranks.first >= SELDOM
    assert len(record.extra["places"]) == often.sum()
    assert record.rows.groupby("row").share.sum().tolist() == pytest.approx([1] * int(often.sum()))
    assert len(record.rows) == len(CRITERIA) * often.sum()
    for label in ranks.alternatives.label[~often]:
        assert label in record.alt


def test_left_out_sets_stand_in_the_table(layer):
    record = leave_one_out_record(layer, draws=DRAWS)
    sets = layer.of_kind("benefit").findings.study_set.unique()
    assert set(record.twin.rows["Left out"]) == set(sets)
    assert set(record.rows.study_set) <= set(sets)
    assert record.rows.low.le(record.rows.high).all()
    assert record.rows.point.dropna().between(0, 1).all()


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0 %"), (0.0001, "< 0.1 %"), (0.5, "50 %"), (1, "100 %"), (None, "–")]
)
def test_a_share_of_draws_never_reads_as_nothing(share, words):
    assert draws_share(share) == words


def test_an_alternative_that_goes_with_its_study_set_has_a_mark(layer):
    benefits = layer.of_kind("benefit")
    sets = benefits.findings.groupby(["use", "route"]).study_set.transform("nunique")
    alone = benefits.findings[sets == 1]
    alone = alone[alone.study_set == alone.study_set.iloc[0]].iloc[[0]]
    cut = Layer(layer.review, alone, layer.label, layer.source)
    record = leave_one_out_record(cut, draws=DRAWS)
    assert record.rows.point.tolist() == [0.0]
    assert leave_one_out(record).marks == 1
