"""The validator that says at once whether a codebook fits its profile agrees with the one that lists what does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from evidence.profile import PROFILE, fits_profile, misshapen

from .mutations import JSON_VALUE, spoiled_codebook
from .small import small_codebook

EXAMPLES = int(os.environ.get("EVIDENCE_FUZZ", "300"))
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ROOT = Path(__file__).parents[2]
CODEBOOKS = sorted(path for folder in ("data", "examples", "src") for path in (ROOT / folder).rglob("datapackage.json"))
FIELD = {"name": "a", "type": "string"}


def whole(**changes) -> dict:
    """A small codebook with other values at its top."""
    return {"name": "x", "resources": [{"name": "t", "path": "t.csv", "schema": {"fields": [FIELD]}}], **changes}


def constrained(**constraints) -> dict:
    field = {**FIELD, "constraints": constraints}
    return whole(resources=[{"name": "t", "path": "t.csv", "schema": {"fields": [field]}}])


def agree(descriptor: object) -> bool:
    fits = fits_profile(descriptor)
    assert fits == (not list(Draft202012Validator(PROFILE).iter_errors(descriptor)))
    return fits


@pytest.mark.parametrize("path", CODEBOOKS, ids=lambda path: path.parent.name)
def test_the_codebooks_of_the_collection_fit(path):
    assert agree(json.loads(path.read_text(encoding="utf-8")))


@SETTINGS
@given(spoiled_codebook(small_codebook()))
def test_both_judge_a_spoiled_codebook_alike(content):
    try:
        descriptor = json.loads(content)
    except (ValueError, RecursionError):
        return
    agree(descriptor)


@SETTINGS
@given(JSON_VALUE)
def test_both_judge_any_value_alike(value):
    agree(value)


# What JSON has several ways to say, and what a validator that is compiled to Python might take for something else.
@pytest.mark.parametrize(
    "descriptor",
    [
        constrained(minimum=True),
        constrained(minimum=float("nan")),
        constrained(maximum=float("inf")),
        constrained(maximum=10**400),
        constrained(required=1),
        constrained(enum=["a", "a"]),
        constrained(enum=["a", ["a"]]),
        constrained(enum=[]),
        whole(licenses=[{"name": "x", "title": None}]),
        whole(licenses=[{}]),
        whole(title=""),
        whole(title=0),
        whole(review={"routes": ["oral", "oral"]}),
        whole(review=[]),
        [],
        "",
        None,
    ],
    ids=repr,
)
def test_both_judge_odd_values_alike(descriptor):
    agree(descriptor)


def test_whatever_does_not_fit_is_listed_whole():
    reasons = dict(misshapen(whole(title="", version=1, resources=[{"name": "", "path": "t.csv"}])))
    assert set(reasons) == {"title", "version", "resources.0", "resources.0.name"}


def test_a_codebook_that_fits_does_not_wait_for_the_validator_that_lists():
    code = "import evidence, sys; evidence.load_review(); sys.exit('jsonschema' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
