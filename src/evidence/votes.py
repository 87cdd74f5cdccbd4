"""Counting studies by the direction of their findings, never by significance.

Vocabulary. A *finding* is a row of studies.csv. A *vote* is what one study (or study set) says within one comparator group:
one study is one vote, however many outcomes or citations mention it. A *direction* is one of ``DIRECTIONS``, always of the
drug against the row's comparator. The *share* is votes in favour out of votes with a direction (favours or against).

Sources: McKenzie & Brennan, Cochrane Handbook for Systematic Reviews of Interventions, chapter 12 (vote counting based on
direction of effect); Boon & Thomson, Research Synthesis Methods 2021;12:29-33 (effect direction plot, 70 % rule).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evidence.groups import Coded, group_rows, text_column
from evidence.proportions import CONFIDENCE, proportion, wilson_intervals

DIRECTIONS = ("favours", "no difference", "mixed", "against", "not stated")

# Boon & Thomson 2021: a study's outcomes in one domain have a direction where at least 70 % agree.
AGREEMENT = 0.70
# Below six directions even a unanimous vote has a two-sided exact P above .05 (2 * .5**5 = .0625), so none is printed.
FEWEST_FOR_TEST = 6

# Votes are counted within a comparator group and never across: "as good as diazepam" is neither a benefit nor a null.
COMPARATOR_GROUPS = {
    "not stated": "none stated, before–after or placebo",
    "placebo or no treatment": "none stated, before–after or placebo",
    "control group": "none stated, before–after or placebo",
    "active drug": "active drug",
    "another route": "another route",
}
INACTIVE = "none stated, before–after or placebo"


@dataclass(frozen=True)
class VoteCount:
    """Votes by direction. ``share``, ``low`` and ``high`` lie in [0, 1] and are None when no vote has a direction.

    >>> count = evidence.vote_count(10, 2, no_direction=3)
    >>> count.n, count.no_direction, round(count.share, 2)
    (12, 3, 0.83)
    """

    favours: int
    against: int
    no_direction: int
    share: float | None
    low: float | None
    high: float | None
    p_value: float | None
    confidence: float = CONFIDENCE

    @property
    def n(self) -> int:
        """Votes with a direction, the denominator of the share."""
        return self.favours + self.against


def vote_count(favours: int, against: int, no_direction: int = 0, *, confidence: float = CONFIDENCE) -> VoteCount:
    """Count votes by direction.

    ``no_direction`` holds the votes that are mixed, show no difference or state no direction: they leave the denominator and
    are kept so that they can be shown. The interval is Wilson's score interval without continuity correction (Wilson,
    J Am Stat Assoc 1927;22:209-212); the P value is the two-sided exact sign test, None below six directions.

    Raises ValueError for a negative or fractional count or a confidence outside (0, 1).

    >>> count = vote_count(10, 2, no_direction=3)
    >>> f"{count.share:.3f} {count.low:.3f} {count.high:.3f} {count.p_value:.3f}"
    '0.833 0.552 0.953 0.039'
    >>> vote_count(5, 0).p_value is None
    True
    """
    for name, number in (("favours", favours), ("against", against), ("no_direction", no_direction)):
        if not float(number).is_integer() or number < 0:
            raise ValueError(f"{name} must be a whole number of votes, not {number!r}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence!r}")
    favours, against, no_direction = int(favours), int(against), int(no_direction)
    n = favours + against
    if n == 0:
        return VoteCount(favours, against, no_direction, None, None, None, None, confidence)
    found = proportion(favours, n, confidence=confidence)
    p_value = _sign_test(favours, n) if n >= FEWEST_FOR_TEST else None
    return VoteCount(favours, against, no_direction, found.share, found.low, found.high, p_value, confidence)


@functools.lru_cache(maxsize=4096)  # small counts come again and again
def _sign_test(favours: int, n: int) -> float:
    return float(_sign_tests(np.array([favours]), np.array([n]))[0])


def _sign_tests(favours: np.ndarray, n: np.ndarray) -> np.ndarray:
    """The two-sided exact P value of ``favours`` of ``n`` at a chance of one half, as ``scipy.stats.binomtest`` gives it."""
    if len(n) == 0:
        return np.empty(0)
    from scipy.stats import binom  # here, since scipy.stats takes a second that most readers need not wait for

    fewer = np.minimum(favours, n - favours)
    both_ends = binom.cdf(fewer, n, 0.5) + binom.sf(n - fewer - 1, n, 0.5)
    return np.where(2 * favours == n, 1.0, np.minimum(both_ends, 1.0))


def within_study_direction(directions: Iterable[str], *, agreement: float = AGREEMENT) -> str:
    """The direction of one study whose outcomes point in ``directions`` (the 70 % rule of Boon & Thomson 2021).

    Outcomes whose direction is not stated leave the denominator; if all are, so is the study's. Where fewer than
    ``agreement`` of the rest agree, the study is ``mixed`` (conflicting). Raises ValueError for an unknown direction or
    an empty list.

    >>> within_study_direction(["favours", "favours", "favours", "no difference"])
    'favours'
    >>> within_study_direction(["favours", "no difference"])
    'mixed'
    """
    directions = list(directions)
    unknown = sorted(set(directions) - set(DIRECTIONS))
    if unknown or not directions:
        raise ValueError(
            f"unknown direction {unknown[0]!r}" if unknown else "a study without outcomes has no direction"
        )
    stated = [direction for direction in directions if direction != "not stated"]
    if not stated:
        return "not stated"
    for direction in ("favours", "against", "no difference"):
        if stated.count(direction) / len(stated) >= agreement:
            return direction
    return "mixed"


def study_votes(findings: pd.DataFrame, *, by: Iterable[str] = (), agreement: float = AGREEMENT) -> pd.DataFrame:
    """One row per study set × use × route × comparator group × kind (× ``by``, e.g. outcome_domain), with its vote.

    ``findings``: rows as in studies.csv. Returns the grouping columns and ``direction`` (by the 70 % rule), ``outcomes``
    (how many findings stand behind the vote), ``finding_ids`` (joined with ';'), in the order of first appearance.
    Raises ValueError for an unknown direction.

    >>> import pandas as pd
    >>> findings = pd.DataFrame(
    ...     {
    ...         "study_set": ["a", "a", "b"],
    ...         "finding_id": ["a-1", "a-2", "b-1"],
    ...         "use": "pain",
    ...         "route": "nasal",
    ...         "comparator_kind": "not stated",
    ...         "kind": "benefit",
    ...         "direction": ["favours", "favours", "against"],
    ...     }
    ... )
    >>> votes = evidence.study_votes(findings)
    >>> list(zip(votes.study_set, votes.direction, votes.outcomes))
    [('a', 'favours', 2), ('b', 'against', 1)]
    """
    keys = ["study_set", "use", "route", "comparator_group", "kind", *by]
    columns = {name: Coded.of(findings[name]) for name in keys if name != "comparator_group"}
    columns["comparator_group"] = Coded.of(findings.comparator_kind).map(COMPARATOR_GROUPS.get)
    studies, firsts = group_rows([columns[name] for name in keys])
    directions, ids = findings.direction, findings.finding_id
    if len(studies) and studies.min() < 0:
        whole = np.flatnonzero(studies >= 0)
        studies, directions, ids = studies[whole], directions.iloc[whole], ids.iloc[whole]
    tally, unknown = tally_directions(directions, studies, len(firsts))
    if unknown.any():
        within_study_direction(directions[studies == studies[unknown].min()])  # says which
    outcomes = tally.sum(axis=1)
    groups = columns["comparator_group"]
    votes = {name: findings[name].array[firsts] for name in keys if name != "comparator_group"}
    votes["comparator_group"] = text_column([groups.levels[code] for code in groups.codes[firsts].tolist()])
    return pd.DataFrame(
        {
            **{name: votes[name] for name in keys},
            "direction": text_column(np.array(DIRECTIONS, dtype=object)[study_directions(tally, agreement=agreement)]),
            "outcomes": outcomes,
            "finding_ids": text_column(_joined(ids, studies, outcomes)),
        }
    )


def count_votes(votes: pd.DataFrame, *, by: Iterable[str], confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Vote counts per group of ``study_votes``: one row per combination of ``by``, in order of first appearance.

    Columns: ``by``, ``studies`` (all votes), one column per direction, ``n``, ``share``, ``low``, ``high``, ``p_value``.

    >>> votes = evidence.study_votes(layer.findings)
    >>> counts = evidence.count_votes(votes, by=["use", "route"])
    >>> int(counts.studies.sum()) == len(votes)
    True
    """
    by = list(by)
    groups, firsts = group_rows([Coded.of(votes[name]) for name in by])
    directions = votes.direction
    if len(groups) and groups.min() < 0:
        whole = np.flatnonzero(groups >= 0)
        groups, directions = groups[whole], directions.iloc[whole]
    tally, _ = tally_directions(directions, groups, len(firsts))
    favours = tally[:, DIRECTIONS.index("favours")]
    n = favours + tally[:, DIRECTIONS.index("against")]
    columns = {name: votes[name].array[firsts] for name in by}
    columns |= {"studies": np.bincount(groups, minlength=len(firsts))}
    columns |= dict(zip(DIRECTIONS, tally.T, strict=True))
    voted, tested = n > 0, n >= FEWEST_FOR_TEST
    low, high = wilson_intervals(favours[voted], n[voted], confidence=confidence)
    columns |= {"n": n, "share": _spread(favours[voted] / n[voted], voted), "low": _spread(low, voted)}
    columns |= {"high": _spread(high, voted), "p_value": _spread(_sign_tests(favours[tested], n[tested]), tested)}
    return pd.DataFrame(columns)


def tally_directions(
    directions: pd.Series | np.ndarray, groups: np.ndarray, n_groups: int
) -> tuple[np.ndarray, np.ndarray]:
    """(groups, DIRECTIONS): rows with each direction; and which rows have an unknown one, which is not counted."""
    found = Coded.of(directions)
    codes = found.pick([DIRECTIONS.index(level) if level in DIRECTIONS else -1 for level in found.levels], missing=-1)
    unknown = codes < 0
    if unknown.any():
        groups, codes = groups[~unknown], codes[~unknown]
    cells = groups * len(DIRECTIONS) + codes
    return np.bincount(cells, minlength=n_groups * len(DIRECTIONS)).reshape(n_groups, len(DIRECTIONS)), unknown


def study_directions(tally: np.ndarray, *, agreement: float = AGREEMENT) -> np.ndarray:
    """(studies,): places in DIRECTIONS, by the rule of ``within_study_direction`` for all studies at once; a test keeps the two alike.

    ``tally``: (studies, DIRECTIONS), how many outcomes of each study point which way.
    """
    stated = tally.sum(axis=1) - tally[:, DIRECTIONS.index("not stated")]
    found = np.where(stated == 0, DIRECTIONS.index("not stated"), DIRECTIONS.index("mixed"))
    for direction in ("no difference", "against", "favours"):
        code = DIRECTIONS.index(direction)
        found[(stated > 0) & (tally[:, code] / np.maximum(stated, 1) >= agreement)] = code
    return found


def _spread(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """``values`` at the rows that are ``known``, missing elsewhere; None in all where none is, since then there is no number."""
    if not known.any():
        return np.full(len(known), None)
    found = np.full(len(known), np.nan)
    found[known] = values
    return found


def _joined(ids: pd.Series, studies: np.ndarray, outcomes: np.ndarray) -> list[str]:
    """The ids of each study, joined with ';', in the order of the rows."""
    in_order = bool((studies[1:] >= studies[:-1]).all())
    names = (ids if in_order else ids.iloc[np.argsort(studies, kind="stable")]).tolist()
    ends = outcomes.cumsum().tolist()
    return [";".join(names[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
