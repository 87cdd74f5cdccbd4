"""Other people's tables become rows of the review, or a list of what does not fit; nothing is lost and nothing invented."""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path

import pandas as pd
import pytest

import evidence
from evidence.importing import import_table
from evidence.mapping import read_mapping, slug
from evidence.problem import ReviewError

HEADER = "Trial,Row,Condition,Given,Result,Better?,N,Weeks,Extractor\n"
ROWS = (
    HEADER
    + "Müller 2031,10,stroke,by mouth,less stiffness,Yes,20,,AB\n"
    + "Müller 2031,11,stroke,by mouth,walking speed,?,20,,AB\n"
    + 'Sato 2030,12,stroke,,"less pain,\nat night",No,,4,CD\n'
)
MAPPING = """
ignore = ["Extractor"]
missing = ["n/a"]
[columns]
line = "Row"
use = "Condition"
route = "Given"
route_basis = "Given"
outcome = "Result"
direction = "Better?"
n_participants = "N"
n_basis = "N"
duration_min = "Weeks"
duration_max = "Weeks"
duration_unit = "Weeks"
[values.route]
"by mouth" = "oral"
[values.route_basis]
"by mouth" = "stated"
[values.direction]
Yes = "favours"
No = "no difference"
"?" = ""
[values.n_basis]
20 = "exact"
[values.duration_unit]
4 = "weeks"
[constants]
document_id = "selfhacked"
design_stated = "trial"
population = "not stated"
outcome_domain = "spasticity"
kind = "benefit"
[keys]
finding_id = { from = ["Trial"], number = true }
study_set = { from = ["Trial"] }
"""


@pytest.fixture
def files(tmp_path):
    """Writes the source and its mapping, either of them changed, and imports them."""

    def run(source: str = ROWS, mapping: str = MAPPING, table: str = "studies", **options):
        (tmp_path / "trials.csv").write_text(source, encoding="utf-8")
        (tmp_path / "trials.toml").write_text(mapping, encoding="utf-8")
        return import_table(table, tmp_path / "trials.csv", mapping=tmp_path / "trials.toml", **options)

    return run


def lines_of(run, *arguments, **options) -> list[str]:
    with pytest.raises(ReviewError) as error:
        run(*arguments, **options)
    return [str(problem) for problem in error.value.problems]


def digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_rows_are_renamed_and_their_words_translated(files, data):
    rows = files(data=data)
    assert list(rows.columns) == evidence.load_review(data).codebook.resources["studies"].columns
    assert list(rows.finding_id) == ["muller-2031-1", "muller-2031-2", "sato-2030-1"]
    assert list(rows.study_set) == ["muller-2031", "muller-2031", "sato-2030"]
    assert list(rows.direction) == ["favours", "not stated", "no difference"]
    assert list(rows.route) == ["oral", "oral", "not stated"]
    assert list(rows.document_id) == ["selfhacked"] * 3
    assert rows.outcome[2] == "less pain,\nat night"
    assert list(rows.n_basis) == ["exact", "exact", "not stated"]


def test_what_is_not_stated_stays_so(files, data):
    rows = files(data=data)
    for column in ("comparator", "events", "denominator", "value", "measure", "dose_mg", "note", "citations"):
        assert rows[column].isna().all(), column
    assert set(rows.comparator_kind) == set(rows.age_group) == {"not stated"}
    assert pd.isna(rows.n_participants[2])
    assert files(ROWS.replace(",by mouth,less", ",n/a,less"), data=data).route[0] == "not stated"


def test_weeks_follow_from_a_duration(files, data):
    rows = files(data=data)
    assert rows.weeks_min[2] == rows.weeks_max[2] == "4"
    days = files(mapping=MAPPING.replace('4 = "weeks"', '4 = "days"'), data=data)
    assert days.weeks_max[2] == "0.57"


def test_nothing_is_written_without_append(files, data):
    before = digest(data)
    files(data=data)
    assert digest(data) == before


def test_appended_rows_stand_at_the_end_and_the_rest_stays_byte_for_byte(files, data):
    before = (data / "studies.csv").read_bytes()
    rows = files(data=data, append=True)
    after = (data / "studies.csv").read_bytes()
    assert after.startswith(before)
    assert evidence.check_review(data) == []
    assert list(evidence.load_review(data).studies.finding_id[-3:]) == list(rows.finding_id)
    assert not list(data.glob(".*partial"))


def test_a_table_without_a_last_line_end_and_with_other_line_ends_is_kept(files, data):
    path = data / "studies.csv"
    before = path.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    path.write_bytes(before)
    files(data=data, append=True)
    assert path.read_bytes().startswith(before + b"\r\nmuller-2031-1,")
    assert evidence.check_review(data) == []


def test_appending_twice_is_refused(files, data):
    files(data=data, append=True)
    before = digest(data)
    lines = lines_of(files, data=data, append=True)
    assert digest(data) == before
    assert any(line.startswith("trials.csv:2:Trial finding_id: 'muller-2031-1' stands twice") for line in lines)


def test_every_problem_has_the_address_of_the_source(files, data):
    source = ROWS.replace("Yes", "Maybe").replace("12,stroke", "many,stroke").replace("11,stroke", "11,gout")
    lines = lines_of(files, source, data=data)
    assert lines == [
        "trials.csv:2:Better? 'Maybe' is not known to the mapping of direction; it knows 'favours', 'no difference', "
        "'mixed', 'against', 'not stated', 'Yes', 'No', '?'"
    ]
    lines = lines_of(files, source.replace("Maybe", "Yes"), data=data)
    assert lines == [
        "trials.csv:3:Condition use: 'gout' is not a use of uses",
        "trials.csv:4:Row line: 'many' is not a whole number",
    ]


def test_lines_are_counted_in_the_source_not_in_rows(files, data):
    source = ROWS + "Kim 2032,13,stroke,by mouth,sleep,Yes,many,,AB\n"
    assert [line for line in lines_of(files, source, data=data) if line.startswith("trials.csv:6:N ")]


def test_no_column_is_lost_silently(files, data):
    source = ROWS.replace("Extractor", "Initials")
    assert lines_of(files, source, data=data) == [
        "trials.csv:1:Initials is neither mapped nor left out; name it under [columns] or in ignore",
        "trials.toml:0:ignore names the column 'Extractor', which trials.csv does not have",
    ]
    lines = lines_of(files, mapping=MAPPING.replace('"Extractor"', '"Extractor", "Better?"'), data=data)
    assert lines == ["trials.csv:1:Better? is mapped and left out at once"]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("[constants]", '[constants]\ndirection = "favours"', "direction is filled by columns and by constants"),
        ('direction = "Better?"', "", "values.direction has no column to apply to"),
        ('"?" = ""', '"" = "favours"', "an empty cell cannot mean 'favours'"),
        ('Yes = "favours"', 'Yes = "better"', "'better' is not one of: favours"),
        ('use = "Condition"', 'usage = "Condition"', "studies has no column 'usage'"),
        ("ignore =", "skip =", "skip is no part of a mapping"),
        ('ignore = ["Extractor"]', 'ignore = "Extractor"', "ignore must be a list of texts"),
        ('from = ["Trial"] }', 'from = "Trial" }', "keys.study_set must be of the form"),
        ('kind = "benefit"', 'kind = "bene\\u202Efit"', "constants.kind holds the character U+202E"),
        ('Yes = "favours"', 'Yes = "fav\\u202Eours"', "'Yes' becomes a text that holds the character U+202E"),
        ('kind = "benefit"', "kind = true", "constants.kind must be a text, a number or a date"),
    ],
)
def test_a_faulty_mapping_is_told_before_anything_else(files, data, old, new, wanted):
    lines = lines_of(files, mapping=MAPPING.replace(old, new), data=data)
    assert all(line.startswith("trials.toml:0:") for line in lines)
    assert any(wanted in line for line in lines), lines


def test_a_direction_for_all_rows_is_refused(files, data):
    mapping = MAPPING.replace('direction = "Better?"\n', "").replace("[values.direction]", "[values.use]")
    mapping = mapping.replace("[constants]", '[constants]\ndirection = "favours"').replace('"?" = ""', "")
    assert any(
        "one value for all rows would be invented" in line for line in lines_of(files, mapping=mapping, data=data)
    )


def test_a_mapping_that_is_no_toml_has_its_line(files, data):
    assert lines_of(files, mapping="ignore = [\n[columns\n", data=data)[0].startswith("trials.toml:2: is not TOML")


def test_a_mapping_without_end_is_told(files, data):
    for mapping in ("ignore = " + "[" * 20_000, "[constants]\nline = " + "9" * 5_000):
        line = lines_of(files, mapping=mapping, data=data)[0]
        assert line.startswith("trials.toml:0: is not TOML")


def test_an_empty_cell_may_be_said_to_be_not_stated(files, data):
    mapping = MAPPING.replace('"?" = ""', '"?" = ""\n"" = "not stated"')
    mapping = mapping.replace("[constants]", '[values.note]\n"" = "not stated"\nx = "y"\n[constants]')
    mapping = mapping.replace('line = "Row"', 'line = "Row"\nnote = "Weeks"').replace('x = "y"', '4 = "four"')
    rows = files(mapping=mapping, data=data)
    assert list(rows.note) == ["not stated", "not stated", "four"]
    assert list(rows.direction) == ["favours", "not stated", "no difference"]


def test_a_header_without_rows_gives_no_rows(files, data):
    before = (data / "studies.csv").read_bytes()
    assert len(files(HEADER, data=data, append=True)) == 0
    assert (data / "studies.csv").read_bytes() == before


def test_a_table_that_is_broken_already_is_told_as_it_is(files, data):
    path = data / "studies.csv"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"\n", b"\xe9\n", 2))
    assert lines_of(files, data=data, append=True)[0].startswith("studies.csv:1: is not UTF-8 (byte 0xe9)")
    path.write_bytes(whole + b'"')
    assert all(line.startswith("studies.csv:") for line in lines_of(files, data=data, append=True))


def test_a_very_long_first_line_is_read(files, data):
    csv.field_size_limit(131_072)  # as in a program that has read no table yet
    assert lines_of(files, "x" * 200_000 + "\n", data=data)[0].startswith("trials.")


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_a_workbook_is_told_from_a_table(data, tmp_path, content):
    (tmp_path / "mine.xlsx").write_bytes(content)
    with pytest.raises(ReviewError, match=r"mine\.xlsx:0: is a workbook .* save its sheet as CSV"):
        import_table("studies", tmp_path / "mine.xlsx", data=data)


def test_the_source_may_be_a_link_to_another_folder(files, data, tmp_path):
    files(data=data)
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "mine.csv"
    link.symlink_to(tmp_path / "trials.csv")
    mapping = tmp_path / "trials.toml"
    assert len(import_table("studies", link, mapping=mapping, data=data)) == 3
    (tmp_path / "trials.csv").write_text(ROWS.replace(",AB", ",AB,x", 1), encoding="utf-8")
    with pytest.raises(ReviewError, match=r"^mine\.csv:2: has 10 cells"):
        import_table("studies", link, mapping=mapping, data=data)


def test_two_studies_do_not_become_one(files, data):
    lines = lines_of(files, ROWS.replace("Sato 2030", "Muller-2031"), data=data)
    assert any("'Muller-2031' and 'Müller 2031' would both be 'muller-2031'" in line for line in lines)


def test_slugs_keep_letters_and_digits():
    assert slug("  Ångström & Co. (1999a) ") == "angstrom-co-1999a"


def test_a_draft_shows_what_the_rules_would_refuse(files, data):
    mapping = MAPPING.replace('kind = "benefit"\n', "")
    assert "trials.csv:2:kind is empty; a value is required" in lines_of(files, mapping=mapping, data=data)
    assert files(mapping=mapping, data=data, draft=True).kind.isna().all()
    with pytest.raises(ValueError, match="not appended"):
        files(data=data, draft=True, append=True)
    assert lines_of(files, ROWS.replace("Yes", "Maybe"), data=data, draft=True), "a draft does not guess words"


def test_broken_sources_are_told(files, data, tmp_path):
    assert lines_of(files, ROWS.replace(",", ";"), data=data)[0].endswith("must be separated by ','")
    assert "has 10 cells where the header has 9" in lines_of(files, ROWS.replace(",AB", ",AB,x", 1), data=data)[0]
    with pytest.raises(ReviewError, match=r"nothing\.csv:0: cannot be read"):
        import_table("studies", tmp_path / "nothing.csv", data=data)
    (tmp_path / "trials.csv").write_text(ROWS, encoding="utf-8")
    with pytest.raises(ReviewError, match="needs a mapping"):
        import_table("studies", tmp_path / "trials.csv", data=data)
    with pytest.raises(ReviewError, match="describes no table 'trials'"):
        import_table("trials", tmp_path / "trials.csv", data=data)


def test_an_optional_table_that_is_absent_is_begun(data, tmp_path):
    for name in ("quotation_rates.csv",):
        (data / name).unlink()
    (tmp_path / "r.csv").write_text("id,a,y,s,p\nx-1,Roe,2001,any error,12.5\n")
    mapping = tmp_path / "r.toml"
    mapping.write_text(
        '[columns]\nrate_id="id"\nfirst_author="a"\nyear="y"\nseverity="s"\npercent="p"\n'
        '[constants]\nread_what="abstract"\nread_at="a page"\nread_on=2026-01-02\n'
    )
    import_table("quotation_rates", tmp_path / "r.csv", mapping=mapping, data=data, append=True)
    assert evidence.load_review(data).table("quotation_rates").percent.item() == 12.5
    assert evidence.check_review(data) == []


def test_the_mapping_in_the_reference_is_one(data):
    """The example that the Python reference prints has no fault, and shows each part of a mapping."""
    text = (Path(__file__).parents[1] / "notebooks" / "reference.md").read_text(encoding="utf-8")
    example = data / "trials.toml"
    example.write_text(re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1], encoding="utf-8")
    mapping = read_mapping(example, evidence.load_review(data).codebook.resources["studies"])
    assert all([mapping.columns, mapping.values, mapping.constants, mapping.keys, mapping.ignore, mapping.missing])
