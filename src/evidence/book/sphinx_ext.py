"""The Sphinx extension of the book: how MyST-NB shows our charts and tables, and what every page loads.

The two renderers are found through the entry points `myst_nb.mime_renderers` of the package's metadata.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes

from evidence.book import formulas, glossary_links, loading
from evidence.book.chart_markup import chart_html
from evidence.book.figures import MIME, Figure
from evidence.book.picture_files import picture_links
from evidence.book.source import FIGURES_FOLDER, PICTURES_FOLDER
from evidence.book.table_links import link_cells
from evidence.book.table_markup import is_evidence_table, table_html

HERE = Path(__file__).parent
STATIC = HERE / "static"
SHARED_STATIC = HERE.parent / "static"  # what notebooks need as well
TEMPLATES = HERE / "templates"


class ChartRenderer:
    """Turns Plotly's mime bundle into a `<figure>`."""

    # A page has no kernel, so a widget's place is taken by its words.
    mime_priority_overrides: ClassVar = [("*", MIME, 1), ("*", "application/vnd.jupyter.widget-view+json", None)]

    @staticmethod
    def handle_mime(renderer, data, inline) -> list[nodes.Element] | None:
        if data.mime_type != MIME or inline:
            return None
        env = renderer.renderer.sphinx_env
        notebook = env.config.evidence_notebooks[env.docname]
        content = json.loads(data.content) if isinstance(data.content, str) else data.content
        figure = Figure.from_json(notebook, content)
        markup = chart_html(
            figure,
            pictures=picture_links(figure, env.config.evidence_pictures, PICTURES_FOLDER),
            figure_link=f"{FIGURES_FOLDER}/{notebook}/{figure.name}",
        )
        return [nodes.raw("", markup, format="html")]


class TableRenderer:
    """Frames the tables of the class `evidence-table` and links their cells; other HTML is left to MyST-NB."""

    mime_priority_overrides: ClassVar = []

    @staticmethod
    def handle_mime(renderer, data, inline) -> list[nodes.Element] | None:
        if data.mime_type != "text/html" or inline or not is_evidence_table(data.string):
            return None
        env = renderer.renderer.sphinx_env
        markup = link_cells(table_html(data.string), env.config.evidence_links, f"{env.docname}.html")
        return [nodes.raw("", markup, format="html")]


def add_scripts(app, pagename: str, templatename: str, context: dict[str, Any], doctree) -> None:
    """Load the chart and table scripts only on pages that have a chart or a table to filter."""
    body = context.get("body") or ""
    if 'class="evidence-chart"' in body:
        app.add_js_file("evidence-charts.js", loading_method="defer")
    if "data-filter=" in body:
        app.add_js_file("evidence-tables.js", loading_method="defer")
    if 'class="evidence-chart"' in body and "data-filter=" in body:
        app.add_js_file("evidence-following.js", loading_method="defer")


def name_code_toggles(app, pagename: str, templatename: str, context: dict[str, Any], doctree) -> None:
    """Let a code toggle be called what it says: MyST-NB labels it otherwise, and a voice command would miss it."""
    if context.get("body"):
        context["body"] = context["body"].replace(' aria-label="Toggle hidden content"', "")


def setup(app) -> dict[str, Any]:
    app.add_config_value("evidence_notebooks", {}, "env", types=frozenset({dict}))
    app.add_config_value("evidence_pictures", "", "env", types=frozenset({str}))
    app.add_config_value("evidence_links", {}, "env", types=frozenset({dict}))
    app.connect("html-page-context", add_scripts)
    app.connect("html-page-context", name_code_toggles)
    app.add_css_file("evidence.css")
    app.add_js_file("evidence-page.js", loading_method="defer")
    formulas.setup(app)
    glossary_links.setup(app)
    loading.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
