"""What the pages on documents, harms and doses say: computed, attributed, and no advice."""

import dataclasses
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import evidence
from evidence import statement_questions, statement_tables, statements
from evidence.attribution import NO_CLAIMS, range_words
from evidence.charts.claimed_ranges import claimed_ranges_record
from evidence.claims import LOST

ROOT = Path(__file__).parents[1]
# How advice begins, said to a reader. Claims are told of documents, never to "you".
ADVICE = re.compile(
    r"\b(you (should|must|need|can take|may take)|your dose|take|try taking|start with|begin with|stop taking|do not stop|don't stop|never stop"
    r"|increase the dose|raise the dose|lower the dose|skip|ask your doctor)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def without_claims(review):
    kept = {
        name: table for name, table in review.tables.items() if name not in ("claims", "claim_keys", "contradictions")
    }
    return dataclasses.replace(review, tables=kept)


def sentences(review) -> dict[str, str]:
    layer = evidence.document_layer(review)
    folded = [
        statement_questions.agreement_is_no_proof(review), statement_questions.silence(review), statement_questions.same_range(review),
        statement_questions.one_route_has_a_figure(layer),
    ]  # fmt: skip
    return {
        "documents": statements.documents(review).text,
        "harms": statements.harms(layer).text,
        "dosing": statements.dosing(review).text,
        "questions": " ".join(f"{one.question} {one.answer}" for one in folded),
        "figures": claimed_ranges_record(review).alt,
    }


@pytest.fixture(scope="module")
def told(review) -> dict[str, str]:
    return sentences(review)


@pytest.mark.parametrize("name", ["documents", "harms", "dosing", "questions", "figures"])
def test_no_computed_sentence_is_advice(told, name):
    assert ADVICE.search(told[name]) is None


def test_the_guard_against_advice_works():
    for words in ("Take one tablet.", "You should ask.", "Start with a low dose.", "Do not stop suddenly."):
        assert ADVICE.search(words)


@pytest.mark.parametrize("stem", ["06_harms_and_withdrawal", "07_dosing_and_claims"])
def test_no_word_of_the_notebooks_is_advice(stem):
    for cell in nbformat.read(ROOT / "notebooks" / f"{stem}.ipynb", as_version=4).cells:
        if cell.cell_type == "markdown":
            assert ADVICE.search(cell.source) is None, cell.id


def test_danger_comes_first(told):
    first, second = told["harms"].split("\n")[2:4]
    assert "can threaten life or kill" in first
    assert "embers-recovery, line 10; canadian-centre-for-addictions, line 67; selfhacked, line 172" in first
    assert "the list of ubie was lost; real-life-insights is silent" in first
    assert "emergency services" in second
    assert "embers-recovery, line 52" in second


def test_a_torn_document_is_not_called_silent(told):
    text = told["harms"]
    assert "what the capture left of ubie does not mention it" in text
    assert not re.search(r"ubie (is|are) silent|and ubie are silent", text)


def test_emergencies_depend_on_a_document_that_says_so(review):
    claims = review.claims
    claims = claims[~claims.claim_key.isin([*statements.EMERGENCIES, statements.WITHDRAWAL_KILLS])]
    text = sentences(dataclasses.replace(review, tables={**review.tables, "claims": claims}))["harms"]
    assert "emergency" not in text
    assert "threaten life or kill" not in text


def test_no_route_is_called_safer(told):
    text = told["harms"] + told["questions"]
    assert "cannot be compared" in text
    assert not re.search(r"\b(safer|riskier|more dangerous|fewer harms) (than|by)\b", text)
    assert "None of 28 findings on harm gives both a count" in text


def test_what_the_cited_source_names_is_left_out(review, told):
    found = statements.left_out_treatments(review).set_index("publication")
    assert found.cited_by["Romito 2021"] == ["embers-recovery"]
    assert found.cited_by["Phu 2023"] == []
    assert (found.events["Phu 2023"], found.denominator["Phu 2023"]) == (18, 23)
    assert "Left out: embers-recovery cites Romito 2021" in told["harms"]


def test_nothing_is_left_out_once_a_document_states_it(review):
    claims = review.claims
    row = claims[claims.claim_key == "withdrawal-treatment-benzodiazepines"].assign(
        claim_id="embers-recovery-c999", statement="Treated by giving the drug again"
    )
    stated = dataclasses.replace(
        review, tables={**review.tables, "claims": pd.concat([claims, row], ignore_index=True)}
    )
    assert statements.left_out_treatments(stated).empty
    assert "Left out" not in sentences(stated)["harms"]


def test_nothing_is_left_out_without_publications(review):
    kept = {name: table for name, table in review.tables.items() if name != "publication_results"}
    assert statements.left_out_treatments(dataclasses.replace(review, tables=kept)).empty


def test_comments_are_named_but_not_told(review, told):
    text = told["dosing"]
    assert "eight further figures" in text  # rows of comments with a figure on doses
    for hidden in ("5 days", "10 mg", "up to 40 mg"):
        assert hidden not in text
    assert "comment" not in set(
        statement_tables.claim_table(review).rows["claim"].map(review.claims.set_index("claim_id").speaker)
    )


def test_the_same_range_in_two_documents(told):
    assert "Usual daily range: 40 to 80 mg per day (real-life-insights, line 20" in told["dosing"]


def test_benchmarks_come_from_the_codebook(review, told):
    assert list(statements.benchmarks(review)) == ["authorship", "attribution", "disclosure", "currency"]
    assert "no document meets more than 2 of 4" in told["documents"]


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (40, 80, "mg per day", "40 to 80 mg per day"),
        (5, 5, "mg per dose", "5 mg per dose"),
        (None, 48, "hours", "up to 48 hours"),
        (200, None, "mg", "200 mg or more"),
        (5, 30, "percent", "5 to 30 %"),
        (1, 1, "weeks", "1 week"),
        (None, None, "days", "in words only"),
    ],
)
def test_range_words(low, high, unit, words):
    assert range_words(low, high, unit) == words


def test_tables_are_whole(review, layer):
    assert len(statement_tables.document_table(review).rows) == len(review.documents)
    assert len(statement_tables.contradiction_table(review).rows) == len(review.table("contradictions"))
    assert len(statement_tables.claim_table(review).rows) == (review.claims.speaker == "document").sum()
    assert len(statement_tables.harm_table(layer).rows) == (review.studies.kind == "harm").sum()
    lost = statement_tables.claim_table(review).rows
    assert (lost.stance == LOST).sum() == 54


def test_a_review_without_claims_says_so(without_claims):
    told = sentences(without_claims)
    for name in ("documents", "harms", "dosing"):
        assert NO_CLAIMS in told[name]
    assert "No contradictions are recorded" in told["documents"]
    assert NO_CLAIMS in statement_tables.claim_table(without_claims).text
    assert statement_tables.contradiction_table(without_claims).text.startswith("No contradictions")
    assert statement_tables.left_out(without_claims).text.startswith("The data of this review name no")


def test_a_folder_without_claims_loads_and_is_told(data):
    for name in ("claims", "claim_keys", "contradictions"):
        (data / f"{name}.csv").unlink()
    assert all(sentences(evidence.load_review(data)).values())
