"""What a command says about itself while it works and where it fails."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager

import typer


def print_version(wanted: bool) -> None:
    """Print the version of the program and stop, where that is wanted."""
    if wanted:
        from importlib.metadata import version

        print(f"evidence {version('evidence')}")
        raise typer.Exit


def working(words: str, quiet: bool) -> AbstractContextManager:
    """A moving sign that work goes on; on a terminal only, and never on standard output."""
    from rich.console import Console

    console = Console(stderr=True)
    return contextlib.nullcontext() if quiet or not console.is_terminal else console.status(f"{words} …")


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """A failure of the data or of the book as lines on standard error and exit code 1, without a traceback."""
    from evidence.book import BookError
    from evidence.problem import ReviewError

    try:
        yield
    except (BookError, ReviewError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"{where}{error.strerror or error}", file=sys.stderr)
        raise typer.Exit(1) from None
