"""Checking the cells of a table against the codebook, and giving them their types.

Each distinct text of a column is looked at once, however many rows hold it, so that a million rows take seconds.
"""

from __future__ import annotations

import datetime
import itertools
import math
import operator
import re
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from evidence.codebook import PATTERN_WORDS, Field
from evidence.groups import Coded, group_rows
from evidence.problem import Problem, shown, unquoted
from evidence.table import RawTable, text_of

INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
DIGIT = re.compile(r"\d")
GROUPING = re.compile(r"[,\s'’]")  # what parts the thousands of a number
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DIGITS = 18  # of the longest whole number that 64 bits surely hold
LISTED = 2000  # characters of a list of levels that a message repeats

Check = tuple[Callable[[str], object], str]  # whether a text holds to it, and what is said of one that does not


def check_cells(table: RawTable) -> list[Problem]:
    """Every cell that does not hold to its field, and every key that stands twice, as problems."""
    problems = [
        table.problem(row, field.name, reason)
        for field in table.resource.fields
        if field.name not in table.absent  # that a column is missing is one problem, not one for each row
        for row, reason in _wrong_cells(table.columns[field.name], field, table.lines)
    ]
    key = table.resource.primary_key
    if key and not table.absent & set(key) and not (len(key) == 1 and table.resource.field(key[0]).unique):
        problems += [table.problem(row, key[0], reason) for row, reason in _twice(table, key)]
    return problems


def typed(table: RawTable) -> pd.DataFrame:
    """The table with types: text stays ``str``, integers become ``Int64``, numbers ``float64``; what is empty is missing.

    Cells that are not of their type become missing; ``check_cells`` has reported them.
    """
    return pd.DataFrame(
        {field.name: _typed(table.columns[field.name], field.type) for field in table.resource.fields},
        index=pd.RangeIndex(len(table.lines)),
        copy=False,  # the columns are new, and a million rows of text take half a second to copy
    )


def _typed(column: Coded, type_: str) -> np.ndarray | pd.api.extensions.ExtensionArray:
    if type_ == "integer":
        good = [_is_whole(text) for text in column.levels]
        numbers = [int(text) if holds else 0 for text, holds in zip(column.levels, good, strict=True)]
        values = np.array([*numbers, 0], dtype=np.int64)[column.codes]
        missing = ~np.array([*good, False], dtype=bool)[column.codes]
        return pd.arrays.IntegerArray(values, missing)
    if type_ == "number":
        numbers = [number if math.isfinite(number := _number_of(text)) else np.nan for text in column.levels]
        return np.array([*numbers, np.nan], dtype=np.float64)[column.codes]
    return text_of(column)


def _wrong_cells(column: Coded, field: Field, lines: np.ndarray) -> Iterator[tuple[int, str]]:
    """(row, reason) of each cell that does not hold to its field."""
    if field.required:
        for row in np.flatnonzero(column.codes < 0):
            yield int(row), "is empty; a value is required"
    reasons: dict[int, list[str]] = {}
    for holds, reason in _checks(field):
        for code in itertools.compress(itertools.count(), map(operator.not_, map(holds, column.levels))):
            reasons.setdefault(code, []).append(reason)
    if reasons:
        for row in np.flatnonzero(np.isin(column.codes, list(reasons))):
            code = int(column.codes[row])
            for reason in reasons[code]:
                yield int(row), f"{shown(column.levels[code])} {reason}"
    if field.unique:
        for row, first in _repeated(column.codes):
            text = shown(column.levels[column.codes[row]])
            yield row, f"{text} stands twice; first on line {lines[first]}"


def _checks(field: Field) -> Iterator[Check]:
    if field.type == "integer":
        yield _plain_if(_says_whole, INTEGER), "is not a whole number in plain digits, such as 12"
        yield lambda text: INTEGER.fullmatch(text) or _says_whole(text), "is not a whole number"
        yield _not_too_long, "is too large a number"
    elif field.type == "number":
        yield _plain_if(_says_number, NUMBER), "is not a number in plain digits, such as 12 or 0.5"
        yield lambda text: NUMBER.fullmatch(text) or _says_number(text), "is not a number"
        yield _not_infinite, "is too large a number"
    elif field.type == "date":
        yield _is_date, "is not a date (YYYY-MM-DD)"
    else:
        yield _is_stripped, "begins or ends with white space"
    if field.levels:
        listed = ", ".join(field.levels)
        yield field.levels.__contains__, f"is not one of: {listed if len(listed) <= LISTED else listed[:LISTED] + '…'}"
    if field.pattern:
        words = f" ({PATTERN_WORDS[field.pattern]})" if field.pattern in PATTERN_WORDS else ""
        yield re.compile(field.pattern).fullmatch, f"does not match {unquoted(field.pattern, most=200)}{words}"
    if field.minimum is not None:
        yield lambda text: not _number_of(text) < field.minimum, f"is below {field.minimum:g}"
    if field.maximum is not None:
        yield lambda text: not _number_of(text) > field.maximum, f"is above {field.maximum:g}"


def _plain_if(says: Callable[[str], bool], plain: re.Pattern) -> Callable[[str], object]:
    """Holds for what is written plainly, and for what says no number at all."""
    return lambda text: plain.fullmatch(text) or not says(text)


def _says_whole(text: str) -> bool:
    """Whether a text means a whole number, however it is written: 006, 1,200 or 6e1."""
    number = float(GROUPING.sub("", text)) if _says_number(text) else math.nan
    return math.isinf(number) or number.is_integer()


def _says_number(text: str) -> bool:
    try:
        return bool(DIGIT.search(text)) and not math.isnan(float(GROUPING.sub("", text)))
    except ValueError:
        return False


def _is_whole(text: str) -> bool:
    return bool(INTEGER.fullmatch(text)) and len(text) <= DIGITS


def _not_too_long(text: str) -> bool:
    return len(text) <= DIGITS or not INTEGER.fullmatch(text)


def _not_infinite(text: str) -> bool:
    return not math.isinf(_number_of(text))


def _is_date(text: str) -> bool:
    try:
        return bool(DATE.fullmatch(text) and datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _is_stripped(text: str) -> bool:
    return text == text.strip()


def _number_of(text: str) -> float:
    """The number that a text is; what is none is reported once, by the check of its type, and is out of no bounds."""
    return float(text) if NUMBER.fullmatch(text) else math.nan


def _repeated(codes: np.ndarray) -> Iterator[tuple[int, int]]:
    """(row, first row with the same code) of each row whose code stood before; empty cells do not count."""
    whole = np.flatnonzero(codes >= 0)
    found, first, back = np.unique(codes[whole], return_index=True, return_inverse=True)
    if len(found) < len(whole):
        first_of_row = first[back]
        for place in np.flatnonzero(first_of_row != np.arange(len(whole))):
            yield int(whole[place]), int(whole[first_of_row[place]])


def _twice(table: RawTable, key: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """(row, reason) of each row whose primary key is not whole or stood before."""
    columns = [table.columns[name] for name in key]
    for name, column in zip(key, columns, strict=True):
        if not table.resource.field(name).required:
            for row in np.flatnonzero(column.codes < 0):
                yield int(row), f"{name} is part of the key and is empty"
    for row, first in _repeated(group_rows(columns)[0]):
        texts = " and ".join(shown(column.levels[column.codes[row]]) for column in columns)
        yield row, f"{texts} stands twice; first on line {table.lines[first]}"
