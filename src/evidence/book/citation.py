"""How to cite the review: BibTeX and Citation File Format, made from the data package.

A package names its people in `contributors` (Data Package version 2: `title`, or `givenName` and `familyName`; `roles`).
Those whose roles hold "author" are cited, or all where no one has that role. Without contributors nothing is made up.
"""

from __future__ import annotations

import datetime
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIBTEX_FILE, CFF_FILE = "citation.bib", "CITATION.cff"
NOTHING = "No citation is given with this review."

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?(?=[T ]|$)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPECIAL = re.compile(r"[&%$#_{}]")
_LONG = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class Author:
    """A person (`family`, maybe `given`) or, with `family` empty, a group called `name`."""

    name: str
    family: str = ""
    given: str = ""


@dataclass(frozen=True)
class Citation:
    """What a citation says. `date` is `YYYY-MM-DD`, or `YYYY-MM`, or `YYYY`; empty texts are not given."""

    name: str
    title: str
    authors: tuple[Author, ...]
    version: str
    date: str
    doi: str
    address: str
    licences: tuple[str, ...]

    @property
    def year(self) -> str:
        return self.date[:4]


def read_citation(package: Mapping[str, Any]) -> Citation | None:
    """The citation that a data package gives; None where it names no one."""
    people = [person for person in package.get("contributors", []) if isinstance(person, Mapping)]
    authors = [person for person in people if "author" in _roles(person)] or people
    named = tuple(author for author in map(_author, authors) if author.name or author.family)
    if not named:
        return None
    doi = _DOI.search(str(package.get("id", "")))
    return Citation(
        name=_words(package, "name") or "review",
        title=_words(package, "title") or _words(package, "name") or "Evidence",
        authors=named,
        version=_words(package, "version"),
        date=_date(_words(package, "created")),
        doi=doi[0] if doi else "",
        address=_words(package, "homepage"),
        licences=tuple(str(entry["name"]) for entry in package.get("licenses", []) if entry.get("name")),
    )


def in_words(citation: Citation) -> str:
    """One line: 'The contributors (2026). Title. Version 1.'"""
    authors = "; ".join(_in_order(author) for author in citation.authors)
    parts = [f"{authors} ({citation.year})" if citation.year else authors, citation.title]
    parts += [f"Version {citation.version}"] * bool(citation.version)
    parts += [f"https://doi.org/{citation.doi}" if citation.doi else citation.address] * bool(
        citation.doi or citation.address
    )
    return ". ".join(parts) + "."


def bibtex(citation: Citation) -> str:
    """A `@misc` entry; braces keep the capitals of the title and the names of groups whole."""
    authors = " and ".join(
        f"{_tex(author.family)}, {_tex(author.given)}".removesuffix(", ")
        if author.family
        else f"{{{_tex(author.name)}}}"
        for author in citation.authors
    )
    month = citation.date[5:7].lstrip("0")
    fields = {
        "author": authors, "title": f"{{{_tex(citation.title)}}}", "year": citation.year, "month": month,
        "version": _tex(citation.version), "doi": citation.doi, "url": citation.address,
    }  # fmt: skip
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{re.sub(r'[^A-Za-z0-9-]', '-', citation.name)},\n" + ",\n".join(lines) + "\n}\n"


def cff(citation: Citation) -> str:
    """A Citation File Format 1.2.0 file; a text in double quotes as JSON writes it is a text of YAML too."""
    lines = ["cff-version: 1.2.0", "message: If you use this evidence summary, please cite it as below."]
    lines += [f"title: {_quoted(citation.title)}", "type: dataset"]
    day = citation.date if _DAY.fullmatch(citation.date) else ""  # the format has no other dates
    fields = {"version": citation.version, "date-released": day, "doi": citation.doi, "url": citation.address}
    lines += [
        f"{name}: {value if name == 'date-released' else _quoted(value)}" for name, value in fields.items() if value
    ]
    lines.append("authors:")
    for author in citation.authors:
        given = {"family-names": author.family, "given-names": author.given} if author.family else {"name": author.name}
        first, *rest = [f"{name}: {_quoted(value)}" for name, value in given.items() if value]
        lines += [f"  - {first}", *(f"    {line}" for line in rest)]
    if citation.licences:
        lines += ["license:", *(f"  - {_quoted(name)}" for name in citation.licences)]
    return "\n".join(lines) + "\n"


def citation_markdown(package: Mapping[str, Any]) -> str:
    """The section of the landing page: how to cite, both texts, and both files; or that no citation is given."""
    citation = read_citation(package)
    if citation is None:
        return f"## Cite this\n\n{NOTHING}"
    boxes = _box("BibTeX", BIBTEX_FILE, bibtex(citation)) + _box("Citation File Format", CFF_FILE, cff(citation))
    # Markdown takes a block of HTML up to the first blank line, and the texts hold none.
    return f'## Cite this\n\n<div class="evidence-cite"><p>{html.escape(in_words(citation))}</p>{boxes}</div>'


def write_citation(package: Mapping[str, Any], out: Path) -> None:
    """Put both files beside the pages, where the review gives a citation."""
    citation = read_citation(package)
    if citation is not None:
        (out / BIBTEX_FILE).write_text(bibtex(citation), encoding="utf-8")
        (out / CFF_FILE).write_text(cff(citation), encoding="utf-8")


def _box(label: str, file: str, text: str) -> str:
    return (
        f'<div class="evidence-cite__format" data-copy="{html.escape(label)}"><p><strong>{html.escape(label)}</strong> '
        f'<a href="{file}" download>{file}</a></p><pre>{html.escape(text.strip())}</pre></div>'
    )


def _words(package: Mapping[str, Any], key: str) -> str:
    """A text of the package on one line, since neither format nor the page's block of HTML can hold an empty one."""
    return " ".join(str(package.get(key) or "").split())


def _roles(person: Mapping[str, Any]) -> list[str]:
    """The roles of version 2 of the standard, or the one role of version 1."""
    roles = person.get("roles", person.get("role", []))
    return [roles] if isinstance(roles, str) else list(roles) if isinstance(roles, list) else []


def _date(text: str) -> str:
    """What an ISO date says at the beginning of a text, without the time; empty where there is none."""
    found = _DATE.match(text)
    if not found:
        return ""
    try:
        datetime.date.fromisoformat((found[0] + "-01-01")[:10])
    except ValueError:
        return ""
    return found[0]


def _author(person: Mapping[str, Any]) -> Author:
    family, given, name = (_words(person, key) for key in ("familyName", "givenName", "title"))
    return Author(name=name or f"{given} {family}".strip(), family=family, given=given)


def _in_order(author: Author) -> str:
    return f"{author.family}, {author.given}".removesuffix(", ") if author.family else author.name


def _tex(text: str) -> str:
    text = "".join(_LONG.get(letter, letter) for letter in _SPECIAL.sub(lambda found: "\0" + found[0], text))
    return text.replace("\0", "\\")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
