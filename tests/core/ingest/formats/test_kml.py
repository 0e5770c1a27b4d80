from __future__ import annotations

import io

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import recognise
from watchfield.core.model.fixes import Kind, Quality

HEAD = '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>'
TAIL = "</Document></kml>"


def document(inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{HEAD}{inside}{TAIL}'.encode()


def track(inside: str, name: str = "One", mode: str = "absolute") -> str:
    return f"<Placemark><name>{name}</name><gx:Track><altitudeMode>{mode}</altitudeMode>{inside}</gx:Track></Placemark>"


def point(when: str, where: str, name: str = "") -> str:
    return (
        f"<Placemark><name>{name}</name><TimeStamp><when>{when}</when></TimeStamp>"
        f"<Point><altitudeMode>absolute</altitudeMode><coordinates>{where}</coordinates></Point></Placemark>"
    )


TIMES = "<when>2025-10-26T12:00:00Z</when><when>2025-10-26T12:01:00Z</when>"
PLACES = "<gx:coord>35.9 35.4 100</gx:coord><gx:coord>35.8 35.5 200</gx:coord>"
MIXED = (
    "<when>2025-10-26T12:00:00Z</when><gx:coord>35.9 35.4 100</gx:coord>"
    "<when>2025-10-26T12:01:00Z</when><gx:coord>35.8 35.5 200</gx:coord>"
)


@pytest.mark.parametrize("inside", [TIMES + PLACES, MIXED, PLACES + TIMES])
def test_times_and_positions_belong_together_whether_in_lists_or_in_turns(read, inside):
    fixes = read(document(track(inside))).fixes
    np.testing.assert_array_equal(fixes.time_s, [1_761_480_000, 1_761_480_060])
    np.testing.assert_array_equal(fixes.lon_deg, [35.9, 35.8])
    np.testing.assert_allclose(fixes.geo_altitude_ft, [328.08, 656.17], atol=0.01)
    assert np.isnan(fixes.baro_altitude_ft).all()


def test_a_track_with_more_times_than_positions_is_refused_row_by_row_and_its_neighbour_kept(read):
    broken = track(TIMES + "<when>2025-10-26T12:02:00Z</when>" + PLACES)
    reading = read(document(broken + track(MIXED, "Two")))
    assert (reading.rows, reading.refused, list(reading.fixes.row)) == (5, 3, [4, 5])
    assert "3 times and 2 positions" in reading.refusals[0].reason


@pytest.mark.parametrize("mode", ["relativeToGround", "clampToGround", ""])
def test_a_height_above_the_ground_is_no_altitude(read, mode):
    assert np.isnan(read(document(track(MIXED, mode=mode))).fixes.geo_altitude_ft).all()


def test_an_empty_coordinate_is_a_row_without_position(read):
    reading = read(document(track(TIMES + "<gx:coord/><gx:coord>35.8 35.5</gx:coord>")))
    assert (reading.rows, reading.without_position, len(reading.fixes)) == (2, 1, 1)


def test_the_tracks_of_one_placemark_are_of_one_thing_and_those_of_two_are_not(read):
    both = f"<gx:MultiTrack><gx:Track>{MIXED}</gx:Track><gx:Track>{MIXED}</gx:Track></gx:MultiTrack>"
    reading = read(document(f"<Placemark><name>Glider</name>{both}</Placemark>{track(MIXED, 'Glider')}"))
    assert [each.key for each in reading.tracks] == ["other:Glider", "other:Glider #2"]
    assert list(np.diff(reading.fixes.offsets)) == [4, 2]


def test_points_that_are_only_numbered_are_one_track_and_named_ones_are_one_each(read):
    numbered = "".join(point(f"2025-10-26T12:0{n}:00Z", f"35.9,35.{n},0", f"Point {n}") for n in range(3))
    named = point("2025-10-26T12:00:00Z", "1,2,3", "AFR123") + point("2025-10-26T12:00:00Z", "1,2,3", "BAW456")
    reading = read(document(f"<Folder><name>Walk</name>{numbered}{named}</Folder>"))
    assert [each.key for each in reading.tracks] == ["other:Walk", "other:AFR123", "other:BAW456"]


def test_a_day_is_not_midnight(read):
    reading = read(document(point("2025-10-26", "1,2") + point("2025-10-26T12:00:00Z", "1,2")))
    assert (reading.refused, reading.refusals[0].row) == (1, 1)
    assert "2025-10-26" in reading.refusals[0].reason


def test_a_span_is_a_position_at_its_beginning(read):
    span = "<TimeSpan><begin>2025-10-26T12:00:00Z</begin><end>2025-10-26T12:05:00Z</end></TimeSpan>"
    reading = read(document(f"<Placemark>{span}<Point><coordinates>1,2</coordinates></Point></Placemark>"))
    assert list(reading.fixes.time_s) == [1_761_480_000]


def test_the_time_of_a_view_is_not_the_time_of_a_place(read):
    view = "<LookAt><gx:TimeStamp><when>2025-10-26T12:00:00Z</when></gx:TimeStamp></LookAt>"
    with pytest.raises(ReadError, match="1 place without a time"):
        read(document(f"<Placemark>{view}<Point><coordinates>1,2</coordinates></Point></Placemark>"))


RING = "<outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing></outerBoundaryIs>"


@pytest.mark.parametrize(
    ("inside", "what", "advice"),
    [
        (f"<Placemark><Polygon>{RING}</Polygon></Placemark>", "1 polygon and no track", "watch zones"),
        (
            "<Placemark><LineString><coordinates>0,0 1,1</coordinates></LineString></Placemark>",
            "1 line without times",
            "gx:Track",
        ),
        (
            "<NetworkLink><Link><href>http://portal.example/a.kml</href></Link></NetworkLink>",
            "nothing but 2 links",
            "as files",
        ),
        ("<Folder/>", "no track", "Export"),
    ],
)
def test_what_cannot_be_played_is_refused_with_what_it_is_and_what_to_do(read, inside, what, advice):
    with pytest.raises(ReadError, match=what) as caught:
        read(document(inside))
    assert advice in caught.value.advice


def test_a_row_is_quoted_as_it_stands_there(read):
    content = document(point("2025-10-26T11:00:00Z", "1,2,3", "Point 1") + track(TIMES + PLACES))
    form = recognise(io.BytesIO(content), "x")
    assert form.quoted(io.BytesIO(content), "x", 1) == "Point 1 | 2025-10-26T11:00:00Z | 1,2,3"
    assert form.quoted(io.BytesIO(content), "x", 3) == "2025-10-26T12:01:00Z | 35.8 35.5 200"
    with pytest.raises(ReadError, match="no such row"):
        form.quoted(io.BytesIO(content), "x", 4)


def test_flightradar24_gives_the_same_fixes_as_kml_as_it_does_as_csv(read):
    drawn, table = read("fr24_0a1b2c3d.kml"), read("fr24_0a1b2c3d.csv")
    assert (drawn.format, drawn.rows, drawn.tracks[0].key) == ("fr24-kml", 3, table.tracks[0].key)
    for name in ("time_s", "lon_deg", "lat_deg", "baro_altitude_ft", "speed_kt", "track_deg", "quality"):
        np.testing.assert_array_equal(getattr(drawn.fixes, name), getattr(table.fixes, name), name)
    assert drawn.fixes.quality[0] == Quality.ON_GROUND


def test_a_position_that_is_marked_as_estimated_is_no_observation(read):
    assert list(read("fr24_0a1b2c3d.kml").fixes.kind) == [Kind.UNKNOWN, Kind.UNKNOWN, Kind.ESTIMATED]


def test_the_trail_is_not_counted_twice(read, data):
    content = (data / "fr24_0a1b2c3d.kml").read_bytes()
    trail = content[content.index(b"<Folder><name>Trail") : content.index(b"</Document>")]
    assert read(content.replace(trail, b"")).rows == read(content).rows


def test_figures_are_taken_only_where_they_are_written_as_they_should_be(read, data):
    content = (data / "fr24_0a1b2c3d.kml").read_bytes()
    odd = content.replace(b"171 kt", b"150 km/h").replace(b"1,400 ft", b"9,999 ft")
    fixes = read(odd).fixes
    assert np.isnan(fixes.speed_kt[1])
    assert fixes.baro_altitude_ft[1] == np.float32(1400)  # what the geometry says


def test_flightaware_gives_pressure_altitudes_under_a_callsign(recordings, read):
    content = (recordings / "kml" / "FlightAware_DLH1534_LSZH_EDDF_20210817.kml").read_bytes()
    reading = read(content)
    assert (reading.format, reading.rows, len(reading.fixes)) == ("flightaware-kml", 87, 87)
    (one,) = reading.tracks
    assert (one.key, one.callsign) == ("callsign:DLH1534", "DLH1534")
    steps = reading.fixes.baro_altitude_ft / 25.0
    assert np.abs(steps - np.round(steps)).max() * 25 < 1.7
    assert np.isnan(reading.fixes.geo_altitude_ft).all()


def test_the_watch_polygons_are_named_as_what_they_are(recordings, read):
    with pytest.raises(ReadError, match="34 polygons") as caught:
        read((recordings / "kml" / "eastham_bay_area_airports_regions.kml").read_bytes())
    assert "zone import" in caught.value.advice
