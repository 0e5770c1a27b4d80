"""What flew, and on which days was nothing recorded?

Fourteen months at Hmeimim: two or three heavy transports a week, a stop of 170 days, and the days of October 2025
after it; beside them the civil traffic of the eastern Mediterranean.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from .civil import fly_civil
from .fleet import FLEETS
from .leg import DAY_S, Anchor, Heard, Leg, manner
from .routes import FROM_HMEIMIM, between, jitter, near_hmeimim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from .fleet import Aircraft
    from .routes import Way

__all__ = ["FIRST_DAY", "LAST_DAY", "STOP_DAYS", "Scenario", "plan"]


def _seconds(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=timezone.utc).timestamp())


FIRST_DAY = _seconds(2024, 9, 1) // DAY_S
LAST_DAY = _seconds(2025, 10, 31) // DAY_S
STOP_DAYS = 170
STOP_BEGINS_S = _seconds(2025, 5, 7, 6, 20)
LEFT_BEFORE_STOP_S = _seconds(2025, 5, 7, 10, 40)
STOP_ENDS_S = _seconds(2025, 10, 24, 13, 25)
UNRECORDED_IN_STOP, UNRECORDED_ELSEWHERE = 7, 5

_SHARES = (("IL76", 0.45), ("T154", 0.22), ("A124", 0.18), ("IL62", 0.15))
_HOMES = {
    "A124": (("UUMU", 0.6), ("UWLW", 0.4)),
    "IL76": (("UUMU", 0.5), ("RU-0152", 0.35), ("URML", 0.15)),
    "T154": (("UUMU", 0.85), ("RU-0152", 0.15)),
    "IL62": (("UUMU", 1.0),),
}
_CRUISE_FT = {"A124": (29, 33), "IL76": (29, 35), "T154": (33, 37), "IL62": (32, 37)}
_NEEDS_CASPIAN = ("A124", "IL76")  # cargo aircraft are not let through Türkiye
_LIBYA_VISITS = 7
_REST_DAYS = 3


@dataclass(frozen=True)
class Scenario:
    """All flights, and the days (since 1970) of which there is no recording."""

    legs: tuple[Leg, ...]
    unrecorded: frozenset[int]


def plan(seed: int) -> Scenario:
    """Plan the fourteen months; the same seed gives the same flights."""
    rng = np.random.default_rng([seed, 1])
    unrecorded = _unrecorded(rng)
    legs = [*_shuttle(rng, unrecorded), *_october(rng), *fly_civil(rng, range(FIRST_DAY, LAST_DAY + 1))]
    return Scenario(tuple(legs), unrecorded)


def _unrecorded(rng: Generator) -> frozenset[int]:
    """Choose days without a recording, inside the stop and elsewhere, away from the days that tell the story."""
    before, after = STOP_BEGINS_S // DAY_S, STOP_ENDS_S // DAY_S
    inside = rng.choice(np.arange(before + 4, after - 3), UNRECORDED_IN_STOP, replace=False)
    # In two of the three the machine was down over midnight: neighbours go together.
    first = rng.choice(np.arange(FIRST_DAY + 6, before - 6, 3), 3, replace=False)
    elsewhere = [*first, first[0] + 1, first[1] + 1]
    return frozenset(int(day) for day in (*inside, *elsewhere))


def _choose(rng: Generator, shares: Sequence[tuple[str, float]]) -> str:
    names, weights = zip(*shares, strict=True)
    total = np.cumsum(np.asarray(weights))
    index = int(np.searchsorted(total, rng.random() * total[-1], side="right"))
    return str(names[min(index, len(names) - 1)])


def _visit_days(rng: Generator, unrecorded: frozenset[int]) -> list[int]:
    """Choose two or three days of every week, none beside a day without recording."""
    last = STOP_BEGINS_S // DAY_S - 2
    days: list[int] = []
    for week in range(FIRST_DAY + 1, last, 7):
        count = 2 + int(rng.random() < 0.55)
        free = [d for d in range(week, min(week + 7, last)) if not unrecorded & {d - 1, d, d + 1, d + 2}]
        days += sorted(int(d) for d in rng.choice(free, min(count, len(free)), replace=False))
    return days


def _shuttle(rng: Generator, unrecorded: frozenset[int]) -> list[Leg]:
    """Fly everything before the stop, which begins with the visit of 7 May 2025."""
    days = _visit_days(rng, unrecorded)
    beyond = set(rng.choice(np.arange(4, len(days)), _LIBYA_VISITS, replace=False).tolist())
    free_from: dict[str, int] = {}
    legs: list[Leg] = []
    for number, day in enumerate(days):
        kind = "IL62" if number == max(beyond) else _choose(rng, _SHARES if number not in beyond else _SHARES[:1])
        rested = [a for a in FLEETS[kind] if free_from.get(a.address, 0) <= day]
        if not rested:
            kind, rested = "IL76", [a for a in FLEETS["IL76"] if free_from.get(a.address, 0) <= day]
        aircraft = rested[int(rng.integers(len(rested)))]
        free_from[aircraft.address] = day + _REST_DAYS + (2 if number in beyond else 0)
        arrival_s = day * DAY_S + 3600.0 * (3.0 + 16.0 * float(rng.random()))
        if number in beyond:
            legs += _by_libya(aircraft, arrival_s, rng, heard_by_both=number != max(beyond))
        else:
            legs += _visit(aircraft, arrival_s, arrival_s + 3600.0 * _stay_h(rng), rng)
    last = FLEETS["IL76"][0]
    return [*legs, *_visit(last, STOP_BEGINS_S, LEFT_BEFORE_STOP_S, rng)]


def _stay_h(rng: Generator) -> float:
    """Draw a turnaround: a few hours mostly, a night sometimes."""
    return 2.2 + 3.5 * float(rng.random()) if rng.random() < 0.65 else 9.0 + 14.0 * float(rng.random())


def _visit(aircraft: Aircraft, arrival_s: float, departure_s: float, rng: Generator) -> list[Leg]:
    home = _choose(rng, _HOMES[aircraft.performance.type])
    return [_inbound(aircraft, home, arrival_s, rng), _outbound(aircraft, home, departure_s, rng)]


def _by_libya(aircraft: Aircraft, arrival_s: float, rng: Generator, *, heard_by_both: bool) -> list[Leg]:
    """Fly Russia, Hmeimim, Libya, Hmeimim, Russia: two visits.

    One of these flights was recorded by Flightradar24 alone on its leg back from Libya, which has no address.
    """
    field = "HLLM" if not heard_by_both else _choose(rng, (("HL59", 0.5), ("HLLB", 0.3), ("HLLM", 0.2)))
    out_s = arrival_s + 3600.0 * (2.5 + 2.0 * float(rng.random()))
    back_s = out_s + 3600.0 * (10.5 + 4.0 * float(rng.random()))
    home_s = back_s + 3600.0 * (2.2 + 2.0 * float(rng.random()))
    heard = Heard.READSB if heard_by_both else Heard.FLIGHTRADAR24
    return [
        _inbound(aircraft, "UUMU", arrival_s, rng),
        _outbound(aircraft, field, out_s, rng),
        _inbound(aircraft, field, back_s, rng, heard=heard),
        _outbound(aircraft, "UUMU", home_s, rng),
    ]


def _october(rng: Generator) -> list[Leg]:
    """Fly what came after the stop: three An-124, and one Il-62M from Tripoli on to Moscow Oblast.

    They use the northern end of the runway: to the south Kleyate is near enough to be a second answer.
    """
    first, second, _, third, _ = FLEETS["A124"]
    envoy = FLEETS["IL62"][0]
    on_26th = partial(_seconds, 2025, 10, 26)
    legs = (
        _inbound(first, "UUMU", STOP_ENDS_S, rng, from_north=True),
        _outbound(first, "UUMU", _seconds(2025, 10, 25, 3, 50), rng, to_north=True),
        _positioning(envoy, _seconds(2025, 10, 25, 8, 15), rng),
        _inbound(second, "UUMU", on_26th(5, 35), rng, from_north=True),
        _inbound(envoy, "HLLM", on_26th(10, 40), rng, heard=Heard.BOTH, from_north=True),
        _outbound(envoy, "UUMU", on_26th(14, 5), rng, caspian=False, to_north=True),
        _outbound(second, "UUMU", _seconds(2025, 10, 27, 2, 20), rng, to_north=True),
        _inbound(third, "UWLW", _seconds(2025, 10, 29, 8, 50), rng, from_north=True),
        _outbound(third, "UWLW", _seconds(2025, 10, 30, 4, 30), rng, to_north=True),
    )
    return [replace(leg, whole=True) for leg in legs]


def _way_between(
    aircraft: Aircraft, field: str, rng: Generator, *, caspian: bool | None
) -> tuple[str, tuple[tuple[float, float], ...]]:
    """Choose one of the ways between Hmeimim and the field: its side of Hmeimim, its points outward."""
    by_caspian = aircraft.performance.type in _NEEDS_CASPIAN if caspian is None else caspian
    wanted = "EW" if by_caspian else "NW"
    ways = [way for way in FROM_HMEIMIM[field] if way[0] in wanted] or list(FROM_HMEIMIM[field])
    return ways[int(rng.integers(len(ways)))]


def _cruise_ft(aircraft: Aircraft, rng: Generator) -> float:
    low, high = _CRUISE_FT[aircraft.performance.type]
    return 1_000.0 * int(rng.integers(low, high + 1))


def _inbound(
    aircraft: Aircraft,
    field: str,
    touchdown_s: float,
    rng: Generator,
    *,
    heard: Heard = Heard.READSB,
    from_north: bool | None = None,
) -> Leg:
    """Fly from the field to Hmeimim."""
    high_end = bool(rng.random() < 0.55) if from_north is None else not from_north
    side, places = _way_between(aircraft, field, rng, caspian=None)
    way: Way = (
        *jitter(places, rng, spread_nm=9.0)[::-1],
        *near_hmeimim(side, rng, high_end=high_end, inbound=True),
    )
    way = between(field, way, "OSLK", rng, high_ends=(bool(rng.random() < 0.5), high_end))
    flown = manner(_cruise_ft(aircraft, rng), way, rng)
    return Leg(aircraft, field, "OSLK", way, Anchor.END, touchdown_s, flown, heard)


def _outbound(
    aircraft: Aircraft,
    field: str,
    liftoff_s: float,
    rng: Generator,
    *,
    caspian: bool | None = None,
    to_north: bool | None = None,
) -> Leg:
    """Fly from Hmeimim to the field."""
    high_end = bool(rng.random() < 0.45) if to_north is None else to_north
    side, places = _way_between(aircraft, field, rng, caspian=caspian)
    way: Way = (
        *near_hmeimim(side, rng, high_end=high_end, inbound=False),
        *jitter(places, rng, spread_nm=9.0),
    )
    way = between("OSLK", way, field, rng, high_ends=(high_end, bool(rng.random() < 0.5)))
    return Leg(aircraft, "OSLK", field, way, Anchor.BEGIN, liftoff_s, manner(_cruise_ft(aircraft, rng), way, rng))


def _positioning(aircraft: Aircraft, liftoff_s: float, rng: Generator) -> Leg:
    """Fly from Chkalovsky to Tripoli without coming near Hmeimim."""
    places = (
        (39.5, 54.6), (41.1, 52.4), (42.4, 49.5), (42.2, 46.8), (39.6, 44.2), (36.5, 42.6), (32.4, 40.6), (30.3, 37.0),
        (27.0, 34.6), (21.5, 33.9), (16.8, 33.7), (14.5, 33.3),
    )  # fmt: skip
    way = between("UUMU", jitter(places, rng, spread_nm=6.0), "HLLM", rng, high_ends=(True, True))
    return Leg(aircraft, "UUMU", "HLLM", way, Anchor.BEGIN, liftoff_s, manner(34_000.0, way, rng))
