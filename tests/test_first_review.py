"""``docs/first-review.md`` tells what happens: its commands are there, and the check prints the lines that it quotes."""

import hashlib
import json
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

import evidence
from evidence.cli import FUNCTIONS, app
from evidence.mapping import SECTIONS, read_mapping
from evidence.trace import trace_review

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "first-review.md").read_text(encoding="utf-8")
QUOTED = re.findall(r"^\| `([^|]+)` \|", GUIDE.split("## 5.")[1], flags=re.MULTILINE)
# Cells that a beginner fills as shown, and the line that the guide says comes of it.
MISTAKES = {
    "route": "Lozenge",
    "finding_id": "Smith 2010",
    "value": "33%",
    "events": "10/40",
    "citations": "4, 5",
    "design_stated": "",
}
TEXT = "Notes\nZinc made 12 of 50 people feel sick [7].\n"


@pytest.fixture
def started(tmp_path):
    """The folder that the guide's first command writes."""
    command = shlex.split(re.search(r"^evidence new .*$", GUIDE, flags=re.MULTILINE)[0])
    from typer.testing import CliRunner

    done = CliRunner().invoke(app, [command[1], str(tmp_path / command[2]), *command[3:]])
    assert done.exit_code == 0, done.output
    return tmp_path / command[2]


@pytest.fixture
def filled(started, set_cell):
    """The same with one document, one use and one finding."""
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    document = {"document_id": "notes", "file": "notes.txt", "sha256": sha256, "lines": "2"}
    lines = ("commercial_line", "authorship_line", "attribution_line", "disclosure_line", "currency_line")
    for column, value in (document | dict.fromkeys(lines, "")).items():
        set_cell(started, "documents", 0, column, value)
    set_cell(started, "uses", 0, "use", "colds")
    finding = {
        "finding_id": "notes-7-1", "study_set": "notes-7", "document_id": "notes", "line": "2", "citations": "7", "use": "colds",
        "n_studies": "", "n_participants": "50", "events": "12", "denominator": "50", "duration_min": "", "duration_max": "",
        "duration_unit": "", "weeks_min": "", "weeks_max": "", "note": "",
    }  # fmt: skip
    for column, value in finding.items():
        set_cell(started, "studies", 0, column, value)
    assert evidence.check_review(started) == []
    return started


def reasons(problems):
    return [f"{problem.column} {problem.reason}".strip() for problem in problems]


def quoted(words):
    """The line of the guide that begins so, as a pattern: '…' stands for anything."""
    line = next(line for line in QUOTED if line.startswith(words))
    return re.compile(".*".join(re.escape(part) for part in line.split("…")))


def test_every_command_of_the_guide_is_there():
    text = re.sub(r"```toml\n.*?```", "", GUIDE, flags=re.DOTALL)
    named = set(re.findall(r"\bevidence ([a-z]+)\b", "\n".join(re.findall(r"```\n(.*?)```", text, flags=re.DOTALL))))
    assert {"new", "check", "columns", "import", "book"} == named
    assert named <= set(FUNCTIONS)


def test_the_guide_names_what_exists():
    for path in re.findall(r"`((?:examples|data|docs)/[\w./-]*|CONTRIBUTING\.md)`", GUIDE):
        assert (ROOT / path).exists(), path


def test_the_start_asks_for_three_rows(started):
    assert [problem.file for problem in evidence.check_review(started)] == ["documents.csv", "studies.csv", "uses.csv"]


@pytest.mark.parametrize(("column", "value"), MISTAKES.items())
def test_the_check_prints_the_line_that_the_guide_quotes(filled, set_cell, column, value):
    set_cell(filled, "studies", 0, column, value)
    pattern = quoted(f"{column} '{value}'" if value else f"{column} is empty")
    assert any(pattern.fullmatch(line) for line in reasons(evidence.check_review(filled)))


def test_dates_and_separators_are_as_the_guide_says(filled, set_cell):
    set_cell(filled, "documents", 0, "updated", "3/4/2024")
    uses = filled / "uses.csv"
    uses.write_text(uses.read_text().replace(",", ";"))
    found = reasons(evidence.check_review(filled))
    assert any(quoted("updated").fullmatch(line) for line in found)
    assert any(quoted("cells are").fullmatch(line) for line in found)


def test_the_trace_prints_the_lines_that_the_guide_quotes(filled, set_cell, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "notes.txt").write_text(TEXT)
    assert trace_review(evidence.load_review(filled), texts) == []
    set_cell(filled, "studies", 0, "n_participants", "85")
    found = reasons(trace_review(evidence.load_review(filled), texts))
    assert found == ["n_participants 85 does not stand on line 2 of notes"]
    assert quoted("n_participants").pattern == re.escape(found[0].replace("line 2", "line 3"))
    set_cell(filled, "studies", 0, "n_participants", "50")
    set_cell(filled, "studies", 0, "n_studies", "1")
    found = reasons(trace_review(evidence.load_review(filled), texts))
    assert quoted("n_studies").pattern == re.escape(found[0].replace("line 2", "line 3"))
    (texts / "notes.txt").write_text("other\n")
    assert quoted("sha256").fullmatch(reasons(trace_review(evidence.load_review(filled), texts))[0])


def test_the_mapping_of_the_guide_is_one(filled):
    """It names each part of a mapping, and a table with those headings comes in."""
    folder = filled.parent
    (folder / "trials.toml").write_text(re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[1], encoding="utf-8")
    (folder / "trials.csv").write_text(
        "Trial,Line,Illness,Result,Better?,Initials\nRoe 2001,2,a cold,cough,yes,AB\nRoe 2001,2,a cold,pain,?,AB\n"
    )
    mapping = read_mapping(folder / "trials.toml", evidence.load_review(filled).codebook.resources["studies"])
    assert all(getattr(mapping, section) for section in SECTIONS)
    rows = evidence.import_table(
        "studies", folder / "trials.csv", mapping=folder / "trials.toml", data=filled, draft=True
    )
    assert list(rows.finding_id) == ["roe-2001-1", "roe-2001-2"]
    assert list(rows.direction) == ["favours", "not stated"]
    assert set(rows.use) == {"colds"}


def test_a_duration_on_another_line_may_be_left_empty(filled, tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "notes.txt").write_text(TEXT)
    assert trace_review(evidence.load_review(filled), tmp_path / "texts") == []
    assert evidence.load_review(filled).studies.duration_min.isna().all()
    assert "another line of the document may be left empty" in GUIDE


def test_the_help_of_import_names_each_part_of_a_mapping():
    from typer.testing import CliRunner

    shown = CliRunner().invoke(app, ["import", "--help"]).output
    assert all(section in shown for section in SECTIONS)


def test_the_weeks_may_be_left_to_the_check(filled, set_cell):
    for column, value in {"duration_min": "6", "duration_max": "6", "duration_unit": "months"}.items():
        set_cell(filled, "studies", 0, column, value)
    assert reasons(evidence.check_review(filled)) == [
        "weeks_max must be 26 to follow from duration_max",
        "weeks_min must be 26 to follow from duration_min",
    ]
    assert len(pd.read_csv(filled / "studies.csv")) == 1


def test_a_trial_that_two_lines_tell_of_states_its_people_on_either(filled, set_cell, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    text = TEXT + "Zinc eased colds in 8 of 43 of the people of that study [7].\n"
    (texts / "notes.txt").write_text(text)
    set_cell(filled, "documents", 0, "sha256", hashlib.sha256(text.encode()).hexdigest())
    set_cell(filled, "documents", 0, "lines", "3")
    header, row = (filled / "studies.csv").read_text().splitlines()
    (filled / "studies.csv").write_text(f"{header}\n{row}\n{row.replace('notes-7-1', 'notes-7-2')}\n")
    for column, value in {"line": "3", "events": "8", "denominator": "43"}.items():
        set_cell(filled, "studies", 1, column, value)
    assert evidence.check_review(filled) == []
    assert trace_review(evidence.load_review(filled), texts) == []
    for place in (0, 1):
        set_cell(filled, "studies", place, "n_participants", "51")
    said = "n_participants 51 does not stand on line 2 or 3 of notes"
    assert reasons(trace_review(evidence.load_review(filled), texts)) == [said, said]
    set_cell(filled, "studies", 1, "n_participants", "52")
    assert reasons(evidence.check_review(filled)) == [
        "n_participants 52 differs from 51 in another row of study set notes-7"
    ]


def test_a_bare_count_is_refused(filled, set_cell):
    """It would be drawn as a percentage: people who had the outcome stand in events."""
    set_cell(filled, "studies", 0, "value_control", "3")
    set_cell(filled, "studies", 0, "value", "12")
    assert [reason.split(";")[0] for reason in reasons(evidence.check_review(filled))] == [
        "value must be empty",
        "value_control must be empty",
    ]


def test_columns_and_words_of_the_guide_are_those_of_the_codebook(started):
    """Each `name` in the parts on filling tables is a column, a word that one takes, or an example of a row of its own."""
    codebook = json.loads((started / "datapackage.json").read_text(encoding="utf-8"))
    fields = [field for table in codebook["resources"] for field in table["schema"]["fields"]]
    known = {field["name"] for field in fields} | {
        level["value"] for field in fields for level in field.get("categories", [])
    }
    parts = GUIDE.split("## 2.")[1].split("## 5.")[0]
    examples = {"-", "my-texts", "4;5", *re.findall("`(notes-[0-9-]+)`", parts)}
    files = {"uses.csv", "studies.csv", "my-review/documents.csv", "sha256sum FILE", 'grep -c "" FILE'}
    named = set(re.findall("`([^`\n]+)`", parts))
    assert named - known - examples - files == set()
    assert len(named & known) > 30
