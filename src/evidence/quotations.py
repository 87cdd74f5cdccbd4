"""Do the publications that a document cites carry its findings, and how far do citations share publications?

Vocabulary. A *quotation* is a finding of a document set against the publications that it cites; its *verdict* is one of
``VERDICTS``. A finding is *judged* when its verdict is one of ``JUDGED``; those that cannot be verified are no errors, so they
leave the denominator and are shown beside it. A *match* ties a citation number to a publication: only certain and
probable ones are *resolved*, and only those are ever used. A *cited set* is what one bracket of a document cites.
"""

from __future__ import annotations

import pandas as pd

from evidence.coverage import covered_area
from evidence.proportions import proportion
from evidence.review import Review
from evidence.votes import CONFIDENCE

ACCURATE, MINOR, MAJOR, UNVERIFIED = "accurate", "minor error", "major error", "cannot be verified"
VERDICTS = (ACCURATE, MINOR, MAJOR, UNVERIFIED)
JUDGED = (ACCURATE, MINOR, MAJOR)
SEVERITIES = {"major error": (MAJOR,), "any error": (MINOR, MAJOR)}
RESOLVED, CANDIDATE, UNRESOLVED, NO_RECORD = "resolved", "candidate", "unresolved", "no record"
STATUSES = (RESOLVED, CANDIDATE, UNRESOLVED, NO_RECORD)
# Whose words a chart of verdicts shows: the documents', held against the publications'.
AGAINST_PUBLICATIONS = "the documents set against the publications"

OF_QUOTATION = ["finding_id", "publication_ids", "verdict", "error_kind", "second_error_kind", "sentence", "result_ids"]
OF_FINDING = [
    "study_set", "document_id", "line", "citations", "use", "use_label", "use_group", "route", "kind", "outcome",
    "n_participants", "n_basis",
]  # fmt: skip


def judged_quotations(review: Review) -> pd.DataFrame:
    """One row per quotation in the order of studies.csv: its verdict and what the finding is about.

    Columns: ``OF_QUOTATION`` (``error_kind`` is the kind of quotations.csv, to keep it apart from benefit and harm) and
    ``OF_FINDING``. No rows where the review has no quotations.
    """
    if not review.has("quotations"):
        return pd.DataFrame(columns=[*OF_QUOTATION, *OF_FINDING])
    quotations = review.quotations.rename(columns={"kind": "error_kind", "second_kind": "second_error_kind"})
    uses = review.uses.rename(columns={"label": "use_label"})[["use", "use_label", "use_group"]]
    found = review.studies.merge(uses, on="use", how="left", validate="many_to_one")
    return found.merge(quotations, on="finding_id", how="inner", validate="one_to_one")[[*OF_QUOTATION, *OF_FINDING]]


def quotation_counts(review: Review, *, by: str | None = "use_group", confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Verdicts per group of quotations: one row per level of ``by`` (a column of ``judged_quotations``), None for all.

    Columns: ``by``, ``findings``, one per verdict, ``judged``; ``major_share``, ``any_share`` with ``_low`` and ``_high``: out of the
    judged, Wilson intervals, missing where none was judged. Findings of one study set are not independent, so the intervals are
    narrower than what is known. Groups of uses stand in the order of uses.csv. Raises KeyError for an unknown column.

    >>> counts = evidence.quotation_counts(review, by=None)
    >>> int(counts.findings.sum()) == len(review.quotations)
    True
    """
    quotations = judged_quotations(review)
    if by is not None and by not in quotations:
        raise KeyError(f"quotations have no column {by!r}")
    groups = [(None, quotations)] if by is None else quotations.groupby(by, sort=False, observed=True)
    rows = []
    for level, part in groups:
        tally = {verdict: int((part.verdict == verdict).sum()) for verdict in VERDICTS}
        judged = sum(tally[verdict] for verdict in JUDGED)
        row = {"group": level, "findings": len(part), **tally, "judged": judged}
        rows.append(row | _shares(tally, judged, confidence))
    names = ["group", "findings", *VERDICTS, "judged", *(f"{s}_{p}" for s in ("major", "any") for p in PARTS)]
    counts = pd.DataFrame(rows, columns=names).astype(dict.fromkeys([name for name in names if "_" in name], "float64"))
    if by is None:
        return counts.drop(columns="group")
    if by in ("use", "use_label", "use_group"):
        order = list(dict.fromkeys(review.uses["label" if by == "use_label" else by]))
        counts = counts.sort_values("group", key=lambda groups: groups.map(order.index), kind="stable")
    return counts.rename(columns={"group": by}).reset_index(drop=True)


PARTS = ("share", "low", "high")


def _shares(tally: dict, judged: int, confidence: float) -> dict:
    shares = {}
    for severity, verdicts in SEVERITIES.items():
        name = severity.removesuffix(" error")
        errors = sum(tally[verdict] for verdict in verdicts)
        found = proportion(errors, judged, confidence=confidence) if judged else None
        shares |= {f"{name}_{part}": getattr(found, part) if found else None for part in PARTS}
    return shares


def error_kinds(review: Review, *, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """The kinds of error in the order of the codebook: one row per kind that occurs among the judged findings.

    Columns: ``kind``, ``meaning``, ``minor``, ``major`` (main kind of so many findings), ``share``, ``low``, ``high`` (main kind, out of all
    judged, Wilson), ``second`` (of how many errors it is a further kind).
    """
    names = ["kind", "meaning", "minor", "major", "share", "low", "high", "second"]
    quotations = judged_quotations(review)
    quotations = quotations[quotations.verdict.isin(JUDGED)]
    if quotations.empty:
        return pd.DataFrame(columns=names)
    errors, rows = quotations[quotations.verdict != ACCURATE], []
    for kind, meaning in review.codebook.resources["quotations"].field("kind").levels.items():
        main, second = errors[errors.error_kind == kind], int((errors.second_error_kind == kind).sum())
        if main.empty and not second:
            continue
        found = proportion(len(main), len(quotations), confidence=confidence)
        minor = int((main.verdict == MINOR).sum())
        rows.append(
            (kind, meaning, minor, len(main) - minor, *(getattr(found, part) for part in PARTS), second)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def error_rates(review: Review, *, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Our rates of error beside the published ones: one row per severity and way of counting.

    Columns: ``severity``; ``whose`` ('this review' or 'published'); ``unit`` (what was counted, or the published review); ``events`` and
    ``denominator`` (missing for published ones); ``share``, ``low``, ``high`` in [0, 1]; ``basis``: 'interval', or 'range' for what
    the share of all findings could be if those that cannot be verified were all right or all wrong (no ``share`` then).
    ``n_studies``: studies that a published rate pools.
    """
    quotations, rows = judged_quotations(review), []
    judged = quotations[quotations.verdict.isin(JUDGED)]
    worst = judged.groupby("study_set", sort=False).verdict.agg(lambda verdicts: max(verdicts, key=JUDGED.index))
    for severity, verdicts in SEVERITIES.items():
        for unit, given in (("findings", judged.verdict), ("study sets, by their worst finding", worst)):
            if given.empty:
                continue
            found = proportion(int(given.isin(verdicts).sum()), len(given), confidence=confidence)
            rows.append(
                (severity, "this review", unit, found.events, found.denominator, found.share, found.low, found.high, "interval", None)
            )  # fmt: skip
        if len(quotations) > len(judged):
            errors = int(judged.verdict.isin(verdicts).sum())
            high = (errors + len(quotations) - len(judged)) / len(quotations)
            rows.append(
                (severity, "this review", "all findings, judged or not", None, len(quotations), None, errors / len(quotations), high, "range", None)
            )  # fmt: skip
        rows += _published(review, severity)
    names = [
        "severity", "whose", "unit", "events", "denominator", "share", "low", "high", "basis", "n_studies",
    ]  # fmt: skip
    types = {
        **dict.fromkeys(("events", "denominator", "n_studies"), "Int64"),
        **dict.fromkeys(("share", "low", "high"), "float64"),
    }
    return pd.DataFrame(rows, columns=names).astype(types)


def _published(review: Review, severity: str) -> list[tuple]:
    if not review.has("quotation_rates"):
        return []
    rates = review.table("quotation_rates")
    rates = rates[rates.severity == severity].sort_values(["year", "rate_id"])
    return [
        (severity, "published", f"{rate.first_author} {rate.year}", None, None, rate.percent / 100, rate.low / 100, rate.high / 100, "interval", rate.n_studies)
        for rate in rates.itertuples()
    ]  # fmt: skip


def citation_statuses(review: Review) -> pd.DataFrame:
    """One row per citation number of each document; every number from 1 to the document's number of references has one.

    Columns: ``document_id``, ``citation``, ``status`` (the best of its matches; 'no record' where citations.csv has no row of that number,
    so that none can be dropped unseen), ``publication_ids`` and ``candidate_ids`` (joined with ';'), ``why`` and ``tried`` (all, joined).
    """
    names = ["document_id", "citation", "status", "publication_ids", "candidate_ids", "why", "tried"]
    if not review.has("citations"):
        return pd.DataFrame(columns=names)
    citations, rows = review.table("citations"), []
    numbers = {(row.document_id, int(row.citation)): None for row in citations.itertuples()}
    references = review.documents.set_index("document_id").n_references.dropna()
    numbers |= {
        (document, number): None for document, n in references.items() for number in range(1, int(n) + 1)
    }  # fmt: skip
    order = list(review.documents.document_id)
    for document, number in sorted(numbers, key=lambda pair: (order.index(pair[0]), pair[1])):
        part = citations[(citations.document_id == document) & (citations.citation == number)]
        status = min(part.status, key=STATUSES.index, default=NO_RECORD)
        resolved, candidates = (part[part.status == level].publication_id for level in (RESOLVED, CANDIDATE))
        said = [" ".join(dict.fromkeys(part[name].dropna())) for name in ("why", "tried")]
        rows.append((document, number, status, ";".join(resolved.dropna()), ";".join(candidates.dropna()), *said))
    return pd.DataFrame(rows, columns=names)


def cited_publications(review: Review) -> pd.DataFrame:
    """Which publications each cited set of a document points to: one row per study set and resolved publication.

    Columns: ``document_id``, ``citations`` (the bracket), ``study_set``, ``publication_id``, ``trial_id``.
    """
    names = ["document_id", "citations", "study_set", "publication_id", "trial_id"]
    if not review.has("citations") or not review.has("publications"):
        return pd.DataFrame(columns=names)
    citations = review.table("citations")
    resolved = citations[citations.status == RESOLVED][["document_id", "citation", "publication_id"]]
    sets = review.studies.dropna(subset="citations")[["document_id", "citations", "study_set"]].drop_duplicates()
    sets = sets.assign(citation=sets.citations.str.split(";")).explode("citation").astype({"citation": "Int64"})
    found = sets.merge(resolved, on=["document_id", "citation"]).drop(columns="citation").drop_duplicates()
    return found.merge(review.publications[["publication_id", "trial_id"]], on="publication_id").reset_index(drop=True)[
        names
    ]


def overlap(review: Review) -> pd.DataFrame:
    """How far documents, and cited sets, rest on the same publications: one row per comparison.

    Columns: ``compared`` ('documents', 'documents that cite publications for findings', 'cited sets'), ``counted`` ('publications' or
    'trials'), ``c``, ``r``, ``n`` (compared, different, inclusions), ``area`` (corrected covered area in [0, 1], missing where fewer
    than two are compared, since then nothing could be shared), ``shared`` (how many stand in more than one).
    """
    names = ["compared", "counted", "c", "r", "n", "area", "shared"]
    if not review.has("citations") or not review.has("publications"):
        return pd.DataFrame(columns=names)
    citations = review.table("citations")
    all_cited = citations[citations.status == RESOLVED]
    for_findings = cited_publications(review)
    bracket = for_findings.assign(set=for_findings.document_id + " " + for_findings.citations)
    rows = [
        ("documents", "publications", *_covered(all_cited, "document_id", "publication_id")),
        ("documents that cite publications for findings", "trials", *_covered(for_findings, "document_id", "trial_id")),
        ("cited sets", "trials", *_covered(bracket, "set", "trial_id")),
    ]
    return pd.DataFrame(rows, columns=names)


def _covered(rows: pd.DataFrame, compared: str, counted: str) -> tuple:
    included = rows[[compared, counted]].drop_duplicates()
    c, r, n = included[compared].nunique(), included[counted].nunique(), len(included)
    shared = int((included[counted].value_counts() > 1).sum())
    return c, r, n, covered_area(n, r, c) if c > 1 else None, shared
