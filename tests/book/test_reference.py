"""The Python reference names every public name, and each brings an example that the suite runs."""

from __future__ import annotations

import inspect
import re
import shutil
from pathlib import Path

import pytest

import evidence
from evidence.book import build_book

ROOT = Path(__file__).parents[2]
PUBLIC = {f"evidence.{name}": getattr(evidence, name) for name in evidence.__all__} | {
    f"evidence.charts.{name}": getattr(evidence.charts, name) for name in evidence.charts.__all__
}


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_an_example(name):
    documentation = inspect.getdoc(PUBLIC[name]) or ""
    assert re.search(r"^\s*>>> \S", documentation, re.M), f"{name} has no example in its docstring"


def test_examples_are_run():
    """The suite is told to run the examples of the package, and none is left out."""
    assert "--doctest-modules src/evidence" in (ROOT / "Makefile").read_text(encoding="utf-8")
    for path in (ROOT / "src" / "evidence").rglob("*.py"):
        assert "+SKIP" not in path.read_text(encoding="utf-8"), path.name


@pytest.fixture
def reference(collection) -> str:
    shutil.copyfile(ROOT / "notebooks" / "reference.md", collection / "notebooks" / "reference.md")
    book = build_book(collection / "notebooks", collection / "html", data=collection / "data").parent
    return (book / "reference.html").read_text(encoding="utf-8")


def test_the_built_page_has_every_public_name_and_no_place_of_this_machine(reference):
    anchors = set(re.findall(r'id="(?:module-)?(evidence[\w.]*)"', reference))
    assert [name for name in PUBLIC if name not in anchors] == []
    for name, documented in PUBLIC.items():
        if not inspect.ismodule(documented):
            assert re.search(rf'<dt[^>]* id="{re.escape(name)}">', reference), name
    assert str(ROOT) not in reference
    assert not re.search(r"[\"'>\s](?:/home|/root|/tmp|/usr|/work)/", reference)
    assert " at 0x" not in reference
