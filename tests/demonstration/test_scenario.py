"""Does the demonstration tell the story it should, as traffic that could have been?"""

from datetime import datetime, timezone

import numpy as np

from watchfield.core.geo.sphere import distance_nm
from watchfield.demonstration.fields import FIELDS

DAY_S = 86_400
OSLK = (35.9487, 35.4011)
RUSSIAN = {"A124", "IL76", "IL62", "T154"}


def seconds(*moment):
    return datetime(*moment, tzinfo=timezone.utc).timestamp()


def heavy_arrivals(happened):
    return [m for m in happened.movements if m.type in RUSSIAN and m.kind == "arrival" and m.airfield == "OSLK"]


def range_nm(columns):
    return distance_nm(columns["lon"], columns["lat"], *OSLK)


def test_the_stop_is_170_days(happened):
    times = np.array([m.time_s for m in heavy_arrivals(happened)])
    pause = int(np.argmax(np.diff(times)))
    assert times[pause] == happened.last_before_s
    assert times[pause + 1] == happened.first_after_s
    assert (times[pause + 1] - times[pause]) // DAY_S == 170


def test_nobody_of_theirs_leaves_after_the_stop_began(happened):
    moments = [m.time_s for m in happened.movements if m.type in RUSSIAN and "OSLK" in m.airfield]
    last_left = max(t for t in moments if t < happened.first_after_s)
    assert (happened.first_after_s - last_left) // DAY_S == 170


def test_before_the_stop_they_come_two_or_three_times_a_week(happened):
    weeks = (happened.last_before_s - seconds(2024, 9, 1)) / (7 * DAY_S)
    before = [m for m in heavy_arrivals(happened) if m.time_s <= happened.last_before_s]
    assert 2.0 <= len(before) / weeks <= 3.2
    assert {m.type for m in before} == RUSSIAN


def test_after_the_stop_come_three_an124_and_one_il62(happened):
    after = [m for m in heavy_arrivals(happened) if m.time_s >= happened.first_after_s]
    assert [m.type for m in after] == ["A124", "A124", "IL62", "A124"]
    assert seconds(2025, 10, 24) <= after[0].time_s
    assert after[-1].time_s < seconds(2025, 10, 30)


def test_the_il62_comes_from_tripoli_and_goes_on_to_chkalovsky(happened):
    legs = [m for m in happened.movements if m.type == "IL62" and m.time_s > seconds(2025, 10, 26)]
    assert [(m.kind, m.airfield) for m in legs] == [
        ("departure", "HLLM"),
        ("arrival", "OSLK"),
        ("departure", "OSLK"),
        ("arrival", "UUMU"),
    ]
    assert all(m.time_s < seconds(2025, 10, 27) for m in legs)
    assert len({m.icao24 for m in legs}) == 1


def test_both_ends_of_that_journey_are_seen_on_the_ground(demonstration, happened):
    legs = [m for m in happened.movements if m.type == "IL62" and m.time_s > seconds(2025, 10, 26)]
    mine = demonstration.of(legs[0].icao24)
    for movement in (legs[0], legs[3]):
        (lon, lat), _ = FIELDS[movement.airfield].ends
        near = np.abs(mine["time_s"] - movement.time_s) < 240
        assert np.any(near & (mine["ground"] == 1) & (distance_nm(mine["lon"], mine["lat"], lon, lat) < 3))


def test_twelve_days_have_no_recording_and_seven_of_them_lie_in_the_stop(demonstration, happened):
    recorded = set((demonstration.columns["time_s"] // DAY_S).astype(int).tolist())
    every = set(range(happened.first_day, happened.last_day + 1))
    assert every - recorded == happened.unrecorded
    assert len(happened.unrecorded) == 12
    stop = range(int(happened.last_before_s // DAY_S), int(happened.first_after_s // DAY_S))
    assert len(happened.unrecorded & set(stop)) == 7


def test_no_day_of_a_heavy_arrival_is_unrecorded(happened):
    assert all(m.recorded for m in heavy_arrivals(happened))


def test_tracks_into_and_out_of_hmeimim_end_between_3000_and_14000_ft(demonstration, happened):
    checked = 0
    for movement in happened.movements:
        if movement.airfield != "OSLK" or not (movement.recorded and movement.has_address):
            continue
        mine = demonstration.of(movement.icao24)
        inbound = movement.kind == "arrival"
        moment = np.searchsorted(mine["time_s"], movement.time_s)
        part = slice(None, moment) if inbound else slice(moment, None)
        at = -1 if inbound else 0
        if abs(mine["time_s"][part][at] - movement.time_s) > 3_600:
            continue  # the recording of the other half of the night is missing
        assert 3_000 <= mine["altitude"][part][at] <= 14_000
        assert range_nm({name: values[part][[at]] for name, values in mine.items()})[0] < 60
        checked += 1
    assert checked > 200


def test_nothing_low_is_ever_received_over_hmeimim(demonstration):
    columns = demonstration.columns
    near = range_nm(columns) < 30
    assert np.nanmin(columns["altitude"][near]) >= 3_000
    assert not np.any(columns["ground"][near])


def test_on_every_recorded_day_three_others_are_received_where_arrivals_vanish(demonstration, happened):
    columns = demonstration.columns
    band = (range_nm(columns) <= 60) & (columns["altitude"] >= 3_000) & (columns["altitude"] <= 12_000)
    others = band & (columns["military"] == 0)
    day, address = (columns["time_s"][others] // DAY_S).astype(int), columns["address"][others].astype(int)
    pairs = np.unique(np.stack((day, address)), axis=1)
    days, counts = np.unique(pairs[0], return_counts=True)
    observed = set(days[counts >= 3].tolist())
    every = set(range(happened.first_day, happened.last_day + 1)) - happened.unrecorded
    assert len(every - observed) <= 4


def test_traffic_passes_over_at_fl300_and_above(demonstration, happened):
    columns = demonstration.columns
    landing = {int(m.icao24, 16) for m in happened.movements}
    over = ~np.isin(columns["address"], list(landing))
    assert np.sum(over) > 10_000
    assert np.nanmin(columns["altitude"][over]) >= 30_000


def test_whoever_lands_at_hatay_beirut_or_larnaca_is_seen_on_the_ground(demonstration, happened):
    checked = 0
    for movement in happened.movements:
        if movement.airfield not in {"LTDA", "OLBA", "LCLK"} or movement.time_s > seconds(2024, 11, 1):
            continue
        if not (movement.recorded and movement.has_address):
            continue
        mine = demonstration.of(movement.icao24)
        near = np.abs(mine["time_s"] - movement.time_s) < 400
        assert np.any(mine["ground"][near] == 1)
        assert np.any(mine["ground"][near] == 0)
        checked += 1
    assert checked > 100


def steps(demonstration):
    """Return elapsed seconds, distance, and the speed that was sent at the end of every step of one aircraft."""
    columns = demonstration.by_aircraft
    time_s, lon, lat = (columns[name] for name in ("time_s", "lon", "lat"))
    same = np.diff(columns["address"]) == 0
    flown_nm = distance_nm(lon[1:], lat[1:], lon[:-1], lat[:-1])
    return np.diff(time_s)[same], flown_nm[same], columns["speed"][1:][same]


def test_nothing_flies_faster_than_900_kt(demonstration):
    elapsed_s, flown_nm, _ = steps(demonstration)
    assert np.min(elapsed_s) > 0
    assert np.max(flown_nm / elapsed_s * 3_600) < 900


def test_the_speed_that_is_sent_is_the_speed_that_is_flown(demonstration):
    elapsed_s, flown_nm, sent_kt = steps(demonstration)
    error_kt = np.abs(flown_nm / elapsed_s * 3_600 - sent_kt)[elapsed_s < 100]
    assert np.nanpercentile(error_kt, 95) < 20


def test_no_aircraft_is_in_two_places(happened):
    by_aircraft = {}
    for movement in happened.movements:
        by_aircraft.setdefault(movement.icao24, []).append(movement)
    for movements in by_aircraft.values():
        on_ground_at = None
        for movement in movements:
            if movement.kind == "departure" and on_ground_at and movement.type in RUSSIAN:
                assert movement.airfield == on_ground_at or movement.airfield in {"UUMU", "UWLW", "RU-0152", "URML"}
            on_ground_at = movement.airfield if movement.kind == "arrival" else None


def test_two_rows_of_one_export_must_be_refused(demonstration):
    def good(row):
        try:
            lat, lon = (float(part) for part in row["Position"].split(","))
            return int(row["Timestamp"]) > 0 and abs(lat) <= 90 and abs(lon) <= 180
        except ValueError:
            return False

    bad = {name: sum(not good(row) for row in rows) for name, rows in demonstration.tables.items()}
    assert sorted(bad.values())[-2:] == [0, 2]


def test_the_exports_hold_flights_that_the_archive_does_not(demonstration, happened):
    alone = [m for m in happened.movements if not m.has_address and m.recorded]
    assert {m.type for m in alone if m.airfield == "OSLK"} == {"IL62"}
    assert len(demonstration.tables) >= 10
    for name, rows in demonstration.tables.items():
        assert name.startswith(rows[0]["Callsign"] + "_")
        assert len(name.removesuffix(".csv").split("_")[1]) == 8


def test_at_least_two_hundred_movements_can_be_found(happened):
    assert sum(m.recorded for m in happened.movements if m.airfield == "OSLK") >= 200
