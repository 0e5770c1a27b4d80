"""Who else flew there?

Airliners that pass at FL300 and above, and the light and regional traffic that is received at 3,000 to 12,000 ft
within 60 NM of Hmeimim on every day: it is what proves that somebody was listening. It comes down to the ground at
Hatay, Beirut, Larnaca and Adana.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .fields import FIELDS
from .fleet import CIVIL, FLEETS
from .leg import DAY_S, Anchor, Heard, Leg, manner
from .routes import AIRWAYS, FROM_HMEIMIM, GATES, arrive, between, depart, jitter, near_hmeimim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.random import Generator

    from .fleet import Aircraft
    from .routes import Way

__all__ = ["fly_civil"]

# How often on a day; the three flights that are not named here are flown on every day.
_EVENING_TO_HATAY, _PATROL, _TO_LATAKIA, _PASSING, _COMES_BACK = 0.35, 0.35, 0.14, 0.85, 0.8
_BY_SEA = 0.3  # share of the evening flights to Hatay; those of the morning all come that way, and are heard daily
_EVERY_DAYS_CSV = 31
_SEA_LANE = ((35.15, 34.35), (34.95, 35.0), (35.02, 35.75))
_OFF_HATAY = (35.55, 36.0)
_SEA_APPROACHES = (((34.7, 36.75), _OFF_HATAY), ((34.3, 36.2), (35.4, 35.85)), ((35.0, 36.9), (35.75, 36.15)))


def fly_civil(rng: Generator, days: Iterable[int]) -> Iterator[Leg]:
    """Fly all civil traffic of the days."""
    for day in days:
        start_s, free = float(day * DAY_S), _free(rng)
        carrier, chances = next(free["hatay"]), rng.random(5)
        yield from _hatay(carrier, start_s + _hours(rng, 4.0, 11.0), rng, by_sea=True)
        yield from _coast(next(free["coast"]), start_s + _hours(rng, 5.0, 17.0), rng)
        yield _light(next(free["light"]), start_s + _hours(rng, 6.0, 15.0), rng)
        if chances[0] < _EVENING_TO_HATAY:
            yield from _hatay(carrier, start_s + _hours(rng, 15.0, 19.0), rng, by_sea=bool(rng.random() < _BY_SEA))
        if chances[1] < _PATROL:
            yield _patrol(next(free["patrol"]), start_s + _hours(rng, 5.5, 14.0), rng)
        if chances[2] < _TO_LATAKIA:
            yield from _latakia(next(free["latakia"]), start_s + _hours(rng, 6.0, 15.0), rng)
        if day % _EVERY_DAYS_CSV == 0:
            yield _light(next(free["light"]), start_s + _hours(rng, 6.0, 15.0), rng, heard=Heard.FLIGHTRADAR24)
        for aircraft in list(free["over"])[: int(rng.poisson(_PASSING))]:
            yield from _over(aircraft, start_s + _hours(rng, 1.0, 14.0), rng)


def _free(rng: Generator) -> dict[str, Iterator[Aircraft]]:
    """Return each kind's aircraft in the order in which they are called today."""
    return {kind: iter([FLEETS[kind][int(i)] for i in rng.permutation(len(FLEETS[kind]))]) for kind in CIVIL}


def _hours(rng: Generator, first: float, last: float) -> float:
    return 3600.0 * (first + (last - first) * float(rng.random()))


def _level_ft(rng: Generator, low: int, high: int) -> float:
    """Draw a cruise height in whole thousands of feet, the highest included."""
    return 1_000.0 * int(rng.integers(low, high + 1))


def _hatay(aircraft: Aircraft, touchdown_s: float, rng: Generator, *, by_sea: bool) -> list[Leg]:
    """Come to Hatay from the north-west, over the sea or inland, and go back."""
    field = FIELDS["LTDA"]
    gate = GATES[int(rng.integers(len(GATES)))]
    approach = _SEA_APPROACHES[int(rng.integers(len(_SEA_APPROACHES)))] if by_sea else ((35.6, 37.6), (36.3, 37.1))
    inbound = jitter((gate, *approach), rng, spread_nm=5.0)
    inbound = (*inbound, *arrive(field, inbound[-1][:2], rng, high_end=not by_sea))
    outbound = jitter((*approach[::-1], gate), rng, spread_nm=5.0)
    outbound = (*depart(field, outbound[0][:2], rng, high_end=by_sea), *outbound)
    props = aircraft.performance.type == "DH8D"
    ceiling_ft = _level_ft(rng, 20, 23) if props else _level_ft(rng, 26, 34)
    liftoff_s = touchdown_s + _hours(rng, 0.7, 1.3)
    return [
        Leg(aircraft, "", "LTDA", inbound, Anchor.END, touchdown_s, manner(ceiling_ft, inbound, rng)),
        Leg(aircraft, "LTDA", "", outbound, Anchor.BEGIN, liftoff_s, manner(ceiling_ft - 1_000.0, outbound, rng)),
    ]


def _coast(aircraft: Aircraft, liftoff_s: float, rng: Generator) -> list[Leg]:
    """Fly from Beirut to Adana or Hatay along the sea lane, and back."""
    far = "LTAF" if rng.random() < 0.65 else "LTDA"
    seaward = _SEA_LANE if far == "LTAF" else (*_SEA_LANE[:2], _OFF_HATAY)
    legs = []
    for origin, destination, places, begin_s in (
        ("OLBA", far, seaward, liftoff_s),
        (far, "OLBA", seaward[::-1], liftoff_s + _hours(rng, 1.7, 2.6)),
    ):
        lane = jitter(places, rng, spread_nm=4.0, turn_nm=3.5)
        way = between(origin, lane, destination, rng, high_ends=(True, False))
        legs.append(
            Leg(aircraft, origin, destination, way, Anchor.BEGIN, begin_s, manner(_level_ft(rng, 9, 12), way, rng))
        )
    return legs


def _light(aircraft: Aircraft, liftoff_s: float, rng: Generator, *, heard: Heard = Heard.READSB) -> Leg:
    """Fly between Larnaca and Hatay."""
    ends = ("LCLK", "LTDA") if rng.random() < 0.5 else ("LTDA", "LCLK")
    places = ((34.3, 35.1), (35.1, 35.55), _OFF_HATAY)
    lane = jitter(places if ends[0] == "LCLK" else places[::-1], rng, spread_nm=4.0, turn_nm=3.0)
    way = between(ends[0], lane, ends[1], rng, high_ends=(ends[0] == "LTDA", ends[1] == "LCLK"))
    return Leg(
        aircraft, *ends, way, Anchor.BEGIN, liftoff_s, manner(_level_ft(rng, 6, 10), way, rng), heard
    )  # fmt: skip


def _patrol(aircraft: Aircraft, liftoff_s: float, rng: Generator) -> Leg:
    """Fly from Beirut up the coast past Tripoli, turn, and come home."""
    north, west = 34.55 + 0.3 * float(rng.random()), 35.3 + 0.25 * float(rng.random())
    places = ((35.5, 34.12), (35.6, 34.4), (35.82, north - 0.06), (35.62, north), (west, 34.4), (35.36, 34.12))
    if rng.random() < 0.4:  # along the beach on the way back, not on the way out
        places = places[::-1]
    way = between("OLBA", jitter(places, rng, spread_nm=1.6, turn_nm=3.0), "OLBA", rng, high_ends=(True, False))
    height_ft = 500.0 * int(rng.integers(8, 13))
    return Leg(aircraft, "OLBA", "OLBA", way, Anchor.BEGIN, liftoff_s, manner(height_ft, way, rng))


def _latakia(aircraft: Aircraft, touchdown_s: float, rng: Generator) -> list[Leg]:
    """Come to Hmeimim with passengers, and go back."""
    other = ("OSDI", "ORER", "OJAI")[int(rng.integers(3))]
    side, places = FROM_HMEIMIM[other][0]
    high_end = bool(rng.random() < 0.5)
    low, high = (14, 17) if other == "OSDI" or aircraft.performance.type == "AT76" else (26, 33)
    coming: Way = (
        *jitter(places, rng, spread_nm=4.0)[::-1],
        *near_hmeimim(side, rng, high_end=high_end, inbound=True),
    )
    going: Way = (
        *near_hmeimim(side, rng, high_end=high_end, inbound=False),
        *jitter(places, rng, spread_nm=4.0),
    )
    others = bool(rng.random() < 0.5), bool(rng.random() < 0.5)
    inbound = between(other, coming, "OSLK", rng, high_ends=(others[0], high_end))
    outbound = between("OSLK", going, other, rng, high_ends=(high_end, others[1]))
    liftoff_s = touchdown_s + _hours(rng, 0.8, 1.6)
    levels = _level_ft(rng, low, high), _level_ft(rng, low, high)
    return [
        Leg(aircraft, other, "OSLK", inbound, Anchor.END, touchdown_s, manner(levels[0], inbound, rng)),
        Leg(aircraft, "OSLK", other, outbound, Anchor.BEGIN, liftoff_s, manner(levels[1], outbound, rng)),
    ]


def _over(aircraft: Aircraft, begin_s: float, rng: Generator) -> Iterator[Leg]:
    """Pass over, at FL300 and above, mostly there and back: odd levels to the east, even ones to the west."""
    shares = np.cumsum([share for share, _ in AIRWAYS])
    _, airway = AIRWAYS[min(int(np.searchsorted(shares, rng.random())), len(AIRWAYS) - 1)]
    eastward = bool(rng.random() < 0.5)
    flights = ((eastward, begin_s), (not eastward, begin_s + _hours(rng, 4.5, 8.0)))
    for forth, start_s in flights if rng.random() < _COMES_BACK else flights[:1]:
        # Half keep to the airway, half are cleared to fly past its turns.
        direct = bool(rng.random() < 0.5)
        places = (airway[0], *airway[1:-1][:: 2 if direct else 1], airway[-1])
        way = jitter(places if forth else places[::-1], rng, spread_nm=14.0 if direct else 2.5)
        level_ft = _level_ft(rng, 15, 19) * 2 + (1_000.0 if forth else 0.0)
        yield Leg(aircraft, "", "", way, Anchor.BEGIN, start_s, manner(level_ft, way, rng))
