"""Answers on what the documents state besides studies: who wrote them, what they say of danger and of doses.

Every sentence names who says so and on which line. None tells a reader what to do with the drug: how claims are worded here is
checked by a test.

>>> answer = evidence.statements.documents(review)
>>> answer.text.endswith(".")
True
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.attribution import (
    NO_CLAIMS,
    both_numbers,
    documents_with,
    is_stated,
    named,
    numbered,
    part_of,
    places,
    range_words,
    who_says,
)
from evidence.claims import (
    BOTH_WAYS,
    COMPUTED,
    LOST,
    SAYS_SO,
    agreement_matrix,
    comments,
    contradictions,
    document_claims,
    dose_topics,
    has_claims,
    lost_topics,
    opposed,
    range_conflicts,
    ranges,
)
from evidence.effects import COMPARISON, reported_effects
from evidence.layer import Layer
from evidence.markup import strong
from evidence.page import Prose
from evidence.people import count_people
from evidence.references import publication_name
from evidence.review import Review

MET, PARTLY_MET, NOT_MET = "met", "partly met", "not met"

# Keys of claim_keys.csv that carry the warnings; a review without them goes without the sentence.
WITHDRAWAL_KILLS, WITHDRAWAL_RARELY_KILLS = "withdrawal-can-be-fatal", "withdrawal-death-rare"
NO_ADVICE = "Nothing on this page is advice on a dose."
OVERDOSE_KILLS = "overdose-life-threatening"
EMERGENCIES = {
    "withdrawal-emergency-care": "severe withdrawal",
    "overdose-action-call-emergency": "overdose",
}
SET_PER_PERSON = "dose-individualised"
TREATMENTS = "withdrawal-treatment-"  # how the keys of its treatments begin
GIVEN_AGAIN = r"\bagain\b|\brestart|\bresum|\breinstat"  # in our own words for giving the drug once more
TREATS_WITHDRAWAL = "treatment of withdrawal"  # level of publication_results.counts_reason


def benchmarks(review: Review) -> dict[str, str]:
    """The benchmarks that documents.csv codes, each with what it asks: the columns with the levels met, partly met, not met."""
    fields = review.codebook.resources["documents"].fields
    return {
        field.name: field.description.removeprefix("JAMA benchmark: ")
        for field in fields
        if list(field.levels) == [MET, PARTLY_MET, NOT_MET]
    }


def documents(review: Review) -> Prose:
    """Who wrote the documents, how far to trust them, and where they agree and contradict each other."""
    found = review.documents
    sentences = [
        f"An author is named by {documents_with(found.author.notna(), found)}, a medical reviewer or editor by {documents_with(found.reviewer.notna(), found)}",
        _met(review),
        f"Something is sold or advertised by {documents_with(found.commercial_interest.notna(), found)}",
        "References that a reader can follow: " + (_followable(found) or "none"),
    ]
    return numbered([*sentences, *_agreement(review)])


def harms(layer: Layer) -> Prose:
    """What the documents say of danger, safety first: withdrawal, emergencies, harms by route, and what they leave out."""
    review = layer.review
    warnings = _warnings(review) if has_claims(review) else [NO_CLAIMS]
    return numbered([*warnings, *_harms_by_route(layer), _no_comparison(layer), *_left_out(review)], layer.label)


def dosing(review: Review) -> Prose:
    """Who states which figures on doses, whether they agree, and what is left aside."""
    if not has_claims(review):
        return numbered([f"{strong(NO_ADVICE)} {NO_CLAIMS}"])
    topics = dose_topics(review)
    figures = ranges(review)
    figures = figures[figures.topic.isin(topics) & (figures.low.notna() | figures.high.notna())]
    stating, everyone = figures.document_id.unique(), list(review.documents.document_id)
    sentences = [
        f"{strong(NO_ADVICE)} "
        + (
            f"That a dose is set for each person is said by {places(review, SET_PER_PERSON)}"
            if is_stated(review, SET_PER_PERSON)
            else "A figure that a page prints is no dose for a person"
        ),
        f"{wording.count(len(figures), 'figure')} on {wording.join(topics)} {wording.verb(len(figures), 'stands', 'stand')} in {part_of(len(stating), len(everyone))} "
        f"({_counted(figures)}); {_without(everyone, stating)}"
        if len(figures)
        else "No document states a figure on doses",
        *_same_key(figures),
        _dose_conflicts(review, [*topics, "stopping"]),
    ]
    apart = comments(review)
    apart = apart[apart.topic.isin(topics) & (apart.low.notna() | apart.high.notna())]
    if len(apart):
        sentences.append(
            f"Reader comments below {wording.listed(apart.document_id)} hold {wording.count(len(apart), 'further figure')} on doses; comments "
            "are not evidence, and none of them is shown or counted"
        )
    for name, lost in lost_topics(review).items():
        if missing := [topic for topic in topics if topic in lost]:
            sentences.append(
                f"The lists of {name} were lost in the capture; on {wording.join(missing)} nothing of it is left"
            )
    return numbered(sentences)


def left_out_treatments(review: Review) -> pd.DataFrame:
    """What publications report on giving the drug again against its withdrawal, with the documents that cite each.

    Columns: ``publication`` (author and year), ``outcome``, ``events``, ``denominator``, ``read_what``, ``cited_by`` (document
    ids). Empty when the review has no such result, or when a document states this treatment itself.
    """
    columns = ["publication", "outcome", "events", "denominator", "read_what", "cited_by"]
    tables = ("publications", "publication_results", "citations", "claims", "claim_keys")
    if not all(review.has(name) for name in tables) or _states_it(review):
        return pd.DataFrame(columns=columns)
    results = review.publication_results
    results = results[(results.counts_reason == TREATS_WITHDRAWAL) & (results.direction == "favours")]
    found = results.merge(review.publications, on="publication_id", suffixes=("", "_publication"))
    citing = review.table("citations")
    citing = citing[citing.status == "resolved"].groupby("publication_id").document_id.agg(lambda ids: sorted(set(ids)))
    found = found.assign(
        publication=[publication_name(row) for row in found.itertuples()],
        cited_by=[citing.get(name, []) for name in found.publication_id],
    )
    return found[columns].reset_index(drop=True)


def _states_it(review: Review) -> bool:
    """Whether a document states that the drug is given again against withdrawal (of the newborn apart)."""
    keys = review.table("claim_keys")
    keys = keys[keys.definition.str.contains(GIVEN_AGAIN, case=False) & (keys.topic == "withdrawal")]
    said = document_claims(review)
    said = said[(said.stance == SAYS_SO) & (said.topic == "withdrawal")]
    in_words = said.claim_key.str.startswith(TREATMENTS) & said.statement.str.contains(GIVEN_AGAIN, case=False)
    return bool((said.claim_key.isin(keys.claim_key) | in_words).any())


def _elsewhere(review: Review) -> str:
    """Where else a document states that the drug is given again, as a phrase."""
    keys = review.table("claim_keys")
    keys = keys[keys.definition.str.contains(GIVEN_AGAIN, case=False)]
    said = document_claims(review)
    said = said[said.claim_key.isin(keys.claim_key) & (said.stance == SAYS_SO)]
    lines = "; ".join(f"{row.document_id}, line {row.line}, on {row.topic}" for row in said.itertuples())
    return f" (only elsewhere: {lines})" if lines else ""


def _met(review: Review) -> str:
    found, asked = review.documents, benchmarks(review)
    parts = []
    for name in asked:
        partly = found[found[name] == PARTLY_MET]
        parts.append(
            f"{name} is met by {named(found[found[name] == MET])}"
            + (f" and partly by {named(partly)}" if len(partly) else "")
        )
    if found.empty:
        return "No document is there to be held to a benchmark"
    best = (found[list(asked)] == MET).sum(axis=1)
    return (
        f"Of the {wording.count(len(asked), 'benchmark')}, {'; '.join(parts)}; no document meets more than "
        f"{best.max()} of {len(asked)}"
    )


def _followable(found: pd.DataFrame) -> str:
    return "; ".join(f"{answer}, {named(rows)}" for answer, rows in found.groupby("references_followable", sort=False))


def _agreement(review: Review) -> list[str]:
    listed = contradictions(review)
    kinds = "; ".join(f"{kind}, {len(rows)}" for kind, rows in listed.groupby("kind", sort=False))
    ways = listed.found.isin([BOTH_WAYS, COMPUTED]).sum() if len(listed) else 0
    contradicting = (
        f"{wording.count(len(listed), 'pair')} of places that do not agree, or do not go together easily, {wording.verb(len(listed), 'is', 'are')} listed with both lines ({kinds}); {ways} of them also follow by computation"
        if len(listed)
        else "No contradictions are recorded with this review"
    )
    if not has_claims(review):
        return [NO_CLAIMS, contradicting]
    matrix = agreement_matrix(review)
    sides = matrix[opposed(matrix)]
    sentences = [
        f"Two or more documents speak to {len(matrix)} statements; on {len(matrix) - len(sides)} of them all that speak are on the same side, "
        f"which does not make their figures or grades the same, and on {len(sides)} they are on opposite sides"
        + (f" ({wording.join(sides.label)})" if len(sides) else ""),
        contradicting,
    ]
    apart = comments(review)
    if len(apart):
        sentences.append(
            f"{wording.count(len(apart), 'claim')} stand in reader comments below {wording.listed(apart.document_id)}; they are kept apart and "
            "counted nowhere"
        )
    for name, topics in lost_topics(review).items():
        lost = int((document_claims(review).query("document_id == @name").stance == LOST).sum())
        blank = f"; on {wording.join(topics)} nothing of it is left" if topics else ""
        sentences.append(
            f"The lists of {name} were lost in the capture: {wording.count(lost, 'statement')} that they may have held are marked lost{blank}. "
            "That is neither disagreement nor silence"
        )
    return sentences


def _warnings(review: Review) -> list[str]:
    sentences = []
    if is_stated(review, WITHDRAWAL_KILLS):
        rare = f". That death is rare is said by {places(review, WITHDRAWAL_RARELY_KILLS)}"
        sentences.append(
            f"{strong('Withdrawal of the drug can threaten life or kill:')} {who_says(review, WITHDRAWAL_KILLS)}"
            + (rare if is_stated(review, WITHDRAWAL_RARELY_KILLS) else "")
        )
    emergencies = {name: key for key, name in EMERGENCIES.items() if is_stated(review, key)}
    if emergencies:
        dangers = wording.sentence(wording.join(emergencies))[:-1]
        said = "; ".join(f"of {name}, by {places(review, key)}" for name, key in emergencies.items())
        help_is = f"{'is an emergency' if len(emergencies) == 1 else 'are emergencies'}: help comes from the emergency services, not from a page."
        sentences.append(f"{strong(f'{dangers} {help_is}')} This is said {said}")
    if is_stated(review, OVERDOSE_KILLS):
        sentences.append(f"Overdose can threaten life: {who_says(review, OVERDOSE_KILLS)}")
    return sentences


def _harms_by_route(layer: Layer) -> list[str]:
    found = layer.of_kind("harm").findings
    sentences = []
    for route in layer.routes:
        part = found[found.route == route]
        name = f"Harms in studies, route {route}"
        if part.empty:
            sentences.append(f"{name}: none reported, which does not mean that there is none")
            continue
        effects = reported_effects(part)
        told = "; ".join(
            f"{effect.outcome}{' in the comparison group' if effect.group == COMPARISON else ''}, {effect.words}"
            for effect in effects.itertuples()
        )
        bare = part[~part.finding_id.isin(effects.finding_id)]
        # A harm that is said not to have come is told as such, or it would read as one that did.
        absent = bare[bare.direction == "no difference"]
        bare = bare.drop(absent.index)
        sentences.append(
            f"{name} ({wording.count(part.study_set.nunique(), 'study set')}, {wording.people(count_people(part))}): "
            + (f"with a figure: {told}" if told else "none has a figure")
            + (f"; named without one: {wording.listed(bare.outcome)}" if len(bare) else "")
            + (
                f"; said not to have occurred or not to have differed: {wording.listed(absent.outcome)}"
                if len(absent)
                else ""
            )
        )
    return sentences


def _no_comparison(layer: Layer) -> str:
    found = layer.of_kind("harm").findings
    between = int((found.comparator_kind == "another route").sum())
    if found.empty:
        return "No harm is reported in a study, so the risks of the routes cannot be compared"
    return (
        f"{both_numbers(found)}, and {'none' if between == 0 else between} {wording.verb(between, 'compares', 'compare')} one route with another. "
        + (
            "So the risks of the routes cannot be compared"
            if between == 0
            else "The rest say nothing of which route has the higher risk"
        )
    )


def _left_out(review: Review) -> list[str]:
    found = left_out_treatments(review)
    is_cited = found.cited_by.map(bool).astype("bool")
    cited, uncited = found[is_cited], found[~is_cited]
    if cited.empty:
        return []
    said = document_claims(review)
    sentences = []
    for row in cited.itertuples():
        for name in row.cited_by:
            treatments = said[
                (said.document_id == name) & said.claim_key.str.startswith(TREATMENTS) & (said.stance == SAYS_SO)
            ]
            sentences.append(
                f"Left out: {name} cites {row.publication}, whose {row.read_what} says, in our words: {row.outcome}. The document names "
                f"{wording.count(len(treatments), 'other entry', 'other entries')} on treatment ({'; '.join(treatments.label.str.removeprefix('Treatment: ').str.lower())}) and not this one; "
                f"nor does any other document{_elsewhere(review)}"
            )
    if len(uncited):
        cases = "; ".join(
            f"{row.publication}, {row.outcome}"
            + (
                f", {row.events} of {row.denominator} published cases"
                if pd.notna(row.events) and pd.notna(row.denominator)
                else ""
            )
            for row in uncited.itertuples()
        )
        sentences.append(f"Publications that no document is known to cite report on the same: {cases}")
    return sentences


def _counted(figures: pd.DataFrame) -> str:
    return "; ".join(f"{name}, {len(rows)}" for name, rows in figures.groupby("document_id", sort=False))


def _without(everyone: list[str], stating) -> str:
    quiet = [name for name in everyone if name not in set(stating)]
    return f"{wording.join(quiet)} {wording.verb(len(quiet), 'gives', 'give')} none" if quiet else "each gives some"


def _same_key(figures: pd.DataFrame) -> list[str]:
    """Where more than one document gives a figure, and how many figures stand in one document only."""
    sentences, alone = [], 0
    for _, rows in figures.groupby("claim_key", sort=False):
        if rows.document_id.nunique() < 2:
            alone += 1
            continue
        said = rows.assign(
            words=[range_words(row.low, row.high, row.unit) for row in rows.itertuples()],
            place=rows.document_id + ", line " + rows.line.astype("str") + ", route " + rows.route,
        )
        told = wording.join(f"{words} ({'; '.join(part.place)})" for words, part in said.groupby("words", sort=False))
        sentences.append(f"{rows.label.iloc[0]}: {told}{', the same in each' if said.words.nunique() == 1 else ''}")
    return [
        *sentences,
        f"{wording.count(alone, 'statement')} with a figure {wording.verb(alone, 'stands', 'stand')} in one document only",
    ]


def _dose_conflicts(review: Review, topics: list[str]) -> str:
    listed = contradictions(review)
    listed = listed[listed.topic.isin(topics)] if len(listed) else listed
    apart = range_conflicts(review)
    apart = apart[apart.topic.isin(topics)]
    lines = "; ".join(
        f"{row.first_document}, line {row.first_line}, against {row.second_document}, line {row.second_line}"
        for row in listed.itertuples()
    )
    return (
        f"{wording.count(len(listed), 'contradiction')} on {wording.join(topics)} {wording.verb(len(listed), 'is', 'are')} listed"
        + (f" ({lines})" if lines else "")
        + (
            f"; in {wording.count(len(apart), 'pair')} of claims the ranges lie apart"
            if len(apart)
            else "; no two ranges lie apart"
        )
    )
