"""README, CONTRIBUTING and the codebook stay true."""

import json
import re
from pathlib import Path

import evidence

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_of_the_makefile_is_in_the_readme_and_the_help():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split()
    for target in targets:
        assert f"make {target}" in README, target
        assert re.search(rf"^{target}:.*## ", makefile, re.M), f"{target} has no line in make help"


def test_every_path_that_the_texts_name_exists():
    folders = "benchmarks|data|docs|examples|notebooks|src|tests"
    for name in ("README.md", "CONTRIBUTING.md", "docs/first-review.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for path in re.findall(rf"`((?:{folders})/[\w./-]*)`", text):
            assert (ROOT / path).exists(), path
    assert "`docs/first-review.md`" in README
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).exists(), path


def test_every_public_name_says_what_it_is():
    for home in (evidence, evidence.charts):
        for name in home.__all__:
            words = (getattr(home, name).__doc__ or "").strip()
            # A data class without words of its own gets its signature for a docstring.
            assert words, name
            assert not words.startswith(f"{name}("), name


def test_every_column_is_described(review):
    for resource in review.codebook.resources.values():
        for field in resource.fields:
            assert field.description, f"{resource.name}.{field.name}"
            assert all(field.levels.values()), f"{resource.name}.{field.name} has a level without meaning"


def test_the_codebook_is_a_valid_data_package():
    """frictionless, a program of its own, finds nothing wrong with the package and its tables either."""
    import frictionless

    report = frictionless.validate(str(ROOT / "data" / "datapackage.json"))
    assert report.flatten(["path", "rowNumber", "fieldName", "note"]) == []


def test_the_version_is_the_same_everywhere():
    version = json.loads((ROOT / "data" / "datapackage.json").read_text())["version"]
    assert f'version = "{version}"' in (ROOT / "pyproject.toml").read_text()
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text()
    assert f"## {version} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_address_of_a_registry_or_a_machine():
    import subprocess

    hosts = ["pypi" + ".org", "registry.npm" + "js", "deb" + ".debian", "files.python" + "hosted"]
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for name in listed:
        path = ROOT / name
        if path.suffix not in {".png", ".svg"} and path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not any(host in text for host in hosts), name
            assert not re.search(r"(?<![\w.])/(work|farm|home|root)/", text), name
