"""How the picture of each use and route changes from what the documents report to what their publications report.

Study sets of the documents are followed to the publications that they cite, by certain and probable matches only, so that
a cell that empties says why: the publication was not found, prints another route or none, or gives no result that counts.
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.judgements import certainty_table
from evidence.layer import NOT_STATED, Layer, document_layer, publication_layer
from evidence.people import count_people
from evidence.quotations import cited_publications
from evidence.review import Review
from evidence.votes import COMPARATOR_GROUPS, DIRECTIONS, INACTIVE, study_votes

SAME, CHANGED, OTHER = "same direction", "direction changes", "other studies"
MISSING, MOVED, NEW = "not found", "counted elsewhere", "only in the publications"
CHANGES = (SAME, CHANGED, OTHER, MISSING, MOVED, NEW)
NOT_FOUND, NO_RESULT = "publication not found", "no result that counts could be read"
NO_PUBLICATIONS = "no publications in this review"
NONE, UNRATED = "none reported", "nothing to rate"
COLUMNS = [
    "use", "use_label", "route", "before_sets", "after_sets", "before_people", "after_people", "before_votes", "after_votes",
    "before_words", "after_words", "change", "words", "certainty_before", "certainty_after",
]  # fmt: skip


def layer_changes(review: Review, *, kind: str = "benefit") -> pd.DataFrame:
    """One row per use × route that either layer has a finding of ``kind`` for, in the order of the review.

    Columns: ``COLUMNS``. ``*_sets``: study sets. ``*_people``: words. ``*_votes``: list of (comparator group, direction, study sets). ``*_words``:
    the votes in words. ``change``: one of ``CHANGES``: SAME where both layers have the same directions in each comparator group, else
    CHANGED; OTHER where both have findings but of different studies; MISSING where the publications were not found or gave no
    result; MOVED where they name another route or none; NEW where no document has a finding. ``words``: the change with its reason.
    """
    before = document_layer(review).of_kind(kind)
    found = review.has("publications") and review.has("publication_results")
    after = publication_layer(review).of_kind(kind) if found else None
    levels = [_certainties(layer, kind) for layer in (before, after)]
    routes = list(dict.fromkeys([*before.routes, *(after.routes if found else [])]))
    routes.sort(key=lambda route: route == NOT_STATED)
    fates, origins, rows = _fates(review, before, after), _origins(review, before, after), []
    for use in review.uses.itertuples():
        for route in routes:
            parts = [_part(layer, use.use, route) for layer in (before, after)]
            if parts[0].empty and parts[1].empty:
                continue
            votes = [_votes(part) for part in parts]
            fate = [fates[study_set, use.use] for study_set in _sets(parts[0])]
            origin = [origins[trial, use.use] for trial in _sets(parts[1])]
            change, words = _change(votes, fate, origin, route) if found else (MISSING, NO_PUBLICATIONS)
            rows.append((
                use.use, use.label, route, *(len(_sets(part)) for part in parts),
                *(wording.people(count_people(part)) if len(part) else "" for part in parts), *votes,
                *(vote_words(vote) for vote in votes), change, words, *(level.get((use.use, route), UNRATED) for level in levels),
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def vote_words(votes: list[tuple[str, str, int]]) -> str:
    """'favours', 'favours and mixed', 'no difference (compared with active drug)'; 'none reported' for no votes."""
    groups: dict[str, list[str]] = {}
    for group, direction, _ in votes:
        groups.setdefault(group, []).append("direction not stated" if direction == NOT_STATED else direction)
    said = [
        wording.join(given) + ("" if group == INACTIVE else f" (compared with {group})")
        for group, given in groups.items()
    ]
    return "; ".join(said) or NONE


def _part(layer: Layer | None, use: str, route: str) -> pd.DataFrame:
    if layer is None:
        return pd.DataFrame()
    return layer.findings[(layer.findings.use == use) & (layer.findings.route == route)]


def _votes(findings: pd.DataFrame) -> list[tuple[str, str, int]]:
    if findings.empty:
        return []
    tally = study_votes(findings).groupby(["comparator_group", "direction"]).size()
    order = list(dict.fromkeys(COMPARATOR_GROUPS.values()))
    keys = sorted(tally.index, key=lambda key: (order.index(key[0]), DIRECTIONS.index(key[1])))
    return [(group, direction, int(tally[group, direction])) for group, direction in keys]


def _certainties(layer: Layer | None, kind: str) -> dict[tuple[str, str], str]:
    if layer is None or layer.findings.empty:
        return {}
    rated = certainty_table(layer, kind=kind)
    return {(cell.use, cell.route): cell.certainty for cell in rated[rated.study_sets > 0].itertuples()}


def _fates(review: Review, before: Layer, after: Layer | None) -> dict[tuple[str, str], set[str]]:
    """(study set, use) of the documents → where its publications stand: routes under which they count, or NOT_FOUND, NO_RESULT."""
    cited, fates = cited_publications(review), {}
    for (study_set, use), _ in before.findings.groupby(["study_set", "use"], sort=False):
        publications = set(cited[cited.study_set == study_set].publication_id)
        if after is None or not publications:
            fates[study_set, use] = {NOT_FOUND}
            continue
        results = after.findings[after.findings.publication_id.isin(publications) & (after.findings.use == use)]
        fates[study_set, use] = set(results.route) or {NO_RESULT}
    return fates


def _origins(review: Review, before: Layer, after: Layer | None) -> dict[tuple[str, str], set[str]]:
    """(trial, use) of the publications → the routes under which the documents report it, empty where they do not."""
    if after is None:
        return {}
    cited, origins = cited_publications(review), {}
    for (trial, use), part in after.findings.groupby(["study_set", "use"], sort=False):
        sets = cited[cited.publication_id.isin(part.publication_id)].study_set
        told = before.findings[before.findings.study_set.isin(sets) & (before.findings.use == use)]
        origins[trial, use] = set(told.route)
    return origins


def _sets(part: pd.DataFrame) -> list[str]:
    return list(part.study_set.unique()) if len(part) else []


def _change(votes: list[list], fates: list[set[str]], origins: list[set[str]], route: str) -> tuple[str, str]:
    before, after = votes
    reasons = [*_reasons(fates, route, "study set", FATE_WORDS), *_reasons(origins, route, "publication", ORIGIN_WORDS)]
    if not after:
        known = {fate for places in fates for fate in places} - {NOT_FOUND, NO_RESULT}
        return MOVED if known else MISSING, "; ".join(reasons)
    if not before:
        return NEW, "; ".join([NEW, *reasons])
    if not any(route in fate for fate in fates):
        return OTHER, "; ".join([OTHER, *reasons])
    if {vote[:2] for vote in before} == {vote[:2] for vote in after}:
        return SAME, "; ".join([SAME, *reasons])
    return CHANGED, "; ".join([f"{vote_words(before)} → {vote_words(after)}", *reasons])


# What is said of a study set by where its publications stand, and of a publication by what the documents say of it.
FATE_WORDS = {NOT_FOUND: NOT_FOUND, NO_RESULT: NO_RESULT, NOT_STATED: "publication prints no route"}
ORIGIN_WORDS = {"": "the documents report nothing of this kind", NOT_STATED: "the documents name no route"}


def _reasons(places: list[set[str]], route: str, noun: str, words: dict[str, str]) -> list[str]:
    """Why rows stand elsewhere in the other layer, with how many of how many where there are several."""
    tally: dict[str, int] = {}
    for place in places:
        if route not in place:
            first = min(place, default="")
            tally[first] = tally.get(first, 0) + 1
    named = "publication has route {}" if noun == "study set" else "the documents say {}"
    return [
        ("" if len(places) == 1 else f"{n} of {len(places)} {noun}s: ") + words.get(place, named.format(place))
        for place, n in sorted(tally.items())
    ]  # fmt: skip
