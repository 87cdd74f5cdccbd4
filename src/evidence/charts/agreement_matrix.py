"""The agreement matrix: statements by documents; who says so, who says otherwise, who is silent, whose list was lost."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from evidence import claims, wording
from evidence.chart import Chart, Record
from evidence.charts.matrix import matrix_figure
from evidence.charts.room import first_upper
from evidence.charts.style import BLUE, GREY, INK, PURPLE, VERMILION, Mark
from evidence.claims import (
    BOTH,
    LOST,
    SAYS_OTHERWISE,
    SAYS_SO,
    SILENT,
    STATES,
    document_claims,
    lost_topics,
    opposed,
    speaking,
)
from evidence.layer import AS_DOCUMENTS
from evidence.page import DataTable
from evidence.review import Review

STATE_MARKS = {
    SAYS_SO: Mark(BLUE, "circle", "says so"),
    SAYS_OTHERWISE: Mark(VERMILION, "diamond", "denies: says otherwise"),
    BOTH: Mark(PURPLE, "star", "both: says so and otherwise"),
    SILENT: Mark(GREY, "line-ew-open", "silent: no disagreement (?: lists lost)"),
    LOST: Mark(INK, "x-thin", "lost: a list that the capture lost"),
}
TORN = " (in what the capture left)"  # the silence of a document that lost lists
SHORT = {SAYS_SO: "says so", SAYS_OTHERWISE: "denies", BOTH: "both", SILENT: "silent", LOST: "lost"}
NOTHING = "no claims are recorded"
TOO_FEW = "no statement that enough documents speak to"


def agreement_matrix_record(review: Review, topic: str | None = None, *, fewest: int | None = None) -> Record:
    """What the chart draws: one row per statement and document, for one topic or for all statements that documents share.

    ``fewest``: as in ``evidence.claims.agreement_matrix``. ``extra['counts']`` is the matrix with its counts.

    >>> record = evidence.charts.agreement_matrix_record(review)
    >>> record.name, len(record.rows) > 0
    ('agreement-matrix', True)
    """
    matrix = claims.agreement_matrix(review, topic, fewest=fewest)
    documents = list(review.documents.document_id)
    where, torn = _notes(review, matrix), lost_topics(review)
    cells = [
        {
            "row": place, "heading": "" if topic else first_upper(row["topic"]), "label": row["label"], "column": document,
            "state": state, "claim_key": row["claim_key"], "word": _word(state, torn=document in torn),
            "hover": f"{row['label']} – {document}: {state}{where.get((row['claim_key'], document), '')}",
        }
        for place, row in enumerate(matrix.to_dict("records")) for document, state in row["states"].items()
    ]  # fmt: skip
    name = "agreement-matrix" + (
        f"-{wording.slugs(review.codebook.levels('claim_keys', 'topic'))[topic]}" if topic else ""
    )
    about = f"on {topic}" if topic else "on statements that documents share"
    nothing = NOTHING if document_claims(review).empty else TOO_FEW
    return Record(
        name=name,
        title=f"Who says what {about}",
        rows=pd.DataFrame(cells, columns=["row", "heading", "label", "column", "state", "word", "claim_key", "hover"]),
        twin=DataTable(
            _twin(matrix, documents, where), name, f"Who says what {about}, with lines; reader comments left out"
        ),
        alt=_alt(review, matrix, documents, about, nothing),
        layer=AS_DOCUMENTS,
        source="claims of the documents; reader comments are not counted",
        extra={"documents": documents, "counts": matrix, "nothing": nothing},
    )


def agreement_matrix(record: Record) -> Chart:
    """Draw the matrix.

    >>> record = evidence.charts.agreement_matrix_record(review)
    >>> chart = evidence.charts.agreement_matrix(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    figure = matrix_figure(record.rows, record.extra["documents"], STATE_MARKS, nothing=record.extra["nothing"])
    return Chart(record, figure)


def _word(state: str, *, torn: bool) -> str:
    return SHORT[state] + ("?" if torn and state == SILENT else "")


def _notes(review: Review, matrix: pd.DataFrame) -> dict[tuple[str, str], str]:
    """What stands behind the state of each key and document: ' (line 5 and 9)', or that its silence is not sure."""
    said = document_claims(review)
    notes = {
        (key, name): TORN
        for name in lost_topics(review)
        for key, states in zip(matrix.claim_key, matrix.states, strict=True)
        if states[name] == SILENT
    }
    for cell, rows in said.groupby(["claim_key", "document_id"], sort=False):
        notes[cell] = f" (line {wording.join(str(line) for line in sorted(set(rows.line)))})"
    return notes


def _twin(matrix: pd.DataFrame, documents: list[str], where: dict[tuple[str, str], str]) -> pd.DataFrame:
    columns = {"Topic": matrix.topic, "Statement": matrix.label}
    for document in documents:
        columns[document] = [
            states[document] + where.get((key, document), "")
            for key, states in zip(matrix.claim_key, matrix.states, strict=True)
        ]
    columns |= {wording.sentence(state)[:-1]: matrix[state] for state in STATES if state != BOTH or matrix[BOTH].any()}
    return pd.DataFrame(columns)


def _alt(review: Review, matrix: pd.DataFrame, documents: list[str], about: str, nothing: str) -> str:
    if matrix.empty:
        return f"Who says what {about}: {nothing}."
    sides, shared = int(opposed(matrix).sum()), int((speaking(matrix) > 1).sum())
    parts = [
        f"Matrix of {wording.count(len(matrix), 'statement')} by {wording.count(len(documents), 'document')}. More than one document speaks to "
        f"{wording.part(shared, len(matrix), 'statement')}; documents are on opposite sides on {wording.count(sides, 'statement')}."
    ]
    for document in documents:
        tally = Counter(states[document] for states in matrix.states)
        said = wording.join(f"{state} {tally[state]}" for state in STATES if state in tally)
        parts.append(f"{document}: {said}.")
    for row in matrix[opposed(matrix)].itertuples():
        parts.append(f"Opposite sides: {row.label}.")
    for document, topics in lost_topics(review).items():
        if blank := [topic for topic in topics if topic in set(matrix.topic)]:
            parts.append(
                f"Nothing of {document} is left on {wording.join(blank)}, so its silence there cannot be told from a lost list."
            )
    return " ".join(parts)
