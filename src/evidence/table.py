"""Reading one CSV file: cells as text, the line of each row, and what is wrong with the file's shape."""

from __future__ import annotations

import codecs
import csv
import io
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from evidence import bulk
from evidence.codebook import Resource
from evidence.groups import Coded, Coding
from evidence.problem import Problem

# The csv module refuses cells above 128 KiB; a long note is a matter for the checker, not a crash.
CELL_LIMIT = 64 * 1024 * 1024
# From this many bytes on it is worth finding out whether the file is plain.
LARGE = 4 * 1024 * 1024
HEADER_LIMIT = 1 << 16  # bytes of a header that such a file may have
ROWS = 5_000  # rows held as lists at a time
BLOCK = 1 << 24  # bytes decoded at a time
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# UTF-8 of what no table holds: control characters other than tab and line ends, those that turn the direction of whatever
# follows them (U+202A–U+202E, U+2066–U+2069; right-to-left words need none), and the characters that Unicode keeps for a program's
# own use (U+FDD0–U+FDEF, U+FFFE, U+FFFF).
FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])"
    rb"|\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])"
)
LINE_END = re.compile(rb"\r\n?|\n")


@dataclass(frozen=True, eq=False)
class RawTable:
    """The table as text. ``columns``: for each column of the codebook its cells as codes (rows,) and distinct texts, an empty
    cell having code -1. ``lines``: (rows,) first line of each row. ``absent``: columns of the codebook that the file lacks."""

    resource: Resource
    columns: Mapping[str, Coded]
    lines: np.ndarray
    problems: list[Problem] = field(default_factory=list)
    absent: frozenset[str] = frozenset()

    @cached_property
    def cells(self) -> pd.DataFrame:
        """(rows, columns of the codebook) of text, missing where empty."""
        texts = {name: text_of(column) for name, column in self.columns.items()}
        return pd.DataFrame(texts, index=pd.RangeIndex(len(self.lines)))

    def problem(self, row: int, column: str, reason: str) -> Problem:
        """A problem at the row of that position (from 0)."""
        return Problem(self.resource.path, int(self.lines[row]), column, reason)

    def rows_with(self, column: str, wanted: Callable[[str], object]) -> np.ndarray:
        """The positions of the rows whose text in the column is ``wanted``; an empty cell never is."""
        coded = self.columns[column]
        codes = [code for code, text in enumerate(coded.levels) if wanted(text)]
        return np.flatnonzero(np.isin(coded.codes, codes)) if codes else np.empty(0, dtype=int)


def text_of(column: Coded) -> pd.api.extensions.ExtensionArray:
    """The column as text, missing where empty."""
    texts = np.empty(len(column.levels) + 1, dtype=object)
    texts[:-1] = column.levels
    texts[-1] = np.nan
    return pd.array(texts[column.codes], dtype="str")


class UnreadableError(Exception):
    """The file has no rows to look at. ``str()`` of it is the reason, ``line`` where it lies; 0 means the file as a whole."""

    def __init__(self, reason: str, line: int = 0):
        self.line = line
        super().__init__(reason)


def read_table(folder: Path, resource: Resource) -> RawTable:
    """Read the CSV file of ``resource``. Every row is kept; ``problems`` lists what does not fit.

    A row with too few cells is filled with missing ones and a row with too many loses none of its named cells, so that the
    remaining checks still see it.
    """
    problems: list[Problem] = []

    def add(line: int, column: str, reason: str) -> None:
        problems.append(Problem(resource.path, line, column, reason))

    try:
        content = read_within(folder, resource.path).removeprefix(BYTE_ORDER_MARK)
        header, columns, lines = _rows(content, resource, add)
    except UnreadableError as error:
        add(error.line, "", str(error))
        header, columns, lines = [], [], np.empty(0, dtype=int)
    columns, lines = _without_empty(columns, lines, problems, add)
    named = dict(zip(header, columns, strict=True))
    empty = Coded(np.full(len(lines), -1, dtype=np.int32), [])
    columns = {name: named.get(name, empty) for name in resource.columns}
    return RawTable(resource, columns, lines, problems, frozenset(resource.columns) - set(header))


def is_there(folder: Path, resource: Resource) -> bool:
    """Whether the file of ``resource`` exists, readable or not."""
    try:
        (folder / resource.path).lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def read_within(folder: Path, path: str) -> bytes:
    """The bytes of a file of ``folder``. Raises UnreadableError where there is none, or where it is not one of the folder's own."""
    try:
        place = (folder / path).resolve(strict=True)
        # A folder from a stranger must not make the loader read, or wait for, what is not a file of its own.
        if not place.is_relative_to(folder.resolve()):
            raise UnreadableError("lies outside the folder")
        if not stat.S_ISREG(place.stat().st_mode):
            raise UnreadableError("is not a file")
        return place.read_bytes()
    except FileNotFoundError:
        raise UnreadableError("there is no such file") from None
    except (
        OSError,
        RuntimeError,
        ValueError,
    ) as error:  # RuntimeError: links in a circle; ValueError: no name of a file
        reason = getattr(error, "strerror", None) or "no file can be called so"
        raise UnreadableError(f"cannot be read: {reason}") from None


def _rows(content: bytes, resource: Resource, add) -> tuple[list[str], list[Coded], np.ndarray]:
    """Header, columns in its order, and the line of each row."""
    fast = _fast(content) if len(content) >= LARGE else None
    if fast is not None:
        _check_header(fast[0], resource, add)
        return fast
    _refuse_signs(content)
    reader = _reader(content)
    header = _header(reader, resource, add)
    return header, *_careful(reader, header, add)


def _without_empty(columns: list[Coded], lines: np.ndarray, problems: list[Problem], add):
    """Columns and lines without the rows that hold nothing; such a row is one problem, not one for each cell that it lacks."""
    holding = np.zeros(len(lines), dtype=bool)
    for column in columns:
        if holding.all():
            return columns, lines
        holding |= column.codes >= 0
    reported = {problem.line for problem in problems}
    for line in lines[~holding]:
        if line not in reported:
            add(int(line), "", "is an empty row")
    return [Coded(column.codes[holding], column.levels) for column in columns], lines[holding]


def _fast(content: bytes) -> tuple[list[str], list[Coded], np.ndarray] | None:
    """The same of a plain file; None of any other."""
    try:
        header = next(_reader(content[:HEADER_LIMIT], errors="replace"), [])
    except csv.Error:
        return None
    plain = bulk.read_plain(content, header) if len(set(header)) == len(header) else None
    return None if plain is None else (header, list(plain[0].values()), plain[1])


def _refuse_signs(content: bytes) -> None:
    """Raise for bytes that are not UTF-8, or a character that no table holds."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for begin in range(0, max(1, len(content)), BLOCK):
        try:
            decoder.decode(content[begin : begin + BLOCK], final=begin + BLOCK >= len(content))
        except UnicodeDecodeError as error:
            # The decoder counts from the bytes that it kept of the block before.
            at = min(begin + BLOCK, len(content)) - len(error.object) + error.start
            raise UnreadableError(f"is not UTF-8 (byte 0x{content[at]:02x})", _line_at(content, at)) from None
    found = FORBIDDEN.search(content)
    if found:
        sign = ord(found[0].decode("utf-8"))
        name = "NUL character" if sign == 0 else f"character U+{sign:04X}, which is no text"
        raise UnreadableError(f"holds the {name}", _line_at(content, found.start()))


def _line_at(content: bytes, at: int) -> int:
    return sum(1 for _ in LINE_END.finditer(content, 0, at)) + 1


def _reader(content: bytes, *, errors: str = "strict") -> Iterator[list[str]]:
    csv.field_size_limit(CELL_LIMIT)
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", errors=errors, newline="")
    return csv.reader(text, strict=True)


def _header(reader, resource: Resource, add) -> list[str]:
    try:
        header = next(reader, None)
    except csv.Error as error:
        raise UnreadableError(f"the header is not CSV: {error}", 1) from None
    if header is None:
        raise UnreadableError("the file is empty; it needs a header line", 1)
    if not header:
        raise UnreadableError("is blank; the first line must be the header", 1)
    for sign, name in ((";", "';'"), ("\t", "tabs")):
        if len(header) == 1 and len(resource.columns) > 1 and sign in header[0]:
            raise UnreadableError(f"cells are separated by {name}; they must be separated by ','", 1)
    _check_header(header, resource, add)
    return header


def _check_header(header: list[str], resource: Resource, add) -> None:
    given, known = Counter(header), set(resource.columns)
    for name in resource.columns:
        if name not in given:
            add(1, name, "the column is missing")
    for name, times in given.items():
        if name not in known:
            add(1, name or "(no name)", "the codebook knows no such column")
        if times > 1:
            add(1, name or "(no name)", "the column stands twice")
    if header != resource.columns and sorted(header) == sorted(resource.columns):
        add(1, "", "the columns are not in the codebook's order")


def _careful(reader, header: list[str], add) -> tuple[list[Coded], np.ndarray]:
    """The remaining rows, whatever is wrong with them."""
    codings = [Coding() for _ in header]
    lines: list[int] = []
    for rows in _parts(reader, len(header), lines, add):
        for coding, cells in zip(codings, zip(*rows, strict=True), strict=True):
            coding.add(cells)
    return [coding.coded() for coding in codings], np.array(lines, dtype=int)


def _parts(reader, width: int, lines: list[int], add) -> Iterator[list[list[str]]]:
    """The rows, each of ``width`` cells, some thousand at a time; ``lines`` receives the line of each."""
    rows: list[list[str]] = []
    begin = reader.line_num + 1
    try:
        for row in reader:
            if not row:
                add(begin, "", "is a blank line")
            else:
                if len(row) != width:
                    add(begin, "", f"has {len(row)} cells where the header has {width}")
                    row = (row + [""] * width)[:width]
                rows.append(row)
                lines.append(begin)
            begin = reader.line_num + 1
            if len(rows) == ROWS:
                yield rows
                rows = []
    except csv.Error as error:
        add(begin, "", f"is not CSV from here on: {error}")
    if rows:
        yield rows
