"""Proportions with Wilson intervals, and all the proportions that a figure without a denominator could be.

Vocabulary. A proportion is *events* out of a *denominator*, both whole numbers of people. A printed percentage without
a denominator stands for every pair of whole numbers that rounds to it. Since the rule of rounding is not known either, a
pair counts where its percentage lies within half a unit of the last printed digit, both ends included.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

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
    """What a figure could be: ``pairs`` of (events, denominator), by rising denominator, and what they span.

    ``share_low`` to ``share_high``: the shares. ``low`` to ``high``: from the lowest to the highest limit of all Wilson
    intervals, so it holds each of them and is not itself an interval of any stated confidence.
    """

    pairs: tuple[tuple[int, int], ...]
    share_low: float
    share_high: float
    low: float
    high: float

    @property
    def smallest(self) -> int:
        """The smallest denominator."""
        return self.pairs[0][1]

    @property
    def largest(self) -> int:
        """The largest denominator."""
        return self.pairs[-1][1]


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
    from scipy.stats import binomtest  # here, since scipy.stats takes a second that most readers need not wait for

    interval = binomtest(events, denominator).proportion_ci(confidence_level=confidence, method="wilson")
    return Proportion(events, denominator, events / denominator, float(interval.low), float(interval.high))


def pairs_for_percent(percent: float, largest: int, *, smallest: int = 1) -> Iterator[tuple[int, int]]:
    """Every (events, denominator) with a denominator from ``smallest`` to ``largest`` that rounds to ``percent``.

    ``percent`` is rounded to as many digits as it is printed with: 68 to a whole percent, 11.9 to a tenth.

    >>> [pair for pair in pairs_for_percent(68, 28)]
    [(13, 19), (15, 22), (17, 25), (19, 28)]
    """
    printed = Fraction(repr(float(percent)))
    digits = 0 if printed.denominator == 1 else len(repr(float(percent)).split(".")[1])
    half = Fraction(1, 2 * 10**digits)
    low, high = (printed - half) / 100, (printed + half) / 100
    for denominator in range(smallest, largest + 1):
        fewest, most = max(0, math.ceil(low * denominator)), min(denominator, math.floor(high * denominator))
        yield from ((events, denominator) for events in range(fewest, most + 1))


def pairs_for_events(events: int, largest: int) -> Iterator[tuple[int, int]]:
    """``events`` out of every denominator that it fits, up to ``largest``."""
    yield from ((events, denominator) for denominator in range(max(events, 1), largest + 1))


def pairs_for_two_groups(percent: float, percent_other: float, total: int) -> tuple[list, list]:
    """The pairs of either group where both together hold at most ``total`` people; two empty lists where none fit.

    >>> drug, other = pairs_for_two_groups(7, 1, 99)
    >>> drug[0], drug[-1][1], other[0], other[-1][1]
    ((1, 14), 30, (1, 67), 85)
    """
    first, second = list(pairs_for_percent(percent, total - 1)), list(pairs_for_percent(percent_other, total - 1))
    if not first or not second:
        return [], []
    room_first, room_second = total - second[0][1], total - first[0][1]
    first = [pair for pair in first if pair[1] <= room_first]
    second = [pair for pair in second if pair[1] <= room_second]
    return (first, second) if first and second else ([], [])


def proportion_range(pairs, *, confidence: float = CONFIDENCE) -> ProportionRange | None:
    """What ``pairs`` span; None where there is none, since then no whole numbers of people give the figure."""
    pairs = tuple(pairs)
    if not pairs:
        return None
    outermost = {}  # for one denominator the fewest events give the lowest limit and the most events the highest
    for events, denominator in pairs:
        fewest, most = outermost.get(denominator, (events, events))
        outermost[denominator] = (min(fewest, events), max(most, events))
    ends = [
        proportion(events, denominator, confidence=confidence)
        for denominator, both in outermost.items()
        for events in dict.fromkeys(both)
    ]
    return ProportionRange(
        pairs,
        min(end.share for end in ends),
        max(end.share for end in ends),
        min(end.low for end in ends),
        max(end.high for end in ends),
    )
