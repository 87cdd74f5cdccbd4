"""A table that somebody else made: text cells under their own headings, with the line of each row."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from evidence.codebook import Field, Resource
from evidence.problem import Problem
from evidence.table import CELL_LIMIT, read_table

# How a file begins that holds a workbook: XLSX and ODS are ZIP archives, XLS is older.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
WORKBOOK = "is a workbook or an archive, not CSV; save its sheet as CSV with commas, in UTF-8"


@dataclass(frozen=True, eq=False)
class SourceTable:
    """``cells``: (rows, columns) of text, missing where empty. ``lines``: (rows,) the line of ``file`` on which each row begins."""

    file: str
    cells: pd.DataFrame
    lines: np.ndarray
    problems: list[Problem] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        return list(self.cells.columns)

    def problem(self, row: int, column: str, reason: str) -> Problem:
        """A problem at the row of that position (from 0)."""
        return Problem(self.file, int(self.lines[row]), column, reason)


def source_table(
    file: str, columns: Sequence[str], rows: Sequence[dict], lines: Sequence[int], problems: Sequence[Problem] = ()
) -> SourceTable:
    """A source table of rows that were read one by one; what a row does not have is empty."""
    cells = pd.DataFrame({name: pd.Series([row.get(name, "") for row in rows], dtype="str") for name in columns})
    return SourceTable(file, cells.where(cells != ""), np.array(lines, dtype=int), list(problems))


def read_source(path: Path) -> SourceTable:
    """The CSV file at ``path``, whatever its columns are called; ``problems`` says what is wrong with its shape.

    Raises OSError where the file cannot be opened.
    """
    path = Path(path)
    with path.open("rb") as file:
        line = file.readline()
    if line.startswith(WORKBOOKS):
        return source_table(path.name, [], [], [], [Problem(path.name, 0, "", WORKBOOK)])
    first = line.decode("utf-8-sig", "replace")
    # A header may hold line breaks inside quotes; then the whole file has to be read for it.
    text = first if first.count('"') % 2 == 0 else path.read_text(encoding="utf-8-sig", errors="replace")
    header = _header(text)
    fields = tuple(Field(name, "string", "") for name in dict.fromkeys(header))
    # The user named this file, so it may be a link to any place; a path in a codebook may not.
    real = path.resolve()
    read = read_table(real.parent, Resource(path.stem, path.stem, "", real.name, fields))
    problems = [dataclasses.replace(problem, file=path.name) for problem in read.problems]
    if len(header) == 1 and ";" in header[0]:
        problems.append(Problem(path.name, 1, "", "cells are separated by ';'; they must be separated by ','"))
    problems += [Problem(path.name, 1, "", "a column has no name") for name in header if not name]
    return SourceTable(path.name, read.cells, read.lines, problems)


def _header(text: str) -> list[str]:
    csv.field_size_limit(CELL_LIMIT)
    try:
        return next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:
        return []  # reading the table says what is wrong
