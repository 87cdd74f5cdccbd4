"""Reading one CSV file: cells as text, the line of each row, and what is wrong with the file's shape."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from evidence.codebook import Resource
from evidence.problem import Problem

# The csv module refuses cells above 128 KiB; a long note is a matter for the checker, not a crash.
CELL_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True)
class RawTable:
    """``cells``: (rows, columns of the codebook) of text, missing where empty. ``lines``: (rows,) first line of each row."""

    resource: Resource
    cells: pd.DataFrame
    lines: np.ndarray
    problems: list[Problem] = field(default_factory=list)

    def problem(self, row: int, column: str, reason: str) -> Problem:
        """A problem at the row of that position (from 0)."""
        return Problem(self.resource.path, int(self.lines[row]), column, reason)


def read_table(folder: Path, resource: Resource) -> RawTable:
    """Read the CSV file of ``resource``. Every row is kept; ``problems`` lists what does not fit.

    A row with too few cells is filled with missing ones and a row with too many loses none of its named cells, so that the
    remaining checks still see it.
    """
    problems: list[Problem] = []

    def add(line: int, column: str, reason: str) -> None:
        problems.append(Problem(resource.path, line, column, reason))

    def empty() -> RawTable:
        cells = pd.DataFrame({name: pd.Series(dtype="str") for name in resource.columns})
        return RawTable(resource, cells, np.array([], dtype=int), problems)

    try:
        content = (folder / resource.path).read_bytes()
    except FileNotFoundError:
        add(0, "", "there is no such file")
        return empty()
    except OSError as error:
        add(0, "", f"cannot be read: {error.strerror}")
        return empty()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        add(line, "", f"is not UTF-8 (byte 0x{content[error.start]:02x})")
        return empty()
    if "\x00" in text:
        add(text[: text.index("\x00")].count("\n") + 1, "", "holds a NUL character")
        return empty()

    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, None)
    except csv.Error as error:
        add(1, "", f"the header is not CSV: {error}")
        return empty()
    if not header:
        add(1, "", "the file is empty; it needs a header line")
        return empty()
    if len(header) == 1 and len(resource.columns) > 1 and ";" in header[0]:
        add(1, "", "cells are separated by ';'; they must be separated by ','")
        return empty()
    _check_header(header, resource, add)

    rows: list[list[str]] = []
    lines: list[int] = []
    seen: dict[str, str] = {}  # one object per distinct text: most cells of a large table repeat a level
    begin = reader.line_num + 1
    try:
        for row in reader:
            if row:
                if len(row) != len(header):
                    add(begin, "", f"has {len(row)} cells where the header has {len(header)}")
                    row = (row + [""] * len(header))[: len(header)]
                rows.append([seen.setdefault(cell, cell) for cell in row])
                lines.append(begin)
            else:
                add(begin, "", "is a blank line")
            begin = reader.line_num + 1
    except csv.Error as error:
        add(begin, "", f"is not CSV from here on: {error}")
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    named = {name: values for name, values in zip(header, columns, strict=True) if name in set(resource.columns)}
    cells = pd.DataFrame(
        {name: pd.Series(named.get(name, ("",) * len(rows)), dtype="str") for name in resource.columns},
    )
    return RawTable(resource, cells.where(cells != ""), np.array(lines, dtype=int), problems)


def _check_header(header: list[str], resource: Resource, add) -> None:
    for name in resource.columns:
        if name not in header:
            add(1, name, "the column is missing")
    for name in header:
        if name not in resource.columns:
            add(1, name or "(no name)", "the codebook knows no such column")
    for name in {name for name in header if header.count(name) > 1}:
        add(1, name, "the column stands twice")
    if sorted(header) == sorted(resource.columns) and header != resource.columns:
        add(1, "", "the columns are not in the codebook's order")
