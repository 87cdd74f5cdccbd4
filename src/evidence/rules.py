"""Rules that hold between cells: one small check each, yielding (row position, column, reason).

The runner in ``review`` adds the file and the line. A rule whose columns a table does not have is not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

Finding = tuple[int, str, str]
Rule = Callable[[pd.DataFrame], Iterator[Finding]]

# A trial's "2 years" is 104 weeks in the field's usage; the codebook says so beside weeks_min.
WEEKS_PER_UNIT = {"days": 1 / 7, "weeks": 1.0, "years": 52.0}
NOT_STATED = "not stated"

RULES: list[tuple[str, frozenset[str], Rule]] = []


def rule(resource: str, *columns: str) -> Callable[[Rule], Rule]:
    """Register a rule for a table; it runs only where the table has all ``columns``."""

    def register(function: Rule) -> Rule:
        RULES.append((resource, frozenset(columns), function))
        return function

    return register


def broken(resource: str, frame: pd.DataFrame, bad: pd.DataFrame) -> Iterator[Finding]:
    """Every violation of every rule that applies to ``frame`` (index 0 … rows-1).

    ``bad``: (rows, columns) whether a cell is already reported. A rule is not put to a row with such a cell: one defect is one
    line, and what follows from it is seen once it is mended.
    """
    for name, columns, function in RULES:
        if name == resource and columns <= set(frame.columns):
            yield from function(frame[~bad[list(columns)].any(axis=1)])


def _rows(mask: pd.Series) -> np.ndarray:
    """The rows, by their label, for which the mask surely holds."""
    return mask.index[mask.fillna(False).to_numpy(dtype=bool)].to_numpy()


@rule("studies", "events", "denominator")
def events_within_denominator(studies: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows(studies.events > studies.denominator):
        yield row, "events", f"{studies.events[row]} events are more than the denominator {studies.denominator[row]}"


@rule("studies", "denominator", "n_participants", "n_basis")
def denominator_within_participants(studies: pd.DataFrame) -> Iterator[Finding]:
    total = studies.n_basis.isin(["exact", "total over studies"])
    for row in _rows(total & (studies.denominator > studies.n_participants)):
        yield (
            row,
            "denominator",
            f"{studies.denominator[row]} is more than the {studies.n_participants[row]} participants",
        )


@rule("studies", "events", "denominator", "n_participants", "n_basis")
def events_within_participants(studies: pd.DataFrame) -> Iterator[Finding]:
    total = studies.n_basis.isin(["exact", "total over studies"])
    more = studies.events > studies.n_participants
    for row in _rows(total & more & studies.denominator.isna()):
        yield row, "events", f"{studies.events[row]} is more than the {studies.n_participants[row]} participants"


@rule("studies", "measure", "value", "value_control")
def percent_within_hundred(studies: pd.DataFrame) -> Iterator[Finding]:
    for column in ("value", "value_control"):
        percent = studies.measure.isin(["percent of patients", "percent reduction"])
        for row in _rows(percent & ((studies[column] > 100) | (studies[column] < 0))):
            yield row, column, f"{studies[column][row]:g} is not between 0 and 100 percent"


@rule("studies", "measure", "value", "value_control", "events")
def value_has_measure(studies: pd.DataFrame) -> Iterator[Finding]:
    for column in ("value", "value_control", "events"):
        for row in _rows(studies[column].notna() & studies.measure.isna()):
            yield row, "measure", f"is empty although {column} holds a figure"
    figures = studies[["value", "events"]].notna().any(axis=1)
    for row in _rows(studies.measure.notna() & ~figures):
        yield row, "measure", "is given although neither value nor events holds a figure"


@rule("studies", "duration_min", "duration_max", "weeks_min", "weeks_max", "before_min", "before_max")
def low_not_above_high(studies: pd.DataFrame) -> Iterator[Finding]:
    for low, high in (("duration_min", "duration_max"), ("weeks_min", "weeks_max"), ("before_min", "before_max")):
        for row in _rows(studies[low] > studies[high]):
            yield row, low, f"{studies[low][row]:g} is above {high} {studies[high][row]:g}"


@rule("studies", "duration_min", "duration_max", "duration_unit", "weeks_min", "weeks_max")
def weeks_follow_duration(studies: pd.DataFrame) -> Iterator[Finding]:
    factor = studies.duration_unit.map(WEEKS_PER_UNIT).astype("float64")
    for end in ("min", "max"):
        stated, weeks = studies[f"duration_{end}"], studies[f"weeks_{end}"]
        for row in _rows(stated.notna() & factor.isna()):
            yield row, "duration_unit", f"is empty although duration_{end} holds a figure"
        expected = (stated * factor).round(2)
        for row in _rows((expected != weeks) & (expected.notna() | weeks.notna()) & (stated.isna() | factor.notna())):
            wanted = "empty" if np.isnan(expected[row]) else f"{expected[row]:g}"
            yield row, f"weeks_{end}", f"must be {wanted} to follow from duration_{end}"


@rule("studies", "route", "route_basis")
def route_has_basis(studies: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows((studies.route == NOT_STATED) != (studies.route_basis == NOT_STATED)):
        yield row, "route_basis", f"{studies.route_basis[row]!r} does not go with route {studies.route[row]!r}"


@rule("studies", "n_participants", "n_basis")
def participants_have_basis(studies: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows(studies.n_participants.isna() != (studies.n_basis == NOT_STATED)):
        stated = "empty" if pd.isna(studies.n_participants[row]) else studies.n_participants[row]
        yield row, "n_basis", f"{studies.n_basis[row]!r} does not go with n_participants {stated}"


@rule("studies", "comparator", "comparator_kind")
def comparator_has_kind(studies: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows(studies.comparator.isna() != (studies.comparator_kind == NOT_STATED)):
        yield (
            row,
            "comparator_kind",
            f"{studies.comparator_kind[row]!r} does not go with comparator "
            + ("empty" if pd.isna(studies.comparator[row]) else repr(studies.comparator[row])),
        )


@rule("studies", "dose_mg", "dose_per")
def dose_has_unit(studies: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows(studies.dose_mg.isna() != studies.dose_per.isna()):
        yield row, "dose_per", "dose_mg and dose_per must be given together"


@rule("studies", "study_set", "document_id", "citations", "n_studies", "n_participants", "n_basis")
def study_set_is_one(studies: pd.DataFrame) -> Iterator[Finding]:
    """A study set has one document, one list of citations and one number of people, or its people would be miscounted."""
    for column in ("document_id", "citations", "n_studies", "n_participants", "n_basis"):
        values = studies[column].astype("str").fillna("")
        first = values.groupby(studies.study_set).transform("first")
        for row in _rows(values != first):
            shown = [text if text not in ("", "<NA>", "nan") else "empty" for text in (values[row], first[row])]
            yield (
                row,
                column,
                f"{shown[0]} differs from {shown[1]} in another row of study set {studies.study_set[row]}",
            )


@rule("studies", "finding_id", "study_set")
def finding_named_for_set(studies: pd.DataFrame) -> Iterator[Finding]:
    stem = studies.finding_id.str.replace(r"-[0-9]+$", "", regex=True)
    for row in _rows((stem != studies.study_set) & studies.finding_id.notna() & studies.study_set.notna()):
        yield row, "finding_id", f"must be {studies.study_set[row]}- and a running number"
