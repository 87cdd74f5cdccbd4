"""Rules that hold between cells: one small check each, yielding (row position, column, reason).

The runner in ``review`` adds the file and the line. A rule whose columns a table does not have is not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd

from evidence.groups import Coded, group_rows
from evidence.problem import shown

Finding = tuple[int, str, str]
Rule = Callable[[pd.DataFrame], Iterator[Finding]]

# A trial's "2 years" is 104 weeks in the field's usage, a month a twelfth of a year; the codebook says so beside weeks_min.
WEEKS_PER_UNIT = {"hours": 1 / 168, "days": 1 / 7, "weeks": 1.0, "months": 52 / 12, "years": 52.0}
NOT_STATED = "not stated"

RULES: list[tuple[str, frozenset[str], Rule]] = []


def rule(resource: str, *columns: str) -> Callable[[Rule], Rule]:
    """Register a rule for a table; it runs only where the table has all ``columns``."""

    def register(function: Rule) -> Rule:
        RULES.append((resource, frozenset(columns), function))
        return function

    return register


def broken(resource: str, frame: pd.DataFrame, bad: Mapping[str, set[int]]) -> Iterator[Finding]:
    """Every violation of every rule that applies to ``frame`` (index 0 … rows-1).

    ``bad``: for each column the rows whose cell is already reported. A rule is not put to such a row: one defect is one
    line, and what follows from it is seen once it is mended.
    """
    for name, columns, function in RULES:
        if name == resource and columns <= set(frame.columns):
            left_out = set().union(*(bad.get(column, ()) for column in columns))
            needed = frame[[column for column in frame.columns if column in columns]]
            yield from function(needed.drop(index=list(left_out)) if left_out else needed)


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
        yield (
            row,
            "route_basis",
            f"{shown(studies.route_basis[row])} does not go with route {shown(studies.route[row])}",
        )


@rule("studies", "n_participants", "n_basis")
def participants_have_basis(studies: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows(studies.n_participants.isna() != (studies.n_basis == NOT_STATED)):
        stated = "empty" if pd.isna(studies.n_participants[row]) else studies.n_participants[row]
        yield row, "n_basis", f"{shown(studies.n_basis[row])} does not go with n_participants {stated}"


@rule("studies", "measure", "value", "value_control")
def counts_stand_in_events(studies: pd.DataFrame) -> Iterator[Finding]:
    """A bare count would be read as a percentage."""
    counted = studies.measure == "patients"
    for row in _rows(counted & studies.value.notna()):
        yield row, "value", "must be empty; a count of people stands in events"
    for row in _rows(counted & studies.value_control.notna()):
        yield row, "value_control", "must be empty; a count of the comparison group has no cell and goes into the note"


@rule("studies", "comparator", "comparator_kind")
def comparator_has_kind(studies: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows(studies.comparator.isna() != (studies.comparator_kind == NOT_STATED)):
        stated = "empty" if pd.isna(studies.comparator[row]) else shown(studies.comparator[row])
        yield row, "comparator_kind", f"{shown(studies.comparator_kind[row])} does not go with comparator {stated}"


@rule("studies", "dose_mg", "dose_per")
def dose_has_unit(studies: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows(studies.dose_mg.isna() != studies.dose_per.isna()):
        yield row, "dose_per", "dose_mg and dose_per must be given together"


@rule("studies", "study_set", "document_id", "citations", "n_studies", "n_participants", "n_basis")
def study_set_is_one(studies: pd.DataFrame) -> Iterator[Finding]:
    """A study set has one document, one list of citations and one number of people, or its people would be miscounted."""
    sets, firsts = group_rows([Coded.of(studies.study_set)])
    whole = np.flatnonzero(sets >= 0)
    first_of_set = firsts[sets[whole]]
    for column in ("document_id", "citations", "n_studies", "n_participants", "n_basis"):
        values = Coded.of(studies[column]).codes
        for place in np.flatnonzero(values[whole] != values[first_of_set]):
            row, other = studies.index[[whole[place], first_of_set[place]]]
            texts = ["empty" if pd.isna(studies[column][at]) else _plain(studies[column][at]) for at in (row, other)]
            reason = f"{texts[0]} differs from {texts[1]} in another row of study set {_plain(studies.study_set[row])}"
            yield row, column, reason


@rule("studies", "finding_id", "study_set")
def finding_named_for_set(studies: pd.DataFrame) -> Iterator[Finding]:
    both = studies[studies.finding_id.notna() & studies.study_set.notna()]
    for place, (name, stem) in enumerate(zip(both.finding_id.tolist(), both.study_set.tolist(), strict=True)):
        begin, _, number = name.rpartition("-")
        if begin != stem or not (number.isdecimal() and number.isascii()):
            yield both.index[place], "finding_id", f"must be {_plain(stem)}- and a running number"


def _plain(value: object) -> str:
    """A value as it stands, unless it is long or holds what a terminal obeys."""
    text = shown(getattr(value, "item", lambda: value)())  # a number as itself, not as its type
    return text[1:-1] if isinstance(value, str) else text


@rule("citations", "status", "publication_id")
def found_citation_has_publication(citations: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows(citations.status.isin(["resolved", "candidate"]) & citations.publication_id.isna()):
        yield row, "publication_id", f"is empty although the status is {shown(citations.status[row])}"


@rule("quotations", "verdict", "publication_ids")
def judged_quotation_has_publication(quotations: pd.DataFrame) -> Iterator[Finding]:
    judged = quotations.verdict.isin(["accurate", "minor error", "major error"])
    for row in _rows(judged & quotations.publication_ids.isna()):
        yield row, "publication_ids", f"is empty although the verdict is {shown(quotations.verdict[row])}"


@rule("quotations", "verdict", "kind")
def only_errors_have_a_kind(quotations: pd.DataFrame) -> Iterator[Finding]:
    told = quotations.verdict.notna() & quotations.kind.notna()
    for row in _rows(told & ((quotations.verdict == "accurate") != (quotations.kind == "none"))):
        yield row, "kind", f"{shown(quotations.kind[row])} does not go with verdict {shown(quotations.verdict[row])}"


@rule("claims", "low", "high", "unit")
def figures_have_unit(claims: pd.DataFrame) -> Iterator[Finding]:
    for row in _rows(claims[["low", "high"]].notna().any(axis=1) & claims.unit.isna()):
        yield row, "unit", "is empty although low or high holds a figure"


def _both_ends(resource: str, low: str, high: str, why: str = "") -> None:
    @rule(resource, low, high)
    def both_ends_or_neither(rows: pd.DataFrame) -> Iterator[Finding]:
        for given, lacking in ((low, high), (high, low)):
            for row in _rows(rows[given].notna() & rows[lacking].isna()):
                yield row, lacking, f"is empty although {given} holds a figure{why}"


def _interval(resource: str, low: str, high: str) -> None:
    @rule(resource, low, high)
    def low_end_not_above_high(rows: pd.DataFrame) -> Iterator[Finding]:
        for row in _rows(rows[low] > rows[high]):
            yield row, low, f"{rows[low][row]:g} is above {high} {rows[high][row]:g}"


def _part(resource: str, part: str, whole: str, words: str) -> None:
    @rule(resource, part, whole)
    def part_within_whole(rows: pd.DataFrame) -> Iterator[Finding]:
        for row in _rows(rows[part] > rows[whole]):
            yield row, part, f"{rows[part][row]} {words} {rows[whole][row]}"


for _table in ("claims", "reviews", "quotation_rates"):
    _interval(_table, "low", "high")
_interval("publications", "followup_weeks_min", "followup_weeks_max")
_both_ends("reviews", "low", "high")
_both_ends("quotation_rates", "low", "high")
_both_ends("studies", "before_min", "before_max", "; a single figure stands in both")
_part("publications", "n_analysed", "n_enrolled", "is more than n_enrolled")
for _arm in ("", "_control"):
    _part("publication_results", f"events{_arm}", f"denominator{_arm}", "events are more than the denominator")
