"""Every cell of every notebook on reviews that are unlike ours: no optional table, one route, many routes with long names."""

import ast
import json
import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import evidence
from evidence.book import figures

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "imaginol"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# A missing value that was printed as it is.
UNTOLD = r"\b(?:nan|NaT)\b|<NA>|(?:^|,)None(?:,|$)"
MANY = ["nasal", "rectal", "subcutaneous", "injected into the joint", "under the tongue", "transdermal"]


def required_only(folder: Path) -> None:
    for table in json.loads((folder / "datapackage.json").read_text())["resources"]:
        if table.get("optional"):
            (folder / table["path"]).unlink(missing_ok=True)


def with_routes(folder: Path, routes: list[str], route_of) -> None:
    """Give the review other routes; ``route_of`` maps a finding's place and route to the new one."""
    path = folder / "datapackage.json"
    codebook = json.loads(path.read_text())
    codebook["review"]["routes"] = routes
    for table in codebook["resources"]:
        for field in table["schema"]["fields"]:
            if field["name"] == "route":
                kept = [level for level in field["categories"] if level["value"] in ("not stated", "several")]
                field["categories"] = [{"value": route, "label": "Given so."} for route in routes] + kept
                field["constraints"]["enum"] = [level["value"] for level in field["categories"]]
    path.write_text(json.dumps(codebook))
    findings = pd.read_csv(folder / "studies.csv", dtype=str, keep_default_na=False)
    stated = findings.route != "not stated"
    findings.loc[stated, "route"] = [route_of(place, findings.route[place]) for place in findings.index[stated]]
    findings.to_csv(folder / "studies.csv", index=False, lineterminator="\n")


def one_route(folder: Path) -> None:
    required_only(folder)
    with_routes(folder, ["nasal"], lambda place, route: "nasal")


def many_routes(folder: Path) -> None:
    required_only(folder)
    with_routes(folder, MANY, lambda place, route: MANY[place % len(MANY)])


@pytest.fixture(params=[required_only, one_route, many_routes], ids=lambda change: change.__name__)
def folder(request, tmp_path):
    copy = Path(shutil.copytree(EXAMPLE, tmp_path / "review"))
    request.param(copy)
    return copy


def outputs(notebook: Path) -> list[dict]:
    """What the cells of a notebook show, as mime bundles."""
    shown: list[dict] = []

    def display(*things) -> None:
        shown.extend(
            thing._repr_mimebundle_() if hasattr(thing, "_repr_mimebundle_") else {"text/plain": repr(thing)}
            for thing in things
            if thing is not None
        )

    names = {"display": display}
    for number, cell in enumerate(nbformat.read(notebook, as_version=4).cells):
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            where = f"{notebook.name}, cell {number}"
            exec(compile(tree, where, "exec"), names)
            if last is not None:
                display(eval(compile(ast.Expression(last.value), where, "eval"), names))
    return shown


def test_every_cell_runs_and_says_something(folder, monkeypatch):
    assert evidence.check_review(folder) == []
    monkeypatch.setenv("EVIDENCE_DATA", str(folder))
    charts = 0
    for notebook in NOTEBOOKS:
        shown = outputs(notebook)
        assert shown, notebook.name
        for bundle in shown:
            bundle = bundle[0] if isinstance(bundle, tuple) else bundle
            charts += figures.MIME in bundle
            text = bundle["text/plain"]
            assert text.strip(), notebook.name
            assert not re.search(UNTOLD, text, flags=re.MULTILINE), (notebook.name, text)
    assert charts > 20
