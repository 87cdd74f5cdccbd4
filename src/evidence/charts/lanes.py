"""Drawing lanes: a heading per use and under it one lane per route, with a value or a range on a common axis."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from evidence.charts.style import GRID, GROUND, INK, SOFT_INK, frame, route_mark

HEADING = 26  # px for the name of a use
LANE = 24  # px for a route
AXIS = 56  # px below the lanes: ticks and the axis title
GAP = 6  # px above a heading
LEFT = 92  # px for the names of the routes


def lanes_figure(
    lanes: pd.DataFrame, routes: list[str], *, axis_title: str, largest: float, ticks: dict | None = None
) -> go.Figure:
    """Draw ``lanes`` (one per use × route).

    Columns: ``use_label``, ``route``, ``low`` and ``high`` (missing where nothing is reported), ``point`` (marked value within
    the range, missing for none), ``text`` (printed beside the mark, or in the empty lane), ``hover``. The axis runs from 0 to
    ``largest`` with room for the text.
    """
    y, headings, places = 0, [], []
    for label, lane in lanes.groupby("use_label", sort=False):
        headings.append((label, y + GAP + HEADING / 2 - 4))
        y += GAP + HEADING
        for _ in range(len(lane)):
            places.append(y + LANE / 2)
            y += LANE
    lanes = lanes.assign(y=places)
    figure = go.Figure(layout=frame(y + AXIS, left=LEFT, bottom=AXIS))
    for position, route in enumerate(routes):
        mark, part = route_mark(position), lanes[(lanes.route == route) & lanes.low.notna()]
        for lane in part.itertuples():
            start = 0 if pd.isna(lane.point) and lane.low == lane.high else lane.low
            figure.add_shape(
                type="line",
                x0=start,
                x1=lane.high,
                y0=lane.y,
                y1=lane.y,
                line={"color": mark.colour, "width": 3},
                layer="below",
            )
        ends = part.assign(x=part.point.fillna(part.high))
        figure.add_scatter(
            x=ends.x.tolist(),
            y=ends.y.tolist(),
            mode="markers",
            name=route,
            showlegend=False,
            hoverinfo="text",
            hovertext=ends.hover.tolist(),
            marker={
                "symbol": mark.symbol,
                "color": mark.colour,
                "size": 12,
                "line": {"width": 2 if mark.symbol.endswith("open") else 0, "color": mark.colour},
            },
        )
    known = lanes[lanes.low.notna()]
    _words(figure, known.high, known.y, known.text, INK, shift=12)
    unknown = lanes[lanes.low.isna()]
    _words(figure, [0] * len(unknown), unknown.y, unknown.text, SOFT_INK, shift=4)
    for label, at in headings:
        figure.add_annotation(
            x=0,
            xref="paper",
            xshift=-LEFT + 8,
            y=at,
            text=f"<b>{label}</b>",
            showarrow=False,
            xanchor="left",
            font={"size": 13, "color": INK},
            bgcolor=GROUND,
            borderpad=0,
        )
        figure.add_shape(
            type="line",
            xref="paper",
            x0=0,
            x1=1,
            y0=at - HEADING / 2,
            y1=at - HEADING / 2,
            line={"color": GRID, "width": 1},
        )
    figure.update_xaxes(
        range=[0, largest],
        title={"text": axis_title, "font": {"size": 13}, "standoff": 8},
        fixedrange=True,
        gridcolor=GRID,
        zeroline=True,
        zerolinecolor=SOFT_INK,
        linecolor=SOFT_INK,
        tickfont={"size": 12},
        automargin=False,
        nticks=5,
        **(ticks or {}),
    )
    figure.update_yaxes(
        range=[y, 0],
        fixedrange=True,
        tickvals=lanes.y.tolist(),
        ticktext=lanes.route.tolist(),
        showgrid=False,
        zeroline=False,
        tickfont={"size": 12},
        automargin=False,
        ticklabelstandoff=8,
    )
    return figure


def _words(figure: go.Figure, x, y, words, colour: str, *, shift: int) -> None:
    for at_x, at_y, text in zip(x, y, words, strict=True):
        figure.add_annotation(
            x=at_x, y=at_y, text=text, showarrow=False, xanchor="left", xshift=shift, font={"size": 12, "color": colour}
        )
