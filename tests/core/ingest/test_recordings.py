"""The readers on real recordings, where they lie beside the checkout."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import Options, parsers, recognise
from watchfield.core.model.fixes import Quality

NOW_S = 1_790_000_000.0

# file or folder: format, then of all its files rows, fixes, refused, without position, tracks
EXPECTED = {
    "readsb_trace_json/eastham": ("readsb-trace", 2220, 2220, 0, 0, 17),
    "fr24_csv/JL516_3376ab31.csv": ("fr24-csv", 305, 305, 0, 0, 1),
    "fr24_csv/RPA4730_test_NY_BOS.csv": ("fr24-csv", 534, 534, 0, 0, 1),
    "fr24_csv/skydolly_FlightRadar24.csv": ("fr24-csv", 13, 13, 0, 0, 1),
    "fr24_json/3376ab31.json": ("fr24-json", 305, 305, 0, 0, 1),
    "opensky_csv": ("opensky-csv", 15861, 15861, 0, 0, 1),
    "opensky_parquet": ("opensky-parquet", 528432, 527313, 0, 1119, 49),
    "traffic_json_gz/collections/quickstart.json.gz": ("traffic-json", 284505, 284505, 0, 0, 213),
    "traffic_json_gz/collections/switzerland.json.gz": ("traffic-json", 139098, 139098, 0, 0, 842),
    "traffic_json_gz/military": ("traffic-json", 9024, 7335, 0, 1689, 1),
    "traffic_json_gz/featured/belevingsvlucht.json.gz": ("traffic-json", 16005, 16005, 0, 0, 1),
    "traffic_json_gz/featured/elal747.json.gz": ("traffic-json", 2110, 2110, 0, 0, 1),
    "traffic_json_gz/noisy/noisy_ground.json.gz": ("traffic-json", 924, 924, 0, 0, 1),
    "traffic_json_gz/noisy/noisy_landing.json.gz": ("traffic-json", 848, 848, 0, 0, 1),
    "traffic_json_gz/noisy/noisy_takeoff.json.gz": ("traffic-json", 730, 730, 0, 0, 1),
    "traffic_json_gz/noisy/noisy_time_issue.json.gz": ("traffic-json", 8294, 8294, 0, 0, 1),
    "fr24_api/DO61_39a8364d/data.csv": ("fr24-api", 1445, 1445, 0, 0, 1),
    "fr24_api/DO61_39a8364d/points.geojson": ("geojson", 1445, 1445, 0, 0, 1),
    "fr24_archive_csv/20170205_positions": ("fr24-archive", 4439, 4439, 0, 0, 20),
    "fr24_archive_csv/20170205_flights.csv": ("fr24-archive-flights", 20, 0, 0, 20, 0),
    "readsb_aircraft_json": ("readsb-aircraft", 213, 209, 0, 4, 209),
    "readsb_jsonl/eastham_1hr.jsonl": ("readsb-jsonl", 5767, 4920, 0, 847, 59),
    "opensky_json": ("opensky-states", 4, 4, 0, 0, 4),
    "eurocontrol_csv/egll-positions-rt.csv": ("table", 18574, 18574, 0, 0, 45),
    "gpx/korita-zbevnica.gpx": ("gpx", 871, 513, 358, 0, 2),
    "igc": ("igc", 9, 9, 0, 0, 1),
    "kml/FlightAware_DLH1534_LSZH_EDDF_20210817.kml": ("flightaware-kml", 87, 87, 0, 0, 1),
    "kml/Generic_Track.kml": ("kml", 9, 9, 0, 0, 1),
    "sbs": ("sbs", 2073, 143, 0, 1930, 63),
}
LARGE = ("opensky_parquet", "quickstart", "switzerland")


def read(path):
    with path.open("rb") as stream:
        return recognise(stream, path.name).read(stream, path.name, Options(now_s=NOW_S))


@pytest.mark.parametrize("name", EXPECTED)
def test_every_row_of_every_recording_is_accounted_for(recordings, name):
    parsers.enable_fast()
    path = recordings / name
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    readings = [read(file) for file in files]
    assert {reading.format for reading in readings} == {EXPECTED[name][0]}
    sums = [
        sum(each)
        for each in zip(
            *((r.rows, len(r.fixes), r.refused, r.without_position, len(r.tracks)) for r in readings), strict=True
        )
    ]
    assert tuple(sums) == EXPECTED[name][1:]
    assert not any((reading.fixes.quality & Quality.ODD_TIME).any() for reading in readings)


@pytest.mark.parametrize("name", [name for name in EXPECTED if not any(word in name for word in LARGE)])
def test_the_twins_of_the_standard_library_give_identical_columns(recordings, name):
    path = recordings / name
    for file in sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]:
        parsers.enable_fast()
        fast = read(file)
        parsers.enable_standard()
        standard = read(file)
        np.testing.assert_array_equal(fast.fixes.offsets, standard.fixes.offsets)
        for column, values in fast.fixes.columns().items():
            np.testing.assert_array_equal(values, getattr(standard.fixes, column), column)
        assert fast.tracks == standard.tracks
        assert fast.refusals == standard.refusals


def test_both_exports_of_jal516_give_the_same_305_fixes(recordings):
    parsers.enable_fast()
    table = read(recordings / "fr24_csv/JL516_3376ab31.csv")
    playback = read(recordings / "fr24_json/3376ab31.json")
    assert len(table.fixes) == 305
    for name in ("time_s", "lon_deg", "lat_deg", "baro_altitude_ft", "speed_kt", "track_deg", "quality"):
        np.testing.assert_array_equal(getattr(table.fixes, name), getattr(playback.fixes, name), name)
    assert table.tracks[0].key == "fr24:3376ab31"
    assert playback.identities[0].key == "fr24:3376ab31"
    assert playback.identities[0].same_as == "icao:8467d8"


def test_tra051_in_metres_and_in_feet_agree_within_rounding_row_by_row(recordings):
    """Compare the rows of one second in which both hold the position that was received.

    ``traffic`` dropped a part of the rows and interpolated over them, a second position for a second that has none in
    the table; it also cut speed and track to whole numbers. What is compared was received in that very second.
    """
    parsers.enable_fast()
    path = recordings / "opensky_csv/belevingsvlucht_opensky_statevectors.csv"
    vectors = read(path).fixes
    records = read(recordings / "traffic_json_gz/featured/belevingsvlucht.json.gz").fixes
    with path.open(newline="") as stream:
        second_of_row = np.array([0, 0, *(float(row["time"]) for row in csv.DictReader(stream))])
    seconds = second_of_row[vectors.row]
    fresh = seconds - vectors.time_s < 1.0
    at = np.minimum(np.searchsorted(records.time_s, seconds), len(records) - 1)
    received = (
        fresh
        & (records.time_s[at] == seconds)
        & (np.abs(records.lat_deg[at] - vectors.lat_deg) < 1e-6)
        & (np.abs(records.lon_deg[at] - vectors.lon_deg) < 1e-6)
    )
    both = fresh & (records.time_s[at] == seconds)
    assert both.sum() > 12_000
    assert received.sum() > 0.9 * both.sum()
    altitude_ft = (records.baro_altitude_ft[at] - vectors.baro_altitude_ft)[received]
    cut_kt = (vectors.speed_kt - records.speed_kt[at])[received]
    cut_deg = (vectors.track_deg - records.track_deg[at])[received]
    assert np.mean(np.abs(altitude_ft) <= 1.0) > 0.95
    assert np.mean((cut_kt > -0.01) & (cut_kt < 1.01)) > 0.95
    assert np.mean((cut_deg > -0.01) & (cut_deg < 1.01)) > 0.95


def test_the_time_of_a_trace_is_its_own_and_not_the_folders(recordings):
    reading = read(next((recordings / "readsb_trace_json").rglob("trace_full_a3c78c.json")))
    assert 1_693_353_600 <= reading.fixes.time_s[0] < 1_693_440_000  # 2023-08-30, in a folder of the 20th
    assert (reading.fixes.quality & Quality.ON_GROUND > 0).sum() == 54


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("gpx/unicode.gpx", "waypoints are places"),
        ("gpx/skydolly_Nile-NoElevation-NoTimestamp.gpx", "with its times"),
        ("fr24_api/DO61_39a8364d/line.geojson", "points.geojson"),
        ("kml/eastham_bay_area_airports_regions.kml", "zone import"),
        ("readsb_jsonl/sdre_json_port_1.jsonl", "aircraft.json"),
        ("beast_raw/sample_dump1090.bin", "--start"),
        ("basemap_tiles/RGB.byte.tif", "recordings of receivers"),
        ("README.md", "recordings of receivers"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(recordings, name, word):
    parsers.enable_fast()
    with pytest.raises(ReadError) as caught:
        read(recordings / name)
    assert word in caught.value.advice
    assert caught.value.where
