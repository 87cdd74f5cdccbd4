"""How far an order of alternatives depends on the weights of the criteria: stochastic multicriteria acceptability
analysis.

Vocabulary. An *alternative* is what is ordered (here: a use, or a use by one route), a *criterion* what a reader may
weigh (number of studies, design, …). A *utility* is how good an alternative is on one criterion, from 0 (worst) to 1
(best). The *value* of an alternative is its weighted mean utility. A *draw* is one set of weights (and, where
utilities are uncertain, one set of utilities); in each draw the alternatives are ranked by value, the highest first.

Sources: Lahdelma & Salminen, SMAA-2, Operations Research 2001;49:444-454 (rank acceptability, central weights,
confidence factor); Tervonen & Lahdelma, European Journal of Operational Research 2007;178:500-513 (computing them by
simulation). The pairwise index is the one of the R package smaa, but for ties, which count half here and not at all
there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # so that the reference prints the name, and not the half page that it stands for
    from numpy.typing import ArrayLike

DRAWS = 100_000
# Values closer than this are tied: rounding must not decide between alternatives that are equal on paper.
TIE = 1e-12
# Values worked on at once, in a few arrays of this length: memory stays below 100 MB whatever
# the number of draws.
BLOCK = 750_000
# A value is sorted as a whole number of 2**-50 with the alternative in the low bits: one sort gives order
# and gaps.
SCALE = 2.0**50
MOST_ALTERNATIVES = 4096  # more would not fit beside a value in 63 bits


@dataclass(frozen=True, eq=False)
class RankAcceptability:
    """What a share of the weights says about each alternative. Arrays are read-only.

    ``acceptability`` (alternatives, ranks): share of draws in which the alternative (row) has the rank (column, best
    first). Tied alternatives share the ranks they take up equally, so rows and columns all sum to 1.
    ``central_weights`` (alternatives, criteria): mean of the weights with which the alternative is first, sums to 1;
    a row of NaN where it never is.
    ``confidence`` (alternatives,): share of the sampled utilities with which the alternative is first given its
    central weights; NaN where it has none. Fixed utilities make it 1, or 1/k where k alternatives tie for the first
    rank.
    ``pairwise`` (alternatives, alternatives): share of draws in which the row has the higher value than the column; a
    tie is half a win for each, so an index and its mirror sum to 1 and the diagonal, an alternative against itself,
    is 0.5.

    >>> found = evidence.rank_acceptability([[0.9, 0.8], [0.5, 0.8]], draws=1000)
    >>> found.acceptability.sum(axis=1).tolist()
    [1.0, 1.0]
    >>> found.pairwise.diagonal().tolist()
    [0.5, 0.5]
    """

    acceptability: np.ndarray
    central_weights: np.ndarray
    confidence: np.ndarray
    pairwise: np.ndarray
    draws: int
    seed: int


def rank_acceptability(
    utilities: ArrayLike, *, weights: ArrayLike | None = None, draws: int = DRAWS, seed: int = 0
) -> RankAcceptability:
    """In which share of all weights each alternative has each rank (SMAA-2).

    ``utilities``: (alternatives, criteria) where they are known, or (draws, alternatives, criteria) where they are
    sampled; finite and in [0, 1]. A sample is used draw by draw, each with one set of weights for all alternatives,
    so what is correlated in it stays correlated; it brings its own number of draws.
    ``weights``: (criteria,), not negative, in any unit; without them they are drawn uniformly from all weights that
    sum to 1 (Dirichlet with every parameter 1). The same ``seed`` gives the same result. A share p is good to about
    sqrt(p(1-p)/draws): 0.002 for 100,000 draws.

    Raises ValueError for utilities outside [0, 1] or missing, another shape, no alternative or criterion, weights
    that are negative or sum to zero, fewer than one draw, or a number of draws that contradicts a sample.

    >>> result = rank_acceptability([[1.0, 0.0], [0.75, 0.75]])  # the first leads where its criterion weighs over 3/4
    >>> result.acceptability.round(2).tolist()
    [[0.25, 0.75], [0.75, 0.25]]
    >>> result.central_weights.round(2).tolist()
    [[0.88, 0.12], [0.37, 0.63]]
    >>> rank_acceptability([[0.9, 0.8], [0.5, 0.8]]).confidence.tolist()  # the second is dominated, never first
    [1.0, nan]
    """
    utilities = _checked_utilities(utilities, dimensions=(2, 3))
    alternatives, criteria = utilities.shape[-2:]
    fixed_weights = None if weights is None else _checked_weights(weights, criteria)
    draws = _checked_draws(draws, utilities)
    # Where nothing is drawn, one draw says it all.
    counted = 1 if utilities.ndim == 2 and fixed_weights is not None else draws
    sample = utilities if utilities.ndim == 3 else None
    fixed_losses = None if sample is not None else SCALE * (1 - utilities.T)
    tally = _Tally(alternatives, criteria)
    rng = np.random.default_rng(seed)
    for block in _blocks(counted, BLOCK // alternatives):
        size = block.stop - block.start
        if fixed_weights is None:
            drawn = rng.dirichlet(np.ones(criteria), size)
        else:
            drawn = np.broadcast_to(fixed_weights, (size, criteria))
        # Losses, 1 - value, since a sort puts the smallest first.
        losses = drawn @ fixed_losses if sample is None else SCALE * (1 - np.einsum("dac,dc->da", sample[block], drawn))
        tally.add(losses, drawn)
    acceptability = tally.ranks() / counted
    central_weights = tally.central_weights()
    result = RankAcceptability(
        acceptability, central_weights, _confidence(utilities, central_weights), tally.pairwise() / counted, draws, seed
    )
    for array in (result.acceptability, result.central_weights, result.confidence, result.pairwise):
        array.flags.writeable = False
    return result


def dominance(utilities: ArrayLike) -> np.ndarray:
    """Whether the row dominates the column: at least as good on every criterion and better on one. (alternatives,
    alternatives).

    ``utilities``: (alternatives, criteria) in [0, 1]. Whatever the weights, a dominated alternative is never ahead of
    the one that dominates it. Raises ValueError as ``rank_acceptability`` does, and for sampled utilities.

    >>> dominance([[0.9, 0.8], [0.5, 0.8], [1.0, 0.0]]).tolist()
    [[False, True, False], [False, False, False], [False, False, False]]
    """
    utilities = _checked_utilities(utilities, dimensions=(2,))
    row, column = utilities[:, None, :], utilities[None, :, :]
    return (row >= column).all(axis=2) & (row > column).any(axis=2)


class _Tally:
    """Counts over blocks of draws. Whole numbers wherever possible, so that they do not depend on the size of a
    block."""

    def __init__(self, alternatives: int, criteria: int) -> None:
        self.alternatives = alternatives
        # Number of tied alternatives (1: no tie) -> (alternatives, best of the ranks they share): draws.
        self.by_tie_size: dict[int, np.ndarray] = {}
        self.half_wins = np.zeros((alternatives, alternatives), dtype=np.int64)
        self.first_weights = np.zeros((alternatives, criteria))

    def add(self, losses: np.ndarray, weights: np.ndarray) -> None:
        """Count a block: ``losses`` (draws, alternatives) and the ``weights`` (draws, criteria) they were made with."""
        first, better, tied = _ranked(losses)
        sizes = [1] if tied is None else np.unique(tied).tolist()
        for size in sizes:
            counts = self.by_tie_size.setdefault(size, np.zeros((self.alternatives,) * 2, dtype=np.int64))
            for i, ranks in enumerate(better):
                counted = ranks if tied is None else ranks[tied[i] == size]
                counts[i] += np.bincount(counted, minlength=self.alternatives)
        for i in range(self.alternatives - 1):
            for j in range(i + 1, self.alternatives):
                half_wins = 2 * np.count_nonzero(better[i] < better[j])
                if tied is not None:
                    half_wins += np.count_nonzero(better[i] == better[j])
                self.half_wins[i, j] += half_wins
                self.half_wins[j, i] += 2 * len(losses) - half_wins
        if tied is None:
            for k, weight in enumerate(weights.T):
                self.first_weights[:, k] += np.bincount(first, weight, minlength=self.alternatives)
        else:
            self.first_weights += ((better == 0) / tied) @ weights
        np.fill_diagonal(self.half_wins, self.half_wins.diagonal() + len(losses))

    def ranks(self) -> np.ndarray:
        """(alternatives, ranks): draws at each rank, a tie shared over the ranks it takes up."""
        shared = np.zeros((self.alternatives, self.alternatives))
        for size, counts in sorted(self.by_tie_size.items()):
            for place in range(size):
                # A tie of ``size`` starts no later than rank alternatives - size.
                shared[:, place : self.alternatives - size + 1 + place] += (
                    counts[:, : self.alternatives - size + 1] / size
                )
        return shared

    def central_weights(self) -> np.ndarray:
        total = self.first_weights.sum(axis=1, keepdims=True)
        return np.divide(self.first_weights, total, out=np.full_like(self.first_weights, np.nan), where=total > 0)

    def pairwise(self) -> np.ndarray:
        return self.half_wins / 2


def _ranked(losses: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """The ranks in each draw of ``losses`` (draws, alternatives), in units of 1 / SCALE.

    Returns ``first`` (draws,), an alternative at the first rank; ``better`` (alternatives, draws), how many stand
    before each;
    ``tied`` (alternatives, draws), how many share the rank, itself included, or None where no draw has a tie.
    """
    draws, alternatives = losses.shape
    bits = alternatives.bit_length()
    keys = losses.astype(np.int64)
    keys <<= bits
    keys |= np.arange(alternatives)
    keys.sort(axis=1)
    apart = keys[:, 1:] - keys[:, :-1] >= int(TIE * SCALE) << bits
    keys &= (1 << bits) - 1  # what is left is the order, best first
    first = keys[:, 0].copy()
    keys += np.arange(0, draws * alternatives, alternatives)[:, None]
    places = np.arange(alternatives, dtype=np.min_scalar_type(alternatives))

    def by_alternative(in_order: np.ndarray) -> np.ndarray:
        found = np.empty(draws * alternatives, dtype=places.dtype)
        found[keys.ravel()] = np.broadcast_to(in_order, keys.shape).ravel()
        return np.ascontiguousarray(found.reshape(draws, alternatives).T)

    if apart.all():
        return first, by_alternative(places), None
    edge = np.ones((draws, 1), dtype=bool)
    starts = np.maximum.accumulate(np.where(np.hstack([edge, apart]), places, 0), axis=1)
    ends = np.where(np.hstack([apart, edge]), places, alternatives)[:, ::-1]
    ends = np.minimum.accumulate(ends, axis=1)[:, ::-1]
    return first, by_alternative(starts), by_alternative(ends - starts + 1)


def _confidence(utilities: np.ndarray, central_weights: np.ndarray) -> np.ndarray:
    """(alternatives,): share of the sample in which each is first given its own central weights, ties shared; NaN for
    none."""
    alternatives = utilities.shape[-2]
    sample = utilities.reshape(-1, *utilities.shape[-2:])
    counting = np.min_scalar_type(alternatives)
    known = np.flatnonzero(~np.isnan(central_weights[:, 0]))
    first = np.zeros(len(known))
    for block in _blocks(len(sample), BLOCK // alternatives**2):
        # (draws, alternatives, whose central weights)
        values = sample[block] @ central_weights[known].T
        level = values >= values.max(axis=1, keepdims=True) - TIE
        own = level[:, known, np.arange(len(known))]
        first += (own / level.sum(axis=1, dtype=counting)).sum(axis=0)
    confidence = np.full(alternatives, np.nan)
    confidence[known] = first / len(sample)
    return confidence


def _blocks(draws: int, size: int) -> Iterator[slice]:
    size = max(size, 1)
    for start in range(0, draws, size):
        yield slice(start, min(start + size, draws))


def _checked_utilities(utilities: ArrayLike, *, dimensions: tuple[int, ...]) -> np.ndarray:
    utilities = _as_floats(utilities, "utilities")
    if utilities.ndim not in dimensions:
        shapes = {2: "(alternatives, criteria)", 3: "(draws, alternatives, criteria)"}
        wanted = " or ".join(shapes[dimension] for dimension in dimensions)
        raise ValueError(f"utilities must have the shape {wanted}, not {utilities.shape}")
    if 0 in utilities.shape:
        raise ValueError(
            f"utilities need at least one alternative, criterion and draw, not the shape {utilities.shape}"
        )
    if utilities.shape[-2] > MOST_ALTERNATIVES:
        raise ValueError(f"at most {MOST_ALTERNATIVES} alternatives can be ranked, not {utilities.shape[-2]}")
    if not (utilities.min() >= 0 and utilities.max() <= 1):  # also where one is NaN
        raise ValueError("utilities must lie between 0 and 1, and none may be missing")
    return utilities


def _checked_weights(weights: ArrayLike, criteria: int) -> np.ndarray:
    """The weights, made to sum to 1."""
    weights = _as_floats(weights, "weights")
    if weights.shape != (criteria,):
        raise ValueError(f"weights must have the shape ({criteria},), one per criterion, not {weights.shape}")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("weights must be finite and not negative")
    if not weights.sum() > 0:
        raise ValueError("weights must not all be zero")
    weights = weights / weights.max()  # before the sum, which could overflow
    return weights / weights.sum()


def _checked_draws(draws: int, utilities: np.ndarray) -> int:
    if int(draws) != draws or draws < 1:
        raise ValueError(f"draws must be a whole number of at least one, not {draws!r}")
    if utilities.ndim == 2:
        return int(draws)
    if draws not in (DRAWS, len(utilities)):  # the default cannot be told from an argument of the same size
        raise ValueError(f"utilities hold {len(utilities)} draws, not {draws}")
    return len(utilities)


def _as_floats(values: ArrayLike, name: str) -> np.ndarray:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be an array of numbers: {error}") from error
