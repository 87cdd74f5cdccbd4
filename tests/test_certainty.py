"""Certainty: the rules by hand, the bodies of evidence that are easily rated wrongly, and a reason for every cell."""

import pandas as pd
import pytest

from evidence.appraisal import (
    certainty_answer,
    certainty_reasons,
    certainty_rules,
    design_words,
    more_people,
    why_not_higher,
)
from evidence.appraisal import why_a_range as why_range
from evidence.certainty import (
    DOMAINS,
    ENOUGH_PEOPLE,
    LEVELS,
    RULES,
    STARTS,
    Judgement,
    Start,
    certainty,
    design_classes,
)
from evidence.judgements import body_of_evidence, cell_certainty, certainty_table
from evidence.layer import Layer

OPEN = Start("very low", "high", "the design is not stated")


def judged(**steps):
    """Nothing taken off but what ``steps`` says (underscores for spaces)."""
    off = {name.replace("_", " "): step for name, step in steps.items()}
    return {domain: Judgement(*off.get(domain, (0, 0)), f"argued for {domain}") for domain in RULES}


@pytest.fixture
def cell(layer):
    """Make findings of one use by one route: each keyword dictionary is a study set, changed from one plain row."""
    plain = layer.findings[layer.findings.kind == "benefit"].iloc[[0]]
    defaults = {
        "use": layer.review.uses.use.iloc[0], "route": layer.named_routes[0], "route_basis": "stated", "design_stated": "trial",
        "n_studies": 1, "n_participants": 60, "n_basis": "exact", "comparator": None, "comparator_kind": "not stated",
        "outcome": "pain", "outcome_domain": "pain", "kind": "benefit", "direction": "favours",
    }  # fmt: skip

    def make(*sets):
        rows = []
        for number, changes in enumerate(sets, start=1):
            name = changes.get("study_set", f"set-{number}")
            rows.append(plain.assign(**{"study_set": name, "finding_id": f"{name}-{number}", **defaults, **changes}))
        return pd.concat(rows, ignore_index=True)

    return make


@pytest.fixture
def layer_of(layer):
    return lambda findings: Layer(layer.review, findings, layer.label, layer.source)


# The rules


def test_levels_are_ordered():
    assert LEVELS == ("very low", "low", "moderate", "high")


@pytest.mark.parametrize(
    ("start", "steps", "words"),
    [
        (Start("high", "high", "randomised"), {}, "high"),
        (Start("high", "high", "randomised"), {"publication_bias": (1, 1)}, "moderate"),
        (Start("high", "high", "randomised"), {"publication_bias": (1, 1), "imprecision": (1, 1)}, "low"),
        (Start("high", "high", "randomised"), {"imprecision": (0, 1)}, "moderate to high"),
        (Start("low", "low", "controlled"), {"publication_bias": (1, 1)}, "very low"),
        (Start("very low", "very low", "cases"), {domain.replace(" ", "_"): (2, 2) for domain in RULES}, "very low"),
        (OPEN, {}, "very low to high"),
        (OPEN, {"imprecision": (1, 1), "publication_bias": (1, 1)}, "very low to low"),
    ],
)
def test_levels_fall_by_what_is_taken_off_and_not_below_the_floor(start, steps, words):
    found = certainty(start, judged(**steps))
    assert found.words == words
    assert found.level == (words if words in LEVELS else None)
    assert list(found.reasons) == list(DOMAINS) == list(found.steps)


@pytest.mark.parametrize("domain", RULES)
def test_a_missing_reason_is_an_error(domain):
    bare = judged()
    bare[domain] = Judgement(0, 0, "  ")
    with pytest.raises(ValueError, match=f"no reason for {domain}"):
        certainty(OPEN, bare)
    del bare[domain]
    with pytest.raises(ValueError, match=f"no judgement for {domain}"):
        certainty(OPEN, bare)


def test_other_wrong_inputs_are_errors():
    with pytest.raises(ValueError, match="no reason for design"):
        certainty(Start("low", "low", ""), judged())
    with pytest.raises(ValueError, match="unknown domain 'taste'"):
        certainty(OPEN, {**judged(), "taste": Judgement(0, 0, "none")})
    with pytest.raises(ValueError, match="imprecision takes off"):
        certainty(OPEN, judged(imprecision=(1, 3)))
    with pytest.raises(ValueError, match="imprecision takes off"):
        certainty(OPEN, judged(imprecision=(1, 0)))
    with pytest.raises(ValueError, match="is above"):
        certainty(Start("high", "low", "upside down"), judged())


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        ("trial", ("uncontrolled", "randomised")),
        ("clinical trials", ("uncontrolled", "randomised")),
        ("not stated", ("uncontrolled", "randomised")),
        ("analysis of clinical trials", ("uncontrolled", "randomised")),
        ("case study", ("case report", "case report")),
        ("Case", ("case report", "case report")),
        ("case-control study", ("controlled, not randomised", "controlled, not randomised")),
        ("Randomized trial", ("randomised", "randomised")),
        ("non-randomised trial", ("uncontrolled", "controlled, not randomised")),
        ("placebo-controlled trial", ("controlled, not randomised", "randomised")),
        ("uncontrolled study", ("uncontrolled", "uncontrolled")),
    ],
)
def test_words_leave_designs_open(words, classes):
    assert design_classes(words) == classes


def test_starts_cover_the_codebook(review):
    assert set(review.codebook.levels("publications", "design_class")) == set(STARTS)


# From findings to certainty


def test_one_trial_without_a_design_is_a_range(cell):
    found = cell_certainty(cell({}))
    assert (found.lowest, found.highest, found.level) == ("very low", "low", None)
    assert found.judgements["imprecision"] == Judgement(1, 1, found.reasons["imprecision"])
    assert "Only one study set" in found.reasons["inconsistency"]
    assert all("set-1" in reason for reason in found.reasons.values())


@pytest.mark.parametrize(
    ("people", "basis", "studies", "steps"),
    [
        (ENOUGH_PEOPLE, "exact", 1, (1, 1)),
        (ENOUGH_PEOPLE + 1, "exact", 1, (0, 0)),
        (250, "total or each", 2, (0, 1)),  # 250 or 500
        (200, "total or each", 2, (1, 1)),  # 200 or 400
        (None, "not stated", 1, (0, 1)),
    ],
)
def test_people(cell, people, basis, studies, steps):
    found = cell_certainty(cell({"n_participants": people, "n_basis": basis, "n_studies": studies}))
    judgement = found.judgements["imprecision"]
    assert (judgement.fewest, judgement.most) == steps


def test_more_people_than_the_threshold_reach_moderate(cell):
    found = cell_certainty(cell({"n_participants": ENOUGH_PEOPLE + 1}))
    assert found.highest == "moderate"
    assert "more than 400" in found.reasons["imprecision"]
    assert cell_certainty(cell({"n_participants": 60}), enough_people=50).highest == "moderate"


def test_people_of_a_set_without_a_number_may_be_many(cell):
    judgement = cell_certainty(cell({}, {"n_participants": None, "n_basis": "not stated"})).judgements["imprecision"]
    assert (judgement.fewest, judgement.most) == (0, 1)


def test_a_pooled_analysis_may_hold_the_people_of_another_set(cell):
    findings = cell({"n_participants": 300, "design_stated": "analysis of trials"}, {"n_participants": 150})
    judgement = cell_certainty(findings).judgements["imprecision"]
    assert (judgement.fewest, judgement.most) == (0, 1)  # 300 to 450
    assert "pooled analysis" in judgement.reason


def test_case_reports_only(cell):
    found = cell_certainty(cell({"design_stated": "case study", "n_participants": 1}, {"design_stated": "case"}))
    assert found.level == "very low"
    assert found.reasons["design"].startswith("Only single cases")


def test_case_reports_are_left_out_beside_trials(cell):
    findings = cell({}, {"design_stated": "case study", "direction": "against"})
    body = body_of_evidence(findings)
    assert body.sets == ["set-1"]
    assert (
        "Not rated here, because the design is weaker or not known to be as strong: set-2"
        in cell_certainty(findings).reasons["design"]
    )


def test_a_control_group_makes_a_study_controlled(cell):
    found = cell_certainty(cell({"comparator_kind": "control group", "comparator": "a control group"}))
    assert (found.start.lowest, found.start.highest) == ("low", "high")


def test_votes_that_differ_are_inconsistent(cell):
    found = cell_certainty(cell({}, {"direction": "no difference"}))
    assert found.judgements["inconsistency"].fewest == 1
    assert "set-1: favours" in found.reasons["inconsistency"]
    assert "set-2: no difference" in found.reasons["inconsistency"]
    assert cell_certainty(cell({}, {})).judgements["inconsistency"].most == 0


def test_all_mixed(cell):
    found = cell_certainty(cell({"direction": "mixed"}, {"direction": "mixed"}))
    assert found.judgements["inconsistency"].fewest == 1
    assert found.level == "very low"


def test_all_not_stated(cell):
    found = cell_certainty(cell({"direction": "not stated"}, {"direction": "not stated"}))
    judgement = found.judgements["inconsistency"]
    assert (judgement.fewest, judgement.most) == (0, 1)
    assert "No direction is stated for set-1 and set-2" in judgement.reason


def test_a_route_that_is_read_from_words_is_a_range_and_not_a_penalty(cell):
    for basis in ("read as", "inherited"):
        judgement = cell_certainty(cell({"route_basis": basis})).judgements["indirectness"]
        assert (judgement.fewest, judgement.most) == (0, 1)
    unstated = cell({"route": "not stated", "route_basis": "not stated"})
    assert "the route is not stated" in cell_certainty(unstated).reasons["indirectness"].lower()


def test_active_comparators_are_rated_only_alone(cell):
    active = {"comparator_kind": "active drug", "comparator": "another drug", "direction": "against"}
    both = cell_certainty(cell({}, active))
    assert both.judgements["inconsistency"].most == 0  # the comparison with another drug has no vote here
    assert "Not rated here: set-2, compared with another drug" in both.reasons["indirectness"]
    alone = cell_certainty(cell(active))
    assert alone.judgements["indirectness"].fewest == 1
    assert alone.level == "very low"


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ("randomised", "very low to low"),  # 4, less imprecision, publication bias, and none or one for bias
        ("controlled, not randomised", "very low"),
        ("uncontrolled", "very low"),
        ("case report", "very low"),
        ("review", "very low to low"),
        ("label or registry", "very low to low"),
        ("not stated", "very low to low"),
    ],
)
def test_design_classes(cell, design, words):
    assert cell_certainty(cell({}).assign(design_class=design)).words == words


@pytest.mark.parametrize(
    ("blinded", "steps"), [(["yes"], (0, 0)), (["no"], (1, 1)), (["not stated"], (0, 1)), (["yes", "no"], (0, 1))]
)
def test_blinding(cell, blinded, steps):
    findings = cell(*[{} for _ in blinded]).assign(design_class="randomised", blinded=blinded)
    judgement = cell_certainty(findings).judgements["risk of bias"]
    assert (judgement.fewest, judgement.most) == steps


def test_a_known_design_makes_a_point(cell):
    found = cell_certainty(cell({}).assign(design_class="randomised", blinded="yes"))
    assert found.level == "low"
    assert "range" not in found.reasons["design"]


def test_randomised_sets_are_rated_alone(cell):
    findings = cell({}, {"n_participants": 900}).assign(design_class=["randomised", "uncontrolled"])
    assert body_of_evidence(findings).sets == ["set-1"]
    assert cell_certainty(findings).judgements["imprecision"].fewest == 1


def test_order_of_rows_changes_nothing(layer):
    found = certainty_table(layer)
    shuffled = Layer(layer.review, layer.findings.iloc[::-1], layer.label, layer.source)
    assert certainty_table(shuffled).certainty.tolist() == found.certainty.tolist()


# The table


def test_each_use_and_route_stands_once(layer):
    found = certainty_table(layer)
    assert not found.duplicated(["use", "route"]).any()
    benefits = layer.of_kind("benefit").findings
    rated = found[found.found.notna()]
    assert set(zip(rated.use, rated.route, strict=True)) == set(zip(benefits.use, benefits.route, strict=True))
    for use in benefits.use.unique():
        assert set(layer.named_routes) <= set(found[found.use == use].route)


def test_every_cell_answers_why(layer):
    found = certainty_table(layer)
    for domain in DOMAINS:
        assert (found[domain].str.len() > 20).all()
        assert found[domain].str.endswith(".").all()
    for cell in found[found.found.notna()].itertuples():
        for reason in cell.found.reasons.values():
            assert any(name in reason for name in cell.sets.split(";"))
    reasons = certainty_reasons(layer).rows
    assert len(reasons) == found.found.notna().sum() * len(DOMAINS) + found.found.isna().sum()
    assert (reasons.why.str.len() > 20).all()


def test_a_use_without_a_study_says_so(cell, layer_of, layer):
    found = certainty_table(layer_of(cell({})))
    empty = found[found.route == layer.named_routes[1]].iloc[0]
    assert empty.certainty == "none reported"
    assert empty.level is None or pd.isna(empty.level)
    assert "nothing to rate" in empty["design"]


def test_a_layer_without_benefits(cell, layer_of):
    harms = layer_of(cell({"kind": "harm"}))
    assert certainty_table(harms).empty
    assert "nothing to rate" in certainty_answer(harms).text
    assert why_not_higher(harms).answer == "Nothing is rated."
    assert why_range(harms).answer
    assert more_people(harms).answer
    assert len(certainty_table(harms, kind="harm")) == len(harms.named_routes)


def test_the_answer_counts_the_cells(cell, layer_of):
    text = certainty_answer(layer_of(cell({}))).text
    assert "very low to low, 1 of 1" in text
    assert "None can be higher than low" in text


def test_rules_are_printed_whole():
    rules = certainty_rules().rows
    assert set(RULES) <= set(rules.domain)
    assert len(rules) == len(RULES) + len(STARTS)
    assert (rules.source != "").all()
    assert str(ENOUGH_PEOPLE) in rules[rules.domain == "imprecision"].rule.iloc[0]
    assert len(design_words().rows) > 1


@pytest.mark.parametrize(
    "words",
    ["nonrandomized trial", "non randomised study", "non\N{NON-BREAKING HYPHEN}randomised", "unrandomised", "not-randomised", "Quasi randomised", "pseudo-randomised"],
)  # fmt: skip
def test_what_was_not_left_to_chance_is_not_randomised(words):
    assert "randomised" not in design_classes(words)


def test_what_was_left_to_chance_is_randomised():
    assert design_classes("Randomized trial") == ("randomised", "randomised")
