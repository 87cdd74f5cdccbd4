"""Nothing is told by hovering alone: a table or the words beside the chart carry it for those who cannot hover."""

from __future__ import annotations

import copy
import os
from pathlib import Path

import pytest
from hover_guard import charts_with_tables, hover_texts, only_in_hover

from evidence.book.figures import folder_figures

NOTEBOOKS = Path(os.environ.get("EVIDENCE_NOTEBOOKS") or Path(__file__).parents[1] / "notebooks")
CHARTS = [
    pytest.param(figure, table, id=f"{path.stem}-{figure['layout']['meta']['chart']}")
    for path in sorted(NOTEBOOKS.glob("*.ipynb"))
    for figure, table in charts_with_tables(path)
]


def test_no_committed_chart_is_left_out():
    assert len(CHARTS) == len(folder_figures(NOTEBOOKS)) > 0


@pytest.mark.parametrize(("figure", "table"), CHARTS)
def test_hover_says_nothing_that_the_table_does_not(figure, table):
    assert hover_texts(figure), "no mark of this chart says what it is"
    assert only_in_hover(figure, table) == []


@pytest.fixture
def told():
    """A chart whose hover texts are in its table, and the table."""
    figure, table = CHARTS[0].values
    return copy.deepcopy(figure), copy.deepcopy(table)


def test_a_lost_row_is_noticed(told):
    figure, table = told
    assert only_in_hover(figure, table[:-1])


def marks_of(figure):
    """The first trace that tells something when one points at it."""
    return next(trace for trace in figure["data"] if "hovertext" in trace)


def test_a_number_that_only_hover_tells_is_noticed(told):
    figure, table = told
    told_when_pointed_at = marks_of(figure)["hovertext"]
    told_when_pointed_at[0] += ", 4711 people"
    assert only_in_hover(figure, table) == [told_when_pointed_at[0]]


@pytest.mark.parametrize("spoil", [{"hoverinfo": "x+y"}, {"hovertemplate": "%{x}"}, {"hovertext": None}])
def test_hover_texts_that_no_record_knows_are_refused(told, spoil):
    figure, _ = told
    marks_of(figure).update(spoil)
    with pytest.raises(ValueError, match="Plotly's own"):
        hover_texts(figure)
