"""The command line. Each command is a Python function of the same noun; ``evidence --help`` lists the pairs.

Exit codes: 0 all is well, 1 there are problems (each on a line of its own), 2 the command was not understood.

To standard output goes what a command was asked for: rows and tables, the problems that ``check`` finds, the names of pictures, which notebook was
run, where a new review or the book lies. To standard error go what stopped a command, warnings, and that all is well.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from evidence.terminal import plain_errors, print_version, working

# Command -> the functions that do the same from Python.
FUNCTIONS = {
    "check": "evidence.check_review",
    "new": "evidence.new_review",
    "columns": "evidence.tables.dictionary",
    "import": "evidence.import_table",
    "export": "evidence.export_table, evidence.export_review, evidence.export_record",
    "agreement": "evidence.extraction.agreement",
    "execute": "evidence.book.execute_notebooks",
    "pictures": "evidence.book.draw_pictures",
    "book": "evidence.book.build_book",
}
EXIT_CODES = "Exit codes: 0 all is well, 1 there are problems, 2 the command was not understood."

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="An evidence summary you can check: bring in data, check them, run the notebooks, build the book, hand out tables.",
    # A blank line keeps each pair on a line of its own.
    epilog="\n\n".join(["The same from Python:", *(f"{name}: {same}" for name, same in FUNCTIONS.items()), EXIT_CODES]),
)

# In round brackets: square ones would be taken for markup and not shown.
DEFAULT_DATA = "(default: EVIDENCE_DATA, else ./data if it holds a datapackage.json, else the project's own data)"
Data = Annotated[
    Path | None,
    typer.Option("--data", help=f"Folder with datapackage.json and its tables {DEFAULT_DATA}"),
]
Notebooks = Annotated[Path, typer.Option("--notebooks", help="Folder with the notebooks")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors")]
ReadFile = typer.Argument(exists=True, dir_okay=False, readable=True)


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version")
    ] = False,
) -> None:
    # A value that the terminal's encoding does not have is told all the same.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help=f"Folder of the data {DEFAULT_DATA}")] = None,
    documents: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="Folder of the captured documents: also trace each figure to its line"
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Check the data against the codebook; print every problem as file:line:column reason and exit 1 if there is one."""
    from evidence.review import check_review, load_review
    from evidence.trace import trace_review

    folder = _folder(folder)
    problems = check_review(folder)
    put_off = documents is not None and bool(problems)
    if documents is not None and not put_off:
        problems = trace_review(load_review(folder), documents)
    for problem in problems:
        print(problem)
    if put_off and not quiet:
        print("No figure was traced to its line: that comes once these problems are mended", file=sys.stderr)
    if problems:
        raise typer.Exit(1)
    if not quiet:
        traced = " and every traced figure stands on its line" if documents is not None else ""
        print(f"{folder.resolve().name or folder}: no problem found{traced}", file=sys.stderr)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to write; it must be new or empty")],
    title: Annotated[str | None, typer.Option(help="Title of the review")] = None,
    drug: Annotated[str | None, typer.Option(help="The drug")] = None,
    question: Annotated[str | None, typer.Option(help="The question that the review answers")] = None,
    route: Annotated[list[str] | None, typer.Option(help="A route of administration; once for each route")] = None,
    small: Annotated[bool, typer.Option("--small", help="Leave out the optional tables")] = False,
) -> None:
    """Start a review: codebook, tables with one worked example each, and a guide of ten lines. Nothing is overwritten."""
    from evidence.starter import new_review

    try:
        new_review(folder, title=title, drug=drug, question=question, routes=route or (), small=small)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None)
        print(f"{folder}: cannot be written ({reason})" if reason else problem, file=sys.stderr)
        raise typer.Exit(1) from None
    print(
        f"{folder}: a review to fill. Read {folder / 'README.md'}; `evidence check {folder}` says what is still to do."
    )


@app.command()
def columns(
    table: Annotated[str, typer.Argument(help="Table, for example studies")],
    data: Data = None,
) -> None:
    """Say what each column of a table holds: whether it is required, its rule, its levels and their meaning."""
    from evidence.codebook import read_codebook

    with plain_errors():
        codebook = read_codebook(_folder(data))
    _known_table(table, codebook.resources)
    for field in codebook.resources[table].fields:
        print(f"{field.name} ({', '.join(part for part in (field.type, field.unit, field.rule) if part)})")
        print(f"    {field.description}")
        for level, meaning in field.levels.items():
            print(f"    - {level}: {meaning}")


@app.command("import")
def import_(
    table: Annotated[str, typer.Argument(help="Table of the review, for example studies")],
    file: Annotated[Path, ReadFile],
    mapping: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="TOML file: which column is which of ours")
    ] = None,
    data: Data = None,
    append: Annotated[bool, typer.Option("--append", help="Add the rows to the review's table")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="Print the rows even where the rules ask for more")] = False,
    quiet: Quiet = False,
) -> None:
    """Print the rows of a CSV file or of a RevMan file as rows of a table; nothing is written where there is a problem.

    The mapping is a TOML file: our columns stand on the left of =, theirs on the right. First come ignore (their columns that are left out)
    and missing (words that mean an empty cell). Then the sections columns (use = "Condition"), values.COLUMN ("their word" = "our word"),
    constants (a value for every row) and keys (identifiers made of their cells). docs/first-review.md has an example.
    """
    from evidence.codebook import read_codebook
    from evidence.importing import import_table

    if append and draft:
        raise typer.BadParameter("a draft cannot be appended", param_hint="--draft")
    with plain_errors():
        _known_table(table, read_codebook(_folder(data)).resources)
        rows = import_table(table, file, mapping=mapping, data=_folder(data), append=append, draft=draft)
    if not append:
        print(rows.to_csv(index=False, lineterminator="\n"), end="")
    elif not quiet:
        print(f"{table}: {len(rows)} {'row' if len(rows) == 1 else 'rows'} added", file=sys.stderr)


@app.command()
def export(
    table: Annotated[str | None, typer.Argument(help="Table of the review, for example studies")] = None,
    all_tables: Annotated[bool, typer.Option("--all", help="Every table: a folder, or one XLSX workbook")] = False,
    format: Annotated[str | None, typer.Option(help="csv, json or xlsx (default: the ending of --out)")] = None,
    out: Annotated[Path | None, typer.Option(help="File, or folder with --all (default: standard output)")] = None,
    for_spreadsheets: Annotated[
        bool,
        typer.Option("--for-spreadsheets", help="CSV in which no text is taken for a formula; not for reading back"),
    ] = False,
    data: Data = None,
    quiet: Quiet = False,
) -> None:
    """Write a table, or all of them, as CSV, JSON or XLSX with the codebook."""
    from evidence.exporting import chosen_format, export_review, export_table, formulas, table_content
    from evidence.review import load_review

    if table is None and not all_tables:
        raise typer.BadParameter("name a table, or give --all", param_hint="TABLE")
    if table is not None and all_tables:
        raise typer.BadParameter(f"both {table} and --all were given; give one of them", param_hint="TABLE")
    if table is not None and out is not None and out.is_dir():
        raise typer.BadParameter(f"{out} is a folder; name a file in it", param_hint="--out")
    try:
        chosen = chosen_format(out, format, folder=all_tables)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--format") from None
    if out is None and (all_tables or chosen == "xlsx"):
        raise typer.BadParameter("this needs a place to write to", param_hint="--out")
    if out is not None and all_tables and (out.is_dir() if chosen == "xlsx" else out.is_file()):
        wanted = (
            "a folder; name a file for the workbook" if chosen == "xlsx" else "a file; name a folder for the tables"
        )
        raise typer.BadParameter(f"{out} is {wanted}", param_hint="--out")
    with plain_errors():
        review = load_review(_folder(data))
        if table is not None:
            _known_table(table, review.tables)
        options = {"format": chosen, "for_spreadsheets": for_spreadsheets}
        if table is None:
            export_review(review, out, **options)
        elif out is None:
            sys.stdout.buffer.write(table_content(review, table, chosen, for_spreadsheets=for_spreadsheets))
        else:
            export_table(review, table, out, **options)
    if chosen == "csv" and not for_spreadsheets and not quiet:
        for problem in (found for name in ([table] if table else review.tables) for found in formulas(review, name)):
            print(f"{problem} (give --for-spreadsheets, or write XLSX)", file=sys.stderr)


@app.command()
def execute(
    out: Annotated[Path | None, typer.Option(help="Folder for the executed notebooks (default: in place)")] = None,
    notebooks: Notebooks = Path("notebooks"),
    data: Data = None,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks that run at the same time")] = 2,
    quiet: Quiet = False,
) -> None:
    """Run every notebook."""
    from evidence.book import execute_notebooks
    from evidence.book.progress import Silence

    folder = _sound_data(data)
    with plain_errors():
        progress = Silence() if quiet else None
        execute_notebooks(notebooks, out or notebooks, data=folder.resolve(), jobs=jobs, progress=progress)


@app.command()
def pictures(
    notebooks: Notebooks = Path("notebooks"),
    data: Data = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Only say which pictures are missing or out of date")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Draw the static picture of each chart that is missing or out of date (needs Chromium)."""
    from evidence.book import draw_pictures, stale_pictures
    from evidence.collection import whole_collection

    with plain_errors(), whole_collection(notebooks, _folder(data)) as whole:
        if check_only:
            stale = stale_pictures(whole, notebooks / "pictures")
            print(*stale, sep="\n", end="\n" if stale else "")
            raise typer.Exit(1 if stale else 0)
        with working("Drawing the pictures", quiet):
            drawn = draw_pictures(whole, notebooks / "pictures")
        if not quiet:
            print(*drawn, sep="\n", end="\n" if drawn else "")


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
    from evidence.book.placing import place_of_book, sole_builder
    from evidence.book.progress import Silence
    from evidence.collection import add_use_pages

    folder = _sound_data(data).resolve()
    with plain_errors():
        _, executed = place_of_book(out, data=folder, notebooks=notebooks)
    # Two builds of one book would also write to one folder of notebooks.
    with plain_errors(), sole_builder(executed):
        progress = Silence() if quiet else None
        execute_notebooks(notebooks, executed, data=folder, jobs=jobs, progress=progress, alone=True)
        with working("Building the pages", quiet):
            links = add_use_pages(executed, folder)
        index = build_book(
            executed,
            out,
            data=folder,
            pages=notebooks,
            pictures=notebooks / "pictures",
            links=links,
        )
    if not quiet:
        print(f"The book is ready: {index}")


@app.command()
def agreement(table: Annotated[str, typer.Argument(help="Table, for example studies")], data: Data = None) -> None:
    """Print the agreement of the two extractions of a table as CSV."""
    from evidence.extraction import agreement as agreement_of
    from evidence.extraction import load_extraction
    from evidence.review import load_review

    with plain_errors():
        review = load_review(_folder(data))
        _known_table(table, review.codebook.resources)
        found = agreement_of(load_extraction(review, table))
    print(found.to_csv(index=False, float_format="%.4f", lineterminator="\n"), end="")


def _folder(data: Path | None) -> Path:
    """The folder of the data. In Python it is the project's where nothing is said; here the folder that one stands in comes first."""
    from evidence.codebook import FILE_NAME
    from evidence.review import FOLDER_VARIABLE, data_folder

    here = Path("data")
    if data is None and not os.environ.get(FOLDER_VARIABLE) and (here / FILE_NAME).is_file():
        return here
    return data_folder(data)


def _known_table(table: str, known: Iterable[str]) -> None:
    if table not in known:
        raise typer.BadParameter(f"{table} is no table; the tables are {', '.join(known)}", param_hint="TABLE")


def _sound_data(data: Path | None) -> Path:
    """The folder of the data. Stops before a long run when the data do not hold."""
    from evidence.review import check_review

    folder = _folder(data)
    problems = check_review(folder)
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        raise typer.Exit(1)
    return folder
