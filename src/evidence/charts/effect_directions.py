"""Effect directions: the outcomes of each use by route, one symbol per study set.

After the effect direction plot of Boon & Thomson (Research Synthesis Methods 2021;12:29-33): the shape says which way, the size how many
people; nothing says how large the effect was.
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.cells import DRAWN, cell_marks, heading_row, marks_frame, twin_rows
from evidence.charts.grid import grid_figure
from evidence.layer import Layer
from evidence.page import DataTable

MOST_ROWS = 40  # rows that are drawn use by use; beyond it the outcomes of all uses of the group stand together


def effect_directions_record(layer: Layer, use_group: str, *, kind: str = "benefit") -> Record:
    """What the chart for one group of uses draws: a heading per use, a row per outcome domain.

    Of more than ``MOST_ROWS`` rows only the outcome domains are left, each over all uses of the group.

    Raises ValueError when the layer has no finding of that kind in the group.

    >>> record = evidence.charts.effect_directions_record(layer, review.uses.use_group[0])
    >>> record.name.startswith("effect-directions-"), len(record.rows) > 0
    (True, True)
    """
    layer = layer.of_kind(kind)
    uses = layer.uses[layer.uses.use_group == use_group]
    if uses.empty:
        raise ValueError(f"no {kind} is reported for a use of the group {use_group!r}")
    layer = Layer(layer.review, layer.findings[layer.findings.use.isin(uses.use)], layer.label, layer.source)
    found, routes = layer.findings[[*DRAWN, "outcome_domain"]], layer.routes
    together = len(uses) > 1 and len(found.drop_duplicates(["use", "outcome_domain"])) > MOST_ROWS
    if together:
        parts = [(f"{use_group}: all {wording.number(len(uses))} uses together", found)]
    else:
        by_use = dict(list(found.groupby("use", sort=False)))
        parts = [(use.label, by_use[use.use]) for use in uses.itertuples()]
    rows, position = [], 0
    for heading, of_heading in parts:
        rows.append(heading_row(position, heading))
        for domain, outcomes in of_heading.groupby("outcome_domain", sort=False):
            position += 1
            rows += cell_marks(outcomes, routes, row=position, label=domain, group=heading)
        position += 1
    marks = marks_frame(rows)
    slug = wording.slugs(layer.review.uses.use_group)[use_group]
    name = f"effect-directions-{slug}-{kind}{layer.suffix}"
    return Record(
        name=name,
        title=f"{use_group}: direction of each outcome by route" + (", all uses together" if together else ""),
        rows=marks,
        twin=DataTable(
            twin_rows(marks, routes, first="Outcome"), name, f"{use_group}, outcome by outcome, {layer.label}"
        ),
        alt=_alt(layer, marks, use_group),
        layer=layer.label,
        source=layer.source,
        extra={"routes": routes},
    )


def effect_directions(record: Record) -> Chart:
    """Draw the chart.

    >>> record = evidence.charts.effect_directions_record(layer, review.uses.use_group[0])
    >>> chart = evidence.charts.effect_directions(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    return Chart(record, grid_figure(record.rows, record.extra["routes"]))


def _alt(layer: Layer, marks: pd.DataFrame, use_group: str) -> str:
    drawn = marks[marks.direction != ""]
    parts = []
    for (group, label, route), cell in drawn.groupby(["group", "label", "route"], sort=False):
        tally = cell.groupby("direction", sort=False).sets.sum()
        said = wording.join(f"{int(n)} {direction}" for direction, n in tally.items())
        parts.append(f"{group}, {label}, {route}: {said}")
    return f"{use_group}, {layer.label}; study sets by direction. {'. '.join(parts)}."
