"""Ways to spoil a review: Hypothesis strategies that change cells, headers, bytes and the codebook."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from hypothesis import strategies as st

NASTY = [
    "", " ", "\n", "\r\n", "\t", '"', '""', "'", ";", ",", "-", "–", "0", "-0", "-3", "1.5", "1e5", "007", "+4", "٣", "²", "½", "0x10",
    "9" * 30, "9" * 400, "0." + "9" * 400, "NaN", "nan", "inf", "<NA>", "None", "null", "TRUE", "not stated", "oral", "NASAL", "favours",
    "2024-02-30", "2024-02-29", "0000-01-01", "1;2;3", ";;", "set-1", "set-1-1", "set-1-2", "page-one", "nowhere", "cough",
    "<script>alert(1)</script>", "=1+1", "@SUM(A1)", "$x$", "a" * 200, "\u202eabc", "\u200b", "\ufeff", "\u2028", "\x00", "\x1b[31m", "\ufdd0", "🧪",
    "שלום", "a\nb\nc", "\\", "%", "{}", "index", "columns", "lines", "example-1", "Example drug",
]  # fmt: skip
SMALL_TEXT = st.text(max_size=12)
CELL = st.sampled_from(NASTY) | SMALL_TEXT
JSON_VALUE = st.recursive(
    st.sampled_from([None, True, False, 0, -1, 1.5, 10**30, 1e308, "", "x", "integer", "number", "date", "[", "(a", "../x", "/etc/hostname",
                     "studies.csv", "documents", "a\x00b", "\ud800", [], {}]) | SMALL_TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "path", "fields", "value", "x"]), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "utf-16", "cp1252"])


@st.composite
def spoiled_table(draw, content: bytes) -> bytes:
    """The bytes of a table with one to four changes to its rows, header, form or bytes."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    for _ in range(draw(st.integers(0, 3))):
        rows = draw(_spoiled_rows(rows))
    out = io.StringIO()
    csv.writer(
        out,
        delimiter=draw(st.sampled_from([","] * 9 + [";", "\t", "|"])),
        lineterminator=draw(st.sampled_from(["\n"] * 6 + ["\r\n", "\r"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL] * 4 + [csv.QUOTE_ALL])),
    ).writerows(rows)
    encoding = draw(st.just("utf-8") | st.just("utf-8") | ENCODINGS)
    content = out.getvalue().encode(encoding, errors="surrogatepass" if encoding.startswith("utf") else "replace")
    return draw(_spoiled_bytes(content)) if draw(st.integers(0, 3)) == 0 else content


@st.composite
def _spoiled_rows(draw, rows: list[list[str]]) -> list[list[str]]:
    rows = [list(row) for row in rows]
    if not rows:
        return rows
    at = draw(st.integers(0, len(rows) - 1))
    row = rows[at]
    place = draw(st.integers(0, max(0, len(row) - 1)))
    kind = draw(
        st.sampled_from(
            ["cell"] * 8 + ["copy cell"] * 3 + ["drop", "double", "swap", "short", "long", "blank", "column", "move"]
        )
    )
    if kind == "cell" and row:
        row[place] = draw(CELL)
    elif kind == "copy cell" and row:
        other = rows[draw(st.integers(0, len(rows) - 1))]
        row[place] = other[min(place, len(other) - 1)] if other else ""
    elif kind == "drop":
        del rows[at]
    elif kind == "double":
        rows.insert(at, list(row))
    elif kind == "swap":
        rows.insert(draw(st.integers(0, len(rows) - 1)), rows.pop(at))
    elif kind == "short":
        del row[place:]
    elif kind == "long":
        row.insert(place, draw(CELL))
    elif kind == "blank":
        rows.insert(at, [])
    elif kind == "column":
        rows = [each[:place] + each[place + 1 :] for each in rows]
    elif kind == "move":
        rows = [each[place:] + each[:place] for each in rows]
    return rows


@st.composite
def _spoiled_bytes(draw, content: bytes) -> bytes:
    at = draw(st.integers(0, len(content)))
    to = min(len(content), at + draw(st.integers(0, 20)))
    new = draw(
        st.binary(max_size=6)
        | st.sampled_from([b"", b'"', b"\n", b"\r", b",", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xc2", b"\xe2\x82"])
    )
    kind = draw(st.sampled_from(["replace", "cut", "empty"]))
    return {"replace": content[:at] + new + content[to:], "cut": content[:at], "empty": b""}[kind]


@st.composite
def spoiled_codebook(draw, codebook: dict) -> bytes:
    """The bytes of a codebook with one to three of its values replaced, removed or doubled, or its bytes changed."""
    codebook = json.loads(json.dumps(codebook))
    for _ in range(draw(st.integers(1, 3))):
        place, key = draw(_place_in(codebook))
        kind = draw(st.sampled_from(["replace"] * 4 + ["remove", "double", "borrow"]))
        if kind == "replace":
            place[key] = draw(JSON_VALUE)
        elif kind == "remove":
            del place[key]
        elif kind == "double" and isinstance(place, list):
            place.insert(key, json.loads(json.dumps(place[key])))
        elif kind == "borrow":
            other, name = draw(_place_in(codebook))
            place[key] = json.loads(json.dumps(other[name]))
        if not isinstance(codebook, dict) or not codebook:
            break
    content = json.dumps(codebook).encode("utf-8")
    return draw(_spoiled_bytes(content)) if draw(st.integers(0, 5)) == 0 else content


@st.composite
def _place_in(draw, value: Any) -> tuple[dict | list, Any]:
    """A container somewhere in the value, and one of its keys."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = draw(st.sampled_from(keys))
        inner = value[key]
        if not isinstance(inner, (dict, list)) or not inner or draw(st.integers(0, 9)) == 0:
            return value, key
        value = inner
