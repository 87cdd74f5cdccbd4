"""Reported effects: every finding that gives a figure, in the unit in which it was given.

Vocabulary. A *family* is a set of measures that may share an axis: shares of people (``PEOPLE``), or one of the other
measures, each on its own. A *percent reduction* of an outcome is no share of people. The *basis* says how a share is
known: ``stated`` (events and denominator), ``range`` (one of them is not stated, so the figure could be several pairs),
``figure only`` (no number of people bounds the denominator) or ``none fits`` (no whole numbers give the printed figure).
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.layer import COUNT_OF_PEOPLE, NOT_STATED, PERCENT_OF_PEOPLE
from evidence.proportions import (
    ends_for_percent,
    pairs_for_events,
    proportion,
    proportion_range,
    sizes_of_two_groups,
)
from evidence.votes import CONFIDENCE
from evidence.wording import percent, percents

PEOPLE = "share of people"
PERCENT_CHANGES = ("percent reduction", "percent improvement")
STATED, RANGE, FIGURE_ONLY, NONE_FITS = "stated", "range", "figure only", "none fits"
DRUG, COMPARISON = "drug", "comparison"
MOST_SIZES = 8  # of two groups; more are not listed one by one

KEYS = ["finding_id", "study_set", "source", "use", "route", "kind", "outcome", "measure", "n_participants"]
COLUMNS = [
    *KEYS, "family", "group", "value", "events", "denominator", "basis", "smallest", "largest", "share_low",
    "share_high", "low", "high", "words",
]  # fmt: skip


def family(finding) -> str:
    """The measures with which the figure of ``finding`` (a row as in studies.csv) may share an axis."""
    if pd.notna(finding.events) or finding.measure in (PERCENT_OF_PEOPLE, COUNT_OF_PEOPLE):
        return PEOPLE
    return finding.measure if pd.notna(finding.measure) else NOT_STATED


def reported_effects(findings: pd.DataFrame, *, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """One row per finding with a figure, and a second one for the comparison group where that has a figure too.

    ``findings``: those of a layer. Columns: those of ``KEYS``, ``family``, ``group`` (drug or comparison),
    ``value``, ``events`` and ``denominator`` as printed, ``basis``, ``smallest`` and ``largest`` denominator,
    ``share_low`` and ``share_high`` (equal where the share is known), ``low`` and ``high`` (Wilson limits, or the lowest
    and highest limit over all pairs), ``words``. Shares lie in [0, 1] and are missing outside the family ``PEOPLE``.

    >>> effects = evidence.reported_effects(layer.findings)
    >>> set(effects.group) <= {"drug", "comparison"}
    True
    """
    rows = []
    with_figure = findings[findings.value.notna() | findings.events.notna()]
    for finding in with_figure.itertuples():
        groups = [(DRUG, finding.value, finding.events, finding.denominator)]
        control = [getattr(finding, f"{column}_control", None) for column in ("value", "events", "denominator")]
        if pd.notna(control[0]) or pd.notna(control[1]):
            groups.append((COMPARISON, *control))
        for group, value, events, denominator in groups:
            row = {key: getattr(finding, key) for key in KEYS}
            row |= {"family": family(finding), "group": group, "value": value}
            row |= {"events": events, "denominator": denominator}
            row |= (
                _share(finding, value, events, denominator, confidence)
                if row["family"] == PEOPLE
                else _other(finding, value, group)
            )
            rows.append(row)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    whole = dict.fromkeys(["events", "denominator", "smallest", "largest"], "Int64")
    shares = dict.fromkeys(["value", "share_low", "share_high", "low", "high"], "float64")
    words = dict.fromkeys(
        ["finding_id", "source", "use", "route", "outcome", "words"], "str"
    )  # an empty table has no type of its own
    return frame.astype({**whole, **shares, **words})


def same_people(effects: pd.DataFrame) -> pd.DataFrame:
    """``effects`` with one row for all outcomes that share one figure, so that the same people are drawn once."""
    figure = ["study_set", "use", "route", "kind", "group", "measure", "value", "events", "denominator"]
    rows = []
    for _, part in effects.groupby(figure, sort=False, dropna=False):
        each = " (each)" if part.outcome.nunique() > 1 else ""  # not at once in the same people
        joined = {"outcome": wording.listed(part.outcome) + each, "finding_id": ";".join(part.finding_id)}
        rows.append({**part.iloc[0].to_dict(), **joined})
    return pd.DataFrame(rows, columns=effects.columns).astype(effects.dtypes)


def both_groups_words(finding) -> str:
    """How large the groups of a two-group percentage can be if its number of people holds both; empty where not needed.

    ``finding``: a row as in studies.csv.
    """
    control = getattr(finding, "value_control", None)
    if finding.measure != PERCENT_OF_PEOPLE or pd.isna(control) or pd.isna(finding.n_participants):
        return ""
    sizes = sizes_of_two_groups(finding.value, control, _most_people(finding))
    total = f"If the {wording.number(_most_people(finding))} people are both groups together"
    if not sizes:
        return f"{total}, no whole numbers of people give both percentages."
    if len(sizes) > MOST_SIZES:
        said = f"{wording.number(len(sizes))} sizes, from {sizes[0][0]} to {sizes[-1][0]} people with the drug"
    else:
        said = wording.join([f"{drug} and {other}" for drug, other in sizes], "or") + " people"
    return f"{total}, the group with the drug and the other have {said}: only then do both percentages stand for whole people."


def _share(finding, value, events, denominator, confidence) -> dict:
    """The share of people of one group, or all that it could be."""
    if pd.notna(events) and pd.notna(denominator):
        found = proportion(int(events), int(denominator), confidence=confidence)
        interval = f"{percent(confidence)} interval {percents(found.low, found.high)}"
        words = f"{events} of {denominator}: {percent(found.share)}, {interval}"
        span = {"smallest": denominator, "largest": denominator, "share_low": found.share, "share_high": found.share}
        return {"basis": STATED, **span, "low": found.low, "high": found.high, "words": words}
    printed = str(events) if pd.notna(events) else f"{wording.printed(value)} %"
    if pd.isna(finding.n_participants) and pd.isna(denominator):
        return {"basis": FIGURE_ONLY, "words": f"{printed}{' people' * pd.notna(events)}, number of people not stated"}
    most = int(denominator) if pd.notna(denominator) else _most_people(finding)
    if pd.notna(events):
        pairs = pairs_for_events(int(events), most)
    else:
        pairs = ends_for_percent(value, most, smallest=most if pd.notna(denominator) else 1)
    found = proportion_range(pairs, confidence=confidence)
    if found is None:
        return {
            "basis": NONE_FITS,
            "words": f"{printed}, which no whole number of up to {wording.number(most)} people gives",
        }
    share = "" if pd.isna(events) else f" ({percents(found.share_low, found.share_high)})"
    out_of = _span(found.smallest, found.largest)
    figure = f"{printed} people out of {out_of}{share}" if share else f"{printed} of {out_of} people"
    words = f"{figure}, range {percents(found.low, found.high)}"
    span = {
        "smallest": found.smallest,
        "largest": found.largest,
        "share_low": found.share_low,
        "share_high": found.share_high,
    }
    return {"basis": RANGE, **span, "low": found.low, "high": found.high, "words": words}


def _other(finding, value, group: str) -> dict:
    measure = family(finding)
    words = f"{wording.printed(value)} {measure}"
    if measure.startswith("percent "):
        words = f"{wording.printed(value)} % {measure.removeprefix('percent ')}"
    elif hasattr(finding, "unit"):  # publications name a measure and its unit apart
        words = f"{measure}: {_with_unit(value, finding.unit)}"
    if pd.notna(getattr(finding, "before_min", None)):
        words += f", before {_span(finding.before_min, finding.before_max)} {finding.before_unit}"
    elif group == DRUG and pd.notna(getattr(finding, "value_before", None)):
        words += f", before {_with_unit(finding.value_before, finding.unit)}"
    return {"basis": STATED, "words": words}


def _with_unit(value, unit) -> str:
    return wording.printed(value) if pd.isna(unit) else f"{wording.printed(value)} {unit}"


def _most_people(finding) -> int:
    """The largest number of people that a group can hold: as many as the study set can."""
    several = finding.n_basis == "total or each" and pd.notna(finding.n_studies)
    return int(finding.n_participants) * (int(finding.n_studies) if several else 1)


def _span(low, high) -> str:
    return wording.number(low) if low == high or pd.isna(high) else f"{wording.number(low)} to {wording.number(high)}"
