"""The first use of each glossary term on a page becomes a link that shows the definition on hover and on focus.

The definitions stand once at the end of the page; `static/evidence-glossary.js` shows them. Without scripts and on paper
nothing of them is seen, and a term is an ordinary link. No library was found that fits: sphinx-hoverxref asks a service
for its content, sphinx-tippy loads scripts from another host and names its files at random.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx import addnodes

# Words in these are names, addresses, code, definitions or the description of a function, not prose.
_NO_PROSE = (
    nodes.Titular, nodes.reference, addnodes.pending_xref, nodes.literal, nodes.FixedTextElement, nodes.raw, nodes.table,
    nodes.math, nodes.math_block, nodes.term, nodes.comment, addnodes.glossary, addnodes.toctree, addnodes.desc,
)  # fmt: skip
_DESCRIBED = re.compile(r'class="glossary-term"[^>]* aria-describedby="tip-([^"]+)"')


@dataclass(frozen=True)
class Term:
    """A word of the glossary. `page` and `anchor` say where it stands, `definition` what it means, as plain text."""

    words: str
    page: str
    anchor: str
    definition: str


def collect_terms(app, doctree: nodes.document) -> None:
    """Note the terms of each glossary that is read."""
    found = _terms(app.env)
    for glossary in doctree.findall(addnodes.glossary):
        for entry in glossary.findall(nodes.definition_list_item):
            definition = " ".join(part.astext() for part in entry.findall(nodes.definition))
            for term in entry.findall(nodes.term):
                words = " ".join(term.astext().split())
                found[words] = Term(words, app.env.docname, term["ids"][0], " ".join(definition.split()))


def link_terms(app, doctree: nodes.document, docname: str) -> None:
    """Link the first use of each term in the prose of a page; a page with a glossary links nothing."""
    known = _terms(app.env)
    if not known or any(True for _ in doctree.findall(addnodes.glossary)):
        return
    for element in list(doctree.findall(nodes.TextElement)):
        _join_lines(element)
    words, left = pattern(known), set(known)
    terms = {_key(form): term for term in known.values() for form in forms(term.words)}
    for text in list(doctree.findall(nodes.Text)):
        if left and _is_prose(text):
            _link(
                text,
                words,
                terms,
                left,
                lambda term: f"{app.builder.get_relative_uri(docname, term.page)}#{term.anchor}",
            )


def show_definitions(app, pagename: str, templatename: str, context: dict[str, Any], doctree) -> None:
    """Put the definitions of the terms that a page links at its end, and load the script that shows them."""
    body = context.get("body") or ""
    anchors = list(dict.fromkeys(_DESCRIBED.findall(body)))
    if not anchors:
        return
    known = {term.anchor: term for term in _terms(app.env).values()}
    tips = "\n".join(_tip(known[anchor]) for anchor in anchors)
    context["body"] = f'{body}\n<div class="glossary-tips">\n{tips}\n</div>\n'
    app.add_js_file("evidence-glossary.js", loading_method="defer")


def forms(words: str) -> list[str]:
    """A term and its regular plural."""
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return [words, words[:-1] + "ies"]
    return [words, words + ("es" if words.endswith(("s", "x", "ch", "sh")) else "s")]


def pattern(terms: dict[str, Term]) -> re.Pattern:
    """Finds any of the terms as a whole word, the longest first; a capital is allowed where a sentence may begin."""
    spelled = sorted({form for words in terms for form in forms(words)}, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(_spelling(form) for form in spelled)})(?![\w-])")


def _spelling(form: str) -> str:
    first = form[0]
    start = f"[{first}{first.upper()}]" if first.islower() else re.escape(first)
    return start + r"\s+".join(re.escape(word) for word in form[1:].split(" "))


def _join_lines(element: nodes.TextElement) -> None:
    """Neighbouring texts as one: MyST parts them at each line of the source, and a term may stand on two."""
    joined: list[nodes.Node] = []
    for child in element.children:
        if isinstance(child, nodes.Text) and joined and isinstance(joined[-1], nodes.Text):
            joined[-1] = nodes.Text(joined[-1].astext() + child.astext())
        else:
            joined.append(child)
    if len(joined) < len(element.children):
        element[:] = joined


def _link(text: nodes.Text, words: re.Pattern, terms: dict[str, Term], left: set[str], address) -> None:
    """Replace a text by itself with links; the terms that were linked are taken out of `left`."""
    whole, parts, end = text.astext(), [], 0
    for found in words.finditer(whole):  # a term that is linked already still covers the shorter ones within it
        term = terms[_key(found[0])]
        if term.words not in left:
            continue
        left.remove(term.words)
        parts.append(nodes.Text(whole[end : found.start()]))
        markup = (
            f'<a class="glossary-term" href="{html.escape(address(term))}" '
            f'aria-describedby="tip-{html.escape(term.anchor)}">{html.escape(found[0])}</a>'
        )
        parts.append(nodes.raw("", markup, format="html"))
        end = found.end()
    if parts:
        text.parent.replace(text, [part for part in [*parts, nodes.Text(whole[end:])] if part.astext()])


def _key(found: str) -> str:
    return " ".join(found.split()).casefold()


def _is_prose(text: nodes.Text) -> bool:
    node, in_text = text.parent, False
    while node is not None:
        if isinstance(node, _NO_PROSE):
            return False
        in_text = in_text or isinstance(node, nodes.paragraph)
        node = node.parent
    return in_text


def _tip(term: Term) -> str:
    return (
        f'<div class="glossary-tip" role="tooltip" id="tip-{html.escape(term.anchor)}">'
        f"<strong>{html.escape(term.words)}</strong>: {html.escape(term.definition)}</div>"
    )


def _terms(env) -> dict[str, Term]:
    if not hasattr(env, "evidence_terms"):
        env.evidence_terms = {}
    return env.evidence_terms


def setup(app) -> None:
    app.connect("doctree-read", collect_terms)
    app.connect("doctree-resolved", link_terms)
    app.connect("html-page-context", show_definitions)
