"""The folder that Sphinx reads: copies of the pages, the table of contents, and the page of downloads."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evidence.book.citation import citation_markdown
from evidence.book.downloads import DOWNLOADS, downloads_markdown
from evidence.book.figures import Figure, canonical_json
from evidence.book.glossary import review_terms, with_terms
from evidence.book.pages import Page
from evidence.book.picture_files import is_fresh, picture_names

# Beside the pages, so that a reader finds them in the folder and their addresses stay.
FIGURES_FOLDER = "figures"
PICTURES_FOLDER = "pictures"


def write_source(pages: Sequence[Page], source: Path, package: Mapping[str, Any], data: Path) -> None:
    """Fill the folder `source` with the book's pages, `index` first, downloads last.

    `package` is the data package's description (its `resources` name and describe the tables), `data` its folder.
    """
    source.mkdir(parents=True, exist_ok=True)
    landing, terms = pages[0].path.name, review_terms(package)
    for page in pages:
        text = page.path.read_text(encoding="utf-8")
        # The landing page changes its name on the way into the book; links to it have to follow.
        text = text.replace(f"]({landing}", f"](index{pages[0].path.suffix}")
        text = text if page.is_notebook else with_terms(text, terms)
        (source / f"{page.name}{page.path.suffix}").write_text(text, encoding="utf-8")
    (source / f"{DOWNLOADS}.md").write_text(downloads_markdown(pages, package, data), encoding="utf-8")
    groups = [(group, [page.name for page in part]) for group, part in itertools.groupby(pages[1:], _group)]
    _append(source / "index.ipynb", {"citation": citation_markdown(package), "contents": _contents(groups)})


def copy_charts(figures: Sequence[Figure], pictures: Path, out: Path) -> None:
    """Put each chart's figure beside the pages, and its pictures from the folder `pictures` where they are fresh."""
    for figure in figures:
        target = out / FIGURES_FOLDER / figure.notebook / f"{figure.name}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = canonical_json(figure.figure)
        target.write_text(text + "\n", encoding="utf-8")
        # The same for the page's script, since a page opened from a folder may load scripts only.
        target.with_suffix(".js").write_text(f"evidenceCharts.take({text});\n", encoding="utf-8")
        if is_fresh(figure, pictures):
            for name in picture_names(figure):
                (out / PICTURES_FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(pictures / name, out / PICTURES_FOLDER / name)


def _append(index: Path, cells: Mapping[str, str]) -> None:
    """Add Markdown cells (id → text) to the landing page."""
    notebook = json.loads(index.read_text(encoding="utf-8"))
    for name, text in cells.items():
        notebook["cells"].append({"cell_type": "markdown", "id": name, "metadata": {}, "source": text})
    index.write_text(json.dumps(notebook), encoding="utf-8")


def _group(page: Page) -> str:
    return page.group


def _contents(groups: Sequence[tuple[str, list[str]]]) -> str:
    """The reading order as tables of contents that only the navigation shows, one for each run of pages of a group."""
    if not groups or groups[-1][0]:
        groups = [*groups, ("", [])]
    groups[-1][1].append(DOWNLOADS)
    parts = []
    for group, names in groups:
        caption = [f":caption: {group}"] if group else []
        parts.append("\n".join(["```{toctree}", ":hidden:", *caption, "", *names, "```"]))
    return "\n\n".join(parts)
