"""Checking the cells of a table against the codebook, and giving them their types.

The checks themselves are pandera's (vectorised, so that a million rows take seconds); this module writes the pandera
schema from the codebook and turns its failures into addresses.
"""

from __future__ import annotations

import re

import pandas as pd

from evidence.codebook import Field, Resource
from evidence.problem import Problem
from evidence.table import RawTable

INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SHOWN = 60  # characters of a wrong cell that an error message repeats


def check_cells(table: RawTable) -> list[Problem]:
    """Every cell that does not hold to its field, as problems."""
    import pandera.pandas as pa  # here, since it takes most of a second that a reader of clean data need not wait for

    schema = pa.DataFrameSchema({field.name: _column(pa, field) for field in table.resource.fields})
    try:
        schema.validate(table.cells, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return [
            table.problem(int(case.index), case.column, _reason(case.check, case.failure_case, table, case.column))
            for case in errors.failure_cases.itertuples(index=False)
            if case.index is not None and not pd.isna(case.index)
        ]
    return []


def typed(cells: pd.DataFrame, resource: Resource) -> pd.DataFrame:
    """The table with types: text stays ``str``, integers become ``Int64``, numbers ``float64``; what is empty is missing.

    Cells that are not of their type become missing; ``check_cells`` has reported them.
    """
    frame = cells.copy()
    for field in resource.fields:
        if field.type == "integer":
            good = cells[field.name].where(cells[field.name].str.fullmatch(INTEGER).fillna(False).astype(bool))
            frame[field.name] = pd.to_numeric(good, errors="coerce").astype("Int64")
        elif field.type == "number":
            frame[field.name] = pd.to_numeric(cells[field.name], errors="coerce").astype("float64")
    return frame


def _column(pa, field: Field):
    checks = []
    if field.type == "integer":
        checks.append(pa.Check(lambda cells: cells.str.fullmatch(INTEGER), error="is not a whole number"))
    if field.type == "number":
        checks.append(pa.Check(lambda cells: cells.str.fullmatch(NUMBER), error="is not a number"))
    if field.type == "date":
        checks.append(pa.Check(_is_date, error="is not a date (YYYY-MM-DD)"))
    if field.levels:
        levels = list(field.levels)
        checks.append(pa.Check.isin(levels, error=f"is not one of: {', '.join(levels)}"))
    if field.pattern:
        pattern = re.compile(field.pattern)
        checks.append(pa.Check(lambda cells: cells.str.fullmatch(pattern), error=f"does not match {field.pattern}"))
    if field.minimum is not None:
        checks.append(_bound(pa, lambda numbers: numbers >= field.minimum, f"is below {field.minimum:g}"))
    if field.maximum is not None:
        checks.append(_bound(pa, lambda numbers: numbers <= field.maximum, f"is above {field.maximum:g}"))
    if field.type == "string":
        checks.append(pa.Check(lambda cells: cells == cells.str.strip(), error="begins or ends with white space"))
    return pa.Column(None, checks, nullable=not field.required, unique=field.unique, report_duplicates="exclude_first")


def _bound(pa, holds, reason: str):
    def check(cells: pd.Series) -> pd.Series:
        numbers = pd.to_numeric(cells, errors="coerce")
        return holds(numbers) | numbers.isna()  # what is not a number is reported once, by the type check

    return pa.Check(check, error=reason)


def _is_date(cells: pd.Series) -> pd.Series:
    real = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce").notna()
    return real & cells.str.fullmatch(DATE)


def _reason(check: str, value: object, table: RawTable, column: str) -> str:
    if check == "not_nullable":
        return "is empty; a value is required"
    shown = str(value) if len(str(value)) <= SHOWN else str(value)[:SHOWN] + "…"
    shown = shown.replace("\n", "⏎").replace("\r", "")
    if check == "field_uniqueness":
        first = int(table.lines[(table.cells[column] == value).to_numpy().argmax()])
        return f"{shown!r} stands twice; first on line {first}"
    return f"{shown!r} {check}"
