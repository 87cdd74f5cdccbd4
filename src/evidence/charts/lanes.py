"""Drawing lanes: a heading per use and under it one lane per route, with a value or a range on a common axis."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from evidence.charts.additions import Additions
from evidence.charts.room import PHONE, broken, width
from evidence.charts.strokes import add_strokes
from evidence.charts.style import GRID, GROUND, INK, SOFT_INK, frame, route_mark

HEADING = 26  # px for the name of a use
LANE = 24  # px for a route
AXIS = 56  # px below the lanes: ticks and the axis title
GAP = 6  # px above a heading
LEFT = 92  # px for the names of the routes, at least
MOST_LEFT = 110  # px for them, at most; a longer name has several lines
NAME_LINE = 15  # px for a line of a route's name
BESIDE = 14  # px that part a name from the axis and from the edge


def lanes_figure(
    lanes: pd.DataFrame, routes: list[str], *, axis_title: str, largest: float, ticks: dict | None = None
) -> go.Figure:
    """Draw ``lanes`` (one per use × route).

    Columns: ``use_label``, ``route``, ``low`` and ``high`` (both missing where nothing is reported; a missing ``low``
    alone is an open end, drawn dotted), ``point`` (marked value within
    the range, missing for none), ``text`` (printed beside the mark, or in the empty lane), ``hover``. The axis runs from 0 to
    ``largest`` with room for the text.
    """
    names = {route: broken(route, MOST_LEFT - BESIDE, 12) for route in routes}
    left = max([LEFT, *(width(line, 12) + BESIDE for name in names.values() for line in name)])
    y, headings, places = 0, [], []
    for label, lane in lanes.groupby("use_label", sort=False):
        headings.append((label, y + GAP + HEADING / 2 - 4))
        y += GAP + HEADING
        for route in lane.route:
            height = max(LANE, NAME_LINE * len(names[route]) + 4)
            places.append(y + height / 2)
            y += height
    lanes = lanes.assign(y=places)
    figure, additions = go.Figure(layout=frame(y + AXIS, left=round(left), bottom=AXIS)), Additions()
    far = _with_room(largest, lanes.high.max(), left)
    add_strokes(figure, [(0, far, at - HEADING / 2, at - HEADING / 2) for _, at in headings], colour=GRID, width=1)
    for position, route in enumerate(routes):
        mark, part = route_mark(position), lanes[(lanes.route == route) & lanes.high.notna()]
        starts = part.low.where(part.point.notna() | (part.low != part.high), 0).fillna(0)
        spans = pd.Series(list(zip(starts, part.high, part.y, part.y, strict=True)), index=part.index)
        add_strokes(figure, spans[part.low.notna()], colour=mark.colour, width=3)
        add_strokes(figure, spans[part.low.isna()], colour=mark.colour, width=3, dash="dot")
        ends = part.assign(x=part.point.fillna(part.high))
        figure.add_scatter(
            x=ends.x.tolist(),
            y=ends.y.tolist(),
            mode="markers",
            name=route,
            showlegend=False,
            cliponaxis=False,  # a mark at the axis is whole
            hoverinfo="text",
            hovertext=ends.hover.tolist(),
            marker={
                "symbol": mark.symbol,
                "color": mark.colour,
                "size": 12,
                "line": {"width": 2 if mark.symbol.endswith("open") else 0, "color": mark.colour},
            },
        )
    known = lanes[lanes.high.notna()]
    _words(additions, known.high, known.y, known.text, INK, shift=12)
    unknown = lanes[lanes.high.isna()]
    _words(additions, [0] * len(unknown), unknown.y, unknown.text, SOFT_INK, shift=4)
    for label, at in headings:
        additions.add_annotation(
            x=0,
            xref="paper",
            xshift=-round(left) + 8,
            y=at,
            text=f"<b>{label}</b>",
            showarrow=False,
            xanchor="left",
            font={"size": 13, "color": INK},
            bgcolor=GROUND,
            borderpad=0,
        )
    additions.put_on(figure)
    figure.update_xaxes(
        range=[0, far],
        title={"text": axis_title, "font": {"size": 13}, "standoff": 8},
        fixedrange=True,
        gridcolor=GRID,
        zeroline=True,
        zerolinecolor=SOFT_INK,
        linecolor=SOFT_INK,
        tickfont={"size": 12},
        tickangle=0,
        automargin=False,
        nticks=5,
        **(ticks or {}),
    )
    figure.update_yaxes(
        range=[y, 0],
        fixedrange=True,
        tickvals=lanes.y.tolist(),
        ticktext=["<br>".join(names[route]) for route in lanes.route],
        showgrid=False,
        zeroline=False,
        tickfont={"size": 12},
        automargin=False,
        ticklabelstandoff=8,
    )
    return figure


def _with_room(largest: float, high: float, left: float) -> float:
    """The end of the axis that leaves the words beside the highest value as many px as they have where names are short."""
    if left <= LEFT or not high > 0:
        return largest
    words = (PHONE - LEFT) * (1 - high / largest)
    return high / (1 - words / (PHONE - left))


def _words(additions: Additions, x, y, words, colour: str, *, shift: int) -> None:
    for at_x, at_y, text in zip(x, y, words, strict=True):
        additions.add_annotation(
            x=at_x, y=at_y, text=text, showarrow=False, xanchor="left", xshift=shift, font={"size": 12, "color": colour}
        )
