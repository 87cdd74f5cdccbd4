"""Drawing columns: a heading per use and under it, for each route, a line of words and a row of small bars.

All rows have the same columns and the same scale, and each has the names of its columns under it, so that a row can be
read alone on a phone.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from evidence.charts.additions import Additions
from evidence.charts.style import GRID, GROUND, INK, SOFT_INK, frame

HEADING = 26  # px for the name of a use
WORDS = 20  # px for the words of a row
BARS = 44  # px for the tallest bar
NAME = 14  # px for a line of a column's name
TEXT = 16  # px for a line of the numbers above bars
GAP = 8  # px above a heading
END = 24  # px below the last row, for what the columns are
LEFT = 10


def columns_figure(
    rows: pd.DataFrame,
    bars: pd.DataFrame,
    names: dict[int, str],
    *,
    title: str,
    columns: int,
    reference: float | None = None,
) -> go.Figure:
    """Draw ``rows`` (one per row of bars: ``use_label``, ``words``) with their ``bars``.

    ``bars``: ``row`` (position in ``rows``), ``column`` (from 1), ``share``, ``colour``, ``text`` (printed above, may be empty),
    ``hover``. ``names``: column → name under it, lines parted by <br>. ``title``: what the columns are. ``reference``: a share at
    which each row has a dotted line.
    """
    largest = max([*bars.share, reference or 0.0]) if len(bars) else 1.0
    name = NAME * max((words.count("<br>") + 1 for words in names.values()), default=1)
    above = 14 if len(bars) and (bars.text != "").any() else 2
    at, grounds, headings, words = 0.0, [], [], []
    for position, (label, text) in enumerate(zip(rows.use_label, rows.words, strict=True)):
        if position == 0 or label != rows.use_label.iloc[position - 1]:
            headings.append((label, at + GAP + HEADING / 2 - 4, at + GAP / 2))
            at += GAP + HEADING
        words.append((text, at + WORDS / 2))
        at += WORDS + above + BARS
        grounds.append(at)
        at += name
    figure, additions = go.Figure(layout=frame(round(at + END + GAP), left=LEFT, top=0, bottom=END)), Additions()
    figure.update_layout(margin={"r": LEFT}, bargap=0.15)
    place = bars.row.map(dict(enumerate(grounds)))
    figure.add_bar(
        x=bars.column.tolist(), y=[-BARS * share / largest for share in bars.share], base=place.tolist(), showlegend=False,
        marker={"color": bars.colour.tolist()}, hovertext=bars.hover.tolist(), hoverinfo="text", cliponaxis=False,
    )  # fmt: skip
    heights = place - BARS * bars.share / largest - TEXT / 2
    if reference is not None:  # a number on the dotted line would look like one with a minus sign
        line = place - BARS * reference / largest
        heights = heights.where((heights - line).abs() > TEXT / 2, line - TEXT / 2)
    for x, y, text in zip(bars.column, heights, bars.text, strict=True):
        if text:  # on a ground of its own, since a line of the grid may cross it
            font = {"size": 11, "color": INK}
            additions.add_annotation(x=x, y=y, text=text, showarrow=False, bgcolor=GROUND, borderpad=0, font=font)
    for ground in grounds:
        _line(additions, columns, ground, SOFT_INK, "solid")
        if reference is not None:
            _line(additions, columns, ground - BARS * reference / largest, SOFT_INK, "dot")
        _texts(figure, names.keys(), [ground + name / 2] * len(names), names.values(), SOFT_INK)
    for label, middle, top in headings:
        _words(additions, f"<b>{label}</b>", middle)
        additions.add_shape(type="line", xref="paper", x0=0, x1=1, y0=top, y1=top, line={"color": GRID, "width": 1})
    for text, middle in words:
        _words(additions, text, middle)
    additions.add_annotation(
        x=0.5, xref="paper", y=0, yref="paper", yanchor="top", yshift=-4, text=title, showarrow=False,
        font={"size": 12, "color": INK},
    )  # fmt: skip
    additions.put_on(figure)
    figure.update_xaxes(range=[0.5, columns + 0.5], visible=False, fixedrange=True)
    figure.update_yaxes(range=[at, 0], visible=False, fixedrange=True)
    return figure


def _line(additions: Additions, columns: int, y: float, colour: str, dash: str) -> None:
    line = {"color": colour, "width": 1, "dash": dash}
    additions.add_shape(type="line", x0=0.5, x1=columns + 0.5, y0=y, y1=y, line=line)


def _texts(figure: go.Figure, x, y, words, colour: str) -> None:
    """Text without marks, as one trace."""
    figure.add_scatter(
        x=list(x), y=list(y), text=list(words), mode="text", textposition="middle center", showlegend=False,
        textfont={"size": 11, "color": colour}, hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip


def _words(additions: Additions, text: str, y: float) -> None:
    additions.add_annotation(
        x=0, xref="paper", y=y, text=text, showarrow=False, xanchor="left", xshift=2 - LEFT / 2, bgcolor=GROUND, borderpad=0,
        font={"size": 13, "color": INK},
    )  # fmt: skip
