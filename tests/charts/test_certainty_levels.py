"""The certainty chart: each level at its place, a range with two ends, and an empty lane where nothing is reported."""

import pytest

from evidence.charts.certainty_levels import FIRST, certainty_levels, certainty_levels_record
from evidence.layer import Layer


@pytest.fixture
def one_use(layer):
    """A layer with one study set of one use by the first route, changed by keywords."""

    def make(**changes):
        benefits = layer.of_kind("benefit").findings
        plain = {
            "use": layer.review.uses.use.iloc[0], "route": layer.named_routes[0], "route_basis": "stated",
            "design_stated": "trial", "n_participants": 60, "n_basis": "exact", "comparator_kind": "not stated",
        }  # fmt: skip
        return Layer(layer.review, benefits.iloc[[0]].assign(**{**plain, **changes}), layer.label, layer.source)

    return make


def test_a_range_has_two_ends(one_use):
    record = certainty_levels_record(one_use())
    lane = record.rows.iloc[0]
    assert (lane.low, lane.high, lane.text) == (FIRST, FIRST + 1, "very low to low")
    assert lane.isna()["point"]
    assert certainty_levels(record).marks == 2
    assert record.rows.iloc[1].text == "none reported"
    assert record.rows.iloc[1][["low", "high"]].isna().all()


def test_a_known_level_is_one_mark(one_use):
    record = certainty_levels_record(one_use(design_stated="case report"))
    assert (record.rows.iloc[0].point, record.rows.iloc[0].text) == (FIRST, "very low")
    assert certainty_levels(record).marks == 1


def test_many_people_reach_further(one_use):
    lane = certainty_levels_record(one_use(n_participants=401)).rows.iloc[0]
    assert (lane.high, lane.text) == (FIRST + 2, "very low to moderate")


@pytest.mark.parametrize("direction", ["mixed", "not stated"])
def test_other_directions_are_drawn(one_use, direction):
    record = certainty_levels_record(one_use(direction=direction))
    assert certainty_levels(record).marks == (1 if direction == "mixed" else 2)


def test_no_benefit_at_all(one_use):
    record = certainty_levels_record(one_use(kind="harm"))
    assert record.rows.empty
    assert certainty_levels(record).marks == 0


def test_words_marks_and_table_agree(layer):
    record = certainty_levels_record(layer)
    chart = certainty_levels(record)
    lanes = record.rows
    assert chart.marks == 2 * lanes.point.isna().sum() + lanes.point.notna().sum() - 2 * lanes.low.isna().sum()
    assert chart.table.rows.Certainty.tolist() == lanes.text.tolist()
    assert all(lane.use_label in record.alt and lane.text in record.alt for lane in lanes.itertuples())
    assert not lanes.duplicated(["use_label", "route"]).any()
    assert chart.to_dict() == certainty_levels(certainty_levels_record(layer)).to_dict()


def test_the_lowest_level_stands_on_the_left(layer):
    axis = certainty_levels(certainty_levels_record(layer)).figure.layout.xaxis
    assert axis.ticktext[0].replace("<br>", " ") == "very low"
    assert list(axis.tickvals) == sorted(axis.tickvals)
    assert axis.range[0] < axis.range[1]
