"""Starting a review: a folder with codebook, tables and a short guide, ready to be filled.

The files of ``template`` are copied. Their codebook holds what all reviews share: tables, columns, types, rules and meanings. The lists
marked ``own_levels`` (routes, outcome domains, topics, …) are each review's own. A test compares every codebook of the
project with it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from evidence.codebook import FILE_NAME
from evidence.profile import misshapen

QUESTION = "How strong is the reported evidence for each use of {drug}"
ROUTES = ", and does it differ by route"
TITLE = "{drug}: the evidence that documents report"


def new_review(
    folder: str | os.PathLike,
    *,
    title: str | None = None,
    drug: str | None = None,
    question: str | None = None,
    routes: Iterable[str] = (),
    small: bool = False,
) -> Path:
    """Write an empty review to ``folder`` and return the folder: codebook, each table with one worked example, README.

    What is not given stands as a placeholder, and ``check_review`` asks for it as it does for each example row. A ``drug`` without
    ``title`` or ``question`` gets the usual ones. ``routes``: one or more, as the tables are to name them. ``small``: only the
    tables that every review has. The command ``evidence new`` does the same.

    Raises FileExistsError for a folder that holds anything (nothing is ever overwritten), NotADirectoryError for a file, ValueError
    for a route that is empty, given twice or a word that the tables keep for something else, such as "not stated" and "several", and for
    words that no codebook can hold.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = evidence.new_review(f"{folder}/mine", drug="drug X", routes=["nasal"])
    ...     sorted(path.name for path in made.iterdir())[:3]
    ['README.md', 'citations.csv', 'claim_keys.csv']
    """
    folder, routes = Path(folder), [" ".join(route.split()) for route in routes]
    codebook = json.loads(_template(FILE_NAME).read_text(encoding="utf-8"))
    examples = codebook["review"]["routes"]
    _refuse(folder, routes, _reserved(codebook, examples))
    routes = routes or examples
    codebook["review"]["routes"] = routes
    _describe(codebook, folder, title, drug, question)
    for table in codebook["resources"]:
        for field in table["schema"]["fields"]:
            if field.get("own_levels"):
                field["categories"] = list(_with_routes(field["categories"], examples, routes))
                field["constraints"]["enum"] = [level["value"] for level in field["categories"]]
    for place, reason in misshapen(codebook):
        raise ValueError(f"{place} {reason}")
    contents = {FILE_NAME: json.dumps(codebook, indent=2, ensure_ascii=False) + "\n"}
    for table in codebook["resources"]:
        if small and table.get("optional"):
            continue
        contents[table["path"]] = _rows(_template(table["path"]).read_text(encoding="utf-8"), examples[0], routes[0])
    contents["README.md"] = _template("README.md").read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in contents.items():
        with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return folder


def _template(name: str):
    return resources.files("evidence") / "template" / name


def _reserved(codebook: dict[str, Any], examples: list[str]) -> set[str]:
    """What the tables have beside the routes themselves, in small letters: several, not stated, …"""
    fields = [
        field for table in codebook["resources"] for field in table["schema"]["fields"] if field["name"] == "route"
    ]
    levels = {level["value"] for field in fields for level in field["categories"]}
    return {level.casefold() for level in levels - set(examples)}


def _refuse(folder: Path, routes: list[str], reserved: set[str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"{folder}: is a file; give the name of a new folder")
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder}: is not empty; give the name of a new folder")
    for place, route in enumerate(routes):
        if not route:
            raise ValueError("a route needs a name")
        if route.casefold() in reserved:
            raise ValueError(f"{route!r} cannot be the name of a route: the tables keep it for something else")
        if route in routes[:place]:
            raise ValueError(f"the route {route!r} is given twice")


def _describe(
    codebook: dict[str, Any], folder: Path, title: str | None, drug: str | None, question: str | None
) -> None:
    codebook["name"] = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or codebook["name"]
    if drug:
        title = title or TITLE.format(drug=drug[:1].upper() + drug[1:])
        several = len(codebook["review"]["routes"]) > 1
        question = question or QUESTION.format(drug=drug) + (ROUTES if several else "") + "?"
    codebook["title"] = title or codebook["title"]
    codebook["review"]["drug"] = drug or codebook["review"]["drug"]
    codebook["review"]["question"] = question or codebook["review"]["question"]


def _rows(text: str, example: str, route: str) -> str:
    """The CSV ``text`` with ``route`` in the place of the example route."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in csv.reader(io.StringIO(text)):
        writer.writerow([cell.replace(example, route) for cell in row])
    return out.getvalue()


def _with_routes(levels: list[dict], examples: list[str], routes: list[str]) -> Iterator[dict]:
    """The levels, with those of ``routes`` in the place of those of the example routes (the topics '… dose' among them)."""
    for level in levels:
        if level["value"].startswith(examples[0]):
            for route in routes:
                yield {**level, "value": level["value"].replace(examples[0], route)}
        elif not level["value"].startswith(tuple(examples)):
            yield level
