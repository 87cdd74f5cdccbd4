"""A small collection that needs no kernel: three notebooks with their outputs, two texts, a data folder."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from evidence.book.execution import KERNEL, LANGUAGE
from evidence.book.figures import MIME


def figure(name: str = "dots", **meta) -> dict:
    """A figure of three points."""
    described = {"chart": name, "title": "Three dots", "alt": "Three dots in a rising line.", "marks": 3}
    return {
        "data": [{"type": "scatter", "mode": "markers", "x": [1, 2, 3], "y": [1, 2, 3]}],
        "layout": {
            "meta": {**described, "source": "dots.csv", "layer": "as the documents report", **meta},
            "height": 300,
            "paper_bgcolor": "#ffffff",
            "plot_bgcolor": "#ffffff",
            "font": {"color": "#1f2328"},
        },
        "config": {},
    }


def output(bundle: dict) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("display_data", data=bundle)


def chart_output(name: str = "dots", **meta) -> nbformat.NotebookNode:
    shown = figure(name, **meta)
    return output({MIME: shown, "text/plain": shown["layout"]["meta"]["alt"]})


TABLE = (
    '<table class="evidence-table" data-table="studies" data-filter="true"><caption>The studies</caption><thead><tr>'
    '<th>Study</th><th data-filter="select">Route</th></tr></thead><tbody>'
    "<tr><th>s1</th><td>oral</td></tr><tr><th>s2</th><td>intrathecal</td></tr></tbody></table>"
)


def write_notebook(folder: Path, name: str, *cells) -> Path:
    """Write a notebook; a cell is Markdown text, or a pair (source, outputs) for an executed code cell."""
    made = []
    for number, cell in enumerate(cells):
        if isinstance(cell, str):
            node = nbformat.v4.new_markdown_cell(cell)
        else:
            node = nbformat.v4.new_code_cell(cell[0], outputs=cell[1], execution_count=number)
        node.id = f"cell-{number}"
        made.append(node)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    metadata = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=metadata), path)
    return path


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """A folder with `notebooks/` (executed, with two texts) and `data/`."""
    notebooks = tmp_path / "notebooks"
    write_notebook(
        notebooks,
        "00_start",
        "# Where to start?",
        ("show()", [chart_output()]),
        ("say()", [output({"text/markdown": "Go to [the studies](01_studies.ipynb).", "text/plain": "Go."})]),
    )
    write_notebook(
        notebooks,
        "01_studies",
        "# Which studies?",
        "Back to [the start](00_start.ipynb). The share is $u/n$.",
        ("table()", [output({"text/html": TABLE, "text/plain": "study,route"})]),
    )
    write_notebook(notebooks, "02_end", "# What remains?", ("show()", [chart_output("bars"), chart_output("more")]))
    (notebooks / "methods.md").write_text("# Methods\n\nWords.\n", encoding="utf-8")
    (notebooks / "glossary.md").write_text("# Glossary\n\nWords.\n", encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "studies.csv").write_text("id,route\ns1,oral\n", encoding="utf-8")
    package = {
        "title": "Toys: the evidence",
        "version": "1.2.3",
        "licenses": [{"name": "CC-BY-4.0", "title": "Attribution 4.0"}],
        "review": {"notice": "Not <advice>."},
        "resources": [{"name": "studies", "path": "studies.csv", "description": "One row a study."}],
    }
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return tmp_path
