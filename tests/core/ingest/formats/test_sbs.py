from __future__ import annotations

import io

import numpy as np
import pytest

from watchfield.core.ingest import Options, format_named, recognise
from watchfield.core.ingest.files import content
from watchfield.core.model.fixes import Kind, Quality

pytestmark = pytest.mark.usefixtures("parsing")

FIRST_S = 1_761_480_000.0


@pytest.fixture
def lines(data):
    return (data / "sbs.txt").read_text().splitlines()


def by_row(reading, name):
    return dict(zip(reading.fixes.row.tolist(), getattr(reading.fixes, name).tolist(), strict=True))


def test_positions_are_fixes_and_other_messages_are_no_refusals(read):
    reading = read("sbs.txt")
    assert (reading.format, reading.rows, len(reading.fixes)) == ("sbs", 10, 4)
    assert (reading.without_position, reading.refused) == (6, 0)


def test_times_are_utc_where_nobody_says_otherwise(read):
    assert by_row(read("sbs.txt"), "time_s") == {
        4: FIRST_S + 0.25,
        6: FIRST_S + 1.5,
        7: FIRST_S + 2.25,
        10: FIRST_S + 120,
    }


def test_that_they_were_taken_for_utc_is_said_unless_somebody_says_the_zone(data):
    for options, notes in ((Options(), 1), (Options(timezone="UTC"), 0)):
        with (data / "sbs.txt").open("rb") as stream:
            assert len(format_named("sbs").read(stream, "x", options).notes) == notes


def test_the_receivers_zone_is_heeded(data):
    chosen = format_named("sbs")
    assert "timezone" in chosen.heeds
    with (data / "sbs.txt").open("rb") as stream:
        local = chosen.read(stream, "x", Options(timezone="Asia/Damascus"))  # +03:00
    assert by_row(local, "time_s")[4] == FIRST_S + 0.25 - 3 * 3600


def test_an_hour_that_a_zone_had_twice_is_refused_with_what_stands_there(lines):
    text = "\n".join(lines).replace("12:00:00.250", "02:30:00.250").encode()
    chosen = recognise(io.BytesIO(text), "x")
    reading = chosen.read(io.BytesIO(text), "x", Options(timezone="Europe/Berlin"))
    assert [refusal.row for refusal in reading.refusals] == [4]
    assert "02:30:00.250" in reading.refusals[0].reason


def test_speed_and_callsign_are_held_for_a_while(read):
    reading = read("sbs.txt")
    speeds = by_row(reading, "speed_kt")
    assert (speeds[4], speeds[7]) == (180, 180)
    assert np.isnan(speeds[10])  # two minutes later
    track = next(track for track in reading.tracks if track.icao24 == "42e001")
    assert (track.callsign, track.squawks[0].text) == ("DEMO11", "7001")


def test_what_one_aircraft_says_is_not_held_for_another(read):
    reading = read("sbs.txt")
    track = next(track for track in reading.tracks if track.icao24 == "42e002")
    assert (track.callsign, track.squawks) == (None, ())
    assert np.isnan(by_row(reading, "climb_fpm")[6])


@pytest.mark.parametrize(("written", "ground"), [("-1", True), ("1", True), ("0", False), ("", False)])
def test_on_the_ground_is_minus_one_or_one(read, lines, written, ground):
    lines[5] = lines[5].rpartition(",")[0] + "," + written
    assert bool(by_row(read("\n".join(lines).encode()), "quality")[6] & Quality.ON_GROUND) is ground


def test_it_is_not_said_how_a_position_came_about_but_for_multilateration(read, lines):
    lines[3] = lines[3].replace("MSG", "MLAT")
    kinds = by_row(read("\n".join(lines).encode()), "kind")
    assert (kinds[4], kinds[7]) == (Kind.MLAT, Kind.UNKNOWN)


@pytest.mark.parametrize("odd", ["MSG,3,1,1,42E001", "nonsense", ",".join("x" * 30), '"MSG,3'])
def test_an_odd_line_is_refused_by_itself(read, lines, odd):
    reading = read("\n".join([*lines[:5], odd, *lines[5:]]).encode())
    assert (reading.rows, [refusal.row for refusal in reading.refusals]) == (11, [6])


@pytest.mark.parametrize("clock", ["25:00:00.000", "12:61:00", "12:00:xx", "noon", "12:00:00.25a"])
def test_a_time_of_no_clock_is_refused(read, lines, clock):
    reading = read("\n".join(lines).replace("12:00:00.250", clock, 1).encode())
    assert [refusal.row for refusal in reading.refusals] == [4]


def test_where_the_message_was_cut_into_pieces_is_not_seen(read, monkeypatch):
    whole = read("sbs.txt")
    cut = content.pieces
    monkeypatch.setattr(content, "pieces", lambda *given: cut(*given, size=100))
    pieces = read("sbs.txt")
    for name in whole.fixes.columns():
        np.testing.assert_array_equal(getattr(whole.fixes, name), getattr(pieces.fixes, name), name)
    assert whole.tracks == pieces.tracks


def test_lines_may_end_as_on_windows(read, lines):
    assert len(read("\r\n".join(lines).encode()).fixes) == 4


def test_real_messages(recordings):
    path = recordings / "sbs" / "xenotech_adsb_message_stream.txt"
    with path.open("rb") as stream:
        reading = format_named("sbs").read(stream, path.name, Options())
    assert (reading.rows, len(reading.fixes), reading.refused, reading.without_position) == (2070, 141, 0, 1929)
