"""Airfields and runways as values."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from watchfield.core.model.aircraft import AircraftType, Silhouette, Wake
from watchfield.core.model.airfield import Airfield, AirfieldKind, Runway, Surface

RUNWAY = Runway("17R", "35L", 35.9475, 35.4139, 35.9494, 35.3887, 9175, 148, Surface.HARD)
FIELD = Airfield(
    ident="OSLK",
    icao="OSLK",
    gps_code="OSLK",
    iata="LTK",
    local_code="",
    name="Hmeimim Air Base",
    kind=AirfieldKind.MEDIUM_AIRPORT,
    lon_deg=35.9487,
    lat_deg=35.4011,
    elevation_ft=157,
    country="SY",
    region="SY-LA",
    municipality="Latakia",
    keywords=(),
    runways=(RUNWAY,),
)


def test_a_runway_is_called_by_both_ends() -> None:
    assert RUNWAY.name == "17R/35L"
    assert replace(RUNWAY, le_ident="H1", he_ident="").name == "H1"


def test_a_runway_without_one_end_has_no_place() -> None:
    assert RUNWAY.placed
    assert not replace(RUNWAY, he_lat_deg=math.nan).placed


def test_the_longest_runway_is_an_open_one() -> None:
    closed = replace(RUNWAY, length_ft=12000, closed=True)
    assert replace(FIELD, runways=(closed, RUNWAY)).longest_runway_ft == 9175


def test_a_field_without_known_lengths_has_no_runway_to_speak_of() -> None:
    assert replace(FIELD, runways=(replace(RUNWAY, length_ft=math.nan),)).longest_runway_ft == 0
    assert replace(FIELD, runways=()).longest_runway_ft == 0


def test_the_code_to_show_is_the_one_people_use() -> None:
    assert FIELD.code == "OSLK"
    assert replace(FIELD, icao="", gps_code="HL59").code == "HL59"
    assert replace(FIELD, ident="LY-0019", icao="", gps_code="").code == "LY-0019"


def test_the_largest_kind_ranks_first_and_a_closed_field_last() -> None:
    assert min(AirfieldKind) is AirfieldKind.LARGE_AIRPORT
    assert max(AirfieldKind) is AirfieldKind.CLOSED
    assert AirfieldKind.MEDIUM_AIRPORT.word == "medium airport"


@pytest.mark.parametrize(
    ("designator", "wake", "engine", "engines", "body", "need_ft", "shape"),
    [
        ("A124", "H", "jet", 4, "landplane", 6000, Silhouette.AN124),
        ("A388", "J", "jet", 4, "landplane", 6000, Silhouette.FOUR_JET),
        ("T154", "M", "jet", 3, "landplane", 5000, Silhouette.TU154),
        ("A20N", "M", "jet", 2, "landplane", 5000, Silhouette.TWIN_JET),
        ("A400", "H", "turboprop", 4, "landplane", 6000, Silhouette.FOUR_PROP),
        ("AN26", "M", "turboprop", 2, "landplane", 2500, Silhouette.TWO_PROP),
        ("C172", "L", "piston", 1, "landplane", 2500, Silhouette.ONE_PROP),
        ("MI8", "M", "turboprop", 2, "helicopter", 0, Silhouette.HELICOPTER),
        ("SU24", "M", "jet", 2, "landplane", 5000, Silhouette.FAST_JET),
        ("GLF5", "M", "jet", 2, "landplane", 5000, Silhouette.BUSINESS),
    ],
)
def test_the_class_of_a_type_says_which_runway_it_needs_and_how_it_is_drawn(
    designator: str, wake: str, engine: str, engines: int, body: str, need_ft: float, shape: Silhouette
) -> None:
    kind = AircraftType(designator, designator, Wake(wake), engine, engines, body)
    assert kind.runway_need_ft == need_ft
    assert kind.silhouette is shape
    assert kind.heavy == (wake in "HJ")
