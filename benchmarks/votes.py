"""Votes over many findings against a bare pandas groupby. Prints ratios; not a test.

The bare groupby counts the directions of each study, use, route, comparator kind and kind: the one grouping that any program needs
which gives a study one vote. It applies no rule, keeps no ids and makes no interval. Both sides run in turn, and of each the
shortest run counts, since other work on the machine only makes runs longer.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd

from evidence.votes import COMPARATOR_GROUPS, DIRECTIONS, count_votes, study_votes

SIZES = (1_000, 10_000, 100_000, 1_000_000)
REPEATS = {1_000: 100, 10_000: 50, 100_000: 10, 1_000_000: 5}


def synthetic_findings(n: int) -> pd.DataFrame:
    """``n`` made-up findings, three to a study and next to each other, as in studies.csv."""
    rng = np.random.default_rng(0)
    studies = np.arange(n) // 3

    def text(values) -> pd.Series:
        return pd.Series(values, dtype="str")

    return pd.DataFrame(
        {
            "finding_id": text([f"finding-{i}" for i in range(n)]),
            "study_set": text([f"study-{study}" for study in studies]),
            "use": text([f"use-{study % 12}" for study in studies]),
            "route": text(np.array(["oral", "intrathecal", "not stated"])[studies // 12 % 3]),
            "comparator_kind": text(np.array(list(COMPARATOR_GROUPS))[studies % len(COMPARATOR_GROUPS)]),
            "kind": text(np.array(["benefit", "harm"])[rng.integers(0, 2, n)]),
            "direction": text(np.array(DIRECTIONS)[rng.integers(0, len(DIRECTIONS), n)]),
        }
    )


def bare(findings: pd.DataFrame) -> pd.Series:
    keys = ["study_set", "use", "route", "comparator_kind", "kind", "direction"]
    return findings.groupby(keys, sort=False, observed=True).size()


def ours(findings: pd.DataFrame) -> pd.DataFrame:
    return count_votes(study_votes(findings), by=["use", "route"])


def seconds(repeats: int, *works: Callable[[], object]) -> list[float]:
    """The shortest run of each work; they run in turn, so that a busy moment meets all of them."""
    times = [[] for _ in works]
    for _ in range(repeats):
        for work, found in zip(works, times, strict=True):
            start = time.perf_counter()
            work()
            found.append(time.perf_counter() - start)
    return [min(found) for found in times]


def main() -> None:
    print("study_votes and count_votes against a bare groupby (target: at most 5 times)")
    ours(synthetic_findings(100))  # imports scipy once
    times, bare_times = {}, {}
    for n in SIZES:
        findings = synthetic_findings(n)
        bare_times[n], times[n] = seconds(REPEATS[n], lambda: bare(findings), lambda: ours(findings))  # noqa: B023
        print(
            f"  {n:>9,} findings: groupby {bare_times[n]:.4f} s, ours {times[n]:.4f} s: {times[n] / bare_times[n]:.2f} times"
        )
    growth, bare_growth = (found[1_000_000] / found[100_000] for found in (times, bare_times))
    print(
        f"  1,000,000 against 100,000: {growth:.1f} times (target: at most 11); the groupby alone {bare_growth:.1f} times"
    )
    tracemalloc.start()
    ours(findings)
    print(
        f"  peak memory for {len(findings):,} findings {tracemalloc.get_traced_memory()[1] / 1e9:.2f} GB (target: below 2)"
    )
    tracemalloc.stop()


if __name__ == "__main__":
    main()
