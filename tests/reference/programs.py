"""Makes the program entries of values.json anew; the published ones, typed from their sources, stay as they are.

    Rscript programs.R > r.json && python programs.py r.json

Runs in an environment of its own with statsmodels, scikit-learn, moocore and numpy, and uses nothing of the project under test.
"""

from __future__ import annotations

import json
import platform
import sys
from datetime import date
from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path

import moocore
import numpy as np
import sklearn
import statsmodels
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.descriptivestats import sign_test
from statsmodels.stats.proportion import proportion_confint

VALUES = Path(__file__).with_name("values.json")
ROUNDING = (1e-12, "Two programs in double precision differ by rounding only.")
CATEGORY = (0, "A category, not a number.")
EXACT = "exact fractions"

# The weights of three criteria that sum to 1 form a triangle; the first two are its coordinates.
TRIANGLE = [(Fraction(0), Fraction(0)), (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))]
CASES = {
    "dominated alternative": ["9/10 1/2 7/10", "2/5 1/2 3/5", "3/10 4/5 1/5"],
    "four alternatives": ["1 1/5 2/5", "3/10 9/10 1/2", "3/5 3/5 3/5", "1/10 2/5 1"],
    "identity": ["1 0 0", "0 1 0", "0 0 1"],
    "one criterion against two": ["1 0 1", "0 1 0"],
}
COMPROMISE = [[1, 0], [0, 1], [0.6, 0.6]]


def entry(formula: str, given: dict, expected: dict, program: str, version: str, tolerance: tuple[float, str]) -> dict:
    return {
        "formula": formula,
        "kind": "program",
        "input": given,
        "expected": expected,
        "program": program,
        "version": version,
        "computed_on": date.today().isoformat(),
        "tolerance": tolerance[0],
        "tolerance_reason": tolerance[1],
    }


def votes(from_r: dict) -> list[dict]:
    entries, version = [], from_r["versions"]["R"]
    for row in from_r["intervals"]:
        given, limits = {"favours": row["favours"], "n": row["n"]}, {"low": row["low"], "high": row["high"]}
        low, high = proportion_confint(row["favours"], row["n"], alpha=0.05, method="wilson")
        program = "statsmodels.stats.proportion.proportion_confint(method='wilson')"
        ours = {"low": float(low), "high": float(high)}
        entries.append(entry("vote_count.interval", given, ours, program, statsmodels.__version__, ROUNDING))
        entries.append(entry("vote_count.interval", given, limits, "R prop.test(correct=FALSE)", version, ROUNDING))
    for row in from_r["p_values"]:
        given = {"favours": row["favours"], "against": row["against"]}
        p_value = float(sign_test(np.repeat([1.0, -1.0], [row["favours"], row["against"]]))[1])
        program = "statsmodels.stats.descriptivestats.sign_test"
        expected = {"p_value": p_value}
        entries.append(entry("vote_count.p_value", given, expected, program, statsmodels.__version__, ROUNDING))
        expected = {"p_value": row["p_value"]}
        entries.append(entry("vote_count.p_value", given, expected, "R binom.test(p=0.5)", version, ROUNDING))
    return entries


def directions() -> list[dict]:
    """The 70 % rule in whole numbers, 10 k >= 7 n, so that no rounding can decide."""
    entries = []
    cases = (
        "1,0,0 0,1,0 1,1,0 2,1,0 3,1,0 7,3,0 3,7,0 5,2,0 2,5,0 69,31,0 14,6,0 13,7,0 21,9,0 49,21,0 6,3,1 7,2,1 2,0,1"
    )
    for case in cases.split():
        favours, against, conflicting = map(int, case.split(","))
        n = favours + against + conflicting
        expected = "favours" if 10 * favours >= 7 * n else "against" if 10 * against >= 7 * n else "mixed"
        given = {"favours": favours, "against": against, "mixed": conflicting}
        found = {"direction": expected}
        version = f"Python {platform.python_version()}"
        entries.append(entry("within_study_direction", given, found, "rule in whole numbers", version, CATEGORY))
    return entries


def covered_areas() -> list[dict]:
    """Repeated inclusions over the places where one could be, counted from who includes what, not by the formula."""
    entries = []
    matrices = ["12 2 13 13 2", "ab a", "abcdefghij klmnop", "abcd abcd abcd", "a a", "abcdef abc cdeg h"]
    for matrix in matrices:
        documents = [set(document) for document in matrix.split()]
        publications = set().union(*documents)
        repeats = sum(sum(publication in document for document in documents) - 1 for publication in publications)
        area = Fraction(repeats, len(publications) * (len(documents) - 1))
        given = {
            "inclusions": sum(map(len, documents)),
            "publications": len(publications),
            "documents": len(documents),
            "matrix": matrix,
        }
        reason = (1e-15, "One division in double precision against an exact fraction.")
        found = {"covered_area": float(area)}
        entries.append(entry("covered_area", given, found, EXACT, f"Python {platform.python_version()}", reason))
    return entries


def kappas(from_r: dict) -> list[dict]:
    entries = []
    for row in from_r["kappas"]:
        cells = np.array(row["table"], dtype=int)
        first, second = np.repeat(np.argwhere(cells >= 0), cells.ravel(), axis=0).T
        given = {"table": cells.tolist()}
        found = {"kappa": float(cohen_kappa_score(first, second))}
        program = "sklearn.metrics.cohen_kappa_score"
        entries.append(entry("cohen_kappa", given, found, program, sklearn.__version__, ROUNDING))
        for package, program in (("psych", "R psych::cohen.kappa"), ("vcd", "R vcd::Kappa")):
            found, version = {"kappa": row[package]}, from_r["versions"][package]
            entries.append(entry("cohen_kappa", given, found, program, version, ROUNDING))
    return entries


def acceptabilities(from_r: dict) -> list[dict]:
    entries = []
    for row in from_r["analyses"]:
        name, draws = row.pop("case"), row.pop("draws")
        given = {"case": name}
        if name != "four drugs":
            given["utilities"] = COMPROMISE if name not in CASES else utilities(name)
        spread = (
            0.01,
            f"Five standard errors of a share at {draws:,} draws are 0.006, of a central weight less; as many draws are compared.",
        )
        version = f"{from_r['versions']['smaa']}, R {from_r['versions']['R']}, {draws:,} draws"
        entries.append(entry("rank_acceptability", given, row, "R package smaa", version, spread))
    for name in CASES:
        given, found = {"case": name, "utilities": utilities(name)}, exact_analysis(name)
        spread = (0.006, "Exact shares; five standard errors of a share at 200,000 draws, of a central weight less.")
        program = "exact areas of weight polygons"
        entries.append(
            entry("rank_acceptability", given, found, program, f"Python {platform.python_version()}", spread)
        )
        dominates = [[dominated_by_moocore(row, column) for column in utilities(name)] for row in utilities(name)]
        found = {"dominance": dominates}
        entries.append(
            entry("dominance", given, found, "moocore.is_nondominated, pair by pair", moocore.__version__, CATEGORY)
        )
    return entries


def utilities(name: str) -> list[list[float]]:
    return [[float(Fraction(cell)) for cell in row.split()] for row in CASES[name]]


def dominated_by_moocore(row: list[float], column: list[float]) -> bool:
    """Whether ``row`` dominates ``column``: of the two only ``row`` is left in the Pareto set."""
    return bool(
        (moocore.is_nondominated(np.array([row, column]), maximise=True, keep_weakly=True) == [True, False]).all()
    )


def exact_analysis(name: str) -> dict:
    """Shares and centres of the parts of the weight triangle in which each order of the alternatives holds."""
    rows = [[Fraction(cell) for cell in row.split()] for row in CASES[name]]
    n = len(rows)

    def region(*order: int) -> list[tuple[Fraction, Fraction]]:
        polygon = TRIANGLE
        for better, worse in pairwise(order):
            d = [a - b for a, b in zip(rows[better], rows[worse], strict=True)]
            polygon = cut(polygon, d[0] - d[2], d[1] - d[2], d[2])
        return polygon

    ranks = [[Fraction(0)] * n for _ in rows]
    moments = [[Fraction(0)] * 3 for _ in rows]
    for order in permutations(range(n)):
        share, centre = area(region(*order))
        for rank, i in enumerate(order):
            ranks[i][rank] += share
        moments[order[0]] = [m + share * c for m, c in zip(moments[order[0]], centre, strict=True)]
    central = [[float(m / r[0]) if r[0] else None for m in row] for row, r in zip(moments, ranks, strict=True)]
    pairs = [[float(area(region(i, j))[0]) if i != j else None for j in range(n)] for i in range(n)]
    return {
        "acceptability": [[float(share) for share in row] for row in ranks],
        "central_weights": central,
        "confidence": [1.0 if row[0] else None for row in ranks],
        "pairwise": pairs,
    }


def cut(polygon: list, a: Fraction, b: Fraction, c: Fraction) -> list:
    """The part of a convex polygon where a x + b y + c >= 0 (Sutherland-Hodgman)."""
    kept = []
    for (x, y), (u, v) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        here, there = a * x + b * y + c, a * u + b * v + c
        if here >= 0:
            kept.append((x, y))
        if here * there < 0:
            t = here / (here - there)
            kept.append((x + t * (u - x), y + t * (v - y)))
    return kept


def area(polygon: list) -> tuple[Fraction, tuple[Fraction, Fraction, Fraction]]:
    """The share of the triangle and the centre, as three weights."""
    double = cx = cy = Fraction(0)
    for (x, y), (u, v) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        cross = x * v - u * y
        double, cx, cy = double + cross, cx + (x + u) * cross, cy + (y + v) * cross
    if not double:
        return Fraction(0), (Fraction(0),) * 3
    x, y = cx / (3 * double), cy / (3 * double)
    return double, (x, y, 1 - x - y)


def main(r_output: str) -> None:
    from_r = json.loads(Path(r_output).read_text(encoding="utf-8"))
    kept = [old for old in json.loads(VALUES.read_text(encoding="utf-8")) if old["kind"] != "program"]
    made = votes(from_r) + directions() + covered_areas() + kappas(from_r) + acceptabilities(from_r)
    lines = [json.dumps(value, ensure_ascii=False) for value in kept + made]
    VALUES.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
