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
    sets = number(Coded.of(findings.study_set).codes)[1]
    people, studies = (numbers_of(findings[name], sets) for name in ("n_participants", "n_studies"))
    basis, stated = text_of(findings.n_basis, sets), ~np.isnan(people)
    low = int(people[stated].sum())
    each = stated & (basis == "total or each") & ~np.isnan(studies)
    high = low + int((people[each] * (studies[each] - 1)).sum())
    not_stated = len(sets) - int(stated.sum())
    return PeopleCount(low, high, len(sets), not_stated, approximate=int((stated & (basis == "approximate")).sum()))
