from __future__ import annotations

import re
from pathlib import Path

import plotly.offline
import pytest

import evidence.book
from evidence.book import stale_pictures
from evidence.book.figures import Figure, folder_figures
from evidence.book.picture_files import is_fresh, picture_links, picture_names
from evidence.book.pictures import ROLES, settled_svg

from .conftest import chart_output, figure, write_notebook

STATIC = Path(evidence.book.__file__).parent / "static"


@pytest.fixture
def pictures(collection):
    """A folder of fresh pictures of the collection's charts."""
    folder = collection / "notebooks" / "pictures"
    for shown in folder_figures(collection / "notebooks"):
        for name in picture_names(shown):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(settled_svg("<svg></svg>", shown.fingerprint), encoding="utf-8")
    return folder


def test_fresh_pictures_give_no_complaint(collection, pictures):
    assert stale_pictures(collection / "notebooks", pictures) == []


def test_every_kind_of_trouble_is_listed(collection, pictures):
    (pictures / "00_start" / "dots.svg").unlink()
    write_notebook(collection / "notebooks", "02_end", "# End", ("", [chart_output("bars", title="Another title")]))
    assert stale_pictures(collection / "notebooks", pictures) == [
        "00_start/dots.svg: missing",
        "02_end/bars.svg: stale, the chart has changed",
        "02_end/bars.narrow.svg: stale, the chart has changed",
        "02_end/more.narrow.svg: belongs to no chart",
        "02_end/more.svg: belongs to no chart",
    ]


def test_a_stale_picture_is_never_linked(pictures):
    shown = Figure.from_json("00_start", figure())
    assert picture_links(shown, pictures, "pictures").wide == "pictures/00_start/dots.svg"
    changed = Figure.from_json("00_start", figure(alt="Other words."))
    assert not is_fresh(changed, pictures)
    assert picture_links(changed, pictures, "pictures") is None


def test_random_ids_and_long_numbers_are_settled():
    drawn = (
        '<svg class="main-svg" width="9"><defs id="defs-{0}"><clipPath id="clip{0}xy"/></defs><g class="x"/>'
        '<path clip-path="url(#clip{0}xy)" d="M0.123456,5" style="fill: rgb(1, 1, 255);"/>'
        "<text>0.123456</text></svg>"
    )
    one, other = (settled_svg(drawn.format(letters), "f" * 64) for letters in ("a1b2c3", "0f9e8d"))
    assert one == other
    assert 'd="M0.12,5"' in one
    assert "<text>0.123456</text>" in one, "numbers that a reader sees stay as they are"
    assert re.search(r"\.s0\s*\{\s*fill:\s*var\(--paper\)", one), "a style stands once, under a name of its own"
    assert "<g" not in one


def test_picture_script_and_style_agree_on_the_colours():
    style = (STATIC / "evidence.css").read_text(encoding="utf-8")
    script = (STATIC / "evidence-charts.js").read_text(encoding="utf-8")
    light = style[style.index(":root {") :]
    dark = style[style.index('html[data-theme="dark"] {') :]
    for colour, (role, on_light, on_dark) in ROLES.items():
        assert f'"{colour}": "--evidence-{role}"' in script
        assert re.search(rf"--evidence-{role}: (#\w+);", light)[1] == on_light
        assert re.search(rf"--evidence-{role}: (#\w+);", dark)[1] == on_dark


def test_the_book_draws_with_the_version_that_the_notebooks_were_made_for():
    bundle = (STATIC / "plotly-basic.min.js").read_text(encoding="utf-8")
    assert f"v{plotly.offline.get_plotlyjs_version()}" in bundle[:400]
    assert (STATIC / "plotly-basic.LICENSE").stat().st_size > 500
