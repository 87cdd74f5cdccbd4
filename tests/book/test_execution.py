from __future__ import annotations

import json

import nbformat
import pytest

from evidence.book import BookError, execute_notebooks
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
