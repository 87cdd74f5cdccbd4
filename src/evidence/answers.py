"""The computed answers that notebooks open with. Each is made from a layer and says no more than its rows carry.

>>> answer = evidence.answers.studies(layer)
>>> answer.text.endswith(".")
True
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.layer import AS_DOCUMENTS, Layer
from evidence.markup import emphasised, one_line, strong
from evidence.page import Prose
from evidence.people import count_people
from evidence.votes import INACTIVE, count_votes, study_votes

MOST_VOTES = 40  # votes that a sentence names; of more it names the first


def question(layer: Layer) -> Prose:
    """The review's title and question."""
    return Prose(
        f"{strong(one_line(layer.review.codebook.title))}\n\n{one_line(layer.review.codebook.about.get('question', ''))}"
    )


def overview(layer: Layer) -> Prose:
    """What was read, what is reported by route, how the votes fall, where it is thin, what is said of harm, and what holds up."""
    benefits, harms = layer.of_kind("benefit"), layer.of_kind("harm")
    sentences = [
        _read(layer),
        "Benefits: " + _by_route(benefits),
        _votes(benefits),
        _thin(benefits),
        _harms(harms),
    ]
    if layer.label == AS_DOCUMENTS and layer.review.has("quotations"):
        sentences.append(_held_up(layer))
    return _list(layer, sentences)


def by_use(layer: Layer) -> Prose:
    """The use with most study sets, the uses that rest on one, and the uses with a finding that is not in favour."""
    benefits = layer.of_kind("benefit")
    if benefits.findings.empty:
        return _list(layer, ["No benefit is reported for any use"])
    sets = benefits.findings.groupby("use", sort=False).study_set.nunique()
    labels = layer.review.uses.set_index("use").label
    most = sets[sets == sets.max()]
    single = sets[sets == 1]
    votes = study_votes(benefits.findings)
    other = votes[votes.direction != "favours"]
    sentences = [
        f"{wording.join(labels[most.index])} {wording.verb(len(most), 'has', 'have')} the most study sets on a benefit ({sets.max()})",
        f"{wording.part(len(single), len(sets), 'use')} {wording.verb(len(single), 'rests', 'rest')} on one study set"
        + (f": {wording.join(labels[single.index])}" if len(single) else ""),
        _not_in_favour(other, labels),
        _votes(benefits),
    ]
    return _list(layer, sentences)


def by_route(layer: Layer) -> Prose:
    """What is reported by each route, for which uses both can be compared, and what was compared head to head."""
    benefits = layer.of_kind("benefit")
    found, labels = benefits.findings, layer.review.uses.set_index("use").label
    named = layer.named_routes
    routes_of = found.groupby("use", sort=False).route.agg(set)
    both = [use for use, routes in routes_of.items() if sum(route in routes for route in named) > 1]
    head = found[found.comparator_kind == "another route"]
    duels = (
        "No study set compares two routes"
        if head.empty
        else (
            f"{wording.count(head.study_set.nunique(), 'study set')} "
            f"{wording.verb(head.study_set.nunique(), 'compares', 'compare')} routes head to head "
            f"({wording.people(count_people(head))}; direction {wording.listed(head.direction)}; compared with {wording.listed(head.comparator)})"
        )
    )
    sentences = [
        _by_route(benefits),
        (
            f"{'Both routes are' if len(named) == 2 else 'More than one route is'} reported for {wording.count(len(both), 'use')}: "
            f"{wording.join(labels[both])}"
            if both
            else "No use is reported by more than one route"
        ),
        duels,
        "Studies of different routes had different people, durations and designs, so a higher share by one route does not mean that it "
        "works better",
    ]
    return _list(layer, sentences)


def studies(layer: Layer) -> Prose:
    """How large the table is and how much of it is not stated."""
    found = layer.findings
    if found.empty:
        return _list(layer, ["The table holds no finding"])
    sets = found.drop_duplicates("study_set")
    fields = {
        "route": found.route == "not stated",
        "age group": found.age_group == "not stated",
        "comparator": found.comparator_kind == "not stated",
        "duration": found.duration_min.isna() & found.duration_max.isna(),
    }
    missing = [f"{name} in {int(mask.sum())}" for name, mask in fields.items()]
    unclear = int((sets.n_basis == "total or each").sum())
    counted = int(found.events.notna().sum())
    sentences = [
        f"The table has {wording.count(len(found), 'finding')} from {wording.count(len(sets), 'study set')}: "
        f"{int((found.kind == 'benefit').sum())} on benefit, {int((found.kind == 'harm').sum())} on harm",
        f"Not stated: {wording.join(missing)} of {wording.count(len(found), 'finding')}",
        _numbers(int(sets.n_participants.isna().sum()), unclear),
        f"{wording.count(counted, 'finding')} {wording.verb(counted, 'gives', 'give')} a count of people, "
        f"{wording.count(int(found.denominator.notna().sum()), 'finding')} with a stated denominator",
    ]
    return _list(layer, sentences)


def _numbers(without: int, unclear: int) -> str:
    """In how many study sets the number of people is not stated or unclear."""
    stated = (
        f"{wording.count(without, 'study set')} {wording.verb(without, 'gives', 'give')} no number of people"
        if without
        else "Every study set gives a number of people"
    )
    open_ = f"in {wording.count(unclear, 'more set' if without else 'set')} it is unclear whether the number is a total or that of each study"
    return f"{stated}; {open_}" if unclear else stated


def _read(layer: Layer) -> str:
    n_sets = layer.findings.study_set.nunique()
    sets = wording.count(n_sets, "study set")
    if layer.label != AS_DOCUMENTS:
        n = layer.findings.publication_id.nunique()
        return f"{wording.count(n, 'publication')} that the documents cite could be found and read at least in part; they report {sets}"
    documents, reporting = layer.review.documents, layer.findings.document_id.unique()
    read, silent = len(documents), len(documents) - len(reporting)
    if not read:
        return "No document was read"
    if not len(reporting):
        return (
            f"{wording.count(read, 'document')} {wording.verb(read, 'was', 'were')} read, and no study set is reported"
        )
    return (
        f"{wording.count(read, 'document')} {wording.verb(read, 'was', 'were')} read; {sets} {wording.verb(n_sets, 'stands', 'stand')} in "
        + (f"{len(reporting)} of them ({wording.join(reporting)})" if read > 1 else "it")
        + (
            f", and {wording.count(silent, 'document')} {wording.verb(silent, 'reports', 'report')} no study at all"
            if silent
            else ""
        )
    )


def _harms(layer: Layer) -> str:
    found = layer.findings
    n, unstated = found.study_set.nunique(), found[found.route == "not stated"].study_set.nunique()
    absent = found[found.direction == "no difference"]
    return (
        f"{wording.count(n, 'study set')} {wording.verb(n, 'reports', 'report')} on harm"
        + (f", {unstated} of them without a route" if unstated else "")
        + (
            f"; that it did not occur or did not differ is said of {wording.names(absent.outcome.unique())}"
            if len(absent)
            else ""
        )
        + "; where no harm stands, none is reported, which does not mean that there is none"
    )


def _held_up(layer: Layer) -> str:
    verdicts = layer.review.quotations.verdict.value_counts()
    judged = int(verdicts.sum() - verdicts.get("cannot be verified", 0))
    worst = layer.review.quotations[layer.review.quotations.verdict == "major error"]
    return (
        f"Set against the publications they cite, of {judged} findings that could be judged {verdicts.get('accurate', 0)} "
        f"{wording.verb(verdicts.get('accurate', 0), 'holds', 'hold')} as worded, {verdicts.get('minor error', 0)} "
        f"{wording.verb(verdicts.get('minor error', 0), 'has', 'have')} a minor and {verdicts.get('major error', 0)} a major error; "
        f"{verdicts.get('cannot be verified', 0)} more could not be judged"
        + (f". The major errors are on: {_uses(layer, worst.finding_id)}" if len(worst) else "")
    )


def _uses(layer: Layer, finding_ids: pd.Series) -> str:
    """The labels of the uses of some findings, as one phrase."""
    found = layer.findings[layer.findings.finding_id.isin(finding_ids)]
    labels = layer.review.uses.set_index("use").label
    return "; ".join(labels[found.use.unique()])


def _list(layer: Layer, sentences: list[str]) -> Prose:
    lines = "\n".join(f"{place}. {wording.sentence(text)}" for place, text in enumerate(sentences, start=1))
    return Prose(f"{emphasised(wording.sentence(layer.label))}\n\n{lines}")


def _by_route(layer: Layer) -> str:
    parts = []
    for route in layer.routes:
        found = layer.findings[layer.findings.route == route]
        if found.empty:
            parts.append(f"{route}, none reported")
        else:
            parts.append(
                f"{route}, {wording.count(found.study_set.nunique(), 'study set')} on {wording.count(found.use.nunique(), 'use')} "
                f"({wording.people(count_people(found))})"
            )
    return "; ".join(parts)


def _votes(layer: Layer) -> str:
    votes = study_votes(layer.findings)
    counts = count_votes(votes[votes.comparator_group == INACTIVE], by=["route"])
    order = {route: place for place, route in enumerate(layer.routes)}
    counts = counts.sort_values("route", key=lambda routes: routes.map(order))
    said = [
        f"{row.route}, none has a direction ({wording.count(row.studies, 'study set')})"
        if row.n == 0
        else f"{row.route}, {row.favours} of {row.n} with a direction favour the drug"
        + (f" (and {row.studies - row.n} with no difference, mixed or not stated)" if row.studies > row.n else "")
        for row in counts.itertuples()
    ]
    if not said:
        return f"No vote compares the drug with {INACTIVE}"
    return f"Votes (compared with {INACTIVE}): {'; '.join(said)}; a share of votes is not the size of an effect"


def _thin(layer: Layer) -> str:
    found = layer.findings
    cells = found.groupby(["use", "route"], sort=False).study_set.nunique()
    if cells.empty:
        return "No benefit is reported for any use"
    single = int((cells == 1).sum())
    part = wording.part(single, len(cells), "reported combination")
    return f"{part} of use and route {wording.verb(single, 'rests', 'rest')} on one study set" + (
        "" if _randomised(found) else ", and none of the findings says whether people were assigned by chance"
    )


def _randomised(findings: pd.DataFrame) -> bool:
    if "design_class" in findings:
        return bool((findings.design_class == "randomised").any())
    return bool(findings.design_stated.str.contains("randomi", case=False).any())


def _not_in_favour(votes: pd.DataFrame, labels: pd.Series) -> str:
    if votes.empty:
        return "Every vote is in favour of the drug"
    said = [
        f"{labels[vote.use]} {vote.route} ({vote.direction}, {vote.study_set})"
        for vote in votes.iloc[:MOST_VOTES].itertuples()
    ]
    more = len(votes) - len(said)
    return f"{wording.count(len(votes), 'vote')} without a direction in favour: {'; '.join(said)}" + (
        f"; and {wording.number(more)} more" if more else ""
    )
