"""Straight lines of one look, drawn as one trace: as many shapes take a browser several times as long."""

from __future__ import annotations

from collections.abc import Iterable

import plotly.graph_objects as go


def add_strokes(
    figure: go.Figure,
    ends: Iterable[tuple[float, float, float, float]],
    *,
    colour: str,
    width: float,
    dash: str | None = None,
) -> None:
    """Draw lines from (x0, y0) to (x1, y1), given as (x0, x1, y0, y1) in data units; ``width`` in px. They stand for no row of data."""
    x, y = [], []
    for x0, x1, y0, y1 in ends:
        x += [x0, x1, None]
        y += [y0, y1, None]
    if x:
        line = {"color": colour, "width": width} | ({"dash": dash} if dash else {})
        figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False, cliponaxis=False)
