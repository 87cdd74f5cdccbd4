"""Handing out tables and chart records as CSV, JSON and XLSX.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is a formula to a spreadsheet that opens a CSV file, and can do harm there (OWASP,
"CSV Injection"). Three forms, one decision:

- **CSV** stays as it is, so that it can be read back without loss. ``formulas`` names its cells that a spreadsheet would run.
- **CSV for spreadsheets** puts ``'`` before such texts, as OWASP advises, and begins with a byte-order mark, so that Excel reads
  UTF-8. Numbers stay numbers, also below zero. It is for looking, not for reading back.
- **XLSX** stores texts as texts and numbers as numbers; no cell is a formula. It carries the codebook and the notice with it.

The same input always gives the same bytes.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evidence.chart import Record
from evidence.codebook import FILE_NAME, Resource
from evidence.files import replace_file
from evidence.page import DataTable
from evidence.problem import Problem, ReviewError
from evidence.review import Review
from evidence.table import read_table

FORMATS = ("csv", "json", "xlsx")
# OWASP's list with the line feed and the full-width signs, which some spreadsheets take for the plain ones.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DRAWN_UP = datetime.datetime(1980, 1, 1)  # no file says when it was made: the same data are the same bytes
# What a sheet of XLSX can hold.
MOST_ROWS, MOST_CHARACTERS, MOST_NAME = 1_048_576, 32_767, 31
WIDEST = 60  # characters; longer cells are wrapped


@dataclass(frozen=True)
class Sheet:
    """One table to write. ``rows``: text, numbers and lists; ``numeric`` names columns of numbers that are held as text. A table
    of the review has its file and (rows,) the line of each row, for the addresses of problems.
    """

    name: str
    rows: pd.DataFrame
    numeric: Sequence[str] = field(default_factory=tuple)
    file: str = ""
    lines: Sequence[int] = field(default_factory=tuple)

    def error(self, row: int, column: str, reason: str) -> ReviewError:
        """An error at the row of that position (from 0); -1 is the header, -2 the table as a whole."""
        line = int(self.lines[row]) if 0 <= row < len(self.lines) else row + 2
        return ReviewError([Problem(self.file or self.name, line, column, reason)])


def export_table(
    review: Review, table: str, out: str | os.PathLike, *, format: str | None = None, for_spreadsheets: bool = False
) -> Path:
    """Write one table of the review to the file ``out`` and return its path.

    Parameters
    ----------
    table
        name of the table, for example ``studies``.
    out
        the file; replaced in one step.
    format
        ``csv``, ``json`` or ``xlsx``; None takes the ending of ``out``.
    for_spreadsheets
        write CSV that is safe to open in a spreadsheet, but not the same when read back.

    Raises
    ------
    KeyError
        The review has no such table.
    ValueError
        The format is unknown, or a table is too large for XLSX (then a ReviewError with the address of the cell).

    Examples
    --------
    >>> import evidence, tempfile
    >>> review = evidence.load_review()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = evidence.export_table(review, "uses", f"{folder}/uses.csv")
    ...     written.read_bytes() == (review.codebook.folder / "uses.csv").read_bytes()
    True
    """
    out = Path(out)
    return replace_file(
        out, table_content(review, table, chosen_format(out, format), for_spreadsheets=for_spreadsheets)
    )


def export_review(
    review: Review, out: str | os.PathLike, *, format: str | None = None, for_spreadsheets: bool = False
) -> list[Path]:
    """Write every table of the review: CSV (the default) and JSON as one file each into the folder ``out``, XLSX as one workbook ``out``.

    With CSV the codebook is copied beside the tables, which keep the paths that it gives them, so that the folder is a review of its own.
    Returns the written paths.

    >>> import evidence, tempfile
    >>> review = evidence.load_review()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = evidence.export_review(review, folder, format="csv")
    ...     evidence.check_review(folder)
    []
    """
    out = Path(out)
    format = chosen_format(out, format, folder=True)
    names = list(review.tables)
    if format == "xlsx":
        sheets = [_sheet(review, name) for name in names]
        columns = [review.codebook.dictionary(name).assign(table=name) for name in names]
        dictionary = pd.concat(columns)[["table", *columns[0].columns[:-1]]]
        return [replace_file(out, _workbook([*sheets, Sheet("Codebook", dictionary), _about(review)]))]
    whole = format == "csv" and not for_spreadsheets
    written = [
        replace_file(
            out / (path if whole else path.with_suffix(f".{format}")),
            table_content(review, name, format, for_spreadsheets=for_spreadsheets),
        )
        for name in names
        for path in [Path(review.codebook.resources[name].path)]
    ]
    if whole:
        written.append(replace_file(out / FILE_NAME, (review.codebook.folder / FILE_NAME).read_bytes()))
    return written


def export_record(
    review: Review,
    record: Record | DataTable,
    out: str | os.PathLike,
    *,
    format: str | None = None,
    for_spreadsheets: bool = False,
) -> Path:
    """Write what a chart draws, or a computed table, to the file ``out`` and return its path.

    CSV holds one row per mark, or the rows of the table. JSON and XLSX also hold the chart's table in words, its text alternative, its source and the
    review's notice.

    >>> import evidence, tempfile
    >>> review = evidence.load_review()
    >>> record = evidence.charts.document_quality_record(review)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = evidence.export_record(review, record, f"{folder}/quality.csv")
    ...     written.read_text().count("\\n") == 1 + len(record.rows)
    True
    """
    out = Path(out)
    format = chosen_format(out, format)
    if isinstance(record, DataTable):
        about = {"table": record.name, "title": record.caption, **_words(review)}
        parts = {"table": record.rows}
    else:
        about = {"chart": record.name, "title": record.title, "text alternative": record.alt, "layer": record.layer}
        about |= {"source": record.source, **_words(review)}
        parts = {"marks": record.rows, "table": record.twin.rows}
    if format == "csv":
        return replace_file(out, _csv(Sheet(record.name, next(iter(parts.values()))), for_spreadsheets))
    if format == "json":
        return replace_file(out, _json({"about": about, **{name: _records(rows) for name, rows in parts.items()}}))
    sheets = [Sheet(name.capitalize(), rows) for name, rows in reversed(parts.items())]
    return replace_file(out, _workbook([*sheets, _listed("About", about)]))


def table_content(review: Review, table: str, format: str, *, for_spreadsheets: bool = False) -> bytes:
    """The bytes of one table of the review in a format. Raises KeyError where the review has no such table."""
    sheet = _sheet(review, table)
    if format == "csv" and not for_spreadsheets:
        return (review.codebook.folder / review.codebook.resources[table].path).read_bytes()
    if format == "csv":
        return _csv(sheet, for_spreadsheets)
    resource = review.codebook.resources[table]
    dictionary = review.codebook.dictionary(table)
    about = {"table": table, "rows are": resource.description, **_words(review)}
    if format == "json":
        return _json({"about": about, "columns": _records(dictionary), "rows": _records(review.table(table))})
    return _workbook([sheet, Sheet("Codebook", dictionary), _listed("About", about)])


def formulas(review: Review, table: str) -> list[Problem]:
    """The cells of a table that a spreadsheet would take for formulas, with their addresses in the review's file."""
    sheet = _sheet(review, table)
    path, lines = review.codebook.resources[table].path, review.lines[table]
    return [
        Problem(path, int(lines[row]), column, f"begins with {cell[0]!r}: a spreadsheet takes it for a formula")
        for column in sheet.rows.columns
        if column not in sheet.numeric
        for row, cell in sheet.rows[column].dropna().items()
        if cell.startswith(FORMULA_BEGINS)
    ]


def chosen_format(out: str | os.PathLike | None, format: str | None = None, *, folder: bool = False) -> str:
    """``format``, else the ending of ``out``, else CSV where ``out`` is nothing or a ``folder``. Raises ValueError for others."""
    ending = "" if out is None else Path(out).suffix.removeprefix(".").lower()
    named = format or ending or ("csv" if out is None or folder else "")
    if named not in FORMATS:
        raise ValueError(
            f"{f'format {named!r}' if named else 'a name without an ending'} is not one of {', '.join(FORMATS)}"
        )
    return named


def _sheet(review: Review, table: str) -> Sheet:
    """A table with its figures as they are printed in its file: -0.60 stays -0.60."""
    if table not in review.tables:
        raise KeyError(f"the review has no table {table!r}; it has {', '.join(review.tables)}")
    resource: Resource = review.codebook.resources[table]
    read = read_table(review.codebook.folder, resource)
    numeric = [column.name for column in resource.fields if column.type in ("integer", "number")]
    return Sheet(table, read.cells, numeric, resource.path, read.lines)


def _words(review: Review) -> dict[str, str]:
    """What goes with every file: whose data these are, what they are not, and how they may be used."""
    descriptor = json.loads((review.codebook.folder / FILE_NAME).read_text(encoding="utf-8"))
    licences = [str(entry.get("title") or entry.get("name")) for entry in descriptor.get("licenses", [])]
    return {
        "review": review.codebook.title,
        "version": review.codebook.version,
        "notice": str(review.codebook.about.get("notice", "")),
        "empty cells": "not stated",
        "licence": ", ".join(licences),
    }


def _about(review: Review) -> Sheet:
    tables = {f"table {name}": review.codebook.resources[name].description for name in review.tables}
    return _listed("About", {**_words(review), "description": review.codebook.description, **tables})


def _listed(name: str, words: Mapping[str, str]) -> Sheet:
    return Sheet(name, pd.DataFrame({"what": list(words), "says": list(words.values())}))


def _csv(sheet: Sheet, for_spreadsheets: bool) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    columns = [_texts(sheet.rows[name], for_spreadsheets and name not in sheet.numeric) for name in sheet.rows.columns]
    writer.writerow([_quoted(str(name)) if for_spreadsheets else name for name in sheet.rows.columns])
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig" if for_spreadsheets else "utf-8")


def _texts(cells: pd.Series, quoted: bool) -> list[str]:
    values = [_plain(cell) for cell in cells]
    return [_quoted(_text(value)) if quoted and isinstance(value, str | list) else _text(value) for value in values]


def _quoted(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text


def _plain(cell: Any) -> Any:
    """A cell as text, number, truth value, list or None."""
    if isinstance(cell, np.ndarray | list | tuple | set | frozenset):
        return [_plain(entry) for entry in (sorted(cell) if isinstance(cell, set | frozenset) else cell)]
    if isinstance(cell, Mapping):
        return {str(key): _plain(value) for key, value in cell.items()}
    if cell is None or pd.isna(cell):
        return None
    return cell.item() if isinstance(cell, np.generic) else cell


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else str(value)


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(cell) for name, cell in row.items()} for row in rows.to_dict("records")]


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    """XLSX of the sheets, first row fixed and filterable."""
    import xlsxwriter  # here, since most readers of the data never write one

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": DRAWN_UP})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    numbers: dict[int, Any] = {}
    for sheet, name in zip(sheets, _sheet_names(sheets), strict=True):
        if len(sheet.rows) >= MOST_ROWS:
            raise sheet.error(-2, "", f"has {len(sheet.rows)} rows, more than a sheet of XLSX holds")
        page = book.add_worksheet(name)
        page.freeze_panes(1, 1)
        for column, title in enumerate(sheet.rows.columns):
            page.write_string(0, column, _fitting(str(title), sheet, -1, title), head)
            cells = [_plain(cell) for cell in sheet.rows[title]]
            page.set_column(column, column, _width([str(title), *map(_text, cells)]))
            for row, value in enumerate(cells, start=1):
                number = _number(value, title in sheet.numeric)
                if number is not None:
                    decimals = len(_text(value).partition(".")[2])
                    if decimals not in numbers:
                        shown = "0." + "0" * decimals if decimals else "0"
                        numbers[decimals] = book.add_format({"num_format": shown, "valign": "top"})
                    page.write_number(row, column, number, numbers[decimals])
                elif value is not None:
                    page.write_string(row, column, _fitting(_text(value), sheet, row - 1, title), text)
        if len(sheet.rows.columns):
            page.autofilter(0, 0, len(sheet.rows), len(sheet.rows.columns) - 1)
    book.close()
    return out.getvalue()


def _number(value: Any, held_as_text: bool) -> float | None:
    if isinstance(value, bool):
        return None
    if held_as_text and value is not None:
        return float(value)
    return value if isinstance(value, int | float) else None


def _fitting(text: str, sheet: Sheet, row: int, column: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise sheet.error(row, str(column), f"{len(text)} characters are more than a cell of XLSX holds")
    return text


def _width(texts: Sequence[str]) -> int:
    return min(WIDEST, 2 + max(len(text) for text in texts))


def _sheet_names(sheets: Sequence[Sheet]) -> list[str]:
    """Names that XLSX allows: short, without its special signs, each once whatever the case."""
    names: list[str] = []
    for sheet in sheets:
        plain = re.sub(r"[\[\]:*?/\\]", " ", sheet.name).strip("'")[:MOST_NAME].rstrip("'") or "Table"
        taken = {name.casefold() for name in names}
        number = 1
        name = plain
        while name.casefold() in taken:
            number += 1
            name = f"{plain[: MOST_NAME - 1 - len(str(number))]} {number}"
        names.append(name)
    return names
