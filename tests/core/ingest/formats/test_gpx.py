from __future__ import annotations

import io
import math

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import recognise

TIME = "<time>2025-10-26T12:00:00Z</time>"


def gpx(inside: str, version: str = "1/1") -> bytes:
    return f'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/{version}">{inside}</gpx>'.encode()


def trk(*points: str, name: str = "Walk") -> str:
    return f"<trk><name>{name}</name><trkseg>{''.join(points)}</trkseg></trk>"


def pt(inside: str, lat: str = "35.4", lon: str = "35.9") -> str:
    return f'<trkpt lat="{lat}" lon="{lon}">{inside}</trkpt>'


def test_the_points_of_a_track_are_its_rows_and_metres_become_feet(read):
    reading = read(gpx(trk(pt(f"<ele>100</ele>{TIME}"), pt("<time>2025-10-26T15:01:00.5+03:00</time>"))))
    assert (reading.format, reading.rows, len(reading.fixes)) == ("gpx", 2, 2)
    np.testing.assert_array_equal(reading.fixes.time_s, [1_761_480_000, 1_761_480_060.5])
    assert math.isclose(reading.fixes.geo_altitude_ft[0], 328.084, abs_tol=0.001)
    assert np.isnan(reading.fixes.baro_altitude_ft).all()
    assert reading.tracks[0].key == "other:Walk"


def test_routes_and_waypoints_are_plans_and_places_and_no_rows(read):
    plans = f'<wpt lat="1" lon="2">{TIME}</wpt><rte><rtept lat="1" lon="2">{TIME}</rtept></rte>'
    assert read(gpx(plans + trk(pt(TIME)))).rows == 1
    with pytest.raises(ReadError, match="only 2 points of routes and waypoints") as caught:
        read(gpx(plans))
    assert "exported as a track" in caught.value.advice


def test_a_track_without_times_is_refused_as_a_whole_and_a_point_without_one_by_its_row(read):
    with pytest.raises(ReadError, match=r"None of the 2 points .* has a time") as caught:
        read(gpx(trk(pt(""), pt(""))))
    assert "<time>" in caught.value.advice
    reading = read(gpx(trk(pt(TIME), pt(""))))
    assert (reading.rows, reading.refused, reading.refusals[0].row) == (2, 1, 2)


def test_the_clock_of_the_file_is_not_the_time_of_a_point(read):
    with pytest.raises(ReadError, match="has a time"):
        read(gpx(f"<metadata>{TIME}</metadata>" + trk(pt(""))))


def test_speed_and_course_are_taken_where_their_unit_is_known(read):
    old = read(gpx(trk(pt(f"{TIME}<speed>10</speed><course>90</course>")), "1/0")).fixes
    garmin = (
        '<extensions><t:TrackPointExtension xmlns:t="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">'
        "<t:speed>10</t:speed><t:course>90</t:course></t:TrackPointExtension></extensions>"
    )
    new = read(gpx(trk(pt(TIME + garmin)))).fixes
    bare = read(gpx(trk(pt(f"{TIME}<extensions><speed>10</speed></extensions>")))).fixes
    for fixes in (old, new):
        assert math.isclose(fixes.speed_kt[0], 19.4384, abs_tol=0.001)
        assert fixes.track_deg[0] == 90
    assert np.isnan(bare.speed_kt[0])


def test_a_receiver_without_a_fix_has_no_position_and_a_flat_one_no_altitude(read):
    reading = read(gpx(trk(pt(f"{TIME}<fix>none</fix>"), pt(f"<ele>5</ele>{TIME}<fix>2d</fix>"))))
    assert (reading.rows, reading.without_position, len(reading.fixes)) == (2, 1, 1)
    assert np.isnan(reading.fixes.geo_altitude_ft[0])


def test_two_tracks_of_one_name_are_told_apart(read):
    reading = read(gpx(trk(pt(TIME)) + trk(pt(TIME)) + trk(pt(TIME), name="a@b")))
    assert [track.key for track in reading.tracks] == ["other:Walk", "other:Walk #2", "other:a at b"]


def test_bad_points_are_refused_by_their_number(read):
    reading = read(gpx(trk(pt(TIME, "91"), pt(TIME, "abc"), pt("<time>yesterday</time>"), pt(TIME))))
    assert [(each.row, each.column) for each in reading.refusals] == [(1, "lat"), (2, "lat"), (3, "time")]
    assert "yesterday" in reading.refusals[2].reason
    assert list(reading.fixes.row) == [4]


def test_a_point_is_quoted_as_it_stands_there(read):
    content = gpx("<!-- <trkpt/> -->" + trk(pt(TIME), '<trkpt lon="1"\n lat="2"/>'))
    form = recognise(io.BytesIO(content), "x")
    assert form.quoted(io.BytesIO(content), "x", 1) == pt(TIME)
    assert form.quoted(io.BytesIO(content), "x", 2) == '<trkpt lon="1" lat="2"/>'
    with pytest.raises(ReadError, match="no such row"):
        form.quoted(io.BytesIO(content), "x", 3)


BOMB = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 20))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f'<!DOCTYPE gpx [<!ENTITY b0 "x">{BOMB}]><gpx>&b19;</gpx>'.encode(), "document type"),
        (b'<!DOCTYPE gpx SYSTEM "http://portal.example/gpx.dtd"><gpx></gpx>', "document type"),
        (b'<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>', "document type"),
        (b"<gpx>" + b"<a>" * 100_000, "nested more than 256 deep"),
        (b"<gpx " + b" ".join(b'a%d=""' % n for n in range(10_001)) + b"/>", "attributes"),
        (b"<gpx><trk>", "not valid XML"),
        (b"<gpx>\xff</gpx>", "not valid XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><gpx/>', "not valid XML"),
        (b"<gpx>\0</gpx>", "NUL"),
        (b"<gpx/>", "no track"),
    ],
)
def test_hostile_and_broken_xml_is_refused(read, content, words):
    with pytest.raises(ReadError, match=words):
        read(content)


def test_utf_16_is_read_whatever_the_file_says_of_itself(read):
    text = gpx(trk(pt(TIME), name="Жуковский")).decode().replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    assert read(text.encode("utf-16")).tracks[0].key == "other:Жуковский"


@pytest.mark.parametrize(("name", "rows", "fixes"), [("korita-zbevnica.gpx", 871, 513), ("skydolly_Nile.gpx", 20, 20)])
def test_real_logs(recordings, read, name, rows, fixes):
    reading = read((recordings / "gpx" / name).read_bytes())
    assert (reading.rows, len(reading.fixes), reading.refused) == (rows, fixes, rows - fixes)
