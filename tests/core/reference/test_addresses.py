"""Addresses: state of registry, military or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield import paths
from watchfield.core.reference.addresses import Addresses

ADDRESSES = Addresses.load(paths.resources() / "aircraft")


@pytest.mark.parametrize(
    ("icao24", "state"),
    [
        ("1551df", "Russia"),
        ("1551DF", "Russia"),
        ("100000", "Russia"),
        ("1fffff", "Russia"),
        ("018000", "Libya"),
        ("01ffff", "Libya"),
        ("778000", "Syria"),
        ("77ffff", "Syria"),
        ("4241ff", "United Kingdom"),
        ("424200", "Bermuda"),
        ("4246ff", "Bermuda"),
        ("ae1234", "United States"),
        ("~2a3b4c", ""),
        ("", ""),
        (None, ""),
        ("xyzxyz", ""),
    ],
)
def test_an_address_belongs_to_the_smallest_block_that_holds_it(icao24: str | None, state: str) -> None:
    assert ADDRESSES.state_of(icao24) == state


def test_small_blocks_stand_before_the_large() -> None:
    sizes = [block.last - block.first for block in ADDRESSES.blocks]
    assert sizes == sorted(sizes)
    assert min(sizes) > 0


def test_a_known_military_aircraft_is_known() -> None:
    aircraft = ADDRESSES.known("1551DF")
    assert aircraft is not None
    assert (aircraft.registration, aircraft.military) == ("RA-86495", True)
    assert ADDRESSES.is_military("1551df")


def test_a_government_aircraft_is_known_and_not_military() -> None:
    aircraft = ADDRESSES.known("1407bd")
    assert aircraft is not None
    assert not ADDRESSES.is_military("1407bd")


@pytest.mark.parametrize("icao24", ["4b1234", "~1551df", "", None])
def test_what_is_not_listed_is_not_said_to_be_military(icao24: str | None) -> None:
    assert ADDRESSES.known(icao24) is None
    assert not ADDRESSES.is_military(icao24)


@given(st.text(max_size=8))
def test_any_text_may_stand_where_an_address_should(text: str) -> None:
    assert isinstance(ADDRESSES.state_of(text), str)
    ADDRESSES.is_military(text)
