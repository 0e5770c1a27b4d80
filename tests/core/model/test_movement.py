from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.model.movement import Movement, MovementKind, State, movement_id

ARRIVAL = (MovementKind.ARRIVAL, "icao:1551df", "OSLK", 1_761_487_985.25, 35.9487, 35.4011)


def changed(**parts):
    names = ("kind", "key", "place", "time_s", "lon_deg", "lat_deg")
    return movement_id(**{**dict(zip(names, ARRIVAL, strict=True)), **parts})


def test_the_identity_of_a_movement_is_the_formula_of_the_command_line():
    text = "arrival|icao:1551df|OSLK|1761487985250|35.948700|35.401100"
    assert movement_id(*ARRIVAL) == hashlib.sha256(text.encode()).hexdigest()[:16]


def test_the_identity_of_a_known_movement_stays_what_it_was():
    """Decisions and notes point at it: another value would orphan all of them."""
    assert movement_id(*ARRIVAL) == "d6b73d968bc2f121"


def test_what_lies_below_a_millisecond_or_a_millionth_of_a_degree_does_not_count():
    assert changed(time_s=ARRIVAL[3] + 0.0001, lon_deg=35.948_700_4, lat_deg=35.401_099_6) == changed()


def test_every_part_counts():
    others = [
        changed(kind=MovementKind.DEPARTURE),
        changed(key="icao:1551e0"),
        changed(place=""),
        changed(time_s=ARRIVAL[3] + 0.001),
        changed(lon_deg=35.948_701),
        changed(lat_deg=35.401_101),
    ]
    assert len({changed(), *others}) == 7


def test_one_place_has_one_identity_however_its_longitude_is_written():
    assert changed(lon_deg=180.0) == changed(lon_deg=-180.0) == changed(lon_deg=540.0)
    assert changed(lon_deg=-170.5) == changed(lon_deg=189.5)
    assert changed(lon_deg=0.0) == changed(lon_deg=-0.0) == changed(lon_deg=-1e-9)
    assert changed(lat_deg=0.0) == changed(lat_deg=-0.0) == changed(lat_deg=-1e-9)


@given(st.floats(-180.0, 179.999_999), st.floats(-90.0, 90.0), st.floats(-1e9, 4e9))
def test_an_identity_is_16_hex_digits(lon_deg, lat_deg, time_s):
    identity = changed(lon_deg=lon_deg, lat_deg=lat_deg, time_s=time_s)
    assert len(identity) == 16
    assert int(identity, 16) >= 0


@pytest.mark.parametrize(
    ("state", "claims"),
    [
        (State.CONFIRMED, True),
        (State.PROBABLE, True),
        (State.POSSIBLE, True),
        (State.UNDETERMINED, False),
        (State.CONTRADICTED, False),
    ],
)
def test_only_what_could_be_seen_is_claimed(state, claims):
    movement = Movement("1", MovementKind.ARRIVAL, state, "icao:1", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, "1")
    assert movement.claims is claims


def test_every_state_is_either_claimed_or_not():
    assert [state.value for state in State] == ["confirmed", "probable", "possible", "undetermined", "contradicted"]
