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
