"""Questions for students on agreement, silence, harms and doses, with answers computed from the claims.

>>> folded = evidence.statement_questions.silence(review)
>>> folded.question.endswith("?")
True
"""

from __future__ import annotations

from evidence import wording
from evidence.attribution import NO_CLAIMS, both_numbers, documents_with
from evidence.claims import LOST, SAYS_SO, SILENT, agreement_matrix, dose_topics, has_claims, opposed, ranges
from evidence.effects import reported_effects
from evidence.layer import Layer
from evidence.page import Folded
from evidence.review import Review


def agreement_is_no_proof(review: Review) -> Folded:
    """Why several documents that agree are not several proofs."""
    question = "If all documents say the same, is it true?"
    if not has_claims(review):
        return Folded(question, f"Not by that alone. {NO_CLAIMS}.")
    matrix, total = agreement_matrix(review), len(review.documents)
    everyone = matrix[matrix[SAYS_SO] == total]
    found = review.documents
    return Folded(
        question,
        f"Not by that alone. {wording.sentence(wording.count(len(everyone), 'statement'))[:-1]} stand in all {total} documents. "
        f"Pages may repeat each other or one source, and references that a reader can follow are given "
        f"by only {documents_with(found.references_followable == 'yes', found)}.",
    )


def silence(review: Review) -> Folded:
    """What silence and a lost list mean."""
    question = "A document does not mention something that another states. Does it disagree?"
    if not has_claims(review):
        return Folded(question, f"No. {NO_CLAIMS}.")
    matrix = agreement_matrix(review)
    cells = len(matrix) * len(review.documents)
    return Folded(
        question,
        f"No. Of {cells} cells on shared statements {int(matrix[SILENT].sum())} are silent and {int(matrix[LOST].sum())} fall to a list that "
        f"the capture lost. Documents are on opposite sides on {wording.count(int(opposed(matrix).sum()), 'statement')}.",
    )


def one_route_has_a_figure(layer: Layer) -> Folded:
    """Why a figure by one route and none by another is no comparison."""
    found = layer.of_kind("harm").findings
    effects = reported_effects(found)
    with_figure = [route for route in layer.routes if (effects.route == route).any()]
    routes = wording.join(f"route {route}" for route in with_figure) or "no route"
    return Folded(
        "A harm has a figure by one route and none by another. Is the other route safer?",
        f"This cannot be told. Figures stand for {routes}. Where no figure stands, nobody has counted, or the documents left it out. "
        + (f"{both_numbers(found)}." if len(found) else "No harm is reported in a study."),
    )


def same_range(review: Review) -> Folded:
    """Why two documents with the same range do not make a dose right for anyone."""
    question = "Two documents print the same range. Is it the right one?"
    if not has_claims(review):
        return Folded(question, f"This cannot be told. {NO_CLAIMS}.")
    figures = ranges(review)
    figures = figures[figures.topic.isin(dose_topics(review)) & (figures.low.notna() | figures.high.notna())]
    shared = figures.groupby("claim_key", sort=False).filter(lambda rows: rows.document_id.nunique() > 1)
    what = wording.listed(shared.label) if len(shared) else "no statement"
    sources = review.documents[review.documents.document_id.isin(shared.document_id)]
    return Folded(
        question,
        f"This cannot be told from them. More than one document gives a figure for: {what}. Of the documents that do, "
        f"{int((sources.references_followable == 'yes').sum())} of {len(sources)} have references that a reader can follow, so both may repeat one "
        "source. And what most people end up on says nothing about one person.",
    )
