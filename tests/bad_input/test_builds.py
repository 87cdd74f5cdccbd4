"""A build that is killed, refused or out of room leaves the former book whole, or the new one is.

EVIDENCE_KILLS sets at how many moments a build is killed; the usual number is small enough for every run.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from book.conftest import chart_output, write_notebook

from evidence.book import BookError, build_book, execute_notebooks, placing
from evidence.book.progress import Silence

from .small import write_review

KILLS = int(os.environ.get("EVIDENCE_KILLS", "5"))
FORK = multiprocessing.get_context("fork")  # the child need not import anything, so its time is that of the build


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A folder with two executed notebooks and a data package."""
    write_notebook(tmp_path / "notebooks", "00_start", "# Where to start?", ("show()", [chart_output()]))
    write_notebook(tmp_path / "notebooks", "01_end", "# What remains?")
    (tmp_path / "data").mkdir()
    describe(tmp_path, "First")
    return tmp_path


def describe(toy: Path, title: str) -> None:
    package = {"title": title, "resources": [{"name": "t", "path": "t.csv"}]}
    (toy / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


def build(toy: Path, out: str = "html") -> Path:
    return build_book(toy / "notebooks", toy / out, data=toy / "data").parent


def digest(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def killed_after(seconds: float, target, *args) -> bool:
    """Start ``target`` in a process and kill it; whether it was still at work."""
    process = FORK.Process(target=target, args=args)
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def leftovers(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith(".") and not path.name.endswith(".lock")}


def test_a_build_killed_at_any_moment_leaves_a_whole_book(toy):
    began = time.perf_counter()
    old = digest(build(toy))
    whole_build = time.perf_counter() - began
    describe(toy, "Second")
    new = digest(build(toy, "other"))
    assert old != new
    killed = 0
    for moment in range(KILLS):
        killed += killed_after(whole_build * (moment + 0.5) / KILLS, build, toy)
        assert digest(toy / "html") in (old, new)
    assert killed, "no build was killed while it was at work"
    assert digest(build(toy)) == new
    assert leftovers(toy) == set()


def _place_for_ever(folder: Path) -> None:
    for word in range(10**9):
        with placing.workshop(folder / "html") as shop:
            (shop / "site").mkdir()
            for name in ("index.html", "a", "b"):
                (shop / "site" / name).write_text(str(word))
            placing.put_in_place(shop / "site", folder / "html")


@pytest.mark.parametrize("way", ["exchange", "two renames"])
def test_a_kill_while_a_book_is_put_in_place_leaves_a_whole_book(tmp_path, monkeypatch, way):
    if way == "two renames":
        monkeypatch.setattr(placing, "_exchange", lambda one, other: False)
    for attempt in range(KILLS * 8):
        killed_after(0.02 + 0.0007 * attempt, _place_for_ever, tmp_path)
        with placing.workshop(tmp_path / "html"):
            pass  # the next build puts back what a kill between two renames had set aside
        words = {path.read_text() for path in (tmp_path / "html").iterdir()} if (tmp_path / "html").exists() else {"-"}
        assert len(words) == 1, words
    assert words != {"-"}, "nothing was ever put in place"
    assert leftovers(tmp_path) == set()


def test_of_two_builds_at_once_one_wins_and_the_other_says_so(toy):
    old = digest(build(toy))
    describe(toy, "Second")
    code = (
        "import sys; from pathlib import Path; from evidence.book import BookError, build_book; root = Path(sys.argv[1])\n"
        "try: build_book(root / 'notebooks', root / 'html', data=root / 'data')\n"
        "except BookError as error: print(error); sys.exit(1)"
    )
    with placing.sole_builder(toy / "html"):
        other = subprocess.run([sys.executable, "-c", code, str(toy)], capture_output=True, text=True)
        assert digest(toy / "html") == old
    assert other.returncode == 1
    assert other.stdout.count("\n") == 1
    assert "another build of this book is running" in other.stdout
    assert digest(build(toy)) != old


def _build_with_small_files(toy: Path, limit: int) -> None:
    """Every file may have ``limit`` bytes at most, as on a disk that is nearly full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        build(toy)
    except (BookError, OSError) as problem:
        (toy / "told").write_text(str(problem))
        os._exit(1)
    os._exit(0)


@pytest.mark.parametrize("limit", [2_000, 200_000])
def test_a_disk_without_room_leaves_the_former_book(toy, limit):
    old = digest(build(toy))
    describe(toy, "Second")
    process = FORK.Process(target=_build_with_small_files, args=(toy, limit))
    process.start()
    process.join()
    assert process.exitcode == 1
    assert (toy / "told").read_text()
    assert digest(toy / "html") == old
    assert leftovers(toy) == set()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 4 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("NOT RUN: this user may not mount a small disk; files of limited size stand in for it")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_nothing_behind(toy, small_disk):
    with pytest.raises((BookError, OSError)):
        build_book(toy / "notebooks", small_disk / "html", data=toy / "data")
    assert not (small_disk / "html").exists()
    assert leftovers(small_disk) == set()
    (small_disk / "notebooks").mkdir()
    write_notebook(toy / "sums", "00_sum", "# How much?", ("1 + 1", []))
    fill(small_disk)
    with pytest.raises(BookError, match="cannot be written"):
        execute_notebooks(toy / "sums", small_disk / "notebooks", progress=Silence())
    assert list((small_disk / "notebooks").iterdir()) == []


def fill(disk: Path) -> None:
    with (disk / "rest").open("wb", buffering=0) as file:
        try:
            while file.write(b"0" * 4096):
                pass
        except OSError:
            return


@pytest.mark.parametrize("out", ["file/html", "file", "/proc/nowhere/html"])
def test_a_place_that_cannot_be_written_is_one_line(toy, out):
    (toy / "file").write_text("mine")
    with pytest.raises(BookError) as told:
        build_book(toy / "notebooks", toy / out, data=toy / "data")
    assert "\n" not in str(told.value)
    assert out in str(told.value)
    assert (toy / "file").read_text() == "mine"


def test_a_folder_of_something_else_is_never_replaced(toy):
    (toy / "letters").mkdir()
    (toy / "letters" / "dear.txt").write_text("mine")
    with pytest.raises(BookError, match="something else than a book"):
        build(toy, "letters")
    assert (toy / "letters" / "dear.txt").read_text() == "mine"


def test_a_link_to_a_book_stays_a_link(toy):
    build(toy, "real")
    (toy / "html").symlink_to("real")
    describe(toy, "Second")
    build(toy)
    assert (toy / "html").is_symlink()
    assert "Second" in (toy / "real" / "index.html").read_text()


def evidence_command(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "evidence", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("command", ["execute", "book"])
def test_commands_tell_a_wrong_place_in_one_line(tmp_path, command):
    data = write_review(tmp_path / "data")
    write_notebook(tmp_path / "notebooks", "00_start", "# Where to start?", ("1 + 1", []))
    (tmp_path / "file").write_text("mine")
    where = ["--notebooks", tmp_path / "notebooks", "--data", data, "--out", tmp_path / "file" / "html", "--quiet"]
    done = evidence_command(command, *where)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize("command", ["execute", "book"])
def test_commands_stop_at_bad_data_before_they_begin(tmp_path, command):
    data = write_review(tmp_path / "data")
    (data / "uses.csv").unlink()
    write_notebook(tmp_path / "notebooks", "00_start", "# Where to start?", ("1 + 1", []))
    where = ["--notebooks", tmp_path / "notebooks", "--data", data, "--out", tmp_path / "html"]
    done = evidence_command(command, *where)
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["uses.csv:0: there is no such file"]
    assert not (tmp_path / "html").exists()


def test_no_link_in_the_data_is_published(toy):
    (toy / "secret.txt").write_text("mine")
    (toy / "data" / "notes.txt").symlink_to(toy / "secret.txt")
    book = build(toy)
    assert not (book / "data" / "notes.txt").exists()
    shutil.rmtree(book)
