"""What a chart tells only to a reader with a mouse: hover texts that neither its table nor its text alternative carries."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat

from evidence.book.figures import MIME
from evidence.wording import NUMBER_WORDS

WORD = re.compile(r"[^\W_]+(?:[.,']\d+)?")
FIGURES = {word: str(number) for number, word in enumerate(NUMBER_WORDS)}  # a table has figures where a text has words
# They join the parts of a hover text and say nothing by themselves.
JOINTS = {"in", "of", "and", "with", "to", "by", "then"}


def charts_with_tables(notebook: Path) -> Iterator[tuple[Mapping[str, Any], list[list[str]]]]:
    """Each figure of an executed notebook with the rows of the table that follows it, headings first."""
    for cell in nbformat.read(notebook, as_version=4).cells:
        bundles = [output.data for output in cell.get("outputs", []) if "data" in output]
        for place, bundle in enumerate(bundles):
            if MIME in bundle:
                table = bundles[place + 1]["text/plain"] if place + 1 < len(bundles) else ""
                yield bundle[MIME], list(csv.reader(io.StringIO(table)))


def only_in_hover(figure: Mapping[str, Any], table: list[list[str]]) -> list[str]:
    """The hover texts of which no single row of the table, with its headings, has every word and number, nor the alternative text the whole."""
    alt = _plain(figure["layout"]["meta"]["alt"])
    heading = set(_words(" ".join(table[0]))) if table else set()
    rows = [heading | set(_words(" ".join(row))) for row in table[1:]]
    return [
        text
        for text in hover_texts(figure)
        if _plain(text) not in alt and not any(set(_words(text)) - JOINTS <= row for row in rows)
    ]


def hover_texts(figure: Mapping[str, Any]) -> list[str]:
    """Every text that a mark shows on hover.

    Raises ValueError where Plotly would make the text itself, which no record knows.
    """
    texts = []
    for trace in figure["data"]:
        drawn = any(value is not None for value in trace.get("x") or [])
        if not drawn or trace.get("hoverinfo") in ("skip", "none"):
            continue
        if trace.get("hoverinfo") != "text" or trace.get("hovertemplate") or not trace.get("hovertext"):
            raise ValueError(
                f"trace {trace.get('name')} of {figure['layout']['meta']['chart']} has hover texts of Plotly's own"
            )
        given = trace["hovertext"]
        texts += given if isinstance(given, list) else [given]
    return list(dict.fromkeys(texts))


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    """The words in the singular and the numbers in figures."""
    words = WORD.findall(re.sub(r"<[a-z/][^>]*>", " ", html.unescape(text).lower()))
    return [FIGURES.get(word, word.removesuffix("s") if len(word) > 3 else word) for word in words]
