"""The tables that notebooks print, each ready to read, and complete as long as a page can hold it.

A table of more than ``MOST_ROWS`` findings shows the first of them, and its caption says how many there are and where all stand.

>>> table = evidence.tables.study_table(layer)
>>> len(table.rows) == len(layer.findings)
True
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.extraction import agreement, has_extraction, load_extraction
from evidence.layer import AS_DOCUMENTS, PERCENT_OF_PEOPLE, Layer
from evidence.page import DataTable, Prose
from evidence.references import publication_ids_behind, publication_links
from evidence.review import Review

MOST_ROWS = 500  # findings in a table; with more, a page is slow to open and nobody reads it to the end


def first_findings(found: pd.DataFrame, layer: Layer, caption: str) -> tuple[pd.DataFrame, str]:
    """The findings that a table shows, and its caption, which says what is not shown and where it stands.

    >>> rows, caption = evidence.tables.first_findings(layer.findings, layer, "All findings")
    >>> len(rows), caption
    (80, 'All findings')
    """
    if len(found) <= MOST_ROWS:
        return found, caption
    table = "studies" if layer.label == AS_DOCUMENTS else "publication_results"
    return found.iloc[:MOST_ROWS], (
        f"{caption}: the first {wording.number(MOST_ROWS)} of {wording.number(len(found))} findings; "
        f"{wording.number(len(found) - MOST_ROWS)} are not shown here and stand in {layer.review.codebook.resources[table].path}"
    )


def study_table(layer: Layer) -> DataTable:
    """Every finding of a layer with its address in the document, ready to filter and sort; of many the first ``MOST_ROWS``."""
    found, caption = first_findings(layer.findings, layer, f"All findings, {layer.label}")
    labels = layer.review.uses.set_index("use").label
    rows = pd.DataFrame(
        {
            "finding": found.finding_id,
            "use": found.use.map(labels),
            "route": found.route,
            "kind": found.kind,
            "outcome": found.outcome,
            "direction": found.direction,
            "figure": [figure(row) for row in found.itertuples()],
            "people": [people(row) for row in found.itertuples()],
            "compared_with": found.comparator,
            "duration": [
                wording.duration(*fields)
                for fields in zip(found.duration_min, found.duration_max, found.duration_unit, strict=True)
            ],
            "design": found.design_stated,
            "source": found.source,
            "note": found.note,
        }
    )
    links = {}
    if layer.label == AS_DOCUMENTS and layer.review.has("quotations"):
        found_links = [publication_links(layer.review, ids) for ids in publication_ids_behind(layer.review, found)]
        rows.insert(len(rows.columns) - 1, "publication", [text or "none found for certain" for text, _ in found_links])
        rows["address"] = [address for _, address in found_links]
        links = {"publication": "address"}
    filters = ("use", "route", "kind", "direction", "design")
    return DataTable(rows, f"studies{layer.suffix}", caption, filters=filters, row_id="finding", links=links)


def figure(finding) -> str:
    """The figure of a finding as the source prints it: '15 of 20', '68 % of patients (denominator not stated)', '–'."""
    if hasattr(finding, "as_reported"):
        return _published(finding)
    if pd.notna(finding.events):
        out_of = f" of {finding.denominator}" if pd.notna(finding.denominator) else " people (denominator not stated)"
        return f"{finding.events}{out_of}"
    if pd.isna(finding.value):
        return "–"
    if finding.measure == "percent of patients":
        control = f" against {wording.printed(finding.value_control)} %" if pd.notna(finding.value_control) else ""
        return f"{wording.printed(finding.value)} % of patients{control} (denominator not stated)"
    if finding.measure.startswith("percent "):
        against = f" against {wording.printed(finding.value_control)} %" if pd.notna(finding.value_control) else ""
        return f"{finding.measure.removeprefix('percent ')} by {wording.printed(finding.value)} %{against}"
    before = ""
    if pd.notna(finding.before_min):
        before = f" (before: {wording.printed(finding.before_min)} to {wording.printed(finding.before_max)} {finding.before_unit})"
    against = f" against {wording.printed(finding.value_control)}" if pd.notna(finding.value_control) else ""
    return f"{wording.printed(finding.value)} {finding.measure}{against}{before}"


def _published(finding) -> str:
    """The same of a publication: 'mean Ashworth score: 3.7 points before, 1.9 points; SD 1.0 then 0.6; P < 0.0001'."""
    parts = []
    if pd.notna(finding.events):
        groups = [(finding.events, finding.denominator), (finding.events_control, finding.denominator_control)]
        parts.append(
            " against ".join(
                str(events) if pd.isna(n) else f"{events} of {n}" for events, n in groups if pd.notna(events)
            )
        )
    elif pd.notna(finding.value) and finding.measure == PERCENT_OF_PEOPLE:
        out_of = f"of {finding.denominator} patients" if pd.notna(finding.denominator) else "of patients"
        before = f"{wording.printed(finding.value_before)} % before, " if pd.notna(finding.value_before) else ""
        against = f" against {wording.printed(finding.value_control)} %" if pd.notna(finding.value_control) else ""
        parts.append(f"{before}{wording.printed(finding.value)} % {out_of}{against}")
    elif pd.notna(finding.value):
        unit = "" if pd.isna(finding.unit) else f" {finding.unit}"
        before = f"{wording.printed(finding.value_before)}{unit} before, " if pd.notna(finding.value_before) else ""
        against = f" against {wording.printed(finding.value_control)}{unit}" if pd.notna(finding.value_control) else ""
        parts.append(f"{finding.measure.removesuffix(', %')}: {before}{wording.printed(finding.value)}{unit}{against}")
    parts += [finding.as_reported] if pd.notna(finding.as_reported) else []
    if pd.notna(finding.p_value):
        sign = finding.p_value[0] if finding.p_value[0] in "<>" else "="
        parts.append(f"P {sign} {finding.p_value.lstrip('<>')}")
    return "; ".join(parts) or "–"


def people(finding) -> str:
    """The number of people of a finding with how it is stated."""
    if pd.isna(finding.n_participants):
        return "not stated"
    words = {
        "exact": "",
        "approximate": " (approximate)",
        "total over studies": " (total)",
        "total or each": " (total or each?)",
    }
    return wording.number(finding.n_participants) + words[finding.n_basis]


def dictionary(review: Review, table: str) -> DataTable:
    """The codebook of one table."""
    return DataTable(
        review.codebook.dictionary(table), f"dictionary-{table}", f"Columns of {review.codebook.resources[table].path}"
    )


def ambiguities(layer: Layer) -> DataTable:
    """Every finding with a note: what is unclear, missing or was read in one of several ways."""
    noted = layer.findings[layer.findings.note.notna()]
    found, caption = first_findings(noted, layer, f"What is unclear, {layer.label}")
    grouped = found.groupby(["note", "source"], sort=False).finding_id.agg(list).reset_index()
    rows = pd.DataFrame(
        {
            "findings": grouped.finding_id.map(wording.join),
            "source": grouped.source,
            "note": grouped.note,
        }
    )
    return DataTable(rows, f"ambiguities{layer.suffix}", caption)


def head_to_head(layer: Layer) -> DataTable:
    """Findings against an active drug or another route."""
    compared = layer.findings[layer.findings.comparator_kind.isin(["active drug", "another route"])]
    found, caption = first_findings(compared, layer, f"Findings against another treatment, {layer.label}")
    labels = layer.review.uses.set_index("use").label
    rows = pd.DataFrame(
        {
            "finding": found.finding_id,
            "use": found.use.map(labels),
            "route": found.route,
            "outcome": found.outcome,
            "compared_with": found.comparator,
            "direction": found.direction,
            "people": [people(row) for row in found.itertuples()],
            "source": found.source,
        }
    )
    return DataTable(rows, f"head-to-head{layer.suffix}", caption)


def extraction_agreement(review: Review, table: str) -> DataTable | Prose:
    """How far the two independent extractions of a table agree, column by column; a plain statement where there are none."""
    if not has_extraction(review, table):
        return Prose(f"No record of two extractions of {table}.csv is kept with this review.")
    found = agreement(load_extraction(review, table))
    rows = pd.DataFrame(
        {
            "column": found.column,
            "rows compared": found.rows,
            "same": found.same,
            "exact match": found.exact.map(lambda share: f"{share:.0%}"),
            "Cohen's kappa": found.kappa.map(wording.share),
        }
    )
    return DataTable(rows, f"agreement-{table}", f"Agreement of the two extractions of {table}.csv")
