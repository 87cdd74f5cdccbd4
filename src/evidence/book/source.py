"""The folder that Sphinx reads: copies of the pages, the table of contents, and a page of downloads."""

from __future__ import annotations

import html
import itertools
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evidence.book.citation import citation_markdown
from evidence.book.figures import Figure, canonical_json
from evidence.book.glossary import review_terms, with_terms
from evidence.book.pages import Page
from evidence.book.picture_files import is_fresh, picture_names

DOWNLOADS = "downloads"
# Beside the pages, so that a reader finds them in the folder and their addresses stay.
DATA_FOLDER = "data"
NOTEBOOKS_FOLDER = "notebooks"
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
    (source / f"{DOWNLOADS}.md").write_text(_downloads(pages, package, data), encoding="utf-8")
    groups = [(group, [page.name for page in part]) for group, part in itertools.groupby(pages[1:], _group)]
    _append(source / "index.ipynb", {"citation": citation_markdown(package), "contents": _contents(groups)})


def copy_downloads(pages: Sequence[Page], data: Path, out: Path) -> None:
    """Copy data and notebooks beside the pages, under their own names."""
    for file in data_files(data):
        target = out / DATA_FOLDER / file.relative_to(data)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    (out / NOTEBOOKS_FOLDER).mkdir(exist_ok=True)
    for page in pages:
        if page.is_notebook:
            shutil.copyfile(page.path, out / NOTEBOOKS_FOLDER / page.path.name)


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


def data_files(data: Path) -> list[Path]:
    """The files of the data folder that a reader may want, sorted: tables, descriptions, texts."""
    wanted = (".csv", ".json", ".md", ".txt")
    home = Path(data).resolve()
    files = (path for path in Path(data).rglob("*") if path.is_file() and path.suffix in wanted)
    files = (path for path in files if path.resolve().is_relative_to(home))  # no link publishes what lies elsewhere
    return sorted(path for path in files if not any(part.startswith(".") for part in path.relative_to(data).parts))


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


def _downloads(pages: Sequence[Page], package: Mapping[str, Any], data: Path) -> str:
    described = {
        resource["path"]: resource.get("description") or resource.get("title") or ""
        for resource in package.get("resources", [])
        if isinstance(resource.get("path"), str)
    }
    files = [(file.relative_to(data).as_posix(), file.stat().st_size) for file in data_files(data)]
    tables = [_row(f"{DATA_FOLDER}/{name}", name, described.get(name, ""), size) for name, size in files]
    notebooks = [
        _row(f"{NOTEBOOKS_FOLDER}/{page.path.name}", page.path.name, page.title, page.path.stat().st_size)
        for page in pages
        if page.is_notebook
    ]
    return "\n".join(
        [
            "# Downloads",
            "",
            "Everything the pages show was computed from these files. "
            "Each chart's picture and figure are linked below it.",
            "",
            "## Data",
            "",
            _listing("Data files", "What it holds", tables),
            "",
            "## Notebooks",
            "",
            _listing("Notebooks", "Question", notebooks),
            "",
        ]
    )


def _row(link: str, name: str, words: str, size_bytes: int) -> str:
    address, name, words = html.escape(link), html.escape(name), html.escape(words)
    size = f"{max(1, round(size_bytes / 1000)):,} kB".replace(",", " ")
    return (
        f'<tr><th scope="row"><a href="{address}" download>{name}</a></th><td>{words}</td>'
        f'<td class="number">{size}</td></tr>'
    )


def _listing(label: str, middle: str, rows: Sequence[str]) -> str:
    # One line without blank lines inside, so that Markdown takes it as one block of HTML.
    return (
        f'<div class="evidence-table-frame" role="region" tabindex="0" aria-label="{label}">'
        '<table class="evidence-table evidence-table--fit"><thead><tr><th scope="col">File</th>'
        f'<th scope="col">{middle}</th><th scope="col" class="number">Size</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
