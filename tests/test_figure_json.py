"""Slimming a figure: what is drawn stays the same, which plotly's own reading of templates says."""

from __future__ import annotations

import copy
import json

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evidence
from evidence.figure_json import plain, slim

LEAVES = st.one_of(st.booleans(), st.integers(0, 2), st.sampled_from(["left", "right"]))
ITEMS = st.lists(
    st.dictionaries(st.sampled_from(["xanchor", "showarrow", "text", "x", "name"]), LEAVES, max_size=5).flatmap(
        lambda item: st.fixed_dictionaries(
            {"font": st.dictionaries(st.sampled_from(["size", "color"]), LEAVES, max_size=2)}
        ).map(lambda font: {**item, **font})
    ),
    min_size=2,
    max_size=5,
)


def figure(**layout) -> dict:
    return {"data": [{"type": "scatter", "x": [1], "y": [2]}], "layout": layout}


def filled(item: dict, defaults: dict) -> dict:
    """An item as plotly reads it: what it does not state comes from the template."""
    merged = copy.deepcopy(defaults)
    for key, value in item.items():
        merged[key] = filled(value, merged.get(key, {})) if isinstance(value, dict) else value
    return {key: value for key, value in merged.items() if value != {}}


@given(ITEMS)
def test_each_annotation_reads_the_same(annotations):
    found = slim(figure(annotations=annotations))["layout"]
    defaults = found["template"]["layout"]["annotationdefaults"]
    before = [json.dumps(filled(item, {}), sort_keys=True) for item in annotations]
    assert [json.dumps(filled(item, defaults), sort_keys=True) for item in found["annotations"]] == before


@given(ITEMS)
def test_words_places_and_names_are_never_shared(annotations):
    shared = slim(figure(annotations=annotations))["layout"]["template"]["layout"]["annotationdefaults"]
    assert not {"text", "x", "name"} & set(shared)


def test_only_parts_of_the_template_that_the_traces_read_are_left():
    whole = plain(go.Figure(go.Bar(x=[1], y=[2])).to_plotly_json())
    found = slim(whole)["layout"]["template"]
    assert set(found["data"]) == {"bar"}
    assert found["data"]["bar"] == whole["layout"]["template"]["data"]["bar"]
    assert not {"polar", "scene", "geo"} & set(found["layout"])
    assert found["layout"]["xaxis"] == whole["layout"]["template"]["layout"]["xaxis"]


def test_the_figure_it_is_given_stays(layer):
    whole = plain(evidence.charts.evidence_map(evidence.charts.evidence_map_record(layer)).figure.to_plotly_json())
    before = copy.deepcopy(whole)
    assert len(json.dumps(slim(whole))) < 0.75 * len(json.dumps(whole))
    assert whole == before


@pytest.mark.parametrize(
    ("value", "expected"), [(0.1 + 0.2, 0.3), ((1, None), [1, None]), ({"b": 1, "a": 2}, {"a": 2, "b": 1})]
)
def test_values_are_plain(value, expected):
    found = plain(value)
    assert found == expected
    assert json.dumps(found) == json.dumps(expected)
