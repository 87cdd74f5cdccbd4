"""axe-core on every page, light and dark, where axe-core is at hand.

It is looked for in EVIDENCE_AXE (a path of axe.min.js) and in the package axe-playwright-python, which ships it.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from .page_check import visit


def axe_script() -> Path | None:
    given = os.environ.get("EVIDENCE_AXE")
    if given:
        return Path(given)
    package = importlib.util.find_spec("axe_playwright_python")
    found = sorted(Path(package.origin).parent.rglob("axe.min.js")) if package and package.origin else []
    return found[0] if found else None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation(chromium, server, expected, theme):
    script = axe_script()
    if script is None:
        pytest.skip("axe-core is not at hand: set EVIDENCE_AXE or install axe-playwright-python")
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme)
    try:
        with visit(context, f"{server}/{expected.name}.html") as seen:
            seen.draw_all()
            seen.page.add_script_tag(path=script)
            found = seen.page.evaluate(
                """async () => (await axe.run({resultTypes: ["violations"]})).violations.map(
                     ({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({html}) => html.slice(0, 160)).join(" | ")}`)"""
            )
            assert not found, "\n".join(found)
    finally:
        context.close()
