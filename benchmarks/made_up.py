"""A made-up review of any size, written to a folder as the tables and the codebook of a real one. Nothing in it is evidence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).parents[1] / "data"
TABLES = ("documents", "uses", "studies")
FINDINGS_PER_SET = 3
DESIGNS = ("trial", "clinical trial", "placebo-controlled trial", "case study", "study", "review of trials")
OUTCOMES = 40  # different wordings of outcomes


def write_review(folder: Path, n: int, *, seed: int = 0) -> Path:
    """Write a review of ``n`` made-up findings, three to a study set, on the uses, routes and levels of the codebook at hand."""
    folder.mkdir(parents=True, exist_ok=True)
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [table for table in package["resources"] if table["name"] in TABLES]
    package["title"] = f"A made-up review of {n:,} findings"
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    for name in TABLES[:2]:
        (folder / f"{name}.csv").write_bytes((DATA / f"{name}.csv").read_bytes())
    fields = next(table for table in package["resources"] if table["name"] == "studies")["schema"]["fields"]
    levels = {field["name"]: field.get("constraints", {}).get("enum") for field in fields}
    findings = made_up_findings(n, levels, seed=seed)
    findings[[field["name"] for field in fields]].to_csv(folder / "studies.csv", index=False, lineterminator="\n")
    return folder


def made_up_findings(n: int, levels: dict[str, list[str] | None], *, seed: int = 0) -> pd.DataFrame:
    """(n, columns of studies.csv): what belongs to a study set is the same in all its findings."""
    rng = np.random.default_rng(seed)
    set_of = np.arange(n) // FINDINGS_PER_SET
    sets = _sets(int(set_of[-1]) + 1, levels, rng)
    found = sets.iloc[set_of].reset_index(drop=True)
    people = found.n_participants.to_numpy(dtype="float64", na_value=np.nan)
    counted = (rng.random(n) < 0.1) & ~np.isnan(people)
    percent = (rng.random(n) < 0.1) & ~np.isnan(people) & ~counted
    change = (rng.random(n) < 0.05) & ~percent & ~counted
    events = np.floor(rng.random(n) * np.nan_to_num(people, nan=1.0))
    outcome = rng.integers(0, OUTCOMES, n)
    return found.assign(
        finding_id=found.study_set + "-" + pd.Series(np.arange(n) % FINDINGS_PER_SET + 1).astype("str"),
        outcome=[f"outcome {number}" for number in outcome],
        outcome_domain=np.array(levels["outcome_domain"])[outcome % len(levels["outcome_domain"])],
        kind=_pick(rng, levels["kind"], n),
        direction=_pick(rng, levels["direction"], n),
        measure=np.select([counted, percent, change], ["patients", "percent of patients", "percent reduction"], None),
        value=np.where(percent | change, rng.integers(1, 100, n), np.nan),
        events=pd.Series(np.where(counted, events, np.nan)).astype("Int64"),
        denominator=pd.Series(np.where(counted, people, np.nan)).astype("Int64"),
        **dict.fromkeys(("value_control", "before_min", "before_max", "before_unit", "dose_mg", "dose_per", "note")),
    )


def _sets(n: int, levels: dict[str, list[str] | None], rng: np.random.Generator) -> pd.DataFrame:
    """One row per study set."""
    documents, uses = (pd.read_csv(DATA / f"{name}.csv") for name in TABLES[:2])
    document = rng.integers(0, len(documents), n)
    listed = documents.n_references.fillna(0).to_numpy(dtype=int)[document]
    route, comparator = _pick(rng, levels["route"], n), _pick(rng, levels["comparator_kind"], n)
    people = np.where(rng.random(n) < 0.8, rng.integers(1, 300, n), -1)
    weeks = np.where(rng.random(n) < 0.5, rng.integers(1, 60, n), -1)
    return pd.DataFrame(
        {
            "study_set": [f"set-{number}" for number in range(n)],
            "document_id": documents.document_id.to_numpy()[document],
            "line": 1 + rng.integers(0, 10_000, n) % documents.lines.to_numpy()[document],
            "citations": np.where(listed > 0, (1 + rng.integers(0, 10_000, n) % np.maximum(listed, 1)).astype(str), None),
            "use": _pick(rng, uses.use.tolist(), n),
            "route": route,
            "route_basis": np.where(route == "not stated", route, _pick(rng, ["stated", "read as"], n)),
            "design_stated": _pick(rng, DESIGNS, n),
            "n_studies": 1,
            "n_participants": pd.Series(people).astype("Int64").mask(people < 0),
            "n_basis": np.where(people < 0, "not stated", _pick(rng, ["exact", "approximate"], n)),
            "population": "made-up people",
            "age_group": _pick(rng, levels["age_group"], n),
            "comparator": np.where(comparator == "not stated", None, "a made-up comparison"),
            "comparator_kind": comparator,
            **{name: pd.Series(weeks).astype("Int64").mask(weeks < 0) for name in ("duration_min", "duration_max", "weeks_min", "weeks_max")},
            "duration_unit": np.where(weeks < 0, None, "weeks"),
        }
    )  # fmt: skip


def _pick(rng: np.random.Generator, values, n: int) -> np.ndarray:
    return np.array(values, dtype=object)[rng.integers(0, len(values), n)]
