"""Who says something, on which line, and what is known of the others: the phrases that answers, tables and charts share."""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.claims import LOST, SAYS_SO, document_claims, lost_topics
from evidence.layer import AS_DOCUMENTS
from evidence.markup import emphasised
from evidence.page import Prose
from evidence.review import Review

NO_CLAIMS = (
    "No claims of the documents are recorded with this review, so what they state besides studies cannot be told"
)


def numbered(sentences: list[str], label: str = AS_DOCUMENTS) -> Prose:
    """The sentences as a numbered list under the layer that they speak for."""
    lines = "\n".join(f"{place}. {wording.sentence(text)}" for place, text in enumerate(sentences, start=1))
    return Prose(f"{emphasised(wording.sentence(label))}\n\n{lines}")


def part_of(part: int, whole: int) -> str:
    """'two of five documents', 'none of five documents'; of a single one 'the only document' or 'no document'."""
    if whole <= 1:
        return wording.part(part, whole, "document")
    words = wording.NUMBER_WORDS[part] if part < len(wording.NUMBER_WORDS) else wording.number(part)
    return f"{'none' if part == 0 else words} of {wording.count(whole, 'document')}"


def documents_with(chosen: pd.Series, found: pd.DataFrame) -> str:
    """'two of five documents (a and b)'."""
    return part_of(int(chosen.sum()), len(found)) + (f" ({named(found[chosen])})" if chosen.any() else "")


def named(found: pd.DataFrame) -> str:
    """The documents of some rows, each once."""
    return wording.listed(found.document_id)


def is_stated(review: Review, key: str) -> bool:
    """Whether any document has a row on the key, a lost list included."""
    return bool((document_claims(review).claim_key == key).any())


def places(review: Review, key: str) -> str:
    """'two of five documents (a, line 1; b, line 2)'."""
    said = document_claims(review)
    said = said[(said.claim_key == key) & (said.stance == SAYS_SO)]
    lines = "; ".join(f"{row.document_id}, line {row.line}" for row in said.itertuples())
    return part_of(said.document_id.nunique(), len(review.documents)) + (f" ({lines})" if lines else "")


def others(review: Review, key: str) -> str:
    """'the list of c was lost; d is silent'; a document that lost lists is not called silent."""
    said = document_claims(review)
    said = said[said.claim_key == key]
    lost, damaged = said[said.stance == LOST], lost_topics(review)
    quiet = [name for name in review.documents.document_id if name not in set(said.document_id)]
    parts = [f"the list of {wording.listed(lost.document_id)} was lost"] if len(lost) else []
    if whole := [name for name in quiet if name not in damaged]:
        parts.append(f"{wording.join(whole)} {wording.verb(len(whole), 'is', 'are')} silent")
    if torn := [name for name in quiet if name in damaged]:
        parts.append(f"what the capture left of {wording.join(torn)} does not mention it")
    return "; ".join(parts)


def who_says(review: Review, key: str) -> str:
    """Who says so, on which line, and what is known of the others."""
    documents, _, lines = places(review, key).partition(" (")
    verb = "say" if lines and not documents.startswith(("one ", "the only ")) else "says"
    said, rest = f"{documents} {verb} so" + (f" ({lines}" if lines else ""), others(review, key)
    return f"{said}; {rest}" if rest else said


def range_words(low: float, high: float, unit: str) -> str:
    """'40 to 80 mg per day', 'up to 80 mg per day', '200 mg or more'; 'in words only' where neither end is a figure."""
    if pd.isna(low) and pd.isna(high):
        return "in words only"
    unit = unit.removesuffix("s") if low == high == 1 else unit
    unit = {"percent": "%"}.get(unit, unit)
    if pd.isna(low):
        return f"up to {wording.number(high)} {unit}"
    if pd.isna(high):
        return f"{wording.number(low)} {unit} or more"
    return f"{wording.number(low)} {unit}" if low == high else f"{wording.number(low)} to {wording.number(high)} {unit}"


def both_numbers(harms: pd.DataFrame) -> str:
    """How many findings on harm give events and a denominator, as the beginning of a sentence."""
    both = int((harms.events.notna() & harms.denominator.notna()).sum())
    said = f"{wording.part(both, len(harms), 'finding')} on harm {wording.verb(both, 'gives', 'give')}"
    return wording.sentence(f"{said} both a count and the number of people that it is out of").removesuffix(".")
