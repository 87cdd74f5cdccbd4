"""Rank acceptability: what must hold for all utilities, ties, samples and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evidence import acceptability
from evidence.acceptability import dominance, rank_acceptability

# Few distinct values, so that ties are common.
TIED = arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.sampled_from([0, 0.1, 0.3, 0.7, 1.0]))
ANY = arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.floats(0, 1))
SAMPLED = arrays(
    float, st.tuples(st.just(40), st.integers(1, 5), st.integers(1, 3)), elements=st.floats(0, 1, width=16)
)


@given(st.one_of(TIED, ANY, SAMPLED))
@settings(deadline=None)
def test_shares_add_up(utilities):
    result = rank_acceptability(utilities, draws=40 if utilities.ndim == 3 else 200)
    n = utilities.shape[-2]
    assert result.acceptability.sum(axis=0) == pytest.approx(np.ones(n))
    assert result.acceptability.sum(axis=1) == pytest.approx(np.ones(n))
    assert (result.acceptability >= 0).all()
    assert result.pairwise + result.pairwise.T == pytest.approx(np.ones((n, n)))
    first = result.acceptability[:, 0] > 0
    assert np.array_equal(np.isnan(result.central_weights).any(axis=1), ~first)
    assert np.array_equal(np.isnan(result.confidence), ~first)
    assert result.central_weights[first].sum(axis=1) == pytest.approx(np.ones(first.sum()))
    # The mean rank is one plus the number of alternatives that are better, on average.
    mean_rank = result.acceptability @ np.arange(n)
    assert mean_rank == pytest.approx((1 - result.pairwise).sum(axis=1) - 0.5)


@given(st.one_of(TIED, SAMPLED), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_relabelling_alternatives_permutes_the_results(utilities, random):
    order = random.sample(range(utilities.shape[-2]), utilities.shape[-2])
    draws = 40 if utilities.ndim == 3 else 200
    result = rank_acceptability(utilities, draws=draws)
    relabelled = rank_acceptability(utilities[..., order, :], draws=draws)
    assert np.array_equal(relabelled.acceptability, result.acceptability[order])
    assert np.array_equal(relabelled.pairwise, result.pairwise[np.ix_(order, order)])
    assert np.allclose(relabelled.central_weights, result.central_weights[order], equal_nan=True)


@given(TIED)
@settings(deadline=None)
def test_a_dominated_alternative_is_never_ahead(utilities):
    dominates, result = dominance(utilities), rank_acceptability(utilities, draws=200)
    assert not (dominates & dominates.T).any()
    assert (result.pairwise[dominates] >= 0.5).all()
    ranks = result.acceptability.cumsum(axis=1)
    for better, worse in np.argwhere(dominates):
        assert (ranks[better] >= ranks[worse] - 1e-12).all()


@given(ANY)
@settings(deadline=None)
def test_a_sample_of_one_utility_is_the_fixed_utility(utilities):
    fixed = rank_acceptability(utilities, draws=50)
    sampled = rank_acceptability(np.broadcast_to(utilities, (50, *utilities.shape)), draws=50)
    for name in ("acceptability", "pairwise", "central_weights", "confidence"):
        assert np.allclose(getattr(fixed, name), getattr(sampled, name), equal_nan=True)


@pytest.mark.parametrize(
    "utilities", [np.tile([0.2, 0.9, 0.4], (4, 1)), np.ones((2, 1)), [[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]]]
)
def test_ties_share_ranks_equally(utilities):
    n = len(utilities)
    result = rank_acceptability(utilities, weights=np.ones(np.shape(utilities)[1]))
    assert result.acceptability == pytest.approx(np.full((n, n), 1 / n))
    assert result.confidence == pytest.approx(np.full(n, 1 / n))
    assert (result.pairwise == 0.5).all()


def test_a_tie_below_the_first_rank():
    result = rank_acceptability([[0.2], [0.9], [0.2], [0.1]], draws=10)
    assert result.acceptability.tolist() == [[0, 0.5, 0.5, 0], [1, 0, 0, 0], [0, 0.5, 0.5, 0], [0, 0, 0, 1]]


def test_correlated_draws_stay_correlated():
    shared = np.random.default_rng(0).uniform(0.1, 0.8, (5_000, 1, 2))
    correlated = np.concatenate([shared + 0.01, shared], axis=1)
    assert rank_acceptability(correlated).pairwise[0, 1] == 1
    apart = np.stack([correlated[:, 0], np.random.default_rng(1).permutation(correlated[:, 1])], axis=1)
    assert 0.4 < rank_acceptability(apart).pairwise[0, 1] < 0.65


@pytest.mark.parametrize("shape", [(5, 3), (1_000, 5, 3)])
def test_blocks_do_not_matter(monkeypatch, shape):
    utilities = np.random.default_rng(3).integers(0, 5, shape) / 4
    draws = 1_000
    whole = rank_acceptability(utilities, draws=draws)
    monkeypatch.setattr(acceptability, "BLOCK", 37)
    parts = rank_acceptability(utilities, draws=draws)
    assert np.array_equal(whole.acceptability, parts.acceptability)
    assert np.array_equal(whole.pairwise, parts.pairwise)
    assert np.allclose(whole.central_weights, parts.central_weights, rtol=0, atol=1e-12, equal_nan=True)
    assert np.allclose(whole.confidence, parts.confidence, equal_nan=True)


def test_same_seed_same_result():
    utilities = np.random.default_rng(4).random((4, 3))
    one, again, other = (rank_acceptability(utilities, draws=1_000, seed=seed) for seed in (7, 7, 8))
    assert np.array_equal(one.acceptability, again.acceptability)
    assert not np.array_equal(one.acceptability, other.acceptability)
    assert (one.draws, one.seed) == (1_000, 7)
    with pytest.raises(ValueError, match="read-only"):
        one.acceptability[0, 0] = 1


@pytest.mark.parametrize(
    ("utilities", "options", "reason"),
    [
        ([[1.1, 0]], {}, "between 0 and 1"),
        ([[-0.1, 0]], {}, "between 0 and 1"),
        ([[np.nan, 0]], {}, "between 0 and 1"),
        ([[None, 0]], {}, "between 0 and 1|numbers"),
        ([["many", 0]], {}, "numbers"),
        ([0.5, 0.5], {}, "shape"),
        (np.ones((1, 1, 1, 1)), {}, "shape"),
        (np.ones((0, 2)), {}, "at least one"),
        (np.ones((2, 0)), {}, "at least one"),
        (np.ones((0, 2, 2)), {}, "at least one"),
        (np.ones((2, 2)), {"weights": [1, -1]}, "negative"),
        (np.ones((2, 2)), {"weights": [0, 0]}, "zero"),
        (np.ones((2, 2)), {"weights": [np.nan, 1]}, "finite"),
        (np.ones((2, 2)), {"weights": [1, 1, 1]}, "shape"),
        (np.ones((2, 2)), {"draws": 0}, "whole number"),
        (np.ones((2, 2)), {"draws": 1.5}, "whole number"),
        (np.ones((10, 2, 2)), {"draws": 20}, "hold 10 draws"),
        (np.ones((5_000, 1)), {}, "at most"),
    ],
)
def test_what_cannot_be_ranked_is_refused(utilities, options, reason):
    with pytest.raises(ValueError, match=reason):
        rank_acceptability(utilities, **options)


def test_dominance_takes_no_sample():
    with pytest.raises(ValueError, match="shape"):
        dominance(np.ones((10, 2, 2)))
