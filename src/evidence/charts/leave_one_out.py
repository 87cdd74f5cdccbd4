"""Leaving one study set out: how the share of draws of the alternative that is first most often moves."""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.outcomes import Panel, outcomes_figure
from evidence.layer import Layer
from evidence.page import DataTable
from evidence.robustness import DRAWS
from evidence.sensitivity import NOTHING_LEFT
from evidence.sensitivity import leave_one_out as left_out
from evidence.weighing import draws_share

MOVES = 0.01  # a share that moves by less is not drawn


def leave_one_out_record(layer: Layer, *, draws: int = DRAWS, seed: int = 0) -> Record:
    """What the chart draws: one row per study set that moves something; all rows where none does. The table has all.

    >>> record = evidence.charts.leave_one_out_record(layer, draws=100)
    >>> record.name, len(record.rows) > 0
    ('leave-one-out', True)
    """
    found = left_out(layer, draws=draws, seed=seed)
    found["leads_on"] = found.leader == found.leader_without
    found["certainty_moves"] = found.certainty != found.certainty_without
    share = found.first_without.astype("float64")
    # An alternative that goes with its only study set is first in no draw; its line has a mark at that end.
    drawn_share = share.fillna(0.0)
    # Where the only study set of an alternative goes the alternative goes with it, which is told in the table.
    moves = ~found.leads_on | ((share - found["first"]).abs() >= MOVES) | (found.certainty_moves & (found.certainty_without != NOTHING_LEFT))  # fmt: skip
    drawn = found[moves] if moves.any() else found
    rows = pd.DataFrame({
        "study_set": drawn.study_set, "title": drawn.label, "detail": "without " + drawn.study_set + ": " + _changes(drawn),
        "figure": [_lead(row) for row in drawn.itertuples()], "point": drawn_share[drawn.index],
        "low": pd.concat([drawn_share, found["first"]], axis=1).min(axis=1)[drawn.index],
        "high": pd.concat([drawn_share, found["first"]], axis=1).max(axis=1)[drawn.index],
        "dashed": ~drawn.leads_on, "place": [layer.routes.index(route) for route in drawn.route],
    })  # fmt: skip
    rows["hover"] = rows.title + ", " + rows.detail + "; " + rows.figure
    twin = pd.DataFrame({
        "Left out": found.study_set, "Use": found.use_label, "Route": found.route, "Votes in favour": _votes(found, ""),
        "Without it": _votes(found, "_without"), "Certainty": found.certainty, "Certainty without it": found.certainty_without,
        "First most often without it": found.leader_without.fillna("–"),
        "In": [draws_share(value) for value in found.leader_first_without],
    })  # fmt: skip
    name = f"leave-one-out{layer.suffix}"
    leader = found.leader.iloc[0] if len(found) else None
    opening = (
        f"With all study sets {leader} is first in {draws_share(found['first'].iloc[0])} of draws" if leader else "Nothing is reported"
    )  # fmt: skip
    rest = (
        f" Leaving out any of the other {len(found) - len(drawn)} moves neither the leader nor its share by as much as {draws_share(MOVES)}, nor a certainty "
        "that is still rated; the table shows what it does to the votes."
        if len(drawn) < len(found)
        else ""
    )
    return Record(
        name=name,
        title="What leaving one study set out changes",
        rows=rows.reset_index(drop=True),
        twin=DataTable(twin, name, f"Each study set left out in turn, {layer.label}"),
        alt=f"{opening}, {layer.label}. {wording.sentence('; '.join(rows.hover) or 'no study set to leave out')}{rest}",
        layer=layer.label,
        source=layer.source,
        extra={"leader": leader, "found": found},
    )


def leave_one_out(record: Record) -> Chart:
    """Draw a line from the share with all study sets to the share without one.

    >>> record = evidence.charts.leave_one_out_record(layer, draws=100)
    >>> chart = evidence.charts.leave_one_out(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    leader = record.extra["leader"]
    panel = Panel(
        "Which study sets decide", record.rows, "share of draws, in percent", 1.0,
        {"tickvals": [0, 0.25, 0.5, 0.75, 1], "ticktext": ["0", "25", "50", "75", "100"]},
    )  # fmt: skip
    legend = {
        "point": "without the study set",
        "solid": "from all study sets to without this one",
        "dashed": "hollow, dotted: another one is then first",
    }
    return Chart(record, outcomes_figure([panel], legend=legend if leader else None))


def _votes(found: pd.DataFrame, suffix: str) -> list[str]:
    pairs = zip(found[f"favours{suffix}"], found[f"n{suffix}"], strict=True)
    return [f"{favours} of {n}" if n else "no direction" for favours, n in pairs]


def _changes(found: pd.DataFrame) -> list[str]:
    """'votes 3 of 3, then 2 of 2; certainty stays', for each row."""
    words = []
    for row, before, after in zip(found.itertuples(), _votes(found, ""), _votes(found, "_without"), strict=True):
        votes = "votes stay" if before == after else f"votes {before}, then {after}"
        certainty = f"{row.certainty}, then {row.certainty_without}" if row.certainty_moves else "stays"
        words.append(f"{votes}; certainty {certainty}")
    return words


def _lead(row) -> str:
    if row.leader_without is None or pd.isna(row.leader_without):
        return "nothing is left to order"
    if row.leads_on:
        return f"{row.leader} first in {draws_share(row.leader_first_without)} of draws"
    there = (
        f", {row.leader} in {draws_share(row.first_without)}"
        if not pd.isna(row.first_without)
        else f"; {row.leader} is no longer among them"
    )
    return f"then {row.leader_without} first in {draws_share(row.leader_first_without)} of draws{there}"
