"""Every figure stands on the line that its row names, in the file that was recorded."""

import pytest

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
