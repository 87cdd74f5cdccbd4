"""Charts and tables of more findings than can be shown one by one: they say so, stay small, and count all of them."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from evidence import answers, charts, tables, wording
from evidence.charts.many_figures import MOST_FIGURES
from evidence.charts.many_findings import MOST_SYMBOLS, bundle_size
from evidence.layer import Layer

TIMES = 60


@pytest.fixture(scope="module")
def many(layer):
    """The real findings many times over, each time of other study sets."""
    parts = [
        layer.findings.assign(
            study_set=layer.findings.study_set + f"-{time}", finding_id=layer.findings.finding_id + f"-{time}"
        )
        for time in range(TIMES)
    ]
    return Layer(layer.review, pd.concat(parts, ignore_index=True), layer.label, layer.source)


def test_few_findings_are_drawn_one_by_one(layer):
    assert len(charts.every_finding_record(layer).rows) == len(layer.findings) < MOST_SYMBOLS
    assert "spans" not in charts.reported_proportions_record(layer).extra
    assert len(tables.study_table(layer).rows) == len(layer.findings)


@pytest.mark.parametrize(("n", "size"), [(0, 1), (500, 1), (501, 10), (5_000, 10), (5_001, 100), (1_000_000, 10_000)])
def test_bundles(n, size):
    assert bundle_size(n) == size


def test_every_finding_is_counted_in_a_bundle(many):
    record = charts.every_finding_record(many)
    chart = charts.every_finding(record)
    bundle, cells = record.extra["bundle"], 2 * len(many.use_groups) * len(many.routes) * 5 * 2
    assert bundle == bundle_size(len(many.findings)) > 1
    assert chart.marks == len(record.rows) <= len(many.findings) / bundle + cells
    assert record.twin.rows.Findings.sum() == len(many.findings)
    assert f"up to {bundle}" in record.title
    assert wording.number(len(many.findings)) in record.twin.caption
    assert "studies.csv" in record.twin.caption
    # No symbol stands for one row, so the chart cannot follow the table.
    assert "follows" not in chart.to_dict()["layout"]["meta"]


def test_a_symbol_of_a_bundle_says_how_many_findings_are_alike(many):
    first = charts.every_finding_record(many).rows.iloc[0]
    groups = many.review.uses.set_index("use").use_group
    alike = many.findings[
        (many.findings.kind == first.kind)
        & (many.findings.use.map(groups) == first.group)
        & (many.findings.route == first.route)
        & (many.findings.direction == first.direction)
        & (many.findings.comparator_kind.isin(["active drug", "another route"]) == first.compared)
    ]
    assert first.findings == len(alike)
    assert wording.count(len(alike), "finding") in first.hover


def test_shares_of_people_become_spans(many):
    record = charts.reported_proportions_record(many)
    assert record.extra["spans"]
    assert len(record.rows) <= 2 * len(many.uses) * len(many.routes)
    keys = ["study_set", "use", "route", "kind", "measure", "value", "events", "denominator"]
    shares = []
    for finding in many.findings.drop_duplicates(keys).itertuples():
        if pd.notna(finding.events) and pd.notna(finding.denominator):
            shares.append((finding.kind, finding.use, finding.route, 100 * finding.events / finding.denominator))
        elif finding.measure == "percent of patients" and pd.notna(finding.value) and pd.isna(finding.events):
            shares.append((finding.kind, finding.use, finding.route, finding.value))
    assert len(shares) > MOST_FIGURES
    by_hand = pd.DataFrame(shares, columns=["kind", "use", "route", "share"]).groupby(["kind", "use", "route"]).share
    assert sorted(record.rows.low) == pytest.approx(sorted(by_hand.min()))
    assert sorted(record.rows.high) == pytest.approx(sorted(by_hand.max()))
    assert sorted(record.rows.point) == pytest.approx(sorted(by_hand.median()))
    assert record.twin.rows.Figures.sum() == len(shares)
    assert wording.number(len(shares)) in record.alt
    assert "nothing is pooled" in record.alt
    assert charts.reported_proportions(record).marks == len(record.rows)


def test_percent_changes_become_spans(many):
    record = charts.percent_changes_record(many)
    assert record.extra["spans"]
    assert set(record.rows.measure) == set(many.findings.measure) & {"percent reduction", "percent improvement"}
    assert charts.percent_changes(record).marks == len(record.rows)


@pytest.mark.parametrize("name", ["evidence_map", "vote_shares", "certainty_levels", "every_finding"])
def test_charts_do_not_grow_with_the_findings(layer, many, name):
    """Sixty times the findings: no chart is more than a few times as heavy."""
    sizes = []
    for of in (layer, many):
        chart = getattr(charts, name)(getattr(charts, f"{name}_record")(of))
        sizes.append(len(json.dumps(chart.to_dict())) + len(chart.table.to_html()) + len(chart.alt))
    assert sizes[1] < 8 * sizes[0]


def test_effect_directions_of_many_rows_put_the_uses_together(many):
    group = many.of_kind("benefit").uses.use_group.value_counts().idxmax()
    found = many.findings.assign(outcome_domain=[f"domain {place % 25}" for place in range(len(many.findings))])
    spread = Layer(many.review, found, many.label, many.source)
    record = charts.effect_directions_record(spread, group)
    assert record.title.endswith("all uses together")
    uses = many.review.uses[many.review.uses.use_group == group]
    of_group = found[found.use.isin(uses.use) & (found.kind == "benefit")]
    assert record.rows[record.rows.heading].label.tolist() == [
        f"{group}: all {wording.number(of_group.use.nunique())} uses together"
    ]
    drawn = record.rows[record.rows.direction != ""]
    assert set(drawn.label) == set(of_group.outcome_domain)
    assert sorted(";".join(drawn.finding_ids).split(";")) == sorted(of_group.finding_id)
    for (label, route, direction), marks in drawn.groupby(["label", "route", "direction"]):
        here = of_group[(of_group.outcome_domain == label) & (of_group.route == route)]
        assert marks.sets.sum() >= here[here.direction == direction].study_set.nunique() > 0, (label, route, direction)
    assert charts.effect_directions(record).marks == len(drawn)


def test_a_long_table_says_what_it_does_not_show(many):
    table = tables.study_table(many)
    assert len(table.rows) == tables.MOST_ROWS
    assert table.rows.finding.tolist() == many.findings.finding_id.tolist()[: tables.MOST_ROWS]
    n = len(many.findings)
    assert f"the first {tables.MOST_ROWS} of {wording.number(n)} findings" in table.caption
    assert f"{wording.number(n - tables.MOST_ROWS)} are not shown here and stand in studies.csv" in table.caption
    assert len(tables.ambiguities(many).rows) <= tables.MOST_ROWS


def test_a_sentence_does_not_name_every_vote(layer, many):
    text = answers.by_use(many).text
    assert len(text) < 6 * len(answers.by_use(layer).text)
    assert "more" in text.split("without a direction in favour")[1]
