"""The marks of one grid row: which symbols stand in the cell of each route, and the same in words."""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.charts.grid import MOST_IN_CELL
from evidence.charts.room import NONE
from evidence.people import count_people
from evidence.votes import INACTIVE, study_votes

COLUMNS = (
    "row",
    "label",
    "heading",
    "route",
    "direction",
    "people",
    "text",
    "compared",
    "hover",
    "sets",
    "finding_ids",
    "group",
)


# What is read of a finding: of many findings no other column is copied.
DRAWN = (
    "finding_id", "study_set", "use", "route", "kind", "direction", "comparator", "comparator_kind", "n_studies", "n_participants",
    "n_basis",
)  # fmt: skip


def marks_frame(marks: list[dict]) -> pd.DataFrame:
    """The marks as a table, which keeps its columns when there is none."""
    return pd.DataFrame(marks, columns=list(COLUMNS)).astype({"heading": bool, "compared": bool})


def cell_marks(findings: pd.DataFrame, routes: list[str], *, row: int, label: str, group: str = "") -> list[dict]:
    """One mark per study set and comparator group in each route's cell; one empty entry where no study is reported.

    ``group`` is the heading under which the row stands. Where a cell holds more than ``MOST_IN_CELL`` votes, one mark per direction and comparator stands for all of them.
    """
    marks = []
    by_route = dict(list(findings[[*DRAWN]].groupby("route", sort=False)))
    for route in routes:
        found = by_route.get(route)
        if found is None:
            marks.append(_mark(row, label, route, "", 0, "", False, NONE, 0, ""))
            continue
        votes = study_votes(found)
        groups = ["study_set", "comparator_group"] if len(votes) <= MOST_IN_CELL else ["direction", "comparator_group"]
        # Short tables of the cell, so that no mark looks through all its findings again.
        study_sets, comparators = (
            found.drop_duplicates(columns) for columns in ("study_set", ["study_set", "comparator"])
        )
        for _, cell in votes.groupby(groups, sort=False):
            people = count_people(study_sets[study_sets.study_set.isin(cell.study_set)])
            direction, against = cell.direction.iloc[0], cell.comparator_group.iloc[0]
            sets = cell.study_set.nunique()
            name = cell.study_set.iloc[0] if sets == 1 else wording.count(sets, "study set")
            versus = "" if against == INACTIVE else f", compared with {_compared(comparators, cell)}"
            words = f"{name}: {wording.people(people)}, {direction}{versus}"
            text = _short(people) if sets == 1 else f"{sets}×"
            marks.append(
                _mark(
                    row,
                    label,
                    route,
                    direction,
                    people.low,
                    text,
                    against != INACTIVE,
                    words,
                    sets,
                    ";".join(cell.finding_ids),
                )
            )
    return [{**mark, "group": group} for mark in marks]


def _compared(comparators: pd.DataFrame, cell: pd.DataFrame) -> str:
    """What the study sets of some votes were compared with; of a long list the first."""
    found = comparators.comparator[comparators.study_set.isin(cell.study_set)].dropna().unique()
    return wording.names(found) or "none"


def heading_row(row: int, label: str) -> dict:
    """A row that holds words only."""
    return {**_mark(row, label, "", "", 0, "", False, "", 0, ""), "heading": True, "group": label}


def twin_rows(marks: pd.DataFrame, routes: list[str], *, first: str) -> pd.DataFrame:
    """The grid in words: one row per grid row, one column per route."""
    cells = marks[~marks.heading]
    table = []
    for _, row in cells.groupby("row", sort=False):
        label = f"{row.group.iloc[0]} – {row.label.iloc[0]}" if row.group.iloc[0] else row.label.iloc[0]
        said = {route: "; ".join(row[row.route == route].hover) for route in routes}
        table.append({first: label, **{route.capitalize(): said[route] for route in routes}})
    return pd.DataFrame(table, columns=[first, *(route.capitalize() for route in routes)])


def _short(people) -> str:
    if not people.known:
        return "n ?"
    about = "≈" if people.approximate else ""
    return about + (str(people.low) if people.low == people.high else f"{people.low}–{people.high}")


def _mark(row, label, route, direction, people, text, compared, hover, sets, finding_ids) -> dict:
    return {
        "row": row,
        "label": label,
        "heading": False,
        "route": route,
        "direction": direction,
        "people": people,
        "text": text,
        "compared": compared,
        "hover": hover,
        "sets": sets,
        "finding_ids": finding_ids,
    }
