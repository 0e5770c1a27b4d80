from __future__ import annotations

import numpy as np
import pytest

from watchfield.core.model.fixes import Kind, Quality

pytestmark = pytest.mark.usefixtures("parsing")


def by_row(reading, name):
    return dict(zip(reading.fixes.row.tolist(), getattr(reading.fixes, name).tolist(), strict=True))


def test_messages_with_a_position_are_fixes(read):
    reading = read("jet1090.jsonl")
    assert (reading.format, reading.rows, len(reading.fixes), reading.without_position) == ("jet1090", 6, 3, 3)
    assert by_row(reading, "time_s") == {2: 1_761_480_001, 5: 1_761_480_003, 6: 1_761_480_004}


def test_velocity_is_held_and_a_height_by_satellite_is_geometric(read):
    reading = read("jet1090.jsonl")
    assert by_row(reading, "speed_kt") == {2: 180.5, 5: 17, 6: 180.5}
    assert by_row(reading, "baro_altitude_ft")[2] == 3500
    assert by_row(reading, "geo_altitude_ft")[6] == 3725
    assert np.isnan(by_row(reading, "baro_altitude_ft")[6])


def test_a_surface_message_is_on_the_ground(read):
    reading = read("jet1090.jsonl")
    assert by_row(reading, "quality") == {2: 0, 5: Quality.ON_GROUND, 6: 0}


def test_only_what_a_transponder_sends_itself_is_called_ads_b(read, data):
    text = (data / "jet1090.jsonl").read_text().replace('"df":"17","icao24":"42e002"', '"df":"18","icao24":"42e002"')
    assert by_row(read(text.encode()), "kind") == {2: Kind.ADS_B, 5: Kind.UNKNOWN, 6: Kind.ADS_B}


def test_a_callsign_holds_from_when_it_was_said(read):
    track = next(track for track in read("jet1090.jsonl").tracks if track.icao24 == "42e001")
    assert [(each.text, each.start_s) for each in track.callsigns] == [("DEMO11", 1_761_480_004)]


def test_a_line_cut_short_is_refused_by_itself(read, data):
    reading = read((data / "jet1090.jsonl").read_bytes()[:-40])
    assert (reading.rows, [refusal.row for refusal in reading.refusals]) == (6, [6])
