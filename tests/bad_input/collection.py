"""The project's notebooks filled from another review, without a kernel: quick enough for a test."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat

from evidence.collection import add_use_pages

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def fill_notebooks(data: Path, out: Path) -> dict[str, str]:
    """Write the notebooks with what they show of the review in ``data`` to ``out``; the links of the book's tables.

    Widgets, which need a kernel, are left out.
    """
    out.mkdir(parents=True)
    with mock.patch.dict(os.environ, {"EVIDENCE_DATA": str(data)}):
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            shown: list[Any] = []
            names = {"display": lambda *objects, shown=shown, **_: shown.extend(objects)}
            for number, cell in enumerate(cell for cell in notebook.cells if cell.cell_type == "code"):
                shown.clear()
                _run(cell.source, names, shown)
                cell.outputs = [_output(entry) for entry in shown if not hasattr(entry, "comm")]
                cell.execution_count = number + 1
            nbformat.write(notebook, out / path.name)
        return add_use_pages(out, data)


def _run(source: str, names: dict[str, Any], shown: list[Any]) -> None:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None
    if value is not None:
        shown.append(value)


def _output(value: Any) -> nbformat.NotebookNode:
    made = getattr(value, "_repr_mimebundle_", None)
    return nbformat.v4.new_output("display_data", data=made() if made else {"text/plain": repr(value)})
