"""Every cell of every notebook on reviews that are unlike ours: no optional table, one route, many routes with long names."""

import ast
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from other_reviews import (
    EXAMPLE,
    many_routes,
    nothing_yet,
    one_document_one_finding,
    one_harm,
    one_route,
    required_only,
)

import evidence
from evidence.book import figures

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CHANGES = [required_only, one_route, many_routes, one_harm, one_document_one_finding, nothing_yet]
# A missing value that was printed as it is, and a sentence that ends before it says something.
UNTOLD = r"\b(?:nan|NaT)\b|<NA>|(?:^|,)None(?:,|$)|\. \.|: ?(?:;|$)|\b(?:\w+ of 0|none of one|one of one)\b"


@pytest.fixture(params=CHANGES, ids=lambda change: change.__name__)
def folder(request, tmp_path):
    copy = Path(shutil.copytree(EXAMPLE, tmp_path / "review"))
    request.param(copy)
    return copy


def outputs(notebook: Path) -> list[dict]:
    """What the cells of a notebook show, as mime bundles."""
    shown: list[dict] = []

    def display(*things) -> None:
        shown.extend(
            thing._repr_mimebundle_() if hasattr(thing, "_repr_mimebundle_") else {"text/plain": repr(thing)}
            for thing in things
            if thing is not None
        )

    names = {"display": display}
    for number, cell in enumerate(nbformat.read(notebook, as_version=4).cells):
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            where = f"{notebook.name}, cell {number}"
            exec(compile(tree, where, "exec"), names)
            if last is not None:
                display(eval(compile(ast.Expression(last.value), where, "eval"), names))
    return shown


def test_every_cell_runs_and_says_something(folder, monkeypatch):
    assert evidence.check_review(folder) == []
    monkeypatch.setenv("EVIDENCE_DATA", str(folder))
    charts = 0
    for notebook in NOTEBOOKS:
        shown = outputs(notebook)
        assert shown, notebook.name
        for bundle in shown:
            bundle = bundle[0] if isinstance(bundle, tuple) else bundle
            charts += figures.MIME in bundle
            text = bundle["text/plain"]
            assert text.strip(), notebook.name
            assert not re.search(UNTOLD, text, flags=re.MULTILINE), (notebook.name, text)
    assert charts > 20
