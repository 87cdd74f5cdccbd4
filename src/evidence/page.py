"""What a notebook cell shows: prose and tables whose output is the same on every run.

Each object offers one mime bundle with a plain-text twin, so that a diff can be read and nbval compares both.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

import pandas as pd

from evidence import markup

EMPTY = "–"
# A shorter table is read faster than it is filtered.
FEWEST_TO_FILTER = 8
# The one script that filters tables, in the book and in notebooks.
FILTER_SCRIPT = "static/evidence-tables.js"


@dataclass(frozen=True)
class Prose:
    """Computed text. Made from words with the marks of ``markup``; ``text`` is Markdown that shows words of the data as they stand.

    ``plain`` is the same for a place that shows no markup.
    """

    text: str
    plain: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", markup.plain(self.text))
        object.__setattr__(self, "text", markup.markdown(self.text))

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/markdown": self.text, "text/plain": self.plain}


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
    a table of at least ``FEWEST_TO_FILTER`` rows filterable and sortable, in the book and in a notebook. ``row_id`` names the column with the rows' anchors.
    ``mark_id`` names a column, not shown, that ties rows to the marks of a chart where the table has no ``row_id``; its values are unique.
    ``links`` maps a column to the column that holds its addresses, which is not shown itself: the parts of a cell stand
    between '; ', their addresses between blanks, '-' for none.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"dose_mg": [10], "people": [3]})
    >>> table = evidence.DataTable(rows, "doses", "Doses", titles={"dose_mg": "Dose (mg)"})
    >>> table.title("dose_mg"), table.title("people")
    ('Dose (mg)', 'people')
    """

    rows: pd.DataFrame
    name: str
    caption: str
    titles: Mapping[str, str] = field(default_factory=dict)
    filters: Sequence[str] = ()
    row_id: str | None = None
    mark_id: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    def title(self, column: str) -> str:
        return self.titles.get(column, column.replace("_", " "))

    @property
    def filterable(self) -> bool:
        return bool(self.filters) and len(self.rows) >= FEWEST_TO_FILTER

    @property
    def hidden(self) -> list[str]:
        """The columns that are not printed."""
        return [*self.links.values(), *([self.mark_id] if self.mark_id else [])]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        printed = self.rows.drop(columns=self.hidden).rename(columns=self.title)
        return {
            "text/html": self.to_html() + (f"\n<script>\n{filter_script()}</script>" if self.filterable else ""),
            "text/plain": printed.to_csv(index=False, lineterminator="\n").rstrip("\n"),
        }

    def to_html(self) -> str:
        """The table as plain HTML; all cells are escaped."""
        columns = [
            name for name in self.rows.columns if name not in self.hidden and (name != self.row_id or self.title(name))
        ]
        marks = ' data-filter="true"' if self.filterable else ""
        selects = self.filters if self.filterable else ()
        right = {name for name in columns[1:] if any(map(_is_number, self.rows[name]))}
        head = "".join(
            f'<th scope="col"{_NUMBER if column in right else ""}{" data-filter=" + chr(34) + "select" + chr(34) if column in selects else ""}>'
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
            anchor += f' data-mark="{html.escape(str(row[self.mark_id]), quote=True)}"' if self.mark_id else ""
            cells = [
                _cell(row[name], first=position == 0, addresses=row[self.links[name]] if name in self.links else "")
                for position, name in enumerate(columns)
            ]
            lines.append(f"<tr{anchor}>{''.join(cells)}</tr>")
        return "\n".join([*lines, "</tbody>", "</table>"])


@functools.cache
def filter_script() -> str:
    """The script that makes a table filterable where a notebook is run: the book's own, with nothing of the data in it."""
    return resources.files("evidence").joinpath(FILTER_SCRIPT).read_text(encoding="utf-8")


def _cell(value: object, *, first: bool, addresses: str = "") -> str:
    missing = value is None or value is pd.NA or (not isinstance(value, str) and pd.isna(value))
    text = EMPTY if missing or value == "" else f"{value:g}" if isinstance(value, float) else str(value)
    markup = _linked(text, addresses)
    if first:
        return f'<th scope="row">{markup}</th>'
    return f"<td{_NUMBER if _is_number(value) else ''}>{markup}</td>"


_NUMBER = ' class="number"'


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not pd.isna(value)


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
