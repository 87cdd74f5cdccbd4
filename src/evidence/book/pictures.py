"""Static pictures of the charts: what a reader sees before the script has drawn, without scripts, and on paper.

Each chart has two SVG files, for wide and for narrow screens. Their colours of ground, ink, grid and lines are
variables that `#dark` at the end of the address switches, so one file serves both grounds. The same figure gives the
same bytes on one machine; on another the widths of letters may differ.
"""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evidence.book.browser import open_browser
from evidence.book.figures import Figure, folder_figures
from evidence.book.picture_files import is_fresh, picture_names, stale_pictures

__all__ = ["draw_pictures", "stale_pictures"]

WIDE_PX = 720
NARROW_PX = 340  # the text column of a phone 360 to 390 px wide

# colour in the figure → role, colour on light ground, on dark ground; the same as in static/evidence.css and
# static/evidence-charts.js (a test compares them)
ROLES = {
    "#ffffff": ("paper", "#ffffff", "#14181e"),
    "#1f2328": ("ink", "#1f2328", "#e3e8ee"),
    "#d0d7de": ("grid", "#d0d7de", "#39424d"),
    "#57606a": ("line", "#57606a", "#9aa5b1"),
}
# While it is drawn each role has a colour that nothing else has, or "white" in a figure could not be told from paper.
_STAND_INS = {colour: f"#0{number}0{number}ff" for number, colour in enumerate(ROLES, start=1)}

# Attributes that serve plotly's own events and show nothing.
_UNSEEN = {"data-index", "pointer-events"}

_LIBRARY = Path(__file__).parent / "static" / "plotly-basic.min.js"
_DRAW = """async ([data, layout, width, height]) => {
  const address = await Plotly.toImage({data, layout: {...layout, width, height}}, {format: "svg", width, height});
  return decodeURIComponent(address.slice(address.indexOf(",") + 1));
}"""


def draw_pictures(notebooks: Path, pictures: Path) -> list[str]:
    """Draw the pictures that are missing or stale, and remove those that belong to no chart. A browser is only needed to draw.

    Parameters
    ----------
    notebooks : folder of executed `*.ipynb`.
    pictures : folder of pictures; receives `<notebook>/<chart>.svg` and `<notebook>/<chart>.narrow.svg`.

    Returns
    -------
    The names, relative to `pictures`, of the files that were written.

    Raises
    ------
    BookError
        A figure without its meta data, or no browser.
    """
    pictures = Path(pictures)
    figures = folder_figures(notebooks)
    expected = {name for figure in figures for name in picture_names(figure)}
    for path in sorted(pictures.rglob("*.svg")):
        if path.relative_to(pictures).as_posix() not in expected:
            path.unlink()
    wanted = [figure for figure in figures if not is_fresh(figure, pictures)]
    if not wanted:
        return []
    written = []
    with open_browser() as chromium:
        page = chromium.new_page()
        page.set_content("<!DOCTYPE html><title>pictures</title>")
        page.add_script_tag(path=_LIBRARY)
        for figure in wanted:
            for name, width, narrow in zip(picture_names(figure), (WIDE_PX, NARROW_PX), (False, True), strict=True):
                _write(pictures / name, _draw(page, figure, width, narrow))
                written.append(name)
    return written


def _draw(page, figure: Figure, width: int, narrow: bool) -> str:
    layout = copy.deepcopy(dict(figure.figure["layout"]))
    if narrow:
        _patch(layout, layout["meta"].get("narrow", {}))
    height = figure.narrow_height_px if narrow else figure.height_px
    # plotly puts a trace's uid, random unless given, into the ids of its patterns
    data = [{**trace, "uid": f"trace{number}"} for number, trace in enumerate(figure.figure["data"])]
    drawn = page.evaluate(_DRAW, [*_with_stand_ins([data, layout]), width, height])
    return settled_svg(drawn, figure.fingerprint)


def _patch(layout: dict[str, Any], changes: Mapping[str, Any]) -> None:
    """Apply `{"margin.l": 90}` to a layout, as plotly's relayout does."""
    for path, value in changes.items():
        *keys, last = path.split(".")
        place = layout
        for key in keys:
            place = place.setdefault(key, {})
        place[last] = value


def _with_stand_ins(value: Any) -> Any:
    text = json.dumps(value)
    for colour, stand_in in _STAND_INS.items():
        text = re.sub(f'"{colour}"', f'"{stand_in}"', text, flags=re.IGNORECASE)
    return json.loads(text)


def settled_svg(svg: str, fingerprint: str) -> str:
    """Plotly's SVG without what is random or superfluous, its roles as variables, its figure's fingerprint on it."""
    for number, letters in enumerate(_random_ids(svg)):
        svg = svg.replace(letters, f"u{number}")
    svg = re.sub(r'\s(?:data-unformatted|data-math|class)="[^"]*"|\sstyle=""', "", svg)
    svg = re.sub(r"<[^>]+>", lambda tag: re.sub(r"-?\d+\.\d{3,}", _short_number, tag[0]), svg)
    for colour, stand_in in _STAND_INS.items():
        red, green, blue = (int(stand_in[place : place + 2], 16) for place in (1, 3, 5))
        svg = svg.replace(f"rgb({red}, {green}, {blue})", f"var(--{ROLES[colour][0]})").replace(
            stand_in, f"var(--{ROLES[colour][0]})"
        )
    empty = None
    while svg != empty:
        empty, svg = svg, re.sub(r"<g(?:\s[^>]*)?/>|<g(?:\s[^>]*)?></g>|<path/>", "", svg)
    svg, classes = _with_classes(svg)
    head = f'<svg id="dark" data-fingerprint="{fingerprint}"'
    return (
        re.sub(r"<svg([^>]*)>", lambda tag: f"{head}{tag[1]}><style>{_roles()}{classes}</style>", svg, count=1) + "\n"
    )


def _with_classes(svg: str) -> tuple[str, str]:
    """The SVG with a class wherever plotly wrote a style, and the rules of the classes.

    A chart has hundreds of marks and words in a handful of styles; written out they are more than half of the file.
    """
    names: dict[str, str] = {}

    def tidied(tag: re.Match) -> str:
        attributes = dict(re.findall(r'\s([\w:-]+)="([^"]*)"', tag[2]))
        style = re.sub(r"\s*([:;,])\s*", r"\1", attributes.pop("style", "")).strip("; ")
        anchor = attributes.pop("text-anchor", "")
        style = ";".join(part for part in (f"text-anchor:{anchor}" if anchor else "", style) if part)
        if style:
            attributes["class"] = names.setdefault(style, f"s{len(names)}")
        # Sorted, since the order in which plotly sets attributes depends on what it drew before.
        kept = (f' {name}="{value}"' for name, value in sorted(attributes.items()) if name not in _UNSEEN)
        return f"<{tag[1]}{''.join(kept)}{tag[3]}>"

    svg = re.sub(r'<(\w+)((?:\s[\w:-]+="[^"]*")*)\s*(/?)>', tidied, svg)
    return svg, "".join(f".{name}{{{style}}}" for style, name in names.items())


def _random_ids(svg: str) -> list[str]:
    """The random letters in plotly's ids, in order of appearance, each once."""
    letters = re.findall(r'\bid="(?:defs-|topdefs-|clip|legend|p)([0-9a-f]{6})', svg)
    return list(dict.fromkeys(letters))


def _short_number(number: re.Match) -> str:
    """Two decimals are a hundredth of a pixel."""
    return f"{round(float(number[0]), 2) + 0.0:g}" if abs(float(number[0])) < 10_000 else number[0]


def _roles() -> str:
    light = "".join(f"--{role}:{colour};" for role, colour, _ in ROLES.values())
    dark = "".join(f"--{role}:{colour};" for role, _, colour in ROLES.values())
    return f"svg{{{light}}}svg:target{{{dark}}}"


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, target)
