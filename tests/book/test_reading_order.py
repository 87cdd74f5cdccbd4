from __future__ import annotations

import nbformat
import pytest

from evidence.book import BookError
from evidence.book.pages import read_pages

from .conftest import write_notebook


def test_numbers_come_first_and_the_first_notebook_is_the_landing_page(collection):
    pages = read_pages(collection / "notebooks")
    assert [page.name for page in pages] == ["index", "01_studies", "02_end", "glossary", "methods"]
    assert pages[0].title == "Where to start?"


def test_every_defect_is_told_at_once(collection):
    notebooks = collection / "notebooks"
    write_notebook(notebooks, "03_two", "# One\n\n# Two")
    write_notebook(notebooks, "04_none", "## Deeper only")
    path = write_notebook(notebooks, "05_idle", "# Idle", ("1 + 1", []))
    idle = nbformat.read(path, as_version=4)
    idle.cells[1].execution_count = None
    nbformat.write(idle, path)
    with pytest.raises(BookError) as problem:
        read_pages(notebooks)
    assert str(problem.value).splitlines() == [
        "03_two.ipynb: 2 first headings (# …), one is wanted",
        "04_none.ipynb: 0 first headings (# …), one is wanted",
        "05_idle.ipynb, cell 2: not executed",
    ]


def test_a_comment_in_code_is_no_heading(collection):
    write_notebook(collection / "notebooks", "06_code", "# Code\n\n```python\n# a comment\n```")
    assert read_pages(collection / "notebooks")[3].title == "Code"
