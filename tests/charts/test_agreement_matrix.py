"""The agreement matrix draws every state once, by symbol and by word."""

import dataclasses

import pytest

from evidence.charts.agreement_matrix import STATE_MARKS, agreement_matrix, agreement_matrix_record
from evidence.claims import LOST, SILENT, STATES, topics
from evidence.claims import agreement_matrix as matrix_of


@pytest.mark.parametrize("topic", [None, "stopping", "interactions", "withdrawal"])
def test_one_mark_per_statement_and_document(review, topic):
    record = agreement_matrix_record(review, topic)
    n = len(matrix_of(review, topic)) * len(review.documents)
    assert len(record.rows) == n == agreement_matrix(record).marks
    assert not record.rows.duplicated(["row", "column"]).any()


def test_states_differ_in_symbol_and_word(review):
    symbols = [mark.symbol for mark in STATE_MARKS.values()]
    assert len(set(symbols)) == len(symbols) == len(STATES)
    rows = agreement_matrix_record(review).rows
    assert rows.groupby("word").state.nunique().max() == 1


def test_the_counts_are_those_of_the_twin(review):
    record = agreement_matrix_record(review, "stopping")
    twin, counts = record.twin.rows, record.extra["counts"]
    assert twin["Says so"].tolist() == counts["says so"].tolist() == [3, 5, 1, 1, 4, 4, 2, 2]
    assert twin["Silent"].tolist() == [2, 0, 4, 4, 1, 1, 3, 3]
    assert twin.ubie[0] == "says so (line 5)"


def test_lost_and_torn_cells_are_told_apart_from_silence(review):
    rows = agreement_matrix_record(review, "withdrawal").rows
    ubie = rows[rows.column == "ubie"]
    assert set(ubie[ubie.state == LOST].word) == {"lost"}
    assert set(ubie[ubie.state == SILENT].word) == {"silent?"}
    assert set(rows[(rows.column != "ubie") & (rows.state == SILENT)].word) == {"silent"}
    assert "cannot be told from a lost list" in agreement_matrix_record(review, "interactions").alt


def test_headings_stand_only_over_several_topics(review):
    assert set(agreement_matrix_record(review, "stopping").rows.heading) == {""}
    drawn = agreement_matrix_record(review, fewest=1).rows.heading
    assert list(dict.fromkeys(drawn)) == [topic.capitalize() for topic in topics(review)]


def test_words_fit_a_phone(review):
    chart = agreement_matrix(agreement_matrix_record(review, fewest=1))
    assert all(len(note.text.replace("<b>", "").replace("</b>", "")) <= 46 for note in chart.figure.layout.annotations)


def test_without_claims(review):
    kept = {name: table for name, table in review.tables.items() if name != "claims"}
    chart = agreement_matrix(agreement_matrix_record(dataclasses.replace(review, tables=kept)))
    assert chart.marks == 0
    assert "no claims are recorded" in chart.alt
    assert chart.to_dict()["layout"]["height"] > 0


@pytest.mark.parametrize("name", ["label", "topic", "silent"])
def test_a_document_may_have_the_name_of_a_column(review, name):
    tables = {
        table: rows.replace({"document_id": {"ubie": name}}) if "document_id" in rows else rows
        for table, rows in review.tables.items()
    }
    record = agreement_matrix_record(dataclasses.replace(review, tables=tables))
    usual = agreement_matrix_record(review)
    assert record.rows.state.tolist() == usual.rows.state.tolist()
    assert record.rows.label.tolist() == usual.rows.label.tolist()
    assert record.twin.rows[name].tolist() == usual.twin.rows.ubie.tolist()
    assert agreement_matrix(record).marks == len(usual.rows)


def test_too_few_who_speak_is_not_no_claims(review):
    tables = {**review.tables, "claims": review.claims[review.claims.document_id == "ubie"]}
    chart = agreement_matrix(agreement_matrix_record(dataclasses.replace(review, tables=tables)))
    assert chart.marks == 0
    assert [note.text for note in chart.figure.layout.annotations] == ["no statement that enough documents speak to"]
    assert "no statement that enough documents speak to." in chart.alt


def test_headings_keep_their_capitals(review):
    keys = review.table("claim_keys").replace({"topic": {"stopping": "IV use"}})
    changed = dataclasses.replace(review, tables={**review.tables, "claim_keys": keys})
    assert "IV use" in set(agreement_matrix_record(changed, fewest=1).rows.heading)
