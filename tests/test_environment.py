"""environment.yml, pyproject.toml and the hashed lock agree."""

import re
import tomllib
from collections import defaultdict
from importlib.metadata import packages_distributions
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import MatchSpec

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
LOCKED = {
    match[1].lower().replace("_", "-"): Version(match[2])
    for match in re.finditer(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", (ROOT / "requirements.txt").read_text(), re.M)
}


def requirements():
    return [Requirement(text) for text in PROJECT["dependencies"]]


def conda_specs():
    return {str(spec.name.normalized): spec for spec in (MatchSpec(text) for text in CONDA if isinstance(text, str))}


def test_the_lock_satisfies_the_project():
    extras = [Requirement(text) for group in PROJECT["optional-dependencies"].values() for text in group]
    for requirement in [*requirements(), *extras]:
        assert LOCKED[requirement.name] in requirement.specifier, requirement


def test_conda_and_the_project_ask_for_the_same():
    specs = conda_specs()
    assert set(specs) - {"python", "pip"} == {requirement.name for requirement in requirements()}
    for requirement in requirements():
        asked = str(specs[requirement.name].version)
        assert sorted(asked.split(",")) == sorted(str(requirement.specifier).split(",")), requirement


def test_the_lock_has_hashes_and_no_addresses():
    for name in ("requirements.txt", "requirements-uv.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        pinned, hashed = (
            len(re.findall(r"^\S+==", text, re.M)),
            len(re.findall(r"^\S+==[^\n]*\\\n\s+--hash", text, re.M)),
        )
        assert pinned == hashed > 0


def test_the_bundled_plotly_is_the_one_of_the_package():
    from plotly.offline import get_plotlyjs_version

    (bundle,) = (ROOT / "src" / "evidence" / "book" / "static").rglob("plotly-*.min.js")
    assert f"plotly.js (basic - minified) v{get_plotlyjs_version()}" in bundle.read_text(encoding="utf-8")[:300]


def test_every_dependency_is_used():
    """By an import or by its name; what nobody asks for any longer is not installed on a reader's machine."""
    modules = defaultdict(set)
    for module, packages in packages_distributions().items():
        for package in packages:
            modules[canonicalize_name(package)].add(module)
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "notebooks").glob("*.ipynb")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    unused = {
        requirement.name
        for requirement in requirements()
        if not any(
            re.search(rf"\b{re.escape(module)}\b", said) for module in modules[canonicalize_name(requirement.name)]
        )
    }
    assert unused == {"jupyterlab"}, unused  # which readers start
