"""One style sheet for the book, without the rules that no page of it can use.

Sphinx and the theme bring every sign of an icon font and every class of a framework, of which the book shows a hundredth;
browsers fetch and read all of it before the first text, and look through it for each mark of a chart.
"""

from __future__ import annotations

import hashlib
import itertools
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule

from evidence.book.errors import BookError

STYLE = "_static/book.css"

_NAME = re.compile(r"[A-Za-z_][\w-]*")
# evidence-page.js and evidence.css do the same with a class, which costs nothing while a chart is drawn.
_DONE_OTHERWISE = ("html:has(",)
_MADE_BY_SCRIPTS = ("bs-",)  # beginnings of class names that bootstrap puts together
_LINK = re.compile(r'<link\b(?=[^>]*\brel="stylesheet")[^>]*\bhref="([^"?]+)[^"]*"[^>]*>\n?')
_IMPORT = re.compile(r"""@import\s*["']([^"']+)["']\s*;""")
_ADDRESS = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)""")
_WITH_RULES = ("media", "supports", "layer", "container")


def slim_styles(site: Path, *, apart: tuple[str, ...]) -> None:
    """Rewrite every style sheet below `site/_static`, except the files named in `apart`.

    A class counts as used where its name stands anywhere in a page or script, as a word; a rule goes only when one of
    its classes is used nowhere. `apart` names scripts, too, whose words do not count.
    """
    words: set[str] = set()
    for path in sorted([*site.glob("*.html"), *(site / "_static").rglob("*.js")]):
        if path.name not in apart:
            words.update(_NAME.findall(path.read_text(encoding="utf-8")))
    for path in sorted((site / "_static").rglob("*.css")):
        if path.name not in apart:
            path.write_text(slim_style(path.read_text(encoding="utf-8"), words), encoding="utf-8")


def join_styles(site: Path) -> None:
    """Put the style sheets that the pages of `site` ask for, one after the other, into one, and let them ask for that.

    Raises BookError where two pages ask for different ones: joined, they would look alike.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.glob("*.html"))}
    asked = {tuple(_LINK.findall(text)) for text in pages.values()}
    if len(asked) != 1:
        raise BookError(f"the pages ask for different style sheets: {sorted(asked)}")
    names = asked.pop()
    style = "".join(_whole(site, name) for name in names)
    (site / STYLE).write_text(style, encoding="utf-8")
    # The digest makes a browser ask for a new one after a change.
    link = f'<link rel="stylesheet" href="{STYLE}?v={hashlib.sha256(style.encode()).hexdigest()[:8]}">\n'
    for path, text in pages.items():
        links = iter([link])
        path.write_text(_LINK.sub(lambda _, links=links: next(links, ""), text), encoding="utf-8")
    for path in sorted((site / "_static").rglob("*.css")):
        if path != site / STYLE:
            path.unlink()


def _whole(site: Path, name: str) -> str:
    """A style sheet with what it imports, its addresses as seen from the joined one."""
    folder = posixpath.dirname(name)
    text = (site / name).read_text(encoding="utf-8")

    def moved(address: re.Match) -> str:
        path = posixpath.normpath(posixpath.join(folder, address[2]))
        return f"url({posixpath.relpath(path, posixpath.dirname(STYLE))})"

    text = _ADDRESS.sub(moved, text)
    return _IMPORT.sub(lambda found: _whole(site, posixpath.normpath(posixpath.join(folder, found[1]))), text)


def slim_style(style: str, words: set[str]) -> str:
    """The style sheet without selectors that name a class outside `words`; of its comments only licences (`/*!`) stay."""
    rules = tinycss2.parse_stylesheet(style, skip_comments=False, skip_whitespace=True)
    return "".join(_slim_rules(rules, words))


def _slim_rules(rules: list[Node], words: set[str]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            kept = [part for part in _selectors(rule.prelude) if _usable(part, words)]
            if kept:
                selectors = ",".join(tinycss2.serialize(part).strip() for part in kept)
                yield f"{selectors}{{{tinycss2.serialize(rule.content).strip()}}}\n"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in _WITH_RULES and rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            kept = "".join(_slim_rules(inner, words))
            if kept:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude).rstrip()}{{{kept}}}\n"
        elif rule.type != "comment" or rule.value.startswith("!"):
            yield rule.serialize() + "\n"


def _selectors(prelude: list[Node]) -> Iterator[list[Node]]:
    part: list[Node] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _usable(selector: list[Node], words: set[str]) -> bool:
    """Whether all classes outside of brackets may be on a page; what `:not(…)` names need not be there."""
    if tinycss2.serialize(selector).strip().startswith(_DONE_OTHERWISE):
        return False
    classes = [
        token.value
        for before, token in itertools.pairwise(selector)
        if before.type == "literal" and before.value == "." and token.type == "ident"
    ]
    return all(name in words or name.startswith(_MADE_BY_SCRIPTS) for name in classes)
