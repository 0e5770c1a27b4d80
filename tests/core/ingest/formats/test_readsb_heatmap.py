from __future__ import annotations

import gzip
import io

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import format_named
from watchfield.core.ingest.formats.readsb_heatmap import ENTRY
from watchfield.core.model.fixes import Kind, Quality

FIRST_S = 1_761_480_000.0


@pytest.fixture
def entries(data):
    return np.frombuffer((data / "readsb_heatmap.bin.ttf").read_bytes(), ENTRY).copy()


def by_row(reading, name):
    return dict(zip(reading.fixes.row.tolist(), getattr(reading.fixes, name).tolist(), strict=True))


def test_entries_are_rows_and_the_slice_is_the_time(read):
    reading = read("readsb_heatmap.bin.ttf")
    assert (reading.format, reading.rows, len(reading.fixes)) == ("readsb-heatmap", 9, 4)
    assert by_row(reading, "time_s") == {5: FIRST_S, 6: FIRST_S, 8: FIRST_S + 30, 9: FIRST_S + 30}


def test_it_is_said_that_it_is_decimated_and_that_times_are_not_their_own(read):
    reading = read("readsb_heatmap.bin.ttf")
    assert all(track.facts["decimated"] is True for track in reading.tracks)
    assert (reading.fixes.quality & Quality.INTERPOLATED_TIME).all()


def test_millionths_of_a_degree_are_the_number_that_a_trace_writes(read):
    reading = read("readsb_heatmap.bin.ttf")
    assert by_row(reading, "lat_deg") == {5: 35.41, 6: 35.4012, 8: 35.42, 9: 35.5}


def test_heights_are_in_steps_of_25_ft_and_speeds_in_tenths(read):
    reading = read("readsb_heatmap.bin.ttf")
    assert (by_row(reading, "baro_altitude_ft")[5], by_row(reading, "speed_kt")[5]) == (3500, 180.5)
    assert np.isnan([by_row(reading, "baro_altitude_ft")[row] for row in (6, 9)]).all()
    assert np.isnan(by_row(reading, "speed_kt")[6])
    assert by_row(reading, "quality")[6] & Quality.ON_GROUND


def test_callsign_and_squawk_hold_for_what_follows(read):
    reading = read("readsb_heatmap.bin.ttf")
    track = next(track for track in reading.tracks if track.icao24 == "42e001")
    assert (track.callsign, track.squawks[0].text) == ("DEMO11", "7001")
    assert {track.key for track in reading.tracks} == {"icao:42e001", "icao:42e002", "other:~2a3b4c"}


def test_the_kind_is_known_only_where_the_file_has_kinds(read, entries):
    assert by_row(read("readsb_heatmap.bin.ttf"), "kind") == {5: Kind.ADS_B, 6: Kind.MLAT, 8: Kind.ADS_B, 9: Kind.TIS_B}
    positions = entries["hex"] > 0xFFFF
    positions &= entries["hex"] != 0x0E7F7C9D
    entries["hex"][positions] &= 0x1FFFFFF
    assert set(read(entries.tobytes()).fixes.kind) == {Kind.UNKNOWN}


def test_it_may_be_packed(read, data):
    assert len(read(gzip.compress((data / "readsb_heatmap.bin.ttf").read_bytes())).fixes) == 4


def test_an_entry_cut_short_is_refused(read, data):
    reading = read((data / "readsb_heatmap.bin.ttf").read_bytes()[:-3])
    assert (reading.rows, [refusal.row for refusal in reading.refusals]) == (9, [9])


def test_an_entry_is_quoted_in_numbers(data):
    content = (data / "readsb_heatmap.bin.ttf").read_bytes()
    assert "lat 35410000" in format_named("readsb-heatmap").quoted(io.BytesIO(content), "x", 5)
    with pytest.raises(ReadError):
        format_named("readsb-heatmap").quoted(io.BytesIO(content), "x", 10)
