"""Reading a large table at the speed of C, where its file is plain.

A file is *plain* when each row has as many cells as the header, quotes stand only round whole cells, lines end in LF or CRLF,
and no character is of the kind that tables must not hold. Such a file has one reading, whichever parser reads it.
Every other file is left to the careful reader in ``table``, which knows the address of each oddity.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pandas as pd

from evidence.groups import Coded, Coding

BLOCK = 1 << 24  # bytes surveyed at a time
ROWS = 50_000  # rows parsed at a time
COMMA, QUOTE, LF, CR = (ord(sign) for sign in ',"\n\r')

# Bytes to look at: what shapes the table, control characters, and the first byte of others (see FORBIDDEN in table).
_MARKED = np.zeros(256, dtype=bool)
_MARKED[:32] = True
_MARKED[[COMMA, QUOTE, 0x7F, 0xC2, 0xE2, 0xEF]] = True
_MARKED[ord("\t")] = False


def read_plain(content: bytes, header: list[str]) -> tuple[dict[str, Coded], np.ndarray] | None:
    """The columns of a plain file, an empty cell having code -1, and (rows,) the first line of each row.

    ``content`` is the whole file without a byte-order mark, ``header`` its column names. None where the file is not plain.
    """
    lines = row_lines(content, len(header))
    if lines is None:
        return None
    codings = [Coding() for _ in header]
    try:
        for part in _parts(content):
            for coding, column in zip(codings, part.columns, strict=True):
                coding.add(part[column].to_numpy().tolist())
    except UnicodeDecodeError:
        return None
    return {name: coding.coded() for name, coding in zip(header, codings, strict=True)}, lines[1:]


def _parts(content: bytes) -> Iterator[pd.DataFrame]:
    yield from pd.read_csv(
        io.BytesIO(content),
        dtype=object,
        na_filter=False,
        skip_blank_lines=False,
        index_col=False,
        encoding="utf-8",
        chunksize=ROWS,
    )


def row_lines(content: bytes, width: int) -> np.ndarray | None:
    """(rows,) the first line, from 1, of each row of a plain file, the header being the first; None where it is not plain.

    A quote opens a cell where it follows a separator, and closes it where one follows; a doubled quote does both within a cell.
    """
    if width < 2 or not content:  # in a table of one column a blank line could be an empty cell
        return None
    signs = np.frombuffer(content, dtype=np.uint8)
    quotes = lines = commas = rows = 0
    found = []
    for begin in range(0, len(signs), BLOCK):
        at = np.flatnonzero(_MARKED[signs[begin : begin + BLOCK]]) + begin
        marks = signs[at]
        if not _plain_signs(signs, at, marks):
            return None
        is_quote, is_line = marks == QUOTE, marks == LF
        inside = (quotes + np.cumsum(is_quote)) % 2 == 1
        if not _plain_quotes(signs, at[is_quote], inside[is_quote]):
            return None
        ends = is_line & ~inside
        seen = commas + np.cumsum((marks == COMMA) & ~inside)
        ended = int(ends.sum())
        if (seen[ends] != (width - 1) * np.arange(rows + 1, rows + ended + 1)).any():
            return None
        found.append((lines + np.cumsum(is_line))[ends])
        quotes, lines, rows = quotes + int(is_quote.sum()), lines + int(is_line.sum()), rows + ended
        commas = int(seen[-1]) if len(seen) else commas
    last_line_ends = content.endswith(b"\n")
    if quotes % 2 or (not last_line_ends and commas != (width - 1) * (rows + 1)):
        return None
    ended_on = np.concatenate(found)
    return np.concatenate([[1], (ended_on[:-1] if last_line_ends else ended_on) + 1])


def _plain_signs(signs: np.ndarray, at: np.ndarray, marks: np.ndarray) -> bool:
    """Whether the marked bytes are separators, quotes, line ends, or the first byte of a character that tables may hold."""
    lead, carriage = marks >= 0x80, marks == CR
    if not (lead | carriage | (marks == COMMA) | (marks == QUOTE) | (marks == LF)).all():
        return False
    if (_after(signs, at[carriage], end=0) != LF).any():
        return False
    first, second, third = marks[lead], _after(signs, at[lead]), _after(signs, at[lead], 2)
    control = (first == 0xC2) & (second < 0xA0)
    turning = (second == 0x80) & (third >= 0xAA) & (third <= 0xAE) | (second == 0x81) & (third >= 0xA6) & (
        third <= 0xA9
    )
    reserved = (second == 0xB7) & (third >= 0x90) & (third <= 0xAF) | (second == 0xBF) & (third >= 0xBE)
    return not (control | (first == 0xE2) & turning | (first == 0xEF) & reserved).any()


def _plain_quotes(signs: np.ndarray, at: np.ndarray, opening: np.ndarray) -> bool:
    before = np.where(at == 0, LF, signs[at - 1])[opening]
    after = _after(signs, at)[~opening]
    follows = (before == COMMA) | (before == LF) | (before == QUOTE)
    return bool(follows.all() and ((after == COMMA) | (after == LF) | (after == CR) | (after == QUOTE)).all())


def _after(signs: np.ndarray, at: np.ndarray, steps: int = 1, end: int = LF) -> np.ndarray:
    """The byte that follows each place; ``end`` stands after the last."""
    return np.where(at + steps < len(signs), signs[np.minimum(at + steps, len(signs) - 1)], end)
