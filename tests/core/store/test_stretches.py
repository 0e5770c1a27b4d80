from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from watchfield.core.model.fixes import Fixes
from watchfield.core.model.reading import Reading
from watchfield.core.model.source import Source
from watchfield.core.model.track import Track
from watchfield.core.store import Store, verify
from watchfield.core.store.geometry import LINE_HEADER_BYTES
from watchfield.core.store.stretches import MOST_FIXES, cut

Recording = Callable[..., tuple[Source, Reading]]


def fixes(lon_deg: list[float], times_s: list[float] | None = None) -> Fixes:
    count = len(lon_deg)
    times = np.arange(count) * 10.0 if times_s is None else np.array(times_s)
    columns = {"time_s": times, "lon_deg": lon_deg, "lat_deg": np.full(count, 60.0), "row": np.arange(count)}
    return Fixes.from_columns(np.zeros(count, np.int64), 1, columns)


def lines(path: Path) -> list[tuple[int, list[list[float]]]]:
    """Return fix_count and vertices of every row, as another program reads them."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT fix_count, geom FROM track ORDER BY fid").fetchall()
    connection.close()
    return [
        (count, np.frombuffer(geom, "<f8", offset=LINE_HEADER_BYTES).reshape(-1, 4).tolist()) for count, geom in rows
    ]


def import_longitudes(path: Path, recording: Recording, lon_deg: list[float], times_s: list[float]) -> None:
    source, reading = recording(keys=["icao:000001"], times_s=[times_s], columns={"lon_deg": lon_deg})
    with Store.open(path, write=True) as store:
        store.add([(source, reading)])
        assert store.read().fixes.lon_deg.tolist() == lon_deg
    assert verify(path) == ()


@pytest.mark.parametrize(
    ("lon_deg", "times_s", "begins", "tails"),
    [
        ([1, 2, 3], [0, 10, 20], [0], [False]),
        ([1, 2, 3], [0, 300, 601], [0, 2], [False, False]),  # 300 s are no hole yet, 301 s are
        ([179, -179, -178], [0, 10, 20], [0, 1], [True, False]),
        ([-179, 179, -179], [0, 10, 20], [0, 1, 2], [True, True, False]),
        ([179, -179], [0, 1000], [0, 1], [False, False]),  # a hole at the antimeridian stays a hole
        ([-90, 90], [0, 10], [0], [False]),  # 180 degrees exactly are not over 180
    ],
)
def test_a_track_is_cut_at_holes_and_at_the_antimeridian(
    lon_deg: list[float], times_s: list[float], begins: list[int], tails: list[bool]
) -> None:
    stretches = cut(fixes(lon_deg, times_s))
    assert stretches.begin.tolist() == begins
    assert stretches.has_tail.tolist() == tails


def test_a_very_long_track_is_cut_by_size_and_shows_no_gap() -> None:
    stretches = cut(fixes([1.0] * (2 * MOST_FIXES + 1)))
    assert (stretches.end - stretches.begin).tolist() == [MOST_FIXES, MOST_FIXES, 1]
    assert stretches.has_tail.tolist() == [True, True, False]


def test_no_fixes_make_no_stretches() -> None:
    assert len(cut(fixes([]))) == 0


def test_a_line_over_the_antimeridian_ends_beyond_it(project: Path, recording: Recording) -> None:
    import_longitudes(project, recording, [179.0, 179.75, -179.5, -178.0], [0.0, 10.0, 20.0, 30.0])
    (first_count, first), (second_count, second) = lines(project)
    assert (first_count, [vertex[0] for vertex in first]) == (2, [179.0, 179.75, 180.5])
    assert (second_count, [vertex[0] for vertex in second]) == (2, [-179.5, -178.0])


def test_a_line_may_cross_westwards_too(project: Path, recording: Recording) -> None:
    import_longitudes(project, recording, [-179.5, 179.5], [0.0, 10.0])
    assert [[vertex[0] for vertex in line] for _, line in lines(project)] == [[-179.5, -180.5], [179.5, 179.5]]


def test_a_single_fix_is_a_line_that_gis_can_find(project: Path, recording: Recording) -> None:
    import_longitudes(project, recording, [12.5], [0.0])
    ((count, line),) = lines(project)
    assert count == 1
    assert line[0] == line[1]


def test_a_height_for_gis_is_finite_and_the_altitude_may_be_missing(project: Path, recording: Recording) -> None:
    columns = {"baro_altitude_ft": [1000.0, math.nan, math.nan], "geo_altitude_ft": [5.0, 2000.0, math.nan]}
    with Store.open(project, write=True) as store:
        store.add([recording(keys=["icao:000001"], times_s=[[0.0, 10.0, 20.0]], columns=columns)])
        found = store.read().fixes
    ((_, line),) = lines(project)
    assert [vertex[2] for vertex in line] == pytest.approx([304.8, 609.6, 0.0])
    assert np.isnan(found.baro_altitude_ft).tolist() == [False, True, True]


def test_a_long_track_comes_back_as_one(project: Path) -> None:
    count = MOST_FIXES + 10
    reading = Reading("csv", count, fixes([float(i % 90) for i in range(count)]), (Track("icao:000001"),))
    source = Source(0, "a", "0" * 64, 1, "csv", "{}", 0.0, count, count, 0, 0, 0)
    with Store.open(project, write=True) as store:
        store.add([(source, reading)])
        found = store.read().fixes
    assert found.offsets.tolist() == [0, count]
    assert found.lon_deg.tobytes() == reading.fixes.lon_deg.tobytes()
