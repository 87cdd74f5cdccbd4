"""Files of Review Manager (RevMan): the review that RevMan 5 saves (``.rm5``) and the data rows that RevMan exports as CSV.

Both become a plain source table, one row per study and outcome, with the same columns; ``built_in_mapping`` says where they go.

Only what the file says is taken. It names the arms, events, means and totals. It names no route, no design and no use, and
which way is better stands in no field that could be relied on; so a direction is *not stated* and the row does not count
until a person has read the study. Text, references and judgements of bias are not read. A total of 0 is how RevMan saves an
arm without data: its cells stay empty.

Formats. ``.rm5`` is XML: ``COMPARISON`` > ``DICH_OUTCOME``, ``CONT_OUTCOME`` … > (``…_SUBGROUP``) > ``DICH_DATA`` with ``STUDY_ID``,
``EVENTS_1``, ``TOTAL_1`` … (1 is the first arm), ``CONT_DATA`` with ``MEAN_1``, ``SD_1`` …; as in ``inst/extdata/Fleiss1993.rm5`` of the
R package meta and as read by the R package cochrane (schw4b/cochrane). The CSV is ``…-data-rows.csv`` of the "Cochrane
data package", described in the RevMan Knowledge Base and by ``read.cdir`` of the R package meta; the names of the arms
come from ``…-overall-estimates-and-settings.csv`` beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.parsers import expat

from evidence.mapping import ColumnMapping, Key, forbidden_sign
from evidence.problem import Problem
from evidence.source import SourceTable, read_source, source_table

STUDY_COLUMNS = ("study", "year", "place")
RESULT_COLUMNS = (
    *("study", "year", "outcome", "measure", "unit", "experimental", "control"),
    *("events_1", "total_1", "mean_1", "events_2", "total_2", "mean_2", "figures", "place"),
)
# Columns that a table has only where a row fills them: they go into no column of ours, and leaving them out is a decision.
ELSEWHERE = ("effect", "se", "o_e", "variance", "other", "footnotes")
DATA = ("DICH_DATA", "CONT_DATA", "IV_DATA", "IPD_DATA", "OTHER_DATA")
TEXTS = ("NAME", "GROUP_LABEL_1", "GROUP_LABEL_2")

# Column of the data rows -> our name. Weights and limits are RevMan's arithmetic on the same figures.
DATA_ROWS = {
    "Study": "study",
    "Study year": "year",
    "Analysis name": "outcome",
    "Subgroup": "subgroup",
    "Experimental cases": "events_1",
    "Experimental N": "total_1",
    "Experimental mean": "mean_1",
    "Experimental SD": "sd_1",
    "Control cases": "events_2",
    "Control N": "total_2",
    "Control mean": "mean_2",
    "Control SD": "sd_2",
    "GIV Mean": "effect",
    "GIV SE": "se",
    "O-E": "o_e",
    "Variance": "variance",
    "Footnotes": "footnotes",
}
# Our column -> theirs.
RESULTS = {
    "outcome": "outcome",
    "measure": "measure",
    "unit": "unit",
    "comparator": "control",
    "events": "events_1",
    "denominator": "total_1",
    "value": "mean_1",
    "events_control": "events_2",
    "denominator_control": "total_2",
    "value_control": "mean_2",
    "as_reported": "figures",
    "note": "place",
}
COMPUTED = ("Weight", "CI start", "CI end")
SETTINGS = {
    "Experimental group label": "experimental",
    "Control group label": "control",
    "Analysis group name": "comparison",
    "Unit of effect measure": "unit",
}
ANALYSIS = ["Analysis group", "Analysis number"]


def built_in_mapping(table: str) -> ColumnMapping | None:
    """Where the columns of a RevMan file go in our ``table``; None for a table that such a file cannot fill."""
    if table == "publications":
        return ColumnMapping(
            "RevMan",
            columns={"year": "year", "note": "place"},
            keys={"publication_id": Key(("study", "year")), "trial_id": Key(("study", "year"))},
        )
    if table == "publication_results":
        return ColumnMapping(
            "RevMan",
            columns=RESULTS,
            constants={"counts": "no", "counts_reason": "no direction"},
            keys={"result_id": Key(("study", "year"), number=True), "publication_id": Key(("study", "year"))},
            ignore=("experimental",),
        )
    return None


def is_revman(path: Path) -> bool:
    """Whether the file is one of RevMan's, by its ending or its header."""
    if path.suffix.lower() == ".rm5":
        return True
    with path.open("rb") as file:
        header = file.readline().decode("utf-8-sig", "replace").strip().replace('"', "").split(",")
    return {"Study", "Experimental cases", "Experimental N", *ANALYSIS} <= set(header)


def read_revman(path: Path, *, studies: bool = False) -> SourceTable:
    """The data rows of a RevMan file, or with ``studies`` its included studies, as a source table; ``problems`` says what could not
    be read.
    """
    path = Path(path)
    if path.suffix.lower() == ".rm5":
        return _read_rm5(path, studies)
    return _read_data_rows(path, studies)


def _read_rm5(path: Path, studies: bool) -> SourceTable:
    reader = _Rm5()
    try:
        reader.parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        reason = f"is not XML: {expat.ErrorString(error.code)}"
        return _table(path, [], [], [Problem(path.name, error.lineno, "", reason)])
    except ValueError as error:
        return _table(path, [], [], [Problem(path.name, reader.parser.CurrentLineNumber, "", str(error))])
    problems = [] if reader.root == "COCHRANE_REVIEW" else [Problem(path.name, 1, "", "is not a RevMan review")]
    if studies:
        rows = [
            {**study, "place": f"RevMan study {key}", "_line": line} for key, (study, line) in reader.studies.items()
        ]
        return _table(path, STUDY_COLUMNS, rows, problems)
    rows: list[dict] = []
    for row, study, line in reader.rows:
        if study not in reader.studies:
            problems.append(Problem(path.name, line, "STUDY_ID", f"{study!r} is none of the included studies"))
            continue
        rows.append(_settled({**reader.studies[study][0], **row}) | {"_line": line})
    return _table(path, RESULT_COLUMNS, rows, problems)


class _Rm5:
    """Walks the XML once; the standard tree would forget the line of each element."""

    def __init__(self) -> None:
        self.root = ""
        self.studies: dict[str, tuple[dict[str, str], int]] = {}
        self.rows: list[tuple[dict[str, str], str, int]] = []
        self._path: list[str] = []
        self._texts: dict[tuple[str, str], str] = {}
        self._outcome: dict[str, str] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_) -> None:
        # RevMan writes none, and its entities are how a small file is made to fill a memory.
        raise ValueError("has a document type declaration, which a RevMan file does not have")

    def _start(self, tag: str, said: dict[str, str]) -> None:
        self.root = self.root or tag
        if tag == "STUDY" and "INCLUDED_STUDIES" in self._path:
            study = {"study": " ".join(said.get("NAME", "").split()), "year": said.get("YEAR", "").strip()}
            self.studies[said.get("ID", "")] = (study, self.parser.CurrentLineNumber)
        for level in ("COMPARISON", "OUTCOME", "SUBGROUP"):
            if tag.endswith(level):
                for name in TEXTS:
                    self._texts.pop((level, name), None)
                if level == "OUTCOME":
                    self._outcome = said
        if tag in DATA:
            self.rows.append((self._row(tag, said), said.get("STUDY_ID", ""), self.parser.CurrentLineNumber))
        self._path.append(tag)

    def _end(self, tag: str) -> None:
        self._path.pop()
        if tag.endswith("SUBGROUP"):
            self._texts.pop(("SUBGROUP", "NAME"), None)

    def _text(self, text: str) -> None:
        if len(self._path) > 1 and self._path[-1] in TEXTS:
            level = next((end for end in ("COMPARISON", "OUTCOME", "SUBGROUP") if self._path[-2].endswith(end)), "")
            self._texts[level, self._path[-1]] = self._texts.get((level, self._path[-1]), "") + text
        elif "OTHER_DATA" in self._path and text.strip():
            self.rows[-1][0]["other"] = (self.rows[-1][0].get("other", "") + " " + text.strip()).strip()

    def _row(self, tag: str, said: dict[str, str]) -> dict[str, str]:
        row = {name: said.get(name.upper(), "") for name in ("events_1", "total_1", "events_2", "total_2")}
        if tag == "CONT_DATA":
            row |= {name: said.get(name.upper(), "") for name in ("mean_1", "sd_1", "mean_2", "sd_2")}
        if tag == "IV_DATA":
            row |= {"effect": said.get("EFFECT_SIZE", ""), "se": said.get("SE", "")}
        if tag == "IPD_DATA":
            row |= {"o_e": said.get("O_E", ""), "variance": said.get("VAR", "")}
        said_by = {key: " ".join(text.split()) for key, text in self._texts.items()}
        row["outcome"] = said_by.get(("OUTCOME", "NAME"), "")
        row["experimental"] = said_by.get(("OUTCOME", "GROUP_LABEL_1"), "")
        row["control"] = said_by.get(("OUTCOME", "GROUP_LABEL_2"), "")
        row["unit"] = self._outcome.get("UNITS", "").strip()
        places = [said_by.get(("COMPARISON", "NAME"), ""), said_by.get(("SUBGROUP", "NAME"), "")]
        row["place"] = _place(self._outcome.get("ID", ""), *places, (row["experimental"], row["control"]))
        return row


def _read_data_rows(path: Path, studies: bool) -> SourceTable:
    read = read_source(path)
    if read.problems:
        return read
    rows = read.cells.fillna("").rename(columns=DATA_ROWS).to_dict("records")
    settings = _settings(path)
    unknown = [name for name in read.columns if name not in {*DATA_ROWS, *COMPUTED, *ANALYSIS}]
    found: list[dict] = []
    for row, line in zip(rows, read.lines, strict=True):
        key = tuple(row[name] for name in ANALYSIS)
        row |= {"experimental": "", "control": "", "unit": "", "comparison": "", **settings.get(key, {})}
        arms = (row["experimental"], row["control"])
        row["place"] = _place(".".join(key), row["comparison"], row.get("subgroup", ""), arms)
        found.append(_settled(row) | {"_line": int(line)})
    if studies:
        once = {(row["study"], row.get("year", "")): {**row, "place": "RevMan data rows"} for row in reversed(found)}
        return _table(path, STUDY_COLUMNS, list(reversed(once.values())), [])
    return _table(path, (*RESULT_COLUMNS, *unknown), found, [])


def _settings(path: Path) -> dict[tuple[str, ...], dict[str, str]]:
    """The names of arms and comparisons for each analysis; empty where the file of settings is not there."""
    beside = path.with_name(path.name.replace("data-rows", "overall-estimates-and-settings"))
    if beside == path or not beside.exists():
        return {}
    cells = read_source(beside).cells.fillna("")
    if not set(ANALYSIS) <= set(cells):
        return {}
    here = {theirs: ours for theirs, ours in SETTINGS.items() if theirs in cells}
    return {
        tuple(row[name] for name in ANALYSIS): {ours: row[theirs] for theirs, ours in here.items()}
        for row in cells.to_dict("records")
    }


def _settled(row: dict[str, str]) -> dict[str, str]:
    """The row without the zeros of an arm that has no data, and with what fits no numeric column in words."""
    row = {"measure": "", **row}
    for arm in ("1", "2"):
        figures = [f"{name}_{arm}" for name in ("events", "mean", "sd")]
        if row.get(f"total_{arm}") == "0" and all(row.get(name, "") in ("", "0", "0.0") for name in figures):
            row |= dict.fromkeys([*figures, f"total_{arm}"], "")
    if row.get("mean_1") or row.get("mean_2"):
        # The events of a continuous outcome are zeros that nobody entered.
        row |= {name: "" for name in ("events_1", "events_2") if row.get(name) == "0"}
        spread = [f"SD {row.get(name) or 'not stated'}" for name in ("sd_1", "sd_2")]
        row |= {"measure": "mean", "figures": " against ".join(spread)}
    return row


def _place(analysis: str, comparison: str, subgroup: str, arms: tuple[str, str]) -> str:
    """Where the row stands in the review, for its note. Which arm is the drug is for a reader to see."""
    parts = [f"RevMan analysis {analysis}" if analysis else "RevMan analysis"]
    parts += [f"arms: {' against '.join(arm or 'not named' for arm in arms)}"]
    parts += [f"comparison: {comparison}"] if comparison else []
    parts += [f"subgroup: {subgroup}"] if subgroup else []
    return "; ".join(parts) + "."


def _table(path: Path, columns: Sequence[str], rows: list[dict], problems: list[Problem]) -> SourceTable:
    """A source table with these columns, and with those of ``ELSEWHERE`` that any row fills.

    A sign that no table may hold is told with its row: XML takes some that CSV is refused for.
    """
    problems = problems + [
        Problem(path.name, row["_line"], name, f"holds {forbidden_sign(text)}")
        for row in rows
        for name, text in row.items()
        if isinstance(text, str) and forbidden_sign(text)
    ]
    names = [*columns, *(name for name in ELSEWHERE if any(row.get(name) for row in rows))]
    return source_table(path.name, names, rows, [row["_line"] for row in rows], problems)
