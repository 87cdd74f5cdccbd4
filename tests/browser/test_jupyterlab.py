"""Each notebook runs in a real JupyterLab: all cells, all charts, no error."""

import csv
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

from evidence.layer import document_layer

from .page_check import ROOT

CHART = "application/vnd.plotly.v1+json"
# Those that a reader opens; the pages of uses are composed for the book and made of the same calls.
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """The address of a JupyterLab on a copy of the notebooks, with settings of its own."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns("pictures"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTERLAB_{name}_DIR": str(home / name) for name in ("SETTINGS", "WORKSPACES")}
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", f"--port={port}", "--ServerApp.token=", "--allow-root",
               f"--ServerApp.root_dir={home}", "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    log = (home / "log").open("w")
    server = subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api").close()
                break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail(f"JupyterLab did not start: {(home / 'log').read_text()[-2000:]}")
        yield address
    finally:
        server.terminate()
        server.wait(30)
        log.close()


@contextmanager
def opened(context, lab, book, n_code):
    """A page on a notebook that has run, and the console's errors. Its kernel ends with it: the next page starts from nothing."""
    page = context.new_page()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    try:
        run_all(page, lab, book, n_code)
        yield page, errors
        page.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll()")
    finally:
        page.close()


def run_all(page, lab, book, n_code):
    """Open a notebook, forget its stored outputs and run all of its ``n_code`` code cells."""
    page.goto(f"{lab}/lab/tree/notebooks/{book.name}?reset")
    page.locator(".jp-Notebook").wait_for(timeout=60_000)
    # Without the stored outputs, what is seen afterwards comes from this run.
    page.wait_for_function(
        "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )
    page.evaluate(
        """async () => {
            await window.jupyterapp.commands.execute('editmenu:clear-all')
            window.jupyterapp.commands.execute('notebook:run-all-cells')
        }"""
    )
    # Each number stands beside its cell once the cell has run; the last one ends the run.
    page.wait_for_function(
        """wanted => {
            const panel = window.jupyterapp?.shell?.currentWidget
            const cells = panel?.content?.model?.cells
            if (!cells) return false
            let last = 0
            for (let i = 0; i < cells.length; i++) {
                const cell = cells.get(i)
                if (cell.type === 'code') last = Math.max(last, cell.executionCount ?? 0)
            }
            return last === wanted && panel.sessionContext.session?.kernel?.status === 'idle'
        }""",
        arg=n_code,
        timeout=120_000,
    )


@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
def test_runs_in_jupyterlab(lab, context, book):
    notebook = nbformat.read(book, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    charts = sum(CHART in output.get("data", {}) for cell in code for output in cell.outputs)
    with opened(context, lab, book, len(code)) as (page, errors):
        _check_run(page, len(notebook.cells), charts)
        assert errors == []


def _check_run(page, n_cells, charts):
    seen = page.evaluate(
        """() => {
            const cells = window.jupyterapp.shell.currentWidget.content.model.cells
            let charts = 0, failures = []
            for (let i = 0; i < cells.length; i++) {
                const outputs = cells.get(i).type === 'code' ? cells.get(i).outputs.toJSON() : []
                for (const output of outputs) {
                    if (output.data?.['application/vnd.plotly.v1+json']) charts++
                    if (output.output_type === 'error') failures.push(output.evalue)
                }
            }
            return {charts, failures}
        }"""
    )
    assert seen == {"charts": charts, "failures": []}
    # Scroll through the notebook: cells far away are drawn only when they come near.
    for place in range(n_cells):
        page.evaluate("place => window.jupyterapp.shell.currentWidget.content.scrollToItem(place)", place)
        page.wait_for_timeout(150)
    page.wait_for_timeout(500)
    drawn = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .js-plotly-plot .main-svg").count()
    assert (drawn > 0) == (charts > 0)
    assert (
        page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .js-plotly-plot:not(.jupyter-widgets *)").count() == charts
    )


def test_the_study_table_filters_in_jupyterlab(lab, context, review):
    """The script behind the table runs there too, leaves JupyterLab's own keys alone, and does not touch the address."""
    findings = document_layer(review).findings
    route = findings.route.value_counts().idxmin()
    [book] = [path for path in BOOKS if path.stem == "02_studies"]
    n_code = sum(cell.cell_type == "code" for cell in nbformat.read(book, as_version=4).cells)
    with opened(context, lab, book, n_code) as (page, errors):
        _check_filter(page, findings, route)
        assert errors == []


def _check_filter(page, findings, route):
    address = page.url
    cells = "() => window.jupyterapp.shell.currentWidget.content.model.cells.length"
    n_cells = page.evaluate(cells)

    form = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) form.evidence-filter")
    for place in range(n_cells):  # cells far away are made only when they come near
        if form.count():
            break
        page.evaluate("place => window.jupyterapp.shell.currentWidget.content.scrollToItem(place)", place)
        page.wait_for_timeout(150)
    assert form.count() == 1
    rows = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) table[data-table="studies"] tbody tr')
    seen = '.jp-NotebookPanel:not(.lm-mod-hidden) table[data-table="studies"] tbody tr:not([hidden])'
    assert rows.count() == page.locator(seen).count() == len(findings)
    select = form.get_by_label("route")
    select.focus()
    page.keyboard.type(route)  # in a cell that is not being edited, single letters are JupyterLab's commands
    page.keyboard.press("Tab")
    assert select.input_value() == route
    assert page.locator(seen).count() == (findings.route == route).sum() < len(findings)
    assert form.locator(".evidence-filter__status").inner_text().startswith(f"{(findings.route == route).sum()} of ")
    with page.expect_download() as saved:
        form.get_by_role("button", name="CSV").click()
    lines = list(csv.DictReader(io.StringIO(Path(saved.value.path()).read_text(encoding="utf-8-sig"))))
    assert [line["finding"] for line in lines] == findings.finding_id[findings.route == route].tolist()
    form.locator("button[type=reset]").press("Enter")
    page.wait_for_function("([seen, n]) => document.querySelectorAll(seen).length === n", arg=[seen, len(findings)])
    assert page.url == address
    assert page.evaluate(cells) == n_cells
