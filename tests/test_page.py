"""What a table shows: filters for readers of the book and of a notebook, from one constant script."""

import re

import nbformat
import pandas as pd
import pytest
from notebook_guard import CHART

from evidence.book.table_markup import table_html
from evidence.charts import layer_change_record, reported_proportions_record
from evidence.layer import layers
from evidence.page import FEWEST_TO_FILTER, DataTable, filter_script
from evidence.tables import study_table

SCRIPT = re.compile(r"<script>\n(.*?)</script>", re.DOTALL)


def table(n=FEWEST_TO_FILTER, **options):
    rows = pd.DataFrame({"name": [f"</script><b>{number}" for number in range(n)], "place": ["a", "b"] * (n // 2)})
    return DataTable(rows, "places", "Places", **{"filters": ("place",), **options})


def test_a_table_brings_its_script_to_a_notebook():
    markup = table()._repr_mimebundle_()["text/html"]
    assert SCRIPT.findall(markup) == [filter_script()]
    assert markup.count("</script>") == 1, "a cell could end the script"


def test_the_script_is_small_and_holds_no_data(review):
    assert len(filter_script().encode()) < 12_000
    assert "</script" not in filter_script()
    for words in [*review.uses.label, *review.codebook.about["routes"][1:]]:
        assert words not in filter_script()


def test_the_output_is_the_same_on_every_run():
    assert table()._repr_mimebundle_() == table()._repr_mimebundle_()


@pytest.mark.parametrize("plain", [table(filters=()), table(n=FEWEST_TO_FILTER - 2)], ids=["no filters", "few rows"])
def test_other_tables_bring_no_script(plain):
    markup = plain._repr_mimebundle_()["text/html"]
    assert "<script" not in markup
    assert "data-filter" not in markup


def test_the_book_leaves_the_script_out():
    markup = table()._repr_mimebundle_()["text/html"]
    assert "<script" not in table_html(markup)
    assert table_html(markup) == table_html(table().to_html())


def test_what_ties_rows_to_marks_is_not_printed():
    tied = DataTable(pd.DataFrame({"name": ["x"], "mark": ["m-1"]}), "t", "T", mark_id="mark")
    bundle = tied._repr_mimebundle_()
    assert '<tr data-mark="m-1">' in bundle["text/html"]
    assert bundle["text/plain"] == "name\nx"


def test_the_study_table_can_be_filtered_by_five_columns(layer):
    shown = study_table(layer)
    assert shown.filters == ("use", "route", "kind", "direction", "design")
    for column in shown.filters:
        assert shown.rows[column].nunique() > 1, "a list with one value is not shown"


def test_marks_are_unique_and_those_of_the_twin(review):
    records = [reported_proportions_record(layer) for layer in layers(review)]
    records += [layer_change_record(review), layer_change_record(review, kind="harm")]
    for record in records:
        tied = record.twin.rows[record.twin.mark_id]
        assert tied.is_unique
        assert set(record.rows.mark_id) <= set(tied)


def following():
    """(notebook, figure, html of all tables) of every chart that follows a table."""
    from test_notebooks import NOTEBOOKS

    for path in NOTEBOOKS:
        outputs = [o.get("data", {}) for c in nbformat.read(path, as_version=4).cells for o in c.get("outputs", [])]
        markup = "".join(data.get("text/html", "") for data in outputs)
        for data in outputs:
            if CHART in data and data[CHART]["layout"]["meta"].get("follows"):
                yield pytest.param(data[CHART], markup, id=f"{path.stem}-{data[CHART]['layout']['meta']['chart']}")


@pytest.mark.parametrize(("figure", "markup"), list(following()))
def test_a_chart_follows_a_table_of_its_page(figure, markup):
    """Every symbol is tied to a row of the table that the chart names; one that is not would never be hidden."""
    name = figure["layout"]["meta"]["follows"]
    [rows] = re.findall(rf'data-table="{name}".*?</table>', markup, re.DOTALL)
    identities = set(re.findall(r'<tr (?:id|data-mark)="([^"]+)"', rows))
    symbols = [trace for trace in figure["data"] if any(x is not None for x in trace["x"])]
    for trace in symbols:
        assert len(trace["customdata"]) == len(trace["x"])
        for words in trace["customdata"]:
            assert set(words.split(";")) <= identities
    assert sum(len(t["x"]) for t in symbols if "markers" in t["mode"]) == figure["layout"]["meta"]["marks"]


def test_some_charts_follow():
    assert len(list(following())) > 1
