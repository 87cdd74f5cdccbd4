"""Counting people: each study set once, whichever sets are chosen, and never a number that is not stated."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import evidence
from evidence.groups import Coded, first_rows
from evidence.people import SetSizes

BASES = ("exact", "approximate", "total over studies", "total or each")
SIZE = st.tuples(st.none() | st.integers(1, 400), st.none() | st.integers(1, 5), st.sampled_from(BASES))


def counted(sizes) -> evidence.PeopleCount:
    """The same in plain words: a set of unknown number adds nobody; "total or each" may be the size of each study."""
    low = high = not_stated = approximate = 0
    for people, studies, basis in sizes:
        if people is None:
            not_stated += 1
            continue
        low += people
        high += people * (studies or 1) if basis == "total or each" else people
        approximate += basis == "approximate"
    return evidence.PeopleCount(low, high, len(sizes), not_stated, approximate)


@settings(deadline=None)
@given(st.lists(SIZE, min_size=1, max_size=8), st.data())
def test_people_are_counted_once_whichever_sets_are_chosen(sizes, data):
    rows = data.draw(st.permutations([*range(len(sizes))] * 2))  # two findings of each set, in any order
    people, studies, basis = zip(*(sizes[place] for place in rows), strict=True)
    findings = pd.DataFrame(
        {
            "study_set": [f"set-{place}" for place in rows],
            "n_participants": pd.array(people, dtype="Int64"),
            "n_studies": pd.array(studies, dtype="Int64"),
            "n_basis": ["not stated" if n is None else words for n, words in zip(people, basis, strict=True)],
        }
    )
    assert evidence.count_people(findings) == counted(sizes)
    study = Coded.of(findings.study_set)
    chosen = data.draw(st.lists(st.sampled_from(range(len(study.levels))), unique=True))
    named = [sizes[int(study.levels[place].removeprefix("set-"))] for place in chosen]
    assert SetSizes.of(findings, first_rows(study.codes)).count(chosen) == counted(named)
