"""Claimed ranges: what each document states in figures, one axis per topic and unit; an end that is not given is drawn open."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from evidence import wording
from evidence.attribution import range_words
from evidence.chart import Chart, Record
from evidence.charts.additions import Additions
from evidence.charts.outcomes import TITLE_LETTERS, lines
from evidence.charts.room import first_upper
from evidence.charts.style import GRID, GROUND, INK, SOFT_INK, Mark, frame, route_mark
from evidence.claims import dose_topics, ranges
from evidence.layer import AS_DOCUMENTS, NOT_STATED
from evidence.page import DataTable
from evidence.review import Review

HEADING = 34  # px for the name of a panel
LINE = 17  # px for a line of words
MARK = 26  # px for the mark under the words
GAP = 10  # px between two statements
AXIS = 62  # px under a panel: ticks and title
LEGEND = 26  # px for an entry of the legend
LEFT, RIGHT = 12, 24  # px beside the plot, so that marks and ticks on its edges are whole
TOGETHER = "\N{NO-BREAK SPACE}"  # a figure and its unit stay on one line
ROOM = 1.15  # the axis ends this far beyond the largest figure
NOTHING = "no figure is stated"
COLUMNS = ["panel", "unit", "title", "words", "low", "high", "route", "hover", "claim_id"]


def claimed_ranges_record(review: Review, topics: Sequence[str] | None = None) -> Record:
    """What the chart draws: one row per claim that takes figures, by topic and unit. ``topics``: those of doses by default.

    ``low`` and ``high`` are as printed; a missing one is an open end, and where both are missing the row has words only.

    >>> record = evidence.charts.claimed_ranges_record(review)
    >>> record.name, len(record.rows) > 0
    ('claimed-ranges', True)
    """
    chosen = dose_topics(review) if topics is None else list(topics)
    claims = ranges(review)
    claims = claims[claims.topic.isin(chosen)]
    units = review.codebook.levels("claims", "unit") if len(claims) else []
    place = claims.topic.map({topic: i for i, topic in enumerate(chosen)}) * (len(units) + 1) + claims.unit.map(
        lambda unit: units.index(unit) if unit in units else len(units)
    )
    claims = claims.assign(place=place).sort_values("place", kind="stable").reset_index(drop=True)
    said = pd.Series([range_words(row.low, row.high, row.unit) for row in claims.itertuples()], dtype="str")
    route = ("route " + claims.route).where(claims.route == NOT_STATED, claims.route)
    source = claims.document_id + ", line " + claims.line.astype("str")
    rows = pd.DataFrame({
        "panel": claims.topic.map(first_upper) + (": " + claims.unit).fillna(""), "unit": claims.unit.fillna(""), "title": claims.label,
        "words": source + ", " + route + ": " + said.str.replace(" ", TOGETHER), "low": claims.low, "high": claims.high, "route": claims.route,
        "hover": claims.label + " – " + source + ", " + route + ": " + said, "claim_id": claims.claim_id,
    }, columns=COLUMNS)  # fmt: skip
    twin = pd.DataFrame({
        "Topic": claims.topic, "Statement": claims.label, "Document": claims.document_id, "Line": claims.line, "Route": claims.route,
        "Figure": said, "In our words": claims.statement, "Note": claims.note,
    })  # fmt: skip
    name = "claimed-ranges" + ("" if topics is None else "".join(f"-{slug}" for slug in wording.slugs(chosen).values()))
    about = wording.join(chosen) or "doses"
    return Record(
        name=name,
        title=f"Figures that documents state: {about}",
        rows=rows,
        twin=DataTable(twin, name, f"Figures that documents state: {about}; reader comments left out"),
        alt=_alt(rows, about),
        layer=AS_DOCUMENTS,
        source="claims of the documents; reader comments are not counted",
        extra={"marks": _route_marks(review, rows)},
    )


def claimed_ranges(record: Record) -> Chart:
    """Draw the ranges, a panel per topic and unit; none shares an axis with another.

    >>> record = evidence.charts.claimed_ranges_record(review)
    >>> chart = evidence.charts.claimed_ranges(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    panels = [(name, rows, *_height(rows)) for name, rows in record.rows.groupby("panel", sort=False)]
    marks = {route: mark for route, mark in record.extra["marks"].items() if (record.rows.route == route).any()}
    open_ended = (record.rows.low.isna() != record.rows.high.isna()).any()
    total = sum(HEADING + height + axis for *_, height, axis in panels) or LINE + GAP
    bottom = LEGEND * (len(marks) + int(open_ended)) + GAP
    figure, additions = go.Figure(layout=frame(total + bottom, left=LEFT, top=0, bottom=bottom)), Additions()
    figure.update_layout(margin={"r": RIGHT})
    top = 0.0
    for number, (name, rows, height, axis) in enumerate(panels, start=1):
        span = [1 - (top + HEADING + height) / total, 1 - (top + HEADING) / total]
        _panel(
            figure, additions, name, rows, "" if number == 1 else str(number), height, [max(span[0], 0), span[1]], marks
        )
        top += HEADING + height + axis
    if not panels:
        figure.update_layout(xaxis={"visible": False}, yaxis={"visible": False, "range": [LINE, 0]})
        _text(additions, NOTHING, LINE / 2, "y", size=13, colour=SOFT_INK)
    for route, mark in marks.items():
        words = f"route {route}" if route == NOT_STATED else route
        figure.add_scatter(x=[None], y=[None], mode="markers", name=words, marker=_marker(mark))
    if open_ended:
        line = {"color": SOFT_INK, "width": 2, "dash": "dot"}
        figure.add_scatter(x=[None], y=[None], mode="lines", name="dotted: this end is not stated", line=line)
    additions.put_on(figure)
    return Chart(record, figure)


def _route_marks(review: Review, rows: pd.DataFrame) -> dict[str, Mark]:
    named = list(review.codebook.about.get("routes", []))
    others = sorted(set(rows.route) - {*named, NOT_STATED})
    return {route: route_mark(place) for place, route in enumerate([*named, NOT_STATED, *others])}


def _height(rows: pd.DataFrame) -> tuple[float, float]:
    """px for the rows of a panel, and for its axis: none where every row has words only."""
    drawn = rows.low.notna() | rows.high.notna()
    words = sum(LINE * len(text) for text in _texts(rows))
    return float(words + MARK * int(drawn.sum()) + GAP * len(rows)), AXIS if drawn.any() else GAP


def _texts(rows: pd.DataFrame) -> list[list[tuple[str, bool]]]:
    """The lines of each row, each with whether it is a title; the title of a statement stands once."""
    texts, last = [], None
    for row in rows.itertuples():
        titles = [] if row.title == last else [(line, True) for line in lines(row.title, TITLE_LETTERS)]
        texts.append([*titles, *((line, False) for line in lines(row.words))])
        last = row.title
    return texts


def _panel(
    figure: go.Figure,
    additions: Additions,
    name: str,
    rows: pd.DataFrame,
    suffix: str,
    height: float,
    domain: list,
    marks: dict,
) -> None:
    x, y = f"x{suffix}", f"y{suffix}"
    ends = pd.concat([rows.low, rows.high]).dropna()
    largest = ROOM * ends.max() if len(ends) else 1.0
    axis = {
        "range": [0, largest], "title": {"text": rows.unit.iloc[0], "font": {"size": 13}, "standoff": 8}, "gridcolor": GRID,
        "zeroline": True, "zerolinecolor": SOFT_INK, "linecolor": SOFT_INK, "tickfont": {"size": 12}, "fixedrange": True,
        "automargin": False, "nticks": 5, "rangemode": "tozero", "anchor": y, "visible": bool(len(ends)),
    }  # fmt: skip
    hidden = {"range": [height, 0], "domain": domain, "visible": False, "fixedrange": True, "anchor": x}
    figure.update_layout({f"xaxis{suffix}": axis, f"yaxis{suffix}": hidden})
    additions.add_annotation(
        x=0, xref="paper", y=1, yref=f"{y} domain", yanchor="bottom", yshift=4, text=f"<b>{name}</b>", showarrow=False,
        xanchor="left", xshift=4 - LEFT, font={"size": 14, "color": INK},
    )  # fmt: skip
    at, points = 0.0, []
    for row, words in zip(rows.itertuples(), _texts(rows), strict=True):
        additions.add_shape(
            type="line", xref=f"{x} domain", yref=y, x0=0, x1=1, y0=at, y1=at, line={"color": GRID, "width": 1}
        )
        at += GAP / 2
        for text, title in words:
            _text(additions, f"<b>{text}</b>" if title else text, at + LINE / 2, y, size=13 if title else 12,
                  colour=INK if title else SOFT_INK)  # fmt: skip
            at += LINE
        if pd.notna(row.low) or pd.notna(row.high):
            points += _bar(additions, row, at + MARK / 2, x, y, largest, marks[row.route])
            at += MARK
        at += GAP / 2
    for route in dict.fromkeys(row.route for row, *_ in points):
        part = [point for point in points if point[0].route == route]
        figure.add_scatter(
            x=[end for _, end, _ in part], y=[place for *_, place in part], xaxis=x, yaxis=y, mode="markers", showlegend=False,
            hoverinfo="text", hovertext=[row.hover for row, *_ in part], marker=_marker(marks[route]), cliponaxis=False,
        )  # fmt: skip


def _bar(additions: Additions, row, at: float, x: str, y: str, largest: float, mark: Mark) -> list[tuple]:
    """The line of a range, dotted to the edge where an end is open; the stated ends, to be marked."""
    low, high = (0.0 if pd.isna(row.low) else row.low), (largest if pd.isna(row.high) else row.high)
    ends = [end for end in dict.fromkeys((row.low, row.high)) if pd.notna(end)]
    dash = "dot" if pd.isna(row.low) or pd.isna(row.high) else "solid"
    line = {"color": mark.colour, "width": 3, "dash": dash}
    additions.add_shape(type="line", xref=x, yref=y, x0=low, x1=high, y0=at, y1=at, line=line, layer="below")
    return [(row, float(end), at) for end in ends]


def _marker(mark: Mark) -> dict:
    return {"symbol": mark.symbol, "color": mark.colour, "size": 12, "line": {"width": 2, "color": mark.colour}}


def _text(additions: Additions, words: str, at: float, y: str, *, size: int, colour: str) -> None:
    additions.add_annotation(
        x=0, xref="paper", y=at, yref=y, text=words, showarrow=False, xanchor="left", xshift=3, bgcolor=GROUND, borderpad=0,
        font={"size": size, "color": colour},
    )  # fmt: skip


def _alt(rows: pd.DataFrame, about: str) -> str:
    if rows.empty:
        return f"Figures that documents state on {about}: {NOTHING}."
    panels = rows.drop_duplicates("panel")
    return (
        f"Ranges that documents state on {about}, on {wording.count(len(panels), 'axis', 'axes')} of their own; an end that is not stated is open. "
        f"{'; '.join(rows.hover)}."
    )
