"""Are words set, kept apart, and safe whatever they say?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import features

from watchfield.render.canvas import Canvas
from watchfield.render.labels import Anchor, Label, Occupied, Type, draw_labels, plain_text, word

BODY = Type(12.0, halo=1.5)
STYLE = (BODY, (255, 255, 255), (0, 0, 0))


def test_pillow_can_shape_arabic():
    assert features.check("raqm")
    assert features.check("fribidi")


@pytest.mark.parametrize("text", ["Latakia", "Латакия", "اللاذقية", "İzmir", "Λατάκια"])
def test_each_script_has_ink_and_a_halo_round_it(text):
    picture = word(text, BODY)
    assert picture.ink.max() > 200
    assert (picture.edge > 100).sum() > (picture.ink > 100).sum()
    assert picture.ink[:, 0].max() == picture.ink[:, -1].max() == 0


def test_arabic_letters_are_joined():
    joined = word("حميميم", Type(24.0)).width
    apart = sum(word(letter, Type(24.0)).width for letter in "حميميم")
    assert joined < 0.8 * apart


def test_heavier_wider_and_slanted_words_differ():
    plain, heavy = word("Hmeimim", Type(14.0)), word("Hmeimim", Type(14.0, 600))
    spread, slanted = word("Hmeimim", Type(14.0, tracking=0.2)), word("Hmeimim", Type(14.0, slanted=True))
    assert heavy.ink.sum() > plain.ink.sum()
    assert spread.width > plain.width + 10
    assert slanted.width == plain.width


def test_the_same_word_is_set_once():
    assert word("Tartus", BODY) is word("Tartus", Type(12.0, halo=1.5))


@given(st.text(max_size=400))
def test_no_text_from_outside_breaks_a_line_or_runs_for_ever(text):
    line = plain_text(text)
    assert len(line) <= 80
    assert line.isprintable() or not line.isascii()
    assert not set("\n\r\t\x00\u202e\u2066") & set(line)


@pytest.mark.parametrize("text", ["", "\x00\x1b[31m", "<b>&amp;</b>", "a" * 5000, "\u202eabc", "🛩"])
def test_odd_texts_are_set_as_they_are_or_not_at_all(text):
    assert word(text, BODY).ink.ndim == 2


def test_labels_never_overlap_and_the_better_rank_wins(engine):
    canvas, occupied = Canvas.filled(300, 200, (9, 9, 9)), Occupied(300, 200)
    rng = np.random.default_rng(1)
    labels = [
        Label(x, y, f"Place {i}", *STYLE, rank=i) for i, (x, y) in enumerate(rng.uniform(0, 1, (80, 2)) * (300, 200))
    ]
    drawn = draw_labels(canvas, labels, occupied, engine)
    assert 5 < len(drawn) < 80
    assert labels[0] in drawn or not occupied.free(labels[0].x, labels[0].y - 6, labels[0].x + 50, labels[0].y + 6)
    same_place = [
        Label(150, 100, name, *STYLE, rank=rank, anchors=(Anchor.CENTER,)) for name, rank in (("b", 2), ("a", 1))
    ]
    assert [
        label.text for label in draw_labels(Canvas.filled(300, 200, (0, 0, 0)), same_place, Occupied(300, 200))
    ] == ["a"]


def test_a_taken_box_is_not_free_and_its_neighbour_is():
    occupied = Occupied(100, 100)
    occupied.take(20, 20, 40, 40)
    assert not occupied.free(30, 30, 50, 50)
    assert occupied.free(50, 50, 60, 60)
    assert not occupied.free(95, 95, 105, 99)
    occupied.take(-50, -50, -10, -10)
    assert occupied.free(0, 0, 10, 10)


def test_every_anchor_stands_on_its_own_side():
    centres = {}
    for anchor in Anchor:
        canvas = Canvas.filled(200, 100, (0, 0, 0))
        draw_labels(canvas, [Label(100, 50, "Homs", *STYLE, rank=0, anchors=(anchor,))], Occupied(200, 100))
        rows, columns = np.nonzero(canvas.rgba[..., 0] > 100)
        centres[anchor] = (columns.mean(), rows.mean())
    assert centres[Anchor.RIGHT][0] > 105
    assert centres[Anchor.LEFT][0] < 95
    assert centres[Anchor.ABOVE][1] < 45
    assert centres[Anchor.BELOW][1] > 55
    assert centres[Anchor.CENTER] == pytest.approx((100, 50), abs=3)
    for a, b in itertools.combinations(centres.values(), 2):
        assert np.hypot(a[0] - b[0], a[1] - b[1]) > 8
