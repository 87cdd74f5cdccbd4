"""Key points: few, short, computed from the data, and true for reviews that lack a table or a route."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import evidence
from evidence import key_points
from evidence.layer import Layer

EXAMPLE = Path(__file__).parents[1] / "examples" / "imaginol"
OF_LAYER = ("start", "studies", "by_use", "by_route", "effects", "harms", "how_sure")
OF_REVIEW = ("documents", "dosing", "quotations")
MOST_WORDS = 32


@pytest.fixture(params=["ours", "another"])
def any_review(request, review):
    return review if request.param == "ours" else evidence.load_review(EXAMPLE)


def points(prose) -> list[str]:
    return [line.removeprefix("- ") for line in prose.text.splitlines()]


def of_all(review) -> dict[str, list[str]]:
    layer = evidence.document_layer(review)
    found = {name: points(getattr(key_points, name)(layer)) for name in OF_LAYER}
    return found | {name: points(getattr(key_points, name)(review)) for name in OF_REVIEW}


def test_three_to_five_short_sentences(any_review):
    for name, said in of_all(any_review).items():
        assert 3 <= len(said) <= 5, name
        for point in said:
            assert point.endswith("."), point
            assert len(point.split()) <= MOST_WORDS, point


def test_a_review_is_told_in_its_own_words_only(review):
    """The words of one review never reach another."""
    words = [review.codebook.about["drug"], *review.codebook.about["routes"]]
    text = " ".join(point for said in of_all(evidence.load_review(EXAMPLE)).values() for point in said)
    assert not [word for word in words if re.search(rf"\b{word}\b", text, re.IGNORECASE)]


def test_figures_are_those_of_the_data(review, layer):
    """Counted here in another way than in the package."""
    rows = review.studies.to_dict("records")
    uses = {}
    for row in rows:
        if row["kind"] == "benefit":
            uses.setdefault(row["use"], set()).add(row["study_set"])
    single = sum(len(sets) == 1 for sets in uses.values())
    assert points(key_points.start(layer))[0].startswith(f"{single} of {len(uses)} uses whose benefit was studied")
    unstated = sum(row["route"] == "not stated" for row in rows)
    assert f"{unstated} of {len(rows)} findings name no route" in key_points.studies(layer).text
    verdicts = [row["verdict"] for row in review.quotations.to_dict("records")]
    judged = [verdict for verdict in verdicts if verdict != "cannot be verified"]
    said = points(key_points.quotations(review))[0]
    assert said.startswith(f"{judged.count('major error')} of {len(judged)} findings that could be checked")
    assert f"{len(verdicts) - len(judged)} more" in said


def test_a_review_without_the_optional_tables(review):
    kept = ("documents", "uses", "studies")
    bare = replace(review, tables={name: review.tables[name] for name in kept})
    said = of_all(bare)
    assert said["dosing"][0] == "No claims on doses are recorded with this review."
    assert said["quotations"][0] == "This review sets no finding against a publication."
    assert said["documents"][1] == "No contradictions are recorded with this review."
    assert all(3 <= len(found) <= 5 for found in said.values())


@pytest.mark.parametrize("kind", ["benefit", "harm"])
def test_a_layer_without_benefit_or_harm(review, layer, kind):
    other = Layer(review, layer.findings[layer.findings.kind != kind], layer.label, layer.source)
    for name in OF_LAYER:
        assert 2 <= len(points(getattr(key_points, name)(other))) <= 5, name
    if kind == "benefit":
        assert points(key_points.start(other))[0] == "No benefit is reported for any use."
        assert points(key_points.how_sure(other))[0] == "No benefit is reported, so there is nothing to order."


def test_a_layer_in_which_every_route_is_stated(review, layer):
    stated = Layer(review, layer.findings[layer.findings.route != "not stated"], layer.label, layer.source)
    assert "Every finding names its route." in points(key_points.by_route(stated))
