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
    the table filterable and sortable in the book. ``links`` maps a column to the column that holds its addresses, which is not
    shown itself: the parts of a cell stand between '; ', their addresses between blanks, '-' for none.
    """

    rows: pd.DataFrame
    name: str
    caption: str
    titles: Mapping[str, str] = field(default_factory=dict)
    filters: Sequence[str] = ()
    row_id: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    def title(self, column: str) -> str:
        return self.titles.get(column, column.replace("_", " "))

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        printed = self.rows.drop(columns=list(self.links.values())).rename(columns=self.title)
        return {
            "text/html": self.to_html(),
            "text/plain": printed.to_csv(index=False, lineterminator="\n").rstrip("\n"),
        }

    def to_html(self) -> str:
        """The table as plain HTML; all cells are escaped."""
        hidden = set(self.links.values())
        columns = [
            name for name in self.rows.columns if name not in hidden and (name != self.row_id or self.title(name))
        ]
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
        for row in self.rows.to_dict("records"):
            anchor = f' id="{html.escape(str(row[self.row_id]), quote=True)}"' if self.row_id else ""
            cells = [
                _cell(row[name], first=position == 0, addresses=row[self.links[name]] if name in self.links else "")
                for position, name in enumerate(columns)
            ]
            lines.append(f"<tr{anchor}>{''.join(cells)}</tr>")
        return "\n".join([*lines, "</tbody>", "</table>"])


def _cell(value: object, *, first: bool, addresses: str = "") -> str:
    missing = value is None or value is pd.NA or (not isinstance(value, str) and pd.isna(value))
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and not missing
    text = EMPTY if missing or value == "" else f"{value:g}" if isinstance(value, float) else str(value)
    markup = _linked(text, addresses)
    if first:
        return f'<th scope="row">{markup}</th>'
    return f"<td{' class=' + chr(34) + 'number' + chr(34) if number else ''}>{markup}</td>"


def _linked(text: str, addresses: str) -> str:
    """``text`` escaped, its parts (between '; ') linked to the addresses (between blanks); '-' or nothing stands for none."""
    targets = addresses.split(" ") if addresses else []
    parts = text.split("; ") if len(targets) > 1 else [text]
    if len(targets) != len(parts):
        return html.escape(text)
    return "; ".join(
        f'<a href="{html.escape(target, quote=True)}">{html.escape(part)}</a>'
        if target.startswith("https://")
        else html.escape(part)
        for part, target in zip(parts, targets, strict=True)
    )
