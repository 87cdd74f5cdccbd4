"""A whole review in which every open text is what a careless page would run, format or cut."""

from __future__ import annotations

import csv
import io
import itertools
import json
from importlib import resources
from pathlib import Path

PAYLOADS = [
    "<script>window.pwned=1</script>",
    '<img src=x onerror="window.pwned=2">',
    "[x](javascript:window.pwned=3)",
    "</script><script>window.pwned=4</script>",
    "$\\frac{1}{2}$ and $5",
    "*a* _b_ |c| **d** `e`",
    "=1+1",
    "# no heading",
    "1. no list",
    "{no}`role` {{ no }} %{no}",
    "&lt;b&gt; &amp;amp; <b>no</b> a<br>b",
    "שלום (12) עולם",
    "🧪 é ﷺ ẍ",
    "\"quoted\" 'twice' \\ back",
    "two\nlines\n\n# and more",
    "<svg/onload=window.pwned=5>",
    "javascript:window.pwned=6",
    "</td></tr></table><style>*{display:none}</style>",
]
ROUTES = ["<u>oral</u>", "$in$ <script>window.pwned=7</script>"]
# Identifiers have a pattern; these open texts are addresses or must be kept for the rows to be true.
KEPT = {"file", "p_value", "citations", "publication_ids", "result_ids", "comparator", "as_reported"}


def write_hostile(folder: Path) -> Path:
    """Write the review to a new folder and return the folder."""
    template = resources.files("evidence") / "template"
    codebook = json.loads((template / "datapackage.json").read_text(encoding="utf-8"))
    payloads = itertools.cycle(PAYLOADS)
    folder.mkdir(parents=True)
    keys = _keys(codebook)
    for entry in codebook["resources"]:
        text = (template / entry["path"]).read_text(encoding="utf-8")
        fields = {field["name"]: field for field in entry["schema"]["fields"]}
        rows = [_hostile(row, fields, keys[entry["name"]], payloads) for row in csv.DictReader(io.StringIO(text))]
        if entry["name"] == "uses":
            rows = [{**rows[0], "use": payload, "label": f"{n} {payload}", "use_group": f"Group {payload}"}
                    for n, payload in enumerate(PAYLOADS)]  # fmt: skip
        if entry["name"] == "studies":
            rows = [_study(rows[0], n, payload) for n, payload in enumerate(PAYLOADS)]
        for row in rows:
            for name in ("use", "uses"):
                if name in row and entry["name"] not in ("uses", "studies"):
                    row[name] = PAYLOADS[0] if row[name] else ""
        _write(folder / entry["path"], list(fields), rows)
    _describe(codebook)
    (folder / "datapackage.json").write_text(json.dumps(codebook), encoding="utf-8")
    return folder


def _keys(codebook: dict) -> dict[str, set[str]]:
    """Table → columns that are keys or lead to keys."""
    keys: dict[str, set[str]] = {}
    for entry in codebook["resources"]:
        schema = entry["schema"]
        own = [schema["primaryKey"]] if isinstance(schema["primaryKey"], str) else schema["primaryKey"]
        leading = [key["fields"] for key in schema.get("foreignKeys", [])]
        keys[entry["name"]] = {*own, *leading, *(field["name"] for field in schema["fields"] if "references" in field)}
    return keys


def _hostile(row: dict[str, str], fields: dict[str, dict], keys: set[str], payloads) -> dict[str, str]:
    changed = {}
    for name, value in row.items():
        field = fields[name]
        rules = field.get("constraints", {})
        is_open = field["type"] == "string" and not field.get("categories") and "pattern" not in rules
        if is_open and name not in keys | KEPT and (value or not name.startswith("reviewer")):
            changed[name] = next(payloads)
        else:
            changed[name] = _renamed(value)
    return changed


def _renamed(value: str) -> str:
    """The template's names, which would be taken for its examples, and its routes."""
    for number, route in enumerate(("example first route", "example second route")):
        value = value.replace(route, ROUTES[number])
    return value.replace("example", "sample")


def _study(row: dict[str, str], number: int, payload: str) -> dict[str, str]:
    name = f"{row['study_set']}-{number}" if number else row["study_set"]
    return {
        **row,
        "study_set": name,
        "finding_id": f"{name}-1",
        "use": payload,
        "outcome": f"outcome {payload}",
        "route": ROUTES[number % 2],
        "kind": "harm" if number % 3 == 2 else "benefit",
        "direction": ["favours", "against", "mixed", "not stated"][number % 4],
        "note": payload,
    }


def _describe(codebook: dict) -> None:
    for entry in codebook["resources"]:
        entry["title"], entry["description"] = PAYLOADS[0], PAYLOADS[1]
        for field in entry["schema"]["fields"]:
            field["description"] = f"{PAYLOADS[1]} {PAYLOADS[5]}"
            for level in field.get("categories", []):
                level["value"], level["label"] = _renamed(level["value"]), PAYLOADS[0]
            if "enum" in field.get("constraints", {}):
                field["constraints"]["enum"] = [level["value"] for level in field["categories"]]
    codebook["title"] = f"Title </title>{PAYLOADS[0]} {PAYLOADS[4]} {PAYLOADS[5]}"
    codebook["description"] = PAYLOADS[1]
    codebook["version"] = f"1 {PAYLOADS[1]}"
    codebook["licenses"] = [{"name": "L", "title": PAYLOADS[0], "path": "javascript:window.pwned=8"}]
    codebook["contributors"] = [{"title": f"{PAYLOADS[1]} {PAYLOADS[5]}", "roles": ["author"]}]
    codebook["homepage"] = "javascript:window.pwned=9"
    codebook["review"] = {
        "drug": PAYLOADS[0],
        "question": f"{PAYLOADS[3]} {PAYLOADS[4]} {PAYLOADS[14]}",
        "routes": ROUTES,
        "notice": f"Notice {PAYLOADS[1]}",
        "terms": [{"term": f"term {PAYLOADS[0]}", "definition": f"{PAYLOADS[1]} {PAYLOADS[4]}"}],
    }


def _write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
