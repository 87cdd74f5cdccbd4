"""The chart of all findings: one symbol per row of the study table, tied to it, and none hidden behind another."""

import dataclasses
from itertools import pairwise

import pytest

import evidence
from evidence.charts.every_finding import FEWEST, every_finding, every_finding_record
from evidence.charts.style import DIRECTION_MARKS


@pytest.fixture(params=[0, 1], ids=["documents", "publications"])
def any_layer(request, review):
    return evidence.layers(review)[request.param]


def points(chart):
    """(finding, x, y, symbol) of every symbol drawn."""
    return [
        (finding, x, y, trace.marker.symbol)
        for trace in chart.figure.data
        if trace.customdata is not None
        for finding, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)
    ]


def test_every_finding_is_drawn_once_and_tied_to_its_row(any_layer):
    record = every_finding_record(any_layer)
    chart = every_finding(record)
    drawn = [finding for finding, *_ in points(chart)]
    assert sorted(drawn) == sorted(any_layer.findings.finding_id)
    assert chart.marks == len(drawn)
    assert chart.to_dict()["layout"]["meta"]["follows"] == record.twin.name
    assert sorted(record.twin.rows[record.twin.row_id]) == sorted(drawn)


def test_direction_and_route_stay_with_their_finding(any_layer):
    found = any_layer.findings.set_index("finding_id")
    chart = every_finding(every_finding_record(any_layer))
    columns = {}
    for finding, x, _, symbol in points(chart):
        assert symbol == DIRECTION_MARKS[found.direction[finding]].symbol
        columns.setdefault(found.route[finding], []).append(x)
    spans = sorted((min(xs), max(xs)) for xs in columns.values())
    assert all(left[1] < right[0] for left, right in pairwise(spans)), "two routes overlap"


def test_no_two_symbols_share_a_place(any_layer):
    places = [(x, y) for _, x, y, _ in points(every_finding(every_finding_record(any_layer)))]
    assert len(places) == len(set(places))


def test_words_count_every_finding(any_layer):
    alt = every_finding_record(any_layer).alt
    counts = any_layer.findings.groupby(["kind", "route", "direction"]).size()
    assert f"{len(any_layer.findings)} findings" in alt
    said = [int(word) for word in alt.split(". ", 1)[1].replace(",", " ").split() if word.isdigit()]
    assert sum(said) == counts.sum()


def test_comparisons_with_another_treatment_are_outlined(layer):
    head_to_head = set(evidence.tables.head_to_head(layer).rows.finding)
    outlined = {
        finding
        for trace in every_finding(every_finding_record(layer)).figure.data
        if trace.customdata is not None and not trace.marker.symbol.endswith("open")
        for finding, ring in zip(trace.customdata, trace.marker.line.width, strict=True)
        if ring
    }
    assert head_to_head
    assert outlined == head_to_head


def test_axes_are_fixed(layer):
    """They must not move when symbols are hidden, or two views could not be compared."""
    figure = every_finding(every_finding_record(layer)).figure
    assert figure.layout.xaxis.range
    assert figure.layout.yaxis.range


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_findings_are_drawn(layer, n):
    few = dataclasses.replace(layer, findings=layer.findings.head(n).reset_index(drop=True))
    chart = every_finding(every_finding_record(few))
    assert chart.marks == n
    assert chart.alt


def test_a_review_with_many_routes_keeps_room_for_words(layer):
    findings = layer.findings.assign(route=[f"route {number % 6}" for number in range(len(layer.findings))])
    chart = every_finding(every_finding_record(dataclasses.replace(layer, findings=findings)))
    assert chart.marks == len(findings)
    assert chart.figure.layout.xaxis.range[1] >= 6 * FEWEST
