from __future__ import annotations

import gzip
import io
import json

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import Options, format_named
from watchfield.core.model.fixes import Kind, Quality

pytestmark = pytest.mark.usefixtures("parsing")

NOW_S = 1_761_480_010.5


@pytest.fixture
def document(data):
    return json.loads((data / "readsb_aircraft.json").read_text())


def encoded(document) -> bytes:
    return json.dumps(document).encode()


def by_row(reading, name):
    return dict(zip(reading.fixes.row.tolist(), getattr(reading.fixes, name).tolist(), strict=True))


def test_the_time_of_a_position_is_when_it_was_heard(read):
    reading = read("readsb_aircraft.json")
    assert (reading.format, reading.rows, len(reading.fixes)) == ("readsb-aircraft", 6, 5)
    assert by_row(reading, "time_s") == {
        1: NOW_S - 0.5,
        2: NOW_S - 2.5,
        4: NOW_S - 4.5,
        5: NOW_S - 1.5,
        6: NOW_S - 70.5,
    }


def test_mode_s_without_a_position_is_no_refusal(read):
    reading = read("readsb_aircraft.json")
    assert (reading.without_position, reading.refused) == (1, 0)


def test_the_lists_of_what_came_otherwise_say_how_a_position_came_about(read):
    kinds = by_row(read("readsb_aircraft.json"), "kind")
    assert kinds == {1: Kind.ADS_B, 2: Kind.ADS_B, 4: Kind.MLAT, 5: Kind.TIS_B, 6: Kind.UNKNOWN}


def test_an_older_position_is_stale_and_has_no_height_or_speed_of_now(read):
    reading = read("readsb_aircraft.json")
    at = reading.fixes.row.tolist().index(6)
    assert reading.fixes.quality[at] == Quality.STALE
    assert np.isnan([reading.fixes.baro_altitude_ft[at], reading.fixes.speed_kt[at], reading.fixes.track_deg[at]]).all()
    assert reading.fixes.nic[at] == 7


def test_on_the_ground_there_is_no_altitude(read):
    reading = read("readsb_aircraft.json")
    at = reading.fixes.row.tolist().index(2)
    assert reading.fixes.quality[at] == Quality.ON_GROUND
    assert np.isnan(reading.fixes.baro_altitude_ft[at])


def test_values_keep_their_units_and_their_quality(read):
    fixes = read("readsb_aircraft.json").fixes
    at = fixes.row.tolist().index(1)
    assert (fixes.baro_altitude_ft[at], fixes.geo_altitude_ft[at], fixes.speed_kt[at]) == (3500, 3725, 180.5)
    assert (fixes.track_deg[at], fixes.climb_fpm[at]) == (90.25, -640)
    assert (fixes.nic[at], fixes.nac_p[at], fixes.sil[at]) == (8, 10, 3)


def test_an_aircraft_brings_its_registration_type_and_owner(read):
    track = next(track for track in read("readsb_aircraft.json").tracks if track.key == "icao:42e001")
    assert (track.registration, track.type, track.callsign) == ("XX-DMA", "C130", "DEMO11")
    assert dict(track.facts) == {
        "category": "A4",
        "description": "LOCKHEED C-130 Hercules",
        "owner": "Demonstration",
        "military": True,
    }


def test_an_address_with_a_tilde_is_none_of_icaos(read):
    assert {track.key for track in read("readsb_aircraft.json").tracks if not track.icao24} == {"other:~2a3b4c"}


def test_the_web_services_milliseconds_and_short_name_make_no_difference(read, document):
    plain = read("readsb_aircraft.json")
    web = read(encoded({"ac": document["aircraft"], "msg": "No error", "now": int(NOW_S * 1000), "total": 6}))
    for name in plain.fixes.columns():
        np.testing.assert_array_equal(getattr(plain.fixes, name), getattr(web.fixes, name), name)


def test_a_program_from_before_there_was_a_type_is_understood(read, document):
    old = {"hex": "42e009", "altitude": "ground", "speed": 9, "vert_rate": 64, "lat": 1, "lon": 2, "seen_pos": 1}
    untyped = {**document["aircraft"][0]}
    del untyped["type"]
    fixes = read(encoded({"now": NOW_S, "aircraft": [old, untyped]})).fixes
    order = fixes.row.tolist().index(1), fixes.row.tolist().index(2)
    assert [fixes.kind[at] for at in order] == [Kind.UNKNOWN, Kind.ADS_B]
    assert (fixes.quality[order[0]], fixes.speed_kt[order[0]], fixes.climb_fpm[order[0]]) == (Quality.ON_GROUND, 9, 64)


def test_without_a_time_nothing_is_taken(read, document):
    document["now"] = None
    with pytest.raises(ReadError, match="“now” is not a time"):
        read(encoded(document))


@pytest.mark.parametrize("odd", [[], "x", 5, None])
def test_what_is_no_aircraft_is_refused_by_itself(read, document, odd):
    document["aircraft"].insert(2, odd)
    reading = read(encoded(document))
    assert (reading.rows, reading.refused, [refusal.row for refusal in reading.refusals]) == (7, 1, [3])


def test_it_is_quoted_by_element(data):
    content = (data / "readsb_aircraft.json").read_bytes()
    assert '"42e003"' in format_named("readsb-aircraft").quoted(io.BytesIO(content), "x", 3)


def test_the_chunks_of_tar1090_are_lists(read):
    reading = read("tar1090_chunk.json")
    assert (reading.format, reading.rows, len(reading.fixes), reading.without_position) == ("tar1090-chunk", 7, 6, 1)
    first = 1_761_480_000.0
    assert by_row(reading, "time_s") == {
        1: first - 0.5,
        2: first - 2.5,
        3: first + 7.75,
        4: first + 7,
        6: first + 15,
        7: first + 16,
    }
    assert by_row(reading, "kind") == {
        1: Kind.ADS_B,
        2: Kind.MLAT,
        3: Kind.ADS_B,
        4: Kind.TIS_B,
        6: Kind.ADS_B,
        7: Kind.UNKNOWN,
    }


def test_a_speed_without_a_track_is_not_taken_for_one_over_ground(read):
    speeds = by_row(read("tar1090_chunk.json"), "speed_kt")
    assert speeds[2] == 12  # on the ground there is no track, and no other speed
    assert np.isnan(speeds[4])


def test_a_chunk_may_be_packed_and_may_be_empty(read, data):
    packed = gzip.compress((data / "tar1090_chunk.json").read_bytes())
    assert len(read(packed).fixes) == 6
    assert read(gzip.compress(b'{ "files" : [ ] }')).rows == 0


def test_a_row_of_a_chunk_is_quoted_with_its_time(data):
    content = (data / "tar1090_chunk.json").read_bytes()
    said = format_named("tar1090-chunk").quoted(io.BytesIO(content), "x", 4)
    assert "1761480008.0" in said
    assert "42e003" in said


def test_a_series_of_files_repeats_what_had_not_changed(read, document):
    later = {**document, "now": NOW_S + 1}
    for aircraft in later["aircraft"]:
        if "seen_pos" in aircraft:
            aircraft["seen_pos"] += 1
    first, second = read("readsb_aircraft.json").fixes, read(encoded(later)).fixes
    assert set(first.time_s[:3]) == set(second.time_s[:3])


def test_real_snapshots(recordings):
    folder = recordings / "readsb_aircraft_json"
    for path in sorted(folder.glob("*.json")):
        document = json.loads(path.read_bytes())
        with path.open("rb") as stream:
            reading = format_named("readsb-aircraft").read(stream, path.name, Options())
        located = [each for each in document["aircraft"] if "lat" in each or "lastPosition" in each]
        assert (reading.rows, len(reading.fixes)) == (len(document["aircraft"]), len(located))
        assert {track.icao24 for track in reading.tracks} == {each["hex"] for each in located}
