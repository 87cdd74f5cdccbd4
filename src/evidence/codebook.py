"""The codebook: what ``datapackage.json`` says about every table and column.

Vocabulary. A *resource* is a table (one CSV file); a *field* is a column; *levels* are the closed list of values that a
field may take. The descriptor follows the Frictionless Data Package and Table Schema standards, version 2.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from evidence.problem import Problem, ReviewError, shown, unquoted
from evidence.profile import misshapen, uncountable

FILE_NAME = "datapackage.json"
# What the patterns of the shared codebook ask for, in words.
PATTERN_WORDS = {
    "[a-z0-9]+(-[a-z0-9]+)*": "small letters and digits, joined with '-'",
    "[0-9]+(;[0-9]+)*": "numbers joined with ';'",
    "[0-9a-f]{64}": "64 digits and letters from a to f",
    "[0-9]+": "digits only",
    r"10\.[0-9]+/.+": "begins with 10., without https://doi.org/",
    r"[<>]?[01](\.[0-9]+)?": "a number from 0 to 1, behind < or > where printed so",
}


@dataclass(frozen=True)
class Field:
    """One column.

    ``levels`` maps each allowed value to its meaning, in display order; empty means open. A ``traced`` figure must stand on the
    line of the document that its row names; the numbers of a study set on that of any of its rows. ``free`` words are not compared between extractions.
    """

    name: str
    type: str
    description: str
    unit: str = ""
    required: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    levels: Mapping[str, str] = dataclasses.field(default_factory=dict)
    traced: bool = False
    free: bool = False

    @property
    def rule(self) -> str:
        """The constraints as one plain phrase, empty where there is none."""
        parts = ["required"] if self.required else []
        parts += ["unique"] if self.unique else []
        if self.minimum is not None:
            parts.append(f"at least {self.minimum:g}")
        if self.maximum is not None:
            parts.append(f"at most {self.maximum:g}")
        if self.pattern:
            parts.append(PATTERN_WORDS.get(self.pattern, f"matches {self.pattern}"))
        return ", ".join(parts)


@dataclass(frozen=True)
class ForeignKey:
    """``field`` of the resource that holds the key must be a value of ``to_field`` in ``to_resource``.

    With a ``separator`` the cell holds a list of keys. Table Schema knows no such keys, so they stand with their field.
    """

    field: str
    to_resource: str
    to_field: str
    separator: str = ""


@dataclass(frozen=True)
class Resource:
    """One table: its file, its fields in column order and its keys. ``optional`` tables may be absent."""

    name: str
    title: str
    description: str
    path: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    optional: bool = False

    @cached_property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError where there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no column {name!r}")


@dataclass(frozen=True)
class Codebook:
    """Everything ``datapackage.json`` says. ``about`` holds the review's drug, question, routes and notice."""

    folder: Path
    name: str
    title: str
    description: str
    version: str
    about: Mapping[str, Any]
    resources: Mapping[str, Resource]

    def levels(self, resource: str, field: str) -> list[str]:
        """The closed list of a column, in display order."""
        return list(self.resources[resource].field(field).levels)

    def dictionary(self, resource: str) -> pd.DataFrame:
        """The data dictionary of a table: one row per column (name, type, unit, rule, description, levels)."""
        rows = [
            {
                "column": field.name,
                "type": field.type,
                "unit": field.unit,
                "rule": field.rule,
                "description": field.description,
                "levels": "; ".join(f"{value}: {meaning}" for value, meaning in field.levels.items()),
            }
            for field in self.resources[resource].fields
        ]
        return pd.DataFrame(rows)


def read_codebook(folder: Path) -> Codebook:
    """Read ``datapackage.json`` in ``folder``. Raises ReviewError with every problem of the descriptor."""
    descriptor = _descriptor(folder)
    problems = [Problem(FILE_NAME, 0, place, reason) for place, reason in misshapen(descriptor)]
    if problems:
        raise ReviewError(sorted(set(problems)))
    entries = descriptor["resources"]
    for key in ("name", "path"):
        for value in _twice([entry[key] for entry in entries]):
            problems.append(Problem(FILE_NAME, 0, "resources", f"two tables have the {key} {shown(value)}"))
    resources = {entry["name"]: _resource(entry, problems) for entry in entries}
    _check_keys(resources, problems)
    described = {entry["name"]: entry for entry in entries}
    problems += [Problem(FILE_NAME, 0, place, reason) for place, reason in uncountable(described)]
    problems += _unknown_routes(descriptor.get("review", {}).get("routes", []), resources)
    if problems:
        raise ReviewError(sorted(set(problems)))
    return Codebook(
        folder=folder,
        name=descriptor.get("name", folder.name),
        title=descriptor.get("title", folder.name),
        description=descriptor.get("description", ""),
        version=descriptor.get("version", ""),
        about=dict(descriptor.get("review", {})),
        resources=resources,
    )


def _descriptor(folder: Path) -> Any:
    """What ``datapackage.json`` holds, of whatever shape."""

    def wrong(line: int, reason: str) -> ReviewError:
        return ReviewError([Problem(FILE_NAME, line, "", reason)])

    try:
        content = (folder / FILE_NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise wrong(0, f"there is no such file in {folder.name or folder}") from None
    except OSError as error:
        raise wrong(0, f"cannot be read: {error.strerror}") from None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise wrong(0, f"is not UTF-8 ({error.reason} at byte {error.start})") from None
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise wrong(error.lineno, f"is not JSON: {error.msg}") from None
    except RecursionError:
        raise wrong(0, "is not JSON that can be read: lists within lists without end") from None
    except ValueError as error:
        raise wrong(0, f"is not JSON: {error}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key in _twice([key for key, _ in pairs]):
        raise ValueError(f"the key {shown(key)} stands twice in one object")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _twice(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _resource(entry: dict, problems: list[Problem]) -> Resource:
    name, path, schema = entry["name"], entry["path"], entry["schema"]
    # A codebook from a stranger must not make the loader read outside its folder.
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts or "\\" in path or ":" in path:
        problems.append(Problem(FILE_NAME, 0, name, f"path {shown(path)} leads outside the folder"))
    for column in _twice([field["name"] for field in schema["fields"]]):
        problems.append(Problem(FILE_NAME, 0, f"{name}.{column}", "the column stands twice"))
    key = schema.get("primaryKey", [])
    return Resource(
        name=name,
        title=entry.get("title", name),
        description=entry.get("description", ""),
        path=path,
        fields=tuple(_field(name, field, problems) for field in schema["fields"]),
        primary_key=(key,) if isinstance(key, str) else tuple(key),
        foreign_keys=tuple(
            ForeignKey(k["fields"], k["reference"]["resource"], k["reference"]["fields"])
            for k in schema.get("foreignKeys", [])
        )
        + tuple(
            ForeignKey(f["name"], f["references"]["resource"], f["references"]["fields"], f.get("separator", ""))
            for f in schema["fields"]
            if "references" in f
        ),
        optional=entry.get("optional", False),
    )


def _field(resource: str, entry: dict, problems: list[Problem]) -> Field:
    def wrong(reason: str) -> None:
        problems.append(Problem(FILE_NAME, 0, f"{resource}.{entry['name']}", reason))

    type_, rules = entry.get("type", "string"), entry.get("constraints", {})
    meanings = {level["value"]: level.get("label", "") for level in entry.get("categories", [])}
    allowed = list(rules.get("enum", meanings))
    for level in _twice([level["value"] for level in entry.get("categories", [])]):
        wrong(f"the level {shown(level)} stands twice")
    if meanings and list(meanings) != allowed:
        wrong("enum and categories name different levels")
    if type_ not in ("integer", "number") and ("minimum" in rules or "maximum" in rules):
        wrong(f"a {type_} has no minimum or maximum")
    if type_ not in ("integer", "number") and entry.get("traced"):
        wrong(f"a {type_} is no figure that could be traced")
    pattern = rules.get("pattern")
    try:
        re.compile(pattern or "")
    except (re.error, OverflowError, RecursionError) as error:
        wrong(f"pattern {unquoted(pattern)} cannot be read: {error}")
    return Field(
        name=entry["name"],
        type=type_,
        description=entry.get("description", ""),
        unit=entry.get("unit", ""),
        required=rules.get("required", False),
        unique=rules.get("unique", False),
        minimum=rules.get("minimum"),
        maximum=rules.get("maximum"),
        pattern=pattern,
        levels={value: meanings.get(value, "") for value in allowed},
        traced=entry.get("traced", False),
        free=entry.get("free", False),
    )


def _unknown_routes(routes: list[str], resources: dict[str, Resource]) -> list[Problem]:
    """The routes that the review compares and that its findings cannot have."""
    if "studies" not in resources or "route" not in resources["studies"].columns:
        return []
    levels = resources["studies"].field("route").levels
    reason = f"is not a level of studies.route ({', '.join(map(shown, levels))})"
    return [
        Problem(FILE_NAME, 0, "review.routes", f"{shown(route)} {reason}") for route in routes if route not in levels
    ]


def _check_keys(resources: dict[str, Resource], problems: list[Problem]) -> None:
    for resource in resources.values():
        for key in resource.foreign_keys:
            target = resources.get(key.to_resource)
            if key.field not in resource.columns:
                problems.append(Problem(FILE_NAME, 0, resource.name, f"foreign key {shown(key.field)} is not a column"))
            if target is None or key.to_field not in target.columns:
                where = shown(f"{key.to_resource}.{key.to_field}")[1:-1]
                reason = f"foreign key leads to {where}, which is not there"
                problems.append(Problem(FILE_NAME, 0, resource.name, reason))
        for name in resource.primary_key:
            if name not in resource.columns:
                problems.append(Problem(FILE_NAME, 0, resource.name, f"primary key {shown(name)} is not a column"))
