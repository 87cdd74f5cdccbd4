"""The fast reader of large plain files says what the careful one says, or leaves the file to it."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence import bulk, table
from evidence.codebook import Field, Resource

COLUMNS = ["a", "b", "c"]
RESOURCE = Resource("t", "t", "", "t.csv", tuple(Field(name, "string", "") for name in COLUMNS))
CELL = st.sampled_from(
    ["", "x", "é", "two\nlines", "two\r\nlines", 'say "so"', ",", '"', '""', " x ", "NA", "1", "–", "\ufeff", "שלום"]
)
# Bytes that shape a table, in any order: most of it is no table at all.
SHAPES = st.lists(
    st.sampled_from([b",", b'"', b"\n", b"\r\n", b"\r", b"x", b"y", "é".encode(), b"\x00", b"\xff", b"\xc2\x85", b"\xef\xbf\xbf", b"a,b,c\n"]),
    max_size=30,
).map(b"".join)  # fmt: skip


def plain(rows: list[list[str]], end: str, quoting: int) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator=end, quoting=quoting).writerows([COLUMNS, *rows])
    return out.getvalue().encode("utf-8")


def read(folder, content: bytes, monkeypatch, *, fast: bool):
    (folder / "t.csv").write_bytes(content)
    with monkeypatch.context() as patch:
        patch.setattr(table, "LARGE", 0 if fast else 1 << 40)
        found = table.read_table(folder, RESOURCE)
    columns = {name: [None if code < 0 else c.levels[code] for code in c.codes] for name, c in found.columns.items()}
    return columns, found.lines.tolist(), found.problems, found.absent


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("plain")


@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    block=st.integers(1, 40),
    last=st.booleans(),
)
@settings(deadline=None, max_examples=300)
def test_a_plain_file_is_read_fast_and_alike(folder, monkeypatch_module, rows, end, quoting, block, last):
    content = plain(rows, end, quoting)
    content = content if last else content.removesuffix(end.encode())
    with monkeypatch_module.context() as patch:
        patch.setattr(bulk, "BLOCK", block)  # so that every state is carried over a border between blocks
        patch.setattr(bulk, "ROWS", 2)
        assert bulk.row_lines(content, 3) is not None
        assert bulk.read_plain(content, COLUMNS) is not None
        fast = read(folder, content, monkeypatch_module, fast=True)
    assert fast == read(folder, content, monkeypatch_module, fast=False)
    assert {problem.reason for problem in fast[2]} == ({"is an empty row"} if ["", "", ""] in rows else set())


@given(content=SHAPES.map(lambda rest: b"a,b,c\n" + rest) | SHAPES, block=st.integers(1, 40))
@example(content=b"a,b,c\n1,2,3\r", block=9)
@example(content=b'a,b,c\n1,2,"x"y\n', block=9)
@example(content=b'a,b,c\n1,"2\n,3\n', block=9)
@settings(deadline=None, max_examples=1000)
def test_any_file_is_read_alike(folder, monkeypatch_module, content, block):
    with monkeypatch_module.context() as patch:
        patch.setattr(bulk, "BLOCK", block)
        fast = read(folder, content, monkeypatch_module, fast=True)
    assert fast == read(folder, content, monkeypatch_module, fast=False)


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def test_lines_of_rows():
    content = b'a,b,c\n1,"two\nlines",3\n4,5,6\n7,8,9'
    assert bulk.row_lines(content, 3).tolist() == [1, 2, 4, 5]
    assert bulk.row_lines(content + b"\n", 3).tolist() == [1, 2, 4, 5]


@pytest.mark.parametrize(
    "content",
    [
        b"a,b,c\n1,2\n",
        b"a,b,c\n1,2,3,4\n",
        b"a,b,c\n\n1,2,3\n",
        b'a,b,c\n1,2,x"y\n',
        b'a,b,c\n1,2,"x"y\n',
        b'a,b,c\n1,2,"x\n',
        b"a,b,c\r1,2,3\r",
        b"a,b,c\n1,2,\x07\n",
        "a,b,c\n1,2,\x85\n".encode(),
        "a,b,c\n1,2,\ufdd0\n".encode(),
        "a,b,c\n1,2,\u202e\n".encode(),
        b"",
    ],
)
def test_what_is_not_plain_is_left_to_the_careful_reader(content):
    assert bulk.row_lines(content, 3) is None


def test_bytes_that_are_no_text_are_left_to_the_careful_reader():
    assert bulk.read_plain(b"a,b,c\n1,2,\xe9\n", COLUMNS) is None


def test_a_large_file_is_read_fast(folder, monkeypatch):
    rows = [[str(n), "x" * 50, ""] for n in range(100_000)]
    content = plain(rows, "\n", csv.QUOTE_MINIMAL)
    assert len(content) > table.LARGE
    monkeypatch.setattr(table, "_careful", None)
    (folder / "t.csv").write_bytes(content)
    found = table.read_table(folder, RESOURCE)
    assert found.problems == []
    assert found.columns["a"].levels == [str(n) for n in range(100_000)]
    assert (found.columns["c"].codes == -1).all()
    assert np.array_equal(found.lines, np.arange(2, 100_002))
