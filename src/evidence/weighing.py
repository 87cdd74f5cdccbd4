"""Answers, tables and questions on how far an order of uses or routes depends on the reader's taste.

Nothing here is a result about the drug: a rank says how firm the evidence is by criteria that a reader may weigh, never
how well something works.

>>> table = evidence.weighing.criteria()
>>> table.name
'criteria'
"""

from __future__ import annotations

import pandas as pd

from evidence import sensitivity, wording
from evidence.layer import Layer
from evidence.markup import emphasised
from evidence.page import DataTable, Folded, Prose
from evidence.robustness import CRITERIA, Ranks, rank_alternatives, route_duels

SMALLEST = 0.0005  # a share of draws below this would print as nothing


def draws_share(value: float | None) -> str:
    """A share of draws as a percentage; a share that would print as 0.0 % is '< 0.1 %', '–' where there is none."""
    if value is None or pd.isna(value):
        return "–"
    return "< 0.1 %" if 0 < value < SMALLEST else wording.percent(value)


def answer(layer: Layer) -> Prose:
    """Dominance first, then who can be first, how wide the ranks are, and the routes within a use."""
    ranks = rank_alternatives(layer)
    if ranks is None:
        return Prose(
            f"{emphasised(wording.sentence(layer.label))}\n\nNo benefit is reported, so there is nothing to order."
        )
    sentences = [_dominated(ranks), _first(ranks), _spread(ranks), _routes(ranks)]
    sentences.append(
        "So this page offers no order: an order would say as much of the weights and of what is left open as of the evidence"
    )
    return _listed(layer, sentences)


def left_out(record) -> Prose:
    """What leaving one study set out changes. ``record``: that of the chart ``leave_one_out``."""
    found = record.extra["found"]
    if found.empty:
        return Prose("No study set can be left out.")
    alone = found[found.certainty_without == sensitivity.NOTHING_LEFT]
    rest = found[found.certainty_without != sensitivity.NOTHING_LEFT]
    other = found[~found.leads_on]
    names, only, others = (rows.study_set.nunique() for rows in (found, alone, other))
    sentences = [
        f"{wording.part(only, names, 'study set')} {wording.verb(only, 'is', 'are')} the only one of a use and route: without it nothing is reported there",
        f"Of the other {rest.study_set.nunique()}, leaving one out changes the certainty of its use and route in "
        f"{wording.count(int(rest.certainty_moves.sum()), 'case')}"
        if len(rest)
        else "None of them can be left out with anything left to rate",
        f"{record.extra['leader']} is no longer first most often when "
        f"{'one of ' if others > 1 else ''}{wording.count(others, 'study set')} is left out: {wording.listed(other.study_set)}"
        if len(other)
        else f"{record.extra['leader']} stays first most often whichever study set is left out",
    ]
    lines = "\n".join(f"{place}. {wording.sentence(text)}" for place, text in enumerate(sentences, start=1))
    return Prose(f"{emphasised(wording.sentence(record.layer))}\n\n{lines}")


def criteria() -> DataTable:
    """The criteria with their partial value functions, from the constants that the code uses."""
    rows = [
        {"criterion": name, "measures": rule.measures, "value": rule.value, "drawn": rule.drawn, "source": rule.source}
        for name, rule in CRITERIA.items()
    ]
    titles = {"value": "value, from 0 to 1", "drawn": "where the source leaves it open", "source": "whose rule"}
    return DataTable(pd.DataFrame(rows), "criteria", "Criteria that a reader may weigh", titles)


def dominance_table(layer: Layer) -> DataTable:
    """Who is behind whom whatever the weights."""
    ranks = rank_alternatives(layer)
    rows = []
    for place, cell in enumerate(ranks.alternatives.itertuples() if ranks else []):
        ahead = ranks.alternatives.label[ranks.dominates[:, place]]
        rows.append({
            "use": cell.use_label, "route": cell.route, "behind": "; ".join(ahead) or "none",
            "ahead of": int(ranks.dominates[place].sum()),
        })  # fmt: skip
    frame = pd.DataFrame(rows, columns=["use", "route", "behind", "ahead of"])
    titles = {"behind": "behind in every draw", "ahead of": "ahead of, in every draw (number)"}
    caption = f"Which is behind another whatever the weights, {layer.label}"
    return DataTable(frame, f"dominance{layer.suffix}", caption, titles)


def routes_table(layer: Layer) -> DataTable:
    """How often the evidence by one route stands before that by another, for each use that has both."""
    ranks = rank_alternatives(layer)
    rows = [
        {"use": duel.use_label, "before": f"{duel.route} before {duel.other}", "share": draws_share(duel.before),
         "dominated": duel.dominated or "none"}
        for duel in (route_duels(ranks).itertuples() if ranks else [])
    ]  # fmt: skip
    titles = {"before": "which before which", "share": "share of draws", "dominated": "behind in every draw"}
    frame = pd.DataFrame(rows, columns=["use", "before", "share", "dominated"])
    return DataTable(frame, f"route-duels{layer.suffix}", f"Firmer evidence by which route, {layer.label}", titles)


def thresholds_table(layer: Layer) -> DataTable:
    """What other thresholds change: votes, certainty, and who is first most often."""
    found = sensitivity.other_thresholds(layer)
    rows = pd.DataFrame({
        "threshold": found.threshold,
        "level": [_level(row) for row in found.itertuples()],
        "votes": [_votes(row) for row in found.itertuples()],
        "certainty": found.certainty_changed,
        "first": [row.leader or "–" for row in found.itertuples()],
        "share": [draws_share(value) for value in found["first"]],
    })  # fmt: skip
    titles = {"votes": "votes in favour", "certainty": "certainties that change", "first": "first most often", "share": "in draws"}  # fmt: skip
    return DataTable(rows, f"thresholds{layer.suffix}", f"Other thresholds, {layer.label}", titles)


def units_table(layer: Layer) -> DataTable:
    """Votes by study set beside votes by study, with a range where the number of studies is not stated."""
    found = sensitivity.votes_by_study(layer)
    rows = pd.DataFrame({
        "use": found.use_label, "route": found.route,
        "sets": [_of(row.favours_sets, row.favours_sets, row.n_sets, row.n_sets) for row in found.itertuples()],
        "studies": [
            _of(row.favours_studies_low, row.favours_studies_high, row.n_studies_low, row.n_studies_high) for row in found.itertuples()
        ],
    })  # fmt: skip
    titles = {"sets": "in favour, by study set", "studies": "in favour, by study"}
    return DataTable(rows, f"vote-units{layer.suffix}", f"Votes by study set and by study, {layer.label}", titles)


def first_is_not_best(layer: Layer) -> Folded:
    """What being first most often does not mean."""
    ranks = rank_alternatives(layer)
    question = "One use is first more often than any other. Does the drug work best there?"
    if ranks is None:
        return Folded(question, "Nothing is reported here.")
    return Folded(
        question,
        f"No. {ranks.leader} is first in {draws_share(float(ranks.first.max()))} of draws because more or better described studies are "
        "reported for it. None of the criteria measures how much people got better.",
    )


def what_dominance_means(layer: Layer) -> Folded:
    """Why dominance needs no weights."""
    ranks = rank_alternatives(layer)
    question = "Why can it be said without any weights that one stands behind another?"
    behind = [] if ranks is None else ranks.dominates.any(axis=0).nonzero()[0].tolist()
    if not behind:
        return Folded(question, "Here it cannot: none is behind another on every criterion in every draw.")
    ahead = ranks.alternatives.label[ranks.dominates[:, behind[0]]].iloc[0]
    return Folded(
        question,
        f"Because it is not better on any criterion and worse on at least one. {ranks.alternatives.label[behind[0]]} stands so to {ahead} in "
        "every draw, so no weights can bring it to the front.",
    )


def why_so_wide(layer: Layer) -> Folded:
    """How much of the spread of ranks comes from the weights alone."""
    ranks = rank_alternatives(layer)
    question = "Would the ranks be sure if all readers agreed on the weights?"
    equal = rank_alternatives(layer, weights=dict.fromkeys(CRITERIA, 1))
    if ranks is None:
        return Folded(question, "Nothing is reported here.")
    widths = (equal.spread.high - equal.spread.low).max()
    said = (
        f"Not where the source is silent. With equal weights {equal.leader} is first in {draws_share(float(equal.first.max()))} of draws, and "
        f"one alternative still moves over {widths + 1} ranks, because designs, follow-up or numbers are left open."
        if widths
        else "Yes. With equal weights every alternative keeps its rank, because nothing is left open."
    )
    return Folded(question, said)


def _dominated(ranks: Ranks) -> str:
    count, behind = len(ranks.alternatives), ranks.dominates.any(axis=0)
    if count == 1:
        return "Dominance: there is only one combination of use and route, so nothing is behind another"
    if not behind.any():
        return f"Dominance: none of the {count} combinations of use and route is behind another on every criterion, so any order rests on weights"
    part = wording.part(int(behind.sum()), count, "combination")
    return (
        f"Dominance: {part} of use and route {wording.verb(int(behind.sum()), 'is', 'are')} behind another whatever the weights and whatever the "
        f"open values turn out to be ({'; '.join(ranks.alternatives.label[behind])}); the order of the others rests on weights"
    )


def _first(ranks: Ranks) -> str:
    can, most = int((ranks.first > 0).sum()), float(ranks.first.max())
    return (
        f"{wording.part(can, len(ranks.alternatives), 'combination')} {wording.verb(can, 'comes', 'come')} first in at least one draw of weights and of what is open; most often "
        f"{ranks.leader}, in {draws_share(most)} of {wording.number(ranks.found.draws)} draws"
        + (f", so in {draws_share(1 - most)} another one is" if most < 1 else "")
    )


def _spread(ranks: Ranks) -> str:
    spread = ranks.spread
    widest = int((spread.high - spread.low).argmax())
    return (
        f"Ranks are wide: {ranks.alternatives.label[widest]} stands between rank {spread.low[widest]} and rank {spread.high[widest]} of "
        f"{len(spread)} in nine of ten draws"
        if spread.high[widest] > spread.low[widest]
        else f"{wording.part(len(spread), len(spread), 'combination')} {wording.verb(len(spread), 'keeps', 'keep')} one rank in nine of ten draws"
    )


def _routes(ranks: Ranks) -> str:
    duels = route_duels(ranks)
    if duels.empty:
        return "Routes: no use has two of the routes, so there is nothing to set side by side"
    said = [
        f"{duel.use_label}, {duel.route} before {duel.other} in {draws_share(duel.before)} of draws"
        for duel in duels.itertuples()
    ]
    return f"Routes: {'; '.join(said)}; this tells by which route more is known, not by which the drug works better"


def _level(row) -> str:
    level = row.level if isinstance(row.level, str) else wording.number(row.level) if row.level > 1 else wording.percent(row.level)  # fmt: skip
    return f"{level} (as used)" if row.as_used else level


def _votes(row) -> str:
    return _of(row.favours, row.favours_most, row.n, row.n_most)


def _of(favours: int, favours_most: int, n: int, n_most: int) -> str:
    """'3 of 3', '3 to 7 of 4 to 8', 'all of 4 to 8' (whichever number it is), or '–' without a direction."""
    if n_most == 0:
        return "–"
    part, whole = (
        str(low) if low == high else f"{low} to {high}" for low, high in ((favours, favours_most), (n, n_most))
    )
    return f"{'all' if favours == n < n_most else part} of {whole}"


def _listed(layer: Layer, sentences: list[str]) -> Prose:
    lines = "\n".join(f"{place}. {wording.sentence(text)}" for place, text in enumerate(sentences, start=1))
    return Prose(f"{emphasised(wording.sentence(layer.label))}\n\n{lines}")
