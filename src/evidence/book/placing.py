"""Putting a finished folder in the place of an old one, so that a reader never meets half a book.

POSIX only: the lock is `flock`, which the system gives up by itself when its holder is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from evidence.book.errors import BookError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux, renameat2(2)
_RENAME_SWAP = 2  # macOS, renamex_np(2)


@contextlib.contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """An empty folder beside `out` to build in; only one build at a time has it.

    On leaving, the folder is removed. What an earlier, killed build left is removed on entering, and a book that such
    a build had set aside is put back.

    Raises
    ------
    BookError
        Another build of the same book is running, the place cannot be written to, or it holds something else than a book.
    """
    shop = out.parent / f".{out.name}.building"
    refuse_place(out)  # before the lock, which would stay beside a folder that is not ours
    with sole_builder(out):
        former = _former(out)
        try:
            if former.exists() and not out.exists():
                os.rename(former, out)
            refuse_place(out)
            for rest in (shop, former):
                shutil.rmtree(rest, ignore_errors=True)
            shop.mkdir()
        except OSError as problem:
            raise BookError(f"{out}: cannot be written ({problem.strerror})") from problem
        try:
            yield shop
        finally:
            shutil.rmtree(shop, ignore_errors=True)
            shutil.rmtree(former, ignore_errors=True)


@contextlib.contextmanager
def sole_builder(out: Path) -> Iterator[None]:
    """For as long as it lasts, no other process that asks is the builder of the folder `out`.

    Raises
    ------
    BookError
        Another process is, or the lock beside the folder cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        lock = open(_lock(out), "w")  # noqa: SIM115 - closed below
    except OSError as problem:
        raise BookError(f"{out}: cannot be written ({problem.strerror})") from problem
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BookError(f"{out}: another build of this book is running; wait for it or stop it") from None
        yield


def place_of_book(out: Path, *, data: Path, notebooks: Path) -> tuple[Path, Path]:
    """Where the book `out` and its executed notebooks go: both found before anything is run or written.

    `data` and `notebooks` are the folders that it is made from.

    Raises
    ------
    BookError
        The book would take the place of something else, or lie where the next book is made from.
    """
    place, data, notebooks = (Path(path).resolve() for path in (out, data, notebooks))
    if not place.name:
        raise BookError(f"{place}: cannot be replaced by a book; give another folder")
    executed = place.parent / f"{place.name}-notebooks"
    if data.is_relative_to(place) or notebooks.is_relative_to(place):
        raise BookError(f"{place}: holds the data or the notebooks, which would be lost; give another folder")
    if place.is_relative_to(data):
        raise BookError(f"{place}: lies in the folder of the data, and a book offers those; give another folder")
    refuse_place(place)
    if executed in (data, notebooks) or executed.is_file() or _has_others(executed):
        raise BookError(f"{executed}: the executed notebooks would go there, and it is not theirs; give another --out")
    return place, executed


def _has_others(executed: Path) -> bool:
    """Whether the folder has notebooks that no earlier build put there: such a build has left its lock beside it."""
    return not _lock(executed).exists() and any(executed.glob("*.ipynb"))


def refuse_place(out: Path) -> None:
    """The book takes the whole place, so what is there must be an earlier book, or nothing. Raises BookError."""
    try:
        if out.exists() and not out.is_dir():
            raise BookError(f"{out}: is a file; give the name of a folder")
        if out.exists() and not (out / "index.html").is_file() and any(out.iterdir()):
            raise BookError(f"{out}: holds something else than a book, which would be lost; give another folder")
    except OSError as problem:
        raise BookError(f"{out}: cannot be written ({problem.strerror})") from problem


def put_in_place(finished: Path, out: Path) -> None:
    """Make `finished` the folder `out`; both on one file system. The former `out` is left where `finished` was.

    Where the system can exchange two folders in one step (Linux, macOS), there is no moment without a book. Elsewhere
    two renames follow each other; `workshop` puts the former book back if a kill fell between them.
    """
    if not out.exists():
        os.rename(finished, out)
    elif not _exchange(finished, out):
        os.rename(out, _former(out))
        try:
            os.rename(finished, out)
        except OSError:
            os.rename(_former(out), out)
            raise


def _lock(out: Path) -> Path:
    return out.parent / f".{out.name}.lock"


def _former(out: Path) -> Path:
    return out.parent / f".{out.name}.former"


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where system or file system cannot."""
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        return library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE) == 0
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return library.renamex_np(first, second, _RENAME_SWAP) == 0
    return False
