"""Bad input gets one line per problem, with file, line, column and reason, all at once."""

import json
import os
import re
import subprocess
import sys

import pandas as pd
import pytest

import evidence
from evidence.review import data_folder

ADDRESS = re.compile(r"^[a-z_./]+:[0-9]+:[A-Za-z0-9_()./ ]* \S")


def test_real_data_hold():
    assert evidence.check_review() == []


def test_ten_defects_are_ten_lines(data, set_cell):
    defects = [
        (0, "route", "by mouth"),
        (2, "n_participants", "-3"),
        (3, "kind", ""),
        (4, "direction", "up"),
        (6, "use", "gout"),
        (9, "line", "7.5"),
        (12, "age_group", "old"),
        (20, "document_id", "nowhere"),
        (29, "events", "21"),
        (30, "finding_id", "selfhacked-11-1"),
    ]
    for row, column, value in defects:
        set_cell(data, "studies", row, column, value)
    done = subprocess.run([sys.executable, "-m", "evidence", "check", str(data)], capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert len(lines) == len(defects)
    for row, column, _ in defects:
        assert any(line.startswith(f"studies.csv:{row + 2}:{column} ") for line in lines), (row, column, done.stdout)
    assert all(ADDRESS.match(line) for line in lines)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("n_participants", "many", "is not a whole number"),
        ("n_participants", "-3", "is below 1"),
        ("n_participants", "006", "is not a whole number in plain digits, such as 12"),
        ("n_participants", "1,200", "is not a whole number in plain digits"),
        ("value", "1e5", "is not a number in plain digits, such as 12 or 0.5"),
        ("value", "much", "'much' is not a number"),
        ("use", "hay\xa0fever", "'hay⟨no-break space⟩fever' is not a use of uses"),
        ("route", "rectal", "is not one of"),
        ("kind", "", "is empty"),
        ("outcome", " spasm", "white space"),
        ("citations", "1,2", "does not match"),
        ("weeks_min", "3", "to follow from duration_min"),
        ("line", "9999", "beyond the 287 lines"),
        ("denominator", "900", "participants"),
        ("study_set", "selfhacked-12-13", "study set"),
    ],
)
def test_each_defect_has_its_reason(data, set_cell, column, value, reason):
    set_cell(data, "studies", 2, column, value)
    found = [str(problem) for problem in evidence.check_review(data)]
    assert any(line.startswith(f"studies.csv:4:{column} ") or column == "study_set" for line in found), found
    assert any(reason in line for line in found), found


def change(data, text_of):
    path = data / "studies.csv"
    path.write_bytes(text_of(path.read_bytes()))
    return [str(problem) for problem in evidence.check_review(data)]


@pytest.mark.parametrize(
    ("text_of", "wanted"),
    [
        (lambda b: b"", "the file is empty"),
        (lambda b: b.replace(b"favours", b"favours\xff", 1), "is not UTF-8"),
        (lambda b: b.replace(b",route,", b",path,", 1), "the column is missing"),
        (lambda b: b.replace(b",route,", b",path,", 1), "knows no such column"),
        (lambda b: b.split(b"\n")[0].replace(b",", b";") + b"\n", "separated by ';'"),
        (lambda b: b + b"only,three,cells\n", "has 3 cells"),
        (lambda b: b + b'"open', "is not CSV from here on"),
        (lambda b: b.replace(b"\n", b"\n\n", 1), "is a blank line"),
        (lambda b: b + b"\x00", "NUL"),
        (lambda b: b + b"," * 35 + b"\n", "is an empty row"),
    ],
)
def test_broken_files(data, text_of, wanted):
    assert any(wanted in line for line in change(data, text_of))


@pytest.mark.parametrize("text_of", [lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n")])
def test_harmless_variants_are_read(data, text_of):
    assert change(data, text_of) == []


def test_line_numbers_survive_newlines_in_cells(data, set_cell):
    set_cell(data, "studies", 1, "note", "two\nlines")
    set_cell(data, "studies", 4, "route", "nowhere")
    (problem,) = [p for p in evidence.check_review(data) if p.column == "route"]
    assert problem.line == 7


def test_header_only_is_no_problem_for_findings(data):
    header = (data / "studies.csv").read_text().splitlines()[0]
    (data / "studies.csv").write_text(header + "\n")
    for name in ("quotations", "publication_results", "publications", "citations"):
        (data / f"{name}.csv").unlink(missing_ok=True)
    assert evidence.check_review(data) == []


def test_missing_file_and_folder(data, tmp_path):
    (data / "uses.csv").unlink()
    assert [str(p) for p in evidence.check_review(data)] == ["uses.csv:0: there is no such file"]
    assert "no such file" in str(evidence.check_review(tmp_path / "nothing")[0])


def test_path_outside_the_folder_is_refused(data):
    text = (data / "datapackage.json").read_text()
    (data / "datapackage.json").write_text(text.replace('"uses.csv"', '"../uses.csv"'))
    assert any("outside the folder" in str(problem) for problem in evidence.check_review(data))


def test_load_refuses_what_check_reports(data, set_cell):
    set_cell(data, "studies", 0, "route", "nowhere")
    with pytest.raises(evidence.ReviewError) as error:
        evidence.load_review(data)
    assert error.value.problems == evidence.check_review(data)


def test_folder_from_variable(data, monkeypatch):
    monkeypatch.setenv("EVIDENCE_DATA", os.fspath(data))
    assert data_folder() == data


def test_an_empty_row_is_one_problem(data):
    path = data / "uses.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], ",,,", *lines[2:]]) + "\n", encoding="utf-8")
    assert [str(problem) for problem in evidence.check_review(data)] == ["uses.csv:3: is an empty row"]


def row_of(data, table, **cells) -> int:
    """The first row whose cells are these."""
    frame = pd.read_csv(data / f"{table}.csv", dtype=str, keep_default_na=False)
    return int((frame[list(cells)] == pd.Series(cells)).all(axis=1).idxmax())


@pytest.mark.parametrize(
    ("table", "where", "column", "value", "wanted"),
    [
        ("citations", {"status": "resolved"}, "publication_id", "", "is empty although the status is 'resolved'"),
        ("citations", {"status": "candidate"}, "publication_id", "", "is empty although the status is 'candidate'"),
        ("citations", {"document_id": "embers-recovery"}, "citation", "10", "[10] is beyond the 9 references of embers-recovery"),
        ("studies", {"document_id": "ubie"}, "citations", "1;900", "[900] is beyond the"),
        ("quotations", {"verdict": "minor error"}, "publication_ids", "", "is empty although the verdict is 'minor error'"),
        ("quotations", {"verdict": "accurate"}, "kind", "number", "'number' does not go with verdict 'accurate'"),
        ("quotations", {"verdict": "major error"}, "kind", "none", "'none' does not go with verdict 'major error'"),
        ("quotations", {"verdict": "accurate"}, "result_ids", "addolorato-2006-1", "is a result of addolorato-2006, which publication_ids does not name"),
        ("publications", {"publication_id": "addolorato-2006"}, "n_analysed", "38", "38 is more than n_enrolled 37"),
        ("claims", {"unit": "percent"}, "unit", "", "is empty although low or high holds a figure"),
        ("reviews", {"low": "0.99"}, "high", "", "is empty although low holds a figure"),
        ("quotation_rates", {"low": "8.4"}, "low", "", "is empty although high holds a figure"),
        ("uses", {"use": "multiple sclerosis"}, "label", "Spasticity: cerebral palsy", "stands twice; first on line 2"),
        ("publications", {"publication_id": "addolorato-2006"}, "doi", "https://doi.org/1", r"does not match 10\.[0-9]+/.+ (begins"),
    ],
)  # fmt: skip
def test_what_would_stop_a_page_is_told(data, set_cell, table, where, column, value, wanted):
    row = row_of(data, table, **where)
    set_cell(data, table, row, column, value)
    (found,) = [str(problem) for problem in evidence.check_review(data) if problem.line == row + 2]
    assert found.startswith(f"{table}.csv:{row + 2}:{column} ")
    assert wanted in found


def test_a_figure_before_treatment_stands_in_both_ends(data, set_cell):
    frame = pd.read_csv(data / "studies.csv", dtype=str, keep_default_na=False)
    row = int((frame.before_min != "").idxmax())
    set_cell(data, "studies", row, "before_max", "")
    reason = "is empty although before_min holds a figure; a single figure stands in both"
    assert [str(problem) for problem in evidence.check_review(data)] == [f"studies.csv:{row + 2}:before_max {reason}"]


def test_verdicts_without_publications_are_told(data):
    for name in ("publications", "publication_results", "citations"):
        (data / f"{name}.csv").unlink()
    told = [str(problem) for problem in evidence.check_review(data)]
    assert any("publication_ids leads to publications, a table that this review does not have" in line for line in told)


def test_a_name_for_charts_stands_once_in_every_codebook(data):
    text = (data / "datapackage.json").read_text(encoding="utf-8")
    codebook = json.loads(text)
    (uses,) = (entry for entry in codebook["resources"] if entry["name"] == "uses")
    (label,) = (field for field in uses["schema"]["fields"] if field["name"] == "label")
    del label["constraints"]["unique"]
    (data / "datapackage.json").write_text(json.dumps(codebook), encoding="utf-8")
    assert [str(problem) for problem in evidence.check_review(data)] == ["datapackage.json:0:uses.label must be unique"]
