"""Our rates beside the published ones: each number is the one counted or printed."""

import dataclasses

import pandas as pd
import pytest

from evidence.charts.quotation_rates import quotation_rates, quotation_rates_record
from evidence.quotations import UNVERIFIED


def with_tables(review, **tables):
    return dataclasses.replace(review, tables={**review.tables, **tables})


def test_published_rates_are_drawn_as_printed(review):
    record = quotation_rates_record(review)
    published = record.rows[record.rows.title.str.startswith("Published")]
    rates = review.table("quotation_rates").query("severity in ['major error', 'any error']")
    drawn = sorted(zip(published.point.round(6), published.low.round(6), published.high.round(6), strict=True))
    assert drawn == sorted(zip(rates.percent, rates.low, rates.high, strict=True))
    assert "11.9 % (8.4 % to 16.6 %)" in set(published.figure)


def test_every_rate_is_a_mark_or_a_range(review):
    record = quotation_rates_record(review)
    assert quotation_rates(record).marks == record.rows.point.notna().sum()
    assert (record.rows.point.isna() == record.rows.dashed).all()
    inside = record.rows.dropna(subset="point")
    assert ((inside.low <= inside.point) & (inside.point <= inside.high)).all()


def test_ours_and_theirs_differ_in_shape(review):
    shapes = {}
    for trace in quotation_rates(quotation_rates_record(review)).figure.data:
        for symbol, text in zip(trace.marker.symbol or [], trace.hovertext or [], strict=False):
            shapes.setdefault(text.split(":")[0], set()).add(symbol)
    assert not shapes["This review"] & shapes["Published"]


@pytest.mark.parametrize("case", ["none", "one", "unverifiable", "no published"])
def test_little_to_draw(review, case):
    given = {
        "none": {"quotations": review.quotations.iloc[:0], "quotation_rates": review.table("quotation_rates").iloc[:0]},
        "one": {"quotations": review.quotations[review.quotations.verdict == "accurate"].iloc[:1]},
        "unverifiable": {"quotations": review.quotations.assign(verdict=UNVERIFIED)},
        "no published": {"quotation_rates": review.table("quotation_rates").iloc[:0]},
    }[case]
    chart = quotation_rates(quotation_rates_record(with_tables(review, **given)))
    assert chart.to_dict()
    assert ("no finding was set against a publication" in chart.alt) == (case == "none")


def test_a_published_rate_may_tell_neither_studies_nor_interval(review):
    rates = review.table("quotation_rates").assign(n_studies=pd.NA, low=None, high=None)
    rates = rates.astype({"n_studies": "Int64", "low": "float64", "high": "float64"})
    record = quotation_rates_record(with_tables(review, quotation_rates=rates))
    published = record.rows[record.rows.title.str.startswith("Published")]
    assert set(published.detail) == {"studies of quotations in journals, pooled"}
    assert "11.9 %" in set(published.figure)
    assert quotation_rates(record).marks == record.rows.point.notna().sum()
