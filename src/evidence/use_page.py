"""The page of one use: everything that the review holds about it, in the order in which a student would ask.

Each function gives what one cell shows, as a tuple; ``use_cells`` puts the cells together. Nothing here needs a kernel.

>>> cells = evidence.use_page.use_cells(review, review.uses.use[0])
>>> len(cells) > 1
True
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from evidence import wording
from evidence.chart import Record
from evidence.charts import effect_directions, effect_directions_record
from evidence.judgements import certainty_table
from evidence.layer import NOT_STATED, Layer, layers
from evidence.markup import emphasised, literal
from evidence.one_use import OneUse, one_use, use_slugs
from evidence.page import Prose
from evidence.people import count_people
from evidence.quotations import ACCURATE, MAJOR, MINOR, UNVERIFIED
from evidence.review import Review
from evidence.use_tables import (
    claims_about,
    effect_table,
    finding_table,
    pooled_table,
    publications_behind,
    reason_table,
    verdict_table,
    vote_table,
)
from evidence.votes import COMPARATOR_GROUPS, DIRECTIONS, INACTIVE, study_votes
from evidence.yardstick import pooled_estimates

Cell = str | tuple[str, tuple]

GROUP = "Uses"
PREFIX = "use_"
NOTICE = "This page is a summary of what documents say. It is not medical advice."
COMPARED = "Documents against publications and systematic reviews."
NOT_STATED_MEANS = "*Not stated* means that the source does not say. It is never the same as *no* or *none*. A dash in a table says the same."


def answer(one: OneUse) -> tuple[Prose, ...]:
    """What is reported of benefit and harm in both layers, how sure it is, whether it holds up, and what was pooled."""
    shown = []
    for layer in one.layers:
        lines = [*_benefits(layer), f"- {wording.sentence(_harms(layer))}"]
        shown.append(Prose("\n".join([emphasised(wording.sentence(layer.label)), "", *lines])))
    shown.append(Prose(f"{emphasised(COMPARED)}\n\n{_bullets([_held_up(one), _pooled(one)])}"))
    return tuple(shown)


def directions(one: OneUse, kind: str) -> tuple:
    """For each layer the direction of every outcome of that kind by route, as a chart with its table."""
    group = one.review.uses.set_index("use").use_group[one.use]
    shown: list = []
    for layer in one.layers:
        if layer.of_kind(kind).findings.empty:
            none = (
                f"{layer.label}, no {kind} is reported for this use{layer.reach}; that does not mean that there is none"
            )
            shown.append(Prose(wording.sentence(none)))
            continue
        chart = effect_directions(_named(effect_directions_record(layer, group, kind=kind), one.label, kind, layer))
        shown += [chart, chart.table]
    return tuple(shown)


def _named(record: Record, label: str, kind: str, layer: Layer) -> Record:
    """The record of a group of uses that holds one use, with the name of that use in place of the group's."""
    rows = record.twin.rows.assign(Outcome=record.twin.rows.Outcome.str.removeprefix(f"{label} – "))
    twin = replace(record.twin, rows=rows, caption=f"Outcome by outcome ({kind}s), {layer.label}")
    return replace(record, title=f"{label}: direction of each outcome by route ({kind}s)", twin=twin)


def findings(one: OneUse) -> tuple:
    """Every finding of either layer with its place."""
    return tuple(finding_table(one, layer) for layer in one.layers)


def votes(one: OneUse) -> tuple:
    """The votes on benefit in either layer."""
    return tuple(vote_table(layer) for layer in one.layers)


def effects(one: OneUse) -> tuple:
    """Every figure of either layer in its own unit."""
    return tuple(effect_table(layer) for layer in one.layers)


def reasons(one: OneUse) -> tuple:
    """Why the certainty is what it is, in either layer."""
    return tuple(reason_table(layer) for layer in one.layers)


def publications(one: OneUse) -> tuple:
    """Each finding against what it cites, then the publications themselves."""
    return verdict_table(one), publications_behind(one)


def claims(one: OneUse) -> tuple:
    """What documents say of the use besides studies."""
    return (claims_about(one),)


def pooled(one: OneUse) -> tuple:
    """What systematic reviews pooled."""
    return (pooled_table(one),)


# Heading, words below it, and the lines that show the rest; {…} is filled in where the page is made.
HOW_TO_READ = (
    "Each row is a group of outcomes, each column a route. A symbol is one study set: its shape says which way the outcomes point, "
    "its area how many people took part. A number with “×” under a symbol counts the study sets that it stands for, “n ?” means that no number is stated. "
    "Nothing here says how large an effect is."
)
SECTIONS = (
    ("Which way the outcomes point", HOW_TO_READ, 'directions(use, "benefit")', lambda one: directions(one, "benefit")),
    ("Harms", "“Against” means that the drug, its overdose, its misuse or stopping it brought the harm.",
     'directions(use, "harm")', lambda one: directions(one, "harm")),
    ("Every finding", "One row is one outcome of one study set. Its source is named last, with a link where the publication was found.",
     "findings(use)", findings),
    ("Votes", "One study set has one vote in each comparator group. A share of votes is not the size of an effect.", "votes(use)", votes),
    ("How sure can one be?", "The design gives the start; every other point can take levels off. Nothing is ever raised.",
     "reasons(use)", reasons),
    ("Reported figures", "Each figure stands in its own unit. A range stands where a number is missing, and is no interval.",
     "effects(use)", effects),
    ("Do the publications carry it?", "A minor error leaves the message standing; a major one does not. What cannot be verified is no error.",
     "publications(use)", publications),
    ("What documents say of it besides studies", "A claim can be true or false; here stands only who says it. Claims on a whole group of uses are among them.",
     "claims(use)", claims),
    ("What systematic reviews pooled", "A systematic review searches for all studies of a question. None of these is cited by a document.",
     "pooled(use)", pooled),
)  # fmt: skip


def use_cells(review: Review, use: str) -> tuple[Cell, ...]:
    """The cells of the page of one use: Markdown, or the lines of a code cell with what they show."""
    one = one_use(review, use)
    notice = review.codebook.about.get("notice") or NOTICE
    about = f" {one.definition}" if one.definition else ""
    first = (
        "import evidence\n\n"
        f"use = evidence.one_use(evidence.load_review(), {use!r})\n"
        "display(*evidence.use_page.answer(use))"
    )
    cells: list[Cell] = [
        f"# {literal(one.label)}\n\n*{literal(notice)}*{literal(about)}",
        (first, answer(one)),
        NOT_STATED_MEANS,
    ]
    for heading, words, call, shown in SECTIONS:
        cells += [f"## {heading}\n\n{words}", (f"display(*evidence.use_page.{call})", tuple(shown(one)))]
    return tuple(cells)


def use_pages(review: Review) -> dict[str, tuple[Cell, ...]]:
    """The pages of all uses by name, in the order of uses.csv."""
    return {f"{PREFIX}{slug}": use_cells(review, use) for use, slug in use_slugs(review).items()}


def book_links(review: Review) -> dict[str, str]:
    """What names in tables lead to: a use to its page; a finding, study set, result or trial to its (first) row."""
    labels = review.uses.set_index("use").label
    links = {labels[use]: f"{PREFIX}{slug}" for use, slug in use_slugs(review).items()}
    for layer in layers(review):
        for finding in layer.findings.itertuples():
            links.setdefault(finding.finding_id, f"#{finding.finding_id}")
            links.setdefault(finding.study_set, f"#{finding.finding_id}")
    return links


def _benefits(layer: Layer) -> list[str]:
    layer = layer.of_kind("benefit")
    if layer.findings.empty:
        return [f"- Benefit: no study is reported for this use by any route{layer.reach}, so there is nothing to rate."]
    rated = certainty_table(layer).set_index("route").certainty
    return ["- Benefit, by route:", *(f"  - {_by_route(layer, route, rated)}." for route in layer.routes)]


def _by_route(layer: Layer, route: str, rated: pd.Series) -> str:
    found = layer.findings[layer.findings.route == route]
    name = "route not stated" if route == NOT_STATED else route
    if found.empty:
        return f"{name}: no study reported{layer.reach}, so there is nothing to rate"
    sets = wording.count(found.study_set.nunique(), "study set")
    people = wording.people(count_people(found))
    return f"{name}: {sets} ({people}); {_votes(study_votes(found))}; certainty: {rated[route]}"


def _votes(found: pd.DataFrame) -> str:
    """'votes: 2 favours, 1 mixed; compared with active drug: 1 no difference'."""
    parts = []
    for group in dict.fromkeys(COMPARATOR_GROUPS.values()):
        tally = found[found.comparator_group == group].direction.value_counts()
        if tally.empty:
            continue
        said = ", ".join(
            f"{tally[direction]} {'direction not stated' if direction == NOT_STATED else direction}"
            for direction in DIRECTIONS
            if direction in tally
        )
        parts.append(f"{'votes' if group == INACTIVE else f'compared with {group}'}: {said}")
    return "; ".join(parts)


def _harms(layer: Layer) -> str:
    found = layer.of_kind("harm").findings
    if found.empty:
        return f"Harm: none is reported for this use{layer.reach}, which does not mean that there is none"
    brought, absent = found[found.direction == "against"], found[found.direction == "no difference"]
    said = [f"{wording.count(found.study_set.nunique(), 'study set')} ({wording.people(count_people(found))})"]
    if len(brought):
        said.append(f"found against the drug: {_quoted(brought.outcome)}")
    if len(absent):
        said.append(f"no difference found, or said not to occur: {_quoted(absent.outcome)}")
    return "Harm: " + "; ".join(said)


def _quoted(outcomes: pd.Series) -> str:
    """The outcomes, each in quotation marks, since many hold commas of their own."""
    return wording.names([f"“{outcome}”" for outcome in outcomes.unique()])


def _held_up(one: OneUse) -> str:
    found = one.quotations
    if found.empty:
        return "No finding of a document on this use was set against a publication"
    tally = found.verdict.value_counts()
    counts = [
        (ACCURATE, "is", "are", "accurate"),
        (MINOR, "has", "have", "a minor error"),
        (MAJOR, "has", "have", "a major error"),
    ]
    said = [
        f"{tally[level]} {single if tally[level] == 1 else several} {what}"
        for level, single, several, what in counts
        if level in tally
    ]
    if UNVERIFIED in tally:
        said.append(f"{tally[UNVERIFIED]} cannot be verified, which is no error")
    if len(found) == 1:
        return f"The only finding whose publication was looked for {said[0].removeprefix('1 ')}"
    return f"Of {wording.count(len(found), 'finding')} whose publications were looked for, {wording.join(said)}"


def _pooled(one: OneUse) -> str:
    pooled_rows = pooled_estimates(one.review) if one.review.has("reviews") else None
    found = pooled_rows[pooled_rows.use == one.use] if pooled_rows is not None else None
    if found is None or found.empty:
        return "No pooled estimate of a systematic review is recorded for this use"
    known = found[found.includes_null.notna()]
    return (
        f"{wording.sentence(wording.count(len(found), 'result'))[:-1]} of systematic reviews; of the {len(known)} with an estimate and an interval that can be "
        f"read, {int(known.includes_null.sum())} include no difference from what the drug was compared with"
    )


def _bullets(sentences: list[str]) -> str:
    return "\n".join(f"- {wording.sentence(text)}" for text in sentences)
