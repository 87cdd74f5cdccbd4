"""More figures than can be drawn one by one: what the reported ones of a use by a route span, and the middle one.

Nothing is pooled: the line runs from the lowest to the highest figure that is reported, and is no interval of any confidence.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from evidence import wording
from evidence.chart import Record
from evidence.effects import COUNT_OF_PEOPLE, PERCENT_OF_PEOPLE
from evidence.layer import AS_DOCUMENTS, NOT_STATED, Layer
from evidence.page import DataTable

MOST_FIGURES = 150  # figures that are drawn one by one; each takes three lines of words
LEGEND = {"dashed": "dotted: lowest to highest figure", "point": "middle figure"}
SAME = ["study_set", "use", "route", "kind", "measure", "value", "events", "denominator"]


def shares_of_people(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings with a share of people, the drug's group only, with ``percent``; outcomes with one figure stand once.

    A count of people without a denominator is no share and is left out.
    """
    stated = findings.events.notna() & findings.denominator.notna()
    printed = (findings.measure == PERCENT_OF_PEOPLE) & findings.value.notna() & findings.events.isna()
    found = findings[stated | printed].drop_duplicates(SAME)
    shares = 100 * found.events.astype("float64") / found.denominator.astype("float64")
    return found.assign(percent=shares.where(shares.notna(), found.value.astype("float64")))


def gives_share(findings: pd.DataFrame) -> pd.Series:
    """(findings,) bool: which findings give a figure of people."""
    figure = findings.value.notna() | findings.events.notna()
    return figure & (findings.events.notna() | findings.measure.isin([PERCENT_OF_PEOPLE, COUNT_OF_PEOPLE]))


def percent_changes_of(findings: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """Findings with a percent change, with ``percent``; outcomes with one figure stand once."""
    found = findings[findings.measure.isin(measures) & findings.value.notna() & findings.events.isna()].drop_duplicates(
        SAME
    )
    return found.assign(percent=found.value.astype("float64"))


def spans_record(
    layer: Layer, found: pd.DataFrame, *, panel: str, name: str, title: str, says: str, order: Callable[[str], int]
) -> Record:
    """One row per ``panel`` (kind or measure), use and route of ``found`` (with ``percent``), in the order of the review.

    ``says``: what the figures are, for caption and text alternative. ``order``: the place of a panel.
    """
    spans = (
        found.groupby([panel, "use", "route"], sort=False).percent.agg(["size", "min", "median", "max"]).reset_index()
    )
    uses, routes = layer.uses.use.tolist(), layer.routes
    places = pd.DataFrame(
        {panel: spans[panel].map(order), "use": spans.use.map(uses.index), "route": spans.route.map(routes.index)}
    )
    spans = spans.loc[places.sort_values([panel, "use", "route"]).index].reset_index(drop=True)
    labels = layer.review.uses.set_index("use").label
    words = spans.route.map(lambda route: f"route {route}" if route == NOT_STATED else route)
    rows = pd.DataFrame({
        panel: spans[panel], "title": spans.use.map(labels),
        "detail": words + ": " + spans["size"].map(lambda n: wording.count(n, "figure")),
        "figure": [_span_words(row) for row in spans.itertuples()],
        "point": spans["median"], "low": spans["min"], "high": spans["max"], "dashed": True,
        "place": spans.route.map(routes.index), "mark_id": [f"{name}-{number}" for number in range(1, len(spans) + 1)],
    })  # fmt: skip
    rows["hover"] = rows.title + ", " + rows.detail + ": " + rows.figure
    twin = pd.DataFrame({
        panel.capitalize(): rows[panel], "Use": rows.title, "Route": spans.route, "Figures": spans["size"],
        **{heading: [f"{wording.number(value)} %" for value in spans[column]]
           for heading, column in (("Lowest", "min"), ("Middle", "median"), ("Highest", "max"))},
        "mark_id": rows.mark_id,
    })  # fmt: skip
    table = "studies" if layer.label == AS_DOCUMENTS else "publication_results"
    whole = f"{wording.number(len(found))} figures are too many to list one by one and stand in {layer.review.codebook.resources[table].path}"
    return Record(
        name=name,
        title=f"{title}: lowest, middle and highest",
        rows=rows,
        twin=DataTable(
            twin,
            name,
            f"{says}, {layer.label}; the {whole}",
            filters=(panel.capitalize(), "Use", "Route"),
            mark_id="mark_id",
        ),
        alt=f"{says}, {layer.label}, from the lowest to the highest with the middle one; nothing is pooled, and {whole}. "
        f"{'; '.join(rows.hover)}.",
        layer=layer.label,
        source=layer.source,
        extra={"spans": True},
    )


def _span_words(row) -> str:
    if row.size == 1:
        return f"{wording.number(row.min)} %"
    return f"{wording.number(row.min)} % to {wording.number(row.max)} %, middle {wording.number(row.median)} %"
