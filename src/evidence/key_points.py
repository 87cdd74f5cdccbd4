"""Three to five short points to take from each notebook: figures are computed, the rest holds for any review.

>>> points = evidence.key_points.studies(layer)
>>> points.text.startswith("-")
True
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.attribution import part_of
from evidence.certainty import LEVELS
from evidence.changes import CHANGED, SAME, layer_changes
from evidence.claims import contradictions, dose_topics, has_claims, range_conflicts, ranges
from evidence.effects import PEOPLE, STATED, reported_effects, same_people
from evidence.judgements import certainty_table
from evidence.layer import NOT_STATED, Layer
from evidence.page import Prose
from evidence.quotations import JUDGED, MAJOR, UNVERIFIED, quotation_counts
from evidence.review import Review
from evidence.robustness import rank_alternatives


def start(layer: Layer) -> Prose:
    """What to take from the landing page."""
    benefits = layer.of_kind("benefit").findings
    per_use = benefits.groupby("use").study_set.nunique()
    return _points(
        f"{_part(int((per_use == 1).sum()), len(per_use), 'use whose benefit was studied', 'uses whose benefit was studied')} "
        f"{wording.verb((per_use == 1).sum(), 'rests', 'rest')} on one study set"
        if len(per_use)
        else "No benefit is reported for any use",
        _best_case(layer),
        _without_route(layer),
        "An empty cell means that no study is reported, not that the drug does not work",
        _verdicts(layer.review),
    )


def documents(review: Review) -> Prose:
    """What to take from the page on the documents."""
    found, reporting = len(review.documents), review.studies.document_id.nunique()
    listed = contradictions(review)
    return _points(
        f"Figures of studies stand in {part_of(reporting, found)}",
        f"{_count(len(listed), 'pair')} of places between or within documents that do not agree, or do not go together easily, can be shown with both lines"
        if len(listed)
        else "No contradictions are recorded with this review",
        "That many pages say the same does not make it true: they may have it from one source",
        "A document that is silent does not disagree, and a lost list is not silence",
    )


def studies(layer: Layer) -> Prose:
    """What to take from the table of findings."""
    found = layer.findings
    sizes = found.groupby("study_set").size()
    percentages = found[found.measure.eq("percent of patients")]
    bare = int(percentages.denominator.isna().sum())
    return _points(
        f"{_count(len(found), 'finding')} {wording.verb(len(found), 'comes', 'come')} from {wording.count(len(sizes), 'study set')}; one study set gives up to "
        f"{wording.count(int(sizes.max()), 'finding')}, and its people are counted once"
        if len(found)
        else "No finding is reported",
        _without_route(layer),
        f"{_count(bare, 'finding')} {wording.verb(bare, 'gives', 'give')} a percentage of people without its denominator, so no count is made from "
        f"{'it' if bare == 1 else 'them'}"
        if bare
        else "Every percentage of people has its denominator"
        if len(percentages)
        else "No percentage of people is printed",
        "An empty cell is never filled from habit: it means that the source does not say",
    )


def by_use(layer: Layer) -> Prose:
    """What to take from the page on uses."""
    benefits = layer.of_kind("benefit").findings
    cells = benefits.groupby(["use", "route"]).study_set.nunique()
    return _points(
        f"{_part(int((cells == 1).sum()), len(cells), 'reported combination')} of use and route "
        f"{wording.verb((cells == 1).sum(), 'rests', 'rest')} on one study set"
        if len(cells)
        else "No benefit is reported for any use",
        _best_case(layer),
        "A share of votes says how many study sets point one way, not how far",
        "A few votes leave very different shares possible, even when all of them agree",
    )


def by_route(layer: Layer) -> Prose:
    """What to take from the comparison of routes."""
    benefits = layer.of_kind("benefit").findings
    named = benefits[benefits.route.isin(layer.named_routes)]
    both = int((named.groupby("use").route.nunique() > 1).sum())
    duels = benefits[benefits.comparator_kind == "another route"].study_set.nunique()
    return _points(
        f"{_count(both, 'use')} {wording.verb(both, 'has', 'have')} reported study sets by more than one named route",
        f"{_count(duels, 'study set')} {wording.verb(duels, 'compares', 'compare')} routes head to head",
        _without_route(layer),
        "More studies or more people by a route mean that more is known, not that the route works better",
    )


def effects(layer: Layer) -> Prose:
    """What to take from the reported figures."""
    found = reported_effects(layer.findings)
    with_figure = found.finding_id.nunique()
    once = same_people(found)
    shares = once[once.family == PEOPLE]
    stated = int((shares.basis == STATED).sum())
    return _points(
        f"{_part(with_figure, len(layer.findings), 'finding')} {wording.verb(with_figure, 'gives', 'give')} a figure"
        + ("; the others give a direction or words only" if with_figure < len(layer.findings) else ""),
        f"{_part(stated, len(shares), 'share', 'different shares')} of people {wording.verb(stated, 'has', 'have')} both numbers stated and so an interval",
        "A percent reduction of an outcome is no share of people who got better",
        "A range stands where a number is missing; it is wider than an interval and is not one",
    )


def harms(layer: Layer) -> Prose:
    """What to take from the page on harms."""
    found = layer.of_kind("harm").findings
    figures = reported_effects(found).finding_id.nunique()
    unstated = found[found.route == NOT_STATED].study_set.nunique()
    return _points(
        f"{_count(found.study_set.nunique(), 'study set')} {wording.verb(found.study_set.nunique(), 'reports', 'report')} on harm"
        + (f", {unstated} without a route" if unstated else ""),
        f"{_part(figures, len(found), 'finding')} on harm {wording.verb(figures, 'gives', 'give')} a figure"
        if len(found)
        else "",
        "Where no harm is reported, nobody may have looked: it does not mean that there is none",
        "A case report shows that something can happen, not how often",
        "Stopping a drug can do harm of its own; signs of severe withdrawal or of an overdose are a matter for the emergency services",
    )


def dosing(review: Review) -> Prose:
    """What to take from the page on doses."""
    points = [
        "No figure on this page is a dose for a person",
        "A figure that several pages print may come from one source",
    ]
    if not has_claims(review):
        return _points("No claims on doses are recorded with this review", *points)
    said = ranges(review)
    said = said[said.topic.isin(dose_topics(review)) & (said.low.notna() | said.high.notna())]
    apart = len(range_conflicts(review))
    return _points(
        f"{_count(len(said), 'figure')} on doses stand in {part_of(said.document_id.nunique(), len(review.documents))}",
        f"{_count(apart, 'pair')} of figures on one statement {wording.verb(apart, 'lies', 'lie')} apart, whatever the topic"
        if apart
        else "No two figures on one statement lie apart",
        *points,
    )


def quotations(review: Review) -> Prose:
    """What to take from setting the documents against the publications."""
    lessons = [
        "A finding that cannot be verified is no error, and no proof either",
        "Only publications that are surely or probably meant were used; a candidate is named, never counted",
    ]
    if not review.has("quotations"):
        return _points("This review sets no finding against a publication", *lessons)
    changes = layer_changes(review)
    compared = changes[changes.change.isin([SAME, CHANGED])]
    moved = int((compared.change == CHANGED).sum())
    return _points(
        _verdicts(review),
        f"Where both layers have the studies of a use by a route, the directions differ in {moved} of {len(compared)}"
        if len(compared)
        else "No use has the same studies in both layers, so no direction can be compared",
        *lessons,
    )


def how_sure(layer: Layer) -> Prose:
    """What to take from the appendix on orders."""
    lessons = [
        "An order of uses says as much of the reader's weights as of the evidence",
        "A share of draws is no probability that the drug works",
    ]
    ranks = rank_alternatives(layer)
    if ranks is None:
        return _points("No benefit is reported, so there is nothing to order", *lessons)
    behind, n = int(ranks.dominates.any(axis=0).sum()), len(ranks.alternatives)
    able = int((ranks.first > 0).sum())
    return _points(
        f"{_part(behind, n, 'combination')} of use and route {wording.verb(behind, 'is', 'are')} behind another whatever the weights",
        f"{_part(able, n, 'combination')} {wording.verb(able, 'comes', 'come')} first in at least one of {wording.number(ranks.found.draws)} draws of weights and of what is open",
        *lessons,
    )


def _points(*points: str) -> Prose:
    return Prose("\n".join(f"- {wording.sentence(point)}" for point in points if point))


def _count(n: int, noun: str, plural: str | None = None) -> str:
    return wording.sentence(wording.count(n, noun, plural)).removesuffix(".")


def _part(part: int, whole: int, noun: str, plural: str | None = None) -> str:
    return wording.sentence(wording.part(part, whole, noun, plural)).removesuffix(".")


def _without_route(layer: Layer) -> str:
    missing = int((layer.findings.route == NOT_STATED).sum())
    if not missing:
        return "Every finding names its route" if len(layer.findings) else ""
    part = _part(missing, len(layer.findings), "finding")
    name = wording.verb(missing, "names no route; it stands", "name no route; they stand")
    return f"{part} {name} apart and {wording.verb(missing, 'is', 'are')} given none"


def _best_case(layer: Layer) -> str:
    rated = certainty_table(layer)
    rated = rated[rated.study_sets > 0]
    if rated.empty:
        return ""
    top = max(rated.highest, key=LEVELS.index)
    open_ones = int(rated.level.isna().sum())
    where = "each time" if open_ones == len(rated) else f"for {open_ones} of {len(rated)}"
    spread = f"; {where} it is a range, because the source leaves points open" if open_ones else ""
    if top == LEVELS[-1]:
        return f"{int((rated.highest == top).sum())} of {len(rated)} combinations of use and route may have a {top} certainty{spread}"
    return f"No combination of use and route has a certainty above {top}{spread}"


def _verdicts(review: Review) -> str:
    if not review.has("quotations"):
        return ""
    total: pd.Series = quotation_counts(review, by=None).iloc[0]
    judged = sum(int(total[verdict]) for verdict in JUDGED)
    if not judged:
        return "None of the findings could be checked against the publications that they cite"
    return (
        f"{_part(int(total[MAJOR]), judged, 'finding')} that could be checked against publications "
        f"{wording.verb(total[MAJOR], 'has', 'have')} a major error; {int(total[UNVERIFIED])} more could not be checked"
    )
