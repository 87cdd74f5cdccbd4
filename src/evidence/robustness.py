"""Would another reader order the alternatives otherwise? Criteria that a reader may weigh, and the ranks they lead to.

Vocabulary. An *alternative* is a use by a route whose benefit was studied. A *criterion* is one thing that makes evidence
firmer; its *value* runs from 0 to 1 by the function stated in ``CRITERIA``. Nothing here says how large an effect is, and
an alternative's values are never added up for a reader: only ranks, shares of draws and weights leave this module.

Where a source leaves a value open it is drawn from what the source allows. All draws belong to the *study set*: its
number of people, design and so on are drawn once and hold for every criterion and alternative in which it occurs. The
draws of a study set hang on its name and the seed only, so leaving out another set does not change them.

Source of the method: Lahdelma & Salminen 2001 (see ``acceptability``), who draw uncertain values together with the
weights. The partial value functions are conventions of this review unless a source is named.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from evidence.acceptability import RankAcceptability, rank_acceptability
from evidence.bodies import pooled_sets
from evidence.certainty import ENOUGH_PEOPLE
from evidence.judgements import body_of_evidence
from evidence.layer import NOT_STATED, Layer
from evidence.votes import AGREEMENT, INACTIVE, study_votes

DRAWS = 5_000  # a share of draws is then good to two percentage points and better
FULL_SETS = 5  # study sets at which more add nothing; also the most studies that an unstated number is taken for
FEW_PEOPLE = 10  # people at which the criterion is 0
FULL_WEEKS = 52  # follow-up at which more adds nothing
# From the least to the most certain design, in equal steps.
DESIGN_ORDER = ("case report", "uncontrolled", "controlled, not randomised", "randomised")
FIRST_CONTROLLED = DESIGN_ORDER.index("controlled, not randomised")


@dataclass(frozen=True)
class Criterion:
    """What a criterion measures, its partial value function in words, what is drawn where it is open, and whose rule it is."""

    measures: str
    value: str
    drawn: str
    source: str


CRITERIA: dict[str, Criterion] = {
    "study sets": Criterion(
        "how many study sets report on a benefit",
        f"0 for one, 1 for {FULL_SETS} or more, in equal steps",
        f"nothing; counted by study, an unstated number is anything from 1 to {FULL_SETS}",
        "our convention: one study stands alone, and after a few the next adds little",
    ),
    "people": Criterion(
        "how many people took part, each study set counted once",
        f"0 for {FEW_PEOPLE} or fewer, 1 for {ENOUGH_PEOPLE} or more, in between by the logarithm",
        "where a number may be the total or that of each study, either; not stated, anything from 1 to "
        f"{ENOUGH_PEOPLE} (by the logarithm); a pooled analysis may hold the people of the other sets or not",
        "upper end: Murad 2017, Table 1 (imprecision); lower end and logarithm: our convention",
    ),
    "design": Criterion(
        "the best design among the study sets",
        f"{', '.join(DESIGN_ORDER)}: 0 to 1 in equal steps",
        "where the words leave several designs open, each of them alike; a review, an entry or no word at all: any",
        "order: Murad 2017, introduction; equal steps: our convention",
    ),
    "consistency": Criterion(
        "the share of votes in favour among those with a direction, where no active comparison is stated",
        "the share itself",
        "where no vote has a direction, anything from 0 to 1",
        "Cochrane Handbook, chapter 12; a share of votes is not the size of an effect",
    ),
    "follow-up": Criterion(
        "the longest follow-up among the study sets",
        f"0 for a week or less, 1 for {FULL_WEEKS} weeks or more, in between by the logarithm",
        "a range as stated; without an upper end up to 1; not stated, anything from 0 to 1",
        "our convention: a year is taken as long enough",
    ),
    "comparison": Criterion(
        "how many of the study sets compared with anything",
        "the share of such study sets",
        "where no comparison is mentioned, it follows the drawn design: there was one if the study was controlled",
        "our convention",
    ),
}


@dataclass(frozen=True)
class Thresholds:
    """Choices that another reader might make otherwise. ``by_study``: a set of k studies counts k times."""

    agreement: float = AGREEMENT
    enough_people: int = ENOUGH_PEOPLE
    by_study: bool = False


AS_USED = Thresholds()


@dataclass(frozen=True, eq=False)
class SetDraws:
    """What was drawn for one study set; arrays (draws,). ``design`` is a place in DESIGN_ORDER, ``follow_up`` a value."""

    people: np.ndarray
    studies: np.ndarray
    design: np.ndarray
    follow_up: np.ndarray
    holds_others: np.ndarray
    pooled: bool

    @classmethod
    def of(cls, findings: pd.DataFrame, draws: int, seed: int) -> SetDraws:
        """``findings``: all rows of one study set."""
        first = findings.iloc[0]
        # One row of uniform numbers for each quantity, drawn whether needed or not, so that none shifts another.
        for_studies, for_people, for_design, for_weeks, for_overlap = _stream(first.study_set, seed).random((5, draws))
        studies = _studies(first, for_studies)
        least, most = _designs(findings)
        shortest, longest = _follow_up(findings)
        return cls(
            _set_people(first, studies, for_people),
            studies,
            least + np.floor(for_design * (most - least + 1)),
            shortest + for_weeks * (longest - shortest),
            for_overlap < 0.5,
            bool(pooled_sets(findings, np.arange(len(findings))).any()),
        )


@dataclass(frozen=True, eq=False)
class Ranks:
    """``alternatives``: rows of ``alternatives``. ``values``: what ``criteria_values`` drew. ``found``: the ranks."""

    layer: Layer
    alternatives: pd.DataFrame
    values: np.ndarray
    found: RankAcceptability

    @cached_property
    def dominates(self) -> np.ndarray:
        """Row over column, see ``dominance``."""
        return dominance(self.values)

    @property
    def first(self) -> np.ndarray:
        """Share of draws in which each alternative is first."""
        return self.found.acceptability[:, 0]

    @property
    def leader(self) -> str:
        """The label of the alternative that is first most often; of several alike, the one that the review names first."""
        return self.alternatives.label.iloc[int(self.first.argmax())]

    @property
    def spread(self) -> pd.DataFrame:
        """``low``, ``middle``, ``high``: the ranks between which each alternative stands in nine of ten draws."""
        reached = self.found.acceptability.cumsum(axis=1)
        ranks = [(reached >= share - 1e-9).argmax(axis=1) + 1 for share in (0.05, 0.5, 0.95)]
        return pd.DataFrame(dict(zip(("low", "middle", "high"), ranks, strict=True)))


def alternatives(layer: Layer) -> pd.DataFrame:
    """One row per use × route whose benefit was studied, in the order of the review.

    Columns: ``use``, ``use_label``, ``route``, ``label``, ``sets`` (names of the study sets).
    """
    layer = layer.of_kind("benefit")
    sets = (
        layer.findings.groupby(["use", "route"], sort=False).study_set.agg(lambda names: sorted(set(names))).to_dict()
    )
    routes = layer.routes
    rows = [
        (use.use, use.label, route, f"{use.label}, {_route_words(route)}", sets[use.use, route])
        for use in layer.uses.itertuples()
        for route in routes
        if (use.use, route) in sets
    ]
    return pd.DataFrame(rows, columns=["use", "use_label", "route", "label", "sets"])


def draw_sets(layer: Layer, *, draws: int = DRAWS, seed: int = 0) -> dict[str, SetDraws]:
    """What is drawn for each study set with a benefit."""
    found = layer.of_kind("benefit").findings
    return {name: SetDraws.of(part, draws, seed) for name, part in found.groupby("study_set", sort=False)}


def criteria_values(
    layer: Layer,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    thresholds: Thresholds = AS_USED,
    drawn: Mapping[str, SetDraws] | None = None,
) -> np.ndarray:
    """(draws, alternatives, criteria): values in [0, 1], the alternatives as in ``alternatives``, criteria as in ``CRITERIA``.

    ``drawn``: what ``draw_sets`` gave for the same ``draws`` and ``seed``, to spare drawing it again.
    """
    found = layer.of_kind("benefit").findings
    drawn = draw_sets(layer, draws=draws, seed=seed) if drawn is None else drawn
    with_comparison = found[found.comparator_kind != NOT_STATED]
    compared = set(zip(with_comparison.use, with_comparison.route, with_comparison.study_set, strict=True))
    votes = study_votes(found, agreement=thresholds.agreement)
    votes = votes[votes.comparator_group == INACTIVE]
    votes = list(zip(votes.use, votes.route, votes.study_set, votes.direction, strict=True))
    rows = alternatives(layer)
    values = np.empty((draws, len(rows), len(CRITERIA)))
    for place, row in enumerate(rows.itertuples()):
        sets = {name: drawn[name] for name in row.sets}
        counted = sum(each.studies for each in sets.values()) if thresholds.by_study else len(sets)
        directions = {name: said for use, route, name, said in votes if (use, route) == (row.use, row.route)}
        controlled = [
            each.design >= FIRST_CONTROLLED if (row.use, row.route, name) not in compared else np.ones(draws)
            for name, each in sets.items()
        ]
        columns = {
            "study sets": _between((counted - 1) / (FULL_SETS - 1)),
            "people": _people_value(_people(sets), thresholds.enough_people),
            "design": np.max([each.design for each in sets.values()], axis=0) / (len(DESIGN_ORDER) - 1),
            "consistency": _consistency(directions, sets, thresholds.by_study, draws, seed),
            "follow-up": np.max([each.follow_up for each in sets.values()], axis=0),
            "comparison": np.mean(controlled, axis=0),
        }
        for column, name in enumerate(CRITERIA):
            values[:, place, column] = columns[name]
    return values


def rank_alternatives(
    layer: Layer,
    *,
    weights: Mapping[str, float] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    thresholds: Thresholds = AS_USED,
    drawn: Mapping[str, SetDraws] | None = None,
) -> Ranks | None:
    """The ranks that the alternatives of a layer take under all weights, or under ``weights``; None without an alternative.

    ``weights``: criterion → weight in any unit; a criterion that it does not name weighs nothing. ``drawn``: as for
    ``criteria_values``. Raises ValueError for
    an unknown criterion and as ``rank_acceptability`` does.

    >>> ranks = evidence.rank_alternatives(layer, draws=100)
    >>> len(ranks.alternatives) == len(ranks.found.acceptability)
    True
    """
    unknown = sorted(set(weights or {}) - set(CRITERIA))
    if unknown:
        raise ValueError(f"unknown criterion {unknown[0]!r}; there are {', '.join(CRITERIA)}")
    rows = alternatives(layer)
    if rows.empty:
        return None
    fixed = None if weights is None else [weights.get(name, 0) for name in CRITERIA]
    values = criteria_values(layer, draws=draws, seed=seed, thresholds=thresholds, drawn=drawn)
    return Ranks(layer, rows, values, rank_acceptability(values, weights=fixed, seed=seed))


def dominance(values: np.ndarray) -> np.ndarray:
    """(alternatives, alternatives): whether the row is at least as good as the column on every criterion and better on one, in every draw.

    The column is then behind the row whatever the weights and whatever the open values turn out to be.

    >>> dominance(np.array([[[0.9, 0.5], [0.2, 0.5]], [[0.9, 0.7], [0.9, 0.6]]])).tolist()
    [[False, True], [False, False]]
    """
    rows = [
        ((values[:, [i]] >= values).all(axis=2) & (values[:, [i]] > values).any(axis=2)).all(axis=0)
        for i in range(values.shape[1])
    ]
    return np.array(rows)


def route_duels(ranks: Ranks) -> pd.DataFrame:
    """For each use that two of the review's routes have: how often the evidence by one stands before that by the other.

    Columns: ``use``, ``use_label``, ``route``, ``other``, ``before`` (share of draws, ties half), ``dominated`` (the label of
    the dominated alternative, or missing).
    """
    rows, named = [], ranks.layer.named_routes
    for use, part in ranks.alternatives.groupby("use", sort=False):
        for one, other in itertools.combinations(part[part.route.isin(named)].index, 2):
            pair = ranks.alternatives.loc[[one, other]]
            behind = other if ranks.dominates[one, other] else one if ranks.dominates[other, one] else None
            rows.append({
                "use": use, "use_label": pair.use_label.iloc[0], "route": pair.route.iloc[0], "other": pair.route.iloc[1],
                "before": float(ranks.found.pairwise[one, other]),
                "dominated": None if behind is None else ranks.alternatives.label[behind],
            })  # fmt: skip
    return pd.DataFrame(rows, columns=["use", "use_label", "route", "other", "before", "dominated"])


def _stream(name: str, seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, *name.encode()])


def _studies(finding: pd.Series, uniform: np.ndarray) -> np.ndarray:
    if pd.notna(finding.n_studies):
        return np.full(len(uniform), float(finding.n_studies))
    most = FULL_SETS if pd.isna(finding.n_participants) else min(FULL_SETS, int(finding.n_participants))
    return 1 + np.floor(uniform * most)


def _set_people(finding: pd.Series, studies: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    if pd.isna(finding.n_participants):
        return np.exp(uniform * np.log(ENOUGH_PEOPLE))
    stated = float(finding.n_participants)
    return np.where((uniform < 0.5) & (finding.n_basis == "total or each"), stated * studies, stated)


def _designs(findings: pd.DataFrame) -> tuple[int, int]:
    """The least and the most certain place in DESIGN_ORDER that a study set may have, as certainty reads its words."""
    row = body_of_evidence(findings).designs.iloc[0]
    if row.least not in DESIGN_ORDER or row.most not in DESIGN_ORDER:
        return 0, len(DESIGN_ORDER) - 1
    return DESIGN_ORDER.index(row.least), DESIGN_ORDER.index(row.most)


def _follow_up(findings: pd.DataFrame) -> tuple[float, float]:
    """The range of the value of a study set's longest follow-up."""
    least, most = (findings[name].astype("float64") for name in ("weeks_min", "weeks_max"))
    longest = most.mask(most.isna() & least.notna(), np.inf).max()  # "5 years or more" has no upper end
    low = 0.0 if least.isna().all() else _weeks_value(least.max())
    high = 1.0 if np.isnan(longest) or np.isinf(longest) else _weeks_value(longest)
    return min(low, high), high


def _weeks_value(weeks: float) -> float:
    return float(_between(np.log(max(weeks, 1)) / np.log(FULL_WEEKS)))


def _people(sets: Mapping[str, SetDraws]) -> np.ndarray:
    """People of an alternative; where a pooled analysis holds those of the others, the larger of the two counts."""
    nobody = np.zeros(len(next(iter(sets.values())).people))
    pooled = sum((draw.people for draw in sets.values() if draw.pooled), nobody)
    single = sum((draw.people for draw in sets.values() if not draw.pooled), nobody)
    held = np.any([draw.holds_others for draw in sets.values() if draw.pooled] or [nobody > 0], axis=0)
    return np.where(held, np.maximum(pooled, single), pooled + single)


def _people_value(people: np.ndarray, enough: int) -> np.ndarray:
    return _between(np.log(people / FEW_PEOPLE) / np.log(enough / FEW_PEOPLE))


def _consistency(
    directions: Mapping[str, str], sets: Mapping[str, SetDraws], by_study: bool, draws: int, seed: int
) -> np.ndarray:
    """The share in favour; the same unknown for the same study sets where no vote has a direction."""
    counted = {
        said: sum((sets[name].studies if by_study else 1.0 for name, own in directions.items() if own == said), 0.0)
        for said in ("favours", "against")
    }
    if not np.any(counted["favours"] + counted["against"]):
        return _stream("consistency " + " ".join(sorted(sets)), seed).random(draws)
    return counted["favours"] / (counted["favours"] + counted["against"])


def _between(value):
    return np.clip(value, 0.0, 1.0)


def _route_words(route: str) -> str:
    return "route not stated" if route == NOT_STATED else route
