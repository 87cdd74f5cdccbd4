"""The command line does what people expect of one: help, exit codes, silence on demand, colour on a terminal only."""

from __future__ import annotations

import importlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evidence.book import BookError
from evidence.book.placing import place_of_book
from evidence.cli import FUNCTIONS, app

ROOT = Path(__file__).parents[1]
COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands)
ESCAPE = "\x1b["
# They would force colours on, as a server that runs tests may.
FORCING = ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "CLICOLOR_FORCE", "TTY_COMPATIBLE")


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in (*FORCING, "NO_COLOR")}
    return {**kept, "COLUMNS": "100", **more}


def run(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evidence", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment(**more), cwd=ROOT, check=False)


def on_terminal(*arguments: object, **more: str) -> str:
    """What a command prints where standard output is a terminal."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "evidence", *map(str, arguments)]
    process = subprocess.Popen(
        command, stdout=slave, stderr=slave, env=environment(TERM="xterm-256color", **more), cwd=ROOT
    )
    os.close(slave)
    printed = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # the end of a terminal is an error on Linux
            break
        if not part:
            break
        printed += part
    process.wait()
    os.close(master)
    return printed.decode()


def invoke(*arguments: object):
    return CliRunner().invoke(app, list(map(str, arguments)), env=dict.fromkeys((*FORCING, "NO_COLOR")))


def test_help_names_every_command_and_the_same_function():
    shown = run("--help").stdout
    for name in COMMANDS:
        assert re.search(rf"^\W+{name}\s+[A-Z]", shown, re.M), name
        assert f"{name}: {FUNCTIONS[name]}" in shown
    assert set(FUNCTIONS) == set(COMMANDS)
    assert "Exit codes: 0" in shown


def test_every_named_function_exists():
    for functions in FUNCTIONS.values():
        for path in functions.split(", "):
            module, name = path.rsplit(".", 1)
            assert callable(getattr(importlib.import_module(module), name)), path


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(name):
    done = invoke(name, "--help")
    assert done.exit_code == 0
    assert f"Usage: evidence {name}" in done.output or f"Usage: root {name}" in done.output
    words = re.sub(r"[\W_]+", " ", done.output)
    assert len(words.split()) > 20
    assert "Options" in done.output


def test_version():
    done = run("--version")
    assert (done.stdout, done.returncode) == (f"evidence {version('evidence')}\n", 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["check", "--nonsense"],
        ["agreement"],
        ["import", "studies"],
        ["import", "studies", "no_such_file.csv"],
        ["export"],
        ["export", "studies", "--all"],
        ["export", "no_such_table"],
        ["columns", "no_such_table"],
        ["agreement", "no_such_table"],
        ["import", "no_such_table", __file__],
        ["check", "--documents", "no_such_folder"],
        ["export", "studies", "--format", "pdf"],
        ["export", "studies", "--format", "xlsx"],
        ["export", "--all"],
        ["execute", "--jobs", "0"],
    ],
    ids=" ".join,
)
def test_what_is_not_understood_is_2(arguments):
    done = invoke(*arguments)
    assert done.exit_code == 2, done.output
    assert "Usage:" in done.output


def test_problems_are_1_and_each_is_a_line(data, set_cell):
    set_cell(data, "studies", 0, "direction", "up")
    done = run("check", data)
    assert done.returncode == 1
    assert re.fullmatch(r"studies\.csv:2:direction .*\n", done.stdout)
    assert invoke("check", data, "--quiet").stdout == done.stdout, "errors are not silenced"
    for arguments in (["export", "studies", "--data", data], ["agreement", "studies", "--data", data]):
        done = invoke(*arguments)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith("studies.csv:2:direction ")


def test_tracing_that_waits_for_mending_is_said(data, tmp_path, set_cell):
    set_cell(data, "studies", 0, "direction", "sideways")
    put_off, silent = (
        invoke("check", data, "--documents", tmp_path),
        invoke("check", data, "--documents", tmp_path, "-q"),
    )
    assert put_off.stdout == silent.output
    assert put_off.stderr.startswith("No figure was traced to its line")
    assert "traced" not in invoke("check", data).stderr


def test_a_missing_folder_is_1_without_a_traceback(tmp_path):
    for arguments in (["check", tmp_path / "no"], ["book", "--data", tmp_path / "no"]):
        done = invoke(*arguments)
        assert done.exit_code == 1
        assert isinstance(done.exception, SystemExit)
        assert done.output.startswith("datapackage.json:0: there is no such file")


def test_all_is_well_is_0_and_quiet_is_silent(data):
    loud, quiet = invoke("check", data), invoke("check", data, "--quiet")
    assert (loud.exit_code, quiet.exit_code) == (0, 0)
    assert "no problem found" in loud.stderr
    assert (loud.stdout, quiet.output) == ("", "")


def test_no_colour_codes_where_there_is_no_terminal():
    for arguments in (["--help"], ["nonsense"]):
        done = run(*arguments)
        assert ESCAPE not in done.stdout + done.stderr, arguments


def test_colour_on_a_terminal_unless_told_not_to():
    colours = re.compile(r"\x1b\[[0-9;]*(?:3[0-7]|9[0-7]|38;5;[0-9]+)m")
    assert colours.search(on_terminal("--help"))
    assert not colours.search(on_terminal("--help", NO_COLOR="1"))


def test_export_prints_or_writes(data, tmp_path):
    done = invoke("export", "uses", "--data", data)
    assert done.exit_code == 0
    assert done.stdout_bytes == (data / "uses.csv").read_bytes()
    assert invoke("export", "uses", "--data", data, "--out", tmp_path / "u.json").exit_code == 0
    assert json.loads((tmp_path / "u.json").read_text())["rows"][0]["use"]
    assert invoke("export", "--all", "--data", data, "--out", tmp_path / "all").exit_code == 0
    assert (tmp_path / "all" / "studies.csv").read_bytes() == (data / "studies.csv").read_bytes()
    assert invoke("export", "--all", "--data", data, "--out", tmp_path / "all.xlsx").exit_code == 0
    assert (tmp_path / "all.xlsx").read_bytes().startswith(b"PK")


def test_export_warns_of_formulas_in_plain_csv(data, set_cell):
    set_cell(data, "uses", 0, "definition", "=1+1")
    plain = invoke("export", "uses", "--data", data)
    assert plain.exit_code == 0
    assert plain.stderr.startswith("uses.csv:2:definition begins with '='")
    assert invoke("export", "uses", "--data", data, "--quiet").stderr == ""
    safe = invoke("export", "uses", "--data", data, "--for-spreadsheets")
    assert (safe.stderr, "'=1+1" in safe.stdout) == ("", True)


def test_import_prints_or_appends(data, tmp_path):
    (tmp_path / "mine.csv").write_text("a,b\nmigraine,Pain\n")
    mapping = tmp_path / "mine.toml"
    mapping.write_text('[columns]\nuse = "a"\nlabel = "a"\nuse_group = "b"\ndefinition = "a"\n')
    given = ["import", "uses", tmp_path / "mine.csv", "--mapping", mapping, "--data", data]
    done = invoke(*given)
    assert (done.exit_code, done.stdout) == (0, "use,label,use_group,definition\nmigraine,migraine,Pain,migraine\n")
    before = (data / "uses.csv").read_bytes()
    done = invoke(*given, "--append")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "uses: 1 row added\n")
    assert (data / "uses.csv").read_bytes() == before + b"migraine,migraine,Pain,migraine\n"
    done = invoke(*given, "--append", "--quiet")
    assert done.exit_code == 1
    assert "mine.csv:2:a use: 'migraine' stands twice" in done.stderr
    assert invoke(*given, "--append", "--draft").exit_code == 2


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """A folder to stand in, with a small sound review in ``data`` and one notebook."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVIDENCE_DATA", raising=False)
    shutil.copytree(ROOT / "examples" / "imaginol", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    shutil.copyfile(ROOT / "notebooks" / "00_start_here.ipynb", tmp_path / "notebooks" / "00_start.ipynb")
    return tmp_path


def test_the_data_of_the_folder_one_stands_in_come_before_the_projects(own_folder):
    (own_folder / "data" / "uses.csv").write_text("")
    assert invoke("check").stdout.startswith("uses.csv:1:")
    (own_folder / "data" / "datapackage.json").unlink()
    assert invoke("check").exit_code == 0, "what holds no codebook is not a review"


def test_the_help_says_which_data_are_taken():
    for name in ("check", "columns", "book"):
        assert "EVIDENCE_DATA" in invoke(name, "--help").output, name


def test_a_checked_folder_has_a_name(own_folder, monkeypatch):
    monkeypatch.chdir(own_folder / "data")
    assert invoke("check", ".").stderr == "data: no problem found\n"


@pytest.fixture
def nothing_runs(monkeypatch):
    """No notebook may be run."""
    monkeypatch.setattr("evidence.book.execute_notebooks", lambda *_, **__: pytest.fail("a notebook was run"))


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize(
    ("out", "reason"),
    [
        (".", "holds the data or the notebooks"),
        ("mine", "holds something else than a book"),
        ("mine/notes.txt", "is a file"),
        ("data/book", "lies in the folder of the data"),
        ("data", "holds the data"),
        ("notebooks", "holds the data or the notebooks"),
        ("his", "it is not theirs"),
        ("/", "cannot be replaced"),
    ],
)
def test_a_book_is_refused_a_place_before_anything_is_run_or_written(own_folder, out, reason):
    for name in ("mine/notes.txt", "his-notebooks/00_his.ipynb"):
        (own_folder / name).parent.mkdir()
        (own_folder / name).write_text("{}")
    before = {path: path.stat().st_mtime_ns for path in own_folder.rglob("*")}
    done = invoke("book", "--out", out)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1), done.output
    assert reason in done.stderr
    assert {path: path.stat().st_mtime_ns for path in own_folder.rglob("*")} == before


def test_the_executed_notebooks_of_a_book_are_those_of_its_sources_only(own_folder, monkeypatch):
    asked = {}

    def stop(notebooks, out, **options):
        asked.update(out=out, **options)
        raise BookError("enough")

    monkeypatch.setattr("evidence.book.execute_notebooks", stop)
    assert invoke("book", "--out", "build/html").stderr == "enough\n"
    assert asked["alone"]
    assert asked["out"] == own_folder / "build" / "html-notebooks"
    assert asked["data"] == own_folder / "data"
    invoke("execute", "--out", "elsewhere")
    assert asked["out"] == Path("elsewhere")


def test_the_names_beside_a_book_come_from_the_folder_itself(own_folder):
    (own_folder / "book").mkdir()
    place, executed = place_of_book(Path("book", "..", "book"), data=Path("data"), notebooks=Path("notebooks"))
    assert (place, executed) == (own_folder / "book", own_folder / "book-notebooks")


def test_pictures_of_no_notebooks_are_an_error(own_folder):
    done = invoke("pictures", "--notebooks", "nothing")
    assert (done.exit_code, done.stderr) == (1, "nothing: no notebook (*.ipynb) here\n")


def test_export_says_what_is_wrong_with_its_place(data, tmp_path):
    (tmp_path / "file").write_text("mine")
    for arguments, words in [
        (["studies", "--all"], "both studies and --all"),
        (["studies", "--out", tmp_path], "is a folder"),
        (["--all", "--format", "xlsx", "--out", tmp_path], "is a folder"),
        (["--all", "--format", "csv", "--out", tmp_path / "file"], "is a file"),
    ]:
        done = invoke("export", *arguments, "--data", data)
        assert done.exit_code == 2
        assert words in re.sub(r"[\s│]+", " ", done.output), done.output


def test_a_cell_that_is_too_long_for_a_workbook_has_its_address(data, tmp_path, set_cell):
    set_cell(data, "uses", 0, "definition", "x" * 40_000)
    done = invoke("export", "--all", "--data", data, "--out", tmp_path / "all.xlsx")
    assert (done.exit_code, done.stderr) == (
        1,
        "uses.csv:2:definition 40000 characters are more than a cell of XLSX holds\n",
    )


def test_a_file_that_cannot_be_written_is_named_as_the_user_named_it(data, tmp_path, monkeypatch):
    def refuse(**options):
        raise PermissionError(13, "Permission denied", f"{options['dir']}/{options['prefix']}x{options['suffix']}")

    monkeypatch.setattr("evidence.files.tempfile.mkstemp", refuse)
    done = invoke("export", "uses", "--data", data, "--out", tmp_path / "u.csv")
    assert (done.exit_code, done.stderr) == (1, f"{tmp_path / 'u.csv'}: Permission denied\n")


def extracted(data: Path, first: str, second: str, pairs: str = "") -> Path:
    """Two extractions of the uses."""
    head = "use,label,use_group,definition\n"
    for name, rows in (("first", first), ("second", second)):
        (data / "extraction" / f"uses_{name}.csv").write_text(head + rows)
    if pairs:
        (data / "extraction" / "uses_pairs.csv").write_text(pairs)
    return data


def test_agreement_of_extractions_that_do_not_fit_is_told(data):
    row, other = "a,A,G,d\n", "b,B,G,d\n"
    done = invoke("agreement", "uses", "--data", extracted(data, row + other, row))
    assert (done.exit_code, done.stdout.splitlines()[1].split(",")[:3]) == (0, ["label", "1", "1"])
    for given, words in [
        (("", ""), "extraction/uses_first.csv:0: has no row that the second extraction has too"),
        ((row + row, row), "extraction/uses_first.csv:3:use 'a' stands twice"),
        ((row, row, "use,first_id,second_id\na,a,c\n"), "extraction/uses_pairs.csv:2:second_id 'c' is no row of"),
        ((row, row, "\n"), "extraction/uses_pairs.csv:0: is no table: "),
        ((row, row, "use,first_id\na,a\n"), "extraction/uses_pairs.csv:1:second_id the column is missing"),
    ]:
        done = invoke("agreement", "uses", "--data", extracted(data, *given))
        assert done.exit_code == 1, done.exception
        assert done.stderr.startswith(words)
        assert done.stderr.count("\n") == 1
