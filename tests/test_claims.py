"""Claims are compared as one would by hand: comments apart, lost lists no silence, ranges that lie apart found."""

import dataclasses

import pandas as pd
import pytest

from evidence import claims
from evidence.claims import BOTH, BOTH_WAYS, COMPUTED, CURATED, LOST, SAYS_OTHERWISE, SAYS_SO, SILENT

KEYS = [
    ("dose-usual", "oral dose", "Usual dose", "range"),
    ("sign-high-pressure", "withdrawal", "High pressure", "statement"),
    ("sign-low-pressure", "withdrawal", "Low pressure", "statement"),
    ("effect-nausea", "side effects", "Nausea", "status"),
    ("is-narcotic", "misuse", "Is a narcotic", "statement"),
]
ROW = {
    "speaker": "document",
    "stance": SAYS_SO,
    "low": None,
    "high": None,
    "unit": None,
    "route": "not stated",
    "status": None,
}


@pytest.fixture
def with_claims(review):
    """The review with a few claims of our own: rows as (document, key, further cells)."""

    def build(*rows: tuple, contradictions: pd.DataFrame | None = None):
        made = [
            {"claim_id": f"c{n}", "document_id": document, "line": n, "claim_key": key, **ROW, "statement": f"says {n}", "note": None, **cells}
            for n, (document, key, cells) in enumerate(rows, start=1)
        ]  # fmt: skip
        frame = pd.DataFrame(made).astype(
            {"line": "Int64", "low": "float64", "high": "float64", "unit": "str", "status": "str"}
        )
        keys = pd.DataFrame(KEYS, columns=["claim_key", "topic", "label", "value_kind"]).assign(definition="")
        tables = {**review.tables, "claims": frame, "claim_keys": keys}
        tables["contradictions"] = pd.DataFrame() if contradictions is None else contradictions
        return dataclasses.replace(review, tables=tables)

    return build


@pytest.fixture
def without_claims(review):
    kept = {
        name: table for name, table in review.tables.items() if name not in ("claims", "claim_keys", "contradictions")
    }
    return dataclasses.replace(review, tables=kept)


def test_states_are_what_the_rows_say(with_claims):
    found = claims.agreement_matrix(
        with_claims(
            ("ubie", "is-narcotic", {"stance": LOST}),
            ("selfhacked", "is-narcotic", {"stance": SAYS_OTHERWISE}),
            ("embers-recovery", "is-narcotic", {}),
        )
    )
    row = found.iloc[0]
    states = row.states
    assert (states["embers-recovery"], states["selfhacked"], states["ubie"]) == (SAYS_SO, SAYS_OTHERWISE, LOST)
    assert states["real-life-insights"] == states["canadian-centre-for-addictions"] == SILENT
    assert (row[SAYS_SO], row[SAYS_OTHERWISE], row[BOTH], row[SILENT], row[LOST]) == (1, 1, 0, 2, 1)
    assert claims.opposed(found).all()


def test_lost_is_neither_silent_nor_a_second_voice(with_claims):
    review = with_claims(("ubie", "effect-nausea", {"stance": LOST}), ("selfhacked", "effect-nausea", {}))
    assert claims.agreement_matrix(review).empty
    alone = claims.agreement_matrix(review, "side effects").iloc[0]
    assert (alone[SAYS_SO], alone[LOST], alone[SILENT]) == (1, 1, 3)
    assert claims.lost_topics(review) == {"ubie": []}


def test_a_topic_without_any_row_of_a_torn_document_is_named(with_claims):
    review = with_claims(
        ("ubie", "effect-nausea", {"stance": LOST}),
        ("selfhacked", "effect-nausea", {}),
        ("selfhacked", "is-narcotic", {}),
    )
    assert claims.lost_topics(review) == {"ubie": ["misuse"]}


def test_comments_are_never_the_document(with_claims):
    review = with_claims(
        ("selfhacked", "is-narcotic", {}),
        ("real-life-insights", "is-narcotic", {"speaker": "comment", "stance": SAYS_OTHERWISE}),
        ("real-life-insights", "dose-usual", {"speaker": "comment", "low": 500.0, "high": 500.0, "unit": "mg"}),
    )
    assert claims.agreement_matrix(review, "misuse").states[0]["real-life-insights"] == SILENT
    assert claims.computed_contradictions(review).empty
    assert claims.ranges(review).empty
    assert len(claims.comments(review)) == 2
    assert claims.topics(review) == ["misuse"]


def test_two_rows_of_a_document_are_one_voice(review):
    found = claims.agreement_matrix(review).set_index("claim_key")
    assert found.loc["use-spasticity-status", SAYS_SO] == 5  # six rows: one document gives two standings
    assert (found[list(claims.STATES)].sum(axis=1) == len(review.documents)).all()


def test_a_document_that_says_both(with_claims):
    review = with_claims(("selfhacked", "is-narcotic", {}), ("selfhacked", "is-narcotic", {"stance": SAYS_OTHERWISE}))
    assert claims.agreement_matrix(review).states[0]["selfhacked"] == BOTH
    assert claims.stance_conflicts(review).kind.tolist() == [claims.WITHIN]


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ((10, 20), (30, 40), True),
        ((30, 40), (10, 20), True),
        ((10, 20), (20, 40), False),
        ((5, 5), (3, 3), True),
        ((None, 48), (50, None), True),
        ((None, 48), (12, None), False),
        ((None, None), (1, 2), False),
    ],
)
def test_ranges_that_lie_apart(with_claims, first, second, apart):
    rows = [
        (name, "dose-usual", {"low": low, "high": high, "unit": "mg"})
        for name, (low, high) in (("selfhacked", first), ("ubie", second))
    ]
    assert len(claims.range_conflicts(with_claims(*rows))) == int(apart)


def test_other_units_and_other_routes_do_not_conflict(with_claims):
    low, high = {"low": 1, "high": 2, "unit": "mg"}, {"low": 8, "high": 9, "unit": "mg"}
    units = with_claims(("selfhacked", "dose-usual", low), ("ubie", "dose-usual", {**high, "unit": "mg per day"}))
    routes = with_claims(
        ("selfhacked", "dose-usual", {**low, "route": "oral"}), ("ubie", "dose-usual", {**high, "route": "intrathecal"})
    )
    unstated = with_claims(("selfhacked", "dose-usual", {**low, "route": "oral"}), ("ubie", "dose-usual", high))
    assert [len(claims.range_conflicts(review)) for review in (units, routes, unstated)] == [0, 0, 1]


def test_opposite_keys_conflict_only_between_those_who_name_one(with_claims):
    one_each = with_claims(("selfhacked", "sign-low-pressure", {}), ("ubie", "sign-high-pressure", {}))
    assert claims.opposite_key_conflicts(one_each)[["first_document", "second_document"]].values.tolist() == [
        ["ubie", "selfhacked"]
    ]
    names_both = with_claims(
        ("selfhacked", "sign-low-pressure", {}), ("ubie", "sign-high-pressure", {}), ("ubie", "sign-low-pressure", {})
    )
    assert claims.opposite_key_conflicts(names_both).empty


def test_standings_that_exclude_each_other(with_claims):
    review = with_claims(
        ("selfhacked", "effect-nausea", {"status": "common"}),
        ("ubie", "effect-nausea", {"status": "uncommon"}),
        ("embers-recovery", "effect-nausea", {"status": "serious"}),
    )
    assert claims.standing_conflicts(review).first_line.tolist() == [1]


def test_what_the_data_show_by_themselves(review):
    found = claims.computed_contradictions(review)
    assert found.groupby("rule").size().to_dict() == {
        "opposite keys": 1, "opposite standings": 4, "opposite stances": 1, "ranges do not overlap": 1,
    }  # fmt: skip
    assert found[found.rule == "ranges do not overlap"].claim_key.tolist() == ["number-of-routes"]
    assert set(found.kind) == {claims.BETWEEN}


def test_every_contradiction_stands_once_with_both_lines(review):
    found = claims.contradictions(review)
    assert len(found) == len(review.table("contradictions"))  # each computed one was also read
    assert found.found.value_counts().to_dict() == {CURATED: 22, BOTH_WAYS: 7}
    assert found[["first_line", "second_line"]].notna().all().all()
    assert found.contradiction_id.is_unique


def test_a_computed_one_that_nobody_read_is_added(with_claims):
    review = with_claims(("selfhacked", "is-narcotic", {}), ("ubie", "is-narcotic", {"stance": SAYS_OTHERWISE}))
    found = claims.contradictions(review)
    assert found.found.tolist() == [COMPUTED]
    assert (found.first_line[0], found.second_line[0]) == (1, 2)


def test_an_unknown_topic_is_refused(review):
    with pytest.raises(ValueError, match="the topics are uses"):
        claims.agreement_matrix(review, "weather")


def test_a_review_without_claims(without_claims):
    assert claims.topics(without_claims) == []
    assert claims.agreement_matrix(without_claims).empty
    assert claims.ranges(without_claims).empty
    assert claims.contradictions(without_claims).empty


def test_read_contradictions_stay_without_claims(review):
    kept = {name: table for name, table in review.tables.items() if name not in ("claims", "claim_keys")}
    found = claims.contradictions(dataclasses.replace(review, tables=kept))
    assert set(found.found) == {CURATED}
