"""Shares of ranks: for each use and route, in which share of draws it stands at which rank.

There is no axis of better or worse but the rank itself; the order of the rows is that of the review.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.columns import columns_figure
from evidence.charts.style import DIRECTION_MARKS
from evidence.layer import NOT_STATED, Layer
from evidence.page import DataTable
from evidence.robustness import CRITERIA, DRAWS, rank_alternatives
from evidence.weighing import draws_share

FIRST, OTHER = DIRECTION_MARKS["favours"].colour, DIRECTION_MARKS["no difference"].colour
EVERY = 5  # ranks between two names
NAMED = ["use_label", "route", "words"]
TWIN = [
    "Use", "Route", "First", "Last", "Middle rank", "Ranks in nine of ten draws", "Confidence factor",
    "Ranks that it takes, with their shares",
]  # fmt: skip


def rank_shares_record(
    layer: Layer, *, weights: Mapping[str, float] | None = None, draws: int = DRAWS, seed: int = 0
) -> Record:
    """What the chart draws: one bar per alternative and rank that it takes in some draw.

    >>> record = evidence.charts.rank_shares_record(layer, draws=100)
    >>> record.name, len(record.rows) > 0
    ('rank-shares', True)
    """
    ranks = rank_alternatives(layer, weights=weights, draws=draws, seed=seed)
    bars, places, twin = [], [], []
    for place, cell in enumerate(ranks.alternatives.itertuples() if ranks else []):
        shares = ranks.found.acceptability[place].tolist()
        spread = ranks.spread.iloc[place]
        span = _span(spread.low, spread.high)
        route = f"route {cell.route}" if cell.route == NOT_STATED else cell.route
        said = f"first in {draws_share(shares[0])}" if shares[0] else "first in no draw"
        places.append({"use_label": cell.use_label, "route": cell.route, "words": f"{route}: {said}; {span}"})
        twin.append({
            "Use": cell.use_label, "Route": cell.route, "First": draws_share(shares[0]), "Last": draws_share(shares[-1]),
            "Middle rank": int(spread.middle), "Ranks in nine of ten draws": span.removeprefix("rank ").removeprefix("ranks "),
            "Confidence factor": wording.share(ranks.found.confidence[place]),
            "Ranks that it takes, with their shares": "; ".join(
                f"rank {rank}: {draws_share(share)}" for rank, share in enumerate(shares, start=1) if share > 0
            ),
        })  # fmt: skip
        bars += [
            {"row": place, "column": rank, "share": share, "colour": FIRST if rank == 1 else OTHER, "text": "",
             "hover": f"{cell.label}: rank {rank} in {draws_share(share)} of draws"}
            for rank, share in enumerate(shares, start=1) if share > 0
        ]  # fmt: skip
    rows = pd.DataFrame(bars, columns=["row", "column", "share", "colour", "text", "hover"])
    places = pd.DataFrame(places, columns=NAMED)
    name = f"rank-shares{layer.suffix}" + ("" if weights is None else "-weighted")
    how = (
        "over all weights"
        if weights is None
        else f"with the weights {wording.join(_weight_words(weights)) or 'nothing'}"
    )
    said = "; ".join(f"{row.use_label}, {row.words}" for row in places.itertuples()) or "No benefit is reported"
    return Record(
        name=name,
        title="Share of draws at each rank, by use and route",
        rows=rows,
        twin=DataTable(
            pd.DataFrame(twin, columns=TWIN), name, f"Ranks in {wording.number(draws)} draws {how}, {layer.label}"
        ),
        alt=f"For each use and route, in which share of {wording.number(draws)} draws {how} it stands at which of "
        f"{wording.count(len(places), 'rank')}, {layer.label}. {said}.",
        layer=layer.label,
        source=layer.source,
        extra={"places": places},
    )


def rank_shares(record: Record) -> Chart:
    """Draw a row of bars for each use and route, the first rank on the left.

    >>> record = evidence.charts.rank_shares_record(layer, draws=100)
    >>> chart = evidence.charts.rank_shares(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    places = record.extra["places"]
    last = len(places)
    ranks = sorted({1, last, *(rank for rank in range(EVERY, last, EVERY) if last - rank > 1)} - {0})
    names = {rank: str(rank) for rank in ranks}
    figure = columns_figure(places, record.rows, names, title="rank; height: share of draws", columns=max(last, 1))
    return Chart(record, figure)


def _span(low: int, high: int) -> str:
    return f"rank {low}" if low == high else f"ranks {low} to {high}"


def _weight_words(weights: Mapping[str, float]) -> list[str]:
    return [f"{name} {wording.number(weights[name])}" for name in CRITERIA if weights.get(name)]
