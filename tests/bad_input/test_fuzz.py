"""Whatever is done to a review, the loader answers with addressed problems or with a whole review, and always the same.

EVIDENCE_FUZZ sets how many spoiled reviews each test makes; the usual number is small enough for every run.
"""

from __future__ import annotations

import csv
import io
import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import evidence
from evidence import review as review_module
from evidence.codebook import FILE_NAME, read_codebook
from evidence.problem import Problem

from .mutations import spoiled_codebook, spoiled_table
from .small import CORE, small_codebook, write_review

EXAMPLES = int(os.environ.get("EVIDENCE_FUZZ", "300"))
LONGEST = 4000  # characters of a printed problem
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
FILES = {FILE_NAME, *(f"{name}.csv" for name in CORE)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_review(tmp_path_factory.mktemp("fuzz") / "review")


@pytest.fixture(scope="module")
def whole(folder):
    """The bytes of each file before anything is done to it."""
    return {name: (folder / name).read_bytes() for name in FILES}


def examine(folder, *, twice: bool) -> evidence.Review | None:
    """The review that the folder holds, or None; fails unless the answer is in order, and the same ``twice``."""
    try:
        review, problems = evidence.load_review(folder), []
    except evidence.ReviewError as refused:
        review, problems = None, refused.problems
        assert problems
    assert problems == sorted(set(problems))
    for problem in problems:
        in_order(problem, folder)
    if twice:
        assert evidence.check_review(folder) == problems
    return review


def in_order(problem: Problem, folder) -> None:
    """The problem has an address in the folder and is one printed line."""
    text = str(problem)
    assert text.isprintable(), repr(text)
    assert len(text) < LONGEST, len(text)
    assert problem.reason
    content = (folder / problem.file).read_bytes()
    assert 0 <= problem.line <= content.count(b"\n") + content.count(b"\r") + 1


def as_read(folder, name: str, columns: list[str]) -> list[list[str]]:
    text = (folder / f"{name}.csv").read_bytes().decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == columns
    return rows


def holds_what_the_files_say(review: evidence.Review, folder) -> None:
    """Each cell of a loaded review is that of its file: nothing lost, nothing repaired."""
    for name, resource in review.codebook.resources.items():
        rows = as_read(folder, name, resource.columns)
        frame = review.tables[name]
        assert len(rows) == len(frame)
        for place, field in enumerate(resource.fields):
            texts = [row[place] for row in rows]
            values = frame[field.name].astype(object).where(frame[field.name].notna(), None).tolist()
            if field.type in ("integer", "number"):
                assert values == [float(text) if text else None for text in texts]
            else:
                assert values == [text or None for text in texts]


@pytest.fixture(scope="module")
def codebook(folder):
    return read_codebook(folder)


@SETTINGS
@given(data=st.data())
def test_spoiled_tables(folder, whole, codebook, data, monkeypatch):
    """The codebook is read once: it is not what is spoiled here, and reading it takes most of the time."""
    names = data.draw(st.lists(st.sampled_from(CORE), min_size=1, max_size=2, unique=True))
    try:
        for name in names:
            (folder / f"{name}.csv").write_bytes(data.draw(spoiled_table(whole[f"{name}.csv"])))
        with monkeypatch.context() as patch:
            patch.setattr(review_module, "read_codebook", lambda _: codebook)
            review = examine(folder, twice=data.draw(st.integers(0, 9)) == 0)
        if review is not None:
            holds_what_the_files_say(review, folder)
            evidence.tables.study_table(evidence.document_layer(review)).to_html()
    finally:
        for name in names:
            (folder / f"{name}.csv").write_bytes(whole[f"{name}.csv"])


@settings(SETTINGS, max_examples=max(1, EXAMPLES // 3))
@given(data=st.data())
def test_spoiled_codebooks(folder, whole, data):
    try:
        (folder / FILE_NAME).write_bytes(data.draw(spoiled_codebook(small_codebook())))
        examine(folder, twice=data.draw(st.integers(0, 9)) == 0)
    finally:
        (folder / FILE_NAME).write_bytes(whole[FILE_NAME])


def test_the_review_that_is_spoiled_is_whole(folder):
    assert evidence.check_review(folder) == []
    assert json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))["title"] == small_codebook()["title"]
