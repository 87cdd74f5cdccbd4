"""The command line does what people expect of one: help, exit codes, silence on demand, colour on a terminal only."""

from __future__ import annotations

import importlib
import json
import os
import pty
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

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
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "uses: 1 rows added\n")
    assert (data / "uses.csv").read_bytes() == before + b"migraine,migraine,Pain,migraine\n"
    done = invoke(*given, "--append", "--quiet")
    assert done.exit_code == 1
    assert "mine.csv:2:a use: 'migraine' stands twice" in done.stderr
    assert invoke(*given, "--append", "--draft").exit_code == 2
