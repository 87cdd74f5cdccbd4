"""Answers and questions on what the documents state besides studies: who wrote them, what they say of danger and of doses.

Every sentence names who says so and on which line. None tells a reader what to do with the drug: how claims are worded here is
checked by a test.
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
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
from evidence.layer import AS_DOCUMENTS, Layer
from evidence.page import Folded, Prose
from evidence.people import count_people
from evidence.review import Review

MET, PARTLY_MET, NOT_MET = "met", "partly met", "not met"
NO_CLAIMS = (
    "No claims of the documents are recorded with this review, so what they state besides studies cannot be told"
)

# Keys of claim_keys.csv that carry the warnings; a review without them goes without the sentence.
WITHDRAWAL_KILLS, WITHDRAWAL_RARELY_KILLS = "withdrawal-can-be-fatal", "withdrawal-death-rare"
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
        f"An author is named by {_of(found.author.notna(), found)}, a medical reviewer or editor by {_of(found.reviewer.notna(), found)}",
        _met(review),
        f"Something of their own is sold or advertised by {_of(found.commercial_interest.notna(), found)}",
        "References that a reader can follow: " + _followable(found),
    ]
    return _list([*sentences, *_agreement(review)])


def harms(layer: Layer) -> Prose:
    """What the documents say of danger, safety first: withdrawal, emergencies, harms by route, and what they leave out."""
    review = layer.review
    warnings = _warnings(review) if has_claims(review) else [NO_CLAIMS]
    return _list([*warnings, *_harms_by_route(layer), _no_comparison(layer), *_left_out(review)], layer.label)


def dosing(review: Review) -> Prose:
    """Who states which figures on doses, whether they agree, and what is left aside."""
    if not has_claims(review):
        return _list([f"**Nothing on this page is advice on a dose.** {NO_CLAIMS}"])
    topics = dose_topics(review)
    figures = ranges(review)
    figures = figures[figures.topic.isin(topics) & (figures.low.notna() | figures.high.notna())]
    stating, everyone = figures.document_id.unique(), list(review.documents.document_id)
    sentences = [
        "**Nothing on this page is advice on a dose.** "
        + (
            f"That a dose is set for each person is said by {_places(review, SET_PER_PERSON)}"
            if _key_known(review, SET_PER_PERSON)
            else "A figure that a page prints is no dose for a person"
        ),
        f"{wording.count(len(figures), 'figure')} on {wording.join(topics)} stand in {_part(len(stating), len(everyone))} "
        f"({_counted(figures)}); {_without(everyone, stating)}",
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
    return _list(sentences)


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
        f"by only {_of(found.references_followable == 'yes', found)}.",
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
        f"No. Of {cells} cells on shared statements {int(matrix['silent'].sum())} are silent and {int(matrix[LOST].sum())} fall to a list that "
        f"the capture lost. Documents take opposite sides on {wording.count(int(opposed(matrix).sum()), 'statement')}.",
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
        f"{_both_numbers(found)} of {len(found)} findings on harm give both a count and the number of people that it is out of.",
    )


def same_range(review: Review) -> Folded:
    """Why two documents with the same range do not make a dose right for anyone."""
    figures = ranges(review)
    figures = figures[figures.topic.isin(dose_topics(review)) & (figures.low.notna() | figures.high.notna())]
    shared = figures.groupby("claim_key", sort=False).filter(lambda rows: rows.document_id.nunique() > 1)
    what = wording.listed(shared.label) if len(shared) else "no statement"
    sources = review.documents[review.documents.document_id.isin(shared.document_id)]
    return Folded(
        "Two documents print the same range. Is it the right one?",
        f"This cannot be told from them. More than one document gives a figure for: {what}. Of the documents that do, "
        f"{int((sources.references_followable == 'yes').sum())} of {len(sources)} have references that a reader can follow, so both may repeat one "
        "source. And what most people end up on says nothing about one person.",
    )


def range_words(low: float, high: float, unit: str) -> str:
    """'40 to 80 mg per day', 'up to 80 mg per day', '200 mg or more'; 'in words only' where neither end is a figure."""
    if pd.isna(low) and pd.isna(high):
        return "in words only"
    unit = unit.removesuffix("s") if low == high == 1 else unit
    unit = {"percent": "%"}.get(unit, unit)
    if pd.isna(low):
        return f"up to {wording.number(high)} {unit}"
    if pd.isna(high):
        return f"{wording.number(low)} {unit} or more"
    return f"{wording.number(low)} {unit}" if low == high else f"{wording.number(low)} to {wording.number(high)} {unit}"


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
        publication=found.first_author + " " + found.year.astype("str"),
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
    places = "; ".join(f"{row.document_id}, line {row.line}, on {row.topic}" for row in said.itertuples())
    return f" (only elsewhere: {places})" if places else ""


def _list(sentences: list[str], label: str = AS_DOCUMENTS) -> Prose:
    lines = "\n".join(f"{place}. {wording.sentence(text)}" for place, text in enumerate(sentences, start=1))
    return Prose(f"*{wording.sentence(label)}*\n\n{lines}")


def _part(part: int, whole: int) -> str:
    """'two of five documents'."""
    words = wording.NUMBER_WORDS[part] if part < len(wording.NUMBER_WORDS) else wording.number(part)
    return f"{'none' if part == 0 else words} of {wording.count(whole, 'document')}"


def _of(chosen: pd.Series, found: pd.DataFrame) -> str:
    """'two of five documents (a and b)'."""
    named = f" ({_named(found[chosen])})" if chosen.any() else ""
    return _part(int(chosen.sum()), len(found)) + named


def _named(found: pd.DataFrame) -> str:
    return wording.listed(found.document_id)


def _met(review: Review) -> str:
    found, asked = review.documents, benchmarks(review)
    parts = []
    for name in asked:
        partly = found[found[name] == PARTLY_MET]
        parts.append(
            f"{name} is met by {_named(found[found[name] == MET])}"
            + (f" and partly by {_named(partly)}" if len(partly) else "")
        )
    best = (found[list(asked)] == MET).sum(axis=1)
    return (
        f"Of the {wording.count(len(asked), 'benchmark')}, {'; '.join(parts)}; no document meets more than "
        f"{best.max()} of {len(asked)}"
    )


def _followable(found: pd.DataFrame) -> str:
    return "; ".join(f"{answer}, {_named(rows)}" for answer, rows in found.groupby("references_followable", sort=False))


def _agreement(review: Review) -> list[str]:
    listed = contradictions(review)
    kinds = "; ".join(f"{kind}, {len(rows)}" for kind, rows in listed.groupby("kind", sort=False))
    ways = listed.found.isin([BOTH_WAYS, COMPUTED]).sum() if len(listed) else 0
    contradicting = (
        f"{wording.count(len(listed), 'contradiction')} are listed with both lines ({kinds}); {ways} of them also follow by computation"
        if len(listed)
        else "No contradictions are recorded with this review"
    )
    if not has_claims(review):
        return [NO_CLAIMS, contradicting]
    matrix = agreement_matrix(review)
    sides = matrix[opposed(matrix)]
    sentences = [
        f"Two or more documents speak to {len(matrix)} statements; on {len(matrix) - len(sides)} of them all that speak take the same side, "
        f"which does not make their figures or grades the same, and on {len(sides)} they take opposite sides"
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


def _key_known(review: Review, key: str) -> bool:
    return bool((document_claims(review).claim_key == key).any())


def _places(review: Review, key: str) -> str:
    """'two of five documents (a, line 1; b, line 2)'."""
    said = document_claims(review)
    said = said[(said.claim_key == key) & (said.stance == SAYS_SO)]
    places = "; ".join(f"{row.document_id}, line {row.line}" for row in said.itertuples())
    return f"{_part(said.document_id.nunique(), len(review.documents))}" + (f" ({places})" if places else "")


def _others(review: Review, key: str) -> str:
    """'the list of c was lost; d is silent'; a document that lost lists is not called silent."""
    said = document_claims(review)
    said = said[said.claim_key == key]
    lost, damaged = said[said.stance == LOST], lost_topics(review)
    quiet = [name for name in review.documents.document_id if name not in set(said.document_id)]
    parts = [f"the list of {wording.listed(lost.document_id)} was lost"] if len(lost) else []
    if whole := [name for name in quiet if name not in damaged]:
        parts.append(f"{wording.join(whole)} {'is' if len(whole) == 1 else 'are'} silent")
    if torn := [name for name in quiet if name in damaged]:
        parts.append(f"what the capture left of {wording.join(torn)} does not mention it")
    return "; ".join(parts)


def _who(review: Review, key: str) -> str:
    """Who says so, on which line, and what is known of the others."""
    documents, _, lines = _places(review, key).partition(" (")
    verb = "say" if lines and not documents.startswith("one ") else "says"
    places, others = f"{documents} {verb} so" + (f" ({lines}" if lines else ""), _others(review, key)
    return f"{places}; {others}" if others else places


def _warnings(review: Review) -> list[str]:
    sentences = []
    if _key_known(review, WITHDRAWAL_KILLS):
        rare = f". That death is rare is said by {_places(review, WITHDRAWAL_RARELY_KILLS)}"
        sentences.append(
            f"**Withdrawal of the drug can threaten life or kill:** {_who(review, WITHDRAWAL_KILLS)}"
            + (rare if _key_known(review, WITHDRAWAL_RARELY_KILLS) else "")
        )
    emergencies = {name: key for key, name in EMERGENCIES.items() if _key_known(review, key)}
    if emergencies:
        named = wording.sentence(wording.join(emergencies))[:-1]
        said = "; ".join(f"of {name}, by {_places(review, key)}" for name, key in emergencies.items())
        sentences.append(
            f"**{named} {'is an emergency' if len(emergencies) == 1 else 'are emergencies'}: help comes from the emergency services, not from "
            f"a page.** This is said {said}"
        )
    if _key_known(review, OVERDOSE_KILLS):
        sentences.append(f"Overdose can threaten life: {_who(review, OVERDOSE_KILLS)}")
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
        sentences.append(
            f"{name} ({wording.count(part.study_set.nunique(), 'study set')}, {wording.people(count_people(part))}): "
            + (f"with a figure: {told}" if told else "none has a figure")
            + (f"; named without one: {wording.listed(bare.outcome)}" if len(bare) else "")
        )
    return sentences


def _both_numbers(found: pd.DataFrame) -> str:
    both = int((found.events.notna() & found.denominator.notna()).sum())
    return wording.sentence("none" if both == 0 else wording.number(both))[:-1]


def _no_comparison(layer: Layer) -> str:
    found = layer.of_kind("harm").findings
    between = int((found.comparator_kind == "another route").sum())
    return (
        f"{_both_numbers(found)} of {len(found)} findings on harm give both a count and the number of people that it is out of, and "
        f"{'none' if between == 0 else between} compares routes in the same people. So the risks of the routes cannot be compared"
    )


def _left_out(review: Review) -> list[str]:
    found = left_out_treatments(review)
    is_cited = found.cited_by.map(bool).astype("bool")
    cited, others = found[is_cited], found[~is_cited]
    if cited.empty:
        return []
    said = document_claims(review)
    sentences = []
    for row in cited.itertuples():
        for name in row.cited_by:
            named = said[
                (said.document_id == name) & said.claim_key.str.startswith(TREATMENTS) & (said.stance == SAYS_SO)
            ]
            sentences.append(
                f"Left out: {name} cites {row.publication}, whose {row.read_what} says, in our words: {row.outcome}. The document names "
                f"{wording.count(len(named), 'other entry', 'other entries')} on treatment ({'; '.join(named.label.str.removeprefix('Treatment: ').str.lower())}) and not this one; "
                f"nor does any other document{_elsewhere(review)}"
            )
    if len(others):
        cases = "; ".join(
            f"{row.publication}, {row.outcome}, {row.events} of {row.denominator}" for row in others.itertuples()
        )
        sentences.append(f"Publications that no document is known to cite report on the same: {cases} published cases")
    return sentences


def _counted(figures: pd.DataFrame) -> str:
    return "; ".join(f"{name}, {len(rows)}" for name, rows in figures.groupby("document_id", sort=False))


def _without(everyone: list[str], stating) -> str:
    quiet = [name for name in everyone if name not in set(stating)]
    return f"{wording.join(quiet)} {'gives' if len(quiet) == 1 else 'give'} none" if quiet else "each gives some"


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
        f"{wording.count(alone, 'statement')} with a figure {'stands' if alone == 1 else 'stand'} in one document only",
    ]


def _dose_conflicts(review: Review, topics: list[str]) -> str:
    listed = contradictions(review)
    listed = listed[listed.topic.isin(topics)] if len(listed) else listed
    apart = range_conflicts(review)
    apart = apart[apart.topic.isin(topics)]
    places = "; ".join(
        f"{row.first_document}, line {row.first_line}, against {row.second_document}, line {row.second_line}"
        for row in listed.itertuples()
    )
    return (
        f"{wording.count(len(listed), 'contradiction')} on {wording.join(topics)} {'is' if len(listed) == 1 else 'are'} listed"
        + (f" ({places})" if places else "")
        + (
            f"; in {wording.count(len(apart), 'pair')} of claims the ranges lie apart"
            if len(apart)
            else "; no two ranges lie apart"
        )
    )
