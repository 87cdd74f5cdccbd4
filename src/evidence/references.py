"""Citations, publications and verdicts as tables whose rows lead to the publication: PMID or DOI.

>>> table = evidence.references.publication_table(review)
>>> len(table.rows) == len(review.publications)
True
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pandas as pd

from evidence import wording
from evidence.markup import link
from evidence.page import DataTable, Prose
from evidence.quotations import (
    CANDIDATE,
    NO_RECORD,
    RESOLVED,
    UNRESOLVED,
    citation_statuses,
    cited_publications,
    judged_quotations,
)
from evidence.review import Review

PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
DOI = "https://doi.org/"
# Where neither was seen, these numbers of open records, if it was read there.
RECORDS = {
    re.compile(r"\bPMC[0-9]{5,}\b"): "https://pmc.ncbi.nlm.nih.gov/articles/",
    re.compile(r"\bNCT[0-9]{8}\b"): "https://clinicaltrials.gov/study/",
}
QUOTATIONS = "quotations"  # the table of verdicts, whose filter a chart follows
# Several publications in one cell are parted by this, their addresses by a blank.
BETWEEN = "; "
NOTHING = "This review names no publications, so nothing that its documents say was set against one."
REST = {
    CANDIDATE: "only to one that may be meant",
    UNRESOLVED: "to none that could be found",
    NO_RECORD: "have no record",
}
TITLE_WORDS = 6  # words of a title that stand for a publication whose author was not seen in print


def publication_name(publication) -> str:
    """'Goyal 2016'; where the author was not seen in print, the first words of the title, or the journal and year."""
    year = "" if pd.isna(publication.year) else f" {publication.year}"
    if pd.notna(publication.first_author):
        return f"{publication.first_author}{year or ', year not seen'}"
    if pd.notna(publication.title):
        words = str(publication.title).split()
        return f"“{' '.join(words[:TITLE_WORDS])}{' …' if len(words) > TITLE_WORDS else ''}”{year}"
    return (
        f"author and title not seen, {publication.journal}{year}"
        if pd.notna(publication.journal)
        else "author and title not seen"
    )


def publication_link(publication) -> tuple[str, str]:
    """What a reader can look a publication up by, and its address: PMID, DOI, or the record where it was read."""
    if pd.notna(publication.pmid):
        return f"PMID {publication.pmid}", f"{PUBMED}{publication.pmid}/"
    if pd.notna(publication.doi):
        return f"doi {publication.doi}", DOI + quote(publication.doi, safe="/:;()")
    for number, address in RECORDS.items():
        if found := number.search(publication.read_at):
            return found[0], f"{address}{found[0]}/"
    return "no PMID or DOI seen", ""


def linked_name(publication) -> str:
    """A publication in running text: its name, and its PMID or DOI as a link."""
    text, address = publication_link(publication)
    return f"{publication_name(publication)} ({link(text, address)})"


def quotation_table(review: Review) -> DataTable | Prose:
    """Every verdict with its sentence and the publications it rests on, ready to filter."""
    if not review.has("quotations"):
        return Prose(NOTHING)
    found = judged_quotations(review)
    links = [publication_links(review, ids) for ids in found.publication_ids]
    rows = pd.DataFrame({
        "finding": found.finding_id, "use": found.use_label, "route": found.route, "outcome": found.outcome,
        "verdict": found.verdict, "kind of error": found.error_kind, "further kind": found.second_error_kind,
        "what differs": found.sentence, "publication": [text for text, _ in links],
        "source": found.document_id + ", line " + found.line.astype("str"), "address": [address for _, address in links],
    })  # fmt: skip
    return DataTable(
        rows, QUOTATIONS, "Each finding against the publications that it cites", links={"publication": "address"},
        filters=("use", "route", "verdict", "kind of error"), row_id="finding",
    )  # fmt: skip


def citation_table(review: Review) -> DataTable | Prose:
    """Every citation number of every document with its status, what it points to or may point to, and what was tried."""
    if not review.has("citations"):
        return Prose(NOTHING)
    found = citation_statuses(review)
    resolved = [publication_links(review, ids) for ids in found.publication_ids]
    rows = pd.DataFrame({
        "citation": found.document_id + " [" + found.citation.astype("str") + "]", "document": found.document_id, "status": found.status,
        "publication": [text for text, _ in resolved], "may be meant": [publication_links(review, ids)[0] for ids in found.candidate_ids],
        "what fits and what does not": found.why, "what was tried": found.tried, "address": [address for _, address in resolved],
    })  # fmt: skip
    return DataTable(
        rows, "citations", "Every citation and the publication behind it", links={"publication": "address"},
        filters=("document", "status"),
    )  # fmt: skip


def publication_table(review: Review) -> DataTable | Prose:
    """Every publication with its PMID or DOI, its design, what was read of it, and the findings that cite it."""
    if not review.has("publications"):
        return Prose(NOTHING)
    found, citing = review.publications, _findings_by_publication(review)
    links = [publication_link(publication) for publication in found.itertuples()]
    rows = pd.DataFrame({
        "publication": [publication_name(publication) for publication in found.itertuples()], "title": found.title,
        "look up": [text for text, _ in links], "trial": found.trial_id, "design": found.design, "design class": found.design_class,
        "people": found.n_analysed.fillna(found.n_enrolled), "read": found.read_what, "read at": found.read_at, "cited": found.cited,
        "findings that cite it": [citing.get(name, "") for name in found.publication_id],
        "note": found.note, "address": [address for _, address in links],
    })  # fmt: skip
    return DataTable(
        rows, "publications", "Every publication that was looked at, and the findings that cite it", links={"look up": "address"},
        filters=("design class", "read", "cited"),
    )  # fmt: skip


def _findings_by_publication(review: Review) -> dict[str, str]:
    """Publication → the findings of the cited sets that point to it, by certain or probable matches only."""
    cited = cited_publications(review)
    found = review.studies[["study_set", "finding_id"]].merge(cited[["study_set", "publication_id"]], on="study_set")
    return found.groupby("publication_id").finding_id.agg(", ".join).to_dict()


def publication_ids_behind(review: Review, findings: pd.DataFrame) -> pd.Series:
    """(findings,): the publications that each was judged against, joined with ';'; where it was not judged, those that its set surely or
    probably cites. Missing where there is none."""
    cited = cited_publications(review).groupby("study_set").publication_id.agg(lambda ids: ";".join(dict.fromkeys(ids)))
    behind = findings.study_set.map(cited)
    if not review.has("quotations"):
        return behind
    judged = review.quotations.set_index("finding_id").publication_ids
    return findings.finding_id.map(judged).where(findings.finding_id.isin(judged.index), behind)


def publication_links(review: Review, ids: object) -> tuple[str, str]:
    """Names with PMID or DOI of publications whose ids are joined with ';', and their addresses in the same order."""
    if pd.isna(ids) or not ids:
        return "", ""
    publications = review.publications.set_index("publication_id")
    texts, addresses = [], []
    for publication in publications.loc[list(dict.fromkeys(str(ids).split(";")))].itertuples():
        text, address = publication_link(publication)
        texts.append(f"{publication_name(publication)}, {text}".replace(BETWEEN, ", "))
        addresses.append(address or "-")
    return BETWEEN.join(texts), " ".join(addresses)


def status_sentences(review: Review) -> list[str]:
    """Per document that numbers its sources: how many of its citations are resolved, candidates, unresolved."""
    found, sentences = citation_statuses(review), []
    for document, part in found.groupby("document_id", sort=False):
        tally = part.status.value_counts()
        others = [
            f"{tally[status]} {words}" for status, words in REST.items() if status in tally
        ]  # fmt: skip
        sentences.append(
            f"{document}: {wording.part(tally.get(RESOLVED, 0), len(part), 'citation')} {wording.verb(tally.get(RESOLVED, 0), 'leads', 'lead')} to a publication that is surely or probably meant"
            + (f"; {wording.join(others)}" if others else "")
        )
    return sentences
