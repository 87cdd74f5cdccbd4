"""In which order a page with charts is loaded: text, the first picture, plotly.js, then each live chart when it is near.

The scripts of all pages are deferred in `templates/layout.html`; here is what only pages with charts need.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

LIBRARY = "plotly-basic.min.js"
_CHART = '<figure class="evidence-chart"'
_LAZY = 'class="dark-light" loading="lazy"'
# Chromium compiles a file that begins so while it arrives, beside the page's own work; to others it is a comment.
_COMPILE_EARLY = "//# allFunctionsCalledOnLoad\n"


def first_things_first(app, pagename: str, templatename: str, context: dict[str, Any], doctree) -> None:
    """Ask for the first picture at once and for plotly.js early, but after everything that the text needs."""
    body = context.get("body") or ""
    if _CHART not in body:
        return
    context["body"] = body.replace(_LAZY, 'class="dark-light"', 1)
    context["evidence_library"] = f"_static/{LIBRARY}"  # `layout.html` asks for it after the style sheet


def settle_library(site: Path) -> None:
    """Put the hint above plotly.js; the rest of the file, licence included, stays as published."""
    path = Path(site) / "_static" / LIBRARY
    path.write_text(_COMPILE_EARLY + path.read_text(encoding="utf-8"), encoding="utf-8")


def setup(app) -> None:
    # After the handlers that look at the page's content, since the body is changed here.
    app.connect("html-page-context", first_things_first, priority=900)
