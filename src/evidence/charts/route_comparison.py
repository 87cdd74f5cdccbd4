"""Routes side by side: study sets, people or longest follow-up for each use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.lanes import lanes_figure
from evidence.charts.room import headings
from evidence.layer import Layer
from evidence.page import DataTable
from evidence.people import count_people

NOTHING = "none reported"


@dataclass(frozen=True)
class Measure:
    """One quantity of a use × route: ``range`` gives (low, high), low missing where that end is open, or None when nothing is stated;
    ``words`` says it."""

    title: str
    axis: str
    range: Callable[[pd.DataFrame], tuple[float, float] | None]
    words: Callable[[pd.DataFrame], str]


def _people_range(found: pd.DataFrame) -> tuple[float, float] | None:
    people = count_people(found)
    return (people.low, people.high) if people.known else None


def _longest(found: pd.DataFrame) -> tuple[float, float] | None:
    """The longest follow-up; its low end is the shortest duration of the same row, where that is stated."""
    upper = found.weeks_max.fillna(found.weeks_min)
    if upper.isna().all():
        return None
    row = found.loc[upper.idxmax()]
    return float(row.weeks_min), float(upper.max())


def _follow_up_words(found: pd.DataFrame) -> str:
    upper = found.weeks_max.fillna(found.weeks_min)
    if upper.isna().all():
        return "duration not stated"
    row = found.loc[upper.idxmax()]
    if pd.isna(row.duration_min):
        return f"up to {wording.duration(row.duration_max, row.duration_max, row.duration_unit)}"
    return wording.duration(row.duration_min, row.duration_max, row.duration_unit)


MEASURES = {
    "study sets": Measure(
        "Study sets by use and route",
        "study sets",
        lambda found: (found.study_set.nunique(),) * 2,
        lambda found: wording.count(found.study_set.nunique(), "study set"),
    ),
    "people": Measure(
        "People by use and route", "people", _people_range, lambda found: wording.people(count_people(found))
    ),
    "longest follow-up": Measure("Longest follow-up by use and route", "weeks", _longest, _follow_up_words),
}


def route_comparison_record(layer: Layer, measure: str, *, kind: str = "benefit") -> Record:
    """What the comparison draws: one lane per use and route, in the order of the review. Raises KeyError for an unknown measure.

    >>> record = evidence.charts.route_comparison_record(layer, "people")
    >>> record.name, len(record.rows) > 0
    ('route-comparison-people', True)
    """
    chosen, layer = MEASURES[measure], layer.of_kind(kind)
    lanes, routes, nothing = [], layer.routes, layer.findings.iloc[:0]
    cells = dict(list(layer.findings.groupby(["use", "route"], sort=False)))
    for use in layer.uses.itertuples():
        for route in routes:
            found = cells.get((use.use, route), nothing)
            if found.empty and route not in layer.named_routes:
                continue  # "none reported by a route that is not stated" would say nothing
            values = chosen.range(found) if len(found) else None
            text = chosen.words(found) if len(found) else NOTHING
            low, high = values if values else (None, None)
            lanes.append(
                {
                    "use_label": use.label,
                    "route": route,
                    "low": low,
                    "high": high,
                    "point": None,
                    "text": text,
                    "hover": f"{use.label}, {route}: {text}",
                }
            )
    frame = pd.DataFrame(lanes, columns=["use_label", "route", "low", "high", "point", "text", "hover"])
    frame = frame.astype({"low": "float64", "high": "float64", "point": "float64"})
    name = f"route-comparison-{measure.replace(' ', '-')}{layer.suffix}"
    twin = frame.pivot(index="use_label", columns="route", values="text")
    twin = twin.reindex(index=frame.use_label.unique(), columns=routes).fillna(NOTHING)
    said = [[use, *cells] for use, cells in zip(twin.index, twin.to_numpy().tolist(), strict=True)]
    twin = pd.DataFrame(said, columns=headings("Use", routes))
    said = "; ".join(
        f"{use}: " + ", ".join(f"{lane.route} {lane.text}" for lane in part.itertuples())
        for use, part in frame.groupby("use_label", sort=False)
    )
    return Record(
        name=name,
        title=chosen.title,
        rows=frame,
        twin=DataTable(twin, name, f"{chosen.title}, {layer.label}"),
        alt=f"{chosen.title}, {layer.label}. {said or 'None reported'}.",
        layer=layer.label,
        source=layer.source,
        extra={"routes": routes, "axis": chosen.axis},
    )


def route_comparison(record: Record) -> Chart:
    """Draw the comparison.

    >>> record = evidence.charts.route_comparison_record(layer, "people")
    >>> chart = evidence.charts.route_comparison(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    largest = record.rows.high.max()
    room = (
        1.0 if pd.isna(largest) else float(largest) * 1.9
    )  # the words beside the longest line need about as much again
    return Chart(
        record, lanes_figure(record.rows, record.extra["routes"], axis_title=record.extra["axis"], largest=room)
    )
