"""Which way does a flight go?

A way is a list of points to turn at, each with the distance before the point at which the turn begins. Military
traffic between Russia and Hmeimim goes round by the Caspian, Iran and Iraq, or (the passenger aircraft) over eastern
Türkiye; approaches to Hmeimim are flown over the sea, because the mountains stand east of the field.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from .fields import Field

__all__ = [
    "AIRWAYS",
    "FROM_HMEIMIM",
    "GATES",
    "Point",
    "Way",
    "arrive",
    "between",
    "depart",
    "jitter",
    "near_hmeimim",
    "offset",
]

Point = tuple[float, float, float]  # lon_deg, lat_deg, turn_nm
Way = tuple[Point, ...]
Place = tuple[float, float]

NM_PER_DEG = 60.04  # on the sphere of core/geo
EN_ROUTE_TURN_NM, TERMINAL_TURN_NM, TAXI_TURN_NM = 6.0, 2.6, 0.06

_CASPIAN_EAST: tuple[Place, ...] = (
    (37.4, 34.9), (39.2, 34.6), (41.6, 34.5), (44.4, 35.0), (46.9, 35.6), (49.6, 37.3), (50.9, 39.4), (50.0, 42.0),
)  # fmt: skip
_CASPIAN_WEST: tuple[Place, ...] = (
    (37.3, 35.75), (39.3, 35.9), (42.0, 36.1), (44.2, 36.6), (46.0, 38.0), (48.3, 38.9), (50.0, 40.3), (49.2, 42.3),
)  # fmt: skip
_TO_MOSCOW: tuple[Place, ...] = ((48.2, 45.0), (46.2, 48.1), (43.0, 50.6), (41.2, 52.6), (39.3, 54.8))
_TO_VOLGA: tuple[Place, ...] = ((48.0, 45.6), (47.2, 48.6), (47.5, 51.8))
_TURKEY: tuple[Place, ...] = (
    (36.0, 37.3), (37.9, 38.9), (39.2, 40.8), (39.4, 42.6), (40.4, 44.3), (42.3, 46.8), (42.4, 49.5),
    (41.1, 52.4), (39.3, 54.8),
)  # fmt: skip
_SEA_WEST: tuple[Place, ...] = ((34.4, 35.05), (33.0, 34.2), (29.5, 33.95), (26.0, 33.8))

# The ways out of Hmeimim by destination; the way in is the same backwards. Beside each the side it leaves on.
FROM_HMEIMIM: dict[str, tuple[tuple[str, tuple[Place, ...]], ...]] = {
    "UUMU": (("E", (*_CASPIAN_EAST, *_TO_MOSCOW)), ("E", (*_CASPIAN_WEST, *_TO_MOSCOW)), ("N", _TURKEY)),
    "UWLW": (("E", (*_CASPIAN_EAST, *_TO_VOLGA)), ("E", (*_CASPIAN_WEST, *_TO_VOLGA))),
    "RU-0152": (("E", (*_CASPIAN_WEST, (46.6, 43.4))), ("E", (*_CASPIAN_EAST, (47.0, 43.3)))),
    "URML": (("E", (*_CASPIAN_WEST, (48.5, 42.7))), ("E", (*_CASPIAN_EAST, (48.6, 42.6)))),
    "HLLB": (("W", (*_SEA_WEST, (22.4, 33.3))),),
    "HL59": (("W", (*_SEA_WEST, (22.9, 33.2))),),
    "HLLM": (("W", (*_SEA_WEST, (21.5, 33.9), (17.0, 33.7), (14.4, 33.25))),),
    "ORER": (("E", ((37.6, 35.6), (40.0, 35.9), (42.6, 36.1))),),
    "OSDI": (("E", ((36.75, 34.75), (36.7, 34.0))),),
    "OJAI": (("E", ((36.8, 34.7), (36.8, 33.6), (36.5, 32.5))),),
}

# How the sea side of Hmeimim is flown: bearing and range (NM) from the field, outermost point first, by the side
# from which one comes and the runway (False: 17, from the north; True: 35, from the south).
_INTO_HMEIMIM: dict[tuple[str, bool], tuple[Place, ...]] = {
    ("E", False): ((112, 34), (196, 11), (258, 22), (303, 20)),
    ("E", True): ((62, 34), (344, 12), (277, 22), (233, 20)),
    ("N", False): ((326, 44), (332, 22)),
    ("N", True): ((318, 48), (286, 22), (234, 18)),
    ("W", False): ((262, 46), (286, 24), (322, 15)),
    ("W", True): ((262, 46), (246, 24), (210, 15)),
}
_OUT_OF_HMEIMIM: dict[tuple[str, bool], tuple[Place, ...]] = {
    ("E", False): ((222, 13), (186, 24), (120, 36)),
    ("E", True): ((318, 12), (10, 22), (66, 38)),
    ("N", False): ((228, 12), (285, 18), (320, 46)),
    ("N", True): ((326, 16), (324, 46)),
    ("W", False): ((226, 13), (258, 46)),
    ("W", True): ((310, 12), (266, 46)),
}

# Airways, far beyond what the receivers hear, and the share of flights on each.
AIRWAYS: tuple[tuple[float, tuple[Place, ...]], ...] = (
    (0.25, ((29.6, 38.7), (33.4, 35.9), (35.3, 34.6), (37.2, 33.1), (40.6, 30.6))),
    (0.20, ((31.0, 39.6), (36.2, 37.5), (39.5, 37.1), (43.9, 35.9))),
    (0.15, ((30.4, 30.6), (32.6, 33.4), (33.6, 35.4), (34.4, 37.3), (35.7, 40.9))),
    (0.15, ((34.0, 30.9), (34.6, 34.0), (34.5, 36.0), (36.4, 40.3))),
    (0.09, ((30.1, 34.2), (34.3, 35.15), (36.0, 35.5), (38.5, 35.7), (42.9, 36.4))),
    (0.08, ((29.2, 36.3), (34.0, 35.45), (36.6, 35.0), (39.0, 33.9), (42.8, 32.2))),
    (0.08, ((29.4, 33.6), (34.9, 35.9), (41.5, 39.0))),
)
# Where flights to Hatay come from.
GATES: tuple[Place, ...] = ((32.6, 40.3), (29.4, 37.1), (34.6, 40.4), (31.2, 40.1))


def offset(place: Place, bearing_deg: float, range_nm: float) -> Place:
    """Return the point ``range_nm`` from ``place`` (a plane is good enough within 60 NM)."""
    lon, lat = place
    north = range_nm * math.cos(math.radians(bearing_deg)) / NM_PER_DEG
    east = range_nm * math.sin(math.radians(bearing_deg)) / NM_PER_DEG
    return lon + east / math.cos(math.radians(lat + north / 2)), lat + north


def _bearing_deg(start: Place, end: Place) -> float:
    east = (end[0] - start[0]) * math.cos(math.radians((start[1] + end[1]) / 2))
    return math.degrees(math.atan2(east, end[1] - start[1])) % 360.0


def _runway(field: Field, *, high_end: bool) -> tuple[Place, Place, float]:
    """Return where the run begins, where it ends, and its course."""
    begin, end = field.ends[::-1] if high_end else field.ends
    return begin, end, _bearing_deg(begin, end)


def _aside_deg(course: float, start: Place, end: Place) -> float:
    """Return how far to the right (or, negative, left) of a course something lies."""
    return (_bearing_deg(start, end) - course + 180.0) % 360.0 - 180.0


def jitter(places: Sequence[Place], rng: Generator, *, spread_nm: float, turn_nm: float = EN_ROUTE_TURN_NM) -> Way:
    """Return the places as nobody flies them twice: shifted together, and each a little by itself."""
    together = rng.normal(0.0, spread_nm * 0.8, 2)
    apart = rng.normal(0.0, spread_nm * 0.6, (len(places), 2)) + together
    return tuple(
        (lon + float(east) / (NM_PER_DEG * math.cos(math.radians(lat))), lat + float(north) / NM_PER_DEG, turn_nm)
        for (lon, lat), (east, north) in zip(places, apart, strict=True)
    )


def near_hmeimim(side: str, rng: Generator, *, high_end: bool, inbound: bool) -> Way:
    """Return the vectors between the way and the runway at Hmeimim, in the order in which they are flown."""
    table = _INTO_HMEIMIM if inbound else _OUT_OF_HMEIMIM
    middle = FIELDS["OSLK"].ends[0]
    vectors = table[side, high_end]
    draws = rng.normal(0.0, 1.0, (len(vectors), 2))
    wide = 0.85 + 0.45 * float(rng.random())
    placed = (
        offset(middle, bearing + 6.0 * float(a), range_nm * wide * (1.0 + 0.08 * float(b)))
        for (bearing, range_nm), (a, b) in zip(vectors, draws, strict=True)
    )
    return tuple((lon, lat, TERMINAL_TURN_NM) for lon, lat in placed)


def between(origin: str, way: Way, destination: str, rng: Generator, *, high_ends: tuple[bool, bool]) -> Way:
    """Return the way with a take-off before it and a landing behind it.

    high_ends : for each, whether the run begins at the runway's high-numbered end
    """
    return (
        *depart(FIELDS[origin], way[0][:2], rng, high_end=high_ends[0]),
        *way,
        *arrive(FIELDS[destination], way[-1][:2], rng, high_end=high_ends[1]),
    )


def depart(field: Field, towards: Place, rng: Generator, *, high_end: bool) -> Way:
    """Return apron, both ends of the runway, a point straight out, and one abeam where ``towards`` lies behind."""
    begin, end, course = _runway(field, high_end=high_end)
    apron = offset(begin, course + 80.0, 0.45 + 0.2 * float(rng.random()))
    out = offset(end, course + float(rng.normal(0.0, 1.0)), 2.5 + 2.0 * float(rng.random()))
    aside, width_nm = _aside_deg(course, out, towards), 4.0 + 3.0 * float(rng.random())
    turned = offset(out, course + math.copysign(100.0, aside), width_nm)
    vectors = (out, turned) if abs(aside) > 100.0 else (out,)
    return (*_ground(apron, begin, end), *((lon, lat, 2.4) for lon, lat in vectors))


def arrive(field: Field, start: Place, rng: Generator, *, high_end: bool) -> Way:
    """Return base and final as seen from ``start``, both ends of the runway, and the apron."""
    begin, end, course = _runway(field, high_end=high_end)
    final = offset(begin, course + 180.0, 7.5 + 4.0 * float(rng.random()))
    coming = _aside_deg(course, start, begin)
    side = course - math.copysign(90.0, coming)
    width_nm = 4.0 + 3.0 * float(rng.random())
    vectors = []
    if abs(coming) > 105.0:  # behind the runway: downwind first
        vectors.append(offset(offset(begin, course, 2.0), side, width_nm))
    if abs(coming) > 55.0:
        vectors.append(offset(final, side, width_nm))
    apron = offset(end, course + 100.0, 0.4 + 0.2 * float(rng.random()))
    terminal = tuple((lon, lat, 2.2) for lon, lat in (*vectors, final))
    return (*terminal, *_ground(begin, end, apron))


def _ground(*places: Place) -> Way:
    return tuple((lon, lat, TAXI_TURN_NM) for lon, lat in places)
