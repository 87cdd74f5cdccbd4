"""Answers, tables and questions on how sure and how large: what the notebooks say of certainty and of reported effects.

>>> rules = evidence.appraisal.certainty_rules()
>>> rules.name
'certainty-rules'
"""

from __future__ import annotations

import pandas as pd

from evidence import wording
from evidence.certainty import DESIGN_WORDS, DOMAINS, ENOUGH_PEOPLE, LEVELS, RULES, START, STARTS, level_words
from evidence.effects import (
    COMPARISON,
    DRUG,
    PEOPLE,
    PERCENT_CHANGES,
    RANGE,
    STATED,
    both_groups_words,
    percent,
    reported_effects,
    same_people,
)
from evidence.judgements import NONE, certainty_table
from evidence.layer import Layer
from evidence.markup import emphasised
from evidence.page import DataTable, Folded, Prose
from evidence.proportions import proportion

MOST_FAMILIES = 6  # measures that a sentence lists


def certainty_answer(layer: Layer) -> Prose:
    """How many cells reach which certainty, where it is a range, and what would narrow it."""
    cells = certainty_table(layer)
    rated = cells[cells.found.notna()]
    if rated.empty:
        return Prose(
            f"{emphasised(wording.sentence(layer.label))}\n\nNo benefit is reported, so there is nothing to rate."
        )
    reached = "; ".join(
        f"{words}, {len(part)} of {len(rated)}" for words, part in rated.groupby("certainty", sort=False)
    )
    ranges = rated[rated.level.isna()]
    top = max(rated.highest, key=LEVELS.index)
    absent = len(cells) - len(rated)
    sentences = [
        f"Certainty of the combinations of use and route whose benefit was studied: {reached}",
        f"{'Each time' if len(ranges) == len(rated) else f'In {len(ranges)} of {len(rated)}'} it is a range, because the source leaves the design or another "
        "point open"
        if len(ranges)
        else "Each time it is one level, because the design and every other point are known",
        f"None can be higher than {top}, even if all that is open turned out well"
        if top != LEVELS[-1]
        else f"{int((rated.highest == top).sum())} of {len(rated)} may be {top} if all that is open turned out well",
        f"{wording.count(absent, 'further combination')} {wording.verb(absent, 'has', 'have')} no reported study, which is not the same as very low certainty"
        if absent
        else "Every use has a reported study by every route",
    ]
    return _listed(layer, sentences)


def effects_answer(layer: Layer) -> Prose:
    """How many findings give a figure, of which kind, and how many of the shares can be given an interval."""
    effects = reported_effects(layer.findings)
    drug = effects[effects.group == "drug"]
    tally = drug.family.value_counts(sort=False).to_dict()
    if len(tally) > MOST_FAMILIES:
        others = {name: n for name, n in tally.items() if name != PEOPLE}
        tally = {
            **({PEOPLE: tally[PEOPLE]} if PEOPLE in tally else {}),
            f"{len(others)} other measures": sum(others.values()),
        }
    families = "; ".join(f"{name}, {n}" for name, n in tally.items())
    once = same_people(effects)
    shares = once[once.family == PEOPLE]
    stated, ranges = shares[shares.basis == STATED], shares[shares.basis == RANGE]
    changes = once[once.measure.isin(PERCENT_CHANGES)]
    missing = (
        f"; for {len(ranges)} a number is missing, and only a range over all that it could be is given"
        if len(ranges)
        else ""
    )
    bare = len(shares) - len(stated) - len(ranges)
    missing += f"; for {bare} not even a range can be given" if bare else ""
    sentences = [
        f"{wording.part(len(drug), len(layer.findings), 'finding')} {wording.verb(len(drug), 'gives', 'give')} a figure"
        + (f" ({families})" if families else ""),
        f"{wording.part(len(stated), len(shares), 'share', 'different shares')} of people {wording.verb(len(stated), 'has', 'have')} both numbers stated and so an "
        f"interval{missing}",
    ]
    if len(ranges):
        widest = ranges.loc[(ranges.high - ranges.low).idxmax()]
        sentences.append(f"The widest range is that of {widest.study_set} ({widest.outcome}): {widest.words}")
    if len(changes):
        sentences.append(
            f"{wording.sentence(wording.count(len(changes), 'figure'))[:-1]} {wording.verb(len(changes), 'tells', 'tell')} by how many percent an outcome changed, "
            + (
                "without an interval and without what it was measured against"
                if _nothing_to_compare(layer, changes)
                else "without an interval"
            )
        )
    sentences.append(
        "A share of people, a percent reduction and a number of episodes are different things and are drawn apart"
    )
    return _listed(layer, sentences)


def certainty_reasons(layer: Layer, *, kind: str = "benefit") -> DataTable:
    """Why each certainty is what it is: one row per use, route and domain, with what the domain does to the level."""
    rows = []
    for cell in certainty_table(layer, kind=kind).to_dict("records"):
        words = {"use": cell["use_label"], "route": cell["route"], "certainty": cell["certainty"]}
        found = cell["found"]
        if found is None:
            rows.append({**words, "domain": NONE, "effect": "", "why": cell[START]})
            continue
        rows += [{**words, "domain": name, "effect": found.steps[name], "why": found.reasons[name]} for name in DOMAINS]
    frame = pd.DataFrame(rows, columns=["use", "route", "certainty", "domain", "effect", "why"])
    titles = {"effect": "effect on the level", "why": "why?"}
    caption = f"Why each certainty is what it is, {layer.label}"
    return DataTable(
        frame, f"certainty-reasons-{kind}{layer.suffix}", caption, titles, ("use", "route", "certainty", "domain")
    )


def certainty_rules() -> DataTable:
    """The rules of certainty as the code uses them, each with its source."""
    rows = [
        {"domain": f"design: {name}", "asks": "", "rule": f"starts at {level_words(low, high)}", "source": source}
        for name, (low, high, source) in STARTS.items()
    ]
    rows += [
        {"domain": domain, "asks": rule.asks, "rule": rule.takes_off, "source": rule.source}
        for domain, rule in RULES.items()
    ]
    return DataTable(pd.DataFrame(rows), "certainty-rules", "How certainty is rated")


def design_words() -> DataTable:
    """Which designs the words of a document leave open."""
    rows = [
        {"words of the document": _beginning(words) or "any other", "at least": least, "at most": most}
        for words, least, most in DESIGN_WORDS
    ]
    return DataTable(pd.DataFrame(rows), "design-words", "What the words for a design leave open")


def other_figures(layer: Layer) -> DataTable:
    """Figures that share no axis with any other: each in its own unit."""
    effects = reported_effects(layer.findings)
    rest = effects[(effects.family != PEOPLE) & ~effects.measure.isin(PERCENT_CHANGES)]
    labels = layer.review.uses.set_index("use").label
    rows = pd.DataFrame(
        {
            "finding": rest.finding_id,
            "use": rest.use.map(labels),
            "route": rest.route,
            "outcome": rest.outcome,
            "of those with": rest.group.map({DRUG: "the drug", COMPARISON: "the comparison"}),
            "figure": rest.words,
            "source": rest.source,
        }
    )
    if not rest.group.eq(COMPARISON).any():
        rows = rows.drop(columns="of those with")
    return DataTable(rows, f"other-figures{layer.suffix}", f"Figures in other units, {layer.label}")


def why_a_range(layer: Layer) -> Folded:
    """Why certainty is not one level."""
    cells = certainty_table(layer)
    ranges = cells[cells.found.notna() & cells.level.isna()]
    question = "Why is the certainty of a use a line and not a point?"
    if ranges.empty:
        return Folded(question, "Here it is not: no combination of use and route has more than one level.")
    first = ranges.iloc[0]
    return Folded(
        question,
        f"{first.found.start.reason} The line runs from {first.lowest} to {first.highest}: from the worst to the best case, once the other domains have taken their levels off.",
    )


def why_not_higher(layer: Layer) -> Folded:
    """What keeps the best case of a cell below the highest level."""
    cells = certainty_table(layer)
    rated = cells[cells.found.notna()]
    question = "Even in the best case, what keeps the certainty down?"
    if rated.empty:
        return Folded(question, "Nothing is rated.")
    every = [domain for domain in RULES if all(found.judgements[domain].fewest for found in rated.found)]
    counts = [
        f"{domain} in {sum(found.judgements[domain].fewest > 0 for found in rated.found)} of {len(rated)}"
        for domain in RULES
    ]
    always = f" Always: {wording.join(every)}." if every else ""
    return Folded(question, f"A level is taken off for {wording.join(counts)}.{always}")


def more_people(layer: Layer) -> Folded:
    """What the threshold on people means, with the largest cell."""
    cells = certainty_table(layer)
    sizes = [found.judgements["imprecision"].fewest for found in cells.found if found is not None]
    part = wording.part(sizes.count(0), len(sizes), "rated combination")
    return Folded(
        f"Why do {wording.number(ENOUGH_PEOPLE)} people or fewer cost a level?",
        "With few people, chance alone can make a difference or hide one. "
        f"{wording.sentence(f'{part} can have more than {wording.number(ENOUGH_PEOPLE)} people, counting what is open at its highest')} For an outcome that is counted, the rule asks for as many events, which is more still.",
    )


def missing_denominator(layer: Layer) -> Folded:
    """How a percentage without a denominator becomes a range."""
    effects = reported_effects(layer.findings)
    bare = effects[(effects.basis == RANGE) & effects.events.isna()]
    question = "How can a percentage without a denominator still say something?"
    if bare.empty:
        return Folded(question, "No such percentage is in this table.")
    first = bare.iloc[0]
    return Folded(
        question,
        f"People come in whole numbers. {wording.number(first.value)} % ({first.study_set}) can be rounded from a share of {first.smallest} "
        f"people at the least; and no more than {first.largest} took part. Each possible share has its own interval, and together "
        f"they reach from {percent(first.low)} to {percent(first.high)}.",
    )


def whole_people(layer: Layer) -> Folded:
    """What two percentages tell about groups whose sizes are not given."""
    said = [words for words in map(both_groups_words, layer.findings.itertuples()) if words]
    return Folded(
        "Two groups, two percentages, no group sizes: can the sizes be told?",
        " ".join(said) or "No finding in this table gives two percentages.",
    )


def same_share(layer: Layer) -> Folded:
    """Why the interval of few people is wider."""
    stated = same_people(reported_effects(layer.findings))
    stated = stated[stated.basis.eq(STATED) & stated.family.eq(PEOPLE)]
    question = "Would the same share in ten times as many people be as uncertain?"
    if stated.empty:
        return Folded(question, "No share in this table has both numbers stated.")
    first = stated.iloc[0]
    more = proportion(10 * first.events, 10 * first.denominator)
    return Folded(
        question,
        f"No. {first.words}. With {more.events} of {more.denominator} the interval would be {percent(more.low)} to {percent(more.high)}.",
    )


def _nothing_to_compare(layer: Layer, changes: pd.DataFrame) -> bool:
    behind = layer.findings[layer.findings.study_set.isin(changes.study_set)]
    return bool((behind.comparator_kind == "not stated").all())


def _listed(layer: Layer, sentences: list[str]) -> Prose:
    lines = "\n".join(f"{place}. {wording.sentence(text)}" for place, text in enumerate(sentences, start=1))
    return Prose(f"{emphasised(wording.sentence(layer.label))}\n\n{lines}")


def _beginning(words: str) -> str:
    """A stem with the sign that more letters follow: 'randomi' stands for randomised and randomized."""
    return f"{words}…" if words.endswith("randomi") else words
