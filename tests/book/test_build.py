from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evidence.book import BookError, build_book
from evidence.book.figures import folder_figures
from evidence.book.picture_files import picture_names
from evidence.book.pictures import settled_svg

from .conftest import write_notebook


def build(collection: Path, out: str = "html") -> Path:
    return build_book(collection / "notebooks", collection / out, data=collection / "data").parent


def digest(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def page(book: Path, name: str) -> str:
    return (book / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture
def book(collection):
    shown = folder_figures(collection / "notebooks")[0]
    for name in picture_names(shown):
        path = collection / "notebooks" / "pictures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(settled_svg("<svg></svg>", shown.fingerprint), encoding="utf-8")
    return build(collection)


def test_the_book_is_whole(book, collection):
    pages = {path.stem for path in book.glob("*.html")}
    assert pages == {"index", "01_studies", "02_end", "glossary", "methods", "downloads", "search"}
    start = page(book, "index")
    assert "<title>Where to start?" in start
    assert 'href="01_studies.html"' in start
    assert "Not &lt;advice&gt;." in start
    assert "Attribution 4.0" in start
    assert re.search(r'href="index\.html"[^>]*>(?:<[^>]+>)*the start', page(book, "01_studies"))
    assert "<math" in page(book, "01_studies")
    assert 'role="region" tabindex="0" aria-label="The studies"' in page(book, "01_studies")
    assert (book / "data" / "studies.csv").read_bytes() == (collection / "data" / "studies.csv").read_bytes()
    assert (book / "notebooks" / "02_end.ipynb").is_file()
    assert "One row a study." in page(book, "downloads")


def test_only_fresh_pictures_are_shown_and_copied(book):
    assert 'src="pictures/00_start/dots.svg"' in page(book, "index")
    assert "<img" not in re.search(r"<article.*</article>", page(book, "02_end"), re.DOTALL)[0]
    copied = {path.name for path in (book / "pictures").rglob("*.svg")}
    assert copied == {"dots.svg", "dots.narrow.svg"}


def test_each_page_loads_only_the_scripts_it_needs(book):
    assert "evidence-charts.js" in page(book, "index")
    assert "evidence-charts.js" not in page(book, "methods")
    assert "evidence-tables.js" in page(book, "01_studies")
    assert "evidence-tables.js" not in page(book, "index")
    for path in book.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script[^>]*plotly", text), "plotly is run by the script, when needed"
        wanted = '<link rel="preload" as="script" fetchpriority="low" href="_static/plotly-basic.min.js"' in text
        assert wanted == ("evidence-charts.js" in text)


def test_nothing_but_one_style_sheet_holds_up_the_text(book):
    for path in book.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert len(re.findall(r'<link[^>]*rel="stylesheet"', text)) == 1, path.name
        if path.stem != "search":  # its own inline script counts on those before it
            head = text[: text.index("</head>")]
            assert all("defer" in tag for tag in re.findall(r"<script[^>]*\bsrc=[^>]*>", head)), path.name


def test_each_chart_has_its_figure_as_data_and_as_a_script(book, collection):
    figures = folder_figures(collection / "notebooks")
    for shown in figures:
        stem = book / "figures" / shown.notebook / shown.name
        assert json.loads(stem.with_suffix(".json").read_text(encoding="utf-8")) == shown.figure
        script = stem.with_suffix(".js").read_text(encoding="utf-8")
        assert json.loads(re.fullmatch(r"evidenceCharts\.take\((.*)\);\n", script, re.DOTALL)[1]) == shown.figure
    assert len(list((book / "figures").rglob("*.js"))) == len(figures) == 3


def test_only_the_first_picture_of_a_page_is_asked_for_at_once(book):
    assert 'loading="lazy"' not in page(book, "index")


def test_plotly_is_as_published_below_its_hint(book):
    text = (book / "_static" / "plotly-basic.min.js").read_text(encoding="utf-8")
    published = (Path(build_book.__code__.co_filename).parent / "static" / "plotly-basic.min.js").read_text(
        encoding="utf-8"
    )
    assert text.splitlines()[0] == "//# allFunctionsCalledOnLoad"
    assert text.split("\n", 1)[1] == published


def test_nothing_comes_from_another_host(book):
    for path in book.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.findall(
            r'<(?:script|link|img|source|iframe)\b[^>]*(?:src|href|srcset)="(?:https?:)?//[^"]*"', text
        )
    for path in (book / "_static").rglob("*.css"):
        assert not re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", path.read_text(encoding="utf-8")), path.name


def test_two_builds_are_equal_and_know_no_place(book, collection):
    other = build(collection, "other")
    assert digest(book) == digest(other)
    for path in book.rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".json", ".svg"} and "plotly" not in path.name:
            assert str(collection) not in path.read_text(encoding="utf-8"), path.name


def test_a_warning_is_an_error_and_the_former_book_stays(book, collection):
    before = digest(book)
    write_notebook(collection / "notebooks", "03_lost", "# Lost\n\n[nowhere](no_such_page.md)")
    with pytest.raises(BookError) as problem:
        build(collection)
    assert "03_lost.ipynb" in str(problem.value)
    assert str(collection) not in str(problem.value)
    assert digest(book) == before


def test_data_without_its_description_is_an_error(collection):
    (collection / "data" / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(BookError, match=r"datapackage\.json"):
        build(collection)


def test_a_killed_build_leaves_the_former_book_whole(book, collection):
    before = digest(book)
    path = collection / "data" / "datapackage.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "title": "Changed"}), encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from evidence.book import build_book; root = Path(sys.argv[1]); "
        "build_book(root / 'notebooks', root / 'html', data=root / 'data')"
    )
    for files_written in (1, 20):
        process = subprocess.Popen([sys.executable, "-c", code, str(collection)])
        site = collection / ".html.building" / "site"
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            if site.exists() and sum(path.is_file() for path in site.rglob("*")) >= files_written:
                break
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, "the build was done before it could be killed"
        assert digest(book) == before
    build(collection)
    assert "Changed" in page(book, "methods")
    assert not (collection / ".html.building").exists()
