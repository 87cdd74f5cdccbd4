"""Every figure stands on the line that its row names, in the file that was recorded."""

import hashlib

import pytest
from bad_input.small import DOCUMENT, finding, write_review

import evidence
from evidence.trace import citations_of, figures_of, trace_review

pytestmark = pytest.mark.documents


def test_every_figure_stands_on_its_line(review, documents):
    assert trace_review(review, documents) == []


@pytest.mark.parametrize(
    "column", ["n_participants", "value", "events", "denominator", "duration_min", "dose_mg", "before_max"]
)
def test_a_wrong_figure_is_found(review, documents, column):
    studies = review.studies
    row = studies[column].first_valid_index()
    studies.loc[row, column] = studies.loc[row, column] + 1000
    broken = evidence.Review(review.codebook, {**review.tables, "studies": studies}, review.lines)
    found = trace_review(broken, documents)
    assert [(p.line, p.column) for p in found] == [(row + 2, column)]


def test_a_wrong_line_is_found(review, documents):
    studies = review.studies
    studies.loc[5, "line"] += 1
    broken = evidence.Review(review.codebook, {**review.tables, "studies": studies}, review.lines)
    assert {p.line for p in trace_review(broken, documents)} == {7}


def test_a_changed_document_is_found(review, documents, tmp_path):
    for path in documents.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    name = review.documents.file[3]
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes() + b"\n")
    assert [problem.column for problem in trace_review(review, tmp_path)] == ["sha256"]


def test_no_sentence_of_the_documents_stands_in_the_project(documents):
    """No twelve words in a row, in any text of the project, are a document's."""
    import re
    import subprocess
    from pathlib import Path

    def words(text: str) -> list[str]:
        return re.findall(r"[a-z0-9]+", text.lower())

    runs = {}
    for path in documents.glob("*.txt"):
        found = words(path.read_text(encoding="utf-8"))
        runs.update({tuple(found[i : i + 12]): path.name for i in range(len(found) - 11)})
    assert runs
    root = Path(__file__).parents[1]
    listed = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    copied = []
    for name in listed:
        path = root / name
        if (
            path.suffix in {".md", ".py", ".csv", ".ipynb", ".json", ".toml", ".yml", ".cff", ".js", ".css"}
            and path.exists()
        ):
            if ".min.js" in name:
                continue
            found = words(path.read_text(encoding="utf-8"))
            copied += [(name, runs[run]) for i in range(len(found) - 11) if (run := tuple(found[i : i + 12])) in runs]
    assert copied == []


def test_reading_numbers():
    assert figures_of("In two trials of 1,200 people [3, 4+] over 5 – 6 years, 2.5 %") == {2, 1200, 5, 6, 2.5}
    assert citations_of("found [3, 4] and [12]") == {3, 4, 12}


@pytest.fixture
def traced(tmp_path):
    """Write a review of one document and a study set that each of its lines tells of; what tracing it finds."""

    def trace(*lines: str, citations: str) -> list[str]:
        text = "\n".join(lines).encode()
        (tmp_path / "page_one.txt").write_bytes(text)
        document = {**DOCUMENT, "sha256": hashlib.sha256(text).hexdigest(), "lines": str(len(lines))}
        rows = [finding(1, finding_id=f"set-1-{line}", line=str(line), citations=citations) for line in (1, len(lines))]
        folder = write_review(tmp_path / "review", documents=[document], studies=rows)
        return [str(problem) for problem in trace_review(evidence.load_review(folder), tmp_path)]

    return trace


def test_the_citations_of_a_set_may_stand_on_any_of_its_lines(traced):
    assert traced("One trial of 40 people helped [1].", "[2]", "They also slept.", citations="1") == []


def test_a_citation_that_no_line_of_its_set_prints_is_found(traced):
    lines = ("One trial of 40 people helped [1].", "Another trial [2].", "They also slept.")
    where = "does not stand on line 1 or 3 of page-one"
    assert traced(*lines, citations="1;2") == [f"studies.csv:{row}:citations [2] {where}" for row in (2, 3)]
