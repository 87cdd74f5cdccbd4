"""Two extractions of the same table that did not see each other, and how far they agree."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from evidence.codebook import FILE_NAME, Resource
from evidence.problem import Problem, ReviewError
from evidence.review import Review
from evidence.table import read_table

FOLDER = "extraction"
IDS = ("first_id", "second_id")  # columns of the pairs: the key of the row in each extraction


@dataclass(frozen=True)
class Extraction:
    """``first`` and ``second``: the two tables as extracted, as text. ``pairs``: one row per reconciled row, with the key of the row in
    each extraction that it was made from (missing where an extraction had no such row). ``differences``: what was
    decided, one row per differing cell."""

    resource: Resource
    first: pd.DataFrame
    second: pd.DataFrame
    pairs: pd.DataFrame
    differences: pd.DataFrame


def has_extraction(review: Review, name: str) -> bool:
    """Whether two extractions of table ``name`` are kept with the review."""
    return (review.codebook.folder / FOLDER / f"{name}_first.csv").exists()


def load_extraction(review: Review, name: str) -> Extraction:
    """The two extractions of table ``name``. Without a file of pairs, rows of the same key are one pair.

    Raises ReviewError when a file is missing or has other columns, a key stands twice, or a pair names a row that is not there.
    """
    folder, resource = review.codebook.folder, review.codebook.resources[name]
    if not resource.primary_key:
        raise ReviewError(
            [Problem(FILE_NAME, 0, name, "has no primary key, by which its extractions could be compared")]
        )
    key = resource.primary_key[0]
    tables = []
    for part in ("first", "second"):
        table = read_table(folder, dataclasses.replace(resource, path=f"{FOLDER}/{name}_{part}.csv"))
        twice = table.cells.index[table.cells[key].duplicated() & table.cells[key].notna()]
        problems = [table.problem(row, key, f"{table.cells[key][row]!r} stands twice") for row in twice]
        if table.problems or problems:
            raise ReviewError([*table.problems, *problems])
        tables.append(table.cells.set_index(key, drop=False))
    pairs = _read_free(folder / FOLDER / f"{name}_pairs.csv")
    if pairs is None:
        keys = tables[0].index.union(tables[1].index, sort=False).to_series().reset_index(drop=True)
        pairs = pd.DataFrame({key: keys})
        for column, table in zip(IDS, tables, strict=True):
            pairs[column] = keys.where(keys.isin(table.index))
    faults = list(_pair_faults(f"{FOLDER}/{name}_pairs.csv", pairs, key, tables))
    if faults:
        raise ReviewError(faults)
    differences = _read_free(folder / FOLDER / f"{name}_reconciliation.csv")
    return Extraction(resource, *tables, pairs, pd.DataFrame() if differences is None else differences)


def _pair_faults(file: str, pairs: pd.DataFrame, key: str, tables: list[pd.DataFrame]) -> Iterator[Problem]:
    """What keeps the pairs from leading to rows of the two extractions."""
    missing = [column for column in (key, *IDS) if column not in pairs]
    if missing:
        yield from (Problem(file, 1, column, "the column is missing") for column in missing)
        return
    for column, table, which in zip(IDS, tables, ("first", "second"), strict=True):
        for row, name in pairs[column].dropna().items():
            if name not in table.index:
                yield Problem(file, row + 2, column, f"{name!r} is no row of the {which} extraction")


def agreement(extraction: Extraction) -> pd.DataFrame:
    """Agreement per column over the rows that both extractions have.

    Columns: ``column``, ``rows`` (compared), ``same``, ``exact`` (share in [0, 1]), ``kappa`` (Cohen's κ for columns with a
    closed list; missing where both extractions use a single level, since κ is then undefined).

    Raises ReviewError where no row stands in both.
    """
    both = extraction.pairs.dropna(subset=["first_id", "second_id"])
    both = both.drop_duplicates(["first_id", "second_id"])  # a row that was split is compared once
    if both.empty:
        file = f"{FOLDER}/{extraction.resource.name}_first.csv"
        raise ReviewError([Problem(file, 0, "", "has no row that the second extraction has too")])
    first = extraction.first.loc[both.first_id].reset_index(drop=True).fillna("")
    second = extraction.second.loc[both.second_id].reset_index(drop=True).fillna("")
    rows = []
    for field in extraction.resource.fields:
        if field.free or field.name in extraction.resource.primary_key:
            continue
        same = int((first[field.name] == second[field.name]).sum())
        kappa = cohen_kappa(first[field.name], second[field.name]) if field.levels else None
        rows.append({"column": field.name, "rows": len(both), "same": same, "exact": same / len(both), "kappa": kappa})
    return pd.DataFrame(rows).astype({"kappa": "float64"})


def cohen_kappa(first: pd.Series, second: pd.Series) -> float | None:
    """Cohen's κ of two codings (Cohen, Educ Psychol Meas 1960;20:37-46); None where only one level occurs."""
    levels = sorted(set(first) | set(second))
    if len(levels) < 2:
        return None
    from statsmodels.stats.inter_rater import cohens_kappa  # here, since its import takes seconds

    table = pd.crosstab(
        pd.Categorical(first, categories=levels), pd.Categorical(second, categories=levels), dropna=False
    )
    return float(cohens_kappa(table.to_numpy(), return_results=False))


def _read_free(path: Path) -> pd.DataFrame | None:
    """A table without a codebook, as text; None where there is no such file."""
    if not path.exists():
        return None
    try:
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    except ValueError as error:  # what pandas cannot parse, and what is not UTF-8
        reason = " ".join(str(error).split())
        raise ReviewError([Problem(f"{FOLDER}/{path.name}", 0, "", f"is no table: {reason}")]) from None
    return frame.where(frame != "")


def unexplained(extraction: Extraction, final: pd.DataFrame, lines: np.ndarray) -> list[Problem]:
    """Cells of ``final`` that neither follow from both extractions nor from a recorded decision.

    ``final``: the reconciled table, typed as in the review; ``lines``: (rows,) line of each row in its file. Free words may be those of either
    extraction or recorded ones.
    """
    resource, key = extraction.resource, extraction.resource.primary_key[0]
    printed = _printed(final, resource)
    decided = {
        (entry[key], entry.column): entry.final
        for _, entry in extraction.differences.fillna("").iterrows()
        if entry[key]
    }
    pairs = extraction.pairs.set_index(key)
    first, second = extraction.first.fillna(""), extraction.second.fillna("")
    free = {field.name for field in resource.fields if field.free}
    problems = []
    for position, row in printed.iterrows():
        if row[key] not in pairs.index:
            problems.append(Problem(resource.path, int(lines[position]), key, f"{row[key]!r} is in neither extraction"))
            continue
        pair = pairs.loc[row[key]]
        sources = [
            table.loc[name] for table, name in ((first, pair.first_id), (second, pair.second_id)) if not pd.isna(name)
        ]
        for column in resource.columns:
            given = {source[column] for source in sources}
            good = {decided[row[key], column]} if (row[key], column) in decided else given if len(given) == 1 else set()
            good = good | given if column in free else good
            if column != key and row[column] not in good:
                reason = f"{row[column]!r} does not follow from the two extractions or a recorded decision"
                problems.append(Problem(resource.path, int(lines[position]), column, reason))
    return problems


def _printed(frame: pd.DataFrame, resource: Resource) -> pd.DataFrame:
    """The table as it stands in its file."""
    columns = {}
    for field in resource.fields:
        values = frame[field.name]
        if field.type == "number":
            columns[field.name] = ["" if pd.isna(value) else f"{value:g}" for value in values]
        else:
            columns[field.name] = ["" if pd.isna(value) else str(value) for value in values]
    return pd.DataFrame(columns)
