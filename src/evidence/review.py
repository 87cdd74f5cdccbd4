"""A review: the codebook and its tables, loaded whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from evidence.codebook import Codebook, read_codebook
from evidence.problem import Problem, ReviewError
from evidence.rules import broken
from evidence.schema import check_cells, typed
from evidence.table import RawTable, read_table

FOLDER_VARIABLE = "EVIDENCE_DATA"


@dataclass(frozen=True)
class Review:
    """The data of one review. Tables are DataFrames whose rows and columns are those of the CSV files.

    ``lines`` gives for each table the line of its file on which each row begins. A table that the codebook calls optional
    and that is absent is an empty frame.
    """

    codebook: Codebook
    tables: Mapping[str, pd.DataFrame]
    lines: Mapping[str, np.ndarray]

    def table(self, name: str) -> pd.DataFrame:
        """A copy of the table, so that no reader changes another's. Empty frame where the review has no such table."""
        return self.tables[name].copy() if name in self.tables else pd.DataFrame()

    def has(self, name: str) -> bool:
        """Whether the review has that table with at least one row."""
        return name in self.tables and len(self.tables[name]) > 0

    @property
    def documents(self) -> pd.DataFrame:
        return self.table("documents")

    @property
    def uses(self) -> pd.DataFrame:
        return self.table("uses")

    @property
    def studies(self) -> pd.DataFrame:
        return self.table("studies")

    @property
    def claims(self) -> pd.DataFrame:
        return self.table("claims")

    @property
    def publications(self) -> pd.DataFrame:
        return self.table("publications")

    @property
    def publication_results(self) -> pd.DataFrame:
        return self.table("publication_results")

    @property
    def quotations(self) -> pd.DataFrame:
        return self.table("quotations")

    @property
    def reviews(self) -> pd.DataFrame:
        return self.table("reviews")


def data_folder(folder: str | os.PathLike | None = None) -> Path:
    """The folder that holds the data: the argument, else the one in EVIDENCE_DATA, else the project's ``data``."""
    if folder is not None:
        return Path(folder)
    if os.environ.get(FOLDER_VARIABLE):
        return Path(os.environ[FOLDER_VARIABLE])
    return Path(__file__).parents[2] / "data"


def check_review(folder: str | os.PathLike | None = None) -> list[Problem]:
    """Every problem of the data in ``folder``, in file and line order; an empty list means that there is none."""
    return _read(data_folder(folder))[1]


def load_review(folder: str | os.PathLike | None = None) -> Review:
    """Load and check the data in ``folder``.

    Raises ReviewError, which lists every problem, when the data do not hold to the codebook: a summary of half-right
    data would be worse than none.
    """
    review, problems = _read(data_folder(folder))
    if problems:
        raise ReviewError(problems)
    return review


def _read(folder: Path) -> tuple[Review | None, list[Problem]]:
    try:
        codebook = read_codebook(folder)
    except ReviewError as error:
        return None, error.problems
    problems: list[Problem] = []
    raw: dict[str, RawTable] = {}
    for name, resource in codebook.resources.items():
        if resource.optional and not (folder / resource.path).exists():
            continue
        raw[name] = read_table(folder, resource)
        problems += raw[name].problems
        if not raw[name].problems or len(raw[name].cells):
            problems += check_cells(raw[name])
    problems += _dangling(raw, problems)
    frames = {name: typed(table.cells, table.resource) for name, table in raw.items()}
    for name, table in raw.items():
        problems += [table.problem(*found) for found in broken(name, frames[name], _reported(table, problems))]
    if not problems:
        problems += _beyond_document(raw, frames)
    lines = {name: table.lines for name, table in raw.items()}
    review = Review(codebook, frames, lines) if not problems else None
    return review, sorted(set(problems))


def _reported(table: RawTable, problems: list[Problem]) -> pd.DataFrame:
    """(rows, columns) whether a problem is reported for the cell."""
    bad = pd.DataFrame(False, index=table.cells.index, columns=table.cells.columns)
    for problem in problems:
        if problem.file == table.resource.path and problem.column in bad:
            row = int(np.searchsorted(table.lines, problem.line))
            if row < len(bad) and table.lines[row] == problem.line:
                bad.loc[row, problem.column] = True
    return bad


def _dangling(raw: Mapping[str, RawTable], reported: list[Problem]) -> list[Problem]:
    """Foreign keys that lead to no row. Where the keys themselves are already reported, what dangles follows from that."""
    wrong = {(problem.file, problem.column) for problem in reported}
    problems = []
    for table in raw.values():
        for key in table.resource.foreign_keys:
            # A table that could not be read has no keys to compare with; that it could not is already reported.
            if key.to_resource not in raw or raw[key.to_resource].problems:
                continue
            known = set(raw[key.to_resource].cells[key.to_field].dropna())
            if (raw[key.to_resource].resource.path, key.to_field) in wrong:
                continue
            values = table.cells[key.field].dropna()
            if key.separator:
                values = values.str.split(key.separator).explode()
            for row, value in values[~values.isin(known)].items():
                reason = f"{value!r} is not a {key.to_field} of {key.to_resource}"
                problems.append(table.problem(row, key.field, reason))
    return problems


def _beyond_document(raw: Mapping[str, RawTable], frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Lines that the named document does not have."""
    if "documents" not in frames:
        return []
    length = frames["documents"].set_index("document_id").lines
    problems = []
    for name, frame in frames.items():
        if name != "documents" and {"document_id", "line"} <= set(frame.columns):
            last = frame.document_id.map(length)
            for row in (frame.line > last).fillna(False).to_numpy(dtype=bool).nonzero()[0]:
                reason = f"{frame.line[row]} is beyond the {last[row]} lines of {frame.document_id[row]}"
                problems.append(raw[name].problem(row, "line", reason))
    return problems
