"""From the documents to their publications: for each use and route, the votes of both layers joined by a line.

Symbols are those of the evidence map. The line says at a glance whether anything changes; the words under it say what and why.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from evidence import wording
from evidence.changes import CHANGED, CHANGES, MISSING, MOVED, NEW, NO_PUBLICATIONS, NONE, OTHER, SAME, layer_changes
from evidence.chart import Chart, Record
from evidence.charts.additions import Additions
from evidence.charts.outcomes import lines
from evidence.charts.style import DIRECTION_MARKS, GRID, INK, SOFT_INK, frame
from evidence.layer import AS_DOCUMENTS, AS_PUBLICATIONS
from evidence.page import DataTable
from evidence.review import Review
from evidence.votes import INACTIVE

LAYER = f"{AS_DOCUMENTS} → {AS_PUBLICATIONS}"
SIDES = {"documents": 0.25, "publications": 0.75}  # where the middle of each side stands on the axis
BETWEEN = 0.085  # of the width between two symbols: 29 px on a phone
ROOM = 0.19  # of the width: half of the words that stand in place of a symbol
SIZE, RING = 15, 2.5  # px across a symbol; of the outline of a comparison with another treatment
HEAD, TITLE, SYMBOLS, PEOPLE, LINE, GAP = 34, 38, 42, 18, 16, 12  # px; a title has two lines
LEGEND = 24  # px for an entry
DASHES = {SAME: "solid", CHANGED: "dash", OTHER: "dot", MISSING: "dot", MOVED: "dot", NEW: "dot"}
DASH_WORDS = {"solid": "solid line: same direction", "dash": "dashed line: direction changes", "dot": "dotted line: cannot be compared"}  # fmt: skip
ABSENT = {MISSING: "not found", MOVED: "counted elsewhere", NEW: NONE}
WITHOUT = "none in this review"
NOTHING = "no finding to compare"


def layer_change_record(review: Review, *, kind: str = "benefit", use_group: str | None = None) -> Record:
    """What the chart draws: one row per symbol; ``extra['cells']`` has one row per use and route with its words.

    ``use_group``: only the uses of that group; None for all.

    >>> record = evidence.charts.layer_change_record(review)
    >>> record.name, len(record.rows) > 0
    ('layer-change-benefit', True)
    """
    cells = layer_changes(review, kind=kind)
    if use_group is not None:
        of_group = review.uses[review.uses.use_group == use_group].use
        cells = cells[cells.use.isin(of_group)].reset_index(drop=True)
    group = "" if use_group is None else f"{wording.slugs(review.uses.use_group)[use_group]}-"
    name = f"layer-change-{group}{kind}"
    cells = cells.assign(mark_id=[f"{name}-{number}" for number in range(1, len(cells) + 1)])
    rows = []
    for place, cell in enumerate(cells.itertuples()):
        for side, votes in (("documents", cell.before_votes), ("publications", cell.after_votes)):
            for position, (group, direction, sets) in enumerate(votes):
                x = SIDES[side] + (position - (len(votes) - 1) / 2) * BETWEEN
                hover = f"{cell.use_label}, {cell.route}; {side}: {_vote(group, direction, sets)}"
                rows.append((place, cell.mark_id, side, direction, sets, group != INACTIVE, x, hover))
    names = ["place", "mark_id", "side", "direction", "sets", "compared", "x", "hover"]
    twin = pd.DataFrame({
        "Use": cells.use_label, "Route": cells.route,
        "Documents: study sets": cells.before_sets, "Documents: people": cells.before_people,
        "Documents: votes": cells.before_votes.map(_votes),
        "Publications: study sets": cells.after_sets, "Publications: people": cells.after_people,
        "Publications: votes": cells.after_votes.map(_votes), "Change": cells.change, "What changes, and why": cells.words,
        "Certainty, documents": cells.certainty_before, "Certainty, publications": cells.certainty_after, "mark_id": cells.mark_id,
    })  # fmt: skip
    caption, filters = f"{use_group or 'Each use and route'}, {LAYER}", ("Use", "Route", "Change")
    title = f"From the documents to the publications that they cite ({kind}s)"
    return Record(
        name=name,
        title=title if use_group is None else f"{use_group}: {title[:1].lower()}{title[1:]}",
        rows=pd.DataFrame(rows, columns=names),
        twin=DataTable(twin, name, caption, filters=filters, mark_id="mark_id"),
        alt=_alt(cells, kind),
        layer=LAYER,
        source="findings of studies.csv, followed to the publications that they cite by certain or probable matches",
        extra={"cells": cells},
    )


def layer_change(record: Record) -> Chart:
    """Draw the change.

    >>> record = evidence.charts.layer_change_record(review)
    >>> chart = evidence.charts.layer_change(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    marks, cells = record.rows, record.extra["cells"]
    words = [_words(cell) for cell in cells.itertuples()]
    heights = [TITLE + SYMBOLS + PEOPLE + LINE * len(under) + GAP for under in words]
    tops = [sum(heights[:place]) for place in range(len(heights))]
    total = sum(heights) or TITLE
    directions = [direction for direction in DIRECTION_MARKS if (marks.direction == direction).any()]
    dashes = [dash for dash in DASH_WORDS if cells.change.map(DASHES).eq(dash).any()]
    entries = len(directions) + len(dashes) + int(marks.compared.any())
    bottom = LEGEND * entries + 12
    figure, additions = go.Figure(layout=frame(total + HEAD + bottom, bottom=bottom)), Additions()
    for cell, top in zip(cells.itertuples(), tops, strict=True):
        _join(additions, cell, marks[marks.place == cell.Index], top + TITLE + SYMBOLS / 2 - 6)
    for direction in directions:
        _symbols(figure, direction, marks[marks.direction == direction], tops)
    _legend(figure, directions, dashes, ringed=bool(marks.compared.any()))
    for cell, top, under in zip(cells.itertuples(), tops, words, strict=True):
        additions.add_shape(type="line", x0=0, x1=1, y0=top, y1=top, line={"color": GRID, "width": 1})
        name = cell.mark_id
        _text(additions, f"<b>{cell.use_label}</b>", top + 13, size=13, colour=INK, name=name)
        _text(additions, _route(cell.route), top + 30, colour=INK, name=name)
        at = top + TITLE + SYMBOLS + PEOPLE / 2
        for x, people in zip(SIDES.values(), (cell.before_people, cell.after_people), strict=True):
            _text(additions, _short(people), at, x=x, colour=INK, name=name)
        for place, line in enumerate(under):
            _text(additions, line, at + PEOPLE / 2 + LINE * (place + 0.5), colour=SOFT_INK, name=name)
    for side, x in SIDES.items():
        _text(additions, f"<b>{side}</b>", -HEAD / 2, x=x, size=13, colour=INK)
    if cells.empty:
        _text(additions, NOTHING, total / 2, size=13, colour=SOFT_INK)
    figure.layout.meta = {"follows": record.twin.name}
    additions.put_on(figure)
    figure.update_xaxes(range=[0, 1], visible=False, fixedrange=True)
    figure.update_yaxes(range=[total, -HEAD], visible=False, fixedrange=True)
    return Chart(record, figure)


def _vote(group: str, direction: str, sets: int) -> str:
    """'two study sets, favours', with the comparator group unless it is an inactive one."""
    versus = "" if group == INACTIVE else f", compared with {group}"
    return f"{wording.count(sets, 'study set')}, {direction}{versus}"


def _votes(votes: list[tuple[str, str, int]]) -> str:
    return "; ".join(_vote(*vote) for vote in votes) or NONE


def _join(additions: Additions, cell, marks: pd.DataFrame, y: float) -> None:
    """The line between both sides, and the words of a side without a symbol."""
    left, right = (marks[marks.side == side].x for side in SIDES)
    x0 = left.max() + 0.05 if len(left) else SIDES["documents"] + ROOM
    x1 = right.min() - 0.05 if len(right) else SIDES["publications"] - ROOM
    line = {"color": SOFT_INK, "width": 2, "dash": DASHES[cell.change]}
    additions.add_shape(type="line", x0=x0, x1=x1, y0=y, y1=y, line=line, layer="below", name=cell.mark_id)
    for side, part in (("documents", left), ("publications", right)):
        if part.empty:
            absent = WITHOUT if cell.words == NO_PUBLICATIONS else ABSENT[cell.change]
            _text(additions, absent, y, x=SIDES[side], colour=SOFT_INK, name=cell.mark_id)


def _symbols(figure: go.Figure, direction: str, part: pd.DataFrame, tops: list[float]) -> None:
    mark = DIRECTION_MARKS[direction]
    y = [tops[place] + TITLE + SYMBOLS / 2 - 6 for place in part.place]
    hollow = mark.symbol.endswith("open")
    line = (
        {"color": mark.colour, "width": 2}
        if hollow
        else {"color": INK, "width": [RING if ringed else 0 for ringed in part.compared]}
    )
    figure.add_scatter(
        x=part.x.tolist(), y=y, mode="markers", name=mark.words, showlegend=False, hovertext=part.hover.tolist(), hoverinfo="text",
        customdata=part.mark_id.tolist(), marker={"symbol": mark.symbol, "color": mark.colour, "size": SIZE, "opacity": 1, "line": line},
    )  # fmt: skip
    figure.add_scatter(
        x=part.x.tolist(), y=[at + 17 for at in y], text=[f"{sets}×" for sets in part.sets], mode="text", hoverinfo="skip",
        textposition="middle center", textfont={"size": 11, "color": SOFT_INK}, showlegend=False, cliponaxis=False,
        customdata=part.mark_id.tolist(),
    )  # fmt: skip


def _legend(figure: go.Figure, directions: list[str], dashes: list[str], *, ringed: bool) -> None:
    for direction in directions:
        mark = DIRECTION_MARKS[direction]
        line = {"color": mark.colour, "width": 2 if mark.symbol.endswith("open") else 0}
        marker = {"symbol": mark.symbol, "color": mark.colour, "size": 12, "line": line}
        figure.add_scatter(x=[None], y=[None], mode="markers", name=mark.words, marker=marker)
    if ringed:
        marker = {"symbol": "circle", "color": "rgba(0,0,0,0)", "size": 12, "line": {"color": INK, "width": RING}}
        figure.add_scatter(x=[None], y=[None], mode="markers", name="outlined: versus another treatment", marker=marker)
    for dash in dashes:
        line = {"color": SOFT_INK, "width": 2, "dash": dash}
        figure.add_scatter(x=[None], y=[None], mode="lines", name=DASH_WORDS[dash], line=line)


def _text(
    additions: Additions,
    words: str,
    y: float,
    *,
    colour: str,
    x: float | None = None,
    size: int = 12,
    name: str | None = None,
) -> None:
    additions.add_annotation(
        x=0 if x is None else x, y=y, text=words, showarrow=False, xanchor="left" if x is None else "center",
        font={"size": size, "color": colour}, name=name,
    )  # fmt: skip


def _route(route: str) -> str:
    return f"route {route}" if route == "not stated" else route


def _short(people: str) -> str:
    """Words about people that fit half a phone; the table has them whole."""
    people = people.replace("number of people not stated", "number not stated")
    words = people.split(" and ")[0].removeprefix("number of ")
    return words + (" +" if " and " in people else "")


def _words(cell) -> list[str]:
    certainty = f"certainty: {cell.certainty_before} → {cell.certainty_after}"
    return [*lines(cell.words), *lines(certainty)]


def _alt(cells: pd.DataFrame, kind: str) -> str:
    if cells.empty:
        return f"What changes from the documents to their publications ({kind}s): {NOTHING}."
    tally = cells.change.value_counts()
    counted = "; ".join(f"{change}: {tally[change]}" for change in CHANGES if change in tally)
    said = ". ".join(
        f"{cell.use_label}, {_route(cell.route)}: documents {_side(cell.before_sets, cell.before_people, cell.before_words)}; "
        f"publications {_side(cell.after_sets, cell.after_people, cell.after_words)} ({cell.words})"
        for cell in cells.itertuples()
    )
    combinations = wording.sentence(wording.count(len(cells), "combination"))[:-1]
    return f"{combinations} of use and route ({kind}s), {LAYER}. {counted}. {said}."


def _side(sets: int, people: str, words: str) -> str:
    return f"{wording.count(sets, 'study set')}, {people}, {words}" if sets else NONE
