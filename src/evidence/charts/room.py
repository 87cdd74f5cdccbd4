"""How much room words take and have: names of routes come from the data, and must fit their column on a phone."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

NONE = "none reported"
PHONE = 312  # px across the plot of a chart on a phone 360 px wide
BETWEEN = 6  # px that part the words of two columns
BOLD = 1.12  # bold letters are wider by this
# Widths in em, of DejaVu Sans, the widest of the fonts that charts name.
NARROW, WIDE, USUAL = "fijlrtI.,:;'|- ", "mwMW", 0.62
NARROW_EM, WIDE_EM = 0.37, 0.95


def width(words: str, size: int, *, bold: bool = False) -> float:
    """About how many px ``words`` take in letters of that size.

    >>> 95 < width("subcutaneous", 13, bold=True) < 115
    True
    """
    em = sum(NARROW_EM if letter in NARROW else WIDE_EM if letter in WIDE else USUAL for letter in words)
    return em * size * (BOLD if bold else 1)


def first_upper(words: str) -> str:
    """``words`` with a capital first letter; the other letters stay as they are, so that 'IV' does.

    >>> first_upper("by mouth"), first_upper("IV")
    ('By mouth', 'IV')
    """
    return words[:1].upper() + words[1:]


def headings(first: str, names: Sequence[str]) -> list[str]:
    """A heading for ``first`` and for each of the names behind it, no two alike, so that no column overwrites another.

    >>> headings("Use", ["IM", "im", "oral", "Oral", "use"])
    ['Use', 'IM', 'Im', 'Oral', 'Oral (2)', 'use']
    """
    found = [first]
    for name in names:
        choices = itertools.chain([first_upper(name), name], (f"{name} ({place})" for place in itertools.count(2)))
        found.append(next(choice for choice in choices if choice not in found))
    return found


def column_room(columns: int, share: float | None = None) -> float:
    """The px that words have in one of ``columns`` equal columns on a phone, or in one that takes ``share`` of the width."""
    return PHONE * (1 / max(columns, 1) if share is None else share) - BETWEEN


def broken(words: str, room: float, size: int, *, bold: bool = False) -> list[str]:
    """``words`` in lines of at most ``room`` px, broken at blanks; a longer word is cut into even parts with hyphens.

    >>> broken("injected into the joint", 90, 12)
    ['injected into', 'the joint']
    >>> broken("subcutaneous", 60, 13)
    ['subcut-', 'aneous']
    """
    lines: list[str] = []
    for word in words.split():
        for part in _parts(word, room, size, bold):
            if lines and not lines[-1].endswith("-") and width(f"{lines[-1]} {part}", size, bold=bold) <= room:
                lines[-1] = f"{lines[-1]} {part}"
            else:
                lines.append(part)
    return lines or [""]


def whole(words: str, room: float, size: int, *, bold: bool = False) -> bool:
    """Whether no word has to be cut to fit."""
    return all(width(word, size, bold=bold) <= room for word in words.split())


def none_reported(room: float, size: int) -> list[str]:
    """The words of an empty cell, in lines: 'none' alone where there is no room for more."""
    return broken(NONE, room, size) if whole(NONE, room, size) else NONE.split()[:1]


def _parts(word: str, room: float, size: int, bold: bool) -> list[str]:
    """The word in as few even parts as fit the room; single letters where nothing does."""
    for count in range(1, len(word) + 1):
        letters = math.ceil(len(word) / count)
        cut = [word[start : start + letters] for start in range(0, len(word), letters)]
        parts = [part if part.endswith("-") else f"{part}-" for part in cut[:-1]] + cut[-1:]
        if all(width(part, size, bold=bold) <= room for part in parts):
            break
    return parts
