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

import pandas as pd

from evidence import wording
from evidence.certainty import (
    CONTROLLED,
    DOMAINS,
    ENOUGH_PEOPLE,
    LEVELS,
    STARTS,
    Certainty,
    Judgement,
    Start,
    certainty,
    design_classes,
)
from evidence.layer import NOT_STATED, Layer
from evidence.people import PeopleCount, count_people
from evidence.votes import AGREEMENT, COMPARATOR_GROUPS, INACTIVE, study_votes

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
    inactive = findings.comparator_kind.map(COMPARATOR_GROUPS) == INACTIVE
    active = not inactive.any()
    chosen = findings if active else findings[inactive]
    designs = _designs(chosen)
    best = designs.highest.max()
    sure = designs.lowest == best
    rated = sure if sure.any() else designs.highest == best
    return Body(
        chosen[chosen.study_set.isin(designs.index[rated])],
        designs[rated],
        designs[~rated],
        findings[~inactive] if not active else findings.iloc[:0],
        active,
    )


def cell_certainty(
    findings: pd.DataFrame, *, enough_people: int = ENOUGH_PEOPLE, agreement: float = AGREEMENT
) -> Certainty:
    """The certainty of one cell with a reason for each domain. ``findings``: as for ``body_of_evidence``."""
    return _certainty(body_of_evidence(findings), enough_people, agreement)


def _certainty(body: Body, enough_people: int, agreement: float) -> Certainty:
    judgements = {
        "risk of bias": _risk_of_bias(body),
        "inconsistency": _inconsistency(body, agreement),
        "indirectness": _indirectness(body),
        "imprecision": _imprecision(body, enough_people),
        "publication bias": _publication_bias(body),
    }
    return certainty(_start(body), judgements)


def certainty_table(
    layer: Layer, *, kind: str = "benefit", enough_people: int = ENOUGH_PEOPLE, agreement: float = AGREEMENT
) -> pd.DataFrame:
    """One row per use × route in the order of the review; a route that it does not name only where there are findings.

    Columns: ``use``, ``use_label``, ``route``, ``study_sets`` (how many are rated), ``sets`` (joined with ';'),
    ``people`` and ``certainty`` (words), ``lowest``, ``highest``, ``level`` (missing where they differ), ``found`` (the
    Certainty; None where nothing is reported), and one column of reasons per domain of ``DOMAINS``.
    """
    layer, rows = layer.of_kind(kind), []
    cells = dict(list(layer.findings.groupby(["use", "route"], sort=False)))
    nothing = layer.findings.iloc[:0]
    for use in layer.uses.itertuples():
        for route in layer.routes:
            findings = cells.get((use.use, route), nothing)
            if findings.empty and route not in layer.named_routes:
                continue
            cell = {"use": use.use, "use_label": use.label, "route": route}
            if findings.empty:
                why = f"No {kind} is reported for this use by this route, so there is nothing to rate."
                empty = {"study_sets": 0, "sets": "", "people": "", "certainty": NONE, "lowest": None, "highest": None}
                rows.append({**cell, **empty, "level": None, "found": None, **dict.fromkeys(DOMAINS, why)})
                continue
            body = body_of_evidence(findings)
            found = _certainty(body, enough_people, agreement)
            rated = {
                "study_sets": len(body.sets), "sets": ";".join(body.sets),
                "people": wording.people(count_people(body.findings)), "certainty": found.words,
                "lowest": found.lowest, "highest": found.highest, "level": found.level, "found": found,
            }  # fmt: skip
            rows.append({**cell, **rated, **found.reasons})
    return pd.DataFrame(rows, columns=[*CELL, *RATED, *DOMAINS])


def _designs(findings: pd.DataFrame) -> pd.DataFrame:
    """Per study set: ``words`` of the design, ``least`` and ``most`` certain class, ``lowest`` and ``highest`` start."""
    sets = findings.drop_duplicates("study_set").set_index("study_set")
    words = sets.design_stated
    if "design_class" in sets:
        words = sets.design_class.where(sets.design_class.isin(list(STARTS)), words)
    controlled = findings[findings.comparator_kind == CONTROLLED].study_set.unique()
    designs = pd.DataFrame({"words": words, "controlled": sets.index.isin(controlled)})
    # There are few wordings and many sets: each wording is looked up once.
    kinds = {pair: _classes(*pair) for pair in set(zip(designs.words, designs.controlled, strict=True))}
    found = [kinds[pair] for pair in zip(designs.words, designs.controlled, strict=True)]
    return designs[["words"]].assign(
        least=[least for least, _ in found],
        most=[most for _, most in found],
        lowest=[LEVELS.index(STARTS[least][0]) for least, _ in found],
        highest=[LEVELS.index(STARTS[most][1]) for _, most in found],
    )


def _classes(words: str, controlled: bool) -> tuple[str, str]:
    """The least and the most certain design class of a wording, or of a class that is known."""
    least, most = (words, words) if words in STARTS and words != NOT_STATED else design_classes(words)
    return ("controlled, not randomised" if controlled and least == "uncontrolled" != most else least), most


def _named(designs: pd.DataFrame) -> str:
    shown = designs.head(wording.MOST_NAMES + 1)
    named = [f"{row.Index} (“{row.words}”)" if row.words != NOT_STATED else row.Index for row in shown.itertuples()]
    return wording.names(named, total=len(designs))


def _start(body: Body) -> Start:
    designs = body.designs
    lowest, highest = LEVELS[designs.lowest.max()], LEVELS[designs.highest.max()]
    named = _named(designs)
    if lowest == highest and set(designs.most) == {"case report"}:
        reason = f"Only single cases are reported: {named}. Cases without a comparison start at {lowest}."
    elif lowest == highest:
        reason = f"The design is known: {named}. It starts at {lowest}."
    else:
        least = "had a comparison group but did not fill it by chance" if lowest == "low" else "compared nobody"
        reason = (
            f"How people were assigned is not said of {named}. A study that {least} starts at {lowest}; "
            f"one that assigned people by chance starts at {highest}."
        )
    if len(body.weaker):
        reason += f" Not rated here, because the design is weaker: {_named(body.weaker)}."
    return Start(lowest, highest, reason)


def _risk_of_bias(body: Body) -> Judgement:
    sets = wording.names(body.sets)
    if body.designs.highest.max() < LEVELS.index("high"):
        return Judgement(
            0, 0, f"That {sets} assigned nobody by chance is counted in the start and is not counted twice."
        )
    if "blinded" not in body.findings:
        return Judgement(0, 1, f"Who knew which treatment was given, and how many people left, is not said of {sets}.")
    blinded = body.findings.drop_duplicates("study_set").set_index("study_set").blinded.reindex(body.sets)
    groups = {
        level: wording.names(blinded.index[blinded == level]) for level in ("yes", "no") if (blinded == level).any()
    }
    unknown = wording.names(blinded.index[~blinded.isin(["yes", "no"])])
    said = [f"{groups['yes']}: blinded"] if "yes" in groups else []
    said += [f"{groups['no']}: not blinded"] if "no" in groups else []
    said += [f"{unknown}: blinding not stated"] if unknown else []
    fewest = 1 if set(groups) == {"no"} and not unknown else 0
    most = 0 if set(groups) == {"yes"} and not unknown else 1
    return Judgement(
        fewest, most, f"{'; '.join(said)}. How chance was concealed and how many people left was not judged."
    )


def _inconsistency(body: Body, agreement: float) -> Judgement:
    votes = study_votes(body.findings, agreement=agreement)
    stated = votes[votes.direction != NOT_STATED]
    silent = votes[votes.direction == NOT_STATED]
    said = "; ".join(
        f"{wording.names(part.study_set.unique())}: {direction}"
        for direction, part in stated.groupby("direction", sort=False)
    )
    gap = f" No direction is stated for {wording.names(silent.study_set.unique())}." if len(silent) else ""
    if stated.direction.nunique() > 1:
        return Judgement(1, 1, f"The study sets do not all point the same way ({said}).{gap}")
    if (stated.direction == "mixed").any():
        return Judgement(1, 1, f"The outcomes of a study set do not point the same way ({said}).{gap}")
    if len(silent):
        known = f" The rest agree ({said})." if said else ""
        return Judgement(0, 1, f"Whether the findings agree cannot be told.{gap}{known}")
    if len(stated) == 1:
        return Judgement(0, 0, f"Only one study set is rated ({said}), so there is no second one to disagree with it.")
    return Judgement(0, 0, f"The {wording.count(len(stated), 'study set')} point the same way ({said}).")


def _indirectness(body: Body) -> Judgement:
    found, problems, gaps = body.findings, [], []
    if body.active:
        problems.append(
            f"The only comparison is with another treatment ({wording.listed(found.comparator)}, in "
            f"{wording.names(body.sets)}), which does not tell whether the drug helps at all"
        )
    sure = found[found.route_basis == "stated"].study_set
    unsure = list(body.designs.index[~body.designs.index.isin(sure)])
    if (found.use == NOT_STATED).any():
        gaps.append(f"what the people of {wording.names(body.sets)} were treated for is not stated")
    if (found.route == NOT_STATED).all():
        gaps.append(f"the route is not stated in {wording.names(body.sets)}")
    elif unsure:
        gaps.append(f"the route is not named outright but read from other words in {wording.names(unsure)}")
    said = [wording.sentence(text) for text in [*problems, *gaps]]
    if not said:
        said = [f"The use and the route are named outright in {wording.names(body.sets)}."]
    if len(body.elsewhere):
        said.append(
            f"Not rated here: {wording.listed(body.elsewhere.study_set)}, compared with "
            f"{wording.listed(body.elsewhere.comparator)}."
        )
    return Judgement(len(problems), len(problems) + bool(gaps), " ".join(said))


def _imprecision(body: Body, enough: int) -> Judgement:
    people = count_people(body.findings)
    least = _fewest_people(body, people)
    said = f"{wording.sentence(wording.people(people))[:-1]} ({wording.names(body.sets)})"
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


def _fewest_people(body: Body, people: PeopleCount) -> int:
    """A review may hold the people of the other sets, so that the sum would count them twice."""
    pooled = body.designs.most.eq("review") | body.designs.words.str.contains("analysis|review", case=False)
    parts = [
        count_people(body.findings[body.findings.study_set.isin(body.designs.index[mask])])
        for mask in (pooled, ~pooled)
    ]
    return max(part.low for part in parts) if pooled.any() and not pooled.all() else people.low


def _publication_bias(body: Body) -> Judgement:
    sets = wording.names(body.sets)
    votes = study_votes(body.findings)
    sizes = body.findings.drop_duplicates("study_set").n_participants
    reason = f"No search for studies was made; besides {sets}, studies with less good news may exist."
    if (
        len(votes) > 1
        and (votes.direction == "favours").all()
        and sizes.notna().all()
        and (sizes <= ENOUGH_PEOPLE).all()
    ):
        reason += " All of them are small and in favour, which is a further sign."
    return Judgement(1, 1, reason)
