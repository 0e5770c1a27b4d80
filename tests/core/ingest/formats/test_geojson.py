from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import recognise
from watchfield.core.model.fixes import Kind, Quality

pytestmark = pytest.mark.usefixtures("parsing")

TIMES = ["2025-10-26T12:00:00Z", "2025-10-26T12:01:00Z"]


def feature(kind: str | None, coordinates: Any, **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates} if kind else None
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features: Any, **also: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", **also, "features": features}).encode()


def test_points_with_times_are_rows_and_metres_become_feet(read):
    reading = read(
        collection(
            feature("Point", [35.9, 35.4, 100], timestamp=TIMES[0], callsign="DEMO04"),
            feature("Point", [35.8, 35.5], time=1_761_480_060, callsign="DEMO04"),
            feature(None, None, time=TIMES[1]),
        )
    )
    assert (reading.format, reading.rows, len(reading.fixes), reading.without_position) == ("geojson", 3, 2, 1)
    np.testing.assert_array_equal(reading.fixes.time_s, [1_761_480_000, 1_761_480_060])
    np.testing.assert_allclose(reading.fixes.geo_altitude_ft, [328.08, np.nan], atol=0.01)
    assert reading.tracks[0].key == "callsign:DEMO04"


@pytest.mark.parametrize(
    "line",
    [
        feature("LineString", [[35.9, 35.4], [35.8, 35.5]], coordTimes=TIMES),
        feature("LineString", [[35.9, 35.4], [35.8, 35.5]], coordinateProperties={"times": TIMES}),
        feature("LineString", [[35.9, 35.4, 0, 1_761_480_000], [35.8, 35.5, 0, 1_761_480_060]]),
        feature("MultiLineString", [[[35.9, 35.4]], [[35.8, 35.5]]], times=[TIMES[:1], TIMES[1:]]),
    ],
)
def test_a_line_may_have_its_times_beside_it_or_in_its_vertices(read, line):
    reading = read(collection(line))
    np.testing.assert_array_equal(reading.fixes.time_s, [1_761_480_000, 1_761_480_060])
    np.testing.assert_array_equal(reading.fixes.lat_deg, [35.4, 35.5])
    assert list(reading.fixes.row) == [1, 2]


def test_a_line_with_more_positions_than_times_is_refused_and_its_neighbour_kept(read):
    odd = feature("LineString", [[1, 2], [3, 4], [5, 6]], times=TIMES)
    reading = read(collection(odd, feature("Point", [1, 2], time=TIMES[0])))
    assert (reading.rows, reading.refused, list(reading.fixes.row)) == (4, 3, [4])
    assert "3 positions and 2 times" in reading.refusals[0].reason


@pytest.mark.parametrize(
    ("content", "what", "advice"),
    [
        (collection(feature("LineString", [[1, 2], [3, 4]])), "1 line without times", "points.geojson"),
        (collection(feature("LineString", [[1, 2, 0, 5], [3, 4, 0, 6]])), "1 line without times", "times"),
        (collection(feature("Polygon", [[[0, 0], [1, 0], [1, 1], [0, 0]]])), "1 polygon and no track", "watch zones"),
        (collection(feature("Point", [1, 2], name="x")), "1 place without a time", "every position"),
        (collection(), "no feature with a time", "every position"),
        (b'{"type": "FeatureCollection"}', "features", "Export"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Feature", ', "looks like GeoJSON and is none", "again"),
        (b"{'type': 'FeatureCollection', 'features': []}", "looks like GeoJSON and is none", "again"),
        (b'var flight = {"type": "FeatureCollection", "features": []};', "looks like GeoJSON and is none", "again"),
        (b'{"type": "FeatureCollection", "features": []} and so on', "looks like GeoJSON and is none", "again"),
        (
            collection(
                feature("Point", [1, 2], time=TIMES[0]), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
            ),
            "EPSG::3857",
            "EPSG:4326",
        ),
    ],
)
def test_what_cannot_be_played_is_refused_with_what_it_is_and_what_to_do(read, content, what, advice):
    with pytest.raises(ReadError, match=what) as caught:
        read(content)
    assert advice in caught.value.advice


@pytest.mark.parametrize("mark", ["", "\x1e"])
def test_a_sequence_of_features_is_read(read, mark):
    lines = [mark + json.dumps(feature("Point", [1, n], time=time)) for n, time in enumerate(TIMES)]
    assert len(read("\n".join(lines).encode()).fixes) == 2


def test_points_of_the_api_are_one_flight_however_often_its_callsign_changes(read):
    said = {"timestamp": TIMES[0], "gspeed": 150, "track": 90, "squawk": "0416"}
    reading = read(
        collection(
            feature("Point", [1, 2], **said, alt=0, vspeed=0, callsign="", source="ADSB"),
            feature("Point", [1, 2], **said, alt=0, vspeed=1472, callsign="A", source="MLAT"),
            feature("Point", [1, 2], **said, alt=300, vspeed=0, callsign="B", source="ESTIMATED"),
        ),
        name="X_39a8f107.geojson",
    )
    assert [track.key for track in reading.tracks] == ["fr24:39a8f107"]
    assert list(reading.fixes.quality) == [Quality.ON_GROUND, 0, 0]
    assert list(reading.fixes.kind) == [Kind.ADS_B, Kind.MLAT, Kind.ESTIMATED]
    np.testing.assert_array_equal(reading.fixes.baro_altitude_ft, np.float32([np.nan, np.nan, 300]))


def test_odd_values_are_refused_or_missing_and_never_taken(read):
    reading = read(
        collection(
            feature("Point", [1], time=TIMES[0]),
            feature("Point", ["x", 2], time=TIMES[0]),
            feature("Point", {"lon": 1}, time=TIMES[0]),
            feature("Point", [1, 2], time=[TIMES[0]]),
            feature("Point", [1, 2], time=True),
            feature("Point", [1, 2], time=1_761_480_000_000),
            feature("Point", [1, 2], time=TIMES[0], callsign={"a": 1}, speed_kt="fast", hex=7),
            7,
            feature("Point", [1, 2]),
        )
    )
    assert (reading.rows, len(reading.fixes), reading.without_position) == (9, 1, 1)
    assert [each.row for each in reading.refusals] == [1, 2, 4, 5, 6, 8, 9]
    assert "milliseconds" in reading.refusals[4].reason


def test_a_row_is_quoted_as_it_stands_there(read):
    content = collection(feature("LineString", [[1, 2], [3, 4]], times=TIMES), feature("Point", [5, 6], time="x", a=1))
    form = recognise(io.BytesIO(content), "x")
    assert json.loads(form.quoted(io.BytesIO(content), "x", 2)) == {
        "coordinates": [3, 4],
        "time": TIMES[1],
        "properties": {},
    }
    assert json.loads(form.quoted(io.BytesIO(content), "x", 3))["properties"] == {"time": "x", "a": 1}
    with pytest.raises(ReadError, match="no such row"):
        form.quoted(io.BytesIO(content), "x", 4)


def test_points_and_table_of_one_flight_agree(recordings, read):
    folder = recordings / "fr24_api" / "DO61_39a8364d"
    points, table = (read((folder / name).read_bytes()) for name in ("points.geojson", "data.csv"))
    for name in ("time_s", "lon_deg", "lat_deg", "baro_altitude_ft", "speed_kt", "track_deg", "climb_fpm", "quality"):
        np.testing.assert_array_equal(getattr(points.fixes, name), getattr(table.fixes, name), name)
    assert points.tracks == table.tracks
