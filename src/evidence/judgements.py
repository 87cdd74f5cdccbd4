"""From findings to certainty: which study sets are rated in a cell, what each domain takes off, and why.

A *cell* is a use by a route. Its *body* of evidence is made in two steps, so that unlike things are never mixed:

1. Findings against no or an inactive comparison come first. Those against an active drug or another route are rated
   only where a cell has no others, and then lose a level for indirectness: "as good as another drug" is not "it helps".
2. Study sets of the best design come first. Where a set is sure to have the best design of the cell only such sets are
   rated; otherwise all that may have it. The rest is named as not rated.

All benefit outcomes of a cell are taken together, one vote to a study set; GRADE would rate each outcome apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evidence import wording
from evidence.bodies import BLINDED, UNBLINDED, UNKNOWN, Bodies, Facts, find_bodies
from evidence.certainty import DOMAINS, ENOUGH_PEOPLE, LEVELS, Certainty, Judgement, Start, certainty
from evidence.groups import Coded, group_rows, text_column, text_of
from evidence.layer import Layer
from evidence.votes import AGREEMENT

NONE = "none reported"
CELL = ["use", "use_label", "route"]
RATED = ["study_sets", "sets", "people", "certainty", "lowest", "highest", "level", "found"]


@dataclass(frozen=True)
class Body:
    """The findings that are rated in a cell.

    ``designs``: one row per rated study set; ``weaker``: the same of sets not rated for their design. ``elsewhere``:
    findings against another treatment that are not rated; ``active``: whether the cell has only such findings.
    """

    findings: pd.DataFrame
    designs: pd.DataFrame
    weaker: pd.DataFrame
    elsewhere: pd.DataFrame
    active: bool

    @property
    def sets(self) -> list[str]:
        return list(self.designs.index)


def body_of_evidence(findings: pd.DataFrame) -> Body:
    """The body of evidence of one cell. ``findings``: rows as in studies.csv, of one use, route and kind."""
    found = _one_cell(findings)
    designs = pd.DataFrame(
        {
            "words": text_column([found.words.levels[code] for code in found.words.codes.tolist()]),
            "least": text_column(found.least),
            "most": text_column(found.most),
            "lowest": found.lowest,
            "highest": found.highest,
        },
        index=pd.Index(text_column(found.names), name="study_set"),
    )
    return Body(
        findings.iloc[found.rows[found.rated[found.set_of_row]]],
        designs[found.rated],
        designs[~found.rated],
        findings.iloc[found.elsewhere],
        bool(found.active[0]),
    )


def cell_certainty(
    findings: pd.DataFrame, *, enough_people: int = ENOUGH_PEOPLE, agreement: float = AGREEMENT
) -> Certainty:
    """The certainty of one cell with a reason for each domain. ``findings``: as for ``body_of_evidence``."""
    return judge(_one_cell(findings).facts(agreement=agreement)[0], enough_people)


def judge(facts: Facts, enough_people: int = ENOUGH_PEOPLE) -> Certainty:
    """The certainty that follows from the facts of a cell."""
    judgements = {
        "risk of bias": _risk_of_bias(facts),
        "inconsistency": _inconsistency(facts),
        "indirectness": _indirectness(facts),
        "imprecision": _imprecision(facts, enough_people),
        "publication bias": _publication_bias(facts),
    }
    return certainty(_start(facts), judgements)


def certainty_table(
    layer: Layer, *, kind: str = "benefit", enough_people: int = ENOUGH_PEOPLE, agreement: float = AGREEMENT
) -> pd.DataFrame:
    """One row per use × route in the order of the review; a route that it does not name only where there are findings.

    Columns: ``use``, ``use_label``, ``route``, ``study_sets`` (how many are rated), ``sets`` (joined with ';'),
    ``people`` and ``certainty`` (words), ``lowest``, ``highest``, ``level`` (missing where they differ), ``found`` (the
    Certainty; None where nothing is reported), and one column of reasons per domain of ``DOMAINS``.

    >>> table = evidence.certainty_table(layer)
    >>> table[["use", "route"]].duplicated().any().item()
    False
    """
    findings = _needed(layer.findings, kind)
    use, route = Coded.of(findings.use), Coded.of(findings.route)
    cells, firsts = group_rows([use, route])
    place = {
        pair: cell
        for cell, pair in enumerate(zip(use.codes[firsts].tolist(), route.codes[firsts].tolist(), strict=True))
    }
    if len(firsts):
        bodies = find_bodies(findings, cells, len(firsts))
        facts, sets = bodies.facts(agreement=agreement), bodies.rated_names()
    used, rows = {name: code for code, name in enumerate(use.levels)}, []
    codes = {name: code for code, name in enumerate(route.levels)}
    uses, routes, named_routes = layer.review.uses, layer.order_routes(route.levels), layer.named_routes
    for name, label in zip(uses.use, uses.label, strict=True):
        if name not in used:
            continue
        for by in routes:
            cell = place.get((used[name], codes.get(by)))
            if cell is not None:
                rows.append((name, label, by, *_rated(facts[cell], sets[cell], enough_people)))
            elif by in named_routes:
                rows.append((name, label, by, *_nothing(kind)))
    return pd.DataFrame(dict(zip(_COLUMNS, zip(*rows, strict=True), strict=True)) if rows else {}, columns=_COLUMNS)


_COLUMNS = [*CELL, *RATED, *DOMAINS]
# What is read of a finding; a table of a million findings has three times as many columns.
_READ = [
    "study_set", "use", "route", "route_basis", "design_stated", "design_class", "blinded", "n_studies", "n_participants", "n_basis",
    "comparator", "comparator_kind", "kind", "direction",
]  # fmt: skip


def _needed(findings: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The findings of one kind, as far as they are read here."""
    wanted = text_of(findings.kind) == kind
    return (
        findings
        if wanted.all()
        else findings[[name for name in _READ if name in findings]].iloc[np.flatnonzero(wanted)]
    )


def _one_cell(findings: pd.DataFrame) -> Bodies:
    return find_bodies(findings, np.zeros(len(findings), dtype=int), 1)


def _rated(facts: Facts, sets: list[str], enough_people: int) -> tuple:
    found = judge(facts, enough_people)
    people = wording.people(facts.people)
    ends = (found.lowest, found.highest, found.level)
    return len(sets), ";".join(sets), people, found.words, *ends, found, *found.reasons.values()


def _nothing(kind: str) -> tuple:
    why = f"No {kind} is reported for this use by this route, so there is nothing to rate."
    return 0, "", "", NONE, None, None, None, None, *(why for _ in DOMAINS)


def _start(facts: Facts) -> Start:
    lowest, highest = LEVELS[facts.lowest], LEVELS[facts.highest]
    if lowest == highest and facts.only_cases:
        reason = f"Only single cases are reported: {facts.named}. Cases without a comparison start at {lowest}."
    elif lowest == highest:
        reason = f"The design is known: {facts.named}. It starts at {lowest}."
    else:
        least = "had a comparison group but did not fill it by chance" if lowest == "low" else "compared nobody"
        reason = (
            f"How people were assigned is not said of {facts.named}. A study that {least} starts at {lowest}; "
            f"one that assigned people by chance starts at {highest}."
        )
    if facts.weaker.total:
        reason += f" Not rated here, because the design is weaker or not known to be as strong: {facts.weaker}."
    return Start(lowest, highest, reason)


def _risk_of_bias(facts: Facts) -> Judgement:
    if facts.highest < LEVELS.index("high"):
        return Judgement(
            0, 0, f"That {facts.sets} assigned nobody by chance is counted in the start and is not counted twice."
        )
    if facts.blinding is None:
        return Judgement(
            0, 1, f"Who knew which treatment was given, and how many people left, is not said of {facts.sets}."
        )
    words = {BLINDED: "blinded", UNBLINDED: "not blinded", UNKNOWN: "blinding not stated"}
    said = {state: f"{facts.blinding[state]}: {text}" for state, text in words.items() if facts.blinding[state].total}
    return Judgement(
        1 if set(said) == {UNBLINDED} else 0,
        0 if set(said) == {BLINDED} else 1,
        f"{'; '.join(said.values())}. How chance was concealed and how many people left was not judged.",
    )


def _inconsistency(facts: Facts) -> Judgement:
    said = "; ".join(f"{names}: {direction}" for direction, names in facts.directions.items())
    gap = f" No direction is stated for {facts.silent}." if facts.silent.total else ""
    if len(facts.directions) > 1:
        return Judgement(1, 1, f"The study sets do not all point the same way ({said}).{gap}")
    if "mixed" in facts.directions:
        return Judgement(1, 1, f"The outcomes of a study set do not point the same way ({said}).{gap}")
    if facts.silent.total:
        known = f" The rest agree ({said})." if said else ""
        return Judgement(0, 1, f"Whether the findings agree cannot be told.{gap}{known}")
    if facts.votes == 1:
        return Judgement(0, 0, f"Only one study set is rated ({said}), so there is no second one to disagree with it.")
    return Judgement(0, 0, f"The {wording.count(facts.votes, 'study set')} point the same way ({said}).")


def _indirectness(facts: Facts) -> Judgement:
    problems, gaps = [], []
    if facts.active:
        problems.append(
            f"The only comparison is with another treatment ({_or_none(facts.comparators)}, in "
            f"{facts.sets}), which does not tell whether the drug helps at all"
        )
    if not facts.use_stated:
        gaps.append(f"what the people of {facts.sets} were treated for is not stated")
    if not facts.route_stated:
        gaps.append(f"the route is not stated in {facts.sets}")
    elif facts.route_unsure.total:
        gaps.append(f"the route is not named outright but read from other words in {facts.route_unsure}")
    said = [wording.sentence(text) for text in [*problems, *gaps]]
    if not said:
        said = [f"The use and the route are named outright in {facts.sets}."]
    if facts.elsewhere.total:
        said.append(f"Not rated here: {facts.elsewhere}, compared with {_or_none(facts.elsewhere_comparators)}.")
    return Judgement(len(problems), len(problems) + bool(gaps), " ".join(said))


def _imprecision(facts: Facts, enough: int) -> Judgement:
    people, least = facts.people, facts.fewest_people
    said = f"{wording.sentence(wording.people(people))[:-1]} ({facts.sets})"
    if not people.known:
        return Judgement(0, 1, f"{said}, so whether there are more than {wording.number(enough)} cannot be told.")
    if least < people.low:
        said += ", fewer if a pooled analysis holds people of another set"
    if people.high <= enough and not people.not_stated:
        return Judgement(1, 1, f"{said}: {wording.number(enough)} or fewer leave much to chance.")
    if least <= enough:
        return Judgement(0, 1, f"{said}: this may be more than {wording.number(enough)} or not.")
    return Judgement(
        0, 0,
        f"{said}: more than {wording.number(enough)}. Outcomes that are counted would need as many events.",
    )  # fmt: skip


def _publication_bias(facts: Facts) -> Judgement:
    reason = f"No search for studies was made; besides {facts.sets}, studies with less good news may exist."
    if facts.all_small_and_in_favour:
        reason += " All of them are small and in favour, which is a further sign."
    return Judgement(1, 1, reason)


def _or_none(names) -> str:
    return str(names) or "none"
