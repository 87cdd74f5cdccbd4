"""The evidence map: uses by routes, one symbol per study set, sized by people and shaped by direction."""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.cells import DRAWN, cell_marks, marks_frame, twin_rows
from evidence.charts.grid import grid_figure
from evidence.charts.room import NONE, first_upper
from evidence.layer import Layer
from evidence.page import DataTable
from evidence.people import count_people


def evidence_map_record(layer: Layer, *, kind: str = "benefit") -> Record:
    """What the map of ``layer`` draws: one row per symbol and one per cell in which no study is reported.

    >>> record = evidence.charts.evidence_map_record(layer)
    >>> record.name, len(record.rows) > 0
    ('evidence-map-benefit', True)
    """
    layer = layer.of_kind(kind)
    routes, rows = layer.routes, []
    by_use = dict(list(layer.findings[[*DRAWN]].groupby("use", sort=False)))
    for position, use in enumerate(layer.uses.itertuples()):
        rows += cell_marks(by_use[use.use], routes, row=position, label=use.label)
    marks = marks_frame(rows)
    twin = DataTable(
        twin_rows(marks, routes, first="Use"),
        f"evidence-map-{kind}{layer.suffix}",
        f"Evidence map in words ({kind}s), {layer.label}",
    )
    return Record(
        name=f"evidence-map-{kind}{layer.suffix}",
        title=f"Reported evidence by use and route ({kind}s)",
        rows=marks,
        twin=twin,
        alt=_alt(layer, marks, routes, kind),
        layer=layer.label,
        source=layer.source,
        extra={"routes": routes},
    )


def evidence_map(record: Record) -> Chart:
    """Draw the map.

    >>> record = evidence.charts.evidence_map_record(layer)
    >>> chart = evidence.charts.evidence_map(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    return Chart(record, grid_figure(record.rows, record.extra["routes"]))


def _alt(layer: Layer, marks: pd.DataFrame, routes: list[str], kind: str) -> str:
    if marks.empty:
        return f"No {kind} is reported, {layer.label}."
    uses = marks.drop_duplicates("row")
    parts = [
        f"Grid of {wording.count(len(uses), 'use')} by {wording.count(len(routes), 'route column')}, {layer.label}."
    ]
    for route in routes:
        found = layer.findings[layer.findings.route == route]
        if found.empty:
            parts.append(f"{first_upper(route)}: {NONE}.")
            continue
        cells = marks[(marks.route == route) & (marks.direction != "")]
        tally = cells.groupby("direction", sort=False).sets.sum()
        words = wording.join(f"{int(n)} {direction}" for direction, n in tally.items())
        n_uses = found.use.nunique()
        parts.append(
            f"{first_upper(route)}: {wording.count(found.study_set.nunique(), 'study set')} on {wording.count(n_uses, 'use')}, "
            f"{wording.people(count_people(found))}; votes: {words}."
        )
    return " ".join(parts)
