"""The marks of one grid row: which symbols stand in the cell of each route, and the same in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evidence import wording
from evidence.charts.grid import MOST_IN_CELL
from evidence.charts.room import NONE, headings
from evidence.groups import Coded, first_rows, group_rows
from evidence.people import SetSizes
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
        names, directions, against, ids = (
            votes[name].tolist() for name in ("study_set", "direction", "comparator_group", "finding_ids")
        )
        # Whole numbers in the place of names, so that no mark compares the names of all findings again.
        study, comparator = Coded.of(found.study_set), Coded.of(found.comparator)
        sizes = SetSizes.of(found, first_rows(study.codes))
        places = pd.Index(study.levels).get_indexer(names)
        for rows in _alike(votes, "study_set" if len(votes) <= MOST_IN_CELL else "direction"):
            first, of_mark = rows[0], np.unique(places[rows])
            sets, direction, versus_another = len(of_mark), directions[first], against[first] != INACTIVE
            people = sizes.count(of_mark)
            name = names[first] if sets == 1 else wording.count(sets, "study set")
            versus = f", compared with {_compared(comparator, study, of_mark)}" if versus_another else ""
            words = f"{name}: {wording.people(people)}, {direction}{versus}"
            text = _short(people) if sets == 1 else f"{sets}×"
            found_ids = ";".join([ids[place] for place in rows])
            marks.append(_mark(row, label, route, direction, people.low, text, versus_another, words, sets, found_ids))
    return [{**mark, "group": group} for mark in marks]


def _alike(votes: pd.DataFrame, by: str) -> list[np.ndarray]:
    """Positions of the votes with the same ``by`` and comparator group, in order of first appearance."""
    groups, firsts = group_rows([Coded.of(votes[by]), Coded.of(votes.comparator_group)])
    return np.split(np.argsort(groups, kind="stable"), np.bincount(groups, minlength=len(firsts)).cumsum()[:-1])


def _compared(comparator: Coded, study: Coded, sets: np.ndarray) -> str:
    """What the study sets of some votes were compared with; of a long list the first."""
    chosen = np.zeros(len(study.levels), dtype=bool)
    chosen[sets] = True
    found = pd.unique(comparator.codes[chosen[study.codes] & (comparator.codes >= 0)])
    return wording.names([comparator.levels[code] for code in found]) or "none"


def heading_row(row: int, label: str) -> dict:
    """A row that holds words only."""
    return {**_mark(row, label, "", "", 0, "", False, "", 0, ""), "heading": True, "group": label}


def twin_rows(marks: pd.DataFrame, routes: list[str], *, first: str) -> pd.DataFrame:
    """The grid in words: one row per grid row, one column per route."""
    cells = marks[~marks.heading]
    titles, table = headings(first, routes), []
    for _, row in cells.groupby("row", sort=False):
        label = f"{row.group.iloc[0]} – {row.label.iloc[0]}" if row.group.iloc[0] else row.label.iloc[0]
        table.append([label, *("; ".join(row[row.route == route].hover) for route in routes)])
    return pd.DataFrame(table, columns=titles)


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
