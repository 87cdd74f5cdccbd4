"""What one study set or one threshold decides: leaving each set out, and choosing other thresholds.

Everything is computed anew by the same functions as in the rest of the review. Votes are those compared with no or an
inactive treatment. The draws of a study set do not depend on the others, so that a share of draws that moves has moved
for the set left out or the threshold and not by chance.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from evidence.judgements import cell_certainty
from evidence.layer import Layer
from evidence.people import count_people
from evidence.robustness import AS_USED, DRAWS, FULL_SETS, Ranks, Thresholds, alternatives, draw_sets, rank_alternatives
from evidence.votes import AGREEMENT, INACTIVE, study_votes

NOTHING_LEFT = "none reported"
AGREEMENTS = (0.5, 0.6, AGREEMENT, 0.8, 1.0)
PEOPLE_LEVELS = (100, 200, AS_USED.enough_people, 800)
VOTE_UNITS = {False: "study set", True: "study"}


def leave_one_out(layer: Layer, *, draws: int = DRAWS, seed: int = 0) -> pd.DataFrame:
    """One row per study set and alternative that it is part of, in the order of the review.

    Columns: ``study_set``, ``label``, ``use_label``, ``route``; ``favours``, ``n`` and ``certainty`` of the alternative with all
    sets, and the same with ``_without``; ``leader`` (first most often with all sets), ``first`` (in what share of draws) and
    ``first_without`` (missing where it is gone), ``leader_without`` and ``leader_first_without``. Where no set is left in the
    alternative its certainty is 'none reported'.
    """
    layer = layer.of_kind("benefit")
    drawn = draw_sets(layer, draws=draws, seed=seed)
    whole = rank_alternatives(layer, draws=draws, seed=seed, drawn=drawn)
    rows, rest_of = [], {}
    for cell in alternatives(layer).itertuples():
        found = _cell(layer.findings, cell)
        before = _judged(found)
        for study_set in cell.sets:
            if study_set not in rest_of:
                rest = Layer(layer.review, _without(layer.findings, study_set), layer.label, layer.source)
                rest_of[study_set] = rank_alternatives(rest, draws=draws, seed=seed, drawn=drawn)
            after = _judged(_without(found, study_set))
            rows.append({
                "study_set": study_set, "label": cell.label, "use_label": cell.use_label, "route": cell.route, **before,
                **{f"{name}_without": value for name, value in after.items()}, **_leaders(whole, rest_of[study_set]),
            })  # fmt: skip
    return pd.DataFrame(rows, columns=_LEFT_OUT)


def other_thresholds(layer: Layer, *, draws: int = DRAWS, seed: int = 0) -> pd.DataFrame:
    """One row per level of each threshold.

    Columns: ``threshold``, ``level``, ``as_used`` (bool), ``favours`` and ``n`` (votes, over all alternatives; with votes by
    study the fewest), ``favours_most`` and ``n_most`` (the most), ``certainty_changed`` (in how many alternatives), ``leader``
    and ``first`` (its share of draws; both missing without an alternative).
    """
    layer = layer.of_kind("benefit")
    drawn = draw_sets(layer, draws=draws, seed=seed)
    cells = [_cell(layer.findings, cell) for cell in alternatives(layer).itertuples()]
    rows, usual = [], [_certainty(findings, AS_USED) for findings in cells]
    known: dict[Thresholds, Ranks | None] = {}
    for threshold, level, chosen in _choices():
        if chosen not in known:
            known[chosen] = rank_alternatives(layer, draws=draws, seed=seed, thresholds=chosen, drawn=drawn)
        ranks = known[chosen]
        counts = votes_by_study(layer, agreement=chosen.agreement)
        ends = ("studies_low", "studies_high") if chosen.by_study else ("sets", "sets")
        totals = [int(counts[f"{name}_{end}"].sum()) for name in ("favours", "n") for end in ends]
        changed = sum(
            _certainty(findings, chosen) != words
            for findings, words in zip(cells, usual, strict=True)
            if _may_change(findings, chosen)
        )
        rows.append({
            "threshold": threshold, "level": level, "as_used": chosen == AS_USED,
            **dict(zip(("favours", "favours_most", "n", "n_most"), totals, strict=True)), "certainty_changed": changed,
            "leader": None if ranks is None else ranks.leader, "first": None if ranks is None else float(ranks.first.max()),
        })  # fmt: skip
    return pd.DataFrame(rows)


def votes_by_study(layer: Layer, *, agreement: float = AGREEMENT) -> pd.DataFrame:
    """Votes of each alternative when a study set counts once, and when it counts as many times as it has studies.

    Columns: ``use_label``, ``route``; ``favours_sets``, ``n_sets``; ``favours_studies_low``, ``favours_studies_high``,
    ``n_studies_low``, ``n_studies_high``. Where the number of studies is not stated it runs from 1 to ``FULL_SETS``.
    """
    layer = layer.of_kind("benefit")
    votes = study_votes(layer.findings, agreement=agreement)
    votes = votes[votes.comparator_group == INACTIVE]
    stated = layer.findings.drop_duplicates("study_set").set_index("study_set").n_studies
    votes = votes.assign(sets=1, studies_low=votes.study_set.map(stated.fillna(1)).astype(int))
    votes["studies_high"] = votes.study_set.map(stated.fillna(FULL_SETS)).astype(int)
    rows = []
    for cell in alternatives(layer).itertuples():
        own = _cell(votes, cell)
        tallies = {"favours": own[own.direction == "favours"], "n": own[own.direction.isin(["favours", "against"])]}
        counts = {
            f"{name}_{unit}": int(part[unit].sum())
            for name, part in tallies.items()
            for unit in ("sets", "studies_low", "studies_high")
        }
        rows.append({"use_label": cell.use_label, "route": cell.route, **counts})
    units = [f"{name}_{unit}" for name in ("favours", "n") for unit in ("sets", "studies_low", "studies_high")]
    return pd.DataFrame(rows, columns=["use_label", "route", *units])


_LEFT_OUT = [
    "study_set", "label", "use_label", "route", "favours", "n", "certainty", "favours_without", "n_without",
    "certainty_without", "leader", "first", "first_without", "leader_without", "leader_first_without",
]  # fmt: skip


def _cell(rows: pd.DataFrame, cell) -> pd.DataFrame:
    return rows[(rows.use == cell.use) & (rows.route == cell.route)]


def _without(findings: pd.DataFrame, study_set: str) -> pd.DataFrame:
    return findings[findings.study_set != study_set]


def _judged(findings: pd.DataFrame) -> dict[str, object]:
    """The votes and the certainty of an alternative."""
    if findings.empty:
        return {"favours": 0, "n": 0, "certainty": NOTHING_LEFT}
    votes = study_votes(findings)
    directions = votes[votes.comparator_group == INACTIVE].direction
    favours = int((directions == "favours").sum())
    return {
        "favours": favours,
        "n": favours + int((directions == "against").sum()),
        "certainty": cell_certainty(findings).words,
    }


def _leaders(whole: Ranks, rest: Ranks | None) -> dict[str, object]:
    found = {"leader": whole.leader, "first": float(whole.first.max())}
    if rest is None:
        return {**found, "first_without": None, "leader_without": None, "leader_first_without": None}
    shares = dict(zip(rest.alternatives.label, rest.first.tolist(), strict=True))
    return {
        **found,
        "first_without": shares.get(whole.leader),
        "leader_without": rest.leader,
        "leader_first_without": shares[rest.leader],
    }


def _certainty(findings: pd.DataFrame, chosen: Thresholds) -> str:
    return cell_certainty(findings, enough_people=chosen.enough_people, agreement=chosen.agreement).words


def _may_change(findings: pd.DataFrame, chosen: Thresholds) -> bool:
    """Whether the certainty must be judged anew: it rests on directions and people only, and these are quick to compare."""
    if chosen.agreement != AS_USED.agreement:
        levels = (AS_USED.agreement, chosen.agreement)
        usual, now = (study_votes(findings, agreement=level).direction for level in levels)
        if not usual.equals(now):
            return True
    people = count_people(findings)
    few_either_way = not people.not_stated and people.high <= min(chosen.enough_people, AS_USED.enough_people)
    return chosen.enough_people != AS_USED.enough_people and not few_either_way


def _choices() -> list[tuple[str, object, Thresholds]]:
    """The name of each threshold with its levels, one changed at a time."""
    agreement = [("agreement within a study", level, replace(AS_USED, agreement=level)) for level in AGREEMENTS]
    people = [("enough people", level, replace(AS_USED, enough_people=level)) for level in PEOPLE_LEVELS]
    unit = [("a vote for each", words, replace(AS_USED, by_study=by)) for by, words in VOTE_UNITS.items()]
    return [*agreement, *people, *unit]
