"""Reported shares of people: a solid Wilson interval where both numbers are stated, else a dashed range of all it could be."""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.many_figures import LEGEND as SPANS_LEGEND
from evidence.charts.many_figures import MOST_FIGURES, gives_share, shares_of_people, spans_record
from evidence.charts.outcomes import Panel, outcomes_figure
from evidence.effects import COMPARISON, PEOPLE, RANGE, STATED, percent, reported_effects, same_people
from evidence.layer import NOT_STATED, Layer
from evidence.page import DataTable
from evidence.votes import CONFIDENCE

TITLE = "Reported shares of people with an outcome"
# Of the outcome, not of the people: a relapse that the drug is to prevent is an outcome of benefit, and no benefit to whom it befalls.
KINDS = {"benefit": "Benefit outcomes, as worded", "harm": "Harm outcomes, as worded"}
BASES = {STATED: "both numbers stated", RANGE: "range over all denominators"}


def reported_proportions_record(layer: Layer) -> Record:
    """What the chart draws: one row per share of people, benefits first; outcomes with one figure share a row.

    >>> record = evidence.charts.reported_proportions_record(layer)
    >>> record.name, len(record.rows) > 0
    ('reported-proportions', True)
    """
    if gives_share(layer.findings).sum() > MOST_FIGURES:
        found = shares_of_people(layer.findings)
        words = {
            "name": f"reported-proportions{layer.suffix}",
            "title": TITLE,
            "says": "Reported shares of people with the drug",
        }
        return spans_record(layer, found, panel="kind", order=list(KINDS).index, **words)
    effects = same_people(reported_effects(layer.findings))
    effects = effects[effects.family == PEOPLE]
    order = {use: place for place, use in enumerate(layer.uses.use)}
    kinds = list(KINDS)
    effects = effects.sort_values(
        ["kind", "use"],
        key=lambda column: column.map({**order, **dict(zip(kinds, (0, 1), strict=True))}),
        kind="stable",
    )
    labels = layer.review.uses.set_index("use").label
    point = effects.share_low.where(effects.basis == STATED, effects.value / 100)
    rows = pd.DataFrame({
        "kind": effects.kind, "title": effects.use.map(labels),
        "detail": [_detail(effect) for effect in effects.itertuples()], "figure": effects.words,
        "point": 100 * point, "low": 100 * effects.low, "high": 100 * effects.high, "dashed": effects.basis != STATED,
        "place": [layer.routes.index(route) for route in effects.route], "finding_id": effects.finding_id,
    })  # fmt: skip
    name = f"reported-proportions{layer.suffix}"
    rows["mark_id"] = [f"{name}-{number}" for number in range(1, len(rows) + 1)]
    rows["hover"] = rows.title + ", " + rows.detail + ": " + rows.figure
    twin = pd.DataFrame({
        "Use": rows.title, "Route": effects.route, "Kind": effects.kind, "Group": effects.group,
            "Outcome": effects.outcome, "Figure": effects.words,
        "Known from": effects.basis.map(BASES).fillna(effects.basis),
        "Denominator": [wording.listed([effect.smallest, effect.largest]).replace(" and ", " to ") for effect in effects.itertuples()],
        "Lowest limit": [_limit(low) for low in effects.low], "Highest limit": [_limit(high) for high in effects.high],
        "Source": effects.source, "Findings": effects.finding_id.str.replace(";", ", "), "mark_id": rows.mark_id,
    })  # fmt: skip
    caption, filters = f"Reported shares of people, {layer.label}", ("Use", "Route", "Kind", "Group")
    return Record(
        name=name,
        title=TITLE,
        rows=rows.reset_index(drop=True),
        twin=DataTable(twin, name, caption, filters=filters, mark_id="mark_id"),
        alt=_alt(layer, rows, effects),
        layer=layer.label,
        source=layer.source,
    )


def reported_proportions(record: Record) -> Chart:
    """Draw the shares; benefits and harms each have an axis of their own.

    >>> record = evidence.charts.reported_proportions_record(layer)
    >>> chart = evidence.charts.reported_proportions(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    ticks = {"tickvals": [0, 25, 50, 75, 100], "ticktext": [percent(part / 100) for part in (0, 25, 50, 75, 100)]}
    panels = [
        Panel(heading, record.rows[record.rows.kind == kind], "percent of people with the outcome", 100, ticks)
        for kind, heading in KINDS.items()
        if (record.rows.kind == kind).any() or record.rows.empty
    ]
    legend = {
        "solid": f"solid: Wilson {percent(CONFIDENCE)} interval",
        "dashed": "dotted: a number is missing, all intervals",
    }
    legend = {look: words for look, words in legend.items() if (record.rows.dashed == (look == "dashed")).any()}
    legend = SPANS_LEGEND if record.extra.get("spans") else legend
    return Chart(record, outcomes_figure(panels, legend=legend, follows=record.twin.name))


def _detail(effect) -> str:
    route = f"route {effect.route}" if effect.route == NOT_STATED else effect.route
    return f"{route}{', comparison group' if effect.group == COMPARISON else ''}: {effect.outcome}"


def _limit(value: float) -> str:
    return "" if pd.isna(value) else percent(value)


def _alt(layer: Layer, rows: pd.DataFrame, effects: pd.DataFrame) -> str:
    if rows.empty:
        return f"Reported shares of people, {layer.label}: none reported."
    stated = int((effects.basis == STATED).sum())
    said = "; ".join(rows.hover)
    others = "; the others as the range over every denominator that they could have" if stated < len(rows) else ""
    return (
        f"Reported shares of people with an outcome, {layer.label}. {wording.sentence(wording.part(stated, len(rows), 'row')).removesuffix('.')} "
        f"with both numbers stated and a Wilson {percent(CONFIDENCE)} interval{others}. {said}."
    )
