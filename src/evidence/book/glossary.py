"""The glossary as the book prints it: the project's own words, and those that a review brings along."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from evidence.book.errors import BookError

_FENCE = re.compile(r"^(?P<fence>`{3,})\{glossary\}\n(?P<entries>.*?)\n?(?P=fence)$", re.MULTILINE | re.DOTALL)
_SIGN = re.compile(r"([!-/:-@\[-`{-~])")  # Markdown shows each of these as it is where a backslash stands before it


def review_terms(package: Mapping[str, Any]) -> dict[str, str]:
    """Term → definition, as the data package's `review.terms` gives them; empty where it gives none.

    Raises
    ------
    BookError
        The entry is no list of objects with the texts `term` and `definition`.
    """
    given = package.get("review", {}).get("terms", [])
    whole = isinstance(given, Sequence) and not isinstance(given, str)
    if not whole or not all(
        isinstance(entry, Mapping) and all(_is_text(entry.get(key)) for key in ("term", "definition"))
        for entry in given
    ):
        raise BookError("datapackage.json: review.terms must be a list of objects with the texts term and definition")
    return {" ".join(entry["term"].split()): " ".join(entry["definition"].split()) for entry in given}


def with_terms(text: str, terms: Mapping[str, str]) -> str:
    """The Markdown of a page with `terms` put among those of its glossary, all in alphabetical order.

    A page without a glossary is returned as it is. A review's definition takes the place of ours.
    """
    found = _FENCE.search(text)
    if not found or not terms:
        return text
    entries = {block.splitlines()[0].strip(): block for block in re.split(r"\n\s*\n", found["entries"].strip("\n"))}
    entries |= {term: f"{_plain(term)}\n  {_plain(definition)}" for term, definition in terms.items()}
    ordered = "\n\n".join(entries[term] for term in sorted(entries, key=str.casefold))
    return f"{text[: found.start()]}{found['fence']}{{glossary}}\n{ordered}\n{found['fence']}{text[found.end() :]}"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _plain(words: str) -> str:
    """Words of a data file, so that no character of them is taken for markup."""
    return _SIGN.sub(r"\\\1", words)
