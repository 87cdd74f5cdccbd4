"""Every formula against published numbers, to the digits they print, and against independent programs.

values.json holds the numbers: each with its source, or the program and version that made it, and the tolerance with its reason.
``quoted_in`` says where a published number was read when that was not in its source.
"""

from __future__ import annotations

import inspect
import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evidence import acceptability, coverage, votes
from evidence.extraction import cohen_kappa

VALUES = json.loads(Path(__file__).with_name("values.json").read_text(encoding="utf-8"))
# Public functions that only arrange what another one computes.
# They count rows, or apply to many studies at once what is tested for one (tests/test_votes_properties.py holds the two alike).
NO_FORMULA = {"study_votes", "count_votes", "tally_directions", "study_directions", "text_column"}
DRAWS = 200_000


def values_of(formula: str) -> list:
    found = [value for value in VALUES if value["formula"] == formula and value["kind"] != "definition"]
    assert found
    return [
        pytest.param(value, id=f"{value.get('program') or value['source']} {value['input']}"[:120]) for value in found
    ]


def agrees(actual: object, value: dict, name: str) -> None:
    """None in the reference stands for not a number."""
    expected = np.array(value["expected"][name], dtype=float)
    actual = np.asarray(actual, dtype=float)
    assert actual.shape == expected.shape
    assert np.array_equal(np.isnan(actual), np.isnan(expected))
    difference = np.nanmax(np.abs(actual - expected))
    assert difference <= value["tolerance"] + 1e-12, f"{name} differs by {difference}: {actual} against {expected}"


@pytest.mark.parametrize("value", values_of("vote_count.interval"))
def test_interval(value):
    given = value["input"]
    count = votes.vote_count(given["favours"], given["n"] - given["favours"])
    agrees(count.low, value, "low")
    agrees(count.high, value, "high")


@pytest.mark.parametrize("value", values_of("vote_count.p_value"))
def test_sign_test(value):
    agrees(votes.vote_count(**value["input"]).p_value, value, "p_value")


@pytest.mark.parametrize("value", values_of("within_study_direction"))
def test_direction_within_a_study(value):
    given = value["input"]
    for conflicting in ("mixed", "no difference"):
        directions = ["favours"] * given["favours"] + ["against"] * given["against"] + [conflicting] * given["mixed"]
        assert votes.within_study_direction(directions) == value["expected"]["direction"]


@pytest.mark.parametrize("value", values_of("covered_area"))
def test_covered_area(value):
    given = {name: value["input"][name] for name in ("inclusions", "publications", "documents")}
    agrees(coverage.covered_area(**given), value, "covered_area")


@pytest.mark.parametrize("value", values_of("cohen_kappa"))
def test_kappa(value):
    table = np.array(value["input"]["table"])
    first, second = np.repeat(np.argwhere(table >= 0), table.ravel(), axis=0).T
    agrees(cohen_kappa(pd.Series(first), pd.Series(second)), value, "kappa")


@pytest.mark.parametrize("value", values_of("dominance"))
def test_dominance(value):
    found = acceptability.dominance(value["input"]["utilities"])
    assert found.tolist() == value["expected"]["dominance"]


@pytest.mark.parametrize("value", values_of("rank_acceptability"))
def test_acceptability(value):
    given = dict(value["input"])
    if given.pop("case") == "four drugs":
        result = four_drugs()
    else:
        result = acceptability.rank_acceptability(given.pop("utilities"), draws=DRAWS, **given)
    for name in value["expected"]:
        found = np.array(getattr(result, name))
        if name == "pairwise":  # the reference programs give an alternative against itself no index
            np.fill_diagonal(found, np.nan)
        agrees(found, value, name)


@cache
def four_drugs() -> acceptability.RankAcceptability:
    """The model of the JSMAA test, as (mean, standard deviation) of fluoxetine, paroxetine, sertraline and venlafaxine.

    A utility runs from the lowest to the highest 95 % limit of the four, which a draw can pass. One common scale for all
    criteria brings the utilities into [0, 1] and, weights adding up to 1, changes no rank.
    """
    efficacy = [(0.0, 0.0), (0.086, 0.056), (0.095, 0.044), (0.113, 0.048)]  # of the logarithm
    harms = [
        [(11.7, 2.5), (9.2, 1.86), (15.4, 2.65), (5.5, 2.32)],
        [(7.2, 1.45), (10.6, 1.58), (7.5, 1.48), (15.7, 4.44)],
        [(16.6, 3.27), (21.2, 5.15), (20.2, 3.78), (12.8, 2.45)],
        [(13.7, 1.89), (14.3, 2.93), (15.0, 3.21), (11.2, 3.98)],
        [(18.6, 1.79), (18.3, 3.7), (19.5, 2.6), (31.0, 1.68)],
    ]
    rng = np.random.default_rng(20261122)
    criteria = []
    for position, drugs in enumerate([efficacy, *harms]):
        mean, deviation = np.array(drugs).T
        limits, drawn = mean + np.array([[-1.96], [1.96]]) * deviation, rng.normal(mean, deviation, (DRAWS, 4))
        if position == 0:
            limits, drawn = np.exp(limits), np.exp(drawn)
        utility = (drawn - limits.min()) / (limits.max() - limits.min())
        criteria.append(utility if position == 0 else 1 - utility)
    utilities = np.stack(criteria, axis=2)
    utilities = (utilities - utilities.min()) / (utilities.max() - utilities.min())
    return acceptability.rank_acceptability(np.clip(utilities, 0, 1))


def formulas() -> list[str]:
    """Public functions that compute a figure."""
    found = ["cohen_kappa"]
    for module in (votes, coverage, acceptability):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_") and name not in NO_FORMULA:
                found += ["vote_count.interval", "vote_count.p_value"] if name == "vote_count" else [name]
    return found


@pytest.mark.parametrize("formula", formulas())
def test_every_formula_has_a_published_example_and_an_independent_program(formula):
    kinds = {value["kind"] for value in VALUES if value["formula"] == formula}
    assert {"published", "program"} <= kinds


def test_every_part_of_an_acceptability_has_a_value_from_a_program():
    names = {name for v in VALUES if v["formula"] == "rank_acceptability" for name in v["expected"]}
    assert names == {"acceptability", "central_weights", "confidence", "pairwise"}


@pytest.mark.parametrize("value", VALUES, ids=lambda value: f"{value['formula']} {value['kind']}")
def test_every_value_says_where_it_is_from(value):
    assert value["tolerance_reason"]
    assert value["tolerance"] >= 0
    if value["kind"] == "program":
        assert value["program"]
        assert value["version"]
        assert value["computed_on"]
    else:
        assert value["kind"] in ("published", "definition")
        assert value["source"]
    assert not set(value) & {"second_hand", "read_at", "caution"}
