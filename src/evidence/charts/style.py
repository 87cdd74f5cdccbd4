"""How charts look: one place for colours, symbols and the frame, so that a mark means the same on every page.

Colours are of the family of Okabe & Ito (Color Universal Design, 2008): its vermilion, and its blue and reddish purple moved as little
as it takes for each colour to keep 3:1 against a white and a dark ground, and for each pair to keep 20 of CAM02-UCS apart for readers
with any complete colour vision deficiency (`tests/test_colours.py` holds both, with their sources). Each goes with a shape of its own,
so that nothing is told by colour alone. Frame colours, ink among them, are swapped by the book's script in the dark.
"""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

INK = "#1f2328"
SOFT_INK = "#57606a"
GRID = "#d0d7de"
GROUND = "#ffffff"
# Colours of categories, which hold on both grounds. INK is a fifth one.
BLUE = "#0068C8"
VERMILION = "#D55E00"
PURPLE = "#B880A8"
GREY = "#666666"
FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Mark:
    """A colour, a Plotly symbol, and the words of the legend."""

    colour: str
    symbol: str
    words: str


DIRECTION_MARKS = {
    "favours": Mark(BLUE, "triangle-up", "favours the drug"),
    "no difference": Mark(GREY, "square", "no difference"),
    "mixed": Mark(PURPLE, "diamond", "mixed"),
    "against": Mark(VERMILION, "triangle-down", "against the drug"),
    # Crossed, since a plain ring stands for a comparison with another treatment.
    "not stated": Mark(INK, "circle-x-open", "direction not stated"),
}

# Enough for the routes of most reviews; a review with more routes reuses the colours, each time with other shapes.
ROUTE_MARKS = [
    Mark(BLUE, "circle", ""),
    Mark(VERMILION, "diamond", ""),
    Mark(GREY, "square-open", ""),
    Mark(PURPLE, "triangle-up", ""),
    Mark(INK, "star", ""),
]
MORE_SYMBOLS = ["cross", "triangle-down", "hexagon", "pentagon", "bowtie", "hourglass", "star-triangle-up", "triangle-left", "octagon", "star-square"]  # fmt: skip


def route_mark(position: int) -> Mark:
    """The mark of the route at that position of the review's list; the first fifteen differ in their symbol."""
    symbols = [*(mark.symbol for mark in ROUTE_MARKS), *MORE_SYMBOLS]
    turn, place = divmod(position, len(symbols))
    # From then on a symbol comes again, in another colour.
    return Mark(ROUTE_MARKS[(place + turn) % len(ROUTE_MARKS)].colour, symbols[place], "")


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
        # Plotly's own has the colour of the mark as its ground, on which words are hard to read.
        hoverlabel={"font": {"family": FONT, "color": INK}, "bgcolor": GROUND, "bordercolor": SOFT_INK},
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
