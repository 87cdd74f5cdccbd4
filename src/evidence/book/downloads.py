"""The page of downloads, and the files that it offers."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evidence.book.pages import Page

DOWNLOADS = "downloads"
# Beside the pages, so that a reader finds them in the folder and their addresses stay.
DATA_FOLDER = "data"
NOTEBOOKS_FOLDER = "notebooks"
CODEBOOK = "datapackage.json"
# The records of two extractions: their folder, and what each holds by the end of its name, after the name of the table.
RECORDS_FOLDER = "extraction"
RECORDS = {
    "first": "the first extraction, made without sight of the second",
    "second": "the second extraction, made without sight of the first",
    "pairs": "which row of each extraction a row of the table was made from",
    "reconciliation": "each difference between the two extractions, and how it was decided",
    "agreement": "how far the two extractions agree, column by column",
    "lines": "further lines of the documents on which a row rests",
}
_JOINT = re.compile(r"(?<=[/_])|(?=\.)")


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


def data_files(data: Path) -> list[Path]:
    """The files of the data folder that a reader may want, sorted: tables, descriptions, texts."""
    wanted = (".csv", ".json", ".md", ".txt")
    home = Path(data).resolve()
    files = (path for path in Path(data).rglob("*") if path.is_file() and path.suffix in wanted)
    files = (path for path in files if path.resolve().is_relative_to(home))  # no link publishes what lies elsewhere
    return sorted(path for path in files if not any(part.startswith(".") for part in path.relative_to(data).parts))


def downloads_markdown(pages: Sequence[Page], package: Mapping[str, Any], data: Path) -> str:
    """The page of downloads: every file of the data and every notebook, with what it holds and its size."""
    resources = {
        resource["path"]: resource for resource in package.get("resources", []) if isinstance(resource.get("path"), str)
    }
    files = [(file.relative_to(data).as_posix(), file.stat().st_size) for file in data_files(data)]
    tables = [_row(f"{DATA_FOLDER}/{name}", name, _holds(data / name, name, resources), size) for name, size in files]
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


def _holds(file: Path, name: str, resources: Mapping[str, Mapping[str, Any]]) -> str:
    """What a file of the data holds, in words; empty where nothing tells."""
    if name in resources:
        return resources[name].get("description") or resources[name].get("title") or ""
    if name == CODEBOOK:
        return "The codebook: every table and every column, with type, unit, levels and rules."
    if file.suffix == ".md":
        heading = re.search(r"^# +(.+)$", file.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
        return f"{heading[1].strip()}." if heading else ""
    table, _, record = file.stem.rpartition("_")
    words = RECORDS.get(record) if name.startswith(f"{RECORDS_FOLDER}/") else None
    title = resources.get(f"{table}.csv", {}).get("title") or table.replace("_", " ").capitalize()
    return f"{title}: {words}." if words else ""


def _row(link: str, name: str, words: str, size_bytes: int) -> str:
    address, words = html.escape(link), html.escape(words)
    parts = "<wbr>".join(html.escape(part) for part in _JOINT.split(name))  # a long name breaks where its words end
    size = f"{max(1, round(size_bytes / 1000)):,} kB".replace(",", " ")
    return (
        f'<tr><th scope="row"><a href="{address}" download>{parts}</a></th><td>{words}</td>'
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
