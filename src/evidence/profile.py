"""What ``datapackage.json`` must look like: the parts of the Data Package and Table Schema standards that the loader reads, and
the tables and columns that every review of this collection has.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any

import fastjsonschema

from evidence.problem import shown

TYPES = ("string", "integer", "number", "date")
# Without them there is no page to make; other tables may be left out.
NEEDED = ("documents", "uses", "studies")
LARGEST = 1e300  # a bound beyond it is no number that a cell could reach

_TEXT = {"type": "string"}
_NAME = {"type": "string", "minLength": 1}
_FLAG = {"type": "boolean"}
_BOUND = {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}
_LEVEL = {"type": "object", "required": ["value"], "properties": {"value": _NAME, "label": _TEXT}}
_REFERENCE = {"type": "object", "required": ["resource", "fields"], "properties": {"resource": _NAME, "fields": _NAME}}
_FIELD = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": _NAME,
        "type": {"enum": list(TYPES)},
        "description": _TEXT,
        "unit": _TEXT,
        "categories": {"type": "array", "items": _LEVEL},
        "constraints": {
            "type": "object",
            "properties": {
                "required": _FLAG,
                "unique": _FLAG,
                "minimum": _BOUND,
                "maximum": _BOUND,
                "pattern": _TEXT,
                "enum": {"type": "array", "items": _NAME, "minItems": 1, "uniqueItems": True},
            },
        },
        "traced": _FLAG,
        "free": _FLAG,
        "separator": _NAME,
        "references": _REFERENCE,
    },
}
_KEY = {"type": "object", "required": ["fields", "reference"], "properties": {"fields": _NAME, "reference": _REFERENCE}}
_SCHEMA = {
    "type": "object",
    "required": ["fields"],
    "properties": {
        "fields": {"type": "array", "minItems": 1, "items": _FIELD},
        "primaryKey": {"anyOf": [_NAME, {"type": "array", "items": _NAME, "uniqueItems": True}]},
        "foreignKeys": {"type": "array", "items": _KEY},
    },
}
_RESOURCE = {
    "type": "object",
    "required": ["name", "path", "schema"],
    "properties": {
        "name": _NAME,
        "path": _NAME,
        "title": _TEXT,
        "description": _TEXT,
        "optional": _FLAG,
        "schema": _SCHEMA,
    },
}
_REVIEW = {
    "type": "object",
    "properties": {
        "drug": _TEXT,
        "question": _TEXT,
        "notice": _TEXT,
        "routes": {"type": "array", "items": _NAME, "uniqueItems": True},
        "terms": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["term", "definition"],
                "properties": {"term": _NAME, "definition": _TEXT},
            },
        },
    },
}
_LICENCE = {
    "type": "object",
    "properties": {"name": _NAME, "title": _TEXT, "path": _TEXT},
    "anyOf": [{"required": ["name"]}, {"required": ["title"]}],
}
# Version 2 of the standard has a list of roles, version 1 a single one.
_ROLES = {"type": ["array", "string"], "items": _TEXT}
_PERSON = {"type": "object", "properties": {"title": _TEXT, "roles": _ROLES, "role": _TEXT}}
PROFILE = {
    "type": "object",
    "required": ["resources"],
    "properties": {
        "name": _NAME,
        "title": _NAME,
        "description": _TEXT,
        "version": _TEXT,
        "licenses": {"type": "array", "items": _LICENCE},
        "contributors": {"type": "array", "items": _PERSON},
        "review": _REVIEW,
        "resources": {"type": "array", "minItems": 1, "items": _RESOURCE},
    },
}
KINDS = {
    "object": "an object {…}",
    "array": "a list […]",
    "string": "text",
    "boolean": "true or false",
    "number": "a number",
    "integer": "a whole number",
}
# What no text holds: half characters, and what no table holds either (see FORBIDDEN in table).
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def misshapen(descriptor: Any) -> Iterator[tuple[str, str]]:
    """(place, reason) of everything in a descriptor that is not as the profile wants it."""
    if not fits_profile(descriptor):
        from jsonschema import Draft202012Validator  # here, since its import takes a second or two

        for error in Draft202012Validator(PROFILE).iter_errors(descriptor):
            yield _place(descriptor, list(error.absolute_path)), _reason(error)
    for path, text in _texts(descriptor):
        found = _NO_TEXT.search(text)
        if found:
            yield _place(descriptor, path), f"holds the character U+{ord(found[0]):04X}, which is no text"


def fits_profile(descriptor: Any) -> bool:
    """Whether the profile finds nothing wrong. The validator that answers this at once stops at the first error, so the one
    that lists them all is asked only where there are some; a test keeps the two alike."""
    try:
        _compiled()(descriptor)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


@functools.cache
def _compiled():
    return fastjsonschema.compile(PROFILE, use_default=False)


def _reason(error) -> str:
    wanted = error.validator_value
    if error.validator == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        return f"must be {' or '.join(KINDS[kind] for kind in kinds)}, not {shown(error.instance)}"
    if error.validator == "required":
        return f"lacks {' and '.join(repr(name) for name in wanted if name not in error.instance)}"
    if error.validator == "enum":
        return f"{shown(error.instance)} is not one of {', '.join(wanted)}"
    if error.validator in ("minLength", "minItems"):
        return "must not be empty"
    if error.validator == "uniqueItems":
        return "names something twice"
    if error.validator in ("minimum", "maximum"):
        return f"{shown(error.instance)} is too large a number"
    return f"{shown(error.instance)} is not as the standard wants it"


def _place(descriptor: Any, path: Iterable[str | int]) -> str:
    """``resources.studies.schema.fields.line.type``: names in the place of positions, where entries have one."""
    words, at = [], descriptor
    for step in path:
        at = at[step]
        name = at.get("name") if isinstance(step, int) and isinstance(at, dict) else None
        words.append(name if isinstance(name, str) and name else str(step))
    return ".".join(words)


def _texts(descriptor: Any) -> Iterator[tuple[list[str | int], str]]:
    """(path, text) of every text and every key, however deep it stands."""
    waiting: list[tuple[list[str | int], Any]] = [([], descriptor)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            waiting += [(path, key) for key in value] + [([*path, key], entry) for key, entry in value.items()]
        elif isinstance(value, list):
            waiting += [([*path, place], entry) for place, entry in enumerate(value)]


def uncountable(described: Mapping[str, dict]) -> Iterator[tuple[str, str]]:
    """(place, reason) where tables lack what the collection counts with: a table, a key, a column, its type or its levels.

    ``described``: name → descriptor of each resource, as the profile wants it. A table or column of another name is the review's own
    affair, and so are the levels of columns that the shared codebook calls a review's own.
    """
    for name in NEEDED:
        if name not in described:
            yield name, "the table is missing; every review has it"
    for name, shared in _shared().items():
        if name in described:
            given, wanted = described[name]["schema"], shared["schema"]
            if _listed(given.get("primaryKey")) != _listed(wanted.get("primaryKey")):
                yield name, f"its primary key must be {', '.join(_listed(wanted.get('primaryKey')))}"
            for key in _keys(wanted):
                if key not in _keys(given):
                    yield f"{name}.{key[0]}", f"must be a foreign key that leads to {key[1]}.{key[2]}"
            columns = {field["name"]: field for field in given["fields"]}
            for field in wanted["fields"]:
                for reason in _differences(columns.get(field["name"]), field):
                    yield f"{name}.{field['name']}", reason


def _differences(given: dict | None, wanted: dict) -> Iterator[str]:
    if given is None:
        yield "the column is missing; every review has it"
        return
    type_ = given.get("type", "string")
    if type_ != wanted["type"]:
        yield f"must be of type {wanted['type']}, not {type_}"
    for rule in ("required", "unique"):
        if wanted.get("constraints", {}).get(rule) and not given.get("constraints", {}).get(rule):
            yield f"must be {rule}"
    levels, named = _levels(wanted), _levels(given)
    if levels and not named:
        yield "must have a closed list of levels"
    if levels and not wanted.get("own_levels"):
        unknown = [level for level in named if level not in levels]
        if unknown:
            yield f"has levels that the collection cannot count: {', '.join(map(shown, unknown[:10]))}"


def _listed(key: str | list[str] | None) -> list[str]:
    return [key] if isinstance(key, str) else key or []


def _keys(schema: dict) -> list[tuple[str, str, str, str]]:
    """(field, resource, field there, separator) of each foreign key."""
    plain = [(key["fields"], key["reference"], "") for key in schema.get("foreignKeys", [])]
    lists = [
        (field["name"], field["references"], field.get("separator", ""))
        for field in schema["fields"]
        if "references" in field
    ]
    return [(name, target["resource"], target["fields"], separator) for name, target, separator in plain + lists]


def _levels(field: dict) -> list[str]:
    return field.get("constraints", {}).get("enum") or [level["value"] for level in field.get("categories", [])]


@functools.cache
def _shared() -> dict[str, dict]:
    """Table → its descriptor in the codebook that all reviews share."""
    text = (resources.files("evidence") / "template" / "datapackage.json").read_text(encoding="utf-8")
    return {entry["name"]: entry for entry in json.loads(text)["resources"]}
