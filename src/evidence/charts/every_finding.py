"""Every finding: one symbol per row of the study table, by kind, group of uses and route, so that the chart can follow the table's filter."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.additions import Additions
from evidence.charts.grid import RING
from evidence.charts.many_findings import bundled_findings_record
from evidence.charts.room import NONE, broken, column_room, none_reported, whole
from evidence.charts.style import DIRECTION_MARKS, GRID, INK, SOFT_INK, Mark, frame
from evidence.layer import Layer
from evidence.tables import MOST_ROWS, study_table
from evidence.votes import COMPARATOR_GROUPS, INACTIVE

KINDS = {"benefit": "Benefits", "harm": "Harms"}
HEAD, HEADING = 28, 32  # px for the names of the routes, and for the name of a kind
LABEL, LINE, GAP = 22, 17, 9  # px for a group of uses: its name, a line of symbols, the space below
SIZE = 11  # px across a symbol
PER_LINE = 18  # symbols side by side over all routes: 17 px each on a phone
FEWEST = 2  # symbols side by side in a column, however many routes there are
LEGEND = 26  # px for an entry of the legend; on a phone each has its own line


def every_finding_record(layer: Layer) -> Record:
    """What the chart draws: one row per finding, sorted by direction within its cell. The twin is the study table itself.

    >>> record = evidence.charts.every_finding_record(layer)
    >>> record.name, len(record.rows) > 0
    ('every-finding', True)
    """
    if len(layer.findings) > MOST_ROWS:
        return bundled_findings_record(layer)
    findings, routes = layer.findings, layer.routes
    groups = layer.review.uses.set_index("use").use_group
    twin = study_table(layer)
    order = {"kind": list(KINDS), "group": layer.use_groups, "route": routes, "direction": list(DIRECTION_MARKS)}
    marks = pd.DataFrame({
        "kind": findings.kind, "group": findings.use.map(groups), "route": findings.route, "direction": findings.direction,
        "compared": findings.comparator_kind.map(COMPARATOR_GROUPS) != INACTIVE, "finding_id": findings.finding_id,
    })  # fmt: skip
    versus = (", compared with " + findings.comparator).where(marks.compared, "")
    marks["hover"] = twin.rows.use + ", " + twin.rows.outcome + ": " + twin.rows.direction + versus
    places = marks[list(order)].apply(lambda column: column.map(order[column.name].index))
    marks = marks.loc[places.sort_values(list(order), kind="stable").index].reset_index(drop=True)
    marks["position"] = marks.groupby(["kind", "group", "route"], sort=False).cumcount()
    name = f"every-finding{layer.suffix}"
    return Record(
        name=name,
        title="Every finding, by kind, use and route",
        rows=marks,
        twin=twin,
        alt=_alt(layer, marks),
        layer=layer.label,
        source=layer.source,
        extra={"routes": routes},
    )


def every_finding(record: Record) -> Chart:
    """Draw the findings. Each symbol carries its finding, and ``layout.meta.follows`` names the table with their rows.

    >>> record = evidence.charts.every_finding_record(layer)
    >>> chart = evidence.charts.every_finding(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    marks, routes = record.rows, record.extra["routes"]
    wide = max(PER_LINE // max(len(routes), 1), FEWEST)
    lefts = {route: place * (wide + 1) for place, route in enumerate(routes)}
    right = max(len(routes), 1) * (wide + 1) - 1
    tops, total = _rows(marks, wide)
    room = column_room(len(routes))
    size = 13 if all(whole(route, room, 13, bold=True) for route in routes) else 12
    names = {route: broken(route, room, size, bold=True) for route in routes}
    head = max([HEAD, *(LINE * len(name) + GAP for name in names.values())])
    none = none_reported(room, 11)
    shown = [direction for direction in DIRECTION_MARKS if (marks.direction == direction).any()]
    bottom = LEGEND * (len(shown) + int(marks.compared.any())) + 8
    figure, additions = go.Figure(layout=frame(total + head + bottom, bottom=bottom)), Additions()
    for direction in shown:
        part = marks[marks.direction == direction]
        x = [lefts[row.route] + row.position % wide + 0.5 for row in part.itertuples()]
        y = [tops[row.kind, row.group] + LABEL + LINE * (row.position // wide + 0.5) for row in part.itertuples()]
        _symbols(figure, DIRECTION_MARKS[direction], part, x, y)
    for direction in shown:
        _legend(figure, DIRECTION_MARKS[direction])
    if marks.compared.any():
        _legend(figure, Mark("rgba(0,0,0,0)", "circle", "outlined: versus another treatment"), RING)
    for route, left in lefts.items():
        _words(additions, f"<b>{'<br>'.join(names[route])}</b>", left, -head / 2, size=size, colour=INK)
    for (kind, group), top in tops.items():
        additions.add_shape(type="line", x0=0, x1=right, y0=top, y1=top, line={"color": GRID, "width": 1})
        size, words = (13, group) if group else (14, f"<b>{KINDS[kind]}</b>")
        _words(additions, words, 0, top + (LABEL if group else HEADING) / 2, size=size, colour=INK)
        found = set(marks[(marks.kind == kind) & (marks.group == group)].route)
        for route in routes if group else []:
            if route not in found:
                middle = top + LABEL + LINE / 2 + (GAP / 2 if len(none) > 1 else 0)
                _words(additions, "<br>".join(none), lefts[route], middle, size=11, colour=SOFT_INK)
    if marks.empty:
        _words(additions, NONE, 0, total / 2, size=13, colour=SOFT_INK)
    if record.extra.get("bundle", 1) == 1:
        figure.layout.meta = {"follows": record.twin.name}
    additions.put_on(figure)
    figure.update_xaxes(range=[0, right], visible=False, fixedrange=True)
    figure.update_yaxes(range=[total, -head], visible=False, fixedrange=True)
    return Chart(record, figure)


def _rows(marks: pd.DataFrame, wide: int) -> tuple[dict[tuple[str, str], float], float]:
    """The top of each row, (kind, group) → px with an empty group for a kind's heading, and the height of all rows."""
    tops, y = {}, 0.0
    for kind, of_kind in marks.groupby("kind", sort=False):
        tops[kind, ""] = y
        y += HEADING
        for group, row in of_kind.groupby("group", sort=False):
            tops[kind, group] = y
            y += LABEL + LINE * (row.position.max() // wide + 1) + GAP
    return tops, float(y) or HEADING


def _symbols(figure: go.Figure, mark: Mark, part: pd.DataFrame, x: list, y: list) -> None:
    rings = [RING if ringed else 0 for ringed in part.compared]
    figure.add_scatter(
        x=x, y=y, mode="markers", name=mark.words, showlegend=False, hovertext=part.hover.tolist(), hoverinfo="text",
        customdata=part.finding_id.tolist() if part.finding_id.notna().all() else None, cliponaxis=False, marker=_look(mark, SIZE, rings),
    )  # fmt: skip


def _legend(figure: go.Figure, mark: Mark, ring: float = 0) -> None:
    figure.add_scatter(x=[None], y=[None], mode="markers", name=mark.words, marker=_look(mark, 12, ring))


def _look(mark: Mark, size: int, ring: float | list[float]) -> dict:
    line = {"color": mark.colour, "width": 2} if mark.symbol.endswith("open") else {"color": INK, "width": ring}
    return {"symbol": mark.symbol, "color": mark.colour, "size": size, "opacity": 1, "line": line}


def _words(additions: Additions, words: str, x: float, y: float, *, size: int, colour: str) -> None:
    additions.add_annotation(
        x=x, y=y, text=words, showarrow=False, xanchor="left", yanchor="middle", align="left", borderpad=0,
        font={"size": size, "color": colour},
    )  # fmt: skip


def _alt(layer: Layer, marks: pd.DataFrame) -> str:
    if marks.empty:
        return f"Every finding, {layer.label}: {NONE}."
    parts = []
    for (kind, group, route), cell in marks.groupby(["kind", "group", "route"], sort=False):
        tally = cell.groupby("direction", sort=False).size()
        said = wording.join(f"{n} {direction}" for direction, n in tally.items())
        place = f"route {route}" if route == "not stated" else route
        parts.append(f"{KINDS[kind]}, {group}, {place}: {said}")
    return f"One symbol for each of {wording.count(len(marks), 'finding')}, {layer.label}, by direction. {'. '.join(parts)}."
