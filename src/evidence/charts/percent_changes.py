"""Reported percent changes: one panel per measure, since a reduction and an improvement share no axis."""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.many_figures import LEGEND, MOST_FIGURES, percent_changes_of, spans_record
from evidence.charts.outcomes import Panel, outcomes_figure
from evidence.effects import PERCENT_CHANGES, reported_effects, same_people
from evidence.layer import NOT_STATED, Layer
from evidence.page import DataTable
from evidence.people import count_people

TITLE = "Reported percent changes, by measure"
AXES = {"percent reduction": "fell by, in percent", "percent improvement": "improved by, in percent"}


def percent_changes_record(layer: Layer) -> Record:
    """What the chart draws: one row per percent change, with the people behind it; no interval, since none is reported.

    >>> record = evidence.charts.percent_changes_record(layer)
    >>> record.name, len(record.rows) > 0
    ('percent-changes', True)
    """
    if layer.findings.measure.isin(PERCENT_CHANGES).sum() > MOST_FIGURES:
        found = percent_changes_of(layer.findings, PERCENT_CHANGES)
        words = {"name": f"percent-changes{layer.suffix}", "title": TITLE, "says": "Reported percent changes"}
        return spans_record(layer, found, panel="measure", order=PERCENT_CHANGES.index, **words)
    effects = same_people(reported_effects(layer.findings))
    effects = effects[effects.measure.isin(PERCENT_CHANGES)]
    order = {use: place for place, use in enumerate(layer.uses.use)}
    effects = effects.sort_values("use", key=lambda uses: uses.map(order), kind="stable")
    labels = layer.review.uses.set_index("use").label
    people = [
        wording.people(count_people(layer.findings[layer.findings.study_set == name])) for name in effects.study_set
    ]
    people = pd.Series(people, index=effects.index, dtype="str")
    routes = effects.route.map(lambda route: f"route {route}" if route == NOT_STATED else route)
    rows = pd.DataFrame({
        "measure": effects.measure, "title": effects.use.map(labels), "detail": routes + ": " + effects.outcome,
        "figure": effects.words + ", " + people, "point": effects.value, "low": 0.0, "high": effects.value, "dashed": False,
        "place": [layer.routes.index(route) for route in effects.route], "finding_id": effects.finding_id,
    })  # fmt: skip
    rows["low"] = rows[["low", "high"]].min(axis=1)
    rows["hover"] = rows.title + ", " + rows.detail + ": " + rows.figure
    twin = pd.DataFrame({
        "Measure": effects.measure, "Use": rows.title, "Route": effects.route, "Outcome": effects.outcome,
        "Percent": [wording.number(value) for value in effects.value], "People": people,
        "Source": effects.source, "Findings": effects.finding_id.str.replace(";", ", "),
    })  # fmt: skip
    name = f"percent-changes{layer.suffix}"
    said = "; ".join(rows.hover) if len(rows) else "none reported"
    return Record(
        name=name,
        title=TITLE,
        rows=rows.reset_index(drop=True),
        twin=DataTable(twin, name, f"Reported percent changes, {layer.label}"),
        alt=f"Reported percent changes, {layer.label}; no interval is reported for any. {said}.",
        layer=layer.label,
        source=layer.source,
    )


def percent_changes(record: Record) -> Chart:
    """Draw one panel per measure that has a row; all panels have the same length of axis.

    >>> record = evidence.charts.percent_changes_record(layer)
    >>> chart = evidence.charts.percent_changes(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    largest = max(100.0, record.rows.high.max() if len(record.rows) else 0)
    found = [measure for measure in PERCENT_CHANGES if (record.rows.measure == measure).any()] or list(PERCENT_CHANGES)
    panels = [
        Panel(measure.capitalize(), record.rows[record.rows.measure == measure], AXES[measure], largest)
        for measure in found
    ]
    return Chart(record, outcomes_figure(panels, legend=LEGEND if record.extra.get("spans") else None))
