from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfield.core.errors import Cancelled
from watchfield.core.spatial import index as index_module
from watchfield.core.spatial.boxes import Boxes
from watchfield.core.spatial.index import TrackIndex


@pytest.fixture
def always_the_tree(monkeypatch):
    """Ask rtree however few the boxes are, and however many the answer has."""
    monkeypatch.setattr(index_module, "_MANY", 0)
    monkeypatch.setattr(index_module, "_FEW", 1.0)


def windows(count):
    chance = np.random.default_rng(3)
    for _ in range(count):
        west, south = chance.uniform(-400.0, 400.0), chance.uniform(-90.0, 60.0)
        width, height = chance.choice([0.0, 0.5, 20.0, 200.0, 359.0]), chance.choice([0.0, 1.0, 30.0])
        start_s = chance.uniform(0.0, 86_400.0)
        yield west, south, west + width, south + height, start_s, start_s + 30_000.0


@pytest.mark.usefixtures("always_the_tree")
def test_the_tree_gives_the_answers_of_numpy(wandering):
    fixes = wandering(100, 200)
    index, boxes = TrackIndex.build(fixes), Boxes.build(fixes)
    for window in windows(200):
        assert np.array_equal(index.query(*window), boxes.query(*window)), window


@pytest.mark.usefixtures("always_the_tree")
@pytest.mark.parametrize(
    "window",
    [
        (-180.0, -90.0, 180.0, 90.0),
        (170.0, -90.0, -170.0, 90.0),
        (-np.inf, -np.inf, np.inf, np.inf),
        (0.0, 0.0, 10.0, 90.0, -np.inf, 40_000.0),
        (0.0, 10.0, 10.0, -10.0),
        (0.0, 0.0, 10.0, 10.0, 50.0, 40.0),
        (0.0, np.nan, 10.0, 10.0),
        (np.nan, 0.0, np.nan, 10.0),
        (0.0, 89.0, 10.0, 90.0),
    ],
)
def test_open_empty_and_senseless_windows_are_answered_as_numpy_does(wandering, window):
    fixes = wandering(50, 100)
    assert np.array_equal(TrackIndex.build(fixes).query(*window), Boxes.build(fixes).query(*window))


@pytest.mark.usefixtures("always_the_tree")
def test_a_run_across_180_degrees_is_given_once(fixes_of):
    index = TrackIndex.build(fixes_of([(0, 0.0, 179.5, 10.0), (0, 10.0, -179.0, 11.0)]))
    assert index.query(170.0, 0.0, -170.0, 90.0).tolist() == [0]


def test_few_boxes_need_no_tree(monkeypatch, wandering):
    monkeypatch.setitem(sys.modules, "rtree", None)
    monkeypatch.setitem(sys.modules, "rtree.index", None)
    index = TrackIndex.build(wandering(10, 100))
    assert len(index.query(-180.0, -90.0, 180.0, 90.0)) == len(index.runs)


@pytest.mark.usefixtures("always_the_tree")
def test_several_threads_may_ask_at_once(wandering):
    fixes = wandering(100, 200)
    index, boxes = TrackIndex.build(fixes), Boxes.build(fixes)
    asked = list(windows(100))
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda window: index.query(*window), asked))
    assert all(np.array_equal(answer, boxes.query(*window)) for answer, window in zip(answers, asked, strict=True))


def test_a_large_recording_is_answered_by_tree_and_numpy_alike(wandering):
    fixes = wandering(30_000, 40)
    index, boxes = TrackIndex.build(fixes), Boxes.build(fixes)
    assert len(boxes.owner) > 50_000
    for window in windows(40):
        assert np.array_equal(index.query(*window), boxes.query(*window))


def test_no_fixes_are_indexed_and_answer_nothing(fixes_of):
    index = TrackIndex.build(fixes_of([]))
    assert len(index.query(-180.0, -90.0, 180.0, 90.0)) == 0


def test_progress_is_told_and_may_stop_the_work(fixes_of):
    told = []

    def note(done, total, text):
        told.append((done, total, text))

    def stop(_done, _total, text):
        if text == "Sorting boxes":
            raise Cancelled

    TrackIndex.build(fixes_of([(0, 0.0, 0.0, 0.0)]), progress=note)
    assert all(0 <= done <= total and text for done, total, text in told)
    assert [done / total for done, total, _ in told] == sorted(done / total for done, total, _ in told)
    assert told[-1][0] == told[-1][1]
    with pytest.raises(Cancelled):
        TrackIndex.build(fixes_of([(0, 0.0, 0.0, 0.0)]), progress=stop)


LONGITUDES = st.one_of(st.sampled_from([-180.0, -179.5, 0.0, 179.5, 180.0]), st.floats(-180.0, 180.0))
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.floats(0.0, 2000.0), LONGITUDES, st.floats(-90.0, 90.0)), min_size=1, max_size=40
)
EDGES = st.tuples(
    st.floats(-540.0, 540.0),
    st.floats(-100.0, 100.0),
    st.floats(-540.0, 540.0),
    st.floats(-100.0, 100.0),
    st.floats(0.0, 2000.0),
    st.floats(0.0, 2000.0),
)


@given(ROWS, EDGES)
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_of_whatever_recording_the_answers_agree(fixes_of, rows, window):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_module, "_MANY", 0)
        patch.setattr(index_module, "_FEW", 1.0)
        fixes = fixes_of(rows)
        assert np.array_equal(TrackIndex.build(fixes).query(*window), Boxes.build(fixes).query(*window))
