from __future__ import annotations

import pytest

from evidence.book import BookError, placing


def fill(folder, word):
    folder.mkdir()
    (folder / "index.html").write_text(word)
    return folder


@pytest.fixture(params=["exchange", "two renames"])
def way(request, monkeypatch):
    if request.param == "two renames":
        monkeypatch.setattr(placing, "_exchange", lambda one, other: False)


@pytest.mark.usefixtures("way")
def test_the_new_replaces_the_old_and_leaves_nothing_behind(tmp_path):
    out = tmp_path / "html"
    for word in ("first", "second", "third"):
        with placing.workshop(out) as shop:
            placing.put_in_place(fill(shop / "site", word), out)
        assert (out / "index.html").read_text() == word
    assert {path.name for path in tmp_path.iterdir()} == {"html", ".html.lock"}


@pytest.mark.usefixtures("way")
def test_a_failing_build_leaves_the_old(tmp_path):
    out = fill(tmp_path / "html", "old")
    with pytest.raises(FileExistsError), placing.workshop(out) as shop:
        fill(fill(shop / "site", "half"), "half again")
    assert (out / "index.html").read_text() == "old"
    assert not (tmp_path / ".html.building").exists()


def test_what_a_kill_between_two_renames_set_aside_is_put_back(tmp_path):
    fill(tmp_path / ".html.former", "old")
    with placing.workshop(tmp_path / "html"):
        assert (tmp_path / "html" / "index.html").read_text() == "old"


def test_two_builds_at_once_are_refused(tmp_path):
    with (
        placing.workshop(tmp_path / "html"),
        pytest.raises(BookError, match="another build"),
        placing.workshop(tmp_path / "html"),
    ):
        pass


def test_a_place_that_is_no_books_is_refused_without_a_trace(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    for name in ("mine", "mine/notes.txt"):
        with pytest.raises(BookError, match=r"something else|is a file"), placing.workshop(tmp_path / name):
            pass
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["mine", "notes.txt"]
