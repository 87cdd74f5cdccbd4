"""Every cell of the data follows from two extractions, or from a difference that was decided and recorded."""

import io

import pandas as pd
import pytest

from evidence.extraction import agreement, cohen_kappa, load_extraction, unexplained

EXTRACTED = ["studies", "documents", "quotations", "claims"]


@pytest.mark.parametrize("table", EXTRACTED)
def test_every_cell_follows_from_the_extractions(review, table):
    assert unexplained(load_extraction(review, table), review.table(table), review.lines[table]) == []


@pytest.mark.parametrize("table", EXTRACTED)
def test_any_changed_cell_is_named(review, table):
    """One cell of each column is changed; each change is reported with its row and column, and nothing else is."""
    resource = review.codebook.resources[table]
    extraction = load_extraction(review, table)
    key = resource.primary_key[0]
    for position, field in enumerate(resource.fields):
        if field.name == key:
            continue
        frame = review.table(table)
        row = (position * 7) % len(frame)
        old = frame.loc[row, field.name]
        levels = [level for level in field.levels if level != old]
        if field.type == "integer":
            new = 1 if pd.isna(old) else old + 1
        elif field.type == "number":
            new = 1.5 if pd.isna(old) else old + 1
        else:
            new = levels[0] if levels else f"{'' if pd.isna(old) else old}x"
        frame.loc[row, field.name] = new
        found = unexplained(extraction, frame, review.lines[table])
        assert [(problem.line, problem.column) for problem in found] == [(int(review.lines[table][row]), field.name)]


@pytest.mark.parametrize("table", EXTRACTED)
def test_recorded_agreement_is_the_computed_one(review, table):
    recorded = (review.codebook.folder / "extraction" / f"{table}_agreement.csv").read_text(encoding="utf-8")
    computed = agreement(load_extraction(review, table)).to_csv(index=False, float_format="%.4f", lineterminator="\n")
    assert io.StringIO(recorded).read() == computed


def test_every_difference_has_a_reason(review):
    for table in EXTRACTED:
        assert load_extraction(review, table).differences.reason.notna().all()


def test_kappa_of_one_level_is_undefined():
    assert cohen_kappa(pd.Series(["a", "a"]), pd.Series(["a", "a"])) is None
    assert cohen_kappa(pd.Series(["a", "b"]), pd.Series(["a", "b"])) == pytest.approx(1)
    assert cohen_kappa(pd.Series(["a", "b"]), pd.Series(["b", "a"])) == pytest.approx(-1)
