"""A table as HTML that no page has to scroll sideways for, and whose headings a screen reader can announce."""

from __future__ import annotations

import html
import re

_TABLE = re.compile(r"<table\b[^>]*\bclass=(\"|')[^\"']*\bevidence-table\b", re.IGNORECASE)
_HEAD = re.compile(r"<thead\b.*?</thead>", re.IGNORECASE | re.DOTALL)
_UNSCOPED = re.compile(r"<th(?![a-z])(?![^>]*\bscope=)", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b.*?</script>", re.IGNORECASE | re.DOTALL)
_EMPTY = re.compile(r"<th\b[^>]*>\s*</th>", re.IGNORECASE)
_CAPTION = re.compile(r"<caption\b([^>]*)>(.*?)</caption>", re.IGNORECASE | re.DOTALL)

# A table of so many rows is higher than its frame at every width, so that the page can leave it out until it is near.
LONG_ROWS = 30


def is_evidence_table(markup: str) -> bool:
    """Whether an HTML output is one of our tables, which alone are rewritten."""
    return bool(_TABLE.search(markup))


def table_html(markup: str) -> str:
    """The table in a focusable scroll container, its heading cells with a scope.

    A script that makes the table filterable in a notebook is left out, since the book's pages load the same file once.
    The container is named by the table's caption, or by `data-table` where there is none. An empty heading cell becomes
    an ordinary one, since it heads nothing.
    """
    markup = _SCRIPT.sub("", markup)
    head = _HEAD.search(markup)
    end = head.end() if head else 0
    columns = _UNSCOPED.sub('<th scope="col"', _EMPTY.sub("<td></td>", markup[:end]))
    rows = _UNSCOPED.sub('<th scope="row"', _EMPTY.sub("<td></td>", markup[end:]))
    # The search index strips tags and would glue neighbouring cells into one word.
    text = re.sub(r"(</t[dh]>)(?=<)", r"\1\n", columns + rows)
    # In a box of its own, so that it can stay in sight while a wide table is moved.
    text = _CAPTION.sub(r"<caption\1><span>\2</span></caption>", text)
    label = html.escape(html.unescape(_name(markup)))
    long = " evidence-table-frame--long" if text.count("<tr") > LONG_ROWS else ""
    return f'<div class="evidence-table-frame{long}" role="region" tabindex="0" aria-label="{label}">\n{text.strip()}\n</div>'


def _name(markup: str) -> str:
    caption = _CAPTION.search(markup)
    if caption:
        return re.sub(r"<[^>]+>", "", caption[2]).strip()
    name = re.search(r"\bdata-table=(\"|')(.*?)\1", markup)
    return f"Table {name[2]}" if name else "Table"
