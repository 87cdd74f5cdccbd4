"""The tables of a use's page: those of the whole review, with the rows of one use; a plain sentence where there are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from evidence import wording
from evidence.appraisal import certainty_reasons
from evidence.effects import COMPARISON, reported_effects
from evidence.layer import AS_DOCUMENTS, Layer
from evidence.one_use import OneUse
from evidence.page import DataTable, Prose
from evidence.references import publication_ids_behind, publication_links, publication_table
from evidence.statement_tables import claim_table
from evidence.tables import figure, people
from evidence.votes import DIRECTIONS, count_votes, study_votes
from evidence.yardstick import yardstick_table

FEWEST_TO_FILTER = 8  # rows from which on a table is worth filtering
BASIS = {"read as": " (in other words)", "inherited": " (from the sentence before)"}


def finding_table(one: OneUse, layer: Layer) -> DataTable | Prose:
    """Every finding on the use with where it stands: document, line and citation, or the publication."""
    found = layer.findings
    if found.empty:
        return _nothing(f"{wording.sentence(layer.label)[:-1]}, there is no finding on this use")
    verdicts = one.quotations.set_index("finding_id")
    rows = pd.DataFrame({
        "finding": found.finding_id,
        "route": found.route + found.route_basis.map(BASIS).fillna(""),
        "kind": found.kind, "outcome": found.outcome, "direction": found.direction,
        "figure": [figure(row) for row in found.itertuples()],
        "people": [people(row) for row in found.itertuples()],
        "compared with": found.comparator.fillna("not stated"),
        "duration": [
            wording.duration(*fields)
            for fields in zip(found.duration_min, found.duration_max, found.duration_unit, strict=True)
        ],
        "design": found.design_stated, "source": found.source,
    })  # fmt: skip
    ids = found.publication_id if layer.label != AS_DOCUMENTS else publication_ids_behind(one.review, found)
    links = {}
    if one.review.has("publications"):
        named = [publication_links(one.review, publications) for publications in ids]
        rows["publication"] = [text or "none found for certain" for text, _ in named]
        rows["address"] = [address for _, address in named]
        links = {"publication": "address"}
    if layer.label == AS_DOCUMENTS and len(verdicts):
        rows.insert(len(rows.columns) - len(links), "verdict", found.finding_id.map(verdicts.verdict))
    caption = f"Every finding on this use, {layer.label}"
    filters = ("route", "kind", "direction") if len(rows) >= FEWEST_TO_FILTER else ()
    return DataTable(rows, f"findings{layer.suffix}", caption, filters=filters, row_id="finding", links=links)


def vote_table(layer: Layer) -> DataTable | Prose:
    """The votes on benefit by route and comparator group, with the share in favour and its Wilson interval."""
    votes = study_votes(layer.of_kind("benefit").findings)
    if votes.empty:
        return _nothing(
            f"{wording.sentence(layer.label)[:-1]}, no benefit is reported for this use{layer.reach}, so there is no vote"
        )
    counts = count_votes(votes, by=["route", "comparator_group"])
    order = {route: place for place, route in enumerate(layer.routes)}
    counts = counts.sort_values("route", key=lambda routes: routes.map(order), kind="stable")
    rows = pd.DataFrame({
        "route": counts.route, "compared with": counts.comparator_group, "study sets": counts.studies,
        **{direction: counts[direction] for direction in DIRECTIONS},
        "share in favour": counts.share.map(wording.share),
        "95 % interval": [wording.interval(row.low, row.high) for row in counts.itertuples()],
    })  # fmt: skip
    titles = {"not stated": "direction not stated", "share in favour": "share in favour, of those with a direction"}
    return DataTable(rows, f"votes{layer.suffix}", f"Votes on benefit, {layer.label}", titles)


def reason_table(layer: Layer) -> DataTable | Prose:
    """Why the certainty by each route is what it is; routes without a study are left to the answer."""
    table = certainty_reasons(layer)
    rows = table.rows[table.rows.effect != ""] if len(table.rows) else table.rows
    if rows.empty:
        return _nothing(
            f"{wording.sentence(layer.label)[:-1]}, no benefit is reported for this use{layer.reach}, so nothing is rated"
        )
    return replace(table, rows=rows.drop(columns="use"), filters=())


def effect_table(layer: Layer) -> DataTable | Prose:
    """Every figure on the use in its own unit, with its interval or range where one can be had."""
    effects = reported_effects(layer.findings)
    if effects.empty:
        return _nothing(
            f"{wording.sentence(layer.label)[:-1]}, no finding on this use has a figure that can be read as one"
        )
    group = np.where(effects.group == COMPARISON, "the comparison group", "the drug")
    rows = pd.DataFrame({
        "finding": effects.finding_id, "route": effects.route, "outcome": effects.outcome, "of those with": group,
        "figure, with what it leaves possible": effects.words,
    })  # fmt: skip
    return DataTable(rows, f"effects{layer.suffix}", f"Reported figures, {layer.label}")


def verdict_table(one: OneUse) -> DataTable | Prose:
    """How far the cited publications carry each finding, and what differs."""
    found = one.quotations
    if found.empty:
        return _nothing("No finding of a document on this use was set against a publication")
    rows = pd.DataFrame({
        "finding": found.finding_id, "route": found.route, "outcome": found.outcome, "verdict": found.verdict,
        "kind of error": found.error_kind, "further kind": found.second_error_kind, "what differs": found.sentence,
    })  # fmt: skip
    return DataTable(rows, "verdicts", "Each finding against the publications that it cites")


def publications_behind(one: OneUse) -> DataTable | Prose:
    """The publications that the findings cite or that report on the use, and what was read of each."""
    table = publication_table(one.review)
    if not isinstance(table, DataTable):
        return table
    chosen = one.review.publications.publication_id.isin(one.publication_ids).to_numpy()
    if not chosen.any():
        return _nothing("No publication behind the findings on this use was found for certain")
    rows = table.rows[chosen].drop(columns=["trial", "read at", "cited", "note"])
    return replace(table, rows=rows, caption="Publications behind the findings on this use", filters=())


def claims_about(one: OneUse) -> DataTable | Prose:
    """What the documents say of the use besides studies, with the line."""
    table = claim_table(one.review)
    if not isinstance(table, DataTable):
        return table
    rows = table.rows[table.rows.claim.isin(one.claim_ids)]
    if rows.empty:
        return _nothing("The claims that were tabulated are not about this use")
    caption = "What the documents say of this use besides studies"
    rows = rows[["claim", "statement", "document", "line", "stance", "route", "standing", "in our words"]]
    return DataTable(rows, "claims-use", caption)


def pooled_table(one: OneUse) -> DataTable | Prose:
    """What systematic reviews pooled for the use."""
    table = yardstick_table(one.review)
    if not isinstance(table, DataTable):
        return table
    rows = table.rows[table.rows.use == one.label].drop(columns="use")
    if rows.empty:
        return _nothing("No pooled estimate of a systematic review is recorded for this use")
    return replace(table, rows=rows, filters=())


def _nothing(words: str) -> Prose:
    return Prose(wording.sentence(words))
