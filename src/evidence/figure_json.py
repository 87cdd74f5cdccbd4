"""A Plotly figure as plain JSON: the same on every machine, and without what draws nothing.

Slimming never changes what is drawn: of Plotly's default template it leaves what the traces of the figure can read, and what
all annotations (or all shapes) repeat is said once, in the template's defaults for them.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

DIGITS = 12  # significant digits of a stored float: enough to redraw, few enough to be the same on every machine
# Parts of a template's layout that only traces on other axes than x and y read.
_OTHER_AXES = ("coloraxis", "colorscale", "geo", "map", "mapbox", "polar", "scene", "smith", "ternary")
_REPEATED = {"annotations": "annotationdefaults", "shapes": "shapedefaults"}
_OBEYED = re.compile("[<&]|%[{]")
_TEXTS = {"text", "hovertext", "ticktext", "name", "title"}
# What a mark is called, what it says and where it stands remains with it.
_OWN = {"name", "text", "hovertext", "path", "x", "y", "x0", "x1", "y0", "y1"}


def plain(value: Any) -> Any:
    """Plotly's values as JSON values: sorted keys, lists for arrays, floats of `DIGITS` significant digits."""
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if value is None or isinstance(value, (str, int, bool)):
        return value
    return plain(json.loads(json.dumps(value, default=lambda entry: entry.tolist())))


def literal(value: Any, *, is_text: bool = False) -> Any:
    """A plain figure whose words are shown as they stand: Plotly takes some signs in a text for markup.

    Left as markup are line breaks, and bold that a whole text has.

    >>> literal({"text": "<b>a < b</b>", "x": ["<", "&"]})
    {'text': '<b>a &lt; b</b>', 'x': ['<', '&']}
    """
    if isinstance(value, dict):
        return {key: literal(entry, is_text=key in _TEXTS) for key, entry in value.items()}
    if isinstance(value, list):
        return [literal(entry, is_text=is_text) for entry in value]
    if not is_text or not isinstance(value, str) or not _OBEYED.search(value):
        return value
    start, end = ("<b>", "</b>") if value.startswith("<b>") and value.endswith("</b>") else ("", "")
    words = value.removeprefix(start).removesuffix(end).split("<br>")
    shown = "<br>".join(html.escape(part, quote=False) for part in words)
    return f"{start}{shown.replace('%{', '%&#123;')}{end}"


def slim(figure: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a plain figure of cartesian traces that draws the same from fewer bytes."""
    layout = dict(figure["layout"])
    template = layout.get("template", {})
    types = {trace["type"] for trace in figure["data"]}
    defaults = {key: part for key, part in template.get("layout", {}).items() if key not in _OTHER_AXES}
    for name, place in _REPEATED.items():
        if len(layout.get(name, ())) > 1:
            layout[name], shared = _said_once(layout[name])
            defaults[place] = _merged(defaults.get(place, {}), shared)
    traces = {kind: part for kind, part in template.get("data", {}).items() if kind in types}
    layout["template"] = {"data": traces, "layout": defaults}
    return {**figure, "layout": plain(layout)}


def _said_once(items: list[dict]) -> tuple[list[dict], dict]:
    """The items without what is shared, and the shared values. Only what every item states can be shared."""
    stated = [dict(_leaves(item)) for item in items]
    common = set.intersection(*(set(paths) for paths in stated))
    shared = {}
    for path in sorted(path for path in common if path[0] not in _OWN):
        [(text, count)] = Counter(json.dumps(paths[path]) for paths in stated).most_common(1)
        if count > 1:
            shared[path] = json.loads(text)
    rest = [
        _nested({path: value for path, value in paths.items() if not _same(path, value, shared)}) for paths in stated
    ]
    return rest, _nested(shared)


def _same(path: tuple[str, ...], value: Any, shared: Mapping[tuple[str, ...], Any]) -> bool:
    return path in shared and json.dumps(shared[path]) == json.dumps(value)  # True is not 1 here


def _leaves(item: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in item.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key), value


def _nested(leaves: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for (*above, last), value in leaves.items():
        place = found
        for key in above:
            place = place.setdefault(key, {})
        place[last] = value
    return found


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return _nested({**dict(_leaves(one)), **dict(_leaves(other))})
