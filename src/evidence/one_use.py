"""Everything that a review holds about one use: its findings in both layers, and the rows of the other tables that name it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from evidence import wording
from evidence.claims import document_claims, has_claims
from evidence.layer import AS_DOCUMENTS, Layer, layers
from evidence.quotations import cited_publications, judged_quotations
from evidence.review import Review


@dataclass(frozen=True)
class OneUse:
    """One row of uses.csv with what is known of it.

    ``layers``: those of the review, the documents' first, with the findings of this use only; either may be empty.

    >>> found = evidence.one_use(review, review.uses.use[0])
    >>> set(found.documents.findings.use) <= {found.use}
    True
    """

    review: Review
    use: str
    label: str
    definition: str
    layers: tuple[Layer, ...]

    @property
    def documents(self) -> Layer:
        return self.layers[0]

    @property
    def publications(self) -> Layer | None:
        """The publications' layer; None where the review has none."""
        return next((layer for layer in self.layers if layer.label != AS_DOCUMENTS), None)

    @cached_property
    def quotations(self) -> pd.DataFrame:
        """The rows of ``judged_quotations`` with the findings of this use, set against the publications that they cite."""
        found = judged_quotations(self.review)
        return found[found.use == self.use]

    @cached_property
    def publication_ids(self) -> set[str]:
        """The publications that the findings of this use cite, and those that report a result on it."""
        cited = cited_publications(self.review)
        found = set(cited[cited.study_set.isin(self.documents.findings.study_set)].publication_id)
        return found | (set(self.publications.findings.publication_id) if self.publications else set())

    @property
    def claim_ids(self) -> set[str]:
        """The claims whose statement names this use; none where the statements name no uses."""
        if not has_claims(self.review):
            return set()
        keys = self.review.table("claim_keys")
        if "uses" not in keys:
            return set()
        about = keys.uses.fillna("").str.split(";").map(lambda uses: self.use in uses)
        claims = document_claims(self.review)
        return set(claims[claims.claim_key.isin(keys[about].claim_key)].claim_id)


def one_use(review: Review, use: str) -> OneUse:
    """What the review holds about ``use``, a key of uses.csv. Raises KeyError for another.

    >>> found = evidence.one_use(review, review.uses.use[0])
    >>> found.label == review.uses.label[0]
    True
    """
    uses = review.uses.set_index("use")
    if use not in uses.index:
        raise KeyError(f"{use!r} is no use of this review; its uses are {', '.join(uses.index)}")
    row = uses.loc[use]
    definition = row.definition if "definition" in uses and pd.notna(row.definition) else ""
    return OneUse(review, use, str(row.label), str(definition), tuple(_of_use(layer, use) for layer in layers(review)))


def _of_use(layer: Layer, use: str) -> Layer:
    """The layer with the findings of one use, its source with the documents or publications that have any."""
    found = layer.findings[layer.findings.use == use]
    if found.empty:
        return Layer(layer.review, found, layer.label, layer.source)
    if layer.label == AS_DOCUMENTS:
        source = f"findings as worded by {wording.names(found.document_id.unique())}"
    else:
        source = f"what could be read of {wording.count(found.publication_id.nunique(), 'publication')}"
    return Layer(layer.review, found, layer.label, source)


def use_slugs(review: Review) -> dict[str, str]:
    """Use → a name of its page in a-z, 0-9 and hyphens, each once; its number where its letters give none.

    >>> slugs = evidence.use_slugs(review)
    >>> len(set(slugs.values())) == len(review.uses)
    True
    """
    return wording.slugs(review.uses.use)
