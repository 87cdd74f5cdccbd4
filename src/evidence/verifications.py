"""What comes out when findings are set against the publications they cite: in sentences, and what matters most told in full.

>>> table = evidence.verifications.kind_table(review)
>>> table.name
'error-kinds'
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.changes import CHANGED, MISSING, MOVED, SAME, layer_changes
from evidence.effects import percent, percents
from evidence.markup import emphasised, strong
from evidence.page import DataTable, Folded, Prose
from evidence.quotations import (
    ACCURATE,
    JUDGED,
    MAJOR,
    MINOR,
    NO_RECORD,
    UNVERIFIED,
    citation_statuses,
    error_kinds,
    error_rates,
    judged_quotations,
    overlap,
    quotation_counts,
)
from evidence.references import NOTHING, linked_name, status_sentences
from evidence.review import Review

MOST_TOLD = 10


def answer(review: Review) -> Prose:
    """How many findings hold up, which do not, how many citations could not be found, and what that changes."""
    if not review.has("quotations"):
        return Prose(NOTHING)
    sentences = [*_verdict_sentences(review), _popular(review), *_missing(review), _changes(review)]
    return _numbered(sentences)


def told(review: Review, *, most: int = MOST_TOLD) -> Prose:
    """The errors that matter most, each in words with its publications; the rule of the choice stands first."""
    chosen = worst_findings(review, most=most)
    if chosen.empty:
        return Prose("No finding of this review was judged to have an error." if review.has("quotations") else NOTHING)
    publications = review.publications.set_index("publication_id", drop=False)
    lines = []
    for place, row in enumerate(chosen.itertuples(), start=1):
        ids = row.publication_ids.split(";") if pd.notna(row.publication_ids) else []
        named = wording.join(linked_name(publication) for publication in publications.loc[ids].itertuples())
        kinds = wording.join([row.error_kind, *([row.second_error_kind] if pd.notna(row.second_error_kind) else [])])
        people = "number of people not stated" if pd.isna(row.n_participants) else _people(row.n_participants)
        more = f" Said likewise of {wording.count(row.alike, 'more finding')} of this study set." if row.alike else ""
        lines.append(
            f"{place}. {strong(f'{row.use_label}: {row.outcome}')} ({row.document_id}, line {row.line}; route {row.route}; {people}). "
            f"{emphasised(f'{wording.sentence(row.verdict)[:-1]}: {kinds}.')} {wording.sentence(row.sentence)}{more} Read: {named}."
        )
    rule = (
        f"Chosen by rule: major errors first, then minor ones; within each, those with most people as the document states them; of each "
        f"study set only the first finding; no more than {wording.count(most, 'entry')}."
    )
    return Prose("\n".join([rule, "", *lines]))


def worst_findings(review: Review, *, most: int = MOST_TOLD) -> pd.DataFrame:
    """The rows that ``told`` tells, by its rule: rows as in ``judged_quotations``.

    ``alike``: how many more findings of the study set have the same verdict and the same kind of error.
    """
    quotations = judged_quotations(review)
    errors = quotations[quotations.verdict.isin([MAJOR, MINOR])]
    errors = errors.assign(
        rank=errors.verdict.map([MAJOR, MINOR].index),
        people=pd.to_numeric(errors.n_participants).fillna(0),
        alike=errors.groupby(["study_set", "verdict", "error_kind"]).finding_id.transform("size") - 1,
    )
    errors = errors.sort_values(["rank", "people"], ascending=[True, False], kind="stable")
    return errors.drop_duplicates("study_set").head(most).drop(columns=["rank", "people"]).reset_index(drop=True)


def kind_table(review: Review) -> DataTable | Prose:
    """The kinds of error with their meaning and counts."""
    if not review.has("quotations"):
        return Prose(NOTHING)
    kinds = error_kinds(review)
    rows = pd.DataFrame({
        "kind of error": kinds.kind, "meaning": kinds.meaning, "minor errors": kinds.minor, "major errors": kinds.major,
        "of those judged": [f"{percent(row.share)} ({percents(row.low, row.high)})" for row in kinds.itertuples()],
        "also a further kind of": kinds.second,
    })  # fmt: skip
    return DataTable(rows, "error-kinds", "What is wrong, where something is: the main kind of each error")


def citations_found(review: Review) -> Prose:
    """How many numbered citations of each document are resolved, candidates or unresolved."""
    if not review.has("citations"):
        return Prose(NOTHING)
    return _numbered(status_sentences(review))


def shared_publications(review: Review) -> Prose:
    """Overlap: corrected covered area across documents and across cited sets, or why it cannot be told or means little."""
    rows = overlap(review)
    if rows.empty:
        return Prose(NOTHING)
    documents, for_findings, sets = (row for row in rows.itertuples())
    unknown = int((citation_statuses(review).status != "resolved").sum())
    blind = f"the {unknown} citations without a sure publication are not in the count" if unknown else ""
    sentences = [
        _area(documents, "document", "publication")
        + f". That says little: {for_findings.c} of these {documents.c} {'cites' if for_findings.c == 1 else 'cite'} publications for findings"
        + (f", and {blind}" if blind else ""),
        (
            "Whether documents rest on the same trials cannot be computed: overlap takes two documents that cite trials"
            if pd.isna(for_findings.area)
            else _area(for_findings, "document", "trial")
        ),
        _area(sets, "cited set", "trial")
        + ". A cited set is what stands in one bracket, since the order within a bracket is not known",
    ]
    return _numbered(sentences)


def _area(row, compared: str, counted: str) -> str:
    if pd.isna(row.area):
        return f"Overlap of {counted}s between {compared}s cannot be computed: {wording.count(row.c, compared)} with a known {counted}"
    shared = (
        f"none of {row.r} {counted}s is cited by more than one"
        if row.shared == 0
        else f"{row.shared} of {row.r} {counted}s are cited by more than one"
    )
    return f"Between {row.c} {compared}s with a known {counted}, {shared} (corrected covered area {percent(row.area)})"


def _verdict_sentences(review: Review) -> list[str]:
    total = quotation_counts(review, by=None).to_dict("records")[0]
    judged, open_ones = total["judged"], total[UNVERIFIED]
    sets = judged_quotations(review).study_set.nunique()
    quotations = judged_quotations(review)
    sought, found = total["findings"], int(quotations.publication_ids.notna().sum())
    first = (
        f"The publications behind {wording.count(sought, 'finding')} of {wording.count(sets, 'study set')} were looked for; for "
        f"{'all' if found == sought else found} of these findings one was found to set it against"
    )
    if judged == 0:
        return [f"{first}; none of them could be verified, so nothing can be said of how many hold up"]
    any_share = (
        f"{percent(1 - total['any_share'])}, 95 % interval {percents(1 - total['any_high'], 1 - total['any_low'])}"
    )
    sentences = [
        f"{first}; {judged} could be judged. Of these, {total[ACCURATE]} hold as worded ({any_share}), {total[MINOR]} have a minor error that leaves "
        f"the message standing, and {total[MAJOR]} have a major one that does not",
        f"{open_ones} more cannot be verified: no publication was surely found, or what could be read of it does not show the figure. "
        "They are not counted as errors",
    ]
    kinds = error_kinds(review)
    if len(kinds):
        kinds = kinds.assign(n=kinds.minor + kinds.major)
        top = kinds[kinds.n == kinds.n.max()]
        said = wording.join(f"“{row.kind}” ({_small(row.meaning)})" for row in top.itertuples())
        sentences.append(
            f"The most frequent {'kind' if len(top) == 1 else 'kinds'} of error, {kinds.n.max()} of {judged}{'' if len(top) == 1 else ' each'}: {said}"
        )
    return [*sentences, *_beside_published(review)]


def _beside_published(review: Review) -> list[str]:
    rates = error_rates(review)
    rates = rates[(rates.severity == "major error") & (rates.basis == "interval")]
    ours, theirs = rates[rates.unit == "findings"], rates[rates.whose == "published"]
    if ours.empty or theirs.empty:
        return []
    row = ours.iloc[0]
    said = wording.join(f"{wording.number(round(100 * rate.share, 2))} % ({rate.unit})" for rate in theirs.itertuples())
    return [
        f"Major errors: {percent(row.share)} of those judged, {percents(row.low, row.high)}; in medical journals, pooled: {said}. The two are not "
        f"counted alike: ours are findings of web documents, several of one study set, {_read(review)}"
    ]


def _read(review: Review) -> str:
    """By how much of the publications the findings were judged."""
    quotations = judged_quotations(review)
    ids = quotations[quotations.verdict.isin(JUDGED)].publication_ids.dropna().str.split(";").explode().unique()
    read = review.publications.set_index("publication_id").read_what[ids]
    return f"judged by {len(read)} publications, of which {int((read == 'full text').sum())} could be read beyond the abstract or a summary"


def _popular(review: Review) -> str:
    major = judged_quotations(review)
    major = major[major.verdict == MAJOR]
    if major.empty:
        return "No finding has a major error"
    said = [
        f"{use} ({wording.join(dict.fromkeys(part.outcome))})"
        for use, part in major.groupby("use_label", sort=False)
    ]  # fmt: skip
    return f"What does not hold up: {'; '.join(said)}"


def _missing(review: Review) -> list[str]:
    if not review.has("citations"):
        return []
    found = citation_statuses(review)
    tally = found.status.value_counts()
    return [
        f"Of {len(found)} citations that the documents list, {tally.get('resolved', 0)} lead to a publication that is surely or probably meant; "
        f"{tally.get('candidate', 0)} lead only to one that may be meant, and for {tally.get('unresolved', 0)} none was found"
        + (
            f"; {tally[NO_RECORD]} {wording.verb(tally[NO_RECORD], 'has', 'have')} not been looked for. "
            if NO_RECORD in tally
            else ". "
        )
        + "A publication that only may be meant is never used"
    ]


def _changes(review: Review) -> str:
    changes = layer_changes(review)
    if changes.empty or not review.has("publication_results"):
        return "No results of publications could be set beside the findings"
    tally = changes[changes.before_sets > 0].change.value_counts()
    return (
        f"Of {int(tally.sum())} combinations of use and route on whose benefit the documents report, the publications report the same directions "
        f"in {tally.get(SAME, 0)} and others in {tally.get(CHANGED, 0)}; in {tally.get(MISSING, 0)} no publication or result was found, and in "
        f"{tally.get(MOVED, 0)} the publication names another route or none; in the rest other studies stand there"
    )


def unverified_is_not_wrong(review: Review) -> Folded:
    """Why a finding that cannot be verified is not an error."""
    quotations = judged_quotations(review)
    if quotations.empty:
        return Folded("Is a finding that cannot be verified wrong?", NOTHING)
    n = int((quotations.verdict == UNVERIFIED).sum())
    return Folded(
        "Is a finding that cannot be verified wrong?",
        f"This cannot be told. {n} of {len(quotations)} findings cannot be verified. They would change the share of errors, up or down, "
        "so the chart of rates shows all that it could be.",
    )


def candidate_is_not_used(review: Review) -> Folded:
    """Why a likely publication is not enough."""
    found = citation_statuses(review)
    if found.empty:
        return Folded("A publication seems to fit a citation. Why is it not used?", NOTHING)
    n = int((found.status == "candidate").sum())
    return Folded(
        "A publication seems to fit a citation. Why is it not used?",
        f"Because a wrong match would turn a correct finding into an error. {n} of {len(found)} citations have only such a candidate. The table "
        "names it with what fits and what does not; no verdict and no chart rests on it.",
    )


def minor_can_matter(review: Review) -> Folded:
    """What a minor error may hide."""
    quotations = judged_quotations(review)
    if quotations.empty:
        return Folded("An error is called minor. Can it still mislead?", NOTHING)
    left_out = quotations[quotations[["error_kind", "second_error_kind"]].eq("comparator left out").any(axis=1)]
    judged = int(quotations.verdict.isin(JUDGED).sum())
    return Folded(
        "An error is called minor. Can it still mislead?",
        f"Yes. In {len(left_out)} of {judged} judged findings the document leaves out what the drug was compared with. People improved, but whether "
        "more than on the other treatment is then not said.",
    )


def _people(n: int) -> str:
    return f"{wording.number(n)} {'person' if n == 1 else 'people'}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _numbered(sentences: list[str]) -> Prose:
    return Prose("\n".join(f"{n}. {wording.sentence(text)}" for n, text in enumerate(sentences, start=1)))
