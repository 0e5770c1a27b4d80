"""What could the receivers hear of it?

Around Hmeimim a handful of receivers on the coast see down to a floor that grows with their distance and behind
mountains; some of them are not there every week. So every track into or out of Hmeimim ends or begins at 3,100 to
13,200 ft, while elsewhere (and at Hatay, Beirut and Larnaca, which have receivers of their own) tracks are whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from watchfield.core.geo.sphere import bearing_deg, distance_nm
from watchfield.core.geo.units import METRES_PER_NM

from .fields import FIELDS
from .leg import DAY_S
from .plan import FIRST_DAY, LAST_DAY
from .weather import GEOID_FT, pressure_offset_ft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray

    from .fly import Flown
    from .leg import Leg
    from .plan import Scenario

__all__ = ["Received", "receive"]


@dataclass(frozen=True)
class Receiver:
    """A receiver near Hmeimim.

    shadow : bearing (degrees) and half width of the mountains it looks at, their distance (NM), and the feet that
        every mile behind them adds to the floor
    uptime : share of weeks in which it sends
    """

    name: str
    lon_deg: float
    lat_deg: float
    height_ft: float
    uptime: float
    shadow: tuple[float, float, float, float] | None = None


_RECEIVERS = (
    Receiver("Hatay", 36.28, 36.36, 330.0, 1.0, (190.0, 35.0, 30.0, 340.0)),
    Receiver("Beirut", 35.49, 33.85, 150.0, 1.0, (18.0, 26.0, 45.0, 150.0)),
    Receiver("Akrotiri", 32.99, 34.59, 100.0, 1.0),
    Receiver("Larnaca", 33.62, 34.88, 60.0, 0.6),
    Receiver("Adana", 35.30, 37.00, 120.0, 0.35, (175.0, 20.0, 80.0, 30.0)),
    Receiver("Cape Greco", 34.06, 34.96, 150.0, 0.28),
    Receiver("Tripoli (Lebanon)", 35.83, 34.44, 150.0, 0.24),
)
HORIZON_NM = 1.23  # distance to the radio horizon (4/3 earth) for a height of one foot, NM per root foot
AERIAL = 1.4  # an aerial on a balcony sees this much less than the horizon would let it
LOWEST_FT, HIGHEST_FT = 3_100.0, 13_200.0
LOWEST_WITHIN_NM = (34.0, 45.0)  # the coast's own hills hide everything lower, fading out between these
FLOOR_WITHIN_NM = (80.0, 115.0)  # beyond, other people's receivers stand everywhere
REGION_NM = 265.0
_UNHEARD_GROUND = {"UUMU": 0.12, "HLLM": 0.25, "HLLB": 0.4, "HL59": 0.6, "RU-0152": 0.5, "URML": 0.2, "OSDI": 0.4}
_HIGH_FT = 15_000.0  # nothing is lost or spoilt lower: it would move the ends of tracks


@dataclass(frozen=True)
class Received:
    """All fixes that were heard, [fixes], in the order of the legs and of time; NaN where nothing was sent.

    mlat, stale, on_ground : bool
    """

    leg: NDArray[np.int64]
    time_s: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    baro_altitude_ft: NDArray[np.float64]
    geo_altitude_ft: NDArray[np.float64]
    speed_kt: NDArray[np.float64]
    track_deg: NDArray[np.float64]
    climb_fpm: NDArray[np.float64]
    mlat: NDArray[np.bool_]
    stale: NDArray[np.bool_]
    on_ground: NDArray[np.bool_]


def receive(scenario: Scenario, flown: Flown, seed: int) -> Received:
    """Keep what was heard, with the receivers' errors."""
    rng = np.random.default_rng([seed, 3])
    heard = flown.baro_altitude_ft >= _floor_ft(flown, rng)
    heard &= _within_range(scenario.legs, flown, rng)
    heard &= _ends_heard(scenario.legs, flown, rng)
    heard &= ~np.isin(np.floor(flown.time_s / DAY_S), sorted(scenario.unrecorded))
    holes = _stretches(flown, rng, chance=0.1, shortest_s=100.0, longest_s=280.0)
    heard &= ~holes
    after_hole = np.append(False, holes[:-1]) & ~holes
    mlat = _stretches(flown, rng, chance=0.04, shortest_s=240.0, longest_s=900.0)
    return _noisy(flown, np.flatnonzero(heard), mlat, after_hole, rng)


def _floor_ft(flown: Flown, rng: Generator) -> NDArray[np.float64]:
    """Return the lowest pressure altitude heard at each sample."""
    lon0, lat0 = FIELDS["OSLK"].ends[0]
    range_nm = distance_nm(flown.lon_deg, flown.lat_deg, lon0, lat0)
    near = np.flatnonzero(range_nm < FLOOR_WITHIN_NM[1])
    up = _up(rng)
    day = np.clip(np.floor(flown.time_s[near] / DAY_S).astype(np.int64) - FIRST_DAY, 0, len(up) - 1)
    lowest = np.full(len(near), HIGHEST_FT)
    for number, receiver in enumerate(_RECEIVERS):
        floor = _horizon_ft(receiver, flown.lon_deg[near], flown.lat_deg[near])
        lowest = np.minimum(lowest, np.where(up[day, number], floor, np.inf))
    legs = int(flown.leg[-1]) + 1
    luck = np.exp(rng.normal(0.0, 0.06, legs))[flown.leg[near]]
    hills = LOWEST_FT * (1.0 + 0.9 * rng.random(legs) ** 2)[flown.leg[near]]
    hills *= np.interp(range_nm[near], LOWEST_WITHIN_NM, (1.0, 0.0))
    lowest = np.clip(lowest * luck, hills, HIGHEST_FT)
    result = np.full(len(range_nm), -np.inf)
    fade = np.interp(range_nm[near], FLOOR_WITHIN_NM, (1.0, 0.0))
    result[near] = np.where(lowest > 0.0, lowest * fade, -np.inf)
    return result


def _horizon_ft(receiver: Receiver, lon_deg: NDArray[np.float64], lat_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the height at which one receiver begins to see; 0 within its own horizon."""
    range_nm = distance_nm(receiver.lon_deg, receiver.lat_deg, lon_deg, lat_deg)
    beyond = np.maximum(range_nm - HORIZON_NM * np.sqrt(receiver.height_ft), 0.0)
    floor: NDArray[np.float64] = AERIAL * (beyond / HORIZON_NM) ** 2
    if receiver.shadow is not None:
        towards, half_width, from_nm, ft_per_nm = receiver.shadow
        bearing = bearing_deg(receiver.lon_deg, receiver.lat_deg, lon_deg, lat_deg)
        aside = np.abs((bearing - towards + 180.0) % 360.0 - 180.0)
        depth = np.interp(aside, (half_width, half_width + 20.0), (1.0, 0.0))
        floor += depth * np.maximum(range_nm - from_nm, 0.0) * ft_per_nm
    return floor


def _within_range(legs: Sequence[Leg], flown: Flown, rng: Generator) -> NDArray[np.bool_]:
    """Say which samples belong to the collection: flights to Hmeimim whole, others as far as the region reaches."""
    followed = np.array([leg.aircraft.military or "OSLK" in (leg.origin, leg.destination) for leg in legs])
    reach_nm = np.where(followed, np.inf, REGION_NM - 45.0 * rng.random(len(legs)))
    return distance_nm(flown.lon_deg, flown.lat_deg, *FIELDS["OSLK"].ends[0]) < reach_nm[flown.leg]


def _up(rng: Generator) -> NDArray[np.bool_]:
    """Return whether each receiver sent on each day: bool[days, receivers]; they come and go by the week."""
    days = LAST_DAY - FIRST_DAY + 2
    uptime = np.array([receiver.uptime for receiver in _RECEIVERS])
    weekly = rng.random((days // 7 + 1, len(uptime))) < uptime
    daily = rng.random((days, len(uptime))) < np.where(uptime == 1.0, 1.0, 0.95)
    return np.repeat(weekly, 7, axis=0)[:days] & daily


def _ends_heard(legs: Sequence[Leg], flown: Flown, rng: Generator) -> NDArray[np.bool_]:
    """Say which samples are not hidden by an airfield where the ground (or a little more) was not heard that day."""
    result = np.ones(len(flown.leg), bool)
    offset = pressure_offset_ft(np.floor(flown.time_s / DAY_S), flown.lat_deg)
    for idents, distance in (
        ([leg.origin for leg in legs], flown.after_nm),
        ([leg.destination for leg in legs], flown.before_nm),
    ):
        draws = rng.random((len(legs), 2))
        whole = np.array([leg.whole for leg in legs])
        unheard = (draws[:, 0] < [_UNHEARD_GROUND.get(ident, 0.0) for ident in idents]) & ~whole
        floor = np.where(unheard, 250.0 + 1_500.0 * draws[:, 1] ** 2, -np.inf)
        elevation = np.array([FIELDS[ident].elevation_ft if ident else 0.0 for ident in idents])
        above = flown.baro_altitude_ft + offset - elevation[flown.leg]
        result &= (distance > 40.0) | (above >= floor[flown.leg])
    return result


def _stretches(
    flown: Flown, rng: Generator, *, chance: float, shortest_s: float, longest_s: float
) -> NDArray[np.bool_]:
    """Mark one stretch of some flights, high up."""
    legs = int(flown.leg[-1]) + 1
    begins = np.searchsorted(flown.leg, np.arange(legs))
    first, last = flown.time_s[begins], flown.time_s[np.append(begins[1:], len(flown.leg)) - 1]
    draws = rng.random((3, legs))
    begin = np.where(draws[0] < chance, first + (last - first) * (0.2 + 0.6 * draws[1]), np.inf)[flown.leg]
    length = (shortest_s + (longest_s - shortest_s) * draws[2])[flown.leg]
    marked: NDArray[np.bool_] = (flown.time_s >= begin) & (flown.time_s < begin + length)
    return marked & (flown.baro_altitude_ft > _HIGH_FT)


def _noisy(
    flown: Flown, kept: NDArray[np.int64], mlat: NDArray[np.bool_], after_hole: NDArray[np.bool_], rng: Generator
) -> Received:
    """Round and spoil what was heard as transponders and receivers do."""
    count = len(kept)
    high, by_mlat = flown.baro_altitude_ft[kept] > _HIGH_FT, mlat[kept]
    lat, time, altitude = flown.lat_deg[kept], flown.time_s[kept], flown.baro_altitude_ft[kept]
    error_m = rng.normal(0.0, 1.0, (2, count)) * np.where(by_mlat, 110.0, 6.0)
    error_deg = error_m / METRES_PER_NM / 60.0
    on_ground = flown.on_ground[kept]
    geo = altitude + pressure_offset_ft(np.floor(time / DAY_S), lat) + 0.012 * np.maximum(altitude, 0.0) + GEOID_FT
    silent = on_ground | by_mlat
    climb = flown.climb_fpm[kept] + rng.normal(0.0, 30.0, count)
    missing = (rng.random((2, count)) < 0.003) & high
    return Received(
        leg=flown.leg[kept],
        time_s=np.round(time, 2),
        lon_deg=np.round(flown.lon_deg[kept] + error_deg[0] / np.cos(np.radians(lat)), 6),
        lat_deg=np.round(lat + error_deg[1], 6),
        baro_altitude_ft=np.where(missing[0], np.nan, np.round(altitude / 25.0) * 25.0),
        geo_altitude_ft=np.where(silent, np.nan, np.round((geo + rng.normal(0.0, 12.0, count)) / 25.0) * 25.0),
        speed_kt=np.where(missing[1], np.nan, np.round(flown.speed_kt[kept] + rng.normal(0.0, 0.6, count), 1)),
        track_deg=np.where(missing[1], np.nan, np.round(flown.track_deg[kept] + rng.normal(0.0, 0.2, count), 1) % 360),
        climb_fpm=np.where(silent, np.nan, np.round(climb / 64.0) * 64.0),
        mlat=by_mlat,
        stale=(after_hole[kept] | (rng.random(count) < 0.003)) & high,
        on_ground=on_ground,
    )
