"""What a new review still has to replace: the worked examples in its tables and the placeholders in its codebook.

An *example row* has a key that begins with the word *example*; a *placeholder* is a title, drug, question or route that does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from evidence.codebook import FILE_NAME, Codebook, Resource
from evidence.problem import Problem
from evidence.table import RawTable

EXAMPLE = re.compile(r"example\b", re.IGNORECASE)
ASKED = ("drug", "question", "routes")  # of the codebook's block "review"


def placeholders(codebook: Codebook) -> Iterator[Problem]:
    """One problem for each title, drug, question or route of the codebook that is still the starter's."""
    asked = {"title": codebook.title} | {f"review.{name}": codebook.about.get(name) for name in ASKED}
    text = (codebook.folder / FILE_NAME).read_text(encoding="utf-8")
    for name, given in asked.items():
        for value in given if isinstance(given, list) else [given]:
            if isinstance(value, str) and EXAMPLE.match(value):
                yield Problem(
                    FILE_NAME, _line_of(text, value), name, "is still the starter's placeholder; write your own"
                )


def with_examples(problems: list[Problem], raw: Mapping[str, RawTable]) -> list[Problem]:
    """``problems`` with one for each example row, in the place of whatever else is wrong in it."""
    examples = {}
    for table in raw.values():
        key = _key(table.resource)
        for row in table.rows_with(key, EXAMPLE.match):
            problem = table.problem(row, key, _what_to_do(table.resource))
            examples[problem.file, problem.line] = problem
    return [problem for problem in problems if (problem.file, problem.line) not in examples] + [*examples.values()]


def _key(resource: Resource) -> str:
    return resource.primary_key[0] if resource.primary_key else resource.columns[0]


def _what_to_do(resource: Resource) -> str:
    choice = f", or delete {resource.path}, which is optional" if resource.optional else ""
    return f"the row is the starter's worked example; replace it with your own{choice}"


def _line_of(text: str, value: str) -> int:
    """The first line of the codebook that holds the value; 0 where it is written in another way than usual."""
    written = (json.dumps(value, ensure_ascii=False), json.dumps(value))
    return next(
        (number for number, line in enumerate(text.splitlines(), start=1) if any(word in line for word in written)), 0
    )
