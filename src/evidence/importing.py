"""Bringing in what people have: rows of another table, or of a RevMan file, as rows of one of the review's tables.

The rows are tried on a copy of the review before anything is written, so that they meet every rule that the review's own
rows meet. A problem is told with the line of the *source* file, since that is the file to mend.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from evidence.codebook import FILE_NAME, Codebook, Resource, read_codebook
from evidence.files import replace_file
from evidence.mapping import ColumnMapping, map_rows, read_mapping
from evidence.problem import Problem, ReviewError
from evidence.review import check_review, data_folder
from evidence.revman import built_in_mapping, is_revman, read_revman
from evidence.rules import WEEKS_PER_UNIT
from evidence.source import SourceTable, read_source
from evidence.table import LINE_END, read_table

FIRST = re.compile(r"first on line ([0-9]+)")
WEEKS = ("weeks_min", "weeks_max")


def import_table(
    table: str,
    file: str | os.PathLike,
    *,
    mapping: str | os.PathLike | None = None,
    data: str | os.PathLike | None = None,
    append: bool = False,
    draft: bool = False,
) -> pd.DataFrame:
    """Rows of ``file`` as rows of one of the review's tables.

    Parameters
    ----------
    table
        name of the review's table, for example ``publication_results``.
    file
        a CSV file with a header, a ``.rm5`` file of RevMan 5 or ``…-data-rows.csv`` of a Cochrane data package.
    mapping
        TOML file that says which column is which; a RevMan file needs one only for what it does not say.
    data
        folder of the review; None means the one in ``EVIDENCE_DATA``, else the project's.
    append
        add the rows to the review's table, in one step.
    draft
        return the rows even where the review's rules ask for more; never together with ``append``.

    Returns
    -------
    DataFrame
        (rows, columns of the table) of text, missing where nothing is stated.

    Raises
    ------
    ReviewError
        Every problem at once, with file, line and column: a column that is neither mapped nor left out, a word that the
        mapping does not know, a cell or row that breaks a rule of the review. Nothing has been written then.
    ValueError
        ``append`` and ``draft`` together.

    Examples
    --------
    >>> import evidence, pathlib, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> mine = pathlib.Path(folder.name, "mine.csv")
    >>> _ = mine.write_text("Condition,Family\\nmigraine,pain\\n")
    >>> words = mine.with_name("mine.toml")
    >>> _ = words.write_text(
    ...     '[columns]\\nuse = "Condition"\\nlabel = "Condition"\\nuse_group = "Family"\\ndefinition = "Condition"\\n'
    ... )
    >>> evidence.import_table("uses", mine, mapping=words).use_group.item()
    'pain'
    >>> folder.cleanup()
    """
    if append and draft:
        raise ValueError("a draft is not appended: the review's rules ask for more")
    folder, file = data_folder(data), Path(file)
    codebook = read_codebook(folder)
    if table not in codebook.resources:
        known = ", ".join(codebook.resources)
        raise ReviewError([Problem(FILE_NAME, 0, "", f"describes no table {table!r}; it describes {known}")])
    resource = codebook.resources[table]
    source, used = _read(file, table, resource, Path(mapping) if mapping else None)
    cells, problems = map_rows(source, used, resource)
    problems += _swapped_arms(source, codebook)
    if problems:
        raise ReviewError(sorted(set(problems)))
    cells = _with_weeks(cells, used)
    if draft:
        return cells
    former, rows = _appended(folder / resource.path, resource, cells)
    problems = _tried(codebook, resource, former, rows, source, used)
    if problems:
        raise ReviewError(problems)
    if append:
        if _appended(folder / resource.path, resource, cells) != (former, rows):
            raise ReviewError([Problem(resource.path, 0, "", "was changed by somebody else meanwhile; try again")])
        replace_file(folder / resource.path, former + rows)
    return cells


def _read(file: Path, table: str, resource: Resource, mapping: Path | None) -> tuple[SourceTable, ColumnMapping]:
    problems: list[Problem] = []
    given = None
    if mapping is not None:
        try:
            given = read_mapping(mapping, resource)
        except ReviewError as error:
            problems += error.problems
    try:
        revman = is_revman(file)
        source = read_revman(file, studies=table == "publications") if revman else read_source(file)
        problems += source.problems
    except OSError as error:
        raise ReviewError([*problems, Problem(file.name, 0, "", f"cannot be read: {error.strerror}")]) from None
    if problems:
        raise ReviewError(sorted(set(problems)))
    standard = built_in_mapping(table) if revman else None
    if given is None and standard is None:
        reason = f"needs a mapping that says which of its columns is which of {table}"
        raise ReviewError([Problem(file.name, 0, "", reason)])
    if given is None or standard is None:
        return source, given or standard
    return source, given.over(standard)


def _swapped_arms(source: SourceTable, codebook: Codebook) -> list[Problem]:
    """Rows whose second arm names the review's drug while the first does not: their figures would land on the wrong side."""
    drug = str(codebook.about.get("drug", "")).casefold()
    if not drug or not {"experimental", "control"} <= set(source.columns):
        return []
    first = source.cells.experimental.fillna("").str.casefold().str.contains(drug, regex=False)
    second = source.cells.control.fillna("").str.casefold().str.contains(drug, regex=False)
    reason = "names the drug and the first arm does not: the arms stand the other way round"
    return [source.problem(row, "control", reason) for row in source.cells.index[second & ~first]]


def _with_weeks(cells: pd.DataFrame, mapping: ColumnMapping) -> pd.DataFrame:
    """The cells with the weeks that follow from a duration, where the table has both and the mapping gives no weeks."""
    if not {*WEEKS, "duration_min", "duration_max", "duration_unit"} <= set(cells):
        return cells
    factor = cells.duration_unit.map(WEEKS_PER_UNIT).astype("float64")
    for weeks in WEEKS:
        if weeks not in {*mapping.sources, *mapping.constants}:
            stated = pd.to_numeric(cells[weeks.replace("weeks", "duration")], errors="coerce")
            found = (stated * factor).round(2)
            shown = found.map(lambda number: np.format_float_positional(number, trim="-"), na_action="ignore")
            cells[weeks] = shown.astype("str")
    return cells


def _appended(path: Path, resource: Resource, cells: pd.DataFrame) -> tuple[bytes, bytes]:
    """The content of the table's file, up to a line end, and the rows to add; what stands in the file stays byte for byte."""
    former = path.read_bytes() if path.exists() else b""
    newline = "\r\n" if b"\r\n" in former else "\n"
    if not former:
        former = _lines([resource.columns], newline)
    elif not former.endswith((b"\n", b"\r")):
        former += newline.encode("ascii")
    return former, _lines(cells.fillna("").itertuples(index=False), newline)


def _lines(rows: Iterable[Sequence[str]], newline: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=newline).writerows(rows)
    return out.getvalue().encode("utf-8")


def _tried(
    codebook: Codebook, resource: Resource, former: bytes, rows: bytes, source: SourceTable, mapping: ColumnMapping
) -> list[Problem]:
    """What the check says of the review with the new rows; of these with the source's file, line and column."""
    with tempfile.TemporaryDirectory(prefix="evidence-import-") as folder:
        trial = Path(folder)
        for name in (FILE_NAME, *(table.path for table in codebook.resources.values())):
            if (codebook.folder / name).exists():
                (trial / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(codebook.folder / name, trial / name)
        (trial / resource.path).parent.mkdir(parents=True, exist_ok=True)
        (trial / resource.path).write_bytes(former + rows)
        problems = check_review(trial)
        lines = read_table(trial, resource).lines
    new_lines = lines[lines > len(LINE_END.findall(former))]
    # In a table that is broken already, the new rows may not be found again; then its own problems are told as they are.
    from_source = dict(zip(new_lines, source.lines, strict=True)) if len(new_lines) == len(source.lines) else {}
    told = []
    for problem in problems:
        line = from_source.get(problem.line) if problem.file == resource.path else None
        if line is None:
            told.append(problem)
            continue
        names = mapping.sources.get(problem.column, ())
        reason = FIRST.sub(lambda found: _first_line(int(found[1]), from_source, source, resource), problem.reason)
        at, reason = (names[0], f"{problem.column}: {reason}") if len(names) == 1 else (problem.column, reason)
        told.append(Problem(source.file, int(line), at, reason))
    return sorted(set(told))


def _first_line(line: int, from_source: dict, source: SourceTable, resource: Resource) -> str:
    """The address of the row that a double repeats: in the source where it is new, else in the review's table."""
    file, at = (source.file, from_source[line]) if line in from_source else (resource.path, line)
    return f"first on line {at} of {file}"
