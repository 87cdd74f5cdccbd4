"""Numbering groups: as a pandas groupby numbers them, whatever is missing and however many combinations there could be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import groups
from evidence.groups import Coded, group_rows, number

LEVEL = st.sampled_from(["a", "b", "c", None])
ROWS = st.lists(st.tuples(LEVEL, LEVEL, LEVEL), min_size=1, max_size=30)


@settings(deadline=None)
@given(ROWS, st.sampled_from([2**62, 4]))
def test_groups_are_those_of_a_groupby(rows, largest):
    """Also where the combinations are too many for one number, so that they are numbered anew on the way."""
    frame = pd.DataFrame(rows, columns=["x", "y", "z"]).astype("str")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "LARGEST_KEY", largest)
        found, firsts = group_rows([Coded.of(frame[name]) for name in frame])
    expected = (
        frame.groupby(["x", "y", "z"], sort=False).ngroup().fillna(-1).astype(int)
    )  # pandas has no number where a key is missing
    assert found.tolist() == expected.tolist()
    assert firsts.tolist() == [expected.tolist().index(group) for group in range(expected.max() + 1)]


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_a_column_is_coded_in_order_of_first_appearance(dtype):
    coded = Coded.of(pd.Series(["b", None, "a", "b"], dtype=dtype))
    assert (coded.codes.tolist(), coded.levels) == ([0, -1, 1, 0], ["b", "a"])
    assert coded.pick([10, 20], missing=0).tolist() == [10, 0, 20, 10]
    assert coded.is_level("a").tolist() == [False, False, True, False]
    assert not coded.is_level("z").any()


def test_levels_may_fall_together_or_out():
    coded = Coded.of(pd.Series(["b", "a", "c", "b"])).map({"a": "x", "b": "x"}.get)
    assert (coded.codes.tolist(), coded.levels) == ([0, 0, -1, 0], ["x"])


def test_no_row_has_no_group():
    found, firsts = number(np.array([], dtype=int))
    assert len(found) == len(firsts) == 0
