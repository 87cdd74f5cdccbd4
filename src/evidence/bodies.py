"""Which study sets are rated in each cell, and what their findings say: for all cells at once, as arrays.

Vocabulary. A *cell* is a use by a route; its *body* of evidence is what is rated in it (see ``judgements``). A *set* is a study set
within a cell, so that one study set in two cells is two sets. Sets stand in the order of their cells, and within a cell in
the order of their first finding. Everything that is long (findings, sets) stays in arrays; what sentences need of a cell
is short, and is handed out as ``Facts``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from evidence import wording
from evidence.certainty import CONTROLLED, ENOUGH_PEOPLE, LEVELS, STARTS, design_classes
from evidence.groups import Coded, number, numbers_of, text_of
from evidence.layer import NOT_STATED
from evidence.people import PeopleCount
from evidence.votes import AGREEMENT, COMPARATOR_GROUPS, DIRECTIONS, INACTIVE, study_directions, tally_directions

POOLED = re.compile("analysis|review", re.IGNORECASE)  # words of a set that may hold the people of the others
GROUPS = list(dict.fromkeys(COMPARATOR_GROUPS.values()))
UNBLINDED, BLINDED, UNKNOWN = range(3)


class Names(NamedTuple):
    """The names of a list in words, as many as a sentence has room for, and how long the list is."""

    words: str
    total: int

    def __str__(self) -> str:
        return self.words


NOBODY = Names("", 0)


class Facts(NamedTuple):
    """What the sentences on one cell need.

    ``named`` and ``weaker``: sets with the words of their design, rated and not. ``directions``: direction → sets, in order
    of first appearance, 'not stated' apart in ``silent``. ``blinding``: sets that are not blinded, blinded, unknown;
    None where nothing is said of blinding at all. ``fewest_people``: the least that they may be if a pooled analysis holds others.
    """

    sets: Names
    named: Names
    weaker: Names
    lowest: int
    highest: int
    only_cases: bool
    blinding: tuple[Names, Names, Names] | None
    directions: dict[str, Names]
    votes: int
    silent: Names
    all_small_and_in_favour: bool
    active: bool
    comparators: Names
    use_stated: bool
    route_stated: bool
    route_unsure: Names
    elsewhere: Names
    elsewhere_comparators: Names
    people: PeopleCount
    fewest_people: int


@dataclass(frozen=True, eq=False)
class Bodies:
    """The bodies of evidence of ``n_cells`` cells.

    ``active`` (cells,): whether a cell has no finding against no or an inactive comparison. ``rows`` (chosen findings,): their
    positions in ``findings``; ``set_of_row`` and ``group_of_row`` belong to them. ``elsewhere``: positions of the findings that are
    not chosen. Of each set: ``cell``, ``first`` (position of its first chosen finding), ``words`` of its design, ``least`` and ``most``
    certain class, ``lowest`` and ``highest`` start (places in LEVELS), and whether it is ``rated``.
    """

    findings: pd.DataFrame
    n_cells: int
    cell_of_finding: np.ndarray
    study: Coded
    active: np.ndarray
    rows: np.ndarray
    set_of_row: np.ndarray
    group_of_row: np.ndarray
    elsewhere: np.ndarray
    cell: np.ndarray
    first: np.ndarray
    words: Coded
    least: np.ndarray
    most: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    rated: np.ndarray

    @cached_property
    def names(self) -> np.ndarray:
        """(sets,): the names of the study sets."""
        return np.array(self.study.levels, dtype=object)[self.study.codes[self.first]]

    def rated_names(self) -> list[list[str]]:
        """For each cell the names of all its rated sets."""
        names, ends = (
            self.names[self.rated].tolist(),
            np.bincount(self.cell[self.rated], minlength=self.n_cells).cumsum(),
        )
        return [names[start:end] for start, end in zip([0, *ends.tolist()], ends.tolist(), strict=False)]

    def facts(self, *, agreement: float = AGREEMENT) -> list[Facts]:
        """What there is to say of each cell. Raises ValueError for an unknown direction."""
        rated, weaker = np.flatnonzero(self.rated), np.flatnonzero(~self.rated)
        highest, lowest = np.full((2, self.n_cells), -1)
        np.maximum.at(highest, self.cell[rated], self.highest[rated])
        np.maximum.at(lowest, self.cell[rated], self.lowest[rated])
        first = np.zeros(self.n_cells, dtype=int)
        first[self.cell[rated]] = self.first[rated]  # any finding of a cell tells its use and route
        columns = {
            "sets": self._names(rated),
            "named": self._names_with_words(rated),
            "weaker": self._names_with_words(weaker),
            "lowest": lowest.tolist(),
            "highest": highest.tolist(),
            "only_cases": self._every(self.most == "case report"),
            "blinding": self._blinding(rated),
            **self._votes(agreement),
            "active": self.active.tolist(),
            "comparators": self._comparators(
                self.rows[self.rated[self.set_of_row] & self.active[self.cell][self.set_of_row]]
            ),
            "use_stated": (text_of(self.findings.use, first) != NOT_STATED).tolist(),
            "route_stated": (text_of(self.findings.route, first) != NOT_STATED).tolist(),
            "route_unsure": self._names(np.flatnonzero(self.rated & ~self._route_is_stated())),
            "elsewhere": self._studies(self.elsewhere),
            "elsewhere_comparators": self._comparators(self.elsewhere),
            **self._people(rated),
        }
        return [Facts(*values) for values in zip(*(columns[name] for name in Facts._fields), strict=True)]

    def _names(self, sets: np.ndarray) -> list[Names]:
        return first_names(self.cell[sets], self.names[sets], self.n_cells)

    def _names_with_words(self, sets: np.ndarray) -> list[Names]:
        """The names of sets with the words of their design, where there are any."""
        kept, totals = _heads(self.cell[sets], self.n_cells)
        words, names = [*self.words.levels, NOT_STATED], self.names[sets[kept]].tolist()
        codes = self.words.codes[sets[kept]].tolist()
        labels = [
            f"{name} (“{words[code]}”)" if words[code] != NOT_STATED else name
            for name, code in zip(names, codes, strict=True)
        ]
        return _split(labels, totals)

    def _every(self, holds: np.ndarray) -> list[bool]:
        """For each cell whether ``holds`` (sets,) is true of every rated set."""
        return (np.bincount(self.cell[self.rated & ~holds], minlength=self.n_cells) == 0).tolist()

    def _blinding(self, rated: np.ndarray) -> list[tuple[Names, Names, Names] | None]:
        if "blinded" not in self.findings:
            return [None] * self.n_cells
        said = Coded.of(text_of(self.findings.blinded, self.first[rated]))
        levels = {"no": UNBLINDED, "yes": BLINDED}
        states = said.pick([levels.get(level, UNKNOWN) for level in said.levels], missing=UNKNOWN)
        return list(zip(*(self._names(rated[states == state]) for state in range(3)), strict=True))

    def _votes(self, agreement: float) -> dict[str, list]:
        """One vote to a set and comparator group, in order of first appearance."""
        voting = self.rated[self.set_of_row] & (self.group_of_row >= 0)
        rows, sets = self.rows[voting], self.set_of_row[voting]
        votes, firsts = number(sets * len(GROUPS) + self.group_of_row[voting])
        directions = text_of(self.findings.direction, rows)
        tally, unknown = tally_directions(directions, votes, len(firsts))
        if unknown.any():
            raise ValueError(f"unknown direction {directions[unknown][0]!r}")
        sets = sets[firsts]
        cells = self.cell[sets]
        found = study_directions(tally, agreement=agreement)
        usual = found if agreement == AGREEMENT else study_directions(tally)
        sizes = numbers_of(self.findings.n_participants, self.first)
        # Missing is not small, and neither is a number that is.
        in_favour = self._every(sizes <= ENOUGH_PEOPLE)
        others = np.bincount(cells[usual != DIRECTIONS.index("favours")], minlength=self.n_cells)
        n_votes = np.bincount(cells, minlength=self.n_cells).tolist()
        silent = DIRECTIONS.index(NOT_STATED)
        by_direction = self._by_direction(cells, sets, found)
        return {
            "directions": [
                {name: names for name, names in part.items() if name != NOT_STATED} for part in by_direction
            ],
            "votes": np.bincount(cells[found != silent], minlength=self.n_cells).tolist(),
            "silent": [part.get(NOT_STATED, NOBODY) for part in by_direction],
            "all_small_and_in_favour": [
                n > 1 and small and other == 0
                for n, small, other in zip(n_votes, in_favour, others.tolist(), strict=True)
            ],
        }

    def _by_direction(self, cells: np.ndarray, sets: np.ndarray, found: np.ndarray) -> list[dict[str, Names]]:
        """For each cell: direction → sets, in order of first appearance."""
        keys = cells * len(DIRECTIONS) + found
        if self.active.any():  # there a set may have a vote in each of two comparator groups, and is named once
            once = number(sets * len(DIRECTIONS) + found)[1]
            keys, sets = keys[once], sets[once]
        order = _stable_order(keys, self.n_cells * len(DIRECTIONS))
        names = first_names(keys[order], self.names[sets[order]], self.n_cells * len(DIRECTIONS))
        parts: list[dict[str, Names]] = [{} for _ in range(self.n_cells)]
        for key in keys[number(keys)[1]].tolist():
            cell, direction = divmod(key, len(DIRECTIONS))
            parts[cell][DIRECTIONS[direction]] = names[key]
        return parts

    def _route_is_stated(self) -> np.ndarray:
        """(sets,) bool: whether any finding of the set names the route outright."""
        stated = text_of(self.findings.route_basis, self.rows) == "stated"
        return np.bincount(self.set_of_row[stated], minlength=len(self.cell)) > 0

    def _studies(self, rows: np.ndarray) -> list[Names]:
        return self._distinct(rows, Coded(self.study.codes[rows], self.study.levels))

    def _comparators(self, rows: np.ndarray) -> list[Names]:
        return self._distinct(rows, Coded.of(text_of(self.findings.comparator, rows)))

    def _distinct(self, rows: np.ndarray, values: Coded) -> list[Names]:
        """For each cell the distinct ``values`` of findings, in order of first appearance."""
        known = values.codes >= 0
        cells, codes = self.cell_of_finding[rows[known]], values.codes[known]
        once = number(cells * max(len(values.levels), 1) + codes)[1]
        order = once[_stable_order(cells[once], self.n_cells)]
        return first_names(cells[order], np.array(values.levels, dtype=object)[codes[order]], self.n_cells)

    def _people(self, rated: np.ndarray) -> dict[str, list]:
        """As ``people.count_people`` counts them, in each cell."""
        first, cells = self.first[rated], self.cell[rated]
        people, studies = (numbers_of(self.findings[name], first) for name in ("n_participants", "n_studies"))
        basis = text_of(self.findings.n_basis, first)
        stated = ~np.isnan(people)
        people = np.where(stated, people, 0.0)
        more = np.where((basis == "total or each") & ~np.isnan(studies), people * (studies - 1), 0.0)
        pooled = pooled_sets(self.findings, self.first)

        def total(weights: np.ndarray) -> list[int]:
            return np.bincount(cells, weights=weights, minlength=self.n_cells).astype(int).tolist()

        low, other_low, pooled_low = total(people), total(people * ~pooled[rated]), total(people * pooled[rated])
        counts = [
            PeopleCount(*found)
            for found in zip(
                low,
                [less + above for less, above in zip(low, total(more), strict=True)],
                total(np.ones(len(rated))),
                total(~stated),
                total(stated & (basis == "approximate")),
                strict=True,
            )
        ]
        some, every = [n > 0 for n in total(pooled[rated])], self._every(pooled)
        fewest = [
            max(apart, together) if mixed and not whole else least
            for least, apart, together, mixed, whole in zip(low, other_low, pooled_low, some, every, strict=True)
        ]
        return {"people": counts, "fewest_people": fewest}


def find_bodies(findings: pd.DataFrame, cell_of_finding: np.ndarray, n_cells: int) -> Bodies:
    """The bodies of evidence of all cells. ``findings``: rows as in studies.csv, of one kind; ``cell_of_finding`` (findings,): from 0."""
    study, comparator = Coded.of(findings.study_set), Coded.of(findings.comparator_kind)
    groups = {kind: GROUPS.index(group) for kind, group in COMPARATOR_GROUPS.items()}
    group = comparator.pick([groups.get(level, -1) for level in comparator.levels], missing=-1)
    inactive = group == GROUPS.index(INACTIVE)
    active = np.bincount(cell_of_finding[inactive], minlength=n_cells) == 0
    chosen = inactive | active[cell_of_finding]
    rows, elsewhere = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    in_order, firsts = number(cell_of_finding[rows] * max(len(study.levels), 1) + study.codes[rows])
    order = _stable_order(cell_of_finding[rows[firsts]], n_cells)
    place = np.empty(len(order), dtype=int)
    place[order] = np.arange(len(order))
    set_of_row, first = place[in_order], rows[firsts[order]]
    cell = cell_of_finding[first]
    controlled = np.bincount(set_of_row[comparator.is_level(CONTROLLED)[rows]], minlength=len(first)) > 0
    words = Coded.of(_design_words(findings, first))
    # There are few wordings and many sets: each wording is looked up once, without and with a control group.
    kinds = [_classes(text, had_group) for text in words.levels for had_group in (False, True)]
    starts = [(LEVELS.index(STARTS[least][0]), LEVELS.index(STARTS[most][1])) for least, most in kinds]
    kind = words.codes * 2 + controlled
    least, most = np.array(kinds, dtype=object).reshape(-1, 2)[kind].T
    lowest, highest = np.array(starts, dtype=int).reshape(-1, 2)[kind].T
    return Bodies(
        findings, n_cells, cell_of_finding, study, active, rows, set_of_row, group[rows], elsewhere, cell, first,
        words, least, most, lowest, highest, _rated(cell, lowest, highest, n_cells),
    )  # fmt: skip


def _rated(cell: np.ndarray, lowest: np.ndarray, highest: np.ndarray, n_cells: int) -> np.ndarray:
    """(sets,) bool: those that are sure to have the best design of their cell, or all that may have it where none is sure."""
    best = np.full(n_cells, -1)
    np.maximum.at(best, cell, highest)
    sure, may = lowest == best[cell], highest == best[cell]
    any_sure = np.bincount(cell[sure], minlength=n_cells) > 0
    return np.where(any_sure[cell], sure, may)


def pooled_sets(findings: pd.DataFrame, first: np.ndarray) -> np.ndarray:
    """(sets,) bool: which may hold the people of the others, by the class of their design or, where none is known, by its words.

    A "retrospective review" of charts that is classed as a study is none.
    """
    words = Coded.of(_design_words(findings, first))
    return words.pick([bool(POOLED.search(text)) for text in words.levels], missing=False).astype(bool)


def _design_words(findings: pd.DataFrame, first: np.ndarray) -> np.ndarray:
    """(sets,): the class of the design where it is known, else the words of the document."""
    words = text_of(findings.design_stated, first)
    if "design_class" not in findings:
        return words
    classes = text_of(findings.design_class, first)
    found = Coded.of(classes)
    return np.where(found.pick([level in STARTS for level in found.levels], missing=False), classes, words)


def _classes(words: str, controlled: bool) -> tuple[str, str]:
    """The least and the most certain design class of a wording, or of a class that is known."""
    least, most = (words, words) if words in STARTS and words != NOT_STATED else design_classes(words)
    return ("controlled, not randomised" if controlled and least == "uncontrolled" != most else least), most


def first_names(cells: np.ndarray, names: np.ndarray, n_cells: int) -> list[Names]:
    """The first names of each cell. ``cells``: in rising order."""
    kept, totals = _heads(cells, n_cells)
    return _split(names[kept].tolist(), totals)


def _heads(cells: np.ndarray, n_cells: int) -> tuple[np.ndarray, np.ndarray]:
    """Which entries are among the first of their cell, as many as a sentence can name; and how many entries each cell has."""
    totals = np.bincount(cells, minlength=n_cells)
    if len(cells) <= wording.MOST_NAMES:
        return np.arange(len(cells)), totals
    starts = totals.cumsum() - totals
    return np.flatnonzero(np.arange(len(cells)) - starts[cells] < wording.MOST_NAMES), totals


def _split(labels: Sequence[str], totals: np.ndarray) -> list[Names]:
    ends = np.minimum(totals, wording.MOST_NAMES).cumsum().tolist()
    return [
        Names(wording.names(labels[start:end], total=total), total) if total else NOBODY
        for start, end, total in zip([0, *ends], ends, totals.tolist(), strict=False)
    ]


def _stable_order(keys: np.ndarray, n: int) -> np.ndarray:
    """Positions that sort ``keys`` (0 to n - 1) and keep the order of equal ones; small numbers are sorted in one pass."""
    return np.argsort(keys.astype(np.int16) if n < np.iinfo(np.int16).max else keys, kind="stable")
