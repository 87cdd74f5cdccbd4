from __future__ import annotations

import json

import pytest

from evidence.book import BookError
from evidence.book.figures import Figure, folder_figures, notebook_figures

from .conftest import chart_output, figure, write_notebook


def test_figures_are_found_in_reading_order(collection):
    found = folder_figures(collection / "notebooks")
    assert [(shown.notebook, shown.name, shown.marks) for shown in found] == [
        ("00_start", "dots", 3),
        ("02_end", "bars", 3),
        ("02_end", "more", 3),
    ]


def test_the_fingerprint_depends_on_the_figure_and_not_on_the_order_of_keys():
    one = figure()
    other = json.loads(json.dumps(one, sort_keys=True))
    assert Figure.from_json("n", one).fingerprint == Figure.from_json("n", other).fingerprint
    other["data"][0]["x"][0] = 1.5
    assert Figure.from_json("n", one).fingerprint != Figure.from_json("n", other).fingerprint


@pytest.mark.parametrize("key", ["chart", "title", "alt", "marks"])
def test_a_chart_without_its_words_is_refused(key):
    with pytest.raises(BookError, match=key):
        Figure.from_json("n", figure(**{key: None}))


def test_a_chart_of_no_marks_is_a_chart():
    assert Figure.from_json("n", figure(marks=0)).marks == 0


@pytest.mark.parametrize("name", ["Big", "a b", "../x", "a/b"])
def test_a_chart_name_has_to_be_a_slug(name):
    with pytest.raises(BookError, match="slug"):
        Figure.from_json("n", figure(name))


def test_two_charts_of_one_name_are_refused(tmp_path):
    path = write_notebook(tmp_path, "n", "# N", ("", [chart_output(), chart_output()]))
    with pytest.raises(BookError, match="two charts are named dots"):
        list(notebook_figures(path))
