"""Extended squitters as a transponder makes them and a receiver writes them: what readers of raw Mode S are given."""

from __future__ import annotations

import numpy as np

from watchfield.core.ingest.signals import cpr, mode_s

TICKS_PER_S = 12_000_000
ALPHABET = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789"


def squitter(address: int, me: int, *, first: int = 17 << 3 | 5) -> bytes:
    """Return a message with its parity.

    me : 56 bits
    """
    body = bytes([first]) + address.to_bytes(3, "big") + me.to_bytes(7, "big")
    parity = mode_s.remainders(np.frombuffer(body + bytes(3), np.uint8).reshape(1, 14))
    return body + int(parity[0]).to_bytes(3, "big")


def position(address: int, lat_deg: float, lon_deg: float, *, odd: bool, altitude_ft: int = 3500, **how: int) -> bytes:
    """Return half of an airborne position."""
    steps = (altitude_ft + 1000) // 25
    altitude = (steps >> 4) << 5 | 16 | steps & 15
    lat, lon = halved(lat_deg, lon_deg, odd=odd)
    return squitter(address, how.pop("code", 11) << 51 | altitude << 36 | odd << 34 | lat << 17 | lon, **how)


def halved(lat_deg: float, lon_deg: float, *, odd: bool) -> tuple[int, int]:
    """Return latitude and longitude as one half of a position says them."""
    zone_deg = 360.0 / (60 - odd)
    lat = round(lat_deg % zone_deg / zone_deg * 2**17)
    read_deg = zone_deg * (lat / 2**17 + lat_deg // zone_deg)
    zones = max(int(cpr.longitude_zones(np.array([read_deg]))[0]) - odd, 1)
    wide_deg = 360.0 / zones
    return lat % 2**17, round(lon_deg % wide_deg / wide_deg * 2**17) % 2**17


def velocity(address: int, east_kt: int, north_kt: int, climb_fpm: int, above_ft: int = 250) -> bytes:
    """Return a velocity over ground."""
    east = (east_kt < 0) << 10 | abs(east_kt) + 1
    north = (north_kt < 0) << 10 | abs(north_kt) + 1
    rate = (climb_fpm < 0) << 9 | abs(climb_fpm) // 64 + 1
    above = (above_ft < 0) << 7 | abs(above_ft) // 25 + 1
    return squitter(address, 19 << 51 | 1 << 48 | east << 32 | north << 21 | rate << 10 | above)


def callsign(address: int, text: str) -> bytes:
    """Return a callsign."""
    letters = 0
    for letter in text.ljust(8):
        letters = letters << 6 | ALPHABET.index(letter)
    return squitter(address, 4 << 51 | 3 << 48 | letters)


def beast(messages: list[tuple[float, bytes]], *, first_ticks: int = 0x1A1A00) -> bytes:
    """Return messages at these seconds as a receiver with a counter of 12 MHz writes them."""
    return b"".join(frame(first_ticks + round(time_s * TICKS_PER_S), message) for time_s, message in messages)


def frame(ticks: int, message: bytes) -> bytes:
    """Return one frame of the Beast form."""
    kind = {2: b"1", 7: b"2", 14: b"3"}[len(message)]
    return b"\x1a" + kind + (ticks.to_bytes(6, "big") + b"\x1a" + message).replace(b"\x1a", b"\x1a\x1a")


def avr(messages: list[tuple[float, bytes]], *, first_ticks: int = 0x1A1A00) -> bytes:
    """Return the same as text."""
    lines = (
        f"@{first_ticks + round(time_s * TICKS_PER_S):012X}{message.hex().upper()};" for time_s, message in messages
    )
    return "\n".join(lines).encode() + b"\n"


def flown() -> list[tuple[float, bytes]]:
    """Return what is heard of two aircraft, one of them a radar's, and of a third that only answers."""
    first, second = 0x42E01A, 0x2A3B4C
    return [
        (0.0, callsign(first, "DEMO11")),
        (0.2, velocity(first, 180, 0, -640)),
        (0.4, position(first, 35.41, 35.96, odd=False)),
        (0.9, position(first, 35.41, 35.961, odd=True)),
        (1.0, bytes.fromhex("2000179f86b805")),
        (1.1, position(second, 35.5, 35.8, odd=True, altitude_ft=1200, first=18 << 3 | 5)),
        (1.4, position(first, 35.41, 35.962, odd=False, altitude_ft=3475)),
        (1.6, position(second, 35.5, 35.8, odd=False, altitude_ft=1200, first=18 << 3 | 5)),
        (20.0, position(first, 35.41, 36.0, odd=True, altitude_ft=3300)),  # alone for longer than half a position holds
        (90.0, position(first, 35.42, 36.1, odd=False, altitude_ft=3000)),
        (90.5, position(first, 35.42, 36.101, odd=True, altitude_ft=3000)),
    ]
