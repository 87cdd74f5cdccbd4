"""Notebooks that no kernel has to run: their outputs are display objects that are there already.

A composed notebook is an ordinary executed one. Its code cells hold the lines that give the same outputs to whoever runs
them. It says of itself that it is composed, so that one that is no longer wanted can be told from a notebook of the reader's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evidence.book.execution import KERNEL, LANGUAGE

MARK = "evidence"  # key in a notebook's metadata


@dataclass(frozen=True)
class Composed:
    """One notebook: file `name` without ending, the heading in the navigation that it stands under, its cells.

    A cell is Markdown text, or a pair: the source of a code cell and what it shows, objects with `_repr_mimebundle_`.
    """

    name: str
    group: str
    cells: tuple[str | tuple[str, tuple[Any, ...]], ...]


def write_notebooks(notebooks: Iterable[Composed], folder: Path) -> list[Path]:
    """Write composed notebooks into a folder, and remove composed ones that are not among them.

    The order in which they are given is their reading order.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for place, composed in enumerate(notebooks):
        target = folder / f"{composed.name}.ipynb"
        partial = folder / f".{target.name}.partial"
        nbformat.write(_notebook(composed, place), partial)
        os.replace(partial, target)
        written.append(target)
    for path in sorted(folder.glob("*.ipynb")):
        if path not in written and nbformat.read(path, as_version=4).metadata.get(MARK, {}).get("composed"):
            path.unlink()
    return written


def _notebook(composed: Composed, place: int) -> NotebookNode:
    cells, count = [], 0
    for number, cell in enumerate(composed.cells):
        if isinstance(cell, str):
            made = new_markdown_cell(cell)
        else:
            count += 1
            source, shown = cell
            outputs = [new_output("display_data", data=entry._repr_mimebundle_()) for entry in shown]
            made = new_code_cell(source, outputs=outputs, execution_count=count, metadata={"tags": ["hide-input"]})
        made.id = f"cell-{number}"
        cells.append(made)
    mark = {"composed": True, "group": composed.group, "place": place}
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": LANGUAGE, MARK: mark})
