"""A chart as HTML: static picture first, its words below, and where the page's script finds the live figure."""

from __future__ import annotations

import html
from dataclasses import dataclass

from evidence.book.figures import Figure

# The width of the viewport (CSS length) up to which the narrow picture is shown.
NARROW = "40rem"


@dataclass(frozen=True)
class PictureLinks:
    """Addresses, relative to the page, of a chart's two pictures: for wide and for narrow screens."""

    wide: str
    narrow: str


def chart_html(figure: Figure, *, pictures: PictureLinks | None, figure_link: str) -> str:
    """The `<figure>` of one chart.

    `pictures` is None where no picture fits the figure: the page then shows the live chart only. `figure_link` is the
    address of the figure's two files without its ending: `.json` to download, `.js` for the page's script. The height
    of the stage is set before anything is drawn, so that text below does not jump.
    """
    name = f"chart-{html.escape(figure.name)}"
    tag = f'<span class="evidence-chart__layer">{html.escape(figure.layer)}</span> ' if figure.layer else ""
    follows = figure.figure["layout"]["meta"].get("follows", "")  # the table whose filter the marks follow
    followed = f' data-follows="{html.escape(follows)}"' if follows else ""
    source = f'<span class="evidence-chart__source">{html.escape(_source(figure.source))}</span>'
    links = [f'<a href="{figure_link}.json" download>Figure (JSON)</a>']
    if pictures:
        links.insert(0, f'<a href="{pictures.wide}" download>Picture (SVG)</a>')
    return f"""\
<figure class="evidence-chart" id="{name}" aria-labelledby="{name}-title" \
aria-describedby="{name}-alt" data-chart="{html.escape(figure.name)}" data-figure="{figure_link}.js"{followed} data-state="waiting" \
style="--chart-height: {figure.height_px}px; --chart-height-narrow: {figure.narrow_height_px}px">
<div class="evidence-chart__stage">{_stage(figure, pictures)}<div class="evidence-chart__live"></div></div>
<figcaption>
<span class="evidence-chart__title" id="{name}-title">{html.escape(figure.title)}</span>
<span class="evidence-chart__about">{tag}{source}</span>
<details class="evidence-chart__words"><summary>This chart in words</summary>
<p id="{name}-alt">{html.escape(figure.alt)}</p></details>
<span class="evidence-chart__links">{" · ".join(links)}</span>
</figcaption>
</figure>"""


def _source(words: str) -> str:
    """The source with the word before it, once."""
    return words if not words or words.lower().startswith("source") else f"Source: {words}"


def _stage(figure: Figure, pictures: PictureLinks | None) -> str:
    if not pictures:
        return "<noscript><p>This chart needs JavaScript. Its words and its table say the same.</p></noscript>"
    alt = html.escape(figure.alt)
    # The script adds the picture for the dark ground, which is the same file at `#dark`. `dark-light` tells the theme
    # that the picture cares for its own ground. Lazy ones are still shown without scripts, and printed.
    return (
        '<picture class="evidence-chart__picture on-light">'
        f'<source media="(max-width: {NARROW})" srcset="{pictures.narrow}">'
        f'<img class="dark-light" loading="lazy" src="{pictures.wide}" alt="{alt}"></picture>'
    )
