"""`evidence new` writes a review that asks to be filled, and no codebook drifts from the one that it copies."""

import csv
import json
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

import evidence
from evidence.codebook import PATTERN_WORDS
from evidence.rules import WEEKS_PER_UNIT

ROOT = Path(__file__).parents[1]
TEMPLATE = resources.files("evidence") / "template"
CODEBOOKS = sorted([ROOT / "data" / "datapackage.json", *ROOT.glob("examples/*/datapackage.json")])
# Words of our own review that a codebook for all reviews must not hold.
OWN_WORDS = r"baclofen|intrathecal|oral|pumps?|topical|selfhacked|ubie|spasms?|spasticity|reflux|PTSD|veterans"


def run(*arguments):
    return subprocess.run([sys.executable, "-m", "evidence", *arguments], capture_output=True, text=True)


def tables(folder):
    return json.loads((folder / "datapackage.json").read_text())["resources"]


def lines(folder):
    return [str(problem) for problem in evidence.check_review(folder)]


def replace(folder, old, new):
    for path in folder.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_new_review_has_codebook_tables_and_a_guide_of_ten_lines(tmp_path):
    folder = evidence.new_review(tmp_path / "mine")
    written = {path.name for path in folder.iterdir()}
    assert written == {"datapackage.json", "README.md", *(table["path"] for table in tables(folder))}
    assert len((folder / "README.md").read_text().splitlines()) <= 10
    for table in tables(folder):
        with (folder / table["path"]).open(newline="") as file:
            header, *rows = csv.reader(file)
        assert header == [field["name"] for field in table["schema"]["fields"]]
        assert len(rows) == 1, table["name"]


def test_the_check_asks_for_each_example_row_and_placeholder_and_for_nothing_else(tmp_path):
    folder = evidence.new_review(tmp_path / "mine")
    done = run("check", str(folder))
    found = [line.split(" ", 1)[0] for line in done.stdout.splitlines()]
    wanted = [f"{table['path']}:2:{table['schema']['primaryKey']}" for table in tables(folder)]
    text = (folder / "datapackage.json").read_text().splitlines()
    for column, words in [
        ("title", "Example title"),
        ("review.drug", "example drug"),
        ("review.question", "Example question"),
        ("review.routes", '"example first route"'),
        ("review.routes", '"example second route"'),
    ]:
        at = next(number for number, line in enumerate(text, start=1) if words in line)
        wanted.append(f"datapackage.json:{at}:{column}")
    assert done.returncode == 1
    assert sorted(found) == sorted(wanted)


def test_the_worked_examples_hold_to_the_codebook(tmp_path):
    folder = evidence.new_review(tmp_path / "mine", drug="something", routes=["nasal, as a spray", "rectal"])
    replace(folder, "example", "own")
    assert lines(folder) == []
    review = evidence.load_review(folder)
    assert all(len(review.table(name)) == 1 for name in review.codebook.resources)


def test_an_example_row_is_one_line_whatever_else_is_wrong_in_it(tmp_path, set_cell):
    folder = evidence.new_review(tmp_path / "mine")
    set_cell(folder, "studies", 0, "kind", "")
    set_cell(folder, "studies", 0, "use", "nothing")
    assert sum(line.startswith("studies.csv:") for line in lines(folder)) == 1
    set_cell(folder, "studies", 0, "finding_id", "mine-1")
    assert any(line.startswith("studies.csv:2:kind is empty") for line in lines(folder))


def test_optional_tables_may_be_deleted(tmp_path):
    folder = evidence.new_review(tmp_path / "mine", drug="something", routes=["rectal"])
    optional = [table["path"] for table in tables(folder) if table.get("optional")]
    assert sum("which is optional" in line for line in lines(folder)) == len(optional) > 5
    for name in optional:
        (folder / name).unlink()
    assert [line.split(":")[0] for line in lines(folder)] == ["documents.csv", "studies.csv", "uses.csv"]


def test_nothing_is_ever_overwritten(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    done = run("new", str(folder))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"{folder}: is not empty; give the name of a new folder"]
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    done = run("new", str(folder / "notes.txt"))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert (folder / "notes.txt").read_text() == "mine"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("new", str(empty)).returncode == 0


def test_options_fill_the_codebook(tmp_path):
    folder = tmp_path / "mine"
    done = run(
        "new", str(folder), "--drug", "something", "--route", "rectal", "--route", "into  the ear", "--route", "nasal"
    )
    assert done.returncode == 0, done.stderr
    assert not any(line.startswith("datapackage.json") for line in lines(folder))
    codebook = json.loads((folder / "datapackage.json").read_text())
    assert codebook["title"].startswith("Something: ")
    assert "something" in codebook["review"]["question"]
    routes = ["rectal", "into the ear", "nasal"]
    assert codebook["review"]["routes"] == routes
    lists = [
        field["constraints"]["enum"]
        for table in codebook["resources"]
        for field in table["schema"]["fields"]
        if field["name"] == "route"
    ]
    assert len(lists) == 5
    assert all(levels[:3] == routes and levels[-1] == "not stated" for levels in lists)
    topics = next(f for t in codebook["resources"] for f in t["schema"]["fields"] if f["name"] == "topic")
    assert [t for t in topics["constraints"]["enum"] if t.endswith(" dose")] == [f"{route} dose" for route in routes]
    assert "example first route" not in (folder / "datapackage.json").read_text()


@pytest.mark.parametrize("routes", [["rectal", "rectal"], [" "], ["Not stated"], ["several"], ["nasal", "Several"]])
def test_routes_that_cannot_be_are_refused_and_nothing_is_written(tmp_path, routes):
    with pytest.raises(ValueError, match="route"):
        evidence.new_review(tmp_path / "mine", routes=routes)
    assert not (tmp_path / "mine").exists()


def test_words_that_no_codebook_can_hold_are_refused_and_nothing_is_written(tmp_path):
    for words in ({"routes": ["na\u202esal"]}, {"title": "My\x00 review"}):
        with pytest.raises(ValueError, match="which is no text"):
            evidence.new_review(tmp_path / "mine", **words)
    assert not (tmp_path / "mine").exists()
    done = run("new", str(tmp_path / "mine"), "--route", "several")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_a_route_that_findings_cannot_have_is_named(tmp_path):
    folder = evidence.new_review(tmp_path / "mine", drug="something", routes=["rectal"])
    path = folder / "datapackage.json"
    codebook = json.loads(path.read_text())
    codebook["review"]["routes"] = ["rectal", "nasal"]
    path.write_text(json.dumps(codebook))
    assert [line for line in lines(folder) if "review.routes" in line] == [
        "datapackage.json:0:review.routes 'nasal' is not a level of studies.route ('rectal', 'not stated')"
    ]


def shared(codebook):
    """What all reviews have in common: the tables without the levels that are a review's own."""
    parts = json.loads(json.dumps(codebook["resources"]))
    for table in parts:
        for field in table["schema"]["fields"]:
            if field.get("own_levels"):
                assert field.pop("categories")
                assert field["constraints"].pop("enum")
    return {table["name"]: table for table in parts}


@pytest.mark.parametrize("path", CODEBOOKS, ids=lambda path: path.parent.name)
def test_no_codebook_drifts_from_the_shared_one(path):
    ours, common = shared(json.loads(path.read_text())), shared(json.loads((TEMPLATE / "datapackage.json").read_text()))
    assert list(ours) == list(common)
    for name in common:
        assert ours[name] == common[name], name


def test_the_shared_codebook_knows_no_drug_and_no_route():
    for path in TEMPLATE.iterdir():
        found = re.findall(rf"\b(?:{OWN_WORDS})\b", path.read_text(encoding="utf-8"), flags=re.IGNORECASE)
        assert not found, (path.name, found)


def test_every_column_and_level_of_the_shared_codebook_is_described():
    for table in json.loads((TEMPLATE / "datapackage.json").read_text())["resources"]:
        for field in table["schema"]["fields"]:
            assert field["description"], f"{table['name']}.{field['name']}"
            assert all(level["label"] for level in field.get("categories", [])), f"{table['name']}.{field['name']}"


def test_every_unit_of_duration_has_its_weeks(review):
    assert set(review.codebook.levels("studies", "duration_unit")) == set(WEEKS_PER_UNIT)


def test_every_pattern_is_told_in_words(tmp_path, set_cell):
    patterns = {
        field["constraints"]["pattern"]
        for table in json.loads((TEMPLATE / "datapackage.json").read_text())["resources"]
        for field in table["schema"]["fields"]
        if "pattern" in field.get("constraints", {})
    }
    assert patterns == set(PATTERN_WORDS)
    folder = evidence.new_review(tmp_path / "mine")
    set_cell(folder, "studies", 0, "finding_id", "Smith 2010")
    reason = "'Smith 2010' does not match [a-z0-9]+(-[a-z0-9]+)* (small letters and digits, joined with '-')"
    assert f"studies.csv:2:finding_id {reason}" in lines(folder)


def test_a_small_review_has_the_tables_that_every_review_has(tmp_path):
    assert run("new", str(tmp_path / "mine"), "--small").returncode == 0
    assert {path.name for path in (tmp_path / "mine").glob("*.csv")} == {"documents.csv", "studies.csv", "uses.csv"}


def test_columns_tells_rule_and_levels_of_each_column(tmp_path):
    folder = evidence.new_review(tmp_path / "mine", routes=["rectal"])
    told = run("columns", "studies", "--data", str(folder)).stdout
    for field in tables(folder)[2]["schema"]["fields"]:
        assert f"{field['name']} (" in told
        assert field["description"] in told
    assert "route (string, required)" in told
    assert "- rectal: " in told
    refused = run("columns", "nothing", "--data", str(folder))
    assert refused.returncode == 2
    assert "the tables are documents uses studies" in re.sub(r"\W+", " ", refused.stderr)
