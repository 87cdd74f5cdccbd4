"""Following each figure back to the line of the document it was taken from."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd

from evidence.problem import Problem, shown
from evidence.review import Review
from evidence.table import UnreadableError, read_within

# One number for all rows of a study set, so each line that tells of the set may state it; so it is with the set's citations.
OF_SET = ("n_studies", "n_participants")
BRACKET = re.compile(r"\[[0-9+,\s]+\]")
FIGURE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        [
            "no none zero",
            "a an one another single",
            "two both",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
    for word in words.split()
}


def figures_of(text: str) -> set[float]:
    """The numbers that a line of running text states in figures or words, those in citation brackets left out."""
    text = BRACKET.sub(" ", text)
    found = {float(figure.replace(",", "")) for figure in FIGURE.findall(text)}
    return found | {float(NUMBER_WORDS[word]) for word in re.findall(r"[a-z]+", text.lower()) if word in NUMBER_WORDS}


def citations_of(text: str) -> set[int]:
    """The citation numbers in the brackets of a line."""
    return {int(number) for bracket in BRACKET.findall(text) for number in re.findall("[0-9]+", bracket)}


def trace_review(review: Review, documents: Path) -> list[Problem]:
    """Every row whose figures do not stand on the line it names, and every document that is not the recorded one.

    ``documents`` is the folder with the captured files. Checked are the fields that the codebook calls traced, the citations, and
    the numbers in notes. The citations and the number of studies and of people of a study set may stand on the line of any of its rows.
    """
    problems: list[Problem] = []
    texts = _texts(review, documents, problems)
    for name, resource in review.codebook.resources.items():
        if name == "documents" or name not in review.tables or not {"document_id", "line"} <= set(resource.columns):
            continue
        traced = [field.name for field in resource.fields if field.traced]
        table = review.tables[name]
        told = table.groupby("study_set").line.unique() if "study_set" in table else {}
        for position, row in table.iterrows():
            lines = texts.get(row.document_id)
            if lines is None:
                continue
            at = int(review.lines[name][position])
            of_set = sorted(told.get(row.get("study_set"), [row.line]))
            problems += [Problem(resource.path, at, *found) for found in _untraced(row, traced, lines, of_set)]
    return sorted(problems)


def _texts(review: Review, documents: Path, problems: list[Problem]) -> dict[str, list[str]]:
    texts = {}
    path = review.codebook.resources["documents"].path
    for position, row in review.documents.iterrows():
        at = int(review.lines["documents"][position])
        name = shown(row.file)[1:-1]
        try:
            content = read_within(documents, row.file)
            lines = content.decode("utf-8").splitlines()
        except UnreadableError as error:
            problems.append(Problem(path, at, "file", f"{name}: {error}"))
            continue
        except UnicodeDecodeError:
            problems.append(Problem(path, at, "file", f"{name} is not UTF-8"))
            continue
        found = hashlib.sha256(content).hexdigest()
        if found != row.sha256:
            problems.append(Problem(path, at, "sha256", f"{name} is not the recorded file; its SHA-256 is {found}"))
        elif len(lines) != row.lines:
            problems.append(Problem(path, at, "lines", f"{name} has {len(lines)} lines"))
        else:
            texts[row.document_id] = lines
    return texts


def _untraced(row: pd.Series, traced: list[str], lines: list[str], of_set: list[int]):
    stated = figures_of(lines[row.line - 1])
    told = f"line {' or '.join(map(str, of_set))} of {row.document_id}"
    for column in traced:
        places = of_set if column in OF_SET else [row.line]
        if pd.notna(row[column]) and not any(float(row[column]) in figures_of(lines[place - 1]) for place in places):
            where = told if column in OF_SET else f"line {row.line} of {row.document_id}"
            yield column, f"{row[column]:g} does not stand on {where}"
    if isinstance(row.get("note"), str):
        for figure in sorted(figures_of_digits(row.note) - stated):
            yield "note", f"{figure:g} does not stand on line {row.line} of {row.document_id}"
    if isinstance(row.get("citations"), str):
        printed = set().union(*(citations_of(lines[place - 1]) for place in of_set))
        for number in sorted({int(part) for part in re.findall("[0-9]+", row.citations)} - printed):
            yield "citations", f"[{number}] does not stand on {told}"


def figures_of_digits(text: str) -> set[float]:
    """The numbers that a text states in figures."""
    return {float(figure.replace(",", "")) for figure in FIGURE.findall(text)}
