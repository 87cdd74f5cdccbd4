"""The codebook: what ``datapackage.json`` says about every table and column.

Vocabulary. A *resource* is a table (one CSV file); a *field* is a column; *levels* are the closed list of values that a
field may take. The descriptor follows the Frictionless Data Package and Table Schema standards, version 2.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from evidence.problem import Problem, ReviewError

FILE_NAME = "datapackage.json"
TYPES = ("string", "integer", "number", "date")


@dataclass(frozen=True)
class Field:
    """One column.

    ``levels`` maps each allowed value to its meaning, in display order; empty means open. A ``traced`` figure must stand on the
    line of the document that its row names. ``free`` words are not compared between extractions.
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
            parts.append(f"matches {self.pattern}")
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
    path = folder / FILE_NAME
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReviewError([Problem(FILE_NAME, 0, "", f"there is no such file in {folder.name or folder}")]) from None
    except UnicodeDecodeError as error:
        raise ReviewError([Problem(FILE_NAME, 0, "", f"is not UTF-8 ({error.reason} at byte {error.start})")]) from None
    except json.JSONDecodeError as error:
        raise ReviewError([Problem(FILE_NAME, error.lineno, "", f"is not JSON: {error.msg}")]) from None
    problems: list[Problem] = []
    resources = {}
    for entry in _list(descriptor, "resources", problems):
        resource = _resource(entry, problems)
        if resource is not None:
            resources[resource.name] = resource
    if not problems:
        _check_keys(resources, problems)
    if problems:
        raise ReviewError(problems)
    return Codebook(
        folder=folder,
        name=descriptor.get("name", folder.name),
        title=descriptor.get("title", folder.name),
        description=descriptor.get("description", ""),
        version=str(descriptor.get("version", "")),
        about=dict(descriptor.get("review", {})),
        resources=resources,
    )


def _list(descriptor: Any, key: str, problems: list[Problem]) -> list[dict]:
    entries = descriptor.get(key) if isinstance(descriptor, dict) else None
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        problems.append(Problem(FILE_NAME, 0, key, "must be a list of objects with at least one entry"))
        return []
    return entries


def _resource(entry: dict, problems: list[Problem]) -> Resource | None:
    name, path = entry.get("name"), entry.get("path")
    if not isinstance(name, str) or not isinstance(path, str):
        problems.append(Problem(FILE_NAME, 0, "resources", "each resource needs a name and a path"))
        return None
    # A codebook from a stranger must not make the loader read outside its folder.
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts or "\\" in path or ":" in path:
        problems.append(Problem(FILE_NAME, 0, name, f"path {path!r} leads outside the folder"))
        return None
    schema = entry.get("schema") if isinstance(entry.get("schema"), dict) else {}
    fields = tuple(_field(name, field, problems) for field in _list(schema, "fields", problems))
    key = schema.get("primaryKey", [])
    return Resource(
        name=name,
        title=entry.get("title", name),
        description=entry.get("description", ""),
        path=path,
        fields=fields,
        primary_key=(key,) if isinstance(key, str) else tuple(key),
        foreign_keys=tuple(
            ForeignKey(k["fields"], k["reference"]["resource"], k["reference"]["fields"])
            for k in schema.get("foreignKeys", [])
        )
        + tuple(
            ForeignKey(f["name"], f["references"]["resource"], f["references"]["fields"], f.get("separator", ""))
            for f in schema.get("fields", [])
            if "references" in f
        ),
        optional=bool(entry.get("optional", False)),
    )


def _field(resource: str, entry: dict, problems: list[Problem]) -> Field:
    name, type_ = str(entry.get("name", "")), entry.get("type", "string")
    if not name:
        problems.append(Problem(FILE_NAME, 0, resource, "a field has no name"))
    if type_ not in TYPES:
        problems.append(Problem(FILE_NAME, 0, f"{resource}.{name}", f"type {type_!r} is not one of {', '.join(TYPES)}"))
    rules = entry.get("constraints", {})
    meanings = {level["value"]: level.get("label", "") for level in entry.get("categories", [])}
    allowed = list(rules.get("enum", meanings))
    if meanings and list(meanings) != allowed:
        problems.append(Problem(FILE_NAME, 0, f"{resource}.{name}", "enum and categories name different levels"))
    return Field(
        name=name,
        type=type_,
        description=entry.get("description", ""),
        unit=entry.get("unit", ""),
        required=bool(rules.get("required", False)),
        unique=bool(rules.get("unique", False)),
        minimum=rules.get("minimum"),
        maximum=rules.get("maximum"),
        pattern=rules.get("pattern"),
        levels={value: meanings.get(value, "") for value in allowed},
        traced=bool(entry.get("traced", False)),
        free=bool(entry.get("free", False)),
    )


def _check_keys(resources: dict[str, Resource], problems: list[Problem]) -> None:
    for resource in resources.values():
        for key in resource.foreign_keys:
            target = resources.get(key.to_resource)
            if key.field not in resource.columns:
                problems.append(Problem(FILE_NAME, 0, resource.name, f"foreign key {key.field!r} is not a column"))
            if target is None or key.to_field not in target.columns:
                where = f"{key.to_resource}.{key.to_field}"
                problems.append(
                    Problem(FILE_NAME, 0, resource.name, f"foreign key leads to {where}, which is not there")
                )
        for name in resource.primary_key:
            if name not in resource.columns:
                problems.append(Problem(FILE_NAME, 0, resource.name, f"primary key {name!r} is not a column"))
