"""Links from the cells of tables: the name of a thing that has a page or a row of its own leads there.

A *name* is the whole text of a cell, of a part of it (parts stand between '; '), or of its head before ': ' or ' – '. In a
notebook the cells stay plain, since the pages that they lead to exist in the book only.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping

from evidence.book.pages import Page

PARTS = "; "
HEADS = (" – ", ": ")

_ROW = re.compile(r'<tr\b[^>]*?\sid="([^"]+)"')
_LINE = re.compile(r"<tr(?P<marks>[^>]*)>(?P<cells>.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"(?P<start><(?P<tag>t[dh])(?![a-z])[^>]*>)(?P<text>[^<]+)(?P<end></(?P=tag)>)")


def resolve_links(targets: Mapping[str, str], pages: Iterable[Page]) -> dict[str, str]:
    """Name → address in the book. `targets`: name → `#row`, a row of the first table that has it, or a page's stem.

    What leads to no page and no row of the book is left out.
    """
    pages = list(pages)
    names = {page.path.stem: f"{page.name}.html" for page in pages}
    rows: dict[str, str] = {}
    for page in pages:
        for row in _rows(page):
            rows.setdefault(row, f"{page.name}.html#{row}")
    found = {name: rows.get(target[1:]) if target[:1] == "#" else names.get(target) for name, target in targets.items()}
    return {name: address for name, address in found.items() if address}


def link_cells(markup: str, links: Mapping[str, str], page: str) -> str:
    """The HTML of a table whose cells are linked; `page` is the address of the page that it stands on."""
    head, body, rest = markup.partition("<tbody>")
    return head + body + _LINE.sub(lambda line: _linked_line(line, links, page), rest) if links else markup


def _rows(page: Page) -> list[str]:
    """The anchors of the rows of a notebook's tables, in order."""
    if not page.is_notebook:
        return []
    cells = json.loads(page.path.read_text(encoding="utf-8"))["cells"]
    outputs = [output.get("data", {}).get("text/html", "") for cell in cells for output in cell.get("outputs", [])]
    return [html.unescape(row) for output in outputs for row in _ROW.findall("".join(output))]


def _linked_line(line: re.Match, links: Mapping[str, str], page: str) -> str:
    own = {page} | {f"{page}#{html.unescape(row)}" for row in re.findall(r' id="([^"]+)"', line["marks"])}

    def linked(cell: re.Match) -> str:
        parts = html.unescape(cell["text"]).split(PARTS)
        if not _name(parts[0], links):  # a sentence that names something further on is no list of names
            return cell[0]
        return f"{cell['start']}{PARTS.join(_linked_part(part, links, own) for part in parts)}{cell['end']}"

    return f"<tr{line['marks']}>{_CELL.sub(linked, line['cells'])}</tr>"


def _name(part: str, links: Mapping[str, str]) -> str:
    """The name with which a part of a cell begins, empty for none."""
    heads = [part, *(part.split(mark)[0] for mark in HEADS if mark in part)]
    return next((head for head in heads if head in links), "")


def _linked_part(part: str, links: Mapping[str, str], own: set[str]) -> str:
    name = _name(part, links)
    if not name or links[name] in own:
        return html.escape(part)
    return f'<a href="{html.escape(links[name])}">{html.escape(name)}</a>{html.escape(part[len(name) :])}'
