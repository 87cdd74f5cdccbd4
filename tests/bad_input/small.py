"""The smallest review that makes every page: one document, three uses, five findings, no optional table."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

CORE = ("documents", "uses", "studies")
ROUTES = ["oral", "nasal"]

DOCUMENT = {
    "document_id": "page-one",
    "file": "page_one.txt",
    "sha256": "0" * 64,
    "lines": "40",
    "references_followable": "none given",
    "authorship": "not met",
    "attribution": "not met",
    "disclosure": "not met",
    "currency": "not met",
}
USE = {"use_group": "Lungs", "definition": "As it is called."}
FINDING = {
    "document_id": "page-one",
    "line": "5",
    "use": "cough",
    "route": "oral",
    "route_basis": "stated",
    "design_stated": "clinical trial",
    "n_studies": "1",
    "n_participants": "40",
    "n_basis": "exact",
    "population": "people",
    "age_group": "not stated",
    "comparator_kind": "not stated",
    "outcome": "coughing",
    "outcome_domain": "side effects",
    "kind": "benefit",
    "direction": "favours",
}


def finding(number: int, **cells: str) -> dict[str, str]:
    return {**FINDING, "finding_id": f"set-{number}-1", "study_set": f"set-{number}", **cells}


DOCUMENTS = [DOCUMENT]
USES = [
    {**USE, "use": "cough", "label": "Cough"},
    {**USE, "use": "fever", "label": "Hay fever", "use_group": "Nose"},
    {**USE, "use": "gout", "label": "Gout", "use_group": "Joints"},
]
STUDIES = [
    finding(1, measure="patients", events="9", denominator="12", n_participants="12"),
    finding(2, use="fever", route="nasal", direction="against"),
    finding(3, use="fever", direction="mixed", duration_min="2", duration_max="4", duration_unit="weeks", weeks_min="2", weeks_max="4"),
    finding(4, use="gout", kind="harm", direction="against", note="Read twice."),
    finding(5, route="not stated", route_basis="not stated", n_participants="", n_basis="not stated"),
]  # fmt: skip


def small_codebook() -> dict:
    """The shared codebook with the core tables only, and with routes and words of its own."""
    text = (resources.files("evidence") / "template" / "datapackage.json").read_text(encoding="utf-8")
    codebook = json.loads(text)
    codebook["title"] = "Syrup: what a page reports"
    codebook["review"] |= {"drug": "syrup", "question": "Does syrup help?", "routes": ROUTES}
    codebook["resources"] = [entry for entry in codebook["resources"] if entry["name"] in CORE]
    for entry in codebook["resources"]:
        for field in entry["schema"]["fields"]:
            if field["name"] == "route":
                set_levels(field, [*ROUTES, "not stated"])
    return codebook


def set_levels(field: dict, levels: Sequence[str]) -> None:
    field["categories"] = [{"value": level, "label": f"Means {level}."} for level in levels]
    field["constraints"]["enum"] = list(levels)


def write_review(
    folder: Path,
    *,
    codebook: dict | None = None,
    documents: Sequence[Mapping[str, str]] = DOCUMENTS,
    uses: Sequence[Mapping[str, str]] = USES,
    studies: Sequence[Mapping[str, str]] = STUDIES,
) -> Path:
    """Write a review to a new folder and return the folder."""
    codebook = codebook or small_codebook()
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text(json.dumps(codebook, indent=1), encoding="utf-8")
    for name, rows in (("documents", documents), ("uses", uses), ("studies", studies)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns_of(codebook, name), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def columns_of(codebook: dict, table: str) -> list[str]:
    (entry,) = (entry for entry in codebook["resources"] if entry["name"] == table)
    return [field["name"] for field in entry["schema"]["fields"]]
