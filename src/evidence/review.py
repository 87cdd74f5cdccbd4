"""A review: the codebook and its tables, loaded whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from evidence.codebook import Codebook, ForeignKey, read_codebook
from evidence.placeholders import placeholders, with_examples
from evidence.problem import Problem, ReviewError, shown
from evidence.rules import broken
from evidence.schema import DIGITS, check_cells, typed
from evidence.table import RawTable, is_there, read_table

FOLDER_VARIABLE = "EVIDENCE_DATA"
CITING = {"studies": "citations", "citations": "citation"}  # table → its column of citation numbers


@dataclass(frozen=True)
class Review:
    """The data of one review. Tables are DataFrames whose rows and columns are those of the CSV files.

    ``lines`` gives for each table the line of its file on which each row begins. A table that the codebook calls optional
    and that is absent is an empty frame.

    >>> review = evidence.load_review()
    >>> review.studies.columns[0], review.has("studies")
    ('finding_id', True)
    >>> review.table("studies").finding_id.is_unique
    True
    """

    codebook: Codebook
    tables: Mapping[str, pd.DataFrame]
    lines: Mapping[str, np.ndarray]

    def table(self, name: str) -> pd.DataFrame:
        """A copy of the table, so that no reader changes another's. Empty frame where the review has no such table."""
        return self.tables[name].copy(deep=False) if name in self.tables else pd.DataFrame()

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
    """Every problem of the data in ``folder``, in file and line order; an empty list means that there is none.

    >>> evidence.check_review()
    []
    >>> print(*evidence.check_review("no-such-folder"))
    datapackage.json:0: there is no such file in no-such-folder
    """
    return _read(data_folder(folder))[1]


def load_review(folder: str | os.PathLike | None = None) -> Review:
    """Load and check the data in ``folder``.

    Raises ReviewError, which lists every problem, when the data do not hold to the codebook: a summary of half-right
    data would be worse than none.

    >>> review = evidence.load_review()
    >>> list(review.uses.columns)
    ['use', 'label', 'use_group', 'definition']
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
        if resource.optional and not is_there(folder, resource):
            continue
        raw[name] = read_table(folder, resource)
        problems += [*raw[name].problems, *check_cells(raw[name])]
    problems += _dangling(raw, problems)
    frames = {name: typed(table) for name, table in raw.items()}
    for name, table in raw.items():
        stated = frames[name].drop(columns=list(table.absent))
        problems += [table.problem(*found) for found in broken(name, stated, _reported(table, problems))]
    problems += _beyond_document(raw, frames, problems)
    problems += _results_of_others(raw, frames, problems)
    problems = [*placeholders(codebook), *with_examples(problems, raw)]
    lines = {name: table.lines for name, table in raw.items()}
    review = Review(codebook, frames, lines) if not problems else None
    return review, sorted(set(problems))


def _reported(table: RawTable, problems: list[Problem]) -> dict[str, set[int]]:
    """For each column the rows for whose cell a problem is reported."""
    bad: dict[str, set[int]] = {}
    for problem in problems:
        if problem.file == table.resource.path and problem.column in table.columns:
            row = int(np.searchsorted(table.lines, problem.line))
            if row < len(table.lines) and table.lines[row] == problem.line:
                bad.setdefault(problem.column, set()).add(row)
    return bad


def _dangling(raw: Mapping[str, RawTable], reported: list[Problem]) -> list[Problem]:
    """Foreign keys that lead to no row. Where the keys themselves are already reported, what dangles follows from that."""
    wrong = {(problem.file, problem.column) for problem in reported}
    problems = []
    for table in raw.values():
        for key in table.resource.foreign_keys:
            target = raw.get(key.to_resource)
            if target is None:
                problems += _leading_nowhere(table, key)
            # A table that could not be read has no keys to compare with; that it could not is already reported.
            elif not target.problems and (target.resource.path, key.to_field) not in wrong:
                known = set(target.columns[key.to_field].levels)
                problems += [
                    table.problem(row, key.field, f"{shown(value)} is not a {key.to_field} of {key.to_resource}")
                    for row, value in _unknown_keys(table, key, known)
                ]
    return problems


def _unknown_keys(table: RawTable, key: ForeignKey, known: set[str]) -> Iterator[tuple[int, str]]:
    """(row, key) of each key that is not ``known``."""
    column = table.columns[key.field]
    unknown = {}
    for code, text in enumerate(column.levels):
        values = text.split(key.separator) if key.separator else [text]
        unknown[code] = [value for value in values if value not in known]
    codes = [code for code, values in unknown.items() if values]
    for row in np.flatnonzero(np.isin(column.codes, codes)) if codes else ():
        for value in unknown[int(column.codes[row])]:
            yield int(row), value


def _leading_nowhere(table: RawTable, key: ForeignKey) -> list[Problem]:
    """A problem where keys lead to an optional table that the review does not have."""
    rows = np.flatnonzero(table.columns[key.field].codes >= 0)
    if not len(rows):
        return []
    return [
        table.problem(int(rows[0]), key.field, f"leads to {key.to_resource}, a table that this review does not have")
    ]


def _beyond_document(
    raw: Mapping[str, RawTable], frames: Mapping[str, pd.DataFrame], reported: list[Problem]
) -> list[Problem]:
    """Lines that the named document does not have, and citation numbers that its list does not; not asked where a cell of the
    question is already reported."""
    wrong = {(problem.file, problem.line, problem.column) for problem in reported}
    documents = raw.get("documents")
    if documents is None or any(file == documents.resource.path for file, _, _ in wrong):
        return []
    ends = frames["documents"].set_index("document_id")
    problems = []
    for name, frame in frames.items():
        if name != "documents" and {"document_id", "line"} <= set(frame.columns):
            found = _above(frame.line, frame.document_id, ends.lines, "{0} is beyond the {1} lines of {2}")
            problems += [raw[name].problem(row, "line", reason) for row, reason in found]
        if name in CITING:
            cited = raw[name].columns[CITING[name]]
            highest = pd.Series(cited.pick([_highest(text) for text in cited.levels], missing=0), index=frame.index)
            found = _above(highest, frame.document_id, ends.n_references, "[{0}] is beyond the {1} references of {2}")
            problems += [raw[name].problem(row, CITING[name], reason) for row, reason in found]
    return [problem for problem in problems if (problem.file, problem.line, problem.column) not in wrong]


def _above(numbers: pd.Series, documents: pd.Series, ends: pd.Series, reason: str) -> Iterator[tuple[int, str]]:
    """(row, reason) of each number above the end of its document; a document whose end is not stated has none."""
    last = documents.map(ends)
    for row in np.flatnonzero((numbers > last).fillna(False).to_numpy(dtype=bool)):
        yield int(row), reason.format(numbers[row], last[row], documents[row])


def _highest(citations: str) -> int:
    """The highest of some citation numbers; what is none is reported by the check of its column."""
    return max((int(number) for number in re.findall("[0-9]+", citations) if len(number) <= DIGITS), default=0)


def _results_of_others(
    raw: Mapping[str, RawTable], frames: Mapping[str, pd.DataFrame], reported: list[Problem]
) -> list[Problem]:
    """Results on which a verdict rests although they are of a publication that the finding was not judged against."""
    quotations, results = raw.get("quotations"), raw.get("publication_results")
    wrong = {(problem.file, problem.line) for problem in reported}
    if quotations is None or results is None or any(file == results.resource.path for file, _ in wrong):
        return []
    source = frames["publication_results"].set_index("result_id").publication_id
    judged = frames["quotations"].dropna(subset="result_ids")
    problems = []
    for row, against, found in zip(judged.index, judged.publication_ids.fillna(""), judged.result_ids, strict=True):
        for result in found.split(";"):
            if result in source.index and source[result] not in against.split(";"):
                reason = f"{shown(result)} is a result of {source[result]}, which publication_ids does not name"
                problems.append(quotations.problem(int(row), "result_ids", reason))
    return [problem for problem in problems if (problem.file, problem.line) not in wrong]
