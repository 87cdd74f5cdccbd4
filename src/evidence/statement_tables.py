"""Tables of what the documents state besides studies, each ready to read and complete; reader comments are left out.

>>> table = evidence.statement_tables.document_table(review)
>>> len(table.rows) == len(review.documents)
True
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evidence import wording
from evidence.attribution import NO_CLAIMS, range_words
from evidence.claims import contradictions, document_claims, has_claims
from evidence.effects import reported_effects
from evidence.layer import Layer
from evidence.page import DataTable, Prose
from evidence.review import Review
from evidence.statements import left_out_treatments


def document_table(review: Review) -> DataTable:
    """Who wrote each document, what it sells, what it says of its review, and what the capture lost."""
    found = review.documents
    rows = pd.DataFrame({
        "document": found.document_id, "title": found.title, "publisher": found.publisher,
        "author": _with(found.author, found.author_credentials), "reviewer": _with(found.reviewer, found.reviewer_credentials),
        "published": found.published, "updated": found.updated, "references": found.n_references,
        "can be followed": found.references_followable, "commercial interest": _with(found.commercial_interest, _line(found.commercial_line)),
        "own review": _with(found.review_statement, _line(found.review_line)), "lost in the capture": found.lost_in_capture, "note": found.note,
    })  # fmt: skip
    return DataTable(_plain(rows), "documents", "The documents", row_id="document")


def contradiction_table(review: Review) -> DataTable | Prose:
    """Every contradiction with both places; a plain statement where none is recorded."""
    listed = contradictions(review)
    if listed.empty:
        return Prose("No contradictions are recorded with this review.")
    rows = pd.DataFrame({
        "topic": listed.topic, "kind": listed.kind,
        "one place": listed.first_document + ", line " + listed.first_line.astype("str"), "says": listed.first_says,
        "other place": listed.second_document + ", line " + listed.second_line.astype("str"), "says instead": listed.second_says,
        "how they differ": listed.explanation if "explanation" in listed else "", "rule that finds it": listed.rule,
    })  # fmt: skip
    return DataTable(
        _plain(rows),
        "contradictions",
        "Contradictions, with both lines",
        filters=("topic", "kind", "rule that finds it"),
    )


def claim_table(review: Review, topics: Sequence[str] | None = None) -> DataTable | Prose:
    """Every claim of the documents on ``topics`` (on all by default), with its line."""
    if not has_claims(review):
        return Prose(wording.sentence(NO_CLAIMS))
    said = document_claims(review)
    said = said if topics is None else said[said.topic.isin(list(topics))]
    rows = pd.DataFrame({
        "claim": said.claim_id, "topic": said.topic, "statement": said.label, "document": said.document_id, "line": said.line,
        "stance": said.stance, "route": said.route, "standing": said.status,
        "figure": [range_words(row.low, row.high, row.unit) if pd.notna(row.unit) else "" for row in said.itertuples()],
        "in our words": said.statement, "note": said.note,
    })  # fmt: skip
    name = "claims" if topics is None else "claims-" + "-".join(topic.replace(" ", "-") for topic in topics)
    caption = (
        "Claims of the documents" + (f" on {wording.join(topics)}" if topics else "") + "; reader comments left out"
    )
    return DataTable(
        _plain(rows), name, caption, filters=("topic", "document", "stance", "route", "standing"), row_id="claim"
    )


def harm_table(layer: Layer) -> DataTable:
    """Every finding on harm of the layer, by route: which way it points, and its figure or that it has none."""
    found = layer.of_kind("harm").findings
    order = {route: place for place, route in enumerate(layer.routes)}
    found = found.sort_values("route", key=lambda routes: routes.map(order), kind="stable")
    effects = reported_effects(found)
    words = effects.groupby("finding_id", sort=False).words.agg("; ".join) if len(effects) else pd.Series(dtype="str")
    labels = layer.review.uses.set_index("use").label
    rows = pd.DataFrame({
        "finding": found.finding_id, "route": found.route, "harm": found.outcome, "direction": found.direction, "domain": found.outcome_domain,
        "use": found.use.map(labels).fillna(found.use), "figure": [words.get(name, "no figure given") for name in found.finding_id],
        "people": found.n_participants, "design": found.design_stated, "source": found.source,
    })  # fmt: skip
    return DataTable(
        _plain(rows),
        f"harms{layer.suffix}",
        f"Harms in studies, {layer.label}",
        filters=("route", "direction", "domain", "use"),
        row_id="finding",
    )


def left_out(review: Review) -> DataTable | Prose:
    """What publications report on giving the drug again against withdrawal, and which documents cite them."""
    found = left_out_treatments(review)
    if found.empty:
        return Prose("The data of this review name no treatment of withdrawal that the documents leave out.")
    rows = pd.DataFrame({
        "publication": found.publication, "reports": found.outcome,
        "cases": [f"{row.events} of {row.denominator}" if pd.notna(row.events) else "" for row in found.itertuples()],
        "read": found.read_what, "cited by": [wording.join(names) or "no document for certain" for names in found.cited_by],
    })  # fmt: skip
    return DataTable(
        _plain(rows), "left-out", "Treatment of withdrawal that publications report and no document states"
    )


def _with(words: pd.Series, more: pd.Series) -> pd.Series:
    return words + (" (" + more + ")").fillna("")


def _line(lines: pd.Series) -> pd.Series:
    return ("line " + lines.astype("str")).where(lines.notna())


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Missing cells as empty text, so that each prints as a dash."""
    return rows.astype("object").where(rows.notna(), "").reset_index(drop=True)
