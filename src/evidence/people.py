"""Counting people once: over study sets, never over findings."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class PeopleCount:
    """How many people stand behind some findings.

    ``low`` and ``high`` differ where a number may be the total of several studies or the size of each. ``sets`` counts
    the study sets, ``not_stated`` those among them that give no number, ``approximate`` those whose number is qualified.
    """

    low: int
    high: int
    sets: int
    not_stated: int = 0
    approximate: int = 0

    @property
    def known(self) -> bool:
        """Whether any number is given at all."""
        return self.not_stated < self.sets


def count_people(findings: pd.DataFrame) -> PeopleCount:
    """People behind ``findings`` (rows as in studies.csv), each study set counted once."""
    sets = findings.drop_duplicates("study_set")
    stated = sets[sets.n_participants.notna()]
    low = int(stated.n_participants.sum())
    each = stated[(stated.n_basis == "total or each") & stated.n_studies.notna()]
    high = low + int((each.n_participants * (each.n_studies - 1)).sum())
    return PeopleCount(
        low, high, len(sets), len(sets) - len(stated), approximate=int((stated.n_basis == "approximate").sum())
    )
