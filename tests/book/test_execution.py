from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import nbformat
import pytest

from evidence.book import BookError, execute_notebooks, kernels
from evidence.book.progress import Silence

from .conftest import write_notebook


def run(folder, out=None, **options):
    return execute_notebooks(folder, out or folder, progress=Silence(), **options)


@pytest.fixture
def good(tmp_path):
    folder = tmp_path / "notebooks"
    write_notebook(folder, "00_one", "# One", ("import os\nprint(os.environ['EVIDENCE_DATA'])", []), ("{'b', 'a'}", []))
    write_notebook(folder, "01_two", "# Two", ("6 * 7", []))
    return folder


def test_outputs_are_written_and_the_source_stays(good, tmp_path):
    before = (good / "01_two.ipynb").read_bytes()
    written = run(good, tmp_path / "out", data=tmp_path)
    assert [path.name for path in written] == ["00_one.ipynb", "01_two.ipynb"]
    one, two = (nbformat.read(path, as_version=4) for path in written)
    assert one.cells[1].outputs[0].text == f"{tmp_path}\n"
    assert two.cells[1].outputs[0].data["text/plain"] == "42"
    assert two.cells[1].id == "cell-1"
    assert (good / "01_two.ipynb").read_bytes() == before


def test_twice_gives_the_same_bytes_and_no_times(good, tmp_path):
    first = [path.read_bytes() for path in run(good, tmp_path / "first", data=tmp_path)]
    run(good, data=tmp_path)  # in place, so that the second run starts from a notebook with outputs
    second = [path.read_bytes() for path in run(good, tmp_path / "second", data=tmp_path)]
    assert first == second == [path.read_bytes() for path in sorted(good.glob("*.ipynb"))]
    notebook = json.loads(first[0])
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert "version" not in notebook["metadata"]["language_info"]
    assert all(cell["metadata"] == {} for cell in notebook["cells"])


def test_what_an_earlier_run_left_goes_where_the_folder_is_the_runs_own(good, tmp_path):
    out = tmp_path / "out"
    run(good, out, data=tmp_path, alone=True)
    (out / ".03_killed.ipynb.partial").write_text("{")
    (out / "notes.txt").write_text("mine")
    (good / "01_two.ipynb").unlink()
    run(good, out, data=tmp_path)
    assert (out / "01_two.ipynb").exists(), "a folder of the user's is left as it is"
    run(good, out, data=tmp_path, alone=True)
    assert {path.name for path in out.iterdir()} == {"00_one.ipynb", "notes.txt"}


def test_a_failing_cell_is_named_and_nothing_is_written(good, tmp_path):
    write_notebook(good, "02_bad", "# Bad", ("x = 1", []), ("{}['route']", []), ("y = 2", []))
    before = {path.name: path.read_bytes() for path in good.iterdir()}
    with pytest.raises(BookError) as failure:
        run(good, data=tmp_path)
    assert str(failure.value) == "02_bad.ipynb, cell 3 ({}['route']): KeyError: 'route'"
    assert {path.name: path.read_bytes() for path in good.iterdir()} == before


def test_a_folder_without_notebooks_is_an_error(tmp_path):
    with pytest.raises(BookError, match="no notebook"):
        run(tmp_path)


SELF = """
import os, pathlib, signal, subprocess, sys
print(os.getcwd(), sys.path, sys.executable, sys.flags.hash_randomization)
print(sorted(set(os.environ.items()) - {(name, os.environ.get(name)) for name in ("JPY_PARENT_PID", "IPYTHONDIR")}))
print(signal.getsignal(signal.SIGINT), subprocess.run(["true"]).returncode, os.getpgid(0) == os.getpid())
print(get_ipython().history_manager.hist_file, __name__, sys.modules["__main__"].__dict__ is globals())
"""
FORKED = pytest.mark.skipif(not kernels.CAN_FORK, reason="kernels are forked on Linux only")


def printed(path) -> list[str]:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in cells]


@FORKED
def test_a_forked_kernel_is_like_any_other(tmp_path, monkeypatch):
    write_notebook(tmp_path / "notebooks", "00_self", "# Self", (SELF, []))
    forked = printed(run(tmp_path / "notebooks", tmp_path / "forked", data=tmp_path)[0])
    monkeypatch.setattr(kernels, "CAN_FORK", False)
    plain = printed(run(tmp_path / "notebooks", tmp_path / "plain", data=tmp_path)[0])
    assert forked == plain
    assert str(tmp_path / "notebooks") in plain[0]


@FORKED
def test_kernels_share_what_was_imported_before_and_nothing_else(tmp_path):
    change = "import os, sys, evidence\nprint('scipy.stats' in sys.modules, hasattr(evidence, 'mark'), os.getppid())\nevidence.mark = 1"
    for name in ("00_first", "01_second"):
        write_notebook(tmp_path / "notebooks", name, "# Share", (change, []))
    first, second = (printed(path) for path in run(tmp_path / "notebooks", tmp_path / "out", jobs=1))
    assert first == second
    assert first[0].startswith("True False ")


def test_a_dead_kernel_and_an_endless_cell_are_named(tmp_path):
    write_notebook(tmp_path / "notebooks", "00_dead", "# Dead", ("import os; os._exit(3)", []))
    write_notebook(tmp_path / "notebooks", "01_endless", "# Endless", ("while True: pass", []))
    with pytest.raises(BookError) as failure:
        run(tmp_path / "notebooks", cell_timeout_seconds=2)
    assert str(failure.value).splitlines() == [
        "00_dead.ipynb, cell 2 (import os; os._exit(3)): the kernel died",
        "01_endless.ipynb, cell 2 (while True: pass): took longer than 2 s",
    ]


def ended(pid: int) -> bool:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return stat.read().rpartition(")")[2].split()[0] == "Z"
    return True


@FORKED
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=lambda how: how.name)
def test_no_kernel_outlives_a_run_that_is_stopped(tmp_path, how):
    written = tmp_path / "pids"
    endless = f"import os, pathlib, time\npathlib.Path({str(written)!r}).write_text(f'{{os.getpid()}} {{os.getppid()}}')\ntime.sleep(600)"
    write_notebook(tmp_path / "notebooks", "00_endless", "# Endless", (endless, []))
    command = [sys.executable, "-m", "evidence", "execute", "--notebooks", tmp_path / "notebooks", "--quiet"]
    # Where the tests run in the background, SIGINT is ignored, and what they start would inherit that.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, preexec_fn=heed)
    try:
        until = time.monotonic() + 60
        while not (written.exists() and len(pids := written.read_text().split()) == 2):
            assert time.monotonic() < until
            time.sleep(0.1)
        os.kill(running.pid, how)
        while not all(ended(int(pid)) for pid in pids):
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        running.kill()
        running.wait()


@FORKED
def test_an_error_while_kernels_are_there_does_not_wait_for_ever():
    begun = time.monotonic()
    with pytest.raises(LookupError), kernels.kernel_managers():
        raise LookupError
    assert time.monotonic() - begun < 60
