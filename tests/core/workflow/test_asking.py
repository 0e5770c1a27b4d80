"""Which movements, how many, and whom to look at first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from watchfield.core import workflow
from watchfield.core.errors import NotFound
from watchfield.core.model.fixes import Fixes
from watchfield.core.model.movement import Movement, MovementKind, State
from watchfield.core.model.project import Project
from watchfield.core.model.track import Track
from watchfield.core.model.zone import Zone

ZONE = Zone("z", "Hmeimim", (((35.0, 35.0), (36.0, 35.0), (36.0, 36.0)),), "OSLK")


def movement(key: str, time_s: float, state: State = State.CONFIRMED, **more: object) -> Movement:
    given = {"kind": MovementKind.ARRIVAL, "zone": "z", **more}
    place = {"start_s": time_s, "end_s": time_s + 60.0, "lon_deg": 35.5, "lat_deg": 35.2, "altitude_ft": 0.0}
    return Movement(id=f"{key}{time_s}", state=state, key=key, time_s=time_s, rules="1", **place, **given)


def project(*movements: Movement, military: tuple[str, ...] = ()) -> Project:
    keys = dict.fromkeys(m.key for m in movements)
    tracks = tuple(Track(key, facts={"military": True} if key in military else {}) for key in keys)
    return Project(Path("p.gpkg"), "id", "p", Fixes.empty(), tracks, zones=(ZONE,), movements=movements)


def test_movements_are_chosen_by_zone_aircraft_kind_field_and_time() -> None:
    here = movement("a", 100.0, registration="RA-86495", airfield="OSLK")
    there = movement("b", 200.0, zone=None, kind=MovementKind.DEPARTURE)
    both = project(here, there)
    assert workflow.chosen(both, zone="Hmeimim") == (here,)
    assert workflow.chosen(both, aircraft="ra-86495") == (here,)
    assert workflow.chosen(both, airfield="OSLK") == (here,)
    assert workflow.chosen(both, kind="departure") == (there,)
    assert workflow.chosen(both, since_s=161.0) == (there,)
    assert workflow.chosen(both, until_s=199.0) == (here,)


def test_a_zone_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="Hmeimim"):
        workflow.chosen(project(movement("a", 1.0)), zone="Nowhere")


def test_what_is_undetermined_is_counted_apart() -> None:
    found = (movement("a", 1.0), movement("b", 2.0, State.UNDETERMINED), movement("c", 3.0, State.POSSIBLE))
    assert workflow.counts(found) == {"arrival": 2, "track_ends_undetermined": 1}
    assert workflow.counts_in_words(found) == "2 arrivals; undetermined: 1 × track ends."


def test_where_nothing_is_determined_that_is_said() -> None:
    assert workflow.counts_in_words((movement("a", 1.0, State.UNDETERMINED),)).startswith("No movement is determined")


def test_military_and_seldom_visitors_come_first() -> None:
    often = [movement("often", float(i)) for i in range(5)]
    seen = project(
        *often, movement("seldom", 1.0), movement("soldier", 2.0), movement("soldier", 3.0), military=("soldier",)
    )
    assert workflow.visitors(seen) == ("soldier", "seldom", "often")
    assert workflow.visitors(seen, since_s=4.0) == ("often",)
    assert workflow.visitors(seen, most=1) == ("soldier",)
    elsewhere = replace(seen, movements=tuple(replace(m, zone=None) for m in seen.movements))
    assert workflow.visitors(elsewhere) == ()
    assert workflow.visitors(replace(elsewhere, zones=())) == ("soldier", "seldom", "often")


def test_a_landing_belongs_to_every_zone_round_its_airfield() -> None:
    arrival = movement("a", 1.0, zone="z", airfield="OSLK")
    wider = Zone("w", "Wider", ZONE.rings, "OSLK")
    elsewhere = Zone("e", "Elsewhere", ZONE.rings, "LTDA")
    both = replace(project(arrival), zones=(ZONE, wider, elsewhere))
    assert workflow.chosen(both, zone="Wider") == (arrival,)
    assert workflow.chosen(both, zone="Elsewhere") == ()


def test_a_movement_found_with_an_older_shape_of_its_zone_is_out_of_date() -> None:
    fresh = movement("a", 1.0, zone_version=ZONE.version)
    stale = movement("b", 2.0, zone_version="0" * 16)
    nowhere = movement("c", 3.0, zone=None)
    seen = project(fresh, stale, nowhere)
    assert [seen.is_out_of_date(one) for one in seen.movements] == [False, True, False]
