"""What systematic reviews pooled, beside the direction in which the documents' own selection of studies points.

>>> table = evidence.yardstick.yardstick_table(review)
>>> table.name
'yardstick'
"""

from __future__ import annotations

import re

import pandas as pd

from evidence import wording
from evidence.layer import AS_DOCUMENTS, AS_PUBLICATIONS, Layer, layers, publication_layer
from evidence.markup import strong
from evidence.page import DataTable, Prose
from evidence.references import publication_link
from evidence.review import Review
from evidence.votes import INACTIVE, count_votes, study_votes

NOTHING_POOLED = "No pooled estimate of our own is made."
NO_REVIEWS = "This review holds no pooled estimates of systematic reviews, so there is no yardstick to show."
NULLS = {"RR": 1.0, "OR": 1.0, "RD": 0.0, "MD": 0.0, "SMD": 0.0}  # the estimate that says "no difference"
YEAR = re.compile(r".*?\b[0-9]{4}\b")
TABLE = ["events", "denominator", "events_control", "denominator_control"]


def pooled_estimates(review: Review) -> pd.DataFrame:
    """Rows of reviews.csv in the order of uses.csv, with ``includes_null``: whether the interval includes no difference between
    the drug and what it was compared with.

    Missing where no interval is printed or the measure is unclear.
    """
    pooled = review.reviews.copy()
    order = {use: place for place, use in enumerate(review.uses.use)}
    pooled = pooled.sort_values("use", key=lambda uses: uses.map(order), kind="stable").reset_index(drop=True)
    null = pooled.measure.map(NULLS)
    known = null.notna() & pooled.low.notna() & pooled.high.notna()
    inside = (pooled.low <= null) & (null <= pooled.high)
    pooled["includes_null"] = inside.astype("boolean").where(known)
    return pooled


def yardstick_table(review: Review) -> DataTable | Prose:
    """Every pooled estimate as printed, with its size, its certainty and whether its interval includes no difference."""
    if not review.has("reviews"):
        return Prose(NO_REVIEWS)
    pooled = pooled_estimates(review)
    links = [publication_link(row) for row in pooled.assign(read_at="").itertuples()]
    rows = pd.DataFrame({
        "use": pooled.use.map(review.uses.set_index("use").label), "outcome": pooled.outcome, "review": [_name(row) for row in pooled.itertuples()],
        "look up": [text for text, _ in links], "estimate": [_estimate(row) for row in pooled.itertuples()],
        "interval includes no difference": pooled.includes_null.map({True: "yes", False: "no"}),
        "trials": pooled.n_trials, "people": pooled.n_participants, "certainty": pooled.certainty, "note": pooled.note,
        "address": [address or "-" for _, address in links],
    })  # fmt: skip
    return DataTable(
        rows, "yardstick", "What systematic reviews pooled (none is cited by a document)", links={"look up": "address"},
        filters=("use", "certainty", "interval includes no difference"),
    )  # fmt: skip


def yardstick_answer(review: Review) -> Prose:
    """For each use that reviews pooled: how the votes of either layer fall, and how many pooled intervals include no difference."""
    if not review.has("reviews"):
        return Prose(NO_REVIEWS)
    pooled, labels = pooled_estimates(review), review.uses.set_index("use").label
    sentences = []
    for use, part in pooled.groupby("use", sort=False):
        said = [f"{_whose(layer)} {_votes(layer, use)}" for layer in layers(review)]
        known = part.includes_null.notna()
        names = wording.count(part[known].review_id.map(_review_of).nunique(), "systematic review")
        sentences.append(
            f"{strong(f'{labels[use]}.')} {wording.sentence('; '.join(said))} {wording.sentence('Of ' + wording.count(int(known.sum()), 'pooled estimate'))[:-1]} "
            f"with an interval, from {names}, {int(part.includes_null.fillna(False).sum())} have an interval that includes no difference from what the drug was compared with"
        )
    sentences.append(
        "The reviews share trials, so their estimates must not be counted as independent; they say what was found when studies were searched "
        "for and not picked"
    )
    return Prose("\n".join(f"- {wording.sentence(text)}" for text in sentences))


def no_own_estimate(review: Review) -> Prose:
    """Why this review pools nothing itself, with the number of complete tables that could be read."""
    if not review.has("publication_results"):
        return Prose("No estimate of our own is made: this review holds no results of publications.")
    found = publication_layer(review).of_kind("benefit").findings
    found = found[found.comparator_kind.isin(["placebo or no treatment", "control group"])]
    complete = set(found.dropna(subset=TABLE).study_set)
    votes = study_votes(found).drop_duplicates("study_set").set_index("study_set")
    tables, others = votes[votes.index.isin(complete)], votes[~votes.index.isin(complete)]
    if votes.empty or tables.empty:
        return Prose(
            f"{strong(NOTHING_POOLED)} No complete two-by-two table against no treatment, placebo or a control group could be "
            "read."
        )
    labels, per_use = review.uses.set_index("use").label, tables.groupby("use", sort=False).size()
    where = wording.join(f"{labels[use]} {n}" for use, n in per_use.items())
    crossed = found[found.design_stated.str.contains("crossover") & found.study_set.isin(complete)].study_set.nunique()
    sentences = [
        f"{strong(NOTHING_POOLED)} Complete two-by-two tables against no treatment, placebo or a control group could be read for "
        f"{len(tables)} of {len(votes)} such trials that the documents cite ({where}). {_all_or(tables)}, and of the other {len(others)}, which print "
        f"means, percentages or words, {_in_favour(others)} do"
    ]
    if crossed:
        sentences.append(
            f"{wording.count(crossed, 'of the tables comes', 'of the tables come')} from a crossover, where both columns hold the same people"
        )
    if per_use.max() == 1:
        sentences.append("No use has more than one such table, so there is nothing to pool")
    sentences.append(
        "The documents did not search for trials but picked them; a pooled figure of what they picked would look surer than it is"
    )
    return Prose(" ".join(wording.sentence(text) for text in sentences))


def _in_favour(votes: pd.DataFrame) -> int:
    return int((votes.direction == "favours").sum())


def _all_or(votes: pd.DataFrame) -> str:
    n = _in_favour(votes)
    return "All of them favour the drug" if n == len(votes) else f"{n} of these {len(votes)} favour the drug"


def _review_of(review_id: str) -> str:
    """The review that an estimate belongs to: its identifier up to the year, or whole where it holds none."""
    found = YEAR.match(review_id)
    return found[0] if found else review_id


def _name(row) -> str:
    author = row.first_author if pd.notna(row.first_author) else "author not seen"
    return f"{author} {row.year}" if pd.notna(row.year) else f"{author}, year not seen"


def _estimate(row) -> str:
    if pd.isna(row.estimate):
        return "none printed"
    text = f"{row.measure} {wording.number(row.estimate)}"
    if pd.notna(row.low):
        text += f" ({wording.number(row.low)} to {wording.number(row.high)})"
    return text + (f", I² {wording.number(row.i2)} %" if pd.notna(row.i2) else "")


def _whose(layer: Layer) -> str:
    return {AS_DOCUMENTS: "the documents' selection:", AS_PUBLICATIONS: "as its publications report:"}[layer.label]


def _votes(layer: Layer, use: str) -> str:
    layer = layer.of_kind("benefit")
    votes = study_votes(layer.findings[layer.findings.use == use])
    votes = votes[votes.comparator_group == INACTIVE]
    if votes.empty:
        return "no vote without a stated active comparison"
    count = count_votes(votes.drop_duplicates("study_set"), by=["use"]).iloc[0]
    without = (
        f" (and {count.studies - count.n} with no difference, mixed or not stated)" if count.studies > count.n else ""
    )
    return f"{count.favours} of {count.n} study sets with a direction favour the drug{without}"
