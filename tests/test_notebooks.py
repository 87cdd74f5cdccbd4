"""The notebooks have none of the defects that nbval cannot see, and each guard fails for its defect."""

import copy
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output
from notebook_guard import CHART, defects

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def test_there_are_notebooks():
    assert [path.name[:2] for path in NOTEBOOKS] == sorted(path.name[:2] for path in NOTEBOOKS)
    assert {path.name[:2] for path in NOTEBOOKS} == {f"{number:02d}" for number in range(11)}


def test_no_defect(notebook):
    assert defects(notebook) == []


def test_code_cells_are_short():
    lengths = [
        len([line for line in cell.source.splitlines() if line.strip()])
        for path in NOTEBOOKS
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    ]
    assert statistics.median(lengths) <= 5


def test_notebooks_know_no_drug(review):
    """Another review gets the same notebooks, so their own words name neither its drug nor its routes."""
    words = [review.codebook.about["drug"], *(r for r in review.codebook.about["routes"])]
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            found = [word for word in words if re.search(rf"\b{word}\b", cell.source, re.I)]
            assert not found, (path.name, cell.id, found)
        assert not any(re.search(rf"(^|_){word}(_|$)", path.stem) for word in words)


def mutations():
    def strip(book):
        for cell in book.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None

    def swap(book):
        code = [cell for cell in book.cells if cell.cell_type == "code"]
        code[0].execution_count, code[1].execution_count = code[1].execution_count, code[0].execution_count

    def ignore(book):
        book.cells[1].source = "# NBVAL_IGNORE_OUTPUT\n" + book.cells[1].source

    def tag(book):
        book.cells[1].metadata["tags"] = ["nbval-skip"]

    def truncate(book):
        html = "<table><tr><td>1</td></tr><tr><td>...</td></tr></table>"
        book.cells[1].outputs.append(new_output("display_data", {"text/html": html, "text/plain": "x"}))

    def picture(book):
        book.cells[1].outputs.append(new_output("display_data", {"image/png": "AAAA", "text/plain": "x"}))

    def address(book):
        book.cells[1].outputs.append(new_output("display_data", {"text/plain": "<Thing at 0x7f0011223344>"}))

    def chart_of(book):
        return next(o for c in book.cells if c.cell_type == "code" for o in c.outputs if CHART in o.get("data", {}))

    def mute(book):
        chart_of(book).data["text/plain"] = "a chart"

    def empty(book):
        chart_of(book).data[CHART]["layout"]["meta"]["marks"] = 0

    def untwin(book):
        for cell in book.cells:
            if cell.cell_type == "code" and any(CHART in o.get("data", {}) for o in cell.outputs):
                cell.outputs = [o for o in cell.outputs if "text/html" not in o.get("data", {})]

    def encode(book):
        chart_of(book).data[CHART]["data"][0]["x"] = {"bdata": "AAAA", "dtype": "f8"}

    def typed(book):
        book.cells[2].source += "\n\nThe drug helped 68 % of them."

    def title(book):
        book.cells[2].source = "# Another title"

    def stream(book):
        book.cells[1].outputs.append(new_output("stream", text="warning"))

    def define(book):
        book.cells[1].source = "def f():\n    pass\n" + book.cells[1].source

    return [
        strip,
        swap,
        ignore,
        tag,
        truncate,
        picture,
        address,
        mute,
        empty,
        untwin,
        encode,
        typed,
        title,
        stream,
        define,
    ]


@pytest.mark.parametrize("mutate", mutations(), ids=lambda mutate: mutate.__name__)
def test_each_guard_fails_for_its_defect(mutate):
    book = nbformat.read(NOTEBOOKS[0], as_version=4)
    broken = copy.deepcopy(book)
    mutate(broken)
    assert defects(broken)


def run_nbval(data: Path, notebook: Path) -> subprocess.CompletedProcess:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "--nbval-current-env",
        "-q",
        "-p",
        "no:cacheprovider",
        os.fspath(notebook),
    ]
    environment = {**os.environ, "EVIDENCE_DATA": os.fspath(data)}
    return subprocess.run(command, cwd=notebook.parents[1], env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(("row", "column", "value"), [(2, "n_participants", "61"), (11, "direction", "favours")])
def test_nbval_fails_when_the_data_change(data, set_cell, row, column, value):
    """One number and one direction are changed; strict nbval names the notebook that no longer follows."""
    set_cell(data, "studies", row, column, value)
    done = run_nbval(data, ROOT / "notebooks" / "00_start_here.ipynb")
    assert done.returncode == 1, done.stdout
    assert "00_start_here.ipynb" in done.stdout
    assert json.dumps("failed")[1:-1] in done.stdout
