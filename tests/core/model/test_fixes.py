from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfield.core.model.fixes import COLUMNS, MISSING_U1, Fixes, Kind, Quality, concatenate


def fixes_of(track, time_s, *, track_count=None, **columns):
    count = len(track)
    given_columns = {"lon_deg": np.zeros(count), "lat_deg": np.zeros(count), "row": np.arange(count)}
    tracks = max(track, default=-1) + 1 if track_count is None else track_count
    return Fixes.from_columns(np.array(track, np.int64), tracks, {**given_columns, "time_s": time_s, **columns})


def rows_of(fixes):
    """What the fixes say, as (track, time, source, row), by a way of its own."""
    return [
        (track, float(fixes.time_s[i]), int(fixes.source[i]), int(fixes.row[i]))
        for track in range(fixes.track_count)
        for i in range(int(fixes.offsets[track]), int(fixes.offsets[track + 1]))
    ]


def test_fixes_are_sorted_by_track_and_time_and_offsets_say_whose_they_are():
    fixes = fixes_of([2, 0, 2, 0], [5.0, 9.0, 4.0, 1.0], track_count=4)

    assert fixes.offsets.tolist() == [0, 2, 2, 4, 4]
    assert fixes.time_s.tolist() == [1.0, 9.0, 4.0, 5.0]
    assert fixes.row.tolist() == [3, 1, 2, 0]
    assert fixes.track_index().tolist() == [0, 0, 2, 2]
    assert fixes.track_count == 4
    assert len(fixes) == 4


def test_equal_times_are_in_order_of_source_and_row_however_they_came():
    fixes = fixes_of([0] * 4, [7.0] * 4, source=[1, 0, 1, 0], row=[2, 9, 1, 3])
    assert list(zip(fixes.source.tolist(), fixes.row.tolist(), strict=True)) == [(0, 3), (0, 9), (1, 1), (1, 2)]


def test_a_fix_takes_58_bytes():
    assert sum(dtype.itemsize for dtype in COLUMNS.values()) == 58
    fixes = fixes_of([0] * 1000, np.arange(1000.0))
    assert fixes.nbytes == 58 * 1000 + fixes.offsets.nbytes


def test_columns_that_are_not_given_are_missing():
    fixes = fixes_of([0, 0], [1.0, 2.0])
    for name in ("baro_altitude_ft", "geo_altitude_ft", "speed_kt", "track_deg", "climb_fpm"):
        assert np.isnan(getattr(fixes, name)).all()
        assert getattr(fixes, name).dtype == np.float32
    assert set(fixes.kind.tolist()) == {Kind.UNKNOWN}
    assert set(fixes.nic) == set(fixes.nac_p) == set(fixes.sil) == {MISSING_U1}
    assert not fixes.quality.any()


@pytest.mark.parametrize("name", ["time_s", "lon_deg", "lat_deg", "row"])
def test_without_place_time_or_row_there_are_no_fixes(name):
    columns = {"time_s": [1.0], "lon_deg": [2.0], "lat_deg": [3.0], "row": [4]}
    del columns[name]
    with pytest.raises(KeyError, match=name):
        Fixes.from_columns(np.zeros(1, np.int64), 1, columns)


@pytest.mark.parametrize(
    "columns",
    [{"speed_kt": [1.0]}, {"row": [1, 2, 3]}, {"lon_deg": [[1.0], [2.0]]}, {"speed": [1.0, 2.0]}, {"track_count": 1}],
)
def test_columns_that_do_not_belong_together_are_refused(columns):
    with pytest.raises(ValueError, match=r"shape|no columns|tracks"):
        fixes_of([1, 0], [1.0, 2.0], **columns)
    with pytest.raises(ValueError, match="tracks"):
        fixes_of([-1, 0], [1.0, 2.0])


def test_a_value_that_is_missing_in_one_row_stays_so_through_everything():
    fixes = fixes_of([1, 0], [1.0, 2.0], baro_altitude_ft=[np.nan, 5000.0], geo_altitude_ft=[300.0, np.nan])
    merged = concatenate([(fixes, np.array([1, 0]))], 2)

    assert merged.baro_altitude_ft.dtype == np.float32
    assert np.isnan(merged.baro_altitude_ft).tolist() == [True, False]
    assert merged.altitude_ft().tolist() == [300.0, 5000.0]
    assert merged.altitude_ft().dtype == np.float32
    assert np.isnan(merged.take(np.array([0])).baro_altitude_ft).all()


def test_every_column_has_its_type_and_is_whole_in_memory():
    fixes = fixes_of([0, 0], [1, 2], speed_kt=[1, 2], nic=[3, 4], lon_deg=np.array([1.0, 9.0, 2.0, 9.0])[::2])
    for name, dtype in COLUMNS.items():
        assert getattr(fixes, name).dtype == dtype, name
        assert getattr(fixes, name).flags.c_contiguous, name
    assert fixes.offsets.dtype == np.int64


def test_nothing_in_it_can_be_written():
    fixes = fixes_of([0, 0], [1.0, 2.0])
    for part in (fixes, fixes.take(np.array([0])), fixes.with_quality(np.ones(2, np.uint16)), Fixes.empty()):
        for name in (*COLUMNS, "offsets"):
            assert not getattr(part, name).flags.writeable, name
    with pytest.raises(ValueError, match="read-only"):
        fixes.time_s[0] = 3.0
    with pytest.raises(AttributeError):
        fixes.time_s = np.zeros(2)


def test_it_is_compared_by_identity():
    fixes = fixes_of([0], [1.0])
    assert fixes == fixes  # noqa: PLR0124 - that is the question
    assert fixes != fixes_of([0], [1.0])
    assert len({fixes, fixes}) == 1


def test_no_fixes_are_fixes_too():
    for empty in (Fixes.empty(), concatenate([], 0), concatenate([(Fixes.empty(), np.empty(0, np.int64))], 0)):
        assert len(empty) == 0
        assert empty.track_count == 0
        assert empty.offsets.tolist() == [0]
        assert len(empty.joined_to_next()) == 0
        assert len(empty.take(np.empty(0, np.int64))) == 0
    assert concatenate([], 3).offsets.tolist() == [0, 0, 0, 0]


def test_a_part_keeps_all_tracks_some_of_them_empty():
    fixes = fixes_of([0, 0, 1, 2, 2], [1.0, 2.0, 1.0, 1.0, 2.0])
    some = fixes.take(np.array([1, 3]))

    assert some.offsets.tolist() == [0, 1, 1, 2]
    assert rows_of(some) == [rows_of(fixes)[1], rows_of(fixes)[3]]
    assert rows_of(fixes.take(np.array([False, True, False, True, False]))) == rows_of(some)
    assert fixes.take(np.zeros(5, np.bool_)).offsets.tolist() == [0, 0, 0, 0]
    assert rows_of(fixes.take(np.arange(5))) == rows_of(fixes)


def test_other_quality_bits_share_everything_else():
    fixes = fixes_of([0, 0], [1.0, 2.0])
    marked = fixes.with_quality(np.array([Quality.DUPLICATE, 0]))

    assert marked.quality.tolist() == [0x8000, 0]
    assert marked.quality.dtype == np.uint16
    assert marked.time_s is fixes.time_s
    assert not fixes.quality.any()


def test_what_the_recording_says_and_what_our_rules_say_are_different_bits():
    ours = Quality.JUMP | Quality.ALTITUDE_OUTLIER | Quality.SPOOF_SUSPECTED | Quality.JAMMED_CELL
    ours |= Quality.SEVERAL_SOURCES | Quality.DUPLICATE
    assert not ours & Quality.RECORDED
    assert Quality.ON_GROUND | Quality.STALE | Quality.GEOMETRIC_ALTITUDE in Quality.RECORDED


#                       track 0       hole         track 1
@pytest.mark.parametrize(
    ("times", "tracks", "joined"),
    [
        ([0, 300, 600.5, 610], [0, 0, 0, 0], [True, False, True, False]),
        ([0, 10, 5, 15], [0, 0, 1, 1], [True, False, True, False]),
        ([0, 10, 20], [0, 2, 2], [False, True, False]),
        ([0, 0], [0, 0], [True, False]),
        ([0], [0], [False]),
    ],
)
def test_a_fix_goes_on_to_the_next_of_its_track_unless_there_is_a_hole(times, tracks, joined):
    assert fixes_of(tracks, times).joined_to_next().tolist() == joined


def test_recordings_are_merged_track_by_track():
    first = fixes_of([0, 0, 1], [1.0, 3.0, 1.0], source=[0, 0, 0])
    second = fixes_of([0, 1], [2.0, 9.0], source=[1, 1])
    merged = concatenate([(first, np.array([1, 0])), (second, np.array([1, 2]))], 4)

    assert merged.offsets.tolist() == [0, 1, 4, 5, 5]
    assert rows_of(merged) == [(0, 1.0, 0, 2), (1, 1.0, 0, 0), (1, 2.0, 1, 0), (1, 3.0, 0, 1), (2, 9.0, 1, 1)]


ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 2)), max_size=30)


@given(ROWS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_in_which_rows_arrive_changes_nothing(rows, chance):
    wanted = sorted((track, float(time), source, row) for row, (track, time, source) in enumerate(rows))
    shuffled = [(*row, number) for number, row in enumerate(rows)]
    chance.shuffle(shuffled)
    track, time_s, source, row = ([entry[i] for entry in shuffled] for i in range(4))
    assert rows_of(fixes_of(track, time_s, source=source, row=row, track_count=5)) == wanted


@given(ROWS, st.data())
@settings(deadline=None)
def test_a_recording_in_two_halves_merges_to_the_whole(rows, data):
    half = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    parts = []
    for side in (True, False):
        mine = [(number, *row) for number, row in enumerate(rows) if half[number] is side]
        row, track, time_s, source = ([entry[i] for entry in mine] for i in range(4))
        fixes = fixes_of(track, np.array(time_s, np.float64), source=source, row=row, track_count=5)
        parts.append((fixes, np.arange(5)))
    assert rows_of(concatenate(parts, 5)) == sorted((t, float(s), o, n) for n, (t, s, o) in enumerate(rows))
