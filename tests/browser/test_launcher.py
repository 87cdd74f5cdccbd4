"""`make lab` opens JupyterLab on the first notebook, with the notebooks beside it in reading order."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from evidence.book.pages import read_pages

from .page_check import ROOT

FIRST = "notebooks/00_start_here.ipynb"
SECONDS = 90  # JupyterLab starts in about ten


def lab_command() -> list[str]:
    """The recipe of `make lab` as the shell gets it, with this environment's JupyterLab for that of the Makefile."""
    said = subprocess.run(["make", "-n", "lab"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    [recipe] = [line for line in said.splitlines() if "jupyter" in line and " lab " in line]
    _, *rest = shlex.split(recipe)
    return [sys.executable, "-m", "jupyter", *rest]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The address that `make lab` hands to the reader's browser, on a copy of the project's notebooks."""
    home = tmp_path_factory.mktemp("launch")
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    # In place of a browser: it notes the address that it is given.
    note = home / "address"
    browser = home / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{note}"\n')
    browser.chmod(0o755)
    own = {f"JUPYTERLAB_{name}_DIR": str(home / name) for name in ("SETTINGS", "WORKSPACES")}
    quiet = ["--allow-root", "--port=0", "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    with (home / "log").open("w") as log:
        lab = subprocess.Popen(
            [*lab_command(), *quiet, "--LabApp.expose_app_in_browser=True"],
            cwd=home, env={**os.environ, **own, "BROWSER": f"{browser} %s"}, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            until = time.monotonic() + SECONDS
            while not (note.is_file() and note.read_text()) and time.monotonic() < until and lab.poll() is None:
                time.sleep(0.3)
            assert note.is_file(), f"no browser was opened: {(home / 'log').read_text()[-2000:]}"
            yield note.read_text()
        finally:
            os.killpg(lab.pid, signal.SIGTERM)
            lab.wait(30)


def reading_order() -> list[str]:
    return [page.path.name for page in read_pages(ROOT / "notebooks") if page.is_notebook]


def contents() -> list[list[str]]:
    """For each cell of the first notebook, the notebooks that a numbered list in it links."""
    cells = nbformat.read(ROOT / FIRST, as_version=4).cells
    return [re.findall(r"^\d+\. \[[^\]]+\]\((\d\d_\w+\.ipynb)\)", cell.source, re.M) for cell in cells]


def test_the_first_notebook_is_open_with_all_notebooks_in_reading_order(opened, new_reader):
    page = new_reader.new_page()
    page.goto(opened)
    page.locator(".jp-NotebookPanel .jp-Notebook").wait_for(timeout=60_000)
    page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.context?.isReady")
    assert page.evaluate("window.jupyterapp.shell.currentWidget.context.path") == FIRST
    page.locator(".jp-DirListing-item").first.wait_for()
    page.wait_for_function("document.querySelectorAll('.jp-DirListing-item').length > 5")
    listed = page.locator(".jp-DirListing-itemText").all_text_contents()
    notebooks = [name for name in listed if name.endswith(".ipynb")]
    assert notebooks == reading_order()
    # The contents in the notebook lead on: the first of its links opens the next notebook.
    place = next(number for number, links in enumerate(contents()) if links)
    page.evaluate("place => window.jupyterapp.shell.currentWidget.content.scrollToItem(place)", place)
    page.locator(f".jp-NotebookPanel .jp-RenderedMarkdown a:visible[href*='{reading_order()[1]}']").first.click()
    page.wait_for_function(
        "name => window.jupyterapp.shell.currentWidget?.context?.path === name", arg=f"notebooks/{reading_order()[1]}"
    )


def test_the_contents_of_the_first_notebook_are_in_reading_order():
    assert [links for links in contents() if links] == [reading_order()[1:]]


def test_the_command_is_that_of_the_makefile():
    command = lab_command()
    assert command[3] == "lab"
    assert command[-1] == FIRST
    assert (ROOT / command[-1]).is_file()
    assert Path(FIRST).name == reading_order()[0]
