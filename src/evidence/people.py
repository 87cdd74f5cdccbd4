"""Counting people once: over study sets, never over findings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evidence.groups import Coded, number, numbers_of, text_of


@dataclass(frozen=True)
class PeopleCount:
    """How many people stand behind some findings.

    ``low`` and ``high`` differ where a number may be the total of several studies or the size of each. ``sets`` counts
    the study sets, ``not_stated`` those among them that give no number, ``approximate`` those whose number is qualified.

    >>> evidence.PeopleCount(low=20, high=60, sets=2)
    PeopleCount(low=20, high=60, sets=2, not_stated=0, approximate=0)
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
    """People behind ``findings`` (rows as in studies.csv), each study set counted once.

    >>> import pandas as pd
    >>> findings = pd.DataFrame(
    ...     {"study_set": ["a", "a", "b"], "n_participants": [20, 20, 30], "n_basis": "exact", "n_studies": 1}
    ... )
    >>> evidence.count_people(findings).low  # two outcomes of set a are the same 20 people
    50
    """
    return SetSizes.of(findings, number(Coded.of(findings.study_set).codes)[1]).count()


@dataclass(frozen=True, eq=False)
class SetSizes:
    """How many people each of some study sets has, for counting one choice of them after another.

    ``low`` and ``high`` (sets,): people, 0 where no number is given. ``stated``, ``approximate`` (sets,): bool.
    """

    low: np.ndarray
    high: np.ndarray
    stated: np.ndarray
    approximate: np.ndarray

    @classmethod
    def of(cls, findings: pd.DataFrame, firsts: np.ndarray) -> SetSizes:
        """``firsts`` (sets,): the position of one finding of each set; a set's findings give the same numbers."""
        people, studies = (numbers_of(findings[name], firsts) for name in ("n_participants", "n_studies"))
        basis, stated = text_of(findings.n_basis, firsts), ~np.isnan(people)
        low = np.where(stated, people, 0)
        each = stated & (basis == "total or each") & ~np.isnan(studies)
        high = np.where(each, low * studies, low)
        return cls(low.astype(int), high.astype(int), stated, stated & (basis == "approximate"))

    def count(self, sets: np.ndarray | slice = slice(None)) -> PeopleCount:
        """The people of the study sets at the positions ``sets``, each given once; of all where none are named."""
        low, high, stated = self.low[sets], self.high[sets], self.stated[sets]
        not_stated = len(stated) - int(stated.sum())
        return PeopleCount(
            int(low.sum()), int(high.sum()), len(stated), not_stated, approximate=int(self.approximate[sets].sum())
        )
