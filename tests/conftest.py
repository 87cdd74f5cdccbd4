"""Fixtures that several tests share: the real review, a copy of its data to break, the captured documents."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

import evidence

# A slow machine is no defect: no example has a deadline.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")

# It makes the reference values anew and needs programs that the tests do not.
collect_ignore = ["reference/programs.py"]

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--documents", default=os.environ.get("EVIDENCE_DOCUMENTS", ""), help="folder of the captured documents"
    )


@pytest.fixture(scope="session")
def review() -> evidence.Review:
    return evidence.load_review(ROOT / "data")


@pytest.fixture(scope="session")
def layer(review):
    return evidence.document_layer(review)


@pytest.fixture(scope="session")
def documents(request: pytest.FixtureRequest) -> Path:
    """The folder of the captured documents. Without it the trace tests do not run, and say so; where they must, they fail."""
    given = request.config.getoption("--documents")
    if given and Path(given).is_dir():
        return Path(given)
    if os.environ.get("EVIDENCE_REQUIRE_DOCUMENTS"):
        pytest.fail(f"the trace tests need the captured documents, and {given or 'no folder'!r} is not a folder")
    pytest.skip("NOT RUN: the figures were not traced to the documents; give their folder with --documents")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data that a test may break."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def set_cell() -> Callable[..., None]:
    """Write one cell of a CSV file; ``row`` counts from 0 below the header."""

    def write(folder: Path, table: str, row: int, column: str, value: str) -> None:
        path = folder / f"{table}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame.loc[row, column] = value
        frame.to_csv(path, index=False, lineterminator="\n")

    return write
