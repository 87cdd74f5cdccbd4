"""What Sphinx and the theme put into a book that no reader needs: files, a script, indentation."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from evidence.book.loading import LIBRARY
from evidence.book.stylesheets import join_styles, slim_styles

# Written by Sphinx or the theme, of no use to a reader; some of it differs between builds. The book shows solid
# signs only, and adds no signs of its own, which is what fontawesome.js is for.
_FILES = (
    ".buildinfo",
    ".doctrees",
    "objects.inv",
    "_sources",
    "jupyter_execute",
    "_static/file.png",
    "_static/minus.png",
    "_static/plus.png",
    "_static/scripts/fontawesome.js",
    "_static/scripts/fontawesome.js.LICENSE.txt",
    "_static/styles/theme.css.map",
    "_static/vendor/fontawesome/webfonts/fa-brands-400.woff2",
    "_static/vendor/fontawesome/webfonts/fa-regular-400.woff2",
    "_static/webpack-macros.html",
)
_SIGN_SCRIPT = re.compile(r'<script[^>]*\bsrc="[^"]*/fontawesome\.js[^"]*"[^>]*></script>')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Where white space is part of what is shown or run.
_KEPT = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)


def drop_ballast(site: Path) -> None:
    """Remove from the finished folder `site` what no page needs, and from its pages what nobody sees."""
    for name in _FILES:
        path = site / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for path in site.rglob("*.map"):
        path.unlink()
    for path in site.glob("*.html"):
        path.write_text(slim_page(path.read_text(encoding="utf-8")), encoding="utf-8")
    slim_styles(site, apart=(LIBRARY, "evidence.css"))
    join_styles(site)


def slim_page(page: str) -> str:
    """The page without indentation, blank lines and comments; a line break stays one, so that words stay apart."""
    parts = _KEPT.split(_SIGN_SCRIPT.sub("", page))
    # Three parts a match: the text before, what is kept, and the name of its tag.
    shown = (re.sub(r"\s*\n\s*", "\n", _COMMENT.sub("", text)) for text in parts[::3])
    kept = [*parts[1::3], ""]
    return "".join(text + whole for text, whole in zip(shown, kept, strict=True))
