from __future__ import annotations

import numpy as np

from watchfield.core.model.fixes import SOLID_S, Fixes
from watchfield.session import timeline
from watchfield.session.state import Span
from watchfield.session.traffic import aloft, last_rows

DAY = 86_400.0


def fixes_at(*times, track=None):
    count = len(times)
    which = np.zeros(count, np.int64) if track is None else np.asarray(track)
    columns = {
        "time_s": np.asarray(times, float), "lon_deg": np.linspace(10, 11, count), "lat_deg": np.full(count, 50.0),
        "row": np.arange(count),
    }  # fmt: skip
    return Fixes.from_columns(which, int(which.max(initial=0)) + 1, columns)


def test_days_without_a_recording_are_found():
    index = timeline.index_times(fixes_at(10.0, DAY + 5, 4 * DAY + 5, 5 * DAY))
    assert index.silent.tolist() == [[2 * DAY, 4 * DAY]]


def test_a_histogram_counts_every_fix_once():
    index = timeline.index_times(fixes_at(*np.arange(0.0, 1000.0, 7.0)))
    assert index.counts(Span(0.0, 1000.0), 13).sum() == len(index.time_s)


def test_presence_is_broken_by_a_hole():
    found = timeline.presence(fixes_at(0, 100, 200, 200 + SOLID_S + 1, 600), 0)
    assert found.seen.tolist() == [[0, 200], [200 + SOLID_S + 1, 600]]


def test_marks_of_the_axis_are_never_crowded():
    for length in (600.0, 3600.0, DAY, 30 * DAY, 425 * DAY, 20 * 365 * DAY):
        step = timeline.tick_step(Span(0.0, length), 1000.0, 60.0)
        assert step / length * 1000.0 >= 59.0


def test_nobody_is_anywhere_in_a_hole():
    fixes = fixes_at(0, 100, 1000, 1100)
    assert len(aloft(fixes, 500.0)) == 0
    assert len(aloft(fixes, 50.0)) == 1


def test_between_two_fixes_an_aircraft_is_between_them_and_hollow():
    seen = aloft(fixes_at(0, 100), 50.0)
    assert 10 < float(seen.lon_deg[0]) < 11
    assert not bool(seen.observed[0])
    assert bool(aloft(fixes_at(0, 100), 1.0).observed[0])


def test_the_last_fix_of_every_track_is_found_at_once():
    rng = np.random.default_rng(1)
    track = np.sort(rng.integers(0, 20, 500))
    fixes = fixes_at(*rng.uniform(0, 1000, 500), track=track)
    for now_s in (0.0, 250.0, 999.0):
        for number, row in enumerate(last_rows(fixes, now_s)):
            rows = np.arange(fixes.offsets[number], fixes.offsets[number + 1])
            before = rows[fixes.time_s[rows] <= now_s]
            assert row == (before[-1] if len(before) else fixes.offsets[number] - 1)
