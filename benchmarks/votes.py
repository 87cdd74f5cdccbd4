"""Votes over many findings against a bare pandas groupby. Prints ratios; not a test.

The bare groupby counts the directions of each study, use, route, comparator kind and kind; it applies no rule, keeps no ids and
makes no interval.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd

from evidence.votes import COMPARATOR_GROUPS, DIRECTIONS, count_votes, study_votes

SIZES = (1_000, 10_000, 100_000, 1_000_000)
REPEATS = 3


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


def seconds(work: Callable[[pd.DataFrame], object], findings: pd.DataFrame) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work(findings)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    print("study_votes and count_votes against a bare groupby (target: at most 5 times)")
    ours(synthetic_findings(100))  # imports scipy once
    times = {}
    for n in SIZES:
        findings = synthetic_findings(n)
        groupby, times[n] = seconds(bare, findings), seconds(ours, findings)
        print(f"  {n:>9,} findings: groupby {groupby:.3f} s, ours {times[n]:.3f} s: {times[n] / groupby:.2f} times")
    print(f"  1,000,000 against 100,000: {times[1_000_000] / times[100_000]:.1f} times (target: at most 11)")
    tracemalloc.start()
    ours(findings)
    print(
        f"  peak memory for {len(findings):,} findings {tracemalloc.get_traced_memory()[1] / 1e9:.2f} GB (target: below 2)"
    )
    tracemalloc.stop()


if __name__ == "__main__":
    main()
