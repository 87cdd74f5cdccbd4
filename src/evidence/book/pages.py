"""Which pages the book has and in which order they are read."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

from evidence.book.errors import BookError

_FENCE = re.compile(r"^(`{3,}|~{3,}|:{3,})")


@dataclass(frozen=True)
class Page:
    """One page. `path` is its source, `name` its name in the book without ending, `title` its only first heading.

    `group` is the heading under which the navigation shows it, empty for none.
    """

    path: Path
    name: str
    title: str
    group: str = ""

    @property
    def is_notebook(self) -> bool:
        return self.path.suffix == ".ipynb"


def read_pages(notebooks: Path, texts: Path | None = None) -> list[Page]:
    """The pages in reading order: those that begin with a number, then notebooks of a group, then the others.

    Pages are executed notebooks and Markdown texts. A notebook names its group, and its place in it, in its metadata under
    `evidence`.

    The first notebook is the landing page, named `index`. `texts` is the folder of `*.md`, the notebooks' own by
    default; a README there is no page.

    Raises
    ------
    BookError
        No notebook; a notebook that is not executed; a page with no first heading or with several. All at once.
    """
    notebooks = Path(notebooks)
    texts = Path(texts or notebooks)
    paths = [*notebooks.glob("*.ipynb"), *(path for path in texts.glob("*.md") if path.stem.lower() != "readme")]
    groups = {path: _group(path) for path in paths}
    paths.sort(key=lambda path: (not path.name[0].isdigit(), not groups[path][0], groups[path], path.name))
    if not any(path.suffix == ".ipynb" for path in paths):
        raise BookError(f"{notebooks}: no notebook (*.ipynb) here")
    landing = next(path for path in paths if path.suffix == ".ipynb")
    pages, problems = [], []
    for path in paths:
        try:
            pages.append(Page(path, "index" if path == landing else path.stem, _title(path), groups[path][0]))
        except BookError as problem:
            problems.append(str(problem))
    if problems:
        raise BookError("\n".join(problems))
    pages.sort(key=lambda page: page.name != "index")
    return pages


def _group(path: Path) -> tuple[str, int]:
    """The group of a page, empty for none, and its place in it."""
    if path.suffix != ".ipynb":
        return "", 0
    mark = json.loads(path.read_text(encoding="utf-8")).get("metadata", {}).get("evidence", {})
    return str(mark.get("group", "")), int(mark.get("place", 0))


def _title(path: Path) -> str:
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for number, cell in enumerate(cells, start=1):
            if cell["cell_type"] == "code" and cell["execution_count"] is None and "".join(cell["source"]).strip():
                raise BookError(f"{path.name}, cell {number}: not executed")
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    else:
        texts = [path.read_text(encoding="utf-8")]
    titles = [title for text in texts for title in _first_headings(text)]
    if len(titles) != 1:
        raise BookError(f"{path.name}: {len(titles)} first headings (# …), one is wanted")
    return titles[0]


def _first_headings(text: str) -> list[str]:
    headings, fence = [], None
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark:
            fence = None if fence and line.startswith(fence) else (fence or mark[1])
        elif fence is None and line.startswith("# "):
            headings.append(html.unescape(line[2:].strip()))
    return headings
