"""Shares of study sets in favour, with their Wilson intervals: how little a few votes can tell."""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.lanes import lanes_figure
from evidence.layer import Layer
from evidence.page import DataTable
from evidence.votes import CONFIDENCE, INACTIVE, VoteCount, count_votes, study_votes

ROOM = 1.95  # the axis ends here, so that the words beside an interval that reaches 1 have their place


def vote_shares_record(layer: Layer, *, kind: str = "benefit") -> Record:
    """What the chart draws: one lane per use and route with at least one vote whose comparison is ``INACTIVE``.

    >>> record = evidence.charts.vote_shares_record(layer)
    >>> record.name, len(record.rows) > 0
    ('vote-shares', True)
    """
    layer = layer.of_kind(kind)
    votes = study_votes(layer.findings)
    counts = count_votes(votes[votes.comparator_group == INACTIVE], by=["use", "route"])
    labels = layer.review.uses.set_index("use").label
    order = {use: position for position, use in enumerate(labels.index)}
    counts["place"] = counts.use.map(order) * len(layer.routes) + counts.route.map(layer.routes.index)
    counts = counts.sort_values("place").reset_index(drop=True)
    counts["text"] = [_text(row) for row in counts.itertuples()]
    lanes = pd.DataFrame(
        {
            "use_label": counts.use.map(labels),
            "route": counts.route,
            "low": counts.low,
            "high": counts.high,
            "point": counts.share,
            "text": counts.text,
            "hover": counts.use.map(labels) + ", " + counts.route + ": " + counts.text,
        }
    )
    lanes = lanes.astype({"low": "float64", "high": "float64", "point": "float64"})
    twin = pd.DataFrame(
        {
            "Use": lanes.use_label,
            "Route": counts.route,
            "Study sets": counts.studies,
            "Favour": counts.favours,
            "No difference": counts["no difference"],
            "Mixed": counts.mixed,
            "Against": counts.against,
            "Direction not stated": counts["not stated"],
            "Share in favour": counts.share.map(wording.share),
            f"{CONFIDENCE:.0%} interval": [
                wording.interval(*pair) for pair in zip(counts.low, counts.high, strict=True)
            ],
            "Exact P": counts.p_value.map(wording.p_value),
        }
    )
    said = "; ".join(f"{lane.use_label}, {lane.route}: {lane.text}" for lane in lanes.itertuples())
    return Record(
        name=f"vote-shares{layer.suffix}",
        title="Share of study sets in favour, by use and route",
        rows=lanes,
        twin=DataTable(
            twin,
            f"vote-shares{layer.suffix}",
            f"Vote counts by use and route, {layer.label}; compared with {INACTIVE}",
        ),
        alt=f"Share of study sets in favour, with Wilson {CONFIDENCE:.0%} intervals, {layer.label}. {said or 'None reported'}.",
        layer=layer.label,
        source=layer.source,
        extra={"routes": layer.routes},
    )


def vote_shares(record: Record) -> Chart:
    """Draw the shares.

    >>> record = evidence.charts.vote_shares_record(layer)
    >>> chart = evidence.charts.vote_shares(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    ticks = {"tickvals": [0, 0.5, 1], "ticktext": ["0 none", "0.5 half", "1 all"]}
    figure = lanes_figure(
        record.rows, record.extra["routes"], axis_title="share of study sets in favour", largest=ROOM, ticks=ticks
    )
    return Chart(record, figure)


def _text(row) -> str:
    others = row.studies - row.n
    if row.n == 0:
        return f"no direction ({wording.count(row.studies, 'set')})"
    count = VoteCount(row.favours, row.against, others, row.share, row.low, row.high, None)
    return f"{count.favours} of {count.n}" + (f", {others} other" if others else "")
