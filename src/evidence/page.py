"""What a notebook cell shows: prose and tables whose output is the same on every run.

Each object offers one mime bundle with a plain-text twin, so that a diff can be read and nbval compares both.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

EMPTY = "–"


@dataclass(frozen=True)
class Prose:
    """Computed text, as Markdown."""

    text: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/markdown": self.text, "text/plain": self.text}


@dataclass(frozen=True)
class Folded:
    """A question whose computed answer is folded away until the reader asks for it."""

    question: str
    answer: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        markup = (
            f'<details class="evidence-answer"><summary>{html.escape(self.question)}</summary>'
            f"<p>{html.escape(self.answer)}</p></details>"
        )
        return {"text/html": markup, "text/plain": f"{self.question}\n{self.answer}"}


@dataclass(frozen=True)
class DataTable:
    """A whole table; no row is ever left out.

    ``rows`` holds text and numbers ready to print. ``titles`` maps a column to its heading; a column that it does not name keeps its
    name with spaces for underscores. ``filters`` names the columns that readers may filter by level; naming any makes
    the table filterable and sortable in the book. ``links`` maps a column to a column that holds addresses.
    """

    rows: pd.DataFrame
    name: str
    caption: str
    titles: Mapping[str, str] = field(default_factory=dict)
    filters: Sequence[str] = ()
    row_id: str | None = None

    def title(self, column: str) -> str:
        return self.titles.get(column, column.replace("_", " "))

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        printed = self.rows.rename(columns=self.title)
        return {
            "text/html": self.to_html(),
            "text/plain": printed.to_csv(index=False, lineterminator="\n").rstrip("\n"),
        }

    def to_html(self) -> str:
        """The table as plain HTML; all cells are escaped."""
        columns = [column for column in self.rows.columns if column != self.row_id or self.title(column)]
        marks = ' data-filter="true"' if self.filters else ""
        head = "".join(
            f'<th scope="col"{" data-filter=" + chr(34) + "select" + chr(34) if column in self.filters else ""}>'
            f"{html.escape(self.title(column))}</th>"
            for column in columns
        )
        lines = [
            f'<table class="evidence-table" data-table="{html.escape(self.name, quote=True)}"{marks}>',
            f"<caption>{html.escape(self.caption)}</caption>",
            f"<thead><tr>{head}</tr></thead>",
            "<tbody>",
        ]
        for record in self.rows[columns].itertuples(index=False):
            anchor = f' id="{html.escape(str(getattr(record, self.row_id)), quote=True)}"' if self.row_id else ""
            cells = [_cell(value, first=position == 0) for position, value in enumerate(record)]
            lines.append(f"<tr{anchor}>{''.join(cells)}</tr>")
        return "\n".join([*lines, "</tbody>", "</table>"])


def _cell(value: object, *, first: bool) -> str:
    missing = value is None or value is pd.NA or (not isinstance(value, str) and pd.isna(value))
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and not missing
    text = EMPTY if missing or value == "" else f"{value:g}" if isinstance(value, float) else str(value)
    if first:
        return f'<th scope="row">{html.escape(text)}</th>'
    return f"<td{' class=' + chr(34) + 'number' + chr(34) if number else ''}>{html.escape(text)}</td>"
