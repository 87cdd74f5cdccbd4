"""Names of routes come from the data: they must fit their column and their margin, however many and however long they are."""

import itertools
import shutil
from pathlib import Path

import pytest
from other_reviews import EXAMPLE, many_routes, one_route

import evidence
from evidence.charts.room import BETWEEN, PHONE, broken, column_room, none_reported, width


def layer_with(change, tmp_path):
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "review"))
    change(folder)
    return evidence.document_layer(evidence.load_review(folder))


@pytest.mark.parametrize("room", [30, 45, 72, 98, 300])
@pytest.mark.parametrize(
    "words", ["subcutaneous", "injected into the joint", "not stated", "a", "by mouth-wash or spray"]
)
def test_lines_fit_their_room_and_lose_no_letter(words, room):
    lines = broken(words, room, 12)
    assert all(width(line, 12) <= room for line in lines)
    joined = "".join(line for line in lines)
    assert joined.replace(" ", "").replace("-", "") == words.replace(" ", "").replace("-", "")


def test_words_that_fit_are_not_cut():
    assert broken("subcutaneous", 300, 13) == ["subcutaneous"]
    assert none_reported(100, 11) == ["none reported"]
    assert none_reported(72, 11) == ["none", "reported"]
    assert none_reported(30, 11) == ["none"]


@pytest.mark.parametrize("change", [one_route, many_routes])
def test_columns_of_a_map_do_not_run_into_each_other(change, tmp_path):
    layer = layer_with(change, tmp_path)
    figure = evidence.charts.evidence_map(evidence.charts.evidence_map_record(layer)).figure
    heads = [note for note in figure.layout.annotations if note.y < 0]
    assert len(heads) == len(layer.routes)
    unit = PHONE / figure.layout.xaxis.range[1]
    ends = []
    for note in heads:
        lines = note.text.removeprefix("<b>").removesuffix("</b>").split("<br>")
        half = max(width(line, note.font.size, bold=True) for line in lines) / 2
        ends.append((note.x * unit - half, note.x * unit + half))
    assert all(right <= left + BETWEEN for (_, right), (left, _) in itertools.pairwise(ends)), ends
    assert ends[0][0] > -BETWEEN
    assert ends[-1][1] < PHONE + BETWEEN


@pytest.mark.parametrize("change", [one_route, many_routes])
def test_names_beside_lanes_fit_the_margin(change, tmp_path):
    layer = layer_with(change, tmp_path)
    figure = evidence.charts.vote_shares(evidence.charts.vote_shares_record(layer)).figure
    for name in figure.layout.yaxis.ticktext:
        assert all(width(line, 12) + 8 <= figure.layout.margin.l for line in name.split("<br>")), name


def test_a_column_of_many_has_less_room():
    assert column_room(3) > column_room(7) > 0
