"""Quotation verdicts: one symbol per finding, by group of uses: which ones the cited publications carry, and which not."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from evidence import wording
from evidence.chart import Chart, Record
from evidence.charts.additions import Additions
from evidence.charts.style import BLUE, GREY, GRID, INK, PURPLE, SOFT_INK, VERMILION, Mark, frame
from evidence.effects import percent
from evidence.page import DataTable
from evidence.quotations import (
    ACCURATE,
    AGAINST_PUBLICATIONS,
    MAJOR,
    MINOR,
    UNVERIFIED,
    VERDICTS,
    judged_quotations,
    quotation_counts,
)
from evidence.references import QUOTATIONS
from evidence.review import Review

# The shapes tell the verdicts apart without any colour.
VERDICT_MARKS = {
    ACCURATE: Mark(BLUE, "circle", "accurate"),
    MINOR: Mark(PURPLE, "diamond", "minor error: the message stands"),
    MAJOR: Mark(VERMILION, "x", "major error: the message does not stand"),
    UNVERIFIED: Mark(GREY, "circle-open", "unverified: cannot be verified"),
}
SHORT = {ACCURATE: "accurate", MINOR: "minor", MAJOR: "major", UNVERIFIED: "unverified"}
PER_LINE = 20  # symbols side by side: 17 px each on a phone
SIZE = 12  # px across a symbol
TITLE, WORDS, LINE, GAP = 20, 18, 20, 12  # px for the name of a group, its counts, a line of symbols, the space below
LEGEND = 26  # px for an entry; on a phone each has its own line
NOTHING = "no finding was set against a publication"


def quotation_verdicts_record(review: Review, *, by: str = "use_group") -> Record:
    """What the chart draws: one row per finding. ``by``: the column of ``judged_quotations`` that groups them.

    ``extra['heads']`` has one row per group with its words and ``lines`` (how many lines of symbols).

    >>> record = evidence.charts.quotation_verdicts_record(review)
    >>> record.name, len(record.rows) > 0
    ('quotation-verdicts-use-group', True)
    """
    counts, all_counts = quotation_counts(review, by=by), quotation_counts(review, by=None)
    quotations = judged_quotations(review)
    marks = quotations.assign(
        place=quotations[by].map({group: place for place, group in enumerate(counts[by])}),
        group=quotations[by],
        rank=quotations.verdict.map(VERDICTS.index),
    ).sort_values(["place", "rank"], kind="stable")
    marks["position"] = marks.groupby("place").cumcount()
    marks["hover"] = marks.finding_id + ": " + marks.verdict
    heads = pd.DataFrame({
        "group": counts[by], "words": [_words(group) for group in counts.to_dict("records")],
        "lines": (counts.findings + PER_LINE - 1) // PER_LINE,
    })  # fmt: skip
    name = f"quotation-verdicts-{by.replace('_', '-')}"
    return Record(
        name=name,
        title="Findings that the cited publications carry, and those that they do not",
        rows=marks[["place", "group", "position", "verdict", "finding_id", "hover"]].reset_index(drop=True),
        twin=DataTable(_twin(counts, all_counts, by, _which(marks)), name, f"Verdicts: {AGAINST_PUBLICATIONS}"),
        alt=_alt(heads, all_counts),
        layer=AGAINST_PUBLICATIONS,
        source="verdicts of quotations.csv; each names what the document and what the publication says",
        extra={"heads": heads},
    )


def quotation_verdicts(record: Record) -> Chart:
    """Draw the verdicts, sorted within each group, so that the length of a run is a number of findings.

    >>> record = evidence.charts.quotation_verdicts_record(review)
    >>> chart = evidence.charts.quotation_verdicts(record)
    >>> chart.marks > 0, len(chart.table.rows) > 0
    (True, True)
    """
    marks, heads = record.rows, record.extra["heads"]
    heights = [TITLE + WORDS + LINE * int(n) + GAP for n in heads.lines]
    tops = [sum(heights[:place]) for place in range(len(heights))]
    total = sum(heights) or TITLE + WORDS
    shown = [verdict for verdict in VERDICTS if (marks.verdict == verdict).any()]
    bottom = LEGEND * len(shown) + 8
    figure, additions = go.Figure(layout=frame(total + bottom + 8, bottom=bottom)), Additions()
    for verdict in shown:
        mark, part = VERDICT_MARKS[verdict], marks[marks.verdict == verdict]
        places = zip(part.place, part.position, strict=True)
        line = {"color": mark.colour, "width": 2 if mark.symbol.endswith("open") else 0}
        figure.add_scatter(
            x=[position % PER_LINE + 0.5 for position in part.position],
            y=[tops[place] + TITLE + WORDS + LINE * (position // PER_LINE + 0.5) for place, position in places],
            mode="markers", name=mark.words, hovertext=part.hover.tolist(), hoverinfo="text", cliponaxis=False,
            customdata=part.finding_id.tolist(),
            marker={"symbol": mark.symbol, "color": mark.colour, "size": SIZE, "opacity": 1, "line": line},
        )  # fmt: skip
    for head, top in zip(heads.itertuples(), tops, strict=True):
        additions.add_shape(type="line", x0=0, x1=PER_LINE, y0=top, y1=top, line={"color": GRID, "width": 1})
        _text(additions, f"<b>{head.group}</b>", top + TITLE / 2 + 2, 13, INK)
        _text(additions, head.words, top + TITLE + WORDS / 2, 12, INK)
    if heads.empty:
        _text(additions, NOTHING, total / 2, 13, SOFT_INK)
    figure.layout.meta = {"follows": QUOTATIONS}
    additions.put_on(figure)
    figure.update_xaxes(range=[0, PER_LINE], visible=False, fixedrange=True)
    figure.update_yaxes(range=[total, 0], visible=False, fixedrange=True)
    return Chart(record, figure)


def _words(group: dict) -> str:
    return ", ".join(f"{group[verdict]} {SHORT[verdict]}" for verdict in VERDICTS if group[verdict])


def _text(additions: Additions, words: str, y: float, size: int, colour: str) -> None:
    additions.add_annotation(
        x=0, xanchor="left", y=y, text=words, showarrow=False, borderpad=0, font={"size": size, "color": colour}
    )


def _which(marks: pd.DataFrame) -> dict[str, str]:
    """The findings of each group by verdict, which the chart tells on hover."""
    said: dict[str, list[str]] = {}
    for (_, group, _, verdict), part in marks.groupby(["place", "group", "rank", "verdict"]):
        said.setdefault(group, []).append(f"{verdict}: {', '.join(part.finding_id)}")
    return {group: "; ".join(parts) for group, parts in said.items()}


def _twin(counts: pd.DataFrame, all_counts: pd.DataFrame, by: str, which: dict[str, str]) -> pd.DataFrame:
    rows = pd.concat([counts, all_counts.assign(**{by: "all together"})], ignore_index=True) if len(counts) else counts
    columns = {by.removesuffix("_label").replace("_", " ").capitalize(): rows[by], "Findings": rows.findings}
    columns |= {verdict.capitalize(): rows[verdict] for verdict in VERDICTS} | {"Judged": rows.judged}
    for name in ("major", "any"):
        parts = zip(rows[f"{name}_share"], rows[f"{name}_low"], rows[f"{name}_high"], strict=True)
        columns[f"{name.capitalize()} error, of those judged"] = [_share(*part) for part in parts]
    columns["Which findings"] = [which.get(group, "all of the above") for group in rows[by]]
    return pd.DataFrame(columns)


def _share(share: float, low: float, high: float) -> str:
    return "none judged" if pd.isna(share) else f"{percent(share)} ({percent(low)} to {percent(high)})"


def _alt(heads: pd.DataFrame, all_counts: pd.DataFrame) -> str:
    if heads.empty:
        return f"Verdicts on quotations: {NOTHING}."
    total = all_counts.to_dict("records")[0]
    said = "; ".join(f"{head.group}: {head.words}" for head in heads.itertuples())
    return (
        f"One symbol for each of {wording.count(total['findings'], 'finding')} set against the publications that they cite, by verdict. "
        f"All together: {_words(total)}. {said}."
    )
