"""The quality of the documents: four benchmarks for health pages by documents.

Authorship, attribution, disclosure and currency, after Silberg, Lundberg & Musacchio (JAMA 1997;277:1244-1245).
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.matrix import matrix_figure
from evidence.charts.style import BLUE, PURPLE, VERMILION, Mark
from evidence.layer import AS_DOCUMENTS
from evidence.page import DataTable
from evidence.review import Review
from evidence.statements import MET, NOT_MET, PARTLY_MET, benchmarks

BENCHMARK_MARKS = {
    MET: Mark(BLUE, "circle", "met"),
    PARTLY_MET: Mark(PURPLE, "diamond-open", "partly met"),
    NOT_MET: Mark(VERMILION, "x-thin", "not met"),
}
SHORT = {MET: "met", PARTLY_MET: "partly", NOT_MET: "not met"}


def document_quality_record(review: Review) -> Record:
    """What the chart draws: one row per benchmark and document, with the line that shows it.

    >>> record = evidence.charts.document_quality_record(review)
    >>> record.name, len(record.rows) > 0
    ('document-quality', True)
    """
    documents, asked = review.documents, benchmarks(review)
    cells, twin = [], []
    for place, (benchmark, question) in enumerate(asked.items()):
        said = {}
        for document in documents.itertuples():
            state, line = getattr(document, benchmark), getattr(document, f"{benchmark}_line", pd.NA)
            said[document.document_id] = f"{state} (line {line})" if pd.notna(line) else state
            cells.append({
                "row": place, "heading": "", "label": benchmark.capitalize(), "column": document.document_id, "state": state,
                "word": SHORT[state],
                "hover": f"{benchmark.capitalize()} – {document.document_id}: {said[document.document_id]}",
            })  # fmt: skip
        twin.append({"Benchmark": benchmark.capitalize(), "Asks whether": question, **said})
    rows = pd.DataFrame(cells, columns=["row", "heading", "label", "column", "state", "word", "hover"])
    return Record(
        name="document-quality",
        title="Benchmarks of a health page, by document",
        rows=rows,
        twin=DataTable(pd.DataFrame(twin), "document-quality", "Benchmarks by document, with the line that shows each"),
        alt=_alt(rows, list(documents.document_id), len(asked)),
        layer=AS_DOCUMENTS,
        source="documents.csv, coded from the captured pages",
        extra={"documents": list(documents.document_id)},
    )


def document_quality(record: Record) -> Chart:
    """Draw the benchmarks.

    >>> record = evidence.charts.document_quality_record(review)
    >>> chart = evidence.charts.document_quality(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    figure = matrix_figure(record.rows, record.extra["documents"], BENCHMARK_MARKS, nothing="no benchmark is recorded")
    return Chart(record, figure)


def _alt(rows: pd.DataFrame, documents: list[str], n_benchmarks: int) -> str:
    parts = [
        f"Matrix of {wording.count(n_benchmarks, 'benchmark')} by {wording.count(len(documents), 'document')}; nothing is added up to a score."
    ]
    for document in documents:
        part = rows[rows.column == document]
        said = "; ".join(
            f"{state}: {wording.join(found.label.str.lower())}" for state, found in part.groupby("state", sort=False)
        )
        parts.append(f"{document} – {said}.")
    return " ".join(parts)
