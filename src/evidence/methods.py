"""The methods page: every threshold and source, printed from the constants that the code uses.

>>> table = evidence.methods.thresholds()
>>> table.name
'thresholds'
"""

from __future__ import annotations

import pandas as pd

from evidence import rules, votes, wording
from evidence.certainty import ENOUGH_PEOPLE
from evidence.page import DataTable, Prose
from evidence.review import Review

BOON = "Boon & Thomson, Res Synth Methods 2021;12:29-33"
MURAD = "Murad et al., Evid Based Med 2017, PMC5502230"
WILSON = "Wilson, J Am Stat Assoc 1927;22:209-212"
SWIM = "Campbell et al., BMJ 2020;368:l6890 (SWiM)"
OWN = "convention of this project"


def summary(review: Review) -> Prose:
    """What was done and what was not, in one paragraph."""
    documents = wording.count(len(review.documents), "given document")
    return Prose(
        f"This is a PRISMA-informed summary of {documents}, reported after {SWIM}. No search was done, so it "
        "shows what is reported there and not all that is known. No pooled estimate is made: designs, outcomes and "
        "measures differ, and a figure without its denominator cannot be pooled. Studies are counted by the direction of their findings, never by "
        "significance, and certainty is a category with written reasons, never a score."
    )


def thresholds() -> DataTable:
    """Every threshold with its value, what it decides and where it comes from."""
    rows = [
        (
            "share of outcomes that must agree",
            f"{votes.AGREEMENT:.0%}",
            "the direction of one study with several outcomes",
            BOON,
        ),
        ("confidence of intervals", f"{votes.CONFIDENCE:.0%}", "Wilson intervals of shares and proportions", WILSON),
        (
            "fewest directions for a sign test",
            str(votes.FEWEST_FOR_TEST),
            "below it even a unanimous count has a two-sided P above 0.05",
            f"arithmetic: 2 × 0.5^{votes.FEWEST_FOR_TEST - 1} = {2 * 0.5 ** (votes.FEWEST_FOR_TEST - 1):.4f}",
        ),
        ("people for imprecision", str(ENOUGH_PEOPLE), "at or below it one level is taken off", MURAD),
        *(
            (f"weeks in one {unit[:-1]}", f"{weeks:.3g}", "durations on one axis", OWN)
            for unit, weeks in rules.WEEKS_PER_UNIT.items()
            if unit != "weeks"
        ),
    ]
    frame = pd.DataFrame(rows, columns=["threshold", "value", "what it decides", "source"])
    return DataTable(frame, "thresholds", "Thresholds, from the constants in the code")


def comparator_groups() -> DataTable:
    """Which comparators are counted together."""
    frame = pd.DataFrame(votes.COMPARATOR_GROUPS.items(), columns=["comparator", "counted with"])
    return DataTable(frame, "comparator-groups", "Votes are counted within a group and never across")


def directions(review: Review) -> DataTable:
    """The closed list of directions with their meaning."""
    levels = review.codebook.resources["studies"].field("direction").levels
    return DataTable(pd.DataFrame(levels.items(), columns=["direction", "meaning"]), "directions", "Directions")
