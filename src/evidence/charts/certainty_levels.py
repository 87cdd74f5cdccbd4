"""Certainty by use and route: a mark on an ordered axis where the level is known, a line with two ends where it is a range."""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.certainty import LEVELS
from evidence.chart import Chart, Record
from evidence.charts.lanes import lanes_figure
from evidence.charts.style import route_mark
from evidence.judgements import certainty_table
from evidence.layer import Layer
from evidence.page import DataTable

FIRST = 0.6  # where the lowest level stands on the axis; levels are one apart
MOST_SETS = 40  # more study sets than this are not all named in the table under the chart
ROOM = 6.4  # the axis ends here, so that the words beside the highest level have their place


def certainty_levels_record(layer: Layer, *, kind: str = "benefit") -> Record:
    """What the chart draws: one lane per use and route.

    >>> record = evidence.charts.certainty_levels_record(layer)
    >>> record.name, len(record.rows) > 0
    ('certainty-levels-benefit', True)
    """
    cells = certainty_table(layer, kind=kind)
    places = {level: FIRST + position for position, level in enumerate(LEVELS)}
    lanes = pd.DataFrame({
        "use_label": cells.use_label, "route": cells.route, "low": cells.lowest.map(places), "high": cells.highest.map(places),
        "point": cells.level.map(places), "text": cells.certainty,
        "hover": [_hover(cell) for cell in cells.itertuples()],
    })  # fmt: skip
    lanes = lanes.astype({"low": "float64", "high": "float64", "point": "float64"})
    twin = pd.DataFrame({
        "Use": cells.use_label, "Route": cells.route, "Certainty": cells.certainty, "Study sets rated": cells.study_sets,
        "People": cells.people, "Which": [_which(sets) for sets in cells.sets],
    })  # fmt: skip
    name = f"certainty-levels-{kind}{layer.suffix}"
    said = "; ".join(lanes.hover)
    return Record(
        name=name,
        title=f"Certainty of the evidence by use and route ({kind}s)",
        rows=lanes,
        twin=DataTable(twin, name, f"Certainty by use and route, {layer.label}"),
        alt=f"Certainty on the levels {wording.join(LEVELS)}, {layer.label}; a range where the source leaves it open. {said or 'None reported'}.",
        layer=layer.label,
        source=layer.source,
        extra={"routes": layer.routes},
    )


def certainty_levels(record: Record) -> Chart:
    """Draw the levels; the lowest stands on the left.

    >>> record = evidence.charts.certainty_levels_record(layer)
    >>> chart = evidence.charts.certainty_levels(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    ticktext = [level.replace(" ", "<br>").replace("moderate", "mod-<br>erate") for level in LEVELS]
    ticks = {"tickvals": [FIRST + position for position in range(len(LEVELS))], "ticktext": ticktext}
    lanes, routes = record.rows, record.extra["routes"]
    figure = lanes_figure(lanes, routes, axis_title="certainty", largest=ROOM, ticks=ticks)
    heights = pd.Series(figure.layout.yaxis.tickvals, index=lanes.index)
    for position, route in enumerate(routes):
        mark, part = route_mark(position), lanes[(lanes.route == route) & lanes.low.notna() & lanes.point.isna()]
        if part.empty:
            continue
        figure.add_scatter(
            x=part.low.tolist(), y=heights[part.index].tolist(), mode="markers", name=route, showlegend=False, hoverinfo="text",
            hovertext=part.hover.tolist(), marker={"symbol": mark.symbol, "color": mark.colour, "size": 12,
                                                   "line": {"width": 2 if mark.symbol.endswith("open") else 0, "color": mark.colour}},
        )  # fmt: skip
    return Chart(record, figure)


def _which(sets: str) -> str:
    """The study sets, joined with ', '; of a long list the first ones, which tables of findings name whole."""
    found = sets.split(";")
    return ", ".join(found) if len(found) <= MOST_SETS else f"{wording.names(found)}"


def _hover(cell) -> str:
    if cell.found is None:
        return f"{cell.use_label}, {cell.route}: {cell.certainty}"
    return f"{cell.use_label}, {cell.route}: {cell.certainty} ({wording.count(cell.study_sets, 'study set')}, {cell.people})"
