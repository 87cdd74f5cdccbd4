"""The two layers of a review: what the documents report, and what the publications report.

Both are given as *findings* with the columns of studies.csv, so that every count, chart and sentence serves either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from evidence.groups import Coded, text_column, text_of
from evidence.review import Review

AS_DOCUMENTS = "as the documents report"
AS_PUBLICATIONS = "as the publications report"
NOT_STATED = "not stated"
# Measures of people, as studies.csv names them.
PERCENT_OF_PEOPLE = "percent of patients"
COUNT_OF_PEOPLE = "patients"
# How publication_results.csv words the first of them.
SHARES = ["share of patients", "share of patients, %"]


@dataclass(frozen=True)
class Layer:
    """``findings``: rows as in studies.csv. ``label``: one of AS_DOCUMENTS and AS_PUBLICATIONS. ``source``: words for a caption.

    >>> layer.label
    'as the documents report'
    >>> len(layer.of_kind("harm").findings) < len(layer.findings)
    True
    """

    review: Review
    findings: pd.DataFrame
    label: str
    source: str

    @property
    def suffix(self) -> str:
        """What tells this layer's charts and tables from those of the documents' layer; empty for the latter."""
        return "" if self.label == AS_DOCUMENTS else "-publications"

    @property
    def reach(self) -> str:
        """What to add to "nothing is reported": in the publications' layer it is said of those only that were found."""
        return "" if self.label == AS_DOCUMENTS else " in any publication that was found"

    @property
    def named_routes(self) -> list[str]:
        """The routes that the review compares, as its codebook names them."""
        return list(self.review.codebook.about.get("routes", []))

    @property
    def routes(self) -> list[str]:
        """The review's routes, then any other route that findings have, 'not stated' last."""
        return self.order_routes(self.findings.route.unique())

    def order_routes(self, found: Iterable[str]) -> list[str]:
        """The review's routes, then the others among the distinct routes ``found``, 'not stated' last."""
        named, found = self.named_routes, list(found)
        others = sorted(route for route in found if route not in named and route != NOT_STATED)
        return [*named, *others, *([NOT_STATED] if NOT_STATED in found else [])]

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
    """What the documents report: the rows of studies.csv, with ``source`` naming document and line.

    >>> layer = evidence.document_layer(review)
    >>> len(layer.findings) == len(review.studies)
    True
    """
    findings = review.studies
    document, cited = Coded.of(findings.document_id), Coded.of(findings.citations)
    reporting = [name for name in review.documents.document_id if name in document.levels]
    named = f" ({', '.join(reporting)})" if reporting else ""
    source = f"findings as worded by {len(reporting)} of {len(review.documents)} documents{named}"
    citations = [*(f" [{text.replace(';', ', ')}]" for text in cited.levels), ""]  # nothing where none is given
    places = zip(text_of(findings.document_id), findings.line.tolist(), cited.codes.tolist(), strict=True)
    findings["source"] = text_column([f"{name}, line {line}{citations[code]}" for name, line, code in places])
    return Layer(review, findings, AS_DOCUMENTS, source)


def publication_layer(review: Review) -> Layer:
    """What the publications report that the documents cite: rows of publication_results.csv that count, as findings.

    One trial is one study set, however many publications, citations or registry records report it. Only publications
    that were matched with enough certainty are in it. ``design_class`` gives the real design. Raises ValueError when the review
    has no publications.

    >>> other = evidence.publication_layer(review)
    >>> other.label
    'as the publications report'
    >>> other.findings.finding_id.is_unique
    True
    """
    if not review.has("publications") or not review.has("publication_results"):
        raise ValueError("the review has no publications")
    publications = review.publications.set_index("publication_id", drop=False)
    results = review.publication_results
    results = results[results.counts == "yes"].reset_index(drop=True)
    behind = publications.loc[results.publication_id].reset_index(drop=True)
    people = behind.n_analysed.fillna(behind.n_enrolled)
    # Reports of one trial give different numbers of people; the largest is the trial.
    people = people.groupby(behind.trial_id).transform("max")
    address = ("PMID " + behind.pmid.astype("str")).where(
        behind.pmid.notna(), ("doi " + behind.doi).where(behind.doi.notna(), behind.read_at)
    )
    findings = pd.DataFrame(
        {
            "finding_id": results.result_id,
            "study_set": behind.trial_id,
            "publication_id": results.publication_id,
            "use": results.use,
            "route": results.route,
            "route_basis": results.route.where(results.route == NOT_STATED, "stated"),
            "design_stated": behind.design,
            "design_class": behind.design_class,
            "blinded": behind.blinded,
            # A review holds several studies, and how many is not read; anything else is one.
            "n_studies": pd.Series(1, index=results.index, dtype="Int64").mask(behind.design_class == "review"),
            "n_participants": people,
            "n_basis": people.isna().map({True: NOT_STATED, False: "exact"}),
            "population": behind.population,
            "age_group": NOT_STATED,
            "comparator": results.comparator,
            # "none" of the publications is the "not stated" of the documents: nothing to compare with.
            "comparator_kind": results.comparator_kind.replace("none", NOT_STATED),
            "duration_min": behind.followup_weeks_min,
            "duration_max": behind.followup_weeks_max,
            "duration_unit": (behind.followup_weeks_min.notna() | behind.followup_weeks_max.notna()).map(
                {True: "weeks", False: None}
            ),
            "weeks_min": behind.followup_weeks_min,
            "weeks_max": behind.followup_weeks_max,
            "outcome": results.outcome,
            "outcome_domain": results.outcome_domain,
            "kind": results.kind,
            "direction": results.direction,
            "measure": results.measure.replace(SHARES, PERCENT_OF_PEOPLE).mask(results.events.notna(), COUNT_OF_PEOPLE),
            # Where people are counted, the count is the figure.
            **{name: results[name].mask(results.events.notna()) for name in ("value", "value_control", "value_before")},
            "unit": results.unit,
            "p_value": results.p_value,
            "events": results.events,
            "denominator": results.denominator,
            "as_reported": results.as_reported,
            "events_control": results.events_control,
            "denominator_control": results.denominator_control,
            "note": results.note,
            "source": address,
        }
    )
    n = findings.publication_id.nunique()
    source = f"abstracts or texts of the {n} publications that the documents cite and that were found with results; “none reported” means by none of these"
    return Layer(review, findings, AS_PUBLICATIONS, source)


def layers(review: Review) -> list[Layer]:
    """The layers that the review has, the documents' first.

    >>> [layer.label for layer in evidence.layers(review)]
    ['as the documents report', 'as the publications report']
    """
    found = [document_layer(review)]
    return [*found, publication_layer(review)] if review.has("publication_results") else found
