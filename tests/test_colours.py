"""Colours of the charts, in numbers: told apart with any colour vision, by shape as well, and strong enough on both grounds."""

from __future__ import annotations

import copy
import os
import re
from pathlib import Path

import pytest
from colour_guard import (
    MARK_CONTRAST,
    TEXT_CONTRAST,
    VISIONS,
    contrast,
    defects,
    distance,
    looks_apart,
    mark_look,
    stands_out,
)

from evidence.book.figures import MIME, folder_figures
from evidence.book.pictures import ROLES
from evidence.charts import style
from evidence.charts.agreement_matrix import STATE_MARKS
from evidence.charts.document_quality import BENCHMARK_MARKS
from evidence.charts.quotation_verdicts import VERDICT_MARKS

ROOT = Path(__file__).parents[1]
NOTEBOOKS = Path(os.environ.get("EVIDENCE_NOTEBOOKS") or ROOT / "notebooks")
FAMILIES = {
    "directions": list(style.DIRECTION_MARKS.values()),
    "routes": style.ROUTE_MARKS,
    "verdicts": list(VERDICT_MARKS.values()),
    "statements": list(STATE_MARKS.values()),
    "benchmarks": list(BENCHMARK_MARKS.values()),
}
FIGURES = folder_figures(NOTEBOOKS)


def broken(figure, spoil):
    figure = copy.deepcopy(figure)
    spoil(figure)
    return defects(figure)


@pytest.mark.parametrize("family", FAMILIES)
def test_categories_are_told_apart(family):
    looks = [mark_look(mark) for mark in FAMILIES[family]]
    assert len({look.colour for look in looks}) == len({look.shape for look in looks}) == len(looks)
    assert list(looks_apart(set(looks))) == []
    assert [line for look in looks for line in stands_out(look.colour, MARK_CONTRAST)] == []


def test_words_of_the_frame_can_be_read():
    for colour in (style.INK, style.SOFT_INK):
        assert list(stands_out(colour, TEXT_CONTRAST)) == []


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure.notebook}-{figure.name}")
def test_a_committed_figure_has_no_defect(figure):
    assert defects(figure.figure) == []


def test_no_committed_figure_is_left_out():
    outputs = sum(path.read_text(encoding="utf-8").count(f'"{MIME}"') for path in NOTEBOOKS.glob("*.ipynb"))
    assert len(FIGURES) == outputs > 0


def test_every_colour_in_the_code_is_named_in_one_place():
    for path in (ROOT / "src" / "evidence" / "charts").glob("*.py"):
        if path.name != "style.py":
            assert re.findall(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8")) == [], path.name


def test_simulation_and_distances_are_those_of_their_sources():
    # Machado et al. 2009, Table 1: at severity 1 pure red is (0.152286, 0.114503, -0.003882) in linear light for a protanope.
    from coloraide.everything import ColorAll

    red = ColorAll("red").filter("protan", method="machado").convert("srgb-linear").coords()
    assert red == pytest.approx([0.152286, 0.114503, -0.003882], abs=1e-5)
    # WCAG 2: the lightest grey that keeps 4.5 on white is #767676; black on white has 21.
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert all(distance("#000000", "#ffffff", vision) == pytest.approx(100, abs=0.5) for vision in VISIONS)


def test_the_grounds_are_those_of_the_page():
    assert ROLES[style.GROUND.lower()][1:] == ("#ffffff", "#14181e")


# --- Each rule complains -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole():
    """A figure with several directions and a legend."""
    return next(figure.figure for figure in FIGURES if figure.name == "evidence-map-benefit")


def recolour(figure, **changes):
    for trace in figure["data"]:
        if trace.get("name") in changes.get("names", ()):
            trace["marker"] |= changes["marker"]


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda f: recolour(f, names=("mixed",), marker={"color": "#5580C8"}), "apart in"),
        (lambda f: recolour(f, names=("mixed",), marker={"symbol": "square"}), "by colour alone"),
        (lambda f: recolour(f, names=("mixed",), marker={"color": "#F0E442"}), "contrast"),
        (lambda f: recolour(f, names=("mixed",), marker={"opacity": 0.4}), "lets the ground through"),
        (lambda f: f["layout"]["annotations"][0].update(font={"color": "#999999"}), "contrast"),
        (lambda f: f["data"][1].update(text=["7"], textposition="middle center"), "contrast"),  # the first marks
        (lambda f: f["layout"].pop("hoverlabel"), "hover"),
        (lambda f: recolour(f, names=("mixed", "no difference"), marker={"symbol": "star", "color": "#B880A8"}), "look the same"),
    ],
)  # fmt: skip
def test_a_spoiled_figure_is_noticed(whole, spoil, complaint):
    assert any(complaint in line for line in broken(whole, spoil)), broken(whole, spoil)


def test_bars_told_by_colour_alone_are_noticed():
    bars = next(figure.figure for figure in FIGURES if figure.figure["data"][0]["type"] == "bar")

    def spoil(figure):
        trace = figure["data"][0]
        trace["marker"]["color"] = [style.BLUE, *[style.GREY] * (len(trace["x"]) - 1)]
        trace["x"] = [1] * len(trace["x"])

    assert any("bars at 1" in line for line in broken(bars, spoil))


def test_colours_that_only_some_readers_tell_apart_are_noticed():
    former = {"favours": ("triangle-up", "#0072B2"), "mixed": ("diamond", "#AA4499")}
    found = list(looks_apart({mark_look(style.Mark(colour, symbol, "")) for symbol, colour in former.values()}))
    assert {"protan", "deutan"} == {line.split(" in ")[1].split(" vision")[0] for line in found}
