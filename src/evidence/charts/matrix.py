"""Drawing a matrix: rows of words by columns of sources, each cell a symbol with its word beside it.

Row words stand above their cells and column words wrap at their hyphens, so that five columns fit a phone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from evidence.charts.additions import Additions
from evidence.charts.style import GRID, INK, SOFT_INK, Mark, frame

LINE = 17  # px for a line of row words
CELL = 22  # px for the symbols under them
GAP = 8  # px between two rows
HEADING = 30  # px for a heading
NAME = 13  # px for a line of a column's name
LEGEND = 26  # px for an entry of the legend; on a phone each has its own line
EDGE = 4  # px
LETTERS = 46  # characters that a line of row words holds on a phone
NAME_LETTERS = 11  # characters that a fifth of a phone holds
NEAR = "\N{NO-BREAK SPACE}"  # between a symbol and its word
INSET = 0.11  # columns; where a symbol stands in its column


def matrix_figure(rows: pd.DataFrame, columns: Sequence[str], marks: Mapping[str, Mark], *, nothing: str) -> go.Figure:
    """Draw ``rows`` (one per cell).

    Columns: ``row`` (position from 0), ``heading`` (words above this and the following rows; the columns' names are
    repeated under each), ``label``, ``column``, ``state`` (a key of ``marks``), ``word`` (printed beside the symbol), ``hover``.
    ``nothing`` is printed where there is no row.
    """
    names = [_name(column) for column in columns]
    head = max((len(name) for name in names), default=1) * NAME + EDGE
    parts, tops, y = [], {}, 0.0
    heading = None
    for row in rows.drop_duplicates("row").itertuples():
        if row.heading != heading:
            heading = row.heading
            parts.append((heading, y))
            y += (HEADING if heading else 0) + head
        label = textwrap.wrap(row.label, LETTERS)
        tops[row.row] = (y, label)
        y += GAP + LINE * len(label) + CELL
    y = y or LINE + GAP
    states = [state for state in marks if (rows.state == state).any()]
    bottom = LEGEND * len(states) + GAP
    figure, additions = go.Figure(layout=frame(y + bottom + EDGE, top=EDGE, bottom=bottom)), Additions()
    for state in states:
        part = rows[rows.state == state]
        _symbols(figure, part, [_below(*tops[row]) for row in part.row], list(columns), marks[state])
    for state in states:
        _legend(figure, marks[state])
    for heading, top in parts:
        _head(additions, heading, names, top)
    for top, label in tops.values():
        _line(additions, len(columns), top)
        for place, words in enumerate(label):
            _words(additions, words, 0, top + GAP / 2 + LINE * (place + 0.5), size=13, colour=INK)
    if rows.empty:
        _words(additions, nothing, 0, y / 2, size=13, colour=SOFT_INK)
    additions.put_on(figure)
    figure.update_xaxes(range=[0, max(len(columns), 1)], visible=False, fixedrange=True)
    figure.update_yaxes(range=[y, 0], visible=False, fixedrange=True)
    return figure


def _name(column: str) -> list[str]:
    """A column's name in lines, broken at its hyphens and spaces."""
    wrapped = textwrap.wrap(column.replace("-", "- "), NAME_LETTERS)
    return [line.replace("- ", "-") for line in wrapped]


def _below(top: float, label: list[str]) -> float:
    return top + GAP / 2 + LINE * len(label) + CELL / 2


def _head(additions: Additions, heading: str, names: list[list[str]], top: float) -> None:
    if heading:
        _words(additions, f"<b>{heading}</b>", 0, top + HEADING / 2 + 2, size=14, colour=INK)
        top += HEADING
    for place, name in enumerate(names):
        for line, words in enumerate(name):
            _words(additions, words, place + INSET / 2, top + NAME * (line + 0.5), size=11, colour=INK)


def _symbols(figure: go.Figure, part: pd.DataFrame, y: list, columns: list[str], mark: Mark) -> None:
    hollow = mark.symbol.endswith(("open", "thin"))
    figure.add_scatter(
        x=[columns.index(column) + INSET for column in part.column], y=y, mode="markers+text", name=mark.words,
        text=[NEAR + word for word in part.word], textposition="middle right", cliponaxis=False, showlegend=False,
        textfont={"size": 11, "color": SOFT_INK if hollow else INK}, hoverinfo="text", hovertext=part.hover.tolist(),
        marker={"symbol": mark.symbol, "color": mark.colour, "size": 11, "line": _outline(mark)},
    )  # fmt: skip


def _legend(figure: go.Figure, mark: Mark) -> None:
    """A legend entry without a mark in the plot."""
    marker = {"symbol": mark.symbol, "color": mark.colour, "size": 12, "line": _outline(mark)}
    figure.add_scatter(x=[None], y=[None], mode="markers", name=mark.words, marker=marker)


def _outline(mark: Mark) -> dict:
    return {"color": mark.colour, "width": 2 if mark.symbol.endswith(("open", "thin")) else 0}


def _line(additions: Additions, columns: int, y: float) -> None:
    additions.add_shape(type="line", x0=0, x1=columns, y0=y, y1=y, line={"color": GRID, "width": 1})


def _words(additions: Additions, words: str, x: float, y: float, *, size: int, colour: str) -> None:
    additions.add_annotation(
        x=x, y=y, text=words, showarrow=False, xanchor="left", yanchor="middle", borderpad=0, xshift=-1,
        font={"size": size, "color": colour},
    )  # fmt: skip
