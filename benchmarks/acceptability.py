"""Rank acceptability against a plain NumPy lower bound and against a loop in Python. Prints ratios; not a test.

The lower bound draws the same weights, makes the same values and sorts each draw once, and does nothing else: no ranks, no central
weights, no pairwise indices.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import numpy as np

from evidence.acceptability import rank_acceptability

DRAWS, ALTERNATIVES, CRITERIA = 100_000, 30, 6
LOOP_DRAWS = 1_000  # as many as the loop in Python is given; its time is scaled to DRAWS
SEED, REPEATS = 0, 15
UTILITIES = np.random.default_rng(1).random((ALTERNATIVES, CRITERIA))


def lower_bound() -> np.ndarray:
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(CRITERIA), DRAWS)
    return np.argsort(drawn @ UTILITIES.T, axis=1)


def sampled_lower_bound(sample: np.ndarray) -> np.ndarray:
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(CRITERIA), DRAWS)
    return np.argsort(np.einsum("dac,dc->da", sample, drawn), axis=1)


def loop() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same three results draw by draw, as one would first write them."""
    rng = np.random.default_rng(SEED)
    ranks = np.zeros((ALTERNATIVES, ALTERNATIVES))
    pairwise = np.zeros((ALTERNATIVES, ALTERNATIVES))
    first_weights = np.zeros((ALTERNATIVES, CRITERIA))
    for _ in range(LOOP_DRAWS):
        weights = rng.dirichlet(np.ones(CRITERIA)).tolist()
        values = [sum(w * u for w, u in zip(weights, row, strict=True)) for row in UTILITIES.tolist()]
        order = sorted(range(ALTERNATIVES), key=lambda i: -values[i])
        for rank, i in enumerate(order):
            ranks[i, rank] += 1
            for j in order[rank + 1 :]:
                pairwise[i, j] += 1
        first_weights[order[0]] += weights
    return ranks / LOOP_DRAWS, pairwise / LOOP_DRAWS, first_weights


def seconds(work: Callable[[], object], repeats: int) -> float:
    """The shortest of several runs: what the work takes when nothing else runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    print(f"rank_acceptability, {DRAWS:,} draws x {ALTERNATIVES} alternatives x {CRITERIA} criteria")
    bound, ours = seconds(lower_bound, REPEATS), seconds(lambda: rank_acceptability(UTILITIES), REPEATS)
    print(f"  lower bound {bound:.4f} s, ours {ours:.4f} s: {ours / bound:.2f} times (target: at most 2)")
    python = seconds(loop, 1) * DRAWS / LOOP_DRAWS
    print(
        f"  loop in Python {python:.1f} s (scaled from {LOOP_DRAWS:,} draws): {python / ours:.0f} times slower (target: at least 100)"
    )
    tracemalloc.start()
    rank_acceptability(UTILITIES)
    print(f"  peak memory {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB (target: below 300)")
    tracemalloc.stop()
    sample = np.random.default_rng(2).random((DRAWS, ALTERNATIVES, CRITERIA))
    bound = seconds(lambda: sampled_lower_bound(sample), 3)
    ours = seconds(lambda: rank_acceptability(sample), 3)
    print(f"sampled utilities: lower bound {bound:.4f} s, ours {ours:.4f} s: {ours / bound:.2f} times")
    print(
        f"  (no target: a confidence factor values the whole sample once more for each of the {ALTERNATIVES} alternatives)"
    )


if __name__ == "__main__":
    main()
