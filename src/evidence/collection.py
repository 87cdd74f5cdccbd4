"""The whole collection of a review: the executed notebooks, and beside them the page of each use."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from evidence.book import BookError, Composed, write_notebooks
from evidence.review import load_review
from evidence.use_page import GROUP, book_links, use_pages


def add_use_pages(notebooks: Path, data: Path | None = None) -> dict[str, str]:
    """Write the notebook of each use into a folder of executed notebooks; those of another review's uses are removed.

    Returns the names that the book's tables link, for ``build_book``. Raises ReviewError when the data do not hold.
    """
    review = load_review(data)
    write_notebooks([Composed(name, GROUP, cells) for name, cells in use_pages(review).items()], notebooks)
    return book_links(review)


@contextlib.contextmanager
def whole_collection(notebooks: Path, data: Path | None = None) -> Iterator[Path]:
    """A folder, for as long as it is needed, with copies of the notebooks and texts of ``notebooks`` and the page of each use.

    Raises BookError where there is no notebook.
    """
    if not any(Path(notebooks).glob("*.ipynb")):
        raise BookError(f"{notebooks}: no notebook (*.ipynb) here")
    with tempfile.TemporaryDirectory(prefix="evidence-") as folder:
        for path in [*Path(notebooks).glob("*.ipynb"), *Path(notebooks).glob("*.md")]:
            shutil.copyfile(path, Path(folder) / path.name)
        add_use_pages(Path(folder), data)
        yield Path(folder)
