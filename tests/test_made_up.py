"""The made-up review that the benchmarks measure with is one that the check lets through."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import evidence


def test_the_review_of_the_benchmarks_holds(tmp_path):
    path = Path(__file__).parents[1] / "benchmarks" / "made_up.py"
    spec = importlib.util.spec_from_file_location("made_up", path)
    made_up = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made_up)
    folder = made_up.write_review(tmp_path / "review", 500)
    assert evidence.check_review(folder) == []
    assert len(evidence.load_review(folder).studies) == 500
