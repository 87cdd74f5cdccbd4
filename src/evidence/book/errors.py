"""The one error that making a book raises on purpose."""


class BookError(Exception):
    """The book cannot be made; the message names the file (and the cell) and needs no traceback to be understood."""
