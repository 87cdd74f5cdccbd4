"""Certainty over many findings against a bare pandas groupby. Prints ratios; not a test.

The bare groupby is that of votes.py, which counts the directions of each study. A certainty needs more of a finding (design, people,
how the route is known, what was compared) and writes six sentences for each of 36 cells; none of this is in the groupby.
"""

from __future__ import annotations

import tracemalloc
from types import SimpleNamespace

import numpy as np
import pandas as pd
from votes import REPEATS, SIZES, bare, seconds, synthetic_findings

from evidence.judgements import certainty_table
from evidence.layer import AS_DOCUMENTS, Layer


def synthetic_layer(n: int) -> Layer:
    """A layer of ``n`` made-up findings on twelve uses."""
    findings = synthetic_findings(n)
    studies = np.arange(n) // 3
    designs = np.array(["trial", "clinical trial", "case study", "study"])
    findings = findings.assign(
        kind="benefit",
        design_stated=designs[studies % 4],
        route_basis=np.where(findings.route == "not stated", "not stated", "stated"),
        n_participants=pd.Series(studies % 90 + 1, dtype="Int64"),
        n_studies=pd.Series(1, index=findings.index, dtype="Int64"),
        n_basis="exact",
        comparator=np.where(findings.comparator_kind.isin(["active drug", "another route"]), "another treatment", None),
    )
    names = [f"use-{number}" for number in range(12)]
    uses = pd.DataFrame({"use": names, "label": names, "use_group": "uses"})
    review = SimpleNamespace(uses=uses, codebook=SimpleNamespace(about={"routes": ["oral", "intrathecal"]}))
    return Layer(review, findings, AS_DOCUMENTS, "made-up findings")


def main() -> None:
    print("certainty_table against a bare groupby (target: at most 5 times)")
    certainty_table(synthetic_layer(100))
    times, bare_times = {}, {}
    for n in SIZES:
        layer = synthetic_layer(n)
        bare_times[n], times[n] = seconds(REPEATS[n], lambda: bare(layer.findings), lambda: certainty_table(layer))  # noqa: B023
        print(
            f"  {n:>9,} findings: groupby {bare_times[n]:.4f} s, ours {times[n]:.4f} s: {times[n] / bare_times[n]:.2f} times"
        )
    growth, bare_growth = (found[1_000_000] / found[100_000] for found in (times, bare_times))
    print(
        f"  1,000,000 against 100,000: {growth:.1f} times (target: at most 11); the groupby alone {bare_growth:.1f} times"
    )
    tracemalloc.start()
    certainty_table(layer)
    print(f"  peak memory for {n:,} findings {tracemalloc.get_traced_memory()[1] / 1e9:.2f} GB (target: below 2)")
    tracemalloc.stop()


if __name__ == "__main__":
    main()
