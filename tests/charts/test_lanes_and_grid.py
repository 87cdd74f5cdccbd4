"""Lanes and grids on a phone: words have room, open ends are dotted, numbers that would run into each other are left out."""

import dataclasses

import pandas as pd
import pytest

import evidence
from evidence.charts import grid, lanes
from evidence.charts.grid import grid_figure
from evidence.charts.lanes import LEFT, lanes_figure
from evidence.charts.room import PHONE, first_upper, headings
from evidence.charts.route_comparison import route_comparison, route_comparison_record
from evidence.charts.style import ROUTE_MARKS, route_mark
from evidence.layer import Layer


def lane(**cells) -> dict:
    return {
        "use_label": "Cough",
        "route": "oral",
        "low": 2.0,
        "high": 4.0,
        "point": None,
        "text": "words",
        "hover": "h",
        **cells,
    }


def drawn(*rows: dict):
    return lanes_figure(pd.DataFrame(rows), ["oral"], axis_title="weeks", largest=10.0)


def test_long_names_leave_the_words_their_room():
    assert lanes._with_room(10, 5, LEFT) == 10
    for left in (LEFT + 10, LEFT + 40):
        end = lanes._with_room(10, 5, left)
        assert end > 10
        # As many px behind the highest value as with short names.
        assert (PHONE - left) * (1 - 5 / end) == pytest.approx((PHONE - LEFT) * (1 - 5 / 10))


def test_nothing_drawn_needs_no_room():
    assert lanes._with_room(10, float("nan"), LEFT + 40) == 10


def test_an_open_end_is_dotted_to_the_other():
    figure = drawn(lane(low=None))
    (line,) = [trace for trace in figure.data if trace.mode == "lines" and trace.line.dash == "dot"]
    assert list(line.x[:2]) == [0, 4]
    (mark,) = [trace for trace in figure.data if trace.mode == "markers"]
    assert mark.x == (4,)
    assert not [trace for trace in drawn(lane()).data if trace.mode == "lines" and trace.line.dash]


def test_a_follow_up_with_an_upper_end_only_is_drawn(layer):
    plain = layer.of_kind("benefit").findings.iloc[[0]]
    upper = plain.assign(
        duration_min=None, duration_max=12.0, duration_unit="weeks", weeks_min=float("nan"), weeks_max=12.0
    )
    upper = upper.astype({"duration_min": "float64"})
    record = route_comparison_record(Layer(layer.review, upper, layer.label, layer.source), "longest follow-up")
    (row,) = [row for row in record.rows.itertuples() if row.text != "none reported"]
    assert (row.high, row.text) == (12.0, "up to 12 weeks")
    assert pd.isna(row.low)
    assert route_comparison(record).marks == 1


def test_numbers_that_run_into_each_other_are_left_out():
    cells = pd.DataFrame({"row": [0, 0, 1], "route": ["oral"] * 3, "text": ["1200–3400", "1200–3400", "9"]})
    assert grid._crowded(cells, pitch=30).tolist() == [True, True, False]
    assert grid._crowded(cells, pitch=300).tolist() == [False, False, False]
    one = cells.assign(text=["1", "2", "9"])
    assert grid._crowded(one, pitch=30).tolist() == [False, False, False]


def test_a_narrow_grid_is_higher_by_its_legend(layer):
    record = evidence.charts.evidence_map_record(layer)
    figure = grid_figure(record.rows, record.extra["routes"])
    narrow = figure.layout.meta["narrow"]
    entries = [trace for trace in figure.data if trace.showlegend is not False]
    assert narrow["margin.b"] == grid.LEGEND_LINE * len(entries) + 16
    assert narrow["height"] - narrow["margin.b"] == figure.layout.height - figure.layout.margin.b
    assert len(entries) > 1


def test_every_route_has_a_mark_of_its_own():
    marks = [route_mark(position) for position in range(15)]
    assert marks[: len(ROUTE_MARKS)] == ROUTE_MARKS
    assert len({mark.symbol for mark in marks}) == 15
    assert len({(mark.colour, mark.symbol) for mark in map(route_mark, range(75))}) == 75


def test_headings_keep_capitals_and_stay_apart():
    assert first_upper("IV drip") == "IV drip"
    assert headings("Use", ["IM", "im", "use", "Use"]) == ["Use", "IM", "Im", "use", "Use (2)"]


def test_routes_that_differ_in_capitals_have_columns_of_their_own(layer):
    names = dict(zip(layer.routes, ["IM", "im", "use"], strict=False))
    codebook = layer.review.codebook
    codebook = dataclasses.replace(codebook, about={**codebook.about, "routes": list(names.values())})
    review, findings = dataclasses.replace(layer.review, codebook=codebook), layer.findings.replace({"route": names})
    changed = Layer(review, findings, layer.label, layer.source)
    for record in (evidence.charts.evidence_map_record(changed), route_comparison_record(changed, "people")):
        assert list(record.twin.rows.columns) == ["Use", "IM", "Im", "use", *map(first_upper, changed.routes[3:])]
        assert set(record.twin.rows.Use) <= set(layer.uses.label), "the names of the uses stay"
