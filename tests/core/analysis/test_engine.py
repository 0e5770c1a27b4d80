"""All movements of a small sky: what is claimed, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from watchfield.core.analysis.engine import detected
from watchfield.core.geo import sphere
from watchfield.core.geo.polygon import circle
from watchfield.core.model.movement import Movement, MovementKind, State
from watchfield.core.model.project import Project
from watchfield.core.model.track import Interval
from watchfield.core.model.zone import Zone
from watchfield.core.reference.aircraft import AircraftTypes
from watchfield.core.reference.airfields import Airfields

Sky = Callable[..., Project]
Detect = Callable[..., tuple[Movement, ...]]


@pytest.fixture
def detect(airfields: Airfields, types: AircraftTypes) -> Detect:
    return lambda project: detected(project, airfields, types)


def zone_round(airfields: Airfields, code: str) -> Zone:
    field = airfields.get(code)
    return Zone("zone", code, (tuple(map(tuple, circle(field.lon_deg, field.lat_deg, 8.0).tolist())),), field.ident)


def approach(airfields: Airfields, code: str, *, from_nm: float, to_nm: float, to_ft: float, bearing: float = 270.0):
    """Return a descent on a field along one bearing, a fix each half minute at 240 kt; 300 ft to the mile."""
    field = airfields.get(code)
    ranges = np.arange(from_nm, to_nm - 0.01, -2.0)
    lon, lat = sphere.destination(field.lon_deg, field.lat_deg, bearing, ranges)
    height = to_ft + (ranges - to_nm) * 300.0
    return list(zip(np.arange(len(ranges)) * 0.5, lon.tolist(), lat.tolist(), height.tolist(), strict=True))


def landed(airfields: Airfields, code: str) -> list[tuple]:
    """Return a whole arrival: down to the ground, and three minutes of taxiing."""
    rows = approach(airfields, code, from_nm=60.0, to_nm=2.0, to_ft=700.0)
    field = airfields.get(code)
    last = rows[-1][0]
    return rows + [(last + 1.0 + i, field.lon_deg, field.lat_deg, "ground") for i in range(4)]


def backwards(rows: list[tuple]) -> list[tuple]:
    last = rows[-1][0]
    return [(last - minute, *rest) for minute, *rest in reversed(rows)]


def ends(movements: tuple[Movement, ...], kind: MovementKind) -> list[Movement]:
    return [movement for movement in movements if movement.kind is kind]


def test_an_aircraft_seen_on_the_runway_has_arrived(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    (arrival,) = ends(detect(sky(landed(airfields, "UUEE"))), MovementKind.ARRIVAL)
    assert (arrival.state, arrival.airfield, arrival.title) == (State.CONFIRMED, "UUEE", "arrival")
    assert arrival.start_s < arrival.time_s == arrival.end_s


def test_an_aircraft_seen_on_the_runway_before_has_departed(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    (departure,) = ends(detect(sky(backwards(landed(airfields, "UUEE")))), MovementKind.DEPARTURE)
    assert (departure.state, departure.airfield) == (State.CONFIRMED, "UUEE")
    assert departure.start_s == departure.time_s < departure.end_s


def test_a_track_that_ends_in_the_air_is_no_arrival(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    rows = approach(airfields, "OSLK", from_nm=80.0, to_nm=24.0, to_ft=8_000.0)
    movements = detect(sky(rows, type="A124"))
    (end,) = ends(movements, MovementKind.ARRIVAL)
    assert (end.state, end.airfield, end.claims, end.title) == (State.UNDETERMINED, None, False, "track ends")
    assert "OSLK" in [candidate.ident for candidate in end.candidates]
    assert not any(movement.claims for movement in movements)


# Distances, heights and candidates as measured when the method was designed (runways of 6,000 ft and more).
@pytest.mark.parametrize(
    ("bearing", "range_nm", "height_ft", "expected"),
    [(270.0, 15.0, 5_000.0, {"OSLK"}), (270.0, 25.0, 8_000.0, {"OSLK"}), (315.0, 35.0, 10_000.0, {"OSLK", "LTDA"})],
)
def test_the_fields_within_reach_are_those_that_were_measured(
    sky: Sky,
    detect: Detect,
    airfields: Airfields,
    bearing: float,
    range_nm: float,
    height_ft: float,
    expected: set[str],
) -> None:
    rows = approach(airfields, "OSLK", from_nm=100.0, to_nm=range_nm, to_ft=height_ft, bearing=bearing)
    (end,) = ends(detect(sky(rows, type="A124")), MovementKind.ARRIVAL)
    assert {candidate.ident for candidate in end.candidates} == expected


def test_a_long_way_up_the_set_is_listed_and_nothing_named(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    rows = approach(airfields, "UUEE", from_nm=90.0, to_nm=20.0, to_ft=33_000.0)
    (end,) = ends(detect(sky(rows)), MovementKind.ARRIVAL)
    assert end.airfield is None
    assert len(end.candidates) > 3


def test_without_a_height_nothing_is_within_reach(sky: Sky, detect: Detect) -> None:
    (end,) = ends(detect(sky([(i * 0.5, 37.0 + i * 0.05, 55.0, np.nan) for i in range(20)])), MovementKind.ARRIVAL)
    assert end.candidates == ()
    assert "nobody received" in end.reasons[0].text


def test_pressure_altitude_alone_confirms_nothing(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    rows = approach(airfields, "UUEE", from_nm=40.0, to_nm=0.0, to_ft=650.0)
    assert not any(movement.claims for movement in detect(sky(rows)))


def test_height_above_the_ellipsoid_confirms_when_even_its_doubt_is_low(
    sky: Sky, detect: Detect, airfields: Airfields
) -> None:
    rows = approach(airfields, "UUEE", from_nm=40.0, to_nm=0.0, to_ft=650.0)
    (arrival,) = ends(detect(sky(rows, geometric=True, climb_fpm=-700.0)), MovementKind.ARRIVAL)
    assert (arrival.state, arrival.airfield) == (State.CONFIRMED, "UUEE")


def test_who_climbs_away_has_not_landed(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    rows = approach(airfields, "UUEE", from_nm=40.0, to_nm=0.0, to_ft=650.0)
    (end,) = ends(detect(sky(rows, geometric=True, climb_fpm=700.0)), MovementKind.ARRIVAL)
    assert end.state is State.UNDETERMINED


def test_a_ground_flag_far_from_any_runway_proves_nothing(sky: Sky, detect: Detect) -> None:
    sea = [(float(i), 33.0, 34.0 - i * 0.05, 9_000.0) for i in range(8)]
    sea += [(8.0 + i, 33.0, 33.6, "ground") for i in range(4)]
    (end,) = ends(detect(sky(sea)), MovementKind.ARRIVAL)
    assert end.state is State.UNDETERMINED
    assert "no runway is known" in end.reasons[0].text


def test_what_never_left_the_ground_has_not_moved(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    field = airfields.get("UUEE")
    assert detect(sky([(float(i), field.lon_deg, field.lat_deg, "ground") for i in range(60)])) == ()


def test_an_end_within_reach_of_a_zones_field_carries_the_zone(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    zone = zone_round(airfields, "OSLK")
    rows = approach(airfields, "OSLK", from_nm=80.0, to_nm=24.0, to_ft=8_000.0)
    (end,) = ends(detect(sky(rows, type="A124", zones=[zone])), MovementKind.ARRIVAL)
    assert (end.zone, end.zone_version, end.state) == (zone.id, zone.version, State.UNDETERMINED)


def test_one_landing_is_one_movement_of_its_zone(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    zone = zone_round(airfields, "UUEE")
    movements = detect(sky(landed(airfields, "UUEE"), zones=[zone]))
    inside = [m for m in movements if m.zone == zone.id and m.claims]
    assert [(m.kind, m.state) for m in inside] == [(MovementKind.ARRIVAL, State.CONFIRMED)]


def crossing(airfields: Airfields, height_ft: float) -> list[tuple]:
    field = airfields.get("OSLK")
    return [(i * 0.5, field.lon_deg - 2.0 + i * 0.05, field.lat_deg, height_ft) for i in range(80)]


@pytest.mark.parametrize(
    ("height_ft", "kind", "state"),
    [
        (35_000.0, MovementKind.OVERFLIGHT, State.CONFIRMED),
        (3_700.0, MovementKind.OVERFLIGHT, State.POSSIBLE),
        (2_900.0, MovementKind.LOW_PASS, State.POSSIBLE),
        (1_500.0, MovementKind.LOW_PASS, State.CONFIRMED),
        (np.nan, MovementKind.OVERFLIGHT, State.UNDETERMINED),
    ],
)
def test_passing_over_is_told_from_passing_low(
    sky: Sky, detect: Detect, airfields: Airfields, height_ft: float, kind: MovementKind, state: State
) -> None:
    zone = zone_round(airfields, "OSLK")
    passes = [m for m in detect(sky(crossing(airfields, height_ft), zones=[zone])) if m.zone_version and m.kind is kind]
    assert [(m.state, m.zone) for m in passes] == [(state, zone.id)]


def test_movements_are_the_same_when_tracks_come_in_another_order(
    sky: Sky, detect: Detect, airfields: Airfields
) -> None:
    project = sky(landed(airfields, "UUEE"), crossing(airfields, 35_000.0), zones=[zone_round(airfields, "OSLK")])
    fixes = project.fixes
    turned = type(fixes).from_columns(1 - fixes.track_index(), 2, fixes.columns())
    other = replace(project, fixes=turned, tracks=project.tracks[::-1])
    assert {m.id for m in detect(project)} == {m.id for m in detect(other)}


def test_evidence_names_the_rows_of_the_file(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    rows = landed(airfields, "UUEE")
    (arrival,) = ends(detect(sky(rows)), MovementKind.ARRIVAL)
    (evidence,) = arrival.evidence
    assert evidence.source == "0" * 64
    assert evidence.first_row < len(rows) - 3 <= evidence.last_row  # the first fix on the ground lies within


def test_an_empty_project_has_no_movements(sky: Sky, detect: Detect) -> None:
    assert detect(sky()) == ()


def over(airfields: Airfields, code: str, minutes: list[float], lon_off: list[float], rows: list) -> list[tuple]:
    """Return fixes on the parallel of a field: minutes, degrees east of it, heights."""
    field = airfields.get(code)
    return [(m, field.lon_deg + d, field.lat_deg, h) for m, d, h in zip(minutes, lon_off, rows, strict=True)]


def passes(movements: tuple[Movement, ...]) -> list[Movement]:
    return [m for m in movements if m.kind not in (MovementKind.ARRIVAL, MovementKind.DEPARTURE)]


def test_a_silence_over_the_field_is_no_sure_overflight(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    way = [-0.6 + 0.1 * i for i in range(7)]
    down = over(airfields, "OSLK", [float(i) for i in range(7)], way, [12_000.0 - 1_000.0 * i for i in range(7)])
    up = over(airfields, "OSLK", [34.0 + i for i in range(6)], way[::-1][:6], [6_000.0 + 1_000.0 * i for i in range(6)])
    (visit,) = passes(detect(sky(down + up, zones=[zone_round(airfields, "OSLK")])))
    assert visit.state is State.POSSIBLE
    assert "28 min" in visit.reasons[-1].text
    assert "may have landed" in visit.reasons[-1].text


def test_who_falls_silent_inside_and_is_next_seen_outside_is_no_sure_overflight(
    sky: Sky, detect: Detect, airfields: Airfields
) -> None:
    way = [-0.6 + 0.1 * i for i in range(7)]
    down = over(airfields, "OSLK", [float(i) for i in range(7)], way, [12_000.0 - 1_000.0 * i for i in range(7)])
    up = over(airfields, "OSLK", [32.0, 33.0], [0.6, 0.7], [10_000.0, 11_000.0])
    (visit,) = passes(detect(sky(down + up, zones=[zone_round(airfields, "OSLK")])))
    assert visit.state is State.POSSIBLE


def test_a_leap_of_the_track_across_a_zone_claims_nothing(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    minutes = [i * 0.1 for i in range(20)]
    rows = over(airfields, "OSLK", minutes, [-2.0] * 10 + [2.0] * 10, [30_000.0] * 20)
    (visit,) = passes(detect(sky(rows, zones=[zone_round(airfields, "OSLK")])))
    assert (visit.state, visit.claims) == (State.UNDETERMINED, False)


def test_a_landing_is_no_low_pass_of_another_zone_round_the_same_field(
    sky: Sky, detect: Detect, airfields: Airfields
) -> None:
    one = zone_round(airfields, "UUEE")
    wider = tuple(map(tuple, circle(*one.polygon.rings[0].mean(axis=0), 10.0).tolist()))
    other = replace(one, id="other", rings=(wider,))
    assert passes(detect(sky(landed(airfields, "UUEE"), zones=[one, other]))) == []


def test_two_zones_of_one_shape_have_movements_of_their_own(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    zone = zone_round(airfields, "OSLK")
    both = passes(detect(sky(crossing(airfields, 35_000.0), zones=[zone, replace(zone, id="other")])))
    assert {m.zone for m in both} == {"zone", "other"}
    assert len({m.id for m in both}) == 2


def test_who_touches_the_ground_and_flies_on_did_not_just_pass_low(
    sky: Sky, detect: Detect, airfields: Airfields
) -> None:
    minutes = [i * 0.25 for i in range(41)]
    heights = [300.0 * abs(20 - i) if i != 20 else "ground" for i in range(41)]
    rows = over(airfields, "OSLK", minutes, [-0.4 + 0.02 * i for i in range(41)], heights)
    (visit,) = passes(detect(sky(rows, zones=[zone_round(airfields, "OSLK")])))
    assert (visit.kind, visit.state) == (MovementKind.TOUCH_AND_GO, State.POSSIBLE)


@pytest.mark.parametrize(
    ("speed_kt", "off_deg", "before_ft", "why"),
    [
        (450.0, -0.01, 900.0, "450 kt"),
        (np.nan, -9.0, 900.0, "NM from where it was"),
        (np.nan, -0.05, 30_000.0, "30,000 ft"),
    ],
)
def test_a_ground_flag_that_cannot_be_true_lands_nobody(
    sky: Sky, detect: Detect, airfields: Airfields, speed_kt: float, off_deg: float, before_ft: float, why: str
) -> None:
    minutes = [0.0, 1.0, 2.0, 2.2]
    rows = over(airfields, "OSLK", minutes, [off_deg - 0.2, off_deg - 0.1, off_deg, 0.0], [before_ft] * 3 + ["ground"])
    project = sky(rows)
    fixes = project.fixes
    columns = {**fixes.columns(), "speed_kt": np.asarray([np.nan, np.nan, np.nan, speed_kt])}
    said = replace(project, fixes=type(fixes).from_columns(fixes.track_index(), 1, columns))
    (end,) = ends(detect(said), MovementKind.ARRIVAL)
    assert end.state is State.UNDETERMINED
    assert any(why in reason.text for reason in end.reasons)


def test_a_ground_switch_that_flickers_on_the_apron_is_no_flight(
    sky: Sky, detect: Detect, airfields: Airfields
) -> None:
    rows = landed(airfields, "UUEE")
    field, last = airfields.get("UUEE"), rows[-1][0]
    flicker = [(last + 1.0, field.lon_deg, field.lat_deg, 650.0)]
    parked = [(last + 2.0 + i, field.lon_deg, field.lat_deg, "ground") for i in range(5)]
    project = sky(rows + flicker + parked)
    stuck = {**project.fixes.columns(), "speed_kt": np.full(len(project.fixes), 120.0)}  # as real recordings have it
    fixes = type(project.fixes).from_columns(project.fixes.track_index(), 1, stuck)
    claimed = [m.kind for m in detect(replace(project, fixes=fixes)) if m.claims]
    assert claimed == [MovementKind.ARRIVAL]


def test_a_flight_has_not_the_callsign_of_another_day(sky: Sky, detect: Detect, airfields: Airfields) -> None:
    project = sky(crossing(airfields, 35_000.0))
    (track,) = project.tracks
    old = replace(track, callsign="OLD1", callsigns=(Interval(-9e6, -8e6, "OLD1"),))
    assert {m.callsign for m in detect(replace(project, tracks=(old,)))} == {None}
    now = replace(old, callsigns=(*old.callsigns, Interval(60.0, 600.0, "NEW2")))
    assert {m.callsign for m in detect(replace(project, tracks=(now,)))} == {"NEW2"}


def test_without_a_height_it_is_not_said_that_no_airfield_is_within_reach(sky: Sky, detect: Detect) -> None:
    (end,) = ends(detect(sky([(i * 0.5, 37.0 + i * 0.05, 55.0, np.nan) for i in range(20)])), MovementKind.ARRIVAL)
    assert "Without a height" in end.reasons[-1].text


def test_where_the_ground_was_reported_it_is_not_said_that_it_was_not_seen(sky: Sky, detect: Detect) -> None:
    sea = [(float(i), 33.0, 34.0 - i * 0.05, 9_000.0) for i in range(8)]
    sea += [(8.0 + i, 33.0, 33.6, "ground") for i in range(4)]
    (end,) = ends(detect(sky(sea)), MovementKind.ARRIVAL)
    assert not any("ground was not seen" in reason.text for reason in end.reasons)


def test_a_jet_on_a_short_runway_is_not_moved_to_the_long_one_beside_it(
    sky: Sky, detect: Detect, airfields: Airfields
) -> None:
    field = airfields.get("LKLT")  # Letnany; the runway of Kbely lies 1.6 km away
    runway = field.runways[0]
    lon, lat = (runway.le_lon_deg + runway.he_lon_deg) / 2, (runway.le_lat_deg + runway.he_lat_deg) / 2
    rows = [(float(i), lon - 0.1 * (6 - i), lat, 900.0 + 500.0 * (6 - i)) for i in range(6)]
    rows += [(6.0 + i, lon, lat, "ground") for i in range(4)]
    (arrival,) = ends(detect(sky(rows, type="C25A")), MovementKind.ARRIVAL)
    assert arrival.airfield == "LKLT"


@pytest.mark.parametrize(("height_ft", "state"), [(18_000.0, State.POSSIBLE), (35_000.0, State.CONFIRMED)])
def test_over_ground_of_unknown_height_only_the_high_are_sure_to_pass_over(
    sky: Sky, detect: Detect, height_ft: float, state: State
) -> None:
    plateau = Zone("z", "Changtang", (tuple(map(tuple, circle(86.0, 33.5, 6.0).tolist())),))  # 16,000 ft, no airfield
    rows = [(float(i), 85.5 + 0.05 * i, 33.5, height_ft) for i in range(21)]
    (visit,) = passes(detect(sky(rows, zones=[plateau])))
    assert (visit.kind, visit.state) == (MovementKind.OVERFLIGHT, state)
    assert "above its ground" not in visit.reasons[0].text


def test_with_no_field_in_reach_only_its_next_appearance_ends_the_window(sky: Sky, detect: Detect) -> None:
    out = [(i * 0.5, -42.0 + i * 0.05, 44.0, 36_000.0) for i in range(20)]
    back = [(600.0 + i * 0.5, -10.0 + i * 0.05, 48.0, 36_000.0) for i in range(20)]
    first, last = ends(detect(sky(out + back)), MovementKind.ARRIVAL)
    assert first.candidates == ()
    assert (first.start_s, first.end_s) == (out[-1][0] * 60.0, back[0][0] * 60.0)
    assert last.end_s >= last.time_s
