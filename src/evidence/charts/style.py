"""How charts look: one place for colours, symbols and the frame, so that a mark means the same on every page.

Colours are Okabe & Ito's (Color Universal Design, 2008) where they keep 3:1 against both a white and a dark ground; each goes with
a shape of its own, so that nothing is told by colour alone. Frame colours are swapped by the book's script in the dark.
"""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

INK = "#1f2328"
SOFT_INK = "#57606a"
GRID = "#d0d7de"
GROUND = "#ffffff"
FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Mark:
    """A colour, a Plotly symbol, and the words of the legend."""

    colour: str
    symbol: str
    words: str


DIRECTION_MARKS = {
    "favours": Mark("#0072B2", "triangle-up", "favours the drug"),
    "no difference": Mark("#767676", "square", "no difference"),
    "mixed": Mark("#AA4499", "diamond", "mixed"),
    "against": Mark("#D55E00", "triangle-down", "against the drug"),
    "not stated": Mark("#767676", "circle-open", "direction not stated"),
}

# Enough for the routes of a review; a review with more routes reuses them with the shapes shifted.
ROUTE_MARKS = [
    Mark("#0072B2", "circle", ""),
    Mark("#D55E00", "diamond", ""),
    Mark("#767676", "square-open", ""),
    Mark("#AA4499", "triangle-up", ""),
    Mark("#009E73", "star", ""),
]


def route_mark(position: int) -> Mark:
    """The mark of the route at that position of the review's list."""
    return ROUTE_MARKS[position % len(ROUTE_MARKS)]


def frame(height: int, *, left: int = 8, top: int = 8, bottom: int = 8) -> go.Layout:
    """An empty layout of that height in pixels, with the legend below the plot."""
    return go.Layout(
        template=None,
        height=height,
        autosize=True,
        margin={"l": left, "r": 8, "t": top, "b": bottom, "pad": 0},
        paper_bgcolor=GROUND,
        plot_bgcolor=GROUND,
        font={"family": FONT, "size": 13, "color": INK},
        hoverlabel={"font": {"family": FONT}},
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 0,
            "yanchor": "bottom",
            "yref": "container",
            "itemsizing": "constant",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": 13},
        },
        hovermode="closest",
        dragmode=False,
    )
