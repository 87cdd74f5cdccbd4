"""Rates of quotation error: this review's beside the published ones, each with its interval."""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.outcomes import Panel, outcomes_figure
from evidence.effects import percent, percents
from evidence.page import DataTable
from evidence.quotations import AGAINST_PUBLICATIONS, SEVERITIES, error_rates
from evidence.review import Review
from evidence.votes import CONFIDENCE

OURS, THEIRS = "This review", "Published"
HEADINGS = {"major error": "Major errors", "any error": "Errors of any kind"}
NOTHING = "no finding was set against a publication"


def quotation_rates_record(review: Review) -> Record:
    """What the chart draws: one row per rate, ours first; two panels, by severity. ``point`` etc. are percent.

    >>> record = evidence.charts.quotation_rates_record(review)
    >>> record.name, len(record.rows) > 0
    ('quotation-rates', True)
    """
    rates = error_rates(review)
    ours = rates.whose == "this review"
    rows = pd.DataFrame({
        "severity": rates.severity, "title": ours.map({True: OURS, False: THEIRS}) + ": " + rates.unit,
        "detail": [_detail(rate) for rate in rates.itertuples()], "figure": [_figure(rate) for rate in rates.itertuples()],
        "point": 100 * rates.share, "low": 100 * rates.low, "high": 100 * rates.high, "dashed": rates.basis == "range",
        "place": [0 if own else 1 for own in ours],
    })  # fmt: skip
    rows["hover"] = rows.title + ": " + rows.figure
    twin = pd.DataFrame({
        "Errors": rates.severity, "Whose": rows.title, "Counted": rows.detail, "Errors found": rates.events, "Out of": rates.denominator,
        "Share": [_percent(rate.share, rate.whose) for rate in rates.itertuples()],
        "Lowest": [_percent(rate.low, rate.whose) for rate in rates.itertuples()],
        "Highest": [_percent(rate.high, rate.whose) for rate in rates.itertuples()],
    })  # fmt: skip
    return Record(
        name="quotation-rates",
        title="How often quotations are wrong, here and elsewhere",
        rows=rows,
        twin=DataTable(twin, "quotation-rates", f"Rates of quotation error, {AGAINST_PUBLICATIONS}, and published rates"),
        alt=_alt(rows, bool(ours.any())),
        layer=AGAINST_PUBLICATIONS,
        source="verdicts of quotations.csv and published rates of quotation_rates.csv",
    )  # fmt: skip


def quotation_rates(record: Record) -> Chart:
    """Draw the rates; both panels run from 0 to 100 percent, so that they can be compared.

    >>> record = evidence.charts.quotation_rates_record(review)
    >>> chart = evidence.charts.quotation_rates(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    axis = {"tickvals": [0, 25, 50, 75, 100], "ticktext": [percent(part / 100) for part in (0, 25, 50, 75, 100)]}
    panels = [
        Panel(HEADINGS[severity], record.rows[record.rows.severity == severity], "percent with the error", 100, axis)
        for severity in SEVERITIES
    ]
    legend = {
        "solid": f"solid: {percent(CONFIDENCE)} interval",
        "dashed": "dotted: unverified all right or all wrong",
    }
    return Chart(record, outcomes_figure(panels, legend=legend))


def _detail(rate) -> str:
    if rate.whose != "this review":
        studies = "studies" if pd.isna(rate.n_studies) else wording.count(rate.n_studies, "study")
        return f"{studies} of quotations in journals, pooled"
    if rate.basis == "range":
        return "what the share could be if all had been verified"
    return (
        "findings that could be judged" if rate.unit == "findings" else "study sets with a finding that could be judged"
    )


def _figure(rate) -> str:
    if rate.whose != "this review":
        if pd.isna(rate.low):
            return _percent(rate.share, rate.whose)
        return f"{_percent(rate.share, rate.whose)} ({_percent(rate.low, rate.whose)} to {_percent(rate.high, rate.whose)})"
    span = percents(rate.low, rate.high)
    if rate.basis == "range":
        return f"{span} of {rate.denominator}"
    return f"{rate.events} of {rate.denominator}: {percent(rate.share)} ({span})"


def _percent(share: float, whose: str) -> str:
    """Ours as a whole percentage; a published rate with the digits that it was printed with."""
    if pd.isna(share):
        return ""
    return percent(share) if whose == "this review" else f"{wording.number(round(100 * share, 2))} %"


def _alt(rows: pd.DataFrame, ours: bool) -> str:
    said = "; ".join(f"{row.severity}, {row.hover}" for row in rows.itertuples())
    none = "" if ours else f" This review: {NOTHING}."
    return f"Shares of quotations with an error, with {percent(CONFIDENCE)} intervals.{none} {said or 'None is known'}."
