"""A problem in the data, with its address."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

SHOWN = 60  # characters of a value that a message repeats
_LOOK = 4 * SHOWN  # enough of a long value to make the excerpt from


@dataclass(frozen=True, order=True)
class Problem:
    """One defect: where it is and why it is one.

    ``line`` is the line of the file on which the row begins, counted from 1 (the header is line 1); 0 means the file as a
    whole. ``column`` is the header's name, or empty where the row or file as a whole is meant. Printed, it is one line,
    whatever the file holds.

    >>> print(evidence.Problem("studies.csv", 14, "n_participants", "-3 is below 1"))
    studies.csv:14:n_participants -3 is below 1
    """

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{_name(self.file)}:{self.line}:{_name(self.column)} {self.reason}"


class ReviewError(ValueError):
    """The data do not hold to the codebook. ``problems`` lists every defect, in file and line order.

    >>> try:
    ...     evidence.load_review("no-such-folder")
    ... except evidence.ReviewError as error:
    ...     print(error)
    datapackage.json:0: there is no such file in no-such-folder
    """

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def shown(value: object, *, most: int = SHOWN) -> str:
    """A value as a message repeats it: quoted, on one line, cut where it is long, with nothing that a terminal obeys.

    A sign that cannot be seen is told by its name.

    >>> shown("two\\nlines"), shown(7), shown("hay\\xa0fever")
    ("'two⏎lines'", '7', "'hay⟨no-break space⟩fever'")
    >>> len(shown("a" * 10_000_000))
    63
    """
    if not isinstance(value, str):
        text = (
            _printable(repr(value)) if not isinstance(value, (list, tuple, dict)) else _printable(repr(value)[:_LOOK])
        )
        return _cut(text, most)
    text = value[: most + _LOOK].replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")
    text = _cut(text, most)
    named = "".join(map(_named, text))
    return repr(named if len(named) <= most + _LOOK else text)


def unquoted(text: str, *, most: int = SHOWN) -> str:
    """The same of a text that is no value but a rule or a name: without quotes, its backslashes as they are.

    >>> print(unquoted(r"10\\.[0-9]+/.+"))
    10\\.[0-9]+/.+
    """
    return _cut(_printable(text[: most + _LOOK]), most)


def _named(sign: str) -> str:
    name = "" if sign.isprintable() else unicodedata.name(sign, "").lower()
    return f"⟨{name}⟩" if name else sign


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _name(text: str) -> str:
    """The name of a file or column, which a broken file may have given any form."""
    return text if len(text) <= SHOWN and text.isprintable() else _cut(_printable(text[:_LOOK]), SHOWN)


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
