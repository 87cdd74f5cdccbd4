"""Numbering the groups of many rows at once, in order of first appearance.

Vocabulary. The *code* of a cell is the number of its level, from 0 in order of first appearance, -1 where the cell is missing.
The *group* of a row is the number of its combination of codes, from 0 in order of first appearance, -1 where one is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

LARGEST_KEY = 2**62  # a combination of codes is one whole number of 64 bits


@dataclass(frozen=True, eq=False)
class Coded:
    """A column as whole numbers: ``codes`` (rows,), ``levels`` (list of the distinct values)."""

    codes: np.ndarray
    levels: list

    @classmethod
    def of(cls, column: pd.Series | np.ndarray) -> Coded:
        # Text is coded as the Python objects that it is made of: the array around them takes as long again.
        values = text_of(column) if isinstance(column.dtype, pd.StringDtype) else getattr(column, "array", column)
        codes, levels = pd.factorize(values)
        return cls(codes, levels.tolist())

    def map(self, found: Callable[[Hashable], Hashable | None]) -> Coded:
        """The same rows with ``found`` of each level; a row whose level is mapped to None is missing. Levels may fall together."""
        mapped = [found(level) for level in self.levels]
        levels = list(dict.fromkeys(value for value in mapped if value is not None))
        return Coded(self.pick([-1 if value is None else levels.index(value) for value in mapped], missing=-1), levels)

    def pick(self, values: Sequence, *, missing) -> np.ndarray:
        """(rows,): the entry of ``values`` (one per level) for each row."""
        return np.array([*values, missing])[self.codes]  # the code of a missing cell, -1, is the last entry

    def is_level(self, level: Hashable) -> np.ndarray:
        """(rows,) bool: which rows have that level."""
        return self.codes == (self.levels.index(level) if level in self.levels else -2)


class Coding:
    """The codes of one column of text, gathered part by part; an empty text is missing."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._numbers[""]  # the empty text is number 0, so that its code is -1
        self._codes: list[np.ndarray] = []

    def add(self, cells: Sequence[str]) -> None:
        numbers = np.fromiter(map(self._numbers.__getitem__, cells), dtype=np.int32, count=len(cells))
        self._codes.append(numbers - 1)

    def coded(self) -> Coded:
        return Coded(np.concatenate(self._codes or [np.empty(0, np.int32)]), list(self._numbers)[1:])


def text_of(column: pd.Series, rows: np.ndarray | None = None) -> np.ndarray:
    """The cells of a text column, at the positions ``rows`` or all, as Python objects; quicker than a Series of them."""
    return np.asarray(column.array if rows is None else column.array[rows], dtype=object)


def text_column(values: Sequence[str]) -> pd.api.extensions.ExtensionArray:
    """The values as a column of text."""
    return pd.array(values, dtype="str")


def numbers_of(column: pd.Series, rows: np.ndarray) -> np.ndarray:
    """The numbers of a column at the positions ``rows``, NaN where missing."""
    return column.array[rows].to_numpy(dtype="float64", na_value=np.nan)


def group_rows(columns: Sequence[Coded]) -> tuple[np.ndarray, np.ndarray]:
    """The group of each row (rows,) and the position of the first row of each group (groups,)."""
    key, size, missing = columns[0].codes, len(columns[0].levels), None
    for column in columns:
        if len(column.codes) and column.codes.min() < 0:
            missing = (column.codes < 0) if missing is None else missing | (column.codes < 0)
    for column in columns[1:]:
        if size * len(column.levels) > LARGEST_KEY:
            key, levels = pd.factorize(key)
            size = len(levels)
        key, size = key * len(column.levels) + column.codes, size * len(column.levels)
    return number(key) if missing is None else _leaving_out(key, missing)


def number(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The group of each key, in order of first appearance, and the position of the first key of each group."""
    groups = pd.factorize(keys)[0]
    return groups, first_rows(groups)


def first_rows(groups: np.ndarray) -> np.ndarray:
    """The position of the first row of each group, where groups are numbered in order of first appearance."""
    highest = np.maximum.accumulate(groups)
    return np.concatenate([np.zeros(min(len(groups), 1), dtype=int), np.flatnonzero(highest[1:] != highest[:-1]) + 1])


def _leaving_out(key: np.ndarray, missing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    whole = np.flatnonzero(~missing)
    found, firsts = number(key[whole])
    groups = np.full(len(key), -1)
    groups[whole] = found
    return groups, whole[firsts]
