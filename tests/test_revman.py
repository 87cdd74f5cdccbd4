"""Review Manager's files become rows of the publications: what they say, and nothing that they do not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import evidence
from evidence.importing import import_table
from evidence.problem import ReviewError
from evidence.revman import read_revman

RM5 = """<?xml version="1.0" encoding="ISO-8859-1" standalone="no"?>
<COCHRANE_REVIEW TYPE="INTERVENTION" REVMAN_VERSION="5">
<STUDIES_AND_REFERENCES><STUDIES><INCLUDED_STUDIES>
<STUDY ID="STD-Adri\xe1n" NAME="Adri\xe1n" YEAR="2031"/>
<STUDY ID="STD-Bell" NAME="Bell" YEAR="2032"/>
</INCLUDED_STUDIES><EXCLUDED_STUDIES><STUDY ID="STD-Out" NAME="Out" YEAR="2030"/></EXCLUDED_STUDIES></STUDIES>
</STUDIES_AND_REFERENCES>
<ANALYSES_AND_DATA><COMPARISON ID="CMP-001" NO="1"><NAME>Drug against none</NAME>
<DICH_OUTCOME ID="CMP-001.01" NO="1" SUBGROUPS="NO" EVENTS_1="7" TOTAL_1="30">
<NAME>Falls &amp; fractures</NAME><GROUP_LABEL_1>Drug</GROUP_LABEL_1><GROUP_LABEL_2>Placebo</GROUP_LABEL_2>
<GRAPH_LABEL_1>Favours drug</GRAPH_LABEL_1>
<DICH_DATA STUDY_ID="STD-Adri\xe1n" EVENTS_1="2" TOTAL_1="10" EVENTS_2="5" TOTAL_2="11" EFFECT_SIZE="0.3"/>
<DICH_DATA STUDY_ID="STD-Bell" EVENTS_1="5" TOTAL_1="20" EVENTS_2="0" TOTAL_2="0" ESTIMABLE="NO"/>
</DICH_OUTCOME>
<CONT_OUTCOME ID="CMP-001.02" NO="2" SUBGROUPS="YES" UNITS="points">
<NAME>Stiffness</NAME><GROUP_LABEL_1>Drug</GROUP_LABEL_1><GROUP_LABEL_2>Usual care</GROUP_LABEL_2>
<CONT_SUBGROUP ID="CMP-001.02.01" NO="1"><NAME>Children</NAME>
<CONT_DATA STUDY_ID="STD-Bell" MEAN_1="2.50" SD_1="1.1" TOTAL_1="20" MEAN_2="-3.0" SD_2="1.2" TOTAL_2="19"/>
</CONT_SUBGROUP></CONT_OUTCOME>
</COMPARISON></ANALYSES_AND_DATA></COCHRANE_REVIEW>
"""
REST = """
[columns]
use = "outcome"
kind = "outcome"
outcome_domain = "outcome"
comparator_kind = "control"
[values.use]
Stiffness = "stroke"
"Falls & fractures" = "stroke"
[values.kind]
Stiffness = "benefit"
"Falls & fractures" = "harm"
[values.outcome_domain]
Stiffness = "spasticity"
"Falls & fractures" = "side effects"
[values.comparator_kind]
Placebo = "placebo or no treatment"
"Usual care" = "control group"
"""
PUBLICATIONS = """
[constants]
design = "not stated"
read_what = "secondary summary"
read_at = "RevMan file of a review"
read_on = 2026-01-02
cited = "no"
"""


@pytest.fixture
def rm5(tmp_path):
    def write(text: str = RM5) -> Path:
        path = tmp_path / "review.rm5"
        path.write_bytes(text.encode("latin-1"))
        return path

    return write


def mapping_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rest.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_revman_says_arms_and_figures_and_no_more(rm5, data):
    rows = import_table("publication_results", rm5(), data=data, draft=True)
    assert list(rows.result_id) == ["adrian-2031-1", "bell-2032-1", "bell-2032-2"]
    assert list(rows.outcome) == ["Falls & fractures", "Falls & fractures", "Stiffness"]
    first, second, third = rows.to_dict("records")
    assert [first[c] for c in ("events", "denominator", "events_control", "denominator_control")] == [
        "2",
        "10",
        "5",
        "11",
    ]
    assert (second["events"], second["denominator"]) == ("5", "20")
    assert pd.isna(second["denominator_control"])
    assert pd.isna(second["events_control"]), "an arm without people has no events, not 0"
    assert [third[c] for c in ("value", "value_control", "unit", "measure")] == ["2.50", "-3.0", "points", "mean"]
    assert third["as_reported"] == "SD 1.1 against SD 1.2"
    assert "arms: Drug against Usual care; comparison: Drug against none; subgroup: Children" in third["note"]
    assert "subgroup" not in first["note"]


def test_revman_directions_routes_and_designs_are_not_invented(rm5, data):
    rows = import_table("publication_results", rm5(), data=data, draft=True)
    assert set(rows.direction) == set(rows.route) == set(rows.comparator_kind) == {"not stated"}
    assert set(rows.counts) == {"no"}
    assert set(rows.counts_reason) == {"no direction"}
    assert rows.use.isna().all()
    assert rows.kind.isna().all()
    studies = import_table("publications", rm5(), data=data, draft=True)
    assert list(studies.publication_id) == ["adrian-2031", "bell-2032"], "excluded studies are none of the review's"
    assert set(studies.design_class) == set(studies.randomised) == set(studies.blinded) == {"not stated"}
    assert studies.first_author.isna().all()


def test_the_check_asks_for_what_revman_does_not_say(rm5, data):
    with pytest.raises(ReviewError) as error:
        import_table("publication_results", rm5(), data=data)
    lines = [str(problem) for problem in error.value.problems]
    assert "review.rm5:12:use is empty; a value is required" in lines
    assert "review.rm5:12:publication_id 'adrian-2031' is not a publication_id of publications" in lines
    assert not any(":direction " in line for line in lines)


def test_a_revman_file_comes_in_with_its_rest_and_changes_no_vote(rm5, data, tmp_path):
    before = evidence.publication_layer(evidence.load_review(data)).findings
    import_table("publications", rm5(), mapping=mapping_of(tmp_path, PUBLICATIONS), data=data, append=True)
    import_table("publication_results", rm5(), mapping=mapping_of(tmp_path, REST), data=data, append=True)
    review = evidence.load_review(data)
    assert list(review.publication_results.kind[-3:]) == ["harm", "harm", "benefit"]
    assert review.publication_results.value_control.iloc[-1] == -3
    pd.testing.assert_frame_equal(evidence.publication_layer(review).findings, before)


def test_an_outcome_that_the_mapping_forgets_is_told(rm5, data, tmp_path):
    mapping = mapping_of(tmp_path, REST.replace('Stiffness = "benefit"\n', ""))
    with pytest.raises(ReviewError, match=r"review\.rm5:18:outcome 'Stiffness' is not known to the mapping of kind"):
        import_table("publication_results", rm5(), mapping=mapping, data=data, draft=True)


def test_arms_the_other_way_round_are_told(rm5, data):
    drug = evidence.load_review(data).codebook.about["drug"]
    swapped = RM5.replace("<GROUP_LABEL_2>Placebo", f"<GROUP_LABEL_2>Oral {drug.upper()}")
    with pytest.raises(ReviewError, match=r"review\.rm5:12:control names the drug and the first arm does not"):
        import_table("publication_results", rm5(swapped), data=data, draft=True)


def test_other_kinds_of_revman_data_are_not_dropped(rm5, data, tmp_path):
    text = RM5.replace(
        "<DICH_DATA STUDY_ID", '<IV_DATA STUDY_ID="STD-Bell" EFFECT_SIZE="0.4" SE="0.2"/><DICH_DATA STUDY_ID', 1
    )
    text = text.replace(
        "</COMPARISON>",
        '<OTHER_OUTCOME ID="CMP-001.03"><NAME>Said</NAME><OTHER_DATA STUDY_ID="STD-Bell"><TR><TD><P>better</P></TD></TR>'
        "</OTHER_DATA></OTHER_OUTCOME></COMPARISON>",
    )
    with pytest.raises(ReviewError) as error:
        import_table("publication_results", rm5(text), data=data, draft=True)
    assert {problem.column for problem in error.value.problems} == {"effect", "se", "other"}
    mapping = mapping_of(tmp_path, 'ignore = ["effect", "se"]\n[columns]\nas_reported = "other"\n')
    with pytest.raises(ReviewError, match=r"review\.rm5:1:figures is neither mapped"):
        import_table("publication_results", rm5(text), mapping=mapping, data=data, draft=True)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("</COCHRANE_REVIEW>", "", "is not XML"),
        (
            'STUDY_ID="STD-Bell" MEAN',
            'STUDY_ID="STD-Lost" MEAN',
            "review.rm5:18:STUDY_ID 'STD-Lost' is none of the included",
        ),
        ("<COCHRANE_REVIEW", "<!DOCTYPE x [<!ENTITY a 'aaa'>]>\n<COCHRANE_REVIEW", "document type declaration"),
        ("COCHRANE_REVIEW", "OTHER", "is not a RevMan review"),
    ],
)
def test_broken_revman_files_are_told(rm5, data, old, new, wanted):
    with pytest.raises(ReviewError) as error:
        import_table("publication_results", rm5(RM5.replace(old, new)), data=data, draft=True)
    assert wanted in str(error.value)


ROWS_HEAD = (
    "Analysis group,Analysis number,Analysis name,Subgroup,Study,Study year,GIV Mean,GIV SE,CI start,CI end,Experimental cases,"
    "Experimental N,Experimental mean,Experimental SD,Control cases,Control N,Control mean,Control SD,O-E,Variance,Weight,Footnotes"
)


def test_the_data_rows_of_a_cochrane_data_package_give_the_same_rows(rm5, data, tmp_path):
    path = tmp_path / "CD999999-data-rows.csv"
    path.write_text(
        f"{ROWS_HEAD}\n"
        "1,1,Falls & fractures,,Adrián,2031,,,0.1,0.9,2,10,,,5,11,,,,,60,\n"
        "1,1,Falls & fractures,,Bell,2032,,,,,5,20,,,0,0,,,,,0,\n"
        "1,2,Stiffness,Children,Bell,2032,,,1,2,,20,2.50,1.1,,19,-3.0,1.2,,,40,\n",
        encoding="utf-8",
    )
    (tmp_path / "CD999999-overall-estimates-and-settings.csv").write_text(
        "Analysis group,Analysis number,Analysis group name,Experimental group label,Control group label,Unit of effect measure\n"
        "1,1,Drug against none,Drug,Placebo,\n1,2,Drug against none,Drug,Usual care,points\n"
    )
    mine = import_table("publication_results", path, data=data, draft=True).drop(columns="note")
    theirs = import_table("publication_results", rm5(), data=data, draft=True).drop(columns="note")
    pd.testing.assert_frame_equal(mine, theirs)
    assert len(import_table("publications", path, data=data, draft=True)) == 2
    path.write_text(f"{ROWS_HEAD}\n1,1,Falls,,Bell,2032,0.4,0.2,,,,,,,,,,,,,,see text\n")
    with pytest.raises(ReviewError) as error:
        import_table("publication_results", path, data=data, draft=True)
    assert {problem.column for problem in error.value.problems} == {"effect", "se", "footnotes"}


def test_lines_of_revman_rows_are_those_of_the_file(rm5):
    read = read_revman(rm5())
    lines = RM5.splitlines()
    assert all("_DATA STUDY_ID" in lines[line - 1] for line in read.lines)


def test_data_rows_may_lack_the_year_of_the_study(data, tmp_path):
    path = tmp_path / "CD1-data-rows.csv"
    path.write_text(f"{ROWS_HEAD.replace(',Study year', '')}\n1,1,Falls,,Adrián,,,0.1,0.9,2,10,,,5,11,,,,,60,\n")
    rows = import_table("publications", path, data=data, draft=True)
    assert (rows.publication_id.item(), rows.year.isna().item()) == ("adrian", True)


def test_a_sign_that_no_table_holds_has_its_line(rm5, data):
    text = RM5.replace("Falls &amp; fractures", "Falls&#x202E; &amp; fractures")
    assert text != RM5
    with pytest.raises(ReviewError) as error:
        import_table("publication_results", rm5(text), data=data, draft=True)
    assert "holds the character U+202E" in str(error.value)
    assert all(problem.file == "review.rm5" and problem.line for problem in error.value.problems)
