"""Imports run one way; nothing is read or computed at import; only the book, import, export and a new review write files."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "evidence"

# From the ground up: a module may import modules of earlier rows and of its own row's package.
# fmt: off
LAYERS = [
    ["problem", "files", "figure_json", "groups", "markup"],
    ["profile", "bulk"],
    ["codebook"],
    ["table", "starter"],
    ["schema", "rules", "placeholders", "source"],
    ["review", "mapping"],
    ["revman"],
    ["importing"],
    ["proportions"],
    ["trace", "extraction", "people", "votes", "layer", "acceptability", "coverage", "certainty"],
    ["wording"],
    ["bodies"],
    ["effects", "judgements", "claims", "quotations", "robustness", "sensitivity"],
    ["changes", "one_use"],
    ["page"],
    ["chart"],
    ["references", "exporting"],
    ["answers", "tables", "questions", "appraisal", "methods", "statements", "verifications", "weighing", "yardstick", "attribution",
     "statement_questions", "statement_tables", "key_points"],
    ["use_tables"],
    ["charts"],
    ["sliders", "use_page"],
    ["book"],
    ["collection", "terminal"],
    ["cli"],
    ["__init__", "__main__"],
]
# fmt: on
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imports_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "evidence":
            below = (node.module or "").split(".")[1:]
            found += below[:1] if below else [alias.name for alias in node.names]
        if isinstance(node, ast.Import):
            found += [alias.name.split(".")[1] for alias in node.names if alias.name.startswith("evidence.")]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_run_one_way(path):
    own = layer_of(path)
    assert own in RANK, f"{own} has no place in the layers"
    if own in ("__init__", "__main__"):
        return
    for name in imports_of(path):
        assert name in RANK, f"{path.name} imports {name}, which has no place in the layers"
        assert RANK[name] <= RANK[own], f"{own} imports {name}, which stands above it"


def test_the_book_knows_nothing_of_evidence():
    for path in MODULES:
        if layer_of(path) == "book":
            assert set(imports_of(path)) <= {"book"}, path.name


# What writes, removes or moves files. A method of the same name elsewhere is told apart by its arguments (see ``writes``).
WRITING = {
    *("write_text", "write_bytes", "touch", "mkdir", "makedirs", "mkdtemp", "mkstemp", "chmod", "unlink", "rmdir", "rmtree", "symlink_to"),
    *("copyfile", "copyfileobj", "copy2", "copytree", "move", "to_excel", "to_parquet", "to_pickle", "write_html", "write_image", "replace_file"),
}  # fmt: skip
# ``collection`` copies notebooks into a temporary folder, ``files`` serves the others.
WRITERS = {"book", "importing", "exporting", "starter", "files", "collection"}


def writes(call: ast.Call) -> bool:
    """Whether the call writes, removes or moves a file."""
    called, given = call.func, [*call.args, *(keyword.value for keyword in call.keywords)]
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    owner = getattr(called.value, "id", "") if isinstance(called, ast.Attribute) else ""
    if name in ("open", "fdopen"):
        modes = [part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        return any(set(mode) <= set("rwaxbt+") and set(mode) & set("wax+") for mode in modes)
    if name == "to_csv":
        return bool(call.args) or any(keyword.arg == "path_or_buf" for keyword in call.keywords)
    if name in ("rename", "replace", "remove"):
        return owner == "os"
    return name in WRITING or (owner, name) in {("nbformat", "write"), ("shutil", "copy")}


def test_only_some_parts_write_files():
    found = {
        layer_of(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and writes(node)
    }
    assert found == WRITERS


def test_a_write_is_told_from_a_read():
    for text, wanted in {
        "frame.to_csv('a.csv')": True,
        "frame.to_csv(index=False)": False,
        "open(path, 'w')": True,
        "path.open(mode='ab')": True,
        "open(path, 'rb')": False,
        "path.open(encoding='utf-8')": False,
        "path.write_text(words)": True,
        "words.replace('a', 'b')": False,
        "os.replace(partial, path)": True,
    }.items():
        assert writes(ast.parse(text, mode="eval").body) is wanted, text


def test_modules_are_small():
    for path in MODULES:
        assert path.read_text(encoding="utf-8").count("\n") <= 400, path.name
        assert path.stem not in {"utils", "helpers", "misc", "common"}


def test_import_is_light_and_reads_nothing():
    """Importing the package opens no data and loads none of the slow libraries."""
    code = (
        "import sys, pathlib; opened = []\n"
        "sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == 'open' else None)\n"
        "import evidence\n"
        "slow = {'scipy.stats', 'statsmodels', 'sphinx', 'jsonschema', 'plotly.express'} & set(sys.modules)\n"
        "assert not slow, slow\n"
        "read = [path for path in opened if path.endswith(('.csv', 'datapackage.json'))]\n"
        "assert not read, read\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
