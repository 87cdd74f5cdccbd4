"""Small reviews to spoil, and a browser where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evidence.book.browser import NAMES, find_browser, open_browser

from .small import write_review


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of a small review that a test may break."""
    return write_review(tmp_path / "review")


@pytest.fixture(scope="session")
def chromium():
    if find_browser() is None:
        words = f"NOT RUN: no browser; none of {', '.join(NAMES)} is on the PATH"
        if os.environ.get("EVIDENCE_REQUIRE_BROWSER") == "1":
            pytest.fail(words)
        pytest.skip(words)
    with open_browser() as browser:
        yield browser
