"""Formulas as MathML, made while building: the page needs no script and no font from elsewhere to show them."""

from __future__ import annotations

import html

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml


def visit_inline(self, node: nodes.math) -> None:
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def visit_block(self, node: nodes.math_block) -> None:
    label = html.escape(node.get("ids", [""])[0]) if node.get("ids") else ""
    anchor = f' id="{label}"' if label else ""
    self.body.append(f'<div class="math"{anchor}>{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


def setup(app) -> None:
    app.add_html_math_renderer("mathml", inline_renderers=(visit_inline, None), block_renderers=(visit_block, None))
