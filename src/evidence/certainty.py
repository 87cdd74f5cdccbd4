"""Certainty of a body of evidence: GRADE without a pooled estimate, as an ordered level and never a score on an axis.

Vocabulary. The *level* is one of ``LEVELS``. A body of evidence *starts* at the level that its design allows and each
*domain* takes levels off. Where the source leaves the design or a domain open, the level is a range: what is not stated
is never a penalty. Nothing is raised: no source gives a reason that GRADE would accept.

Source: Murad et al., Evid Based Med 2017 (PMC5502230): Table 1 for the domains where there is no single
estimate, the introduction for the starts of trials and of observational studies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LEVELS = ("very low", "low", "moderate", "high")  # GRADE's 1 to 4
MOST_OFF = 2  # GRADE takes at most two levels off for one domain

# Murad 2017, Table 1: a total of 400 or fewer is a concern for imprecision. It means *events* where the outcome is
# counted and *participants* where it is measured. Participants are never fewer than events, so 400 participants or
# fewer is a concern either way; more than 400 participants is enough only for measured outcomes.
ENOUGH_PEOPLE = 400

# Design class -> lowest start, highest start, whose rule. One row for each level of publications.design_class.
STARTS: dict[str, tuple[str, str, str]] = {
    "randomised": ("high", "high", "Murad 2017, introduction: trials start high"),
    "controlled, not randomised": ("low", "low", "Murad 2017, introduction: observational studies start low"),
    "uncontrolled": ("very low", "very low", "our rule: as observational, less one level since nobody was compared"),
    "case report": ("very low", "very low", "our rule: as uncontrolled"),
    "review": ("very low", "high", "open: a review may hold studies of any design"),
    "label or registry": ("very low", "high", "open: an entry, not a study"),
    "not stated": ("very low", "high", "open"),
}

# Words of a document -> design classes that they leave open, least and most certain. The first row that fits counts.
DESIGN_WORDS: tuple[tuple[str, str, str], ...] = (
    ("not randomi", "uncontrolled", "controlled, not randomised"),
    ("non-randomi", "uncontrolled", "controlled, not randomised"),
    ("quasi-randomi", "controlled, not randomised", "controlled, not randomised"),
    ("randomi", "randomised", "randomised"),
    ("case-control", "controlled, not randomised", "controlled, not randomised"),
    ("case", "case report", "case report"),  # 'case', 'case study', 'case series'
    ("uncontrolled", "uncontrolled", "uncontrolled"),
    ("controlled", "controlled, not randomised", "randomised"),
    (
        "",
        "uncontrolled",
        "randomised",
    ),  # 'trial', 'clinical trial', 'study', 'analysis of clinical trials'
)
_UNRANDOMISED = re.compile(r"\b(not|non|un|quasi|pseudo)[\s\N{NON-BREAKING HYPHEN}\N{EN DASH}-]*randomi", re.IGNORECASE)
_JOINED = {"not": "not ", "non": "non-", "un": "not ", "quasi": "quasi-", "pseudo": "quasi-"}
# A control group was there, so the study is not uncontrolled; who was put into it by chance is not said.
CONTROLLED = "control group"


@dataclass(frozen=True)
class Rule:
    """What a domain asks, when it takes levels off, and whose rule that is."""

    asks: str
    takes_off: str
    source: str


RULES: dict[str, Rule] = {
    "risk of bias": Rule(
        "Could the way the studies were made have bent their results?",
        "randomised: none if blinded, one if open, none or one if not stated; other designs: none, the start counts it",
        "Murad 2017, Table 1; blinding stands for the rest, since concealment and losses were not judged",
    ),
    "inconsistency": Rule(
        "Do the study sets point the same way?",
        "one if their directions differ or one is mixed; none or one if a direction is not stated",
        "Murad 2017, Table 1: direction and size; sizes are too seldom reported to be judged",
    ),
    "indirectness": Rule(
        "Are the findings about this use, this route and this question?",
        "one if all comparisons are with another treatment; none or one more if use or route is not stated outright",
        "Murad 2017, Table 1",
    ),
    "imprecision": Rule(
        "Are there enough people?",
        f"one if {ENOUGH_PEOPLE} people or fewer; none or one if the number is not stated or may be more or fewer",
        "Murad 2017, Table 1: events for counted outcomes, participants for measured ones",
    ),
    "publication bias": Rule(
        "May studies with less good news be missing?",
        "always one: no search for studies was made",
        "Murad 2017, Table 1; always suspected in a review without a search",
    ),
}
START = "design"
DOMAINS = (START, *RULES)


@dataclass(frozen=True)
class Start:
    """The levels at which a body of evidence starts; they differ where the design is open."""

    lowest: str
    highest: str
    reason: str

    @property
    def words(self) -> str:
        return "starts at " + level_words(self.lowest, self.highest)


@dataclass(frozen=True)
class Judgement:
    """The fewest and the most levels that a domain takes off; they differ where the source leaves it open."""

    fewest: int
    most: int
    reason: str

    @property
    def words(self) -> str:
        numbers = ("nothing", "one level", "two levels")
        if self.fewest == self.most:
            return f"{numbers[self.fewest]} off"
        return f"{numbers[self.fewest].removesuffix(' level')} or {numbers[self.most]} off"


@dataclass(frozen=True)
class Certainty:
    """``lowest`` and ``highest`` are levels; ``level`` is theirs where they are the same, else None.

    >>> table = evidence.certainty_table(layer)
    >>> reported = [found for found in table.found if found is not None]
    >>> {found.lowest for found in reported} <= {"high", "moderate", "low", "very low"}
    True
    >>> sorted(reported[0].judgements)
    ['imprecision', 'inconsistency', 'indirectness', 'publication bias', 'risk of bias']
    """

    lowest: str
    highest: str
    start: Start
    judgements: Mapping[str, Judgement] = field(hash=False)

    @property
    def level(self) -> str | None:
        return self.lowest if self.lowest == self.highest else None

    @property
    def words(self) -> str:
        """'low', or 'very low to low'."""
        return level_words(self.lowest, self.highest)

    @property
    def reasons(self) -> dict[str, str]:
        """A plain sentence for each domain, the design first."""
        return {START: self.start.reason, **{domain: self.judgements[domain].reason for domain in RULES}}

    @property
    def steps(self) -> dict[str, str]:
        """What each domain does to the level, in words."""
        return {START: self.start.words, **{domain: self.judgements[domain].words for domain in RULES}}


def certainty(start: Start, judgements: Mapping[str, Judgement]) -> Certainty:
    """The certainty of evidence that begins at ``start`` and loses what ``judgements`` (one per domain) take off.

    The lowest level is the lowest start less the most levels, the highest is the highest start less the fewest; neither
    falls below 'very low'. Raises ValueError for a domain that is missing or unknown, a judgement or start without a
    reason, or a step outside 0 to ``MOST_OFF``.

    >>> judged = {domain: Judgement(0, 0, "argued") for domain in RULES}
    >>> judged["imprecision"] = Judgement(1, 1, "60 people")
    >>> certainty(Start("very low", "high", "design not stated"), judged).words
    'very low to moderate'
    """
    if judgements.keys() != RULES.keys():
        missing = [domain for domain in RULES if domain not in judgements]
        unknown = [domain for domain in judgements if domain not in RULES]
        raise ValueError(f"no judgement for {', '.join(missing)}" if missing else f"unknown domain {unknown[0]!r}")
    bare = [name for name, judged in ((START, start), *judgements.items()) if not judged.reason.strip()]
    if bare:
        raise ValueError(f"no reason for {', '.join(bare)}")
    for domain, judged in judgements.items():
        if not 0 <= judged.fewest <= judged.most <= MOST_OFF:
            raise ValueError(f"{domain} takes off {judged.fewest} to {judged.most} levels, not 0 to {MOST_OFF}")
    low, high = LEVELS.index(start.lowest), LEVELS.index(start.highest)
    if low > high:
        raise ValueError(f"the lowest start {start.lowest!r} is above the highest {start.highest!r}")
    low -= sum(judged.most for judged in judgements.values())
    high -= sum(judged.fewest for judged in judgements.values())
    ordered = {domain: judgements[domain] for domain in RULES}
    return Certainty(LEVELS[max(low, 0)], LEVELS[max(high, 0)], start, ordered)


def design_classes(words: str) -> tuple[str, str]:
    """The least and the most certain design class that the words of a document leave open.

    >>> design_classes("case study"), design_classes("long-term clinical trial")
    (('case report', 'case report'), ('uncontrolled', 'randomised'))
    """
    # However it is joined: nonrandomised, non randomised, unrandomised.
    said = _UNRANDOMISED.sub(lambda found: _JOINED[found[1].casefold()] + "randomi", words.casefold())
    for part, least, most in DESIGN_WORDS:
        if part in said:
            return least, most
    raise AssertionError("the last row of DESIGN_WORDS fits all words")


def level_words(lowest: str, highest: str) -> str:
    """One level, or 'lowest to highest'."""
    return lowest if lowest == highest else f"{lowest} to {highest}"
