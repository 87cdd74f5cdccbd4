"""Changes that turn the made-up review of ``examples`` into reviews of other shapes."""

import json
from pathlib import Path

import pandas as pd

EXAMPLE = Path(__file__).parents[1] / "examples" / "imaginol"
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


def one_harm(folder: Path) -> None:
    """One finding, a harm of which nothing more is told: no number of people, no route, no direction, no figure."""
    required_only(folder)
    path = folder / "studies.csv"
    first = pd.read_csv(path, dtype=str, keep_default_na=False).query("kind == 'harm'").iloc[:1].copy()
    kept = ["finding_id", "study_set", "document_id", "line", "use", "outcome", "outcome_domain", "kind"]
    unsaid = [
        "route",
        "route_basis",
        "design_stated",
        "population",
        "n_basis",
        "age_group",
        "comparator_kind",
        "direction",
    ]
    first.loc[:, [name for name in first if name not in kept]] = ""
    first.loc[:, unsaid] = "not stated"
    first.to_csv(path, index=False, lineterminator="\n")


def one_document_one_finding(folder: Path) -> None:
    required_only(folder)
    documents, findings = (
        pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False) for name in ("documents", "studies")
    )
    first = findings.query("kind == 'benefit'").iloc[:1]
    first.to_csv(folder / "studies.csv", index=False, lineterminator="\n")
    documents[documents.document_id.isin(first.document_id)].to_csv(
        folder / "documents.csv", index=False, lineterminator="\n"
    )


def nothing_yet(folder: Path) -> None:
    """Headers only, as on the first day."""
    required_only(folder)
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text().splitlines()[0] + "\n")
