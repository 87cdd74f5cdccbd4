"""From notebooks to a book: execute them, picture their charts, build the HTML.

`execute_notebooks` fills notebooks with outputs, `draw_pictures` keeps one static picture a chart, `build_book` makes
the folder of pages. Each either finishes or leaves what was there before. This subpackage knows notebooks, figures and
pages, and nothing of evidence: it imports no other part of the package.
"""

from evidence.book.build import build_book
from evidence.book.composed import Composed, write_notebooks
from evidence.book.errors import BookError
from evidence.book.execution import execute_notebooks
from evidence.book.pictures import draw_pictures, stale_pictures

__all__ = [
    "BookError",
    "Composed",
    "build_book",
    "draw_pictures",
    "execute_notebooks",
    "stale_pictures",
    "write_notebooks",
]
