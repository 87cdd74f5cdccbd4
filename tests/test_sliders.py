"""Sliders that set weights: what they stand at, what they draw, and what is stored of them."""

import pytest

import evidence
from evidence.robustness import CRITERIA
from evidence.sliders import VIEW


@pytest.fixture
def sliders(layer):
    return evidence.weight_sliders(layer)


@pytest.fixture(scope="module")
def layer():
    return evidence.document_layer(evidence.load_review())


def moved(sliders, **weights):
    for name, value in weights.items():
        sliders._sliders[name].value = value
    return sliders.widget.children[-1].outputs[0]["data"]


def test_one_slider_for_each_criterion_all_alike_at_first(sliders):
    assert list(sliders.weights) == list(CRITERIA)
    assert len(set(sliders.weights.values())) == 1


def test_the_chart_below_follows_the_sliders(sliders, layer):
    rest = dict.fromkeys(CRITERIA, 0)
    shown = moved(sliders, **rest | {"people": 3})
    alone = evidence.charts.rank_shares_record(layer, weights={"people": 1})
    expected = alone.alt.replace("people 1", "people 3")
    assert shown["text/plain"] == f"{alone.title}. {expected}"


def test_weights_of_nothing_draw_nothing(sliders):
    shown = moved(sliders, **dict.fromkeys(CRITERIA, 0))
    assert list(shown) == ["text/plain"]
    assert sliders.chart() is None


def test_what_is_stored_is_the_same_on_every_run_and_says_where_the_sliders_stand(layer):
    first, second = (evidence.weight_sliders(layer)._repr_mimebundle_() for _ in range(2))
    assert first == second
    assert first[VIEW]["model_id"] == "weights"
    assert all(name in first["text/markdown"] for name in CRITERIA)
