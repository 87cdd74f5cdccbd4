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

from evidence.proportions import CONFIDENCE, proportion

DIRECTIONS = ("favours", "no difference", "mixed", "against", "not stated")

# Boon & Thomson 2021: a study's outcomes in one domain have a direction where at least 70 % agree.
AGREEMENT = 0.70
# Below six directions even a unanimous vote has a two-sided exact P above .05 (2 * .5**5 = .0625), so none is printed.
FEWEST_FOR_TEST = 6

# Votes are counted within a comparator group and never across: "as good as diazepam" is neither a benefit nor a null.
COMPARATOR_GROUPS = {
    "not stated": "none, before–after or placebo",
    "placebo or no treatment": "none, before–after or placebo",
    "control group": "none, before–after or placebo",
    "active drug": "active drug",
    "another route": "another route",
}
INACTIVE = "none, before–after or placebo"


@dataclass(frozen=True)
class VoteCount:
    """Votes by direction. ``share``, ``low`` and ``high`` lie in [0, 1] and are None when no vote has a direction."""

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
        """Votes with a direction: the denominator of the share."""
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
    from scipy.stats import binomtest  # here, since scipy.stats takes a second that most readers need not wait for

    return float(binomtest(favours, n, 0.5, alternative="two-sided").pvalue)


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
    """
    keys = ["study_set", "use", "route", "comparator_group", "kind", *by]
    findings = findings.assign(comparator_group=findings.comparator_kind.map(COMPARATOR_GROUPS))
    whole = findings[keys].notna().all(axis=1)
    findings = findings if whole.all() else findings[whole]
    studies, first_rows = _groups(findings, keys)
    tally, unknown = _tally(findings.direction, studies, len(first_rows))
    if unknown.any():
        within_study_direction(findings.direction[studies == studies[unknown].min()])  # says which
    stated = tally.sum(axis=1) - tally[:, DIRECTIONS.index("not stated")]
    # The rule of within_study_direction for all studies at once; a test keeps the two alike.
    vote = np.where(stated == 0, DIRECTIONS.index("not stated"), DIRECTIONS.index("mixed"))
    for direction in ("no difference", "against", "favours"):
        code = DIRECTIONS.index(direction)
        vote[(stated > 0) & (tally[:, code] / np.maximum(stated, 1) >= agreement)] = code
    ends = tally.sum(axis=1).cumsum()
    ids = findings.finding_id.iloc[np.argsort(studies, kind="stable")].tolist()
    votes = findings[keys].iloc[first_rows].reset_index(drop=True)
    return votes.assign(
        direction=pd.Series(np.array(DIRECTIONS, dtype=object)[vote], dtype="str"),
        outcomes=tally.sum(axis=1),
        finding_ids=pd.Series(
            [";".join(ids[start:end]) for start, end in zip([0, *ends], ends, strict=False)], dtype="str"
        ),
    )


def count_votes(votes: pd.DataFrame, *, by: Iterable[str], confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Vote counts per group of ``study_votes``: one row per combination of ``by``, in order of first appearance.

    Columns: ``by``, ``studies`` (all votes), one column per direction, ``n``, ``share``, ``low``, ``high``, ``p_value``.
    """
    by = list(by)
    votes = votes.dropna(subset=by)
    groups, first_rows = _groups(votes, by)
    studies = np.bincount(groups, minlength=len(first_rows)).tolist()
    tally, _ = _tally(votes.direction, groups, len(first_rows))
    columns = {name: votes[name].iloc[first_rows].tolist() for name in by}
    columns |= {"studies": studies} | dict(zip(DIRECTIONS, tally.T.tolist(), strict=True))
    # Groups with the same votes have the same interval: computed once.
    known: dict[tuple[int, int], VoteCount] = {}
    counts = []
    for pair in zip(columns["favours"], columns["against"], strict=True):
        if pair not in known:
            known[pair] = vote_count(*pair, confidence=confidence)
        counts.append(known[pair])
    columns |= {name: [getattr(count, name) for count in counts] for name in ("n", "share", "low", "high", "p_value")}
    return pd.DataFrame(list(zip(*columns.values(), strict=True)), columns=list(columns))


def _groups(rows: pd.DataFrame, by: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The group of each row, numbered in order of first appearance, and the position of the first row of each group."""
    groups = rows.groupby(by, sort=False, observed=True).ngroup().to_numpy()
    return groups, np.flatnonzero(np.diff(np.maximum.accumulate(groups), prepend=-1))


def _tally(directions: pd.Series, groups: np.ndarray, n_groups: int) -> tuple[np.ndarray, np.ndarray]:
    """(groups, DIRECTIONS): rows with each direction; and which rows have an unknown one, which is not counted."""
    codes = pd.Index(DIRECTIONS).get_indexer(directions)
    unknown = codes < 0
    cells = groups[~unknown] * len(DIRECTIONS) + codes[~unknown]
    return np.bincount(cells, minlength=n_groups * len(DIRECTIONS)).reshape(n_groups, len(DIRECTIONS)), unknown
