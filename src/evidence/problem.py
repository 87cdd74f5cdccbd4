"""A problem in the data, with its address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One defect: where it is and why it is one.

    ``line`` is the line of the file on which the row begins, counted from 1 (the header is line 1); 0 means the file as a
    whole. ``column`` is the header's name, or empty where the row or file as a whole is meant.
    """

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.reason}"


class ReviewError(ValueError):
    """The data do not hold to the codebook. ``problems`` lists every defect, in file and line order."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))
