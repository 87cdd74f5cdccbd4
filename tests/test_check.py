"""Bad input gets one line per problem, with file, line, column and reason, all at once."""

import os
import re
import subprocess
import sys

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
        ("value", "1e5", "is not a number"),
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
