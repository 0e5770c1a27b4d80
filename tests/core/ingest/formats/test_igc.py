from __future__ import annotations

import io
import math

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import Options, recognise

HEAD = "AXYZABC Demo\r\nHFDTE261025\r\nHFGIDGLIDERID:D-0001\r\nHFGTYGLIDERTYPE:Demo 15\r\nHFPLTPILOT:Nobody\r\n"


def igc(*records: str, head: str = HEAD) -> bytes:
    return (head + "\r\n".join(records) + "\r\n").encode()


def b(clock: str = "120000", where: str = "3527000N03557000E", rest: str = "A0010000110") -> str:
    return f"B{clock}{where}{rest}"


def test_a_fix_has_a_pressure_altitude_and_a_gnss_altitude_in_metres(read):
    reading = read(igc(b(), b("120001", "3527500S03557500W")))
    assert (reading.format, reading.rows, len(reading.fixes)) == ("igc", 2, 2)
    fixes = reading.fixes
    np.testing.assert_array_equal(fixes.time_s, [1_761_480_000, 1_761_480_001])
    np.testing.assert_allclose(fixes.lat_deg, [35.45, -(35 + 27.5 / 60)])
    np.testing.assert_allclose(fixes.lon_deg, [35.95, -(35 + 57.5 / 60)])
    assert math.isclose(fixes.baro_altitude_ft[0], 328.084, abs_tol=0.001)
    assert math.isclose(fixes.geo_altitude_ft[0], 360.892, abs_tol=0.001)
    assert list(fixes.row) == [6, 7]


def test_the_glider_is_named_by_its_registration(read):
    (track,) = read(igc(b())).tracks
    assert (track.key, track.registration, track.facts["description"]) == ("other:D-0001", "D-0001", "Demo 15")
    assert track.type is None  # its type is no ICAO designator


@pytest.mark.parametrize(
    ("clocks", "hours"),
    [
        (["235900", "000100", "235900", "000100"], [23, 24, 47, 48]),
        (["120000", "115959", "120001"], [12, 11, 12]),
    ],
)
def test_a_clock_that_falls_back_by_half_a_day_has_passed_midnight(read, clocks, hours):
    fixes = read(igc(*(b(clock) for clock in clocks))).fixes
    elapsed = fixes.time_s[np.argsort(fixes.row)] - 1_761_436_800
    assert [int(each // 3600) for each in elapsed] == hours


def test_an_hour_that_no_clock_has_is_refused_and_is_no_midnight(read):
    reading = read(igc(b("990000"), b("120000"), b("250000"), b("260000"), b("120001")))
    assert (reading.rows, reading.refused) == (5, 3)
    np.testing.assert_array_equal(reading.fixes.time_s, [1_761_480_000, 1_761_480_001])


def test_a_date_that_comes_later_begins_a_new_day(read):
    fixes = read(igc(b("235959"), "HFDTEDATE:271025,02", b("080000"))).fixes
    assert list(fixes.time_s) == [1_761_523_199, 1_761_552_000]


def test_a_log_without_a_date_needs_to_be_told_the_day(read):
    content = igc(b(), head="AXYZABC\r\nHFPLTPILOT:Nobody\r\n")
    with pytest.raises(ReadError, match="on what day") as caught:
        read(content)
    assert "--start" in caught.value.advice
    form = recognise(io.BytesIO(content), "x")
    fixes = form.read(io.BytesIO(content), "x", Options(start_s=1_761_450_000.0)).fixes
    assert list(fixes.time_s) == [1_761_480_000]
    assert "start_s" in form.heeds


def test_a_flat_fix_has_no_gnss_altitude_and_one_at_0_0_no_position(read):
    reading = read(igc(b(rest="V0010000110"), b(where="0000000N00000000E", rest="V0010000000"), b()))
    assert (reading.rows, reading.without_position, len(reading.fixes)) == (3, 1, 2)
    assert np.isnan(reading.fixes.geo_altitude_ft[0])
    assert not np.isnan(reading.fixes.baro_altitude_ft[0])


def test_a_logger_without_a_sensor_writes_zeros_and_they_are_no_altitude(read):
    fixes = read(igc(b(rest="A0000000110"), b(rest="A0000000120"))).fixes
    assert np.isnan(fixes.baro_altitude_ft).all()
    below = read(igc(b(rest="A-012000000"), b(rest="A0000000120"))).fixes
    np.testing.assert_allclose(below.baro_altitude_ft, [-393.7, 0], atol=0.01)


def test_an_altitude_above_something_else_is_missing(read):
    fixes = read(igc("HFALGALTGPS:GEO", "HFALPALTPRESSURE:MSL", b())).fixes
    assert np.isnan(fixes.geo_altitude_ft).all()
    assert np.isnan(fixes.baro_altitude_ft).all()


def test_what_the_i_record_adds_is_read_where_its_form_is_known(read):
    head = HEAD + "I053636LAD3737LOD3840GSP4143TRT4446TDS\r\n"
    fixes = read(igc(b() + "5" + "9" + "108" + "270" + "250", head=head)).fixes
    np.testing.assert_allclose(fixes.lat_deg, 35 + 27.0005 / 60)
    np.testing.assert_allclose(fixes.lon_deg, 35 + 57.0009 / 60)
    assert math.isclose(fixes.speed_kt[0], 58.315, abs_tol=0.001)
    assert (fixes.track_deg[0], fixes.time_s[0]) == (270, 1_761_480_000.25)


def test_bad_records_are_refused_by_their_line(read):
    reading = read(igc(b(), "B12", b(where="9500000N03557000E"), b(clock="250000"), b(where="3577000N03557000E")))
    assert [each.row for each in reading.refusals] == [7, 8, 9, 10]
    assert (reading.rows, len(reading.fixes)) == (5, 1)


def test_a_row_is_its_line(read):
    content = igc(b(), b("120001"))
    assert recognise(io.BytesIO(content), "x").quoted(io.BytesIO(content), "x", 7) == b("120001")


def test_a_real_log(recordings, read):
    reading = read((recordings / "igc" / "2022-01-31-XYY-EXAMPLE-01.IGC").read_bytes())
    assert (reading.format, reading.rows, len(reading.fixes)) == ("igc", 9, 9)
    assert reading.tracks[0].registration == "G-GLID"
    assert reading.fixes.time_s[0] == 1_565_971_360
