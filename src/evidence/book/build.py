"""Building the book: executed notebooks and texts in, a folder of HTML pages out.

The folder opens from disk and from any web server, asks no other host for anything, and two builds of the same input
are equal byte for byte: no dates, no absolute paths, no random ids.
"""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evidence.book.ballast import drop_ballast
from evidence.book.citation import write_citation
from evidence.book.downloads import copy_downloads
from evidence.book.errors import BookError
from evidence.book.figures import notebook_figures
from evidence.book.loading import settle_library
from evidence.book.pages import Page, read_pages
from evidence.book.placing import put_in_place, workshop
from evidence.book.source import copy_charts, write_source
from evidence.book.table_links import resolve_links

CODE_LICENCE = "BSD-3-Clause"


def build_book(
    notebooks: Path,
    out: Path,
    *,
    data: Path,
    pages: Path | None = None,
    pictures: Path | None = None,
    links: Mapping[str, str] | None = None,
) -> Path:
    """Build the book and put it in the place of the former one.

    Parameters
    ----------
    notebooks : folder of executed `*.ipynb`; their file names give the reading order, the first is the landing page.
    out : folder of the book; replaced as a whole, and only by a finished book.
    data : folder with `datapackage.json` and the tables it describes.
    pages : folder of further pages (`*.md`), by default `notebooks`.
    pictures : folder of static pictures, by default `pages/pictures`; a chart without fresh ones is shown live only.
    links : names that tables hold → where they lead: a notebook's stem, or `#row` for the first table row so called.

    Returns
    -------
    The book's first page, `out/index.html`.

    Raises
    ------
    BookError
        The input is no book (see `read_pages` and `notebook_figures`), Sphinx warned of anything, or another build of
        `out` is running. The former book is untouched.
    """
    notebooks, out, data = Path(notebooks), Path(out), Path(data)
    texts = Path(pages) if pages else notebooks
    pictures = Path(pictures) if pictures else texts / "pictures"
    chapters = read_pages(notebooks, texts)
    figures = [figure for page in chapters if page.is_notebook for figure in notebook_figures(page.path)]
    package = _package(data)
    place = out.resolve()  # where `out` is a link, what it leads to is replaced
    with workshop(place) as shop:
        write_source(chapters, shop / "source", package, data)
        site = shop / "site"
        settings = _configuration(chapters, package, pictures)
        settings["evidence_links"] = resolve_links(links or {}, chapters)
        _run_sphinx(shop / "source", site, shop / "doctrees", settings)
        write_citation(package, site)
        copy_downloads(chapters, data, site)
        copy_charts(figures, pictures, site)
        drop_ballast(site)
        settle_library(site)
        put_in_place(site, place)
    return out / "index.html"


def _package(data: Path) -> dict[str, Any]:
    try:
        return json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BookError(f"{data / 'datapackage.json'}: {problem}") from problem


def _configuration(chapters: list[Page], package: Mapping[str, Any], pictures: Path) -> dict[str, Any]:
    """Sphinx's settings; `package` gives the book's title, notice, version and licences."""
    from evidence.book import sphinx_ext

    title = package.get("title", "Evidence")
    review = package.get("review", {})
    return {
        "project": title,
        "author": "",
        "copyright": "",
        "version": package.get("version", ""),
        "release": package.get("version", ""),
        "language": "en",
        "extensions": ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "evidence.book.sphinx_ext"],
        # Signatures as they are written: a default that is printed could show a place on this machine.
        "autodoc_preserve_defaults": True,
        "autodoc_member_order": "bysource",
        "templates_path": [str(sphinx_ext.TEMPLATES)],
        "smartquotes": False,  # the book says what the notebook says, character for character
        "nb_execution_mode": "off",
        "nb_render_markdown_format": "myst",
        "nb_merge_streams": True,
        "nb_code_prompt_show": "Show the code",
        "nb_code_prompt_hide": "Hide the code",
        "myst_enable_extensions": ["attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"],
        "myst_heading_anchors": 4,
        "html_theme": "pydata_sphinx_theme",
        "html_title": title,
        "html_static_path": [str(sphinx_ext.STATIC), str(sphinx_ext.SHARED_STATIC)],
        "html_favicon": str(sphinx_ext.STATIC / "evidence-icon.svg"),  # without one a browser asks the server in vain
        "html_math_renderer": "mathml",
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_search_summary": False,  # it fetches pages, which a browser refuses to do from a folder
        "html_use_index": False,
        "html_domain_indices": False,
        "html_sidebars": {"**": ["book-contents.html"]},
        "html_context": {"default_mode": "auto", "book_licences": _licences(package), "book_short": _short(title)},
        "html_theme_options": {
            "announcement": html.escape(review.get("notice", "")),
            "logo": {"text": html.escape(_short(title))},
            "search_bar_text": "Search this book",
            "navbar_center": [],
            "navbar_end": ["theme-switcher"],
            "navbar_persistent": ["search-button"],
            "article_header_start": [],
            "secondary_sidebar_items": ["page-toc"],
            "primary_sidebar_end": [],
            "footer_start": ["book-footer"],
            "footer_end": [],
            "show_prev_next": True,
        },
        "evidence_notebooks": {page.name: page.path.stem for page in chapters if page.is_notebook},
        "evidence_pictures": str(pictures),
    }


def _short(title: str) -> str:
    """The title up to its first colon, for places with little room."""
    return title.split(":")[0].strip()


def _licences(package: Mapping[str, Any]) -> str:
    """One line of HTML: the data package's licences, ours for code, and that of the script that draws."""
    names = []
    for licence in package.get("licenses", []):
        words, path = html.escape(licence.get("title") or licence["name"]), licence.get("path") or ""
        # Only what leads to a page or to a file beside the pages; another scheme could be a script.
        safe = path.startswith(("https://", "http://")) or (path and ":" not in path)
        names.append(f'<a href="{html.escape(path)}">{words}</a>' if safe else words)
    return f"Text and data: {', '.join(names) or 'no licence stated'}. Code: {CODE_LICENCE}. Charts: plotly.js, MIT."


def _run_sphinx(source: Path, site: Path, doctrees: Path, configuration: dict[str, Any]) -> None:
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    warnings = io.StringIO()
    try:
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                srcdir=source,
                confdir=None,
                outdir=site,
                doctreedir=doctrees,
                buildername="html",
                confoverrides=configuration,
                status=None,
                warning=warnings,
                freshenv=True,
                warningiserror=True,
            )
            app.build(force_all=True)
    except Exception as problem:
        raise BookError(_plain(warnings.getvalue(), source) + f"{type(problem).__name__}: {problem}") from problem
    if app.statuscode or warnings.getvalue().strip():
        raise BookError(_plain(warnings.getvalue(), source).strip() or "Sphinx failed without a word")


def _plain(warnings: str, source: Path) -> str:
    """Warnings without colours and without the temporary folder, which is gone when they are read."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", warnings)
    return text.replace(f"{source.resolve()}/", "").replace(f"{source}/", "")
