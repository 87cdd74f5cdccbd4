"""More findings than can be drawn one by one: a symbol for up to ten, a hundred or a thousand of one kind, place and direction."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evidence import wording
from evidence.chart import Record
from evidence.charts.style import DIRECTION_MARKS
from evidence.layer import AS_DOCUMENTS, Layer
from evidence.page import DataTable
from evidence.votes import COMPARATOR_GROUPS, INACTIVE

MOST_SYMBOLS = 500  # symbols for which a bundle is chosen; a rest in each cell adds some more
PLACE = ["kind", "group", "route"]
KINDS = ["benefit", "harm"]


def bundle_size(n: int) -> int:
    """How many findings a symbol stands for at most: 1, 10, 100 …

    >>> bundle_size(500), bundle_size(501), bundle_size(1_000_000)
    (1, 10, 10000)
    """
    size = 1
    while n > size * MOST_SYMBOLS:
        size *= 10
    return size


def bundled_findings_record(layer: Layer) -> Record:
    """The record of ``every_finding`` where there are too many: one row per symbol, each for up to ``extra["bundle"]`` findings.

    The twin counts the findings of each kind, group of uses, route and direction, and says where they stand one by one.
    """
    counts, bundle = _counts(layer), bundle_size(len(layer.findings))
    symbols = np.ceil(counts.findings / bundle).astype(int)
    marks = counts.loc[counts.index.repeat(symbols)].reset_index(drop=True)
    marks["finding_id"] = None
    marks["position"] = marks.groupby(PLACE, sort=False).cumcount()
    up_to, n = wording.number(bundle), wording.number(len(layer.findings))
    name = f"every-finding{layer.suffix}"
    return Record(
        name=name,
        title=f"Findings by kind, use and route; a symbol stands for up to {up_to}",
        rows=marks,
        twin=_twin(layer, counts, name, n),
        alt=f"One symbol for up to {up_to} of {n} findings of one direction, {layer.label}. {_said(counts)}.",
        layer=layer.label,
        source=layer.source,
        extra={"routes": layer.routes, "bundle": bundle},
    )


def _counts(layer: Layer) -> pd.DataFrame:
    """One row per kind, group of uses, route, direction and whether another treatment was compared, with the number of findings."""
    found = layer.findings
    groups, routes = layer.review.uses.set_index("use").use_group, layer.routes
    tally = (
        found.groupby(["kind", "use", "route", "direction", "comparator_kind"], sort=False)
        .size()
        .reset_index(name="findings")
    )
    tally["group"] = tally.use.map(groups)
    tally["compared"] = tally.comparator_kind.map(COMPARATOR_GROUPS) != INACTIVE
    counts = tally.groupby([*PLACE, "direction", "compared"], sort=False).findings.sum().reset_index()
    order = {"kind": KINDS, "group": layer.use_groups, "route": routes, "direction": list(DIRECTION_MARKS)}
    places = (
        counts[list(order)].apply(lambda column: column.map(order[column.name].index)).assign(compared=counts.compared)
    )
    counts = counts.loc[places.sort_values([*order, "compared"]).index].reset_index(drop=True)
    versus = counts.compared.map({True: ", compared with another treatment", False: ""})
    numbers = counts.findings.map(lambda n: wording.count(n, "finding"))
    counts["hover"] = counts.group + ", " + counts.route + ": " + numbers + ", " + counts.direction + versus
    return counts


def _twin(layer: Layer, counts: pd.DataFrame, name: str, n: str) -> DataTable:
    rows = pd.DataFrame({
        "Kind": counts.kind, "Uses": counts.group, "Route": counts.route, "Direction": counts.direction,
        "Compared with": counts.compared.map({True: "another treatment", False: INACTIVE}), "Findings": counts.findings,
    })  # fmt: skip
    table = "studies" if layer.label == AS_DOCUMENTS else "publication_results"
    path = layer.review.codebook.resources[table].path
    caption = f"Findings counted, {layer.label}; the {n} findings are too many to list here and stand in {path}"
    return DataTable(rows, name, caption, filters=("Kind", "Uses", "Route", "Direction"))


def _said(counts: pd.DataFrame) -> str:
    parts = []
    for (kind, group, route), cell in counts.groupby(PLACE, sort=False):
        tally = cell.groupby("direction", sort=False).findings.sum()
        said = wording.join(f"{wording.number(n)} {direction}" for direction, n in tally.items())
        place = f"route {route}" if route == "not stated" else route
        parts.append(f"{kind.capitalize()}, {group}, {place}: {said}")
    return ". ".join(parts)
