"""The two layers of a review: what the documents report, and what the publications report.

Both are given as *findings* with the columns of studies.csv, so that every count, chart and sentence serves either.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evidence.review import Review

AS_DOCUMENTS = "as the documents report"
AS_PUBLICATIONS = "as the publications report"
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Layer:
    """``findings``: rows as in studies.csv. ``label``: one of AS_DOCUMENTS and AS_PUBLICATIONS. ``source``: words for a caption."""

    review: Review
    findings: pd.DataFrame
    label: str
    source: str

    @property
    def named_routes(self) -> list[str]:
        """The routes that the review compares, as its codebook names them."""
        return list(self.review.codebook.about.get("routes", []))

    @property
    def routes(self) -> list[str]:
        """The review's routes, then any other route that findings have, 'not stated' last."""
        named = self.named_routes
        found = [route for route in self.findings.route.unique() if route not in named and route != NOT_STATED]
        return [*named, *sorted(found), *([NOT_STATED] if (self.findings.route == NOT_STATED).any() else [])]

    @property
    def uses(self) -> pd.DataFrame:
        """The rows of uses.csv that have a finding, in the order of uses.csv."""
        return self.review.uses[self.review.uses.use.isin(self.findings.use)]

    @property
    def use_groups(self) -> list[str]:
        """The groups of the uses that have a finding, in the order of uses.csv."""
        return list(dict.fromkeys(self.uses.use_group))

    def of_kind(self, kind: str) -> Layer:
        """The same layer with the findings of one kind (benefit or harm)."""
        return Layer(self.review, self.findings[self.findings.kind == kind], self.label, self.source)


def document_layer(review: Review) -> Layer:
    """What the documents report: the rows of studies.csv."""
    titles = review.documents.set_index("document_id")
    reporting = [name for name in titles.index if name in set(review.studies.document_id)]
    source = f"Source: findings as worded by {len(reporting)} of {len(titles)} documents ({', '.join(reporting)})"
    return Layer(review, review.studies, AS_DOCUMENTS, source)
