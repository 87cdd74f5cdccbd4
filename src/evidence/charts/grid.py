"""Drawing a grid: rows of words by routes, each cell holding one symbol per study set.

Row words stand above their marks, not beside them, so that the grid is as readable on a phone as on a wide screen.
"""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from evidence.charts.additions import Additions
from evidence.charts.room import PHONE, broken, column_room, none_reported, whole
from evidence.charts.room import width as width_of
from evidence.charts.strokes import add_strokes
from evidence.charts.style import DIRECTION_MARKS, GRID, INK, SOFT_INK, Mark, frame

ROW = 62  # px for a row: words, symbols, and the number of people under each symbol
HEADING = 34  # px for a heading row
HEAD = 40  # px above the first row, for the routes; enough for two lines of a name
NAME_LINE = 16  # px for a line of a route's name
GAP = 2  # px between the numbers of two symbols
LEGEND = 76  # px below the last row: six entries in at most three lines
LEGEND_LINE = 21  # px for one entry on a phone, where each has a line of its own
RING = 2.5  # px of the dark outline of a comparison with another treatment
LARGEST = 25  # px across for the largest number of people
SMALLEST = 10  # px across, so that a single person is still seen
NARROWEST = 2.6  # symbols; the width that "none reported" needs on a phone beside two fuller columns
MOST_IN_CELL = 4  # more study sets than this are drawn as one symbol per direction


def grid_figure(rows: pd.DataFrame, routes: list[str]) -> go.Figure:
    """Draw ``rows`` (one per mark or empty cell).

    Columns: ``row`` (position from 0), ``label`` (words of the row), ``heading`` (bool: the row holds no mark), ``route``,
    ``direction`` (empty for a cell without a study), ``people`` (number for the area, 0 if not stated), ``text`` (printed under the
    symbol), ``compared`` (bool: against another treatment), ``hover``.
    """
    order = rows.drop_duplicates("row").sort_values("row")
    heights = [HEADING if heading else ROW for heading in order.heading]
    tops = dict(zip(order.row, [sum(heights[:i]) for i in range(len(heights))], strict=True))
    total = sum(heights)
    cells = rows[~rows.heading]
    drawn = cells[cells.direction != ""].copy()
    place = drawn.groupby(["row", "route"], sort=False).cumcount()
    in_cell = drawn.groupby(["row", "route"], sort=False).direction.transform("size")
    middle, widths = _columns(routes, in_cell.groupby(drawn.route).max())
    width = sum(widths.values())
    rooms = {route: column_room(len(routes), widths[route] / width) for route in routes}
    size = 13 if all(whole(route, rooms[route], 13, bold=True) for route in routes) else 12
    names = {route: broken(route, rooms[route], size, bold=True) for route in routes}
    head = max([HEAD, *(NAME_LINE * len(name) + 8 for name in names.values())])
    figure = go.Figure(layout=frame(total + head + LEGEND, bottom=LEGEND))
    add_strokes(figure, [(0, width, tops[row], tops[row]) for row in order.row], colour=GRID, width=1)
    drawn["x"] = drawn.route.map(middle) + place - (in_cell - 1) / 2
    drawn["y"] = drawn.row.map(tops) + 33
    most = max(drawn.people.max() if len(drawn) else 0, 1)
    drawn["size"] = [max(SMALLEST, LARGEST * math.sqrt(people / most)) for people in drawn.people]
    for direction, mark in DIRECTION_MARKS.items():
        part = drawn[drawn.direction == direction]
        if part.empty:
            continue
        _symbols(
            figure,
            mark,
            part.x.tolist(),
            part.y.tolist(),
            part["size"].tolist(),
            part.compared.tolist(),
            part.hover.tolist(),
        )
    for direction, mark in DIRECTION_MARKS.items():
        if (drawn.direction == direction).any():
            _legend(figure, mark, mark.words)
    if drawn.compared.any():
        _legend(figure, Mark("rgba(0,0,0,0)", "circle", ""), "outlined: versus another treatment", RING)
    crowded = _crowded(drawn, PHONE / width)
    _words(figure, drawn.x, drawn.y + 22, drawn.text.mask(crowded, ""), size=11, colour=SOFT_INK)
    empty = cells[cells.direction == ""]
    none = {route: "<br>".join(none_reported(rooms[route], 11)) for route in routes}
    _words(figure, empty.route.map(middle), empty.row.map(tops) + 37, empty.route.map(none), size=11, colour=SOFT_INK)
    words = [f"<b>{row.label}</b>" if row.heading else row.label for row in order.itertuples()]
    baseline = [tops[row.row] + (13 if row.heading else 10) for row in order.itertuples()]
    sizes = [14 if heading else 13 for heading in order.heading]
    _words(figure, [0] * len(order), baseline, words, size=sizes, colour=INK, position="middle right")
    additions = Additions()
    for route in routes:
        additions.add_annotation(
            x=middle[route],
            y=-head / 2,
            text=f"<b>{'<br>'.join(names[route])}</b>",
            showarrow=False,
            font={"size": size, "color": INK},
        )
    additions.put_on(figure)
    entries = sum(bool(trace.showlegend is not False) for trace in figure.data)
    below = LEGEND_LINE * entries + 16
    figure.layout.meta = {"narrow": {"height": total + head + below, "margin.b": below}}
    figure.update_xaxes(range=[0, width], visible=False, fixedrange=True)
    figure.update_yaxes(range=[total, -head], visible=False, fixedrange=True)
    return figure


def _columns(routes: list[str], most: pd.Series) -> tuple[dict[str, float], dict[str, float]]:
    """The middle and the width of each route's column, in units of one symbol: a column is as wide as its fullest cell."""
    middle, widths, left = {}, {}, 0.0
    for route in routes:
        widths[route] = max(float(most.get(route, 0)), NARROWEST)
        middle[route] = left + widths[route] / 2
        left += widths[route]
    return middle, widths


def _crowded(drawn: pd.DataFrame, pitch: float) -> pd.Series:
    """Whether the numbers of a mark's cell would run into each other on a phone; they are left to the table then."""
    half = drawn.text.map(lambda text: width_of(text, 11) / 2).astype("float64")
    cell = [drawn.row, drawn.route]
    return (half + half.groupby(cell).shift() + GAP > pitch).groupby(cell).transform("any").astype(bool)


def _symbols(figure: go.Figure, mark: Mark, x: list, y: list, sizes: list, compared: list, hover: list) -> None:
    if mark.symbol.endswith("open"):
        line = {"color": mark.colour, "width": 2}
    else:
        line = {"color": INK, "width": [RING if ringed else 0 for ringed in compared]}
    marker = {"symbol": mark.symbol, "color": mark.colour, "size": sizes, "opacity": 1, "line": line}
    figure.add_scatter(
        x=x, y=y, mode="markers", name=mark.words, marker=marker, hovertext=hover, hoverinfo="text", showlegend=False
    )


def _legend(figure: go.Figure, mark: Mark, words: str, ring: float = 0) -> None:
    """A legend entry without a mark in the plot, so that its look does not depend on the first mark drawn."""
    line = {"color": mark.colour, "width": 2} if mark.symbol.endswith("open") else {"color": INK, "width": ring}
    marker = {"symbol": mark.symbol, "color": mark.colour, "size": 12, "line": line}
    figure.add_scatter(x=[None], y=[None], mode="markers", name=words, marker=marker)


def _words(figure: go.Figure, x, y, words, *, size, colour: str, position: str = "middle center") -> None:
    """Text without marks as one trace, quicker than annotations; ``size`` in px, one for all or one for each."""
    figure.add_scatter(
        x=list(x),
        y=list(y),
        text=list(words),
        mode="text",
        textposition=position,
        textfont={"size": size, "color": colour},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
