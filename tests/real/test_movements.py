"""What the first rules say of real recordings: little, and nothing that is not so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from watchfield import paths
from watchfield.core.geo import sphere
from watchfield.core.geo.units import METRES_PER_NM
from watchfield.core.model.movement import MovementKind, State
from watchfield.core.model.project import Project
from watchfield.core.reference.airfields import Airfields

Detected = Callable[[str], Project]

MOSCOW = "opensky_parquet/opensky_statevectors_AFL_Moscow-Kaliningrad_2022-02-22_2022-03-05.parquet"


def test_a_day_over_switzerland_at_cruise_has_no_arrival_and_no_departure(detected: Detected) -> None:
    project = detected("traffic_json_gz/collections/switzerland.json.gz")
    assert len(project.tracks) == 842
    assert {movement.state for movement in project.movements} == {State.UNDETERMINED}
    assert not any(movement.claims or movement.airfield for movement in project.movements)


@pytest.mark.parametrize(("code", "starts"), [("UUEE", 57), ("ULLI", 36)])
def test_flights_that_begin_near_moscow_and_st_petersburg_begin_there(
    detected: Detected, code: str, starts: int
) -> None:
    field = Airfields.load(paths.resources() / "airfields").get(code)
    departures = [m for m in detected(MOSCOW).movements if m.kind is MovementKind.DEPARTURE]
    away_km = [
        float(sphere.distance_nm(m.lon_deg, m.lat_deg, field.lon_deg, field.lat_deg)) * METRES_PER_NM / 1000.0
        for m in departures
    ]
    near = [m for m, km in zip(departures, away_km, strict=True) if km <= 15.0]
    assert len(near) == starts
    assert all(code in [candidate.ident for candidate in m.candidates] for m in near)
    assert {m.state for m in near} == {State.UNDETERMINED}


def test_no_landing_at_kaliningrad_was_received_and_none_is_claimed(detected: Detected) -> None:
    arrivals = [m for m in detected(MOSCOW).movements if m.kind is MovementKind.ARRIVAL]
    assert len(arrivals) == 93
    assert not any(m.claims for m in arrivals)


def test_landings_at_paris_that_reached_the_ground_are_confirmed_where_they_landed(detected: Detected) -> None:
    arrivals = [
        m
        for m in detected("traffic_json_gz/collections/quickstart.json.gz").movements
        if m.kind is MovementKind.ARRIVAL and m.claims
    ]
    assert len(arrivals) > 30
    assert {m.airfield for m in arrivals} <= {"LFPG", "LFPO", "LFPB", "LFPN", "LFPV", "LFOB", "LFPT", "LFPL", "LFPM"}
    assert all(m.start_s <= m.time_s <= m.end_s for m in arrivals)


def test_of_a_day_of_circuits_only_stays_on_the_ground_part_flights(detected: Detected) -> None:
    project = detected("readsb_trace_json/eastham/2023/08/20/traces/8c/trace_full_a3c78c.json")
    claimed = [(m.kind, m.airfield) for m in project.movements if m.claims]
    assert claimed == [(MovementKind.DEPARTURE, "88NV"), (MovementKind.ARRIVAL, "88NV")] * 2


def test_a_landing_at_sea_is_claimed_at_no_airfield(detected: Detected) -> None:
    project = detected("traffic_json_gz/military/aircraft_carrier.json.gz")
    sea = [m for m in project.movements if m.airfield and not m.candidates]
    assert sea == []
