"""Questions for students, with answers computed from the same layer as the charts.

>>> folded = evidence.questions.unstated_route(layer)
>>> folded.question.endswith("?")
True
"""

from __future__ import annotations

from evidence import wording
from evidence.layer import Layer
from evidence.page import Folded
from evidence.people import count_people
from evidence.votes import FEWEST_FOR_TEST, vote_count


def nothing_reported(layer: Layer) -> Folded:
    """What an empty cell of the map means."""
    found = layer.of_kind("benefit").findings
    cells = found.groupby(["use", "route"]).ngroups
    total = found.use.nunique() * len(layer.routes)
    empty = total - cells
    part, is_ = wording.part(empty, total, "cell"), wording.verb(empty, "is", "are")
    said = f"{part} {is_} empty because" if empty else "it would mean only that"
    return Folded(
        "Does an empty cell of the map mean that the drug does not work there?",
        f"No. {wording.sentence(f'{said} none of the documents reports a study')} That a study found no difference is drawn as a square.",
    )


def biggest_symbol(layer: Layer) -> Folded:
    """What the size of a symbol says."""
    question = "Which study set has the largest symbol, and is its effect the largest?"
    sets = layer.of_kind("benefit").findings.drop_duplicates("study_set")
    if sets.n_participants.isna().all():
        return Folded(
            question,
            "Here none: no study set on benefit gives a number of people. A large symbol would not mean a large effect.",
        )
    largest = sets.loc[sets.n_participants.idxmax()]
    label = layer.review.uses.set_index("use").label[largest.use]
    return Folded(
        question,
        f"{largest.study_set} on {label} ({wording.people(count_people(sets[sets.study_set == largest.study_set]))}). "
        "The size shows how many people took part. It says nothing about how large the effect was.",
    )


def unstated_route(layer: Layer) -> Folded:
    """Why a route is not filled in."""
    found = layer.findings
    unstated = found[found.route == "not stated"]
    part, states = wording.part(len(unstated), len(found), "finding"), wording.verb(len(unstated), "states", "state")
    read = found[found.route_basis == "read as"]
    return Folded(
        "Why is a route that the text does not name not simply filled in?",
        "Because nobody would know it to be true. "
        + (wording.sentence(f"{part} {states} no route") if len(unstated) else "Here no finding leaves it open.")
        + (
            f" {len(read)} more {'names it only in other words and is' if len(read) == 1 else 'name it only in other words and are'} marked so ({wording.listed(read.route)})."
            if len(read)
            else ""
        ),
    )


def percent_without_denominator(layer: Layer) -> Folded:
    """Why a percentage is not turned into a count."""
    found = layer.findings
    bare = found[(found.measure == "percent of patients") & found.denominator.isna()]
    if bare.empty:
        return Folded("Is any percentage printed without its denominator?", "No finding in this table is.")
    first = bare.iloc[0]
    return Folded(
        f"{wording.number(first.value)} % of {first.n_participants} people: how many people is that?",
        f"The source ({first.document_id}, line {first.line}) does not say out of how many the percentage was taken: of all, or only of "
        f"those who got the drug. {wording.sentence(wording.count(len(bare), 'finding'))[:-1]} of this kind "
        f"{wording.verb(len(bare), 'stands', 'stand')} in the table; none is turned into a count.",
    )


def few_votes(layer: Layer) -> Folded:
    """Why no P value stands beside a short vote count."""
    needed, fewer = vote_count(FEWEST_FOR_TEST, 0), FEWEST_FOR_TEST - 1
    return Folded(
        f"Why is there no P value when all {wording.count(fewer, 'vote')} agree?",
        f"A fair coin falls the same way {wording.count(fewer, 'time')} in a row often enough (two-sided P {2 * 0.5**fewer:.4f}) that even "
        f"full agreement proves little. With {FEWEST_FOR_TEST} of {FEWEST_FOR_TEST} the exact P is {wording.p_value(needed.p_value)}.",
    )


def share_is_no_effect(layer: Layer) -> Folded:
    """Why shares of votes must not be compared between routes."""
    return Folded(
        "If every study set of one route favours the drug, and only some of another, is the first route better?",
        "This cannot be told. A vote says which way a study points, not how far. The studies of each route had different people, durations "
        "and comparisons, and studies with good news are reported more often.",
    )
