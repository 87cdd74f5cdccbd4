"""What is handed out is whole, the same on every run, and no cell of it is run as a formula."""

from __future__ import annotations

import csv
import inspect
import io
import json
import zipfile

import openpyxl
import pandas as pd
import pytest

import evidence
from evidence.exporting import FORMULA_BEGINS, MOST_CHARACTERS, Sheet, _workbook, formulas, table_content
from evidence.page import DataTable

EVIL = ["=1+1", "+1", "-1 of 2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("x")']


@pytest.fixture
def evil(data, set_cell):
    """A review with formulas in free text and a number below zero in a column of numbers."""
    for row, text in enumerate(EVIL):
        set_cell(data, "reviews", row, "outcome", text.strip() if text[0] in "\t\r" else text)
    return evidence.load_review(data)


def sheet(content: bytes, name: str):
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def test_plain_csv_is_the_table_byte_for_byte(review):
    for name in review.tables:
        path = review.codebook.folder / review.codebook.resources[name].path
        assert table_content(review, name, "csv") == path.read_bytes()


def test_a_folder_of_csv_is_the_same_review(review, tmp_path):
    written = evidence.export_review(review, tmp_path / "out", format="csv")
    assert len(written) == len(review.tables) + 1
    again = evidence.load_review(tmp_path / "out")
    for name in review.tables:
        pd.testing.assert_frame_equal(again.table(name), review.table(name))


def test_json_holds_every_cell_with_its_type(review):
    for name in review.tables:
        content = json.loads(table_content(review, name, "json"))
        rows = review.table(name)
        assert len(content["rows"]) == len(rows)
        assert [column["column"] for column in content["columns"]] == list(rows.columns)
        assert content["about"]["notice"] == review.codebook.about["notice"]
        for column in rows.columns:
            found = [row[column] for row in content["rows"]]
            assert [cell is None for cell in found] == list(rows[column].isna()), (name, column)
            assert [cell for cell in found if cell is not None] == rows[column].dropna().tolist(), (name, column)


def test_xlsx_holds_every_cell_as_text_or_number(review):
    for name in review.tables:
        page = sheet(table_content(review, name, "xlsx"), name)
        header, *lines = page.iter_rows()
        rows = review.table(name)
        assert [cell.value for cell in header] == list(rows.columns)
        assert len(lines) == len(rows)
        numeric = {
            field.name for field in review.codebook.resources[name].fields if field.type in ("integer", "number")
        }
        for position, column in enumerate(rows.columns):
            values = [line[position].value for line in lines]
            assert [value is None for value in values] == list(rows[column].isna()), (name, column)
            wanted = rows[column].dropna().tolist()
            assert [value for value in values if value is not None] == wanted, (name, column)
            kinds = {line[position].data_type for line in lines if line[position].value is not None}
            assert kinds <= ({"n"} if column in numeric else {"s"}), (name, column)


def test_xlsx_shows_a_number_as_it_is_printed(review):
    cells = pd.read_csv(review.codebook.folder / "publication_results.csv", dtype=str)
    row = cells.index[cells.value == "-0.60"][0]
    cell = sheet(table_content(review, "publication_results", "xlsx"), "publication_results").cell(
        row + 2, 1 + list(cells.columns).index("value")
    )
    assert (cell.value, cell.number_format) == (-0.6, "0.00")


def test_xlsx_carries_codebook_and_notice(review, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(table_content(review, "studies", "xlsx")))
    assert book.sheetnames == ["studies", "Codebook", "About"]
    assert [row[0].value for row in book["Codebook"].iter_rows(min_row=2)] == list(review.studies.columns)
    about = {row[0].value: row[1].value for row in book["About"].iter_rows(min_row=2)}
    assert about["notice"] == review.codebook.about["notice"]
    assert about["empty cells"] == "not stated"
    assert about["licence"]
    (path,) = evidence.export_review(review, tmp_path / "all.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [*review.tables, "Codebook", "About"]
    assert book["Codebook"].max_row - 1 == sum(len(review.codebook.resources[name].fields) for name in review.tables)


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_twice_gives_the_same_bytes(review, tmp_path, form):
    first = evidence.export_table(review, "publications", tmp_path / f"a.{form}").read_bytes()
    assert evidence.export_table(review, "publications", tmp_path / "b", format=form).read_bytes() == first
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(first)) as parts:
            assert {entry.date_time[0] for entry in parts.infolist()} == {1980}


def test_formulas_are_named_and_left_alone_in_plain_csv(evil):
    found = formulas(evil, "reviews")
    assert [(problem.line, problem.column) for problem in found] == [(row + 2, "outcome") for row in range(len(EVIL))]
    assert "\n=" not in table_content(evil, "reviews", "csv").decode()
    assert ",=1+1," in table_content(evil, "reviews", "csv").decode()
    assert formulas(evil, "studies") == []


def test_csv_for_spreadsheets_has_no_formula_and_keeps_numbers(evil):
    content = table_content(evil, "reviews", "csv", for_spreadsheets=True)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    numeric = {field.name for field in evil.codebook.resources["reviews"].fields if field.type in ("integer", "number")}
    below = 0
    for row in rows:
        for column, cell in row.items():
            if column in numeric and cell.startswith("-"):
                assert float(cell) < 0
                below += 1
            else:
                assert not cell.startswith(FORMULA_BEGINS), (column, cell)
    assert below > 0
    assert rows[0]["outcome"] == "'=1+1"


def test_xlsx_has_no_formula(evil):
    page = sheet(table_content(evil, "reviews", "xlsx"), "reviews")
    column = 1 + [cell.value for cell in page[1]].index("outcome")
    assert page.cell(2, column).value == "=1+1"
    content = zipfile.ZipFile(io.BytesIO(table_content(evil, "reviews", "xlsx")))
    for name in content.namelist():
        assert b"<f>" not in content.read(name), name


def test_a_record_is_handed_out_with_its_words(review, layer, tmp_path):
    record = evidence.charts.evidence_map_record(layer)
    rows = list(csv.reader(evidence.export_record(review, record, tmp_path / "map.csv").open(newline="")))
    assert rows[0] == list(record.rows.columns)
    assert len(rows) == 1 + len(record.rows)
    content = json.loads(evidence.export_record(review, record, tmp_path / "map.json").read_text())
    assert content["about"]["text alternative"] == record.alt
    assert content["about"]["source"] == record.source
    assert content["about"]["notice"] == review.codebook.about["notice"]
    assert len(content["marks"]) == len(record.rows)
    assert len(content["table"]) == len(record.twin.rows)
    book = openpyxl.load_workbook(evidence.export_record(review, record, tmp_path / "map.xlsx"))
    assert book.sheetnames == ["Table", "Marks", "About"]
    assert book["Table"].max_row == 1 + len(record.twin.rows)


def record_of(name: str, review, layer):
    """The record of a chart, with few draws where it draws at random."""
    function = getattr(evidence.charts, name)
    parameters = inspect.signature(function).parameters
    more = {"use_group": review.uses.use_group[0], "measure": "people", "draws": 100}
    return function(
        layer if "layer" in parameters else review,
        **{
            key: value
            for key, value in more.items()
            if key in parameters and (key == "draws" or not_optional(parameters[key]))
        },
    )


def not_optional(parameter: inspect.Parameter) -> bool:
    return parameter.default is inspect.Parameter.empty


@pytest.mark.parametrize("name", [name for name in evidence.charts.__all__ if name.endswith("_record")])
def test_every_chart_record_is_handed_out_in_every_format(review, layer, tmp_path, name):
    record = record_of(name, review, layer)
    rows = list(
        csv.reader(evidence.export_record(review, record, tmp_path / "a.csv").open(newline="", encoding="utf-8"))
    )
    assert rows[0] == list(record.rows.columns)
    content = json.loads(evidence.export_record(review, record, tmp_path / "a.json").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(evidence.export_record(review, record, tmp_path / "a.xlsx"))
    assert len(rows) - 1 == len(content["marks"]) == book["Marks"].max_row - 1 == len(record.rows) > 0
    assert len(content["table"]) == book["Table"].max_row - 1 == len(record.twin.rows)


def test_a_computed_table_is_handed_out_too(review, layer, tmp_path):
    table = evidence.tables.study_table(layer)
    path = evidence.export_record(review, table, tmp_path / "studies.csv", for_spreadsheets=True)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert [row["finding"] for row in rows] == list(table.rows.finding)


def test_lists_numbers_and_gaps_survive(review, tmp_path):
    rows = pd.DataFrame({"a": [["x", "y"], ["=z"]], "b": [1.5, float("nan")], "c": [True, False], "d": [-2, 3]})
    shown = DataTable(rows, "odd", "Odd cells")
    path = evidence.export_record(review, shown, tmp_path / "odd.csv", for_spreadsheets=True)
    assert path.read_text(encoding="utf-8-sig") == "a,b,c,d\nx; y,1.5,True,-2\n'=z,,False,3\n"
    content = json.loads(evidence.export_record(review, shown, tmp_path / "odd.json").read_text())
    assert content["table"] == [
        {"a": ["x", "y"], "b": 1.5, "c": True, "d": -2},
        {"a": ["=z"], "b": None, "c": False, "d": 3},
    ]


def test_what_xlsx_cannot_hold_is_an_error_and_the_former_file_stays(review, tmp_path):
    out = tmp_path / "long.xlsx"
    out.write_bytes(b"former")
    shown = DataTable(pd.DataFrame({"note": ["x" * (MOST_CHARACTERS + 1)]}), "long", "Too long")
    with pytest.raises(ValueError, match="more than a cell of XLSX holds"):
        evidence.export_record(review, shown, out)
    assert out.read_bytes() == b"former"
    assert [path.name for path in tmp_path.iterdir()] == ["long.xlsx"]


def test_a_table_keeps_the_path_that_its_codebook_gives(data, tmp_path):
    path = data / "datapackage.json"
    path.write_text(path.read_text().replace('"uses.csv"', '"tables/uses.txt"'))
    (data / "tables").mkdir()
    (data / "uses.csv").rename(data / "tables" / "uses.txt")
    review = evidence.load_review(data)
    evidence.export_review(review, tmp_path / "out", format="csv")
    assert evidence.check_review(tmp_path / "out") == []
    evidence.export_review(review, tmp_path / "json", format="json")
    assert (tmp_path / "json" / "tables" / "uses.json").exists()


def test_a_sheet_ends_with_no_apostrophe():
    rows = pd.DataFrame({"a": [1]})
    sheets = [Sheet(name, rows) for name in ("x" * 30 + "'s", "x" * 30 + "'t", "'" * 40)]
    names = openpyxl.load_workbook(io.BytesIO(_workbook(sheets))).sheetnames
    assert names == ["x" * 30, "x" * 29 + " 2", "Table"]


def test_unknown_tables_and_formats_are_errors(review, tmp_path):
    with pytest.raises(KeyError, match="no table 'nothing'"):
        evidence.export_table(review, "nothing", tmp_path / "a.csv")
    for name, form in (("a.ods", None), ("a", None), ("a.csv", "pdf")):
        with pytest.raises(ValueError, match="is not one of csv, json, xlsx"):
            evidence.export_table(review, "uses", tmp_path / name, format=form)
