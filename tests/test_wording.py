"""Numbers and spans in words: nothing that is there prints as nothing, and nothing that is not whole as whole."""

from __future__ import annotations

import pytest

from evidence import wording


@pytest.mark.parametrize(
    ("value", "words"),
    [(3000, "3\N{THIN SPACE}000"), (0.5, "0.5"), (0.004, "0.004"), (-0.001, "−0.001"), (0, "0"), (12.345, "12.35"), (-2, "−2")],
)  # fmt: skip
def test_a_number_in_running_text(value, words):
    assert wording.number(value).replace(wording.THIN, "\N{THIN SPACE}") == words


@pytest.mark.parametrize(
    ("value", "words"), [(12.345, "12.345"), (0.00004, "0.00004"), (-1.5, "−1.5"), (-0.25, "−0.25"), (1234.5, "1_234.5"), (7.0, "7")]
)  # fmt: skip
def test_a_figure_of_a_source_keeps_its_digits(value, words):
    assert wording.printed(value).replace(wording.THIN, "_") == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "0 %"),
        (0.0004, "< 0.1 %"),
        (0.005, "0.5 %"),
        (0.5, "50 %"),
        (0.996, "99.6 %"),
        (0.9999, "> 99.9 %"),
        (1, "100 %"),
    ],
)
def test_only_none_is_0_and_only_all_is_100_percent(share, words):
    assert wording.percent(share) == words


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (None, None, None, "not stated"),
        (None, 12, "weeks", "up to 12 weeks"),
        (None, 1, "weeks", "up to 1 week"),
        (5, None, "years", "5 years or more"),
        (2, 12, "weeks", "2 to 12 weeks"),
        (10, 10, "days", "10 days"),
    ],
)
def test_a_duration(low, high, unit, words):
    assert wording.duration(low, high, unit) == words
