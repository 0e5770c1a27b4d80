"""Raw Mode S: what our columns say, pyModeS says message by message."""

from __future__ import annotations

import numpy as np
import pyModeS
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyModeS.position import airborne_position_pair, cprNL

from core.ingest.squitting import callsign, halved, position, squitter, velocity
from watchfield.core.ingest.signals import cpr, mode_s

CODES = (1, 4, 9, 11, 13, 16, 18, 19, 28, 31)
STEPS = st.integers(0, 2**17 - 1)


def columns(*messages: bytes) -> mode_s.Squitters:
    return mode_s.squitters(np.frombuffer(b"".join(messages), np.uint8).reshape(-1, 14))


def agree(ours: float, theirs: float | None, within: float = 1e-6) -> bool:
    return bool(np.isnan(ours)) if theirs is None else abs(ours - theirs) <= within


def text(column, at: int = 0) -> str:
    return column.texts[column.code[at]] if column.code[at] >= 0 else ""


@given(st.sampled_from(CODES), st.integers(0, 2**51 - 1))
def test_every_squitter_says_what_pymodes_says_of_it(code, rest):
    rest = rest & ~(7 << 48) | 1 << 48 if code in (19, 28) else rest
    rest = rest & ~(7 << 48) & ~(7 << 13) | 2 << 13 if code == 31 else rest
    message = squitter(0x42E001, code << 51 | rest)
    said, theirs = columns(message), pyModeS.decode(message.hex())
    assert theirs["crc_valid"]
    if 9 <= code <= 18:
        assert agree(said.altitude_ft[0], theirs.get("altitude"))
        assert (said.lat[0], said.lon[0], said.is_odd[0]) == (
            theirs["cpr_lat"],
            theirs["cpr_lon"],
            bool(theirs["cpr_format"]),
        )
    if code == 19:
        assert agree(said.speed_kt[0], theirs.get("groundspeed"), 1.0)  # theirs is rounded
        assert agree(said.climb_fpm[0], theirs.get("vertical_rate"))
        assert agree(said.above_baro_ft[0], theirs.get("geo_minus_baro"))
    if code == 28:
        assert text(said.squawk) == (theirs["squawk"] if theirs["squawk"] != "0000" or text(said.squawk) else "")
    if code == 31:
        assert agree(said.nac_p[0], theirs.get("nac_p"))
        assert agree(said.sil[0], theirs.get("sil"))


@given(STEPS, STEPS, STEPS, STEPS, st.booleans())
def test_two_halves_make_the_position_that_pymodes_makes(lat_even, lon_even, lat_odd, lon_odd, is_odd):
    halves = [np.array([float(value)]) for value in (lat_even, lon_even, lat_odd, lon_odd)]
    lat, lon = cpr.airborne_positions((halves[0], halves[1]), (halves[2], halves[3]), np.array([is_odd]))
    theirs = airborne_position_pair(lat_even, lon_even, lat_odd, lon_odd, even_is_newer=not is_odd)
    if theirs is None:
        assert np.isnan(lat[0])
    elif not np.isnan(lat[0]):  # ours is stricter where the other half would be beyond a pole
        away = abs(lon[0] - theirs[1]) % 360
        assert lat[0] == pytest.approx(theirs[0], abs=1e-9)
        assert min(away, 360 - away) < 1e-9


@given(st.floats(-86, 86), st.floats(-180, 179.99), st.booleans())
def test_a_position_survives_being_halved(lat_deg, lon_deg, is_odd):
    halves = [[np.array([float(part)]) for part in halved(lat_deg, lon_deg, odd=odd)] for odd in (False, True)]
    lat, lon = cpr.airborne_positions(tuple(halves[0]), tuple(halves[1]), np.array([is_odd]))
    if np.isnan(lat[0]):  # at the edge of a zone the halves fall into different ones
        assert np.isnan(lon[0])
        return
    assert lat[0] == pytest.approx(lat_deg, abs=1e-4)
    assert abs((lon[0] - lon_deg + 180) % 360 - 180) * np.cos(np.radians(lat_deg)) < 1e-4


@given(st.floats(-90, 90))
def test_there_are_as_many_zones_as_pymodes_counts(lat_deg):
    assert cpr.longitude_zones(np.array([lat_deg]))[0] == cprNL(lat_deg)


def test_altitudes_are_those_of_pymodes():
    fields = np.arange(4096)
    ours = mode_s.altitudes_ft(fields)
    for field in range(0, 4096, 7):
        theirs = pyModeS.decode(squitter(0x42E001, 11 << 51 | field << 36).hex()).get("altitude")
        assert agree(ours[field], theirs), f"{field:012b}"


def test_a_flipped_bit_is_found():
    message = bytearray(callsign(0x42E001, "DEMO11"))
    for bit in range(5, 112):  # the first five are its format
        flipped = bytearray(message)
        flipped[bit // 8] ^= 128 >> bit % 8
        assert mode_s.faults(np.frombuffer(bytes(flipped), np.uint8).reshape(1, 14), np.array([14]))[0] == 1


def test_callsigns_and_velocities_are_what_was_sent():
    said = columns(callsign(0x42E001, "DEMO11"), velocity(0x42E001, -100, 100, 640, -50))
    assert text(said.callsign).strip() == "DEMO11"
    assert (said.speed_kt[1], said.track_deg[1], said.climb_fpm[1]) == (pytest.approx(141.42, abs=0.01), 315, 640)
    assert said.above_baro_ft[1] == -50


@pytest.mark.parametrize(
    ("first", "lowest", "address", "rebroadcast"),
    [
        (17 << 3 | 5, 0, 0x42E001, False),
        (18 << 3 | 0, 0, 0x42E001, False),
        (18 << 3 | 1, 0, 0x142E001, False),
        (18 << 3 | 2, 0, 0x42E001, True),
        (18 << 3 | 2, 1, 0x142E001, True),
        (18 << 3 | 5, 0, 0x142E001, True),
        (18 << 3 | 6, 0, 0x42E001, False),
    ],
)
def test_what_is_sent_for_others_is_told_apart(first, lowest, address, rebroadcast):
    said = columns(squitter(0x42E001, 11 << 51 | lowest << 48 | 1 << 36, first=first))
    assert (said.address[0], said.rebroadcast[0]) == (address, rebroadcast)


def test_a_geometric_altitude_is_left_out():
    said = columns(position(0x42E001, 35.0, 36.0, odd=False, code=20))
    assert np.isnan(said.altitude_ft[0])
    assert said.nic[0] == 11
