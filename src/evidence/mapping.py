"""A mapping: which column of somebody else's table fills which column of ours, and which of their words mean which of ours.

A mapping is a TOML file that a person writes. Nothing in it can fill a gap: an empty source cell stays empty, or becomes
``not stated`` where the codebook has that level and requires a value. Every source column is named, or left out by name.

Vocabulary. A *source* is the table that is read; a *target* is a column of the review's table.
"""

from __future__ import annotations

import datetime
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.codebook import Resource
from evidence.problem import Problem, ReviewError
from evidence.rules import NOT_STATED
from evidence.source import SourceTable
from evidence.table import FORBIDDEN

SECTIONS = ("ignore", "missing", "columns", "values", "constants", "keys")
# One direction for all rows is a verdict on the rows, not a fact about the file; it has to come from a column.
NO_CONSTANT = ("direction",)
SHOWN = 60  # characters of a source cell that an error message repeats


@dataclass(frozen=True)
class Key:
    """An identifier made of source cells: ``Smith 2020`` gives ``smith-2020``; ``number`` adds ``-1``, ``-2`` … to equal ones."""

    columns: tuple[str, ...]
    number: bool = False


@dataclass(frozen=True)
class ColumnMapping:
    """What a mapping file says. ``name`` is its file name, for addresses.

    ``columns``: target to source column. ``values``: target to (their word to ours; an empty word means not stated).
    ``constants``: target to a value that holds for every row. ``keys``: target to an identifier made of source cells.
    ``ignore``: source columns that are left out. ``missing``: words that mean the same as an empty cell.
    """

    name: str = "mapping"
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """Target to the source columns that fill it."""
        return {target: (name,) for target, name in self.columns.items()} | {
            target: key.columns for target, key in self.keys.items()
        }

    def over(self, other: ColumnMapping) -> ColumnMapping:
        """This mapping laid over another: what it says of a target, or of a source column, holds alone."""
        own = {*self.columns, *self.constants, *self.keys}
        named = {name for names in self.sources.values() for name in names}
        return ColumnMapping(
            self.name,
            {**{k: v for k, v in other.columns.items() if k not in own}, **self.columns},
            {**{k: v for k, v in other.values.items() if k not in own}, **self.values},
            {**{k: v for k, v in other.constants.items() if k not in own}, **self.constants},
            {**{k: v for k, v in other.keys.items() if k not in own}, **self.keys},
            (*(name for name in other.ignore if name not in named), *self.ignore),
            (*other.missing, *self.missing),
        )


def read_mapping(path: Path, resource: Resource) -> ColumnMapping:
    """Read the mapping file at ``path`` for the table ``resource``. Raises ReviewError with every problem of the file."""
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReviewError([Problem(path.name, 0, "", f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        raise ReviewError([Problem(path.name, 0, "", f"is not UTF-8 ({error.reason} at byte {error.start})")]) from None
    except RecursionError:
        reason = "is not TOML that can be read: lists within lists without end"
        raise ReviewError([Problem(path.name, 0, "", reason)]) from None
    except ValueError as error:  # a number of very many digits is one, too
        line = re.search(r"at line ([0-9]+)", str(error))
        raise ReviewError([Problem(path.name, int(line[1]) if line else 0, "", f"is not TOML: {error}")]) from None
    problems = [Problem(path.name, 0, where, reason) for where, reason in _faults(content, resource)]
    if problems:
        raise ReviewError(sorted(problems))
    return ColumnMapping(
        path.name,
        dict(content.get("columns", {})),
        {target: dict(words) for target, words in content.get("values", {}).items()},
        {target: _text(value) for target, value in content.get("constants", {}).items()},
        {target: Key(tuple(key["from"]), key.get("number", False)) for target, key in content.get("keys", {}).items()},
        tuple(content.get("ignore", ())),
        tuple(content.get("missing", ())),
    )


def _faults(content: dict[str, Any], resource: Resource) -> Iterator[tuple[str, str]]:
    """What is wrong with the content of a mapping file, as (place, reason)."""
    for name in content:
        if name not in SECTIONS:
            yield name, f"is no part of a mapping; the parts are {', '.join(SECTIONS)}"
    for name in ("ignore", "missing"):
        if not _is_list_of_texts(content.get(name, [])):
            yield name, "must be a list of texts"
    sections = {name: content.get(name, {}) for name in SECTIONS[2:]}
    for name, section in sections.items():
        if not isinstance(section, dict):
            yield name, f"must be a section that begins with [{name}]"
            return
        for target in section:
            if target not in resource.columns:
                yield f"{name}.{target}", f"{resource.name} has no column {target!r}"
    for target in resource.columns:
        filling = [name for name in ("columns", "constants", "keys") if target in sections[name]]
        if len(filling) > 1:
            yield (
                f"{filling[0]}.{target}",
                f"is filled by {' and by '.join(filling)}; a value cannot stand in for another",
            )
    for target, source in sections["columns"].items():
        if not isinstance(source, str):
            yield f"columns.{target}", "must be the name of a source column"
    for target, value in sections["constants"].items():
        if isinstance(value, bool) or not isinstance(value, str | int | float | datetime.date):
            yield f"constants.{target}", "must be a text, a number or a date"
        if isinstance(value, str) and forbidden_sign(value):
            yield f"constants.{target}", f"holds {forbidden_sign(value)}"
        if target in NO_CONSTANT:
            yield f"constants.{target}", "must come from a column: one value for all rows would be invented"
    for target, key in sections["keys"].items():
        made = isinstance(key, dict) and set(key) <= {"from", "number"} and _is_list_of_texts(key.get("from"))
        if not made or not key["from"] or not isinstance(key.get("number", False), bool):
            yield f"keys.{target}", 'must be of the form { from = ["column", …], number = true or false }'
    for target, words in sections["values"].items():
        if target in resource.columns:
            yield from _value_faults(target, words, sections["columns"], list(resource.field(target).levels))


def _value_faults(target: str, words: Any, columns: dict, levels: list[str]) -> Iterator[tuple[str, str]]:
    place = f"values.{target}"
    if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
        yield place, 'must hold lines of the form "their word" = "our word"'
        return
    if target not in columns:
        yield place, f"has no column to apply to; name one under [columns] as {target}"
    for theirs, ours in words.items():
        if theirs == "" and ours not in ("", NOT_STATED):
            yield place, f"an empty cell cannot mean {ours!r}; what is not stated stays so"
        if forbidden_sign(ours):
            yield place, f"{theirs!r} becomes a text that holds {forbidden_sign(ours)}"
        if ours and levels and ours not in levels:
            yield place, f"{ours!r} is not one of: {', '.join(levels)}"


def forbidden_sign(text: str) -> str:
    """The character of a text that no table may hold, in words; empty where there is none."""
    found = FORBIDDEN.search(text.encode("utf-8", "surrogatepass"))
    return f"the character U+{ord(found[0].decode('utf-8')):04X}, which is no text" if found else ""


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def map_rows(source: SourceTable, mapping: ColumnMapping, resource: Resource) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of ``source`` as rows of ``resource``, and what does not fit.

    Returns (rows, columns of the codebook) of text, missing where nothing is stated, and one problem for each source column
    that is not named, each name that leads nowhere, and each cell whose word the mapping does not know.
    """
    problems = list(_misnamed(source, mapping))
    cells = pd.DataFrame(index=source.cells.index)
    for target in resource.columns:
        filled = _fill(target, source, mapping, resource, problems)
        said_empty = resource.field(target).required and NOT_STATED in resource.field(target).levels
        cells[target] = (filled.fillna(NOT_STATED) if said_empty else filled).astype("str")
    return cells, problems


def _misnamed(source: SourceTable, mapping: ColumnMapping) -> Iterator[Problem]:
    header, file = source.columns, source.file
    named = {name for names in mapping.sources.values() for name in names}
    for name in header:
        if name not in named and name not in mapping.ignore:
            yield Problem(file, 1, name, "is neither mapped nor left out; name it under [columns] or in ignore")
        if name in named and name in mapping.ignore:
            yield Problem(file, 1, name, "is mapped and left out at once")
    for target, names in mapping.sources.items():
        for name in names:
            if name not in header:
                yield Problem(mapping.name, 0, target, f"names the column {name!r}, which {file} does not have")
    for name in mapping.ignore:
        if name not in header:
            yield Problem(mapping.name, 0, "ignore", f"names the column {name!r}, which {file} does not have")


def _fill(
    target, source: SourceTable, mapping: ColumnMapping, resource: Resource, problems: list[Problem]
) -> pd.Series:
    """(rows,) the text of one target column."""
    empty = pd.Series(pd.NA, index=source.cells.index, dtype="str")
    cells = source.cells.mask(source.cells.isin(mapping.missing))
    if target in mapping.constants:
        return empty.fillna(mapping.constants[target])
    if target in mapping.keys:
        key = mapping.keys[target]
        return _identifiers(cells, key, target, source, problems) if set(key.columns) <= set(cells) else empty
    name = mapping.columns.get(target)
    if name not in cells:
        return empty
    words = mapping.values.get(target)
    if words is None:
        return cells[name]
    known = {**{level: level for level in resource.field(target).levels}, **words}
    for row, word in cells[name].dropna().items():
        if word not in known:
            shown = word if len(word) <= SHOWN else word[:SHOWN] + "…"
            reason = f"{shown!r} is not known to the mapping of {target}; it knows {', '.join(map(repr, known))}"
            problems.append(source.problem(row, name, reason))
    filled = cells[name].map(known).replace("", pd.NA)
    return filled.mask(cells[name].isna(), words[""]).replace("", pd.NA) if "" in words else filled


def _identifiers(cells: pd.DataFrame, key: Key, target: str, source: SourceTable, problems: list[Problem]) -> pd.Series:
    """(rows,) identifiers made of the cells; missing where all cells are empty."""
    # Not joined with agg, which gives a table where there is no row.
    joined = [" ".join(row) for row in cells[list(key.columns)].fillna("").itertuples(index=False)]
    words = pd.Series(joined, index=cells.index, dtype="str")
    stems = words.map(slug)
    # Two studies under one identifier would be counted as one.
    first = words.groupby(stems).transform("first")
    for row in cells.index[(words != first) & (stems != "")]:
        reason = f"{words[row].strip()!r} and {first[row].strip()!r} would both be {stems[row]!r} in {target}"
        problems.append(source.problem(row, key.columns[0], reason))
    if key.number:
        stems = stems.where(stems == "", stems + "-" + (stems.groupby(stems).cumcount() + 1).astype("str"))
    return stems.mask(stems == "").astype("str")


def slug(text: str) -> str:
    """Words as an identifier: small ASCII letters and digits, joined by hyphens.

    >>> slug("Müller & Smith, 2020")
    'muller-smith-2020'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))
