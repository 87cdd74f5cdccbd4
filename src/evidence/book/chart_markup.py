"""A chart as HTML: static picture first, its words below, the live figure as data for the page's script."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass

from evidence.book.figures import Figure

# The width of the viewport (CSS length) up to which the narrow picture is shown.
NARROW = "40rem"


@dataclass(frozen=True)
class PictureLinks:
    """Addresses, relative to the page, of a chart's two pictures: for wide and for narrow screens."""

    wide: str
    narrow: str


def chart_html(figure: Figure, *, pictures: PictureLinks | None, json_link: str) -> str:
    """The `<figure>` of one chart.

    `pictures` is None where no picture fits the figure: the page then shows the live chart only. `json_link` is the
    address of the figure as a file. The height of the stage is set before anything is drawn, so that text below does
    not jump.
    """
    name = f"chart-{html.escape(figure.name)}"
    tag = f'<span class="evidence-chart__layer">{html.escape(figure.layer)}</span> ' if figure.layer else ""
    source = f'<span class="evidence-chart__source">{html.escape(_source(figure.source))}</span>'
    links = [f'<a href="{json_link}" download>Figure (JSON)</a>']
    if pictures:
        links.insert(0, f'<a href="{pictures.wide}" download>Picture (SVG)</a>')
    return f"""\
<figure class="evidence-chart" id="{name}" aria-labelledby="{name}-title" \
aria-describedby="{name}-alt" data-chart="{html.escape(figure.name)}" data-state="waiting" \
style="--chart-height: {figure.height_px}px; --chart-height-narrow: {figure.narrow_height_px}px">
<div class="evidence-chart__stage">{_stage(figure, pictures)}<div class="evidence-chart__live"></div></div>
<figcaption>
<span class="evidence-chart__title" id="{name}-title">{html.escape(figure.title)}</span>
<span class="evidence-chart__about">{tag}{source}</span>
<details class="evidence-chart__words"><summary>This chart in words</summary>
<p id="{name}-alt">{html.escape(figure.alt)}</p></details>
<span class="evidence-chart__links">{" · ".join(links)}</span>
</figcaption>
<script type="application/json" class="evidence-chart__figure">{script_json(figure.figure)}</script>
</figure>"""


def _source(words: str) -> str:
    """The source with the word before it, once."""
    return words if not words or words.lower().startswith("source") else f"Source: {words}"


def script_json(value: object) -> str:
    """JSON that cannot end the `<script>` element it stands in; keys sorted, so that two builds agree."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c")


def _stage(figure: Figure, pictures: PictureLinks | None) -> str:
    if not pictures:
        return "<noscript><p>This chart needs JavaScript. Its words and its table say the same.</p></noscript>"
    alt = html.escape(figure.alt)
    # One file serves both grounds: `#dark` switches its colours. The dark one is lazy: a light page never asks for it.
    # `dark-light` tells the theme that the picture cares for its own ground.
    return "".join(
        f'<picture class="evidence-chart__picture {ground}">'
        f'<source media="(max-width: {NARROW})" srcset="{pictures.narrow}{mark}">'
        f'<img class="dark-light" src="{pictures.wide}{mark}" alt="{alt}"{loading}></picture>'
        for ground, mark, loading in (("on-light", "", ""), ("on-dark", "#dark", ' loading="lazy"'))
    )
