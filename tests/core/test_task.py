from __future__ import annotations

import pytest

from watchfield.core.errors import Cancelled
from watchfield.core.task import part, silent


@pytest.fixture
def told():
    return []


@pytest.fixture
def progress(told):
    return lambda done, total, text: told.append((done, total, text))


def test_silence_is_the_default_and_says_nothing():
    assert silent(1, 2, "reading") is None


def test_a_step_fills_its_share_of_the_whole(told, progress):
    step = part(progress, 0.5, 0.75)
    step(0, 200, "begins")
    step(100, 200, "half")
    step(200, 200, "ends")
    assert told == [(0.5, 1.0, "begins"), (0.625, 1.0, "half"), (0.75, 1.0, "ends")]


def test_a_step_with_nothing_to_do_is_done(told, progress):
    part(progress, 0.5, 0.75)(0, 0, "nothing")
    assert told == [(0.75, 1.0, "nothing")]


def test_steps_within_steps_share_their_share(told, progress):
    part(part(progress, 0.5, 1.0), 0.0, 0.5)(1, 1, "inner")
    assert told == [(0.75, 1.0, "inner")]


def test_a_stop_goes_up_through_all_steps():
    def stop(_done, _total, _text):
        raise Cancelled

    with pytest.raises(Cancelled):
        part(part(stop, 0.0, 0.5), 0.0, 0.5)(1, 2, "work")
