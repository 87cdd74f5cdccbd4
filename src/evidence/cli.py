"""The command line: ``evidence check``, ``evidence execute``, ``evidence pictures``, ``evidence book``, ``evidence agreement``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="An evidence summary you can check: check the data, run the notebooks, build the book.",
)

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder with datapackage.json and its tables [default: EVIDENCE_DATA, else data]"),
]
Notebooks = Annotated[Path, typer.Option("--notebooks", help="Folder with the notebooks")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors")]


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of the data [default: EVIDENCE_DATA, else data]")
    ] = None,
    documents: Annotated[
        Path | None, typer.Option(help="Folder of the captured documents: also trace each figure to its line")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Check the data against the codebook; print every problem as file:line:column reason and exit 1 if there is one."""
    from evidence.review import check_review, data_folder, load_review
    from evidence.trace import trace_review

    problems = check_review(folder)
    if not problems and documents is not None:
        problems = trace_review(load_review(folder), documents)
    for problem in problems:
        print(problem)
    if problems:
        raise typer.Exit(1)
    if not quiet:
        traced = " and every traced figure stands on its line" if documents is not None else ""
        print(f"{data_folder(folder).name}: no problem found{traced}", file=sys.stderr)


@app.command()
def execute(
    out: Annotated[Path | None, typer.Option(help="Folder for the executed notebooks [default: in place]")] = None,
    notebooks: Notebooks = Path("notebooks"),
    data: Data = None,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks that run at the same time")] = 2,
    quiet: Quiet = False,
) -> None:
    """Run every notebook."""
    from evidence.book import execute_notebooks
    from evidence.book.progress import Silence

    _data_or_stop(data)
    with _plain_errors():
        execute_notebooks(
            notebooks, out or notebooks, data=_folder(data), jobs=jobs, **({"progress": Silence()} if quiet else {})
        )


@app.command()
def pictures(
    notebooks: Notebooks = Path("notebooks"),
    check_only: Annotated[
        bool, typer.Option("--check", help="Only say which pictures are missing or out of date")
    ] = False,
) -> None:
    """Draw the static picture of each chart that is missing or out of date (needs Chromium)."""
    from evidence.book import draw_pictures, stale_pictures

    with _plain_errors():
        if check_only:
            stale = stale_pictures(notebooks, notebooks / "pictures")
            print(*stale, sep="\n", end="\n" if stale else "")
            raise typer.Exit(1 if stale else 0)
        for line in draw_pictures(notebooks, notebooks / "pictures"):
            print(line)


@app.command()
def book(
    out: Annotated[Path, typer.Option(help="Folder of the finished book")] = Path("build/html"),
    notebooks: Notebooks = Path("notebooks"),
    data: Data = None,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks that run at the same time")] = 2,
    quiet: Quiet = False,
) -> None:
    """Run every notebook and build the book; the former book stays until the new one is whole."""
    from evidence.book import build_book, execute_notebooks
    from evidence.book.progress import Silence

    _data_or_stop(data)
    executed = out.parent / f"{out.name}-notebooks"
    with _plain_errors():
        execute_notebooks(
            notebooks, executed, data=_folder(data), jobs=jobs, **({"progress": Silence()} if quiet else {})
        )
        index = build_book(executed, out, data=_folder(data), pages=notebooks, pictures=notebooks / "pictures")
    if not quiet:
        print(f"The book is ready: {index}")


@app.command()
def agreement(table: Annotated[str, typer.Argument(help="Table, for example studies")], data: Data = None) -> None:
    """Print the agreement of the two extractions of a table as CSV."""
    from evidence.extraction import agreement as agreement_of
    from evidence.extraction import load_extraction
    from evidence.review import load_review

    found = agreement_of(load_extraction(load_review(data), table))
    print(found.to_csv(index=False, float_format="%.4f", lineterminator="\n"), end="")


def _folder(data: Path | None) -> Path:
    from evidence.review import data_folder

    return data_folder(data).resolve()


def _data_or_stop(data: Path | None) -> None:
    """Stop before a long run when the data do not hold."""
    from evidence.review import check_review

    problems = check_review(data)
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        raise typer.Exit(1)


class _plain_errors:  # noqa: N801 - reads as a statement
    """A failure of the book as one line on standard error and exit code 1, without a traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> None:
        from evidence.book import BookError

        if isinstance(error, BookError):
            print(error, file=sys.stderr)
            raise typer.Exit(1) from None
