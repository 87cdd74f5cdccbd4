"""Certainty as one would first write it: one cell after the other, one finding after the other, in plain lists.

The package computes all cells at once; tests hold the two equal. Sentences are left out: they are tested by hand.
"""

from __future__ import annotations

from collections import defaultdict

from evidence.certainty import ENOUGH_PEOPLE, LEVELS, STARTS, design_classes
from evidence.votes import AGREEMENT, COMPARATOR_GROUPS, INACTIVE, within_study_direction

NOT_STATED = "not stated"


def rate(findings: list[dict], *, enough: int = ENOUGH_PEOPLE, agreement: float = AGREEMENT) -> dict:
    """What a cell with these findings is rated: sets in order, the ends of its level, steps per domain, votes, people."""
    inactive = [finding for finding in findings if COMPARATOR_GROUPS[finding["comparator_kind"]] == INACTIVE]
    active, chosen = not inactive, inactive or findings
    sets = _by_set(chosen)
    designs = {name: _design(found) for name, found in sets.items()}
    best = max(highest for _, highest, _ in designs.values())
    sure = [name for name, (lowest, _, _) in designs.items() if lowest == best]
    rated = sure or [name for name, (_, highest, _) in designs.items() if highest == best]
    own = {name: sets[name] for name in rated}
    start = (max(designs[name][0] for name in rated), max(designs[name][1] for name in rated))
    votes = _votes(own, agreement)
    steps = {
        "risk of bias": _risk_of_bias(own, start),
        "inconsistency": _inconsistency([vote for _, vote in votes]),
        "indirectness": _indirectness(own, active),
        "imprecision": _imprecision(own, {name: designs[name][2] for name in rated}, enough),
        "publication bias": (1, 1),
    }
    low, high = (start[0] - sum(most for _, most in steps.values())), (start[1] - sum(few for few, _ in steps.values()))
    return {
        "sets": rated, "lowest": LEVELS[max(low, 0)], "highest": LEVELS[max(high, 0)], "steps": steps, "votes": votes,
        "people": _people(own), "start": tuple(LEVELS[level] for level in start),
        "small_and_in_favour": _small_and_in_favour(own),
    }  # fmt: skip


def _by_set(findings: list[dict]) -> dict[str, list[dict]]:
    sets = defaultdict(list)
    for finding in findings:
        sets[finding["study_set"]].append(finding)
    return dict(sets)


def _design(found: list[dict]) -> tuple[int, int, bool]:
    """Lowest and highest start, and whether the set may hold the people of others."""
    words = found[0].get("design_class")
    if words not in STARTS:
        words = found[0]["design_stated"]
    least, most = (words, words) if words in STARTS and words != NOT_STATED else design_classes(words)
    if least == "uncontrolled" and most != least and any(row["comparator_kind"] == "control group" for row in found):
        least = "controlled, not randomised"
    pooled = most == "review" or "analysis" in words.lower() or "review" in words.lower()
    return LEVELS.index(STARTS[least][0]), LEVELS.index(STARTS[most][1]), pooled


def _votes(sets: dict[str, list[dict]], agreement: float) -> list[tuple[str, str]]:
    groups = defaultdict(list)
    for name, found in sets.items():
        for finding in found:
            groups[name, COMPARATOR_GROUPS[finding["comparator_kind"]]].append(finding["direction"])
    return [(name, within_study_direction(said, agreement=agreement)) for (name, _), said in groups.items()]


def _risk_of_bias(sets, start) -> tuple[int, int]:
    if start[1] < LEVELS.index("high"):
        return 0, 0
    blinded = {found[0].get("blinded") for found in sets.values()}
    return int(blinded == {"no"}), int(blinded != {"yes"})


def _inconsistency(votes: list[str]) -> tuple[int, int]:
    stated = {vote for vote in votes if vote != NOT_STATED}
    if len(stated) > 1 or "mixed" in stated:
        return 1, 1
    return 0, int(NOT_STATED in votes)


def _indirectness(sets, active: bool) -> tuple[int, int]:
    rows = [row for found in sets.values() for row in found]
    unsure = any(all(row["route_basis"] != "stated" for row in found) for found in sets.values())
    gap = rows[0]["use"] == NOT_STATED or rows[0]["route"] == NOT_STATED or unsure
    return int(active), int(active) + int(gap)


def _imprecision(sets, pooled: dict[str, bool], enough: int) -> tuple[int, int]:
    low, high, missing = _people(sets)
    if missing == len(sets):
        return 0, 1
    parts = [_people({name: sets[name] for name in sets if pooled[name] == held})[0] for held in (True, False)]
    fewest = max(parts) if len(set(pooled.values())) == 2 else low
    if high <= enough and not missing:
        return 1, 1
    return 0, int(fewest <= enough)


def _people(sets) -> tuple[int, int, int]:
    """The fewest and the most people, and how many sets give no number."""
    low = high = missing = 0
    for found in sets.values():
        first = found[0]
        if first["n_participants"] is None:
            missing += 1
            continue
        each = first["n_basis"] == "total or each" and first["n_studies"] is not None
        low += first["n_participants"]
        high += first["n_participants"] * (first["n_studies"] if each else 1)
    return low, high, missing


def _small_and_in_favour(sets) -> bool:
    votes = [vote for _, vote in _votes(sets, AGREEMENT)]
    sizes = [found[0]["n_participants"] for found in sets.values()]
    return (
        len(votes) > 1
        and set(votes) == {"favours"}
        and all(size is not None and size <= ENOUGH_PEOPLE for size in sizes)
    )
