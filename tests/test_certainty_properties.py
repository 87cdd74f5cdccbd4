"""Certainty of all cells at once is that of each cell alone, and that of a plain rating written finding by finding."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
from certainty_by_cell import rate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.certainty import STARTS
from evidence.judgements import cell_certainty, certainty_table
from evidence.layer import AS_DOCUMENTS, Layer
from evidence.people import count_people
from evidence.votes import COMPARATOR_GROUPS, DIRECTIONS
from evidence.wording import MOST_NAMES, people

USES, ROUTES = ["a", "b", "not stated"], ["oral", "intrathecal", "not stated"]
SET = {
    "design_stated": st.sampled_from(
        [
            "trial",
            "case study",
            "uncontrolled study",
            "placebo-controlled trial",
            "review of trials",
            "randomised trial",
        ]
    ),
    "design_class": st.sampled_from([*STARTS, None]),
    "blinded": st.sampled_from(["yes", "no", "not stated", None]),
    "n_studies": st.sampled_from([None, 1, 3]),
    "n_participants": st.sampled_from([None, 1, 60, 133, 400, 401]),
    "n_basis": st.sampled_from(["exact", "approximate", "total or each"]),
}
FINDING = {
    "use": st.sampled_from(USES),
    "route": st.sampled_from(ROUTES),
    "route_basis": st.sampled_from(["stated", "read as", "inherited"]),
    "comparator_kind": st.sampled_from(sorted(COMPARATOR_GROUPS)),
    "comparator": st.sampled_from(["x", "y", None]),
    "direction": st.sampled_from(DIRECTIONS),
    "kind": st.sampled_from(["benefit", "benefit", "benefit", "harm"]),
}


@st.composite
def reviews(draw) -> list[dict]:
    """Findings of up to eight study sets; with or without what only publications tell."""
    known = draw(st.booleans())
    fields = {name: levels for name, levels in SET.items() if known or name not in ("design_class", "blinded")}
    sets = draw(st.lists(st.fixed_dictionaries(fields), min_size=1, max_size=8))
    numbers = st.integers(0, len(sets) - 1)
    # The order matters: sets stand in that of their first finding.
    rows = draw(st.lists(st.tuples(numbers, st.fixed_dictionaries(FINDING)), min_size=1, max_size=25))
    return [
        {"finding_id": f"f{place}", "study_set": f"set-{number}", **sets[number], **row}
        for place, (number, row) in enumerate(rows)
    ]


def layer_of(rows: list[dict]) -> Layer:
    findings = pd.DataFrame(rows).astype({"n_studies": "Int64", "n_participants": "Int64"})
    text = [name for name in findings if name not in ("n_studies", "n_participants")]
    uses = pd.DataFrame({"use": USES, "label": [use.upper() for use in USES], "use_group": "group"})
    review = SimpleNamespace(uses=uses, codebook=SimpleNamespace(about={"routes": ROUTES[:2]}))
    return Layer(review, findings.astype(dict.fromkeys(text, "str")), AS_DOCUMENTS, "made up")


def in_cell(rows: list[dict], use: str, route: str) -> list[dict]:
    return [row for row in rows if (row["kind"], row["use"], row["route"]) == ("benefit", use, route)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reviews(), st.sampled_from([0.5, 0.7, 1.0]), st.sampled_from([133, 400]))
def test_all_cells_at_once_are_rated_as_each_by_hand(rows, agreement, enough):
    table = certainty_table(layer_of(rows), agreement=agreement, enough_people=enough)
    reported = [(use, route) for use in USES for route in ROUTES if in_cell(rows, use, route)]
    rated = table[table.found.notna()]
    assert list(zip(rated.use, rated.route, strict=True)) == reported
    for cell in rated.itertuples():
        wanted = rate(in_cell(rows, cell.use, cell.route), enough=enough, agreement=agreement)
        assert cell.sets.split(";") == wanted["sets"]
        assert cell.study_sets == len(wanted["sets"])
        assert (cell.lowest, cell.highest) == (wanted["lowest"], wanted["highest"])
        assert (cell.found.start.lowest, cell.found.start.highest) == wanted["start"]
        steps = {domain: (judged.fewest, judged.most) for domain, judged in cell.found.judgements.items()}
        assert steps == wanted["steps"]
        assert ("further sign" in cell.found.reasons["publication bias"]) == wanted["small_and_in_favour"]
        said = cell.found.reasons["inconsistency"]
        for name, direction in wanted["votes"]:
            assert name in said
            assert direction in {"not stated"} or direction in said


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(reviews())
def test_a_cell_is_rated_the_same_beside_others_and_alone(rows):
    """Level, steps and every sentence; and people are those that ``count_people`` counts."""
    layer = layer_of(rows)
    table = certainty_table(layer)
    for cell in table[table.found.notna()].itertuples():
        findings = layer.of_kind("benefit").findings
        alone = findings[(findings.use == cell.use) & (findings.route == cell.route)]
        assert cell_certainty(alone) == cell.found
        # Findings of rated sets against another treatment are not rated themselves where the cell has others.
        inactive = alone[alone.comparator_kind.map(COMPARATOR_GROUPS).str.startswith("none")]
        chosen = inactive if len(inactive) else alone
        assert cell.people == people(count_people(chosen[chosen.study_set.isin(cell.sets.split(";"))]))


def test_long_lists_are_cut_in_sentences_and_kept_whole_in_the_table():
    """Of many study sets a sentence names the first ones; the column ``sets`` has all."""
    plain = {
        "use": "a", "route": "oral", "route_basis": "stated", "design_stated": "trial", "n_studies": 1, "n_participants": 60,
        "n_basis": "exact", "comparator": None, "comparator_kind": "not stated", "direction": "favours", "kind": "benefit",
    }  # fmt: skip
    against = {**plain, "comparator_kind": "active drug", "comparator": "another drug"}
    rows = [{"finding_id": f"f{i}", "study_set": f"set-{i}", **plain} for i in range(5_000)]
    rows += [{"finding_id": f"g{i}", "study_set": f"other-{i}", **against} for i in range(5_000)]
    cell = certainty_table(layer_of(rows)).iloc[0]
    assert cell.study_sets == 5_000
    assert len(cell.sets.split(";")) == 5_000
    assert all(len(reason) < 60 * MOST_NAMES for reason in cell.found.reasons.values())
    assert "other-0, other-1" in cell.found.reasons["indirectness"]
    assert "4\N{NARROW NO-BREAK SPACE}989 more" in cell.found.reasons["indirectness"]
