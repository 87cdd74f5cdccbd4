"""Central weights: how a reader weighs the criteria, on average, when a use by a route comes first."""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.columns import columns_figure
from evidence.charts.style import DIRECTION_MARKS
from evidence.layer import NOT_STATED, Layer
from evidence.page import DataTable
from evidence.robustness import CRITERIA, DRAWS, rank_alternatives
from evidence.weighing import draws_share

# Below this share of draws the mean of the weights rests on a handful of draws and is not drawn.
SELDOM = 0.01
COLOUR = DIRECTION_MARKS["favours"].colour
SHORT = {"study sets": "study<br>sets", "consistency": "consis-<br>tency", "follow-up": "follow-<br>up", "comparison": "compar-<br>ison"}  # fmt: skip


def central_weights_record(layer: Layer, *, draws: int = DRAWS, seed: int = 0) -> Record:
    """What the chart draws: one bar per criterion for each alternative that is first in enough draws.

    >>> record = evidence.charts.central_weights_record(layer, draws=100)
    >>> record.name, len(record.rows) > 0
    ('central-weights', True)
    """
    ranks = rank_alternatives(layer, draws=draws, seed=seed)
    bars, places, twin, seldom = [], [], [], []
    for cell, first, weights in _leading(ranks):
        how_often = f"first in {draws_share(first)} of draws" if first else "never first"
        printed = [wording.percent(weight) if first else "–" for weight in weights]
        twin.append({"Use": cell.use_label, "Route": cell.route, "First": draws_share(first), **dict(zip(CRITERIA, printed, strict=True))})  # fmt: skip
        if first < SELDOM:
            seldom.append(f"{cell.label} ({how_often})")
            continue
        route = f"route {cell.route}" if cell.route == NOT_STATED else cell.route
        said = wording.join(f"{name} {text}" for name, text in zip(CRITERIA, printed, strict=True))
        bars += [
            {"row": len(places), "column": column, "share": weight, "colour": COLOUR, "text": wording.percent(weight).removesuffix(" %"),
             "hover": f"{cell.label}: {name} {wording.percent(weight)}"}
            for column, (name, weight) in enumerate(zip(CRITERIA, weights, strict=True), start=1)
        ]  # fmt: skip
        places.append(
            {"use_label": cell.use_label, "route": cell.route, "words": f"{route}: {how_often}", "said": said}
        )
    places = pd.DataFrame(places, columns=["use_label", "route", "words", "said"])
    name = f"central-weights{layer.suffix}"
    said = [f"{row.use_label}, {row.words}: {row.said}" for row in places.itertuples()] or ["none is drawn"]
    rest = f" Too seldom first to be drawn: {'; '.join(seldom)}." if seldom else ""
    return Record(
        name=name,
        title="Weights with which a use and route comes first",
        rows=pd.DataFrame(bars, columns=["row", "column", "share", "colour", "text", "hover"]),
        twin=DataTable(
            pd.DataFrame(twin, columns=["Use", "Route", "First", *CRITERIA]),
            name,
            f"Mean weights of the draws in which each is first, {layer.label}",
        ),
        alt=f"For each use and route that is first in at least {wording.percent(SELDOM)} of draws, the mean weight of each criterion in "
        f"those draws, {layer.label}; equal weights are {wording.percent(1 / len(CRITERIA))} each. {'; '.join(said)}.{rest}",
        layer=layer.label,
        source=layer.source,
        extra={"places": places},
    )


def central_weights(record: Record) -> Chart:
    """Draw a row of bars for each use and route, with a dotted line where all criteria weigh the same.

    >>> record = evidence.charts.central_weights_record(layer, draws=100)
    >>> chart = evidence.charts.central_weights(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    names = {column: SHORT.get(name, name) for column, name in enumerate(CRITERIA, start=1)}
    equal = 1 / len(CRITERIA)
    title = "criterion; height: mean weight in percent"
    figure = columns_figure(
        record.extra["places"], record.rows, names, title=title, columns=len(CRITERIA), reference=equal
    )
    return Chart(record, figure)


def _leading(ranks):
    if ranks is None:
        return []
    return zip(ranks.alternatives.itertuples(), ranks.first.tolist(), ranks.found.central_weights.tolist(), strict=True)
