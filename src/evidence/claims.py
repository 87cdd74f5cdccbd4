"""What documents state besides study findings, compared statement by statement.

Vocabulary. A *claim* is a row of claims.csv; its *key* names the statement. The *state* of a document on a key is one of
``STATES``: silence is no disagreement, and a list that the capture lost is no silence. Reader comments are kept apart: only
``comments`` gives them, and nothing here counts them. A *standing* is the column status.

>>> topics = evidence.claims.topics(review)
>>> set(topics) <= set(review.codebook.levels("claim_keys", "topic"))
True
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from evidence.layer import NOT_STATED
from evidence.review import Review

SAYS_SO, SAYS_OTHERWISE, BOTH = "says so", "says otherwise", "says both"
SILENT, LOST = "silent", "lost in the capture"
STATES = (SAYS_SO, SAYS_OTHERWISE, BOTH, SILENT, LOST)
SPEAKING = (SAYS_SO, SAYS_OTHERWISE, BOTH)
DOCUMENT, COMMENT = "document", "comment"
NO_ONE_ROUTE = {NOT_STATED, "both", "several"}  # levels of claims.route that may be any route
FEWEST_TO_SHARE = 2  # documents that must speak to a key before agreement can be asked for

# Keys that differ in one word, and that word one of these, deny each other.
OPPOSITE_WORDS = (("high", "low"), ("more", "less"), ("raises", "lowers"))
# Standings that cannot both be true of the same people.
OPPOSITE_STANDINGS = frozenset(
    frozenset(pair)
    for pair in (
        ("common", "uncommon"),
        ("avoid throughout", "avoid at the start only"),
        ("none", "high"),
        ("low", "high"),
        *((standing, "advised against") for standing in ("approved", "main use", "off-label", "named only")),
    )
)
BETWEEN, WITHIN = "documents contradict each other", "document contradicts itself"
CURATED, COMPUTED, BOTH_WAYS = "read", "computed", "read and computed"
SIDES = ("document", "line", "says")
CONFLICT_COLUMNS = [
    "claim_key", "topic", "rule", "kind", *(f"{side}_{part}" for side in ("first", "second") for part in SIDES),
]  # fmt: skip


def has_claims(review: Review) -> bool:
    """Whether the review has claims and the keys that name them."""
    return review.has("claims") and review.has("claim_keys")


def document_claims(review: Review) -> pd.DataFrame:
    """The claims of the documents themselves, in the order of claim_keys.csv, with ``topic``, ``label`` and ``value_kind``."""
    return _claims(review, DOCUMENT)


def comments(review: Review) -> pd.DataFrame:
    """The claims of reader comments, with the same columns; nothing that compares documents uses them."""
    return _claims(review, COMMENT)


def topics(review: Review, *, among: Iterable[str] | None = None) -> list[str]:
    """The topics on which a document has a claim, in the codebook's order; ``among`` keeps those that it names."""
    found = set(document_claims(review).topic) & (set(_levels(review)) if among is None else set(among))
    return [topic for topic in _levels(review) if topic in found]


def dose_topics(review: Review) -> list[str]:
    """The topics that are named for a dose, in the codebook's order."""
    return [topic for topic in topics(review) if topic.endswith(" dose")]


def agreement_matrix(review: Review, topic: str | None = None, *, fewest: int | None = None) -> pd.DataFrame:
    """One row per claim key: the state of each document, and how many documents are in each state.

    Columns: ``claim_key``, ``topic``, ``label``, ``states`` (document → one of ``STATES``), and one column per state (counts).
    Rows: the keys to which at least ``fewest`` documents speak (two, or one where a ``topic`` is given) or on which documents
    take opposite sides. Lost lists and comments speak to nothing. Raises ValueError for an unknown topic.
    """
    if topic is not None and has_claims(review) and topic not in _levels(review):
        raise ValueError(f"{topic!r} is no topic; the topics are {', '.join(_levels(review))}")
    fewest = (FEWEST_TO_SHARE if topic is None else 1) if fewest is None else fewest
    said = document_claims(review)
    said = said if topic is None else said[said.topic == topic]
    documents = list(review.documents.document_id)
    rows = []
    for key, claims in said.groupby("claim_key", sort=False):
        stances = claims.groupby("document_id").stance.agg(_state)
        states = {document: stances.get(document, SILENT) for document in documents}
        counts = {state: sum(found == state for found in states.values()) for state in STATES}
        first = claims.iloc[0]
        rows.append({"claim_key": key, "topic": first.topic, "label": first.label, "states": states, **counts})
    frame = pd.DataFrame(rows, columns=["claim_key", "topic", "label", "states", *STATES])
    frame = frame.astype(dict.fromkeys(STATES, "int64"))
    shown = (speaking(frame) >= fewest) | opposed(frame)
    return frame[shown].reset_index(drop=True)


def speaking(matrix: pd.DataFrame) -> pd.Series:
    """How many documents speak to each key of an ``agreement_matrix``."""
    return matrix[list(SPEAKING)].sum(axis=1)


def opposed(matrix: pd.DataFrame) -> pd.Series:
    """On which keys of an ``agreement_matrix`` some say so and some say otherwise."""
    return (matrix[BOTH] > 0) | ((matrix[SAYS_SO] > 0) & (matrix[SAYS_OTHERWISE] > 0))


def lost_topics(review: Review) -> dict[str, list[str]]:
    """For each document that lost lists in the capture: the topics on which nothing of it is left.

    There its silence cannot be told from a lost list.
    """
    said = document_claims(review)
    damaged = [name for name in review.documents.document_id if (said[said.document_id == name].stance == LOST).any()]
    return {
        name: [topic for topic in topics(review) if topic not in set(said[said.document_id == name].topic)]
        for name in damaged
    }


def ranges(
    review: Review, topic: str | None = None, unit: str | None = None, *, speaker: str = DOCUMENT
) -> pd.DataFrame:
    """The claims that carry figures, or could: one row per claim whose key takes a range, of one topic and unit if given.

    ``low`` or ``high`` is missing where the document gives no such end; both are missing where it gives words only.
    """
    said = _claims(review, speaker)
    kept = (said.value_kind == "range") & (said.stance == SAYS_SO)
    for column, wanted in (("topic", topic), ("unit", unit)):
        kept &= (said[column] == wanted) if wanted is not None else True
    return said[kept].reset_index(drop=True)


def range_conflicts(review: Review) -> pd.DataFrame:
    """Claims on one key, in one unit, whose ranges do not overlap. An end that is not given is open.

    Figures that one line lists side by side, such as the strengths that are sold, are a list and no conflict.
    """
    figures = ranges(review)
    figures = figures[figures.low.notna() | figures.high.notna()]
    return _conflicts(
        (first, second, "ranges do not overlap")
        for _, claims in figures.groupby(["claim_key", "unit"], sort=False)
        for first, second in _pairs(claims)
        if (first.document_id, first.line) != (second.document_id, second.line)
        if _apart(first, second) or _apart(second, first)
    )


def stance_conflicts(review: Review) -> pd.DataFrame:
    """Claims on one key of which one says so and one says otherwise."""
    said = document_claims(review)
    return _conflicts(
        (first, second, "opposite stances")
        for _, claims in said.groupby("claim_key", sort=False)
        for first, second in _pairs(claims)
        if {first.stance, second.stance} == {SAYS_SO, SAYS_OTHERWISE}
    )


def standing_conflicts(review: Review) -> pd.DataFrame:
    """Claims on one key whose standings exclude each other, as declared in ``OPPOSITE_STANDINGS``."""
    said = document_claims(review)
    said = said[(said.stance == SAYS_SO) & said.status.notna()]
    return _conflicts(
        (first, second, "opposite standings")
        for _, claims in said.groupby("claim_key", sort=False)
        for first, second in _pairs(claims)
        if frozenset((first.status, second.status)) in OPPOSITE_STANDINGS
    )


def opposite_key_conflicts(review: Review) -> pd.DataFrame:
    """Pairs of documents of which one states a key and the other only its opposite (``OPPOSITE_WORDS``)."""
    said = document_claims(review)
    said = said[said.stance == SAYS_SO]
    by_key = dict(list(said.groupby("claim_key", sort=False)))
    return _conflicts(
        (first, second, "opposite keys")
        for key, opposite in _opposites(list(by_key))
        for first in by_key[key].itertuples()
        for second in by_key[opposite].itertuples()
        if first.document_id not in set(by_key[opposite].document_id)
        and second.document_id not in set(by_key[key].document_id)
    )


def computed_contradictions(review: Review) -> pd.DataFrame:
    """What the four rules find, one row per pair of claims. Columns: ``CONFLICT_COLUMNS``."""
    rules = (range_conflicts, stance_conflicts, standing_conflicts, opposite_key_conflicts)
    found = [frame for frame in (rule(review) for rule in rules) if len(frame)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=CONFLICT_COLUMNS)


def contradictions(review: Review) -> pd.DataFrame:
    """The contradictions that were read, joined with those that are computed; each with both of its lines.

    Columns as in contradictions.csv, then ``rule`` (missing where none finds it) and ``found``: ``CURATED``, ``COMPUTED`` or
    ``BOTH_WAYS``. A computed one is the same as a read one of its topic with the same two places.
    """
    computed = computed_contradictions(review)
    by_place = {_place(row): row for row in computed.itertuples()}
    read = review.table("contradictions")
    known = [_place(row) for row in read.itertuples()]
    rules = [by_place[place].rule if place in by_place else None for place in known]
    read = read.assign(rule=pd.Series(rules, dtype="str"), found=[BOTH_WAYS if rule else CURATED for rule in rules])
    unread = np.array([_place(row) not in set(known) for row in computed.itertuples()], dtype=bool)
    new = computed[unread].drop(columns="claim_key").assign(found=COMPUTED)
    columns = list(read.columns) if len(read) else [*new.columns]
    frames = [frame.reindex(columns=columns) for frame in (read, new) if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else new.reset_index(drop=True)


def _claims(review: Review, speaker: str) -> pd.DataFrame:
    if not has_claims(review):
        text = [
            "claim_id",
            "document_id",
            "speaker",
            "claim_key",
            "stance",
            "unit",
            "route",
            "status",
            "statement",
            "note",
        ]
        columns = {**dict.fromkeys(text, "str"), "line": "Int64", "low": "float64", "high": "float64"}
        columns |= dict.fromkeys(["topic", "label", "value_kind"], "str")
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    keys = review.table("claim_keys")[["claim_key", "topic", "label", "value_kind"]]
    said = review.claims
    said = said[said.speaker == speaker].merge(keys.assign(place=range(len(keys))), on="claim_key")
    order = {document: place for place, document in enumerate(review.documents.document_id)}
    said = said.assign(document=said.document_id.map(order)).sort_values(["place", "document", "line"], kind="stable")
    return said.drop(columns=["place", "document"]).reset_index(drop=True)


def _levels(review: Review) -> list[str]:
    return review.codebook.levels("claim_keys", "topic") if has_claims(review) else []


def _state(stances: pd.Series) -> str:
    found = set(stances)
    if {SAYS_SO, SAYS_OTHERWISE} <= found:
        return BOTH
    # What is left of a document counts, even where a list on the same statement was lost.
    return next(state for state in (SAYS_SO, SAYS_OTHERWISE, LOST) if state in found)


def _pairs(claims: pd.DataFrame) -> Iterator[tuple]:
    """Pairs of rows that may speak of the same route."""
    for first, second in combinations(claims.itertuples(), 2):
        if first.route == second.route or {first.route, second.route} & NO_ONE_ROUTE:
            yield first, second


def _apart(lower, upper) -> bool:
    """Whether one range ends before the other begins."""
    high = np.inf if pd.isna(lower.high) else lower.high
    low = -np.inf if pd.isna(upper.low) else upper.low
    return high < low


def _opposites(keys: list[str]) -> Iterator[tuple[str, str]]:
    for key in keys:
        for one, other in OPPOSITE_WORDS:
            words = key.split("-")
            for place in (place for place, word in enumerate(words) if word == one):
                opposite = "-".join([*words[:place], other, *words[place + 1 :]])
                if opposite in keys:
                    yield key, opposite


def _conflicts(found: Iterator[tuple]) -> pd.DataFrame:
    rows = [
        {
            "claim_key": first.claim_key, "topic": first.topic, "rule": rule,
            "kind": WITHIN if first.document_id == second.document_id else BETWEEN,
            "first_document": first.document_id, "first_line": first.line, "first_says": first.statement,
            "second_document": second.document_id, "second_line": second.line, "second_says": second.statement,
        }
        for first, second, rule in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=CONFLICT_COLUMNS)


def _place(row) -> tuple:
    """The topic and the two places of a contradiction, whichever stands first."""
    return row.topic, frozenset(
        [(row.first_document, int(row.first_line)), (row.second_document, int(row.second_line))]
    )
