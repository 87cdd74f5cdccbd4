"""Drawing outcomes: three lines of words and under them a mark, a solid interval or a dashed range on the axis of a panel.

Words stand above their marks, as in the grid, so that a phone shows both whole. Each panel has one measure and its own axis;
two measures never share one.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go

from evidence.charts.additions import Additions
from evidence.charts.style import GRID, GROUND, INK, SOFT_INK, frame, route_mark

HEADING = 34  # px for the name of a panel
LINE = 17  # px for a line of words
MARK = 26  # px for the mark under the words
GAP = 10  # px between two outcomes
AXIS = 62  # px under a panel: ticks and title
LEGEND = 26  # px for an entry of the legend; on a phone each has its own line
LEFT = 12  # px beside the plot, so that a mark on its edge is whole
RIGHT = 24  # px, room for the last tick
LETTERS, TITLE_LETTERS = 49, 42  # characters that a line of words holds on a phone
NOTHING = "none reported"


@dataclass(frozen=True)
class Panel:
    """Outcomes with one axis.

    ``rows``: one per outcome, with ``title``, ``detail`` and ``figure`` (three lines of words), ``point`` (marked value, may be
    missing), ``low`` and ``high`` (ends of a line, may be missing), ``dashed`` (bool), ``place`` (position of the route),
    ``mark_id`` (the row of a table that the outcome follows when that is filtered) and ``hover``. ``axis``: keywords of the axis; its title is ``axis_title``.
    """

    heading: str
    rows: pd.DataFrame
    axis_title: str
    largest: float
    axis: dict = field(default_factory=dict)


def outcomes_figure(panels: list[Panel], *, legend: dict[str, str] | None = None, follows: str = "") -> go.Figure:
    """Draw ``panels`` one below the other. ``legend`` may hold words for ``solid``, ``dashed`` and ``point``.

    ``follows`` names the table to whose rows the outcomes' ``mark_id`` belong.
    """
    legend = legend or {}
    heights = [HEADING + _height(panel.rows) for panel in panels]
    total = sum(heights) + AXIS * len(panels)
    bottom = LEGEND * len(legend) + 8
    figure = go.Figure(layout=frame(total + bottom, left=LEFT, top=0, bottom=bottom))
    figure.update_layout(margin={"r": RIGHT})
    top = 0.0
    for number, (panel, height) in enumerate(zip(panels, heights, strict=True), start=1):
        _panel(figure, panel, number, height, top=1 - (top + HEADING) / total, bottom=1 - (top + height) / total)
        top += height + AXIS
    for name, words in legend.items():
        line = {"color": SOFT_INK, "width": 3, "dash": "dot" if name == "dashed" else "solid"}
        mode = "markers" if name == "point" else "lines"
        figure.add_scatter(x=[None], y=[None], mode=mode, name=words, line=line, marker={"color": SOFT_INK, "size": 10})
    if follows:
        figure.layout.meta = {"follows": follows}
    return figure


def lines(words: str, letters: int = LETTERS) -> list[str]:
    """``words`` cut into lines that a phone can hold; a percent sign stays with its number."""
    return textwrap.wrap(words.replace(" %", "\N{NO-BREAK SPACE}%"), letters)


def _height(rows: pd.DataFrame) -> float:
    if rows.empty:
        return LINE + GAP
    return float(sum(LINE * len(_words(row)) + MARK + GAP for row in rows.itertuples()))


def _words(row) -> list[tuple[str, bool]]:
    """The lines of an outcome, each with whether it is a title."""
    titles = [(line, True) for line in lines(row.title, TITLE_LETTERS)]
    return titles + [(line, False) for text in (row.detail, row.figure) for line in lines(text)]


def _panel(figure: go.Figure, panel: Panel, number: int, height: float, *, top: float, bottom: float) -> None:
    suffix = "" if number == 1 else str(number)
    x, y = f"x{suffix}", f"y{suffix}"
    axis = {
        "range": [0, panel.largest], "title": {"text": panel.axis_title, "font": {"size": 13}, "standoff": 8},
        "gridcolor": GRID, "zeroline": True, "zerolinecolor": SOFT_INK, "linecolor": SOFT_INK, "tickfont": {"size": 12},
        "fixedrange": True, "automargin": False, "nticks": 5, "anchor": y, **panel.axis,
    }  # fmt: skip
    hidden = {
        "range": [height - HEADING, 0],
        "domain": [max(bottom, 0), top],
        "visible": False,
        "fixedrange": True,
        "anchor": x,
    }
    figure.update_layout({f"xaxis{suffix}": axis, f"yaxis{suffix}": hidden})
    additions = Additions()
    additions.add_annotation(
        x=0, xref="paper", y=1, yref=f"{y} domain", yanchor="bottom", yshift=4, text=f"<b>{panel.heading}</b>", showarrow=False,
        xanchor="left", xshift=4 - LEFT, font={"size": 14, "color": INK},
    )  # fmt: skip
    at = 0.0
    if panel.rows.empty:
        _text(additions, NOTHING, at + LINE / 2, y, size=12, colour=SOFT_INK)
    marks = []
    for row in panel.rows.itertuples():
        additions.add_shape(
            type="line", xref=f"{x} domain", yref=y, x0=0, x1=1, y0=at, y1=at, line={"color": GRID, "width": 1}
        )
        at += GAP / 2
        for words, title in _words(row):
            size, colour = (13, INK) if title else (12, SOFT_INK)
            _text(additions, words, at + LINE / 2, y, size=size, colour=colour, bold=title, name=_mark_id(row))
            at += LINE
        marks.append((row, at + MARK / 2))
        at += MARK + GAP / 2
    _lines(additions, marks, x, y)
    additions.put_on(figure)
    _points(figure, marks, x, y)


def _lines(additions: Additions, marks: list, x: str, y: str) -> None:
    """Lines with ends, below the points, so that a point is never hidden."""
    for row, at in marks:
        if pd.isna(row.low):
            continue
        line = {"color": route_mark(row.place).colour, "width": 3, "dash": "dot" if row.dashed else "solid"}
        shape = {"type": "line", "xref": x, "yref": y, "layer": "below", "name": _mark_id(row)}
        additions.add_shape(**shape, x0=row.low, x1=row.high, y0=at, y1=at, line=line)
        for end in (row.low, row.high):
            cap = {**line, "dash": "solid", "width": 2}
            additions.add_shape(**shape, x0=end, x1=end, y0=at - 6, y1=at + 6, line=cap)


def _points(figure: go.Figure, marks: list, x: str, y: str) -> None:
    drawn = [(row, at) for row, at in marks if not pd.isna(row.point)]
    for place in dict.fromkeys(row.place for row, _ in drawn):
        mark, part = route_mark(place), [(row, at) for row, at in drawn if row.place == place]
        symbols = [_symbol(mark.symbol, row.dashed) for row, _ in part]
        figure.add_scatter(
            x=[row.point for row, _ in part], y=[at for _, at in part], xaxis=x, yaxis=y, mode="markers", showlegend=False,
            hoverinfo="text", hovertext=[row.hover for row, _ in part], cliponaxis=False,
            customdata=[_mark_id(row) for row, _ in part] if _mark_id(part[0][0]) else None,
            marker={"symbol": symbols, "color": mark.colour, "size": 12, "line": {"width": 2, "color": mark.colour}},
        )  # fmt: skip


def _mark_id(row) -> str | None:
    return getattr(row, "mark_id", None)


def _symbol(symbol: str, hollow: bool) -> str:
    """The symbol of a route; hollow where the share behind the printed figure is not known."""
    return symbol.removesuffix("-open") + ("-open" if hollow else "")


def _text(
    additions: Additions,
    words: str,
    at: float,
    y: str,
    *,
    size: int,
    colour: str,
    bold: bool = False,
    name: str | None = None,
) -> None:
    additions.add_annotation(
        x=0, xref="paper", y=at, yref=y, text=f"<b>{words}</b>" if bold else words, showarrow=False, xanchor="left",
        xshift=3, bgcolor=GROUND, borderpad=0, font={"size": size, "color": colour}, name=name,
    )  # fmt: skip
