"""What a strict nbval run cannot see in a notebook: each rule returns the defects it finds as plain lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode

MOST_CELLS = 30
MOST_LINES = 15
PICTURES = {"image/png", "image/jpeg", "image/gif"}
CHART = "application/vnd.plotly.v1+json"


# Links, code, ordered lists, formulas, and references to journals hold numbers that no data can change.
NO_FIGURES = r"\]\([^)]*\)|`[^`]*`|^\s*\d+\. |\$\$.*?\$\$|\$[^$]*\$|\bPMC\d+|\b\d{4};\d+:[\d-]+"


def defects(notebook: NotebookNode) -> list[str]:
    """Every defect of a notebook."""
    return [line for rule in RULES for line in rule(notebook)]


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def executed_in_order(notebook: NotebookNode) -> Iterator[str]:
    """A cell that was never run, or out of order, would be compared with nothing or with the wrong state."""
    for place, cell in enumerate(_code(notebook), start=1):
        if cell.execution_count != place:
            yield f"cell {cell.id}: run as {cell.execution_count}, but it is code cell {place}"


def has_outputs(notebook: NotebookNode) -> Iterator[str]:
    """Every code cell shows something, or nbval compares nothing."""
    for cell in _code(notebook):
        if not cell.outputs:
            yield f"cell {cell.id}: has no output"


def no_error_output(notebook: NotebookNode) -> Iterator[str]:
    for cell in _code(notebook):
        for output in cell.outputs:
            if output.output_type in ("error", "stream"):
                yield f"cell {cell.id}: prints {output.output_type} output"


def nothing_ignored(notebook: NotebookNode) -> Iterator[str]:
    """Marks that switch the comparison off."""
    for cell in notebook.cells:
        tags = [tag for tag in cell.metadata.get("tags", []) if tag.startswith(("nbval", "raises"))]
        if tags or re.search(r"#\s*(NBVAL|PYTEST_VALIDATE)_", cell.source):
            yield f"cell {cell.id}: is kept from the comparison"


def nothing_truncated(notebook: NotebookNode) -> Iterator[str]:
    """A table with its middle left out hides changed rows."""
    for cell, bundle in _bundles(notebook):
        text = bundle.get("text/html", "") + bundle.get("text/plain", "")
        if re.search(
            r"<t[dh][^>]*>\s*(\.\.\.|…)\s*</t[dh]>|^\s*\.\.\.\s|\[\d+ rows x \d+ columns\]|^\.\.(\s|,)", text, re.M
        ):
            yield f"cell {cell.id}: a table is truncated"


def no_lone_picture(notebook: NotebookNode) -> Iterator[str]:
    """Pixels are not compared, so a picture must not be all that a cell shows."""
    for cell, bundle in _bundles(notebook):
        if PICTURES & set(bundle):
            yield f"cell {cell.id}: shows a picture, which is not compared"


def charts_are_told(notebook: NotebookNode) -> Iterator[str]:
    """A chart has its words, its number of marks, plain lists, and a table twin in the same cell."""
    for cell in _code(notebook):
        bundles = [output.data for output in cell.outputs if "data" in output]
        for place, bundle in enumerate(bundles):
            if CHART not in bundle:
                continue
            meta = bundle[CHART].get("layout", {}).get("meta", {})
            if not meta.get("alt") or meta["alt"] not in bundle.get("text/plain", ""):
                yield f"cell {cell.id}: a chart has no alternative text"
            if not meta.get("marks"):
                yield f"cell {cell.id}: a chart draws no mark"
            if '"bdata"' in str(bundle[CHART]).replace("'", '"'):
                yield f"cell {cell.id}: a chart holds encoded arrays"
            following = bundles[place + 1] if place + 1 < len(bundles) else {}
            if "<table" not in following.get("text/html", ""):
                yield f"cell {cell.id}: a chart has no table twin"


def addresses_are_stable(notebook: NotebookNode) -> Iterator[str]:
    """Object addresses and random ids differ between runs."""
    for cell, bundle in _bundles(notebook):
        if re.search(r" at 0x[0-9a-f]{6,}|id=.[0-9a-f]{8}-[0-9a-f]{4}", str(dict(bundle))):
            yield f"cell {cell.id}: an output differs at each run"


def no_figure_in_prose(notebook: NotebookNode) -> Iterator[str]:
    """A number typed into prose drifts from the data. Links, ordered lists and file names are no figures."""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        prose = re.sub(NO_FIGURES, "]", cell.source, flags=re.M | re.S)
        for found in re.findall(r"\d+(?:\.\d+)?\s*%?", prose):
            yield f"cell {cell.id}: the number {found.strip()} is typed into prose"


def one_title(notebook: NotebookNode) -> Iterator[str]:
    """The question is the only heading of the first level, and the computed answer is the second cell."""
    titles = [cell.id for cell in notebook.cells if cell.cell_type == "markdown" and re.match(r"# ", cell.source)]
    if titles != [notebook.cells[0].id]:
        yield f"cells {titles}: the only first-level heading must be in the first cell"
    if len(notebook.cells) < 2 or notebook.cells[1].cell_type != "code":
        yield "the second cell must compute the answer"


def stays_small(notebook: NotebookNode) -> Iterator[str]:
    """Notebooks call the package; they do not program."""
    if len(notebook.cells) > MOST_CELLS:
        yield f"{len(notebook.cells)} cells are more than {MOST_CELLS}"
    for cell in _code(notebook):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            yield f"cell {cell.id}: {len(lines)} lines are more than {MOST_LINES}"
        if re.search(r"^\s*(def|class) ", cell.source, re.M):
            yield f"cell {cell.id}: defines something; it belongs into the package"
        for module in re.findall(r"^\s*(?:import|from) (\w+)", cell.source, re.M):
            if module != "evidence":
                yield f"cell {cell.id}: imports {module}"


def _bundles(notebook: NotebookNode):
    for cell in _code(notebook):
        for output in cell.outputs:
            if "data" in output:
                yield cell, output.data


RULES = [
    executed_in_order,
    has_outputs,
    no_error_output,
    nothing_ignored,
    nothing_truncated,
    no_lone_picture,
    charts_are_told,
    addresses_are_stable,
    no_figure_in_prose,
    one_title,
    stays_small,
]
