"""What colours and shapes have to keep in a chart: each rule returns the defects of a figure as plain lines.

Colours are seen as readers with normal vision and with a complete lack of one kind of cone see them, after Machado, Oliveira & Fernandes
(IEEE Transactions on Visualization and Computer Graphics 2009;15:1291-1298), and their distance is that of CAM02-UCS. Without any
colour, as on a grey print, only shapes are left: so each two categories differ in shape as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

from coloraide.everything import ColorAll

from evidence.book.pictures import ROLES
from evidence.charts.style import GRID, GROUND, SOFT_INK, Mark

# Of two colours: what Petroff asks of each two of six colours at full severity (arXiv:2107.02270, accessible-color-cycles).
APART = 20.0
MARK_CONTRAST = 3.0  # WCAG 2.2, 1.4.11 Non-text Contrast
TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 Contrast (Minimum)
VISIONS = ("normal", "protan", "deutan", "tritan")
GROUNDS = ("light", "dark")
HOLLOW = re.compile(r"-open(-dot)?$|-thin$|^rgba\(0, ?0, ?0, ?0\)$")


class Look(NamedTuple):
    """How a mark is told from another: a Plotly symbol, a dash (``line dot``) or ``bar``, and a colour of the figure."""

    shape: str
    colour: str


def shown(colour: str, ground: str) -> str:
    """A colour of a figure on a ``light`` or ``dark`` ground: roles change, all others stay."""
    role = ROLES.get(colour.lower())
    return role[1 if ground == "light" else 2] if role else colour


@cache
def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    return ColorAll(one).contrast(other, method="wcag21")


@cache
def _seen(colour: str, vision: str) -> ColorAll:
    seen = ColorAll(colour)
    return seen if vision == "normal" else seen.filter(vision, method="machado").clip()


@cache
def distance(one: str, other: str, vision: str) -> float:
    """The distance of two colours in CAM02-UCS as seen with that vision."""
    return _seen(one, vision).delta_e(_seen(other, vision), method="cam02")


def mark_look(mark: Mark) -> Look:
    return Look(mark.symbol, mark.colour)


def looks_apart(looks: set[Look]) -> Iterator[str]:
    """Two marks of two colours differ in shape, and their colours keep ``APART`` in each vision and on each ground."""
    for one, other in combinations(sorted(looks), 2):
        if one.colour == other.colour:
            continue  # and so of two shapes, since they are two looks
        if one.shape == other.shape != "bar":  # what tells bars apart is their place: bar_colours_follow_places
            yield f"{one} and {other} are told apart by colour alone"
        for ground in GROUNDS:
            for vision in VISIONS:
                apart = distance(shown(one.colour, ground), shown(other.colour, ground), vision)
                if apart < APART:
                    yield f"{one.colour} and {other.colour}: {apart:.1f} apart in {vision} vision on a {ground} ground"


def stands_out(colour: str, least: float, *, ground_colour: str = GROUND) -> Iterator[str]:
    """``colour`` has at least that contrast on either ground."""
    for ground in GROUNDS:
        found = contrast(shown(colour, ground), shown(ground_colour, ground))
        if found < least:
            yield f"{colour} has a contrast of {found:.2f} on {shown(ground_colour, ground)}, less than {least}"


# --- Figures ---------------------------------------------------------------------------------------------------------


def defects(figure: Mapping[str, Any]) -> list[str]:
    """Every defect of a figure (Plotly's JSON)."""
    return [line for rule in RULES for line in rule(figure)]


def marks_are_apart(figure: Mapping[str, Any]) -> Iterator[str]:
    yield from looks_apart({look for trace in figure["data"] for look in _looks(trace) if not _stands_for_any(trace)})


def marks_stand_out(figure: Mapping[str, Any]) -> Iterator[str]:
    for colour in sorted(
        {look.colour for trace in figure["data"] for look in _looks(trace)} | set(_drawn_lines(figure))
    ):
        yield from stands_out(colour, MARK_CONTRAST)
    for trace in figure["data"]:
        if trace.get("opacity", 1) != 1 or trace.get("marker", {}).get("opacity") not in (None, 1):
            yield f"trace {trace.get('name')} lets the ground through, which weakens its colour"


def texts_stand_out(figure: Mapping[str, Any]) -> Iterator[str]:
    for colour, ground in sorted(set(_texts(figure))):
        yield from stands_out(colour, TEXT_CONTRAST, ground_colour=ground)


def legend_entries_differ(figure: Mapping[str, Any]) -> Iterator[str]:
    entries = [trace for trace in figure["data"] if trace.get("name") and trace.get("showlegend") is not False]
    for one, other in combinations(entries, 2):
        if set(_looks(one)) & set(_looks(other)):
            yield f"legend: {one['name']!r} and {other['name']!r} look the same"


def bar_colours_follow_places(figure: Mapping[str, Any]) -> Iterator[str]:
    """A bar's colour says nothing that its place does not say: at one place all bars have one colour, or a pattern tells them."""
    for trace in figure["data"]:
        if trace["type"] == "bar" and not trace.get("marker", {}).get("pattern", {}).get("shape"):
            colours: dict[Any, set] = {}
            for place, look in zip(trace["x"], _looks(trace), strict=True):
                colours.setdefault(place, set()).add(look.colour)
            for place, found in colours.items():
                if len(found) > 1:
                    yield f"bars at {place} are told apart by colour alone: {sorted(found)}"


def hover_can_be_read(figure: Mapping[str, Any]) -> Iterator[str]:
    """Plotly's own hover labels have the colour of their mark as a ground, with white or grey words on it."""
    label = figure["layout"].get("hoverlabel", {})
    if any(trace.get("hoverinfo") != "skip" and trace.get("hovertext") for trace in figure["data"]):
        ground, words = label.get("bgcolor"), label.get("font", {}).get("color")
        if not ground or not words:
            yield "the hover labels have no colours of their own"
        else:
            yield from stands_out(words, TEXT_CONTRAST, ground_colour=ground)


RULES = [marks_are_apart, marks_stand_out, texts_stand_out, legend_entries_differ, bar_colours_follow_places, hover_can_be_read]  # fmt: skip


def _stands_for_any(trace: Mapping[str, Any]) -> bool:
    """Whether a legend entry without a mark explains a shape in whatever colour: it has the colour of lines and words."""
    drawn = any(value is not None for value in trace.get("x") or [])
    return not drawn and {look.colour for look in _looks(trace)} == {SOFT_INK}


def _looks(trace: Mapping[str, Any]) -> list[Look]:
    """One look per mark of a trace; a legend entry without a mark has one too."""
    marker, n = trace.get("marker", {}), max(len(trace.get("x") or []), 1)
    if trace["type"] == "bar":
        return [Look("bar", colour) for colour in _each(marker["color"], n)]
    if trace["type"] != "scatter":
        raise ValueError(f"no rule for a trace of type {trace['type']}")
    found = []
    if "lines" in trace.get("mode", "") and not _is_stroke(trace):
        found += [Look(f"line {trace['line'].get('dash', 'solid')}", trace["line"]["color"])]
    if "markers" in trace.get("mode", ""):
        edge = marker.get("line", {})
        parts = (_each(marker.get("symbol", "circle"), n), _each(marker["color"], n), _each(edge.get("color"), n))
        found += [_mark(*part) for part in zip(*parts, strict=True)]
    return found


def _mark(symbol: str, colour: str, edge: str | None) -> Look:
    """A mark without a filling is what its outline is."""
    if HOLLOW.search(colour):
        return Look(f"{symbol}-open", str(edge))
    return Look(symbol, colour if edge is None or not HOLLOW.search(symbol) else edge)


def _each(value: Any, n: int) -> list:
    return list(value) if isinstance(value, list) else [value] * n


def _is_stroke(trace: Mapping[str, Any]) -> bool:
    """Whether the lines of a trace have no name and no words of their own: they part rows, or lead to a mark of their colour."""
    return trace.get("mode") == "lines" and not trace.get("name") and trace.get("hoverinfo") == "skip"


def _drawn_lines(figure: Mapping[str, Any]) -> Iterator[str]:
    """Colours of lines that carry a value; those of the grid only part rows."""
    strokes = [trace["line"]["color"] for trace in figure["data"] if _is_stroke(trace)]
    shapes = [shape["line"]["color"] for shape in _items(figure["layout"], "shapes")]
    yield from (colour for colour in [*strokes, *shapes] if colour != GRID)


def _items(layout: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """The shapes or annotations of a layout, each with what the template says of all of them."""
    defaults = layout.get("template", {}).get("layout", {}).get(f"{name.removesuffix('s')}defaults", {})
    for item in layout.get(name, []):
        parts = {key: {**defaults.get(key, {}), **item.get(key, {})} for key in ("line", "font")}
        yield {**defaults, **item, **parts}


def _texts(figure: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(colour, colour of its ground) of every text that a figure prints."""
    layout = figure["layout"]
    base = layout["font"]["color"]
    yield base, GROUND
    yield layout.get("legend", {}).get("font", {}).get("color", base), GROUND
    for name, axis in layout.items():
        if re.fullmatch(r"[xy]axis\d*", name):
            yield axis.get("tickfont", {}).get("color", base), GROUND
            yield axis.get("title", {}).get("font", {}).get("color", base), GROUND
    for note in _items(layout, "annotations"):
        yield note["font"].get("color", base), note.get("bgcolor", GROUND)
    for trace in figure["data"]:
        if not trace.get("text"):
            continue
        inside = "markers" in trace.get("mode", "") and trace.get("textposition", "middle center") == "middle center"
        inside = inside or (trace["type"] == "bar" and trace.get("textposition") != "outside")
        grounds = {look.colour for look in _looks(trace)} if inside else {GROUND}
        for colour in _each(trace.get("textfont", {}).get("color", base), 1):
            yield from ((colour, ground) for ground in grounds)
