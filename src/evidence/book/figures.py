"""The charts that executed notebooks hold, and the fingerprint by which a picture knows its chart.

Vocabulary: a *figure* is Plotly's JSON of one chart (`data`, `layout`, `config`); its `layout.meta` names the chart and
tells its title, text alternative and number of marks. A *picture* is a static SVG of a figure.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.book.errors import BookError

MIME = "application/vnd.plotly.v1+json"
# Raise by one when pictures are to be drawn differently from the same figure: every committed picture is stale then.
PICTURE_EDITION = 1

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True)
class Figure:
    """One chart of one notebook. `notebook` is the file's stem, `name` the chart's slug, unique in its notebook."""

    notebook: str
    name: str
    title: str
    alt: str
    source: str
    layer: str
    marks: int
    height_px: int
    narrow_height_px: int
    figure: Mapping[str, Any]

    @classmethod
    def from_json(cls, notebook: str, figure: Mapping[str, Any]) -> Figure:
        """Read Plotly's JSON of a chart.

        Raises
        ------
        BookError
            `layout.meta` lacks a name, a title, an alt text or the number of marks: such a chart cannot be told to
            a reader who does not see it, nor be checked.
        """
        meta = figure.get("layout", {}).get("meta")
        meta = meta if isinstance(meta, Mapping) else {}
        name = str(meta.get("chart", ""))
        missing = [key for key in ("chart", "title", "alt", "marks") if meta.get(key) in (None, "")]
        if missing:
            raise BookError(f"{notebook}: chart {name or '?'} has no layout.meta {', '.join(missing)}")
        if not _SLUG.fullmatch(name):
            raise BookError(f"{notebook}: chart name {name!r} is not a slug of a-z, 0-9, - and _")
        height = figure["layout"].get("height") or 450  # plotly's own default
        return cls(
            notebook=notebook,
            name=name,
            title=str(meta["title"]),
            alt=str(meta["alt"]),
            source=str(meta.get("source") or ""),
            layer=str(meta.get("layer") or ""),
            marks=int(meta["marks"]),
            height_px=round(height),
            narrow_height_px=round(meta.get("narrow", {}).get("height") or height),
            figure=figure,
        )

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hexadecimal) of the figure in canonical JSON and of the edition of the pictures."""
        return hashlib.sha256(f"{PICTURE_EDITION}\n{canonical_json(self.figure)}".encode()).hexdigest()


def canonical_json(figure: Mapping[str, Any]) -> str:
    """The figure as one line of JSON with sorted keys: equal figures give equal text."""
    return json.dumps(figure, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def notebook_figures(notebook: Path) -> Iterator[Figure]:
    """The figures among a notebook's outputs, in order.

    Raises
    ------
    BookError
        A figure without its meta data, or two charts of one name.
    """
    seen = set()
    for cell in json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if MIME not in output.get("data", {}):
                continue
            figure = Figure.from_json(Path(notebook).stem, output["data"][MIME])
            if figure.name in seen:
                raise BookError(f"{figure.notebook}: two charts are named {figure.name}")
            seen.add(figure.name)
            yield figure


def folder_figures(notebooks: Path) -> list[Figure]:
    """The figures of every `*.ipynb` of a folder, in reading order."""
    return [figure for path in sorted(Path(notebooks).glob("*.ipynb")) for figure in notebook_figures(path)]
