"""Executing notebooks, several at once, so that the same input always gives the same bytes.

A *notebook* here is an `.ipynb` file directly in a folder. Everything is executed in memory first and written only when
all of it succeeded; each file is then replaced in one step.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from evidence.book.errors import BookError
from evidence.book.kernels import FIXED_ORDER, kernel_managers
from evidence.book.progress import Progress, console_progress

# What a reader of the file needs; the kernel also reports its Python's patch version, which differs between machines.
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python", "pygments_lexer": "ipython3"}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def execute_notebooks(
    notebooks: Path,
    out: Path,
    *,
    data: Path | None = None,
    jobs: int = 2,
    cell_timeout_seconds: int = 600,
    progress: Progress | None = None,
    alone: bool = False,
) -> list[Path]:
    """Execute every notebook of a folder and write them, with their outputs, to another (or the same) folder.

    Parameters
    ----------
    notebooks : folder whose `*.ipynb` are executed in file-name order; it is also the kernels' working folder.
    out : folder that receives the executed notebooks under their own names; may be `notebooks` itself.
    data : folder that the kernels find in the variable `EVIDENCE_DATA`; None leaves the variable as it is.
    jobs : how many kernels run at the same time, at least 1.
    cell_timeout_seconds : how long one cell may take.
    progress : display; None chooses bars on a terminal and plain lines elsewhere.
    alone : whether `out` is to hold these notebooks only: others, of an earlier run, are removed.

    Returns
    -------
    The written files, in file-name order.

    Raises
    ------
    BookError
        No notebook, an unreadable one, or a failing cell: one line for each failure with notebook, cell and exception.
        Nothing has been written then. Or `out` cannot be written.
    """
    sources = sorted(path for path in Path(notebooks).glob("*.ipynb") if path.is_file())
    if not sources:
        raise BookError(f"{notebooks}: no notebook (*.ipynb) here")
    books = [(source, _read(source)) for source in sources]
    progress = progress or console_progress()
    try:
        failures = _execute_all(books, _environment(data), max(1, jobs), cell_timeout_seconds, progress)
    finally:
        progress.close()
    if failures:
        raise BookError("\n".join(failures))
    written = _write_all(books, Path(out))
    if alone:
        _remove_others(written, Path(out))
    return written


def _read(source: Path) -> nbformat.NotebookNode:
    try:
        return nbformat.read(source, as_version=4)
    except Exception as problem:
        raise BookError(f"{source.name}: not a readable notebook ({problem})") from problem


def _environment(data: Path | None) -> dict[str, str]:
    environment = dict(os.environ, **FIXED_ORDER)
    if data is not None:
        environment["EVIDENCE_DATA"] = str(Path(data).resolve())
    return environment


def _execute_all(books, environment, jobs, timeout, progress) -> list[str]:
    """Failure lines in file-name order; the notebooks are changed in place."""

    async def everything() -> list[str | None]:
        gate = asyncio.Semaphore(jobs)
        return await asyncio.gather(*(_execute(*book, manager, environment, timeout, progress, gate) for book in books))

    # nbclient takes over SIGINT when it runs in the main thread, and Ctrl-C would then only stop one kernel. In a
    # thread of its own the loop can be cancelled from outside, and every kernel is shut down on the way.
    loop = asyncio.new_event_loop()
    with (
        kernel_managers() as manager,
        tempfile.TemporaryDirectory(prefix="evidence-ipython-") as ipython,
        ThreadPoolExecutor(1) as thread,
    ):
        environment["IPYTHONDIR"] = ipython  # a user's own start-up files must not change what a notebook prints
        work = loop.create_task(everything())
        running = thread.submit(loop.run_until_complete, work)
        try:
            return [failure for failure in running.result() if failure]
        except KeyboardInterrupt:
            loop.call_soon_threadsafe(work.cancel)
            raise
        finally:
            running.exception()
            loop.close()


async def _execute(source: Path, notebook, manager, environment, timeout, progress, gate) -> str | None:
    started = {"place": -1}
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name=KERNEL["name"],
        kernel_manager_class=manager,
        record_timing=False,
        extra_arguments=[
            "--log-level=CRITICAL"
        ],  # what fails is told by the notebook; ipykernel also prints traces of its own
        coalesce_streams=True,  # how a printed text is cut into messages depends on timing
        resources={"metadata": {"path": str(source.parent.resolve())}},
        on_cell_execute=lambda cell, cell_index: started.update(place=cell_index),
        on_cell_executed=lambda **_: progress.advance(source.name),
    )
    async with gate:
        progress.start(source.name, sum(cell.cell_type == "code" for cell in notebook.cells))
        try:
            await client.async_execute(env=environment)
        except CellExecutionError as failure:
            return _address(source, notebook, started["place"], f"{failure.ename}: {_ANSI.sub('', failure.evalue)}")
        except CellTimeoutError:
            return _address(source, notebook, started["place"], f"took longer than {timeout} s")
        except DeadKernelError:
            return _address(source, notebook, started["place"], "the kernel died")
        except Exception as failure:  # a kernel that does not start, say: it must not take the other notebooks with it
            return f"{source.name}: {type(failure).__name__}: {failure}"
        progress.finish(source.name)
    _settle(notebook)
    return None


def _address(source: Path, notebook, place: int, reason: str) -> str:
    """`03_uses.ipynb, cell 4 (load_review()): KeyError: 'route'`; cells count from 1, prose included."""
    where = f", cell {place + 1} ({notebook.cells[place].source.strip().splitlines()[0]})" if place >= 0 else ""
    return f"{source.name}{where}: {reason}"


def _settle(notebook) -> None:
    """Remove from the notebook what differs between two runs or two machines."""
    notebook.metadata.language_info = dict(LANGUAGE)
    notebook.metadata.kernelspec = dict(KERNEL)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.pop("transient", None)


def _write_all(books, out: Path) -> list[Path]:
    written = [(out / f".{source.name}.partial", out / source.name) for source, _ in books]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for (_, notebook), (partial, _) in zip(books, written, strict=True):
            nbformat.write(notebook, partial)
        for partial, target in written:
            os.replace(partial, target)
    except OSError as problem:
        raise BookError(f"{out}: cannot be written ({problem.strerror})") from problem
    finally:
        for partial, _ in written:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
    return [target for _, target in written]


def _remove_others(written: list[Path], out: Path) -> None:
    """Remove what an earlier run left in `out`: notebooks whose source is gone, and files that a kill left half written."""
    try:
        for path in [*out.glob("*.ipynb"), *out.glob(".*.ipynb.partial")]:
            if path not in written:
                path.unlink()
    except OSError as problem:
        raise BookError(f"{problem.filename}: cannot be removed ({problem.strerror})") from problem
