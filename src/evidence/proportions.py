"""Proportions with Wilson intervals, and all the proportions that a figure without a denominator could be.

Vocabulary. A proportion is *events* out of a *denominator*, both whole numbers of people. A printed percentage without
a denominator stands for every pair of whole numbers that rounds to it. Since the rule of rounding is not known either, a
pair counts where its percentage lies within half a unit of the last printed digit, both ends included.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Proportion:
    """``events`` of ``denominator``; ``share`` with the Wilson limits ``low`` and ``high``, all three in [0, 1]."""

    events: int
    denominator: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class ProportionRange:
    """What a figure could be: its ``smallest`` and ``largest`` denominator, and what all its pairs span.

    ``share_low`` to ``share_high``: the shares. ``low`` to ``high``: from the lowest to the highest limit of all Wilson
    intervals, so it holds each of them and is not itself an interval of any stated confidence.
    """

    smallest: int
    largest: int
    share_low: float
    share_high: float
    low: float
    high: float


def proportion(events: int, denominator: int, *, confidence: float = CONFIDENCE) -> Proportion:
    """``events`` of ``denominator`` with Wilson's score interval. Raises ValueError for what is not a proportion.

    >>> found = proportion(15, 20)
    >>> f"{found.share:.3f} {found.low:.3f} {found.high:.3f}"
    '0.750 0.531 0.888'
    """
    if denominator < 1 or not 0 <= events <= denominator:
        raise ValueError(f"{events} of {denominator} is not a proportion")
    return _proportion(int(events), int(denominator), confidence)


@functools.lru_cache(maxsize=4096)  # small counts come again and again
def _proportion(events: int, denominator: int, confidence: float) -> Proportion:
    low, high = _wilson(events, denominator, confidence)
    ends = (0.0 if events == 0 else float(low)), (1.0 if events == denominator else float(high))
    return Proportion(events, denominator, events / denominator, *ends)


def wilson_intervals(
    events: np.ndarray, denominators: np.ndarray, *, confidence: float = CONFIDENCE
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limits (n,) of Wilson's score interval for each of ``events`` out of ``denominators`` (n,), all at once.

    The same sums as ``scipy.stats.binomtest(...).proportion_ci(method="wilson")``, which makes an exact test for every
    interval, 400 times the work; a test holds the two equal to the last bit. Without continuity correction.

    Source: Newcombe, Stat Med 1998;17:857-872, method 3.
    """
    low, high = _wilson(events, denominators, confidence)
    return np.where(events == 0, 0.0, low), np.where(events == denominators, 1.0, high)


def _wilson(events, denominators, confidence: float):
    """The limits of numbers or arrays, before the ends that are 0 and 1 are made exactly so."""
    z = _normal_quantile(0.5 + 0.5 * confidence)
    share = events / denominators
    width = 2 * (denominators + z**2)
    middle = (2 * denominators * share + z**2) / width
    reach = z / width * np.sqrt(4 * denominators * share * (1 - share) + z**2)
    return middle - reach, middle + reach


@functools.cache
def _normal_quantile(probability: float) -> float:
    from scipy.special import ndtri  # here, since its import takes time that most readers need not wait for

    return float(ndtri(probability))


def pairs_for_percent(percent: float, largest: int, *, smallest: int = 1) -> Iterator[tuple[int, int]]:
    """Every (events, denominator) with a denominator from ``smallest`` to ``largest`` that rounds to ``percent``.

    ``percent`` is rounded to as many digits as it is printed with: 68 to a whole percent, 11.9 to a tenth.

    >>> [pair for pair in pairs_for_percent(68, 28)]
    [(13, 19), (15, 22), (17, 25), (19, 28)]
    """
    for fewest, most, denominator in _runs(percent, largest, smallest):
        yield from ((events, denominator) for events in range(fewest, most + 1))


def ends_for_percent(percent: float, largest: int, *, smallest: int = 1) -> Iterator[tuple[int, int]]:
    """The pairs with the fewest and the most events of each denominator: in a large study the others are millions.

    >>> list(ends_for_percent(68, 200, smallest=199))
    [(135, 199), (136, 199), (135, 200), (137, 200)]
    """
    for fewest, most, denominator in _runs(percent, largest, smallest):
        yield from ((events, denominator) for events in dict.fromkeys((fewest, most)))


def _runs(percent: float, largest: int, smallest: int) -> Iterator[tuple[int, int, int]]:
    """(fewest, most, denominator) of the events that round to ``percent``, for each denominator that has any."""
    text = np.format_float_positional(percent, trim="-")
    printed, digits = Fraction(text), len(text.partition(".")[2])
    half = Fraction(1, 2 * 10**digits)
    low, high = (printed - half) / 100, (printed + half) / 100
    for denominator in range(smallest, largest + 1):
        fewest, most = max(0, math.ceil(low * denominator)), min(denominator, math.floor(high * denominator))
        if fewest <= most:
            yield fewest, most, denominator


def pairs_for_events(events: int, largest: int) -> Iterator[tuple[int, int]]:
    """``events`` out of every denominator that it fits, up to ``largest``."""
    yield from ((events, denominator) for denominator in range(max(events, 1), largest + 1))


def sizes_of_two_groups(percent: float, percent_other: float, total: int) -> list[tuple[int, int]]:
    """Every way to divide ``total`` people into two groups in which whole people give both percentages.

    >>> sizes_of_two_groups(7, 1, 99)
    [(14, 85), (15, 84), (27, 72), (28, 71), (29, 70), (30, 69)]
    """
    first, second = (
        {denominator for _, denominator in pairs_for_percent(each, total - 1)} for each in (percent, percent_other)
    )
    return [(size, total - size) for size in sorted(first) if total - size in second]


def proportion_range(pairs: Iterable[tuple[int, int]], *, confidence: float = CONFIDENCE) -> ProportionRange | None:
    """What ``pairs``, by rising denominator, span; None where there is none, since then no whole numbers of people give the figure."""
    outermost = {}  # for one denominator the fewest events give the lowest limit and the most events the highest
    for events, denominator in pairs:
        fewest, most = outermost.get(denominator, (events, events))
        outermost[denominator] = (min(fewest, events), max(most, events))
    if not outermost:
        return None
    denominators = np.array(list(outermost))
    fewest, most = np.array(list(outermost.values())).T
    low = wilson_intervals(fewest, denominators, confidence=confidence)[0]
    high = wilson_intervals(most, denominators, confidence=confidence)[1]
    return ProportionRange(
        int(denominators[0]),
        int(denominators[-1]),
        float((fewest / denominators).min()),
        float((most / denominators).max()),
        float(low.min()),
        float(high.max()),
    )
