"""Where was each aircraft, and when?

All flights are flown at once, on whole columns. A flight's way becomes great circles with rounded corners, its
distance gives height and speed (lift-off, climb, cruise, steps down, final), and speed gives time::

    way -> path (every corner five points) -> distance -> height, speed -> time -> samples

Samples lie closer where more happens: 17 to 40 s low, 95 s in cruise, and one at every point of a turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from watchfield.core.geo.sphere import bearing_deg

from .path import SPAN_NM, Path, lay, position
from .profile import Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .leg import Leg

__all__ = ["Flown", "Timetable", "fly", "timetable"]

NEAR_NM = 0.05  # half the base on which course and rate of climb are measured
APART_S = 6.0  # samples closer than this to the one before are left out


@dataclass(frozen=True)
class Timetable:
    """When each flight left the ground and came back to it: float64[legs], UTC seconds; NaN where it did not."""

    liftoff_s: NDArray[np.float64]
    touchdown_s: NDArray[np.float64]


@dataclass(frozen=True)
class Flown:
    """All flights, sampled; every column is [samples], in the order of the legs and of time.

    leg : int64, the flight's number
    baro_altitude_ft : pressure altitude
    after_nm, before_nm : distance flown since lift-off and to be flown until touchdown; infinite where there is none
    on_ground : bool
    """

    leg: NDArray[np.int64]
    time_s: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    baro_altitude_ft: NDArray[np.float64]
    speed_kt: NDArray[np.float64]
    track_deg: NDArray[np.float64]
    climb_fpm: NDArray[np.float64]
    after_nm: NDArray[np.float64]
    before_nm: NDArray[np.float64]
    on_ground: NDArray[np.bool_]


def fly(legs: Sequence[Leg], seed: int) -> Flown:
    """Fly all legs."""
    path = lay(legs)
    profile = Profile(legs, path)
    return _sample(path, profile, _knots(profile), np.random.default_rng([seed, 2]))


def timetable(legs: Sequence[Leg]) -> Timetable:
    """Return when the legs begin and end, without flying them."""
    return _knots(Profile(legs, lay(legs))).timetable


@dataclass(frozen=True)
class _Knots:
    """Points of each leg between which time runs evenly: float64[legs, knots]."""

    flown_nm: NDArray[np.float64]
    time_s: NDArray[np.float64]
    interval_s: NDArray[np.float64]
    timetable: Timetable


def _knots(profile: Profile) -> _Knots:
    """Integrate speed to time, and let the anchors say when it was."""
    path = profile.path
    begin = np.where(np.isfinite(path.liftoff_nm), path.liftoff_nm, 0.0)
    end = np.where(np.isfinite(path.touchdown_nm), path.touchdown_nm, path.length_nm)
    flown = _distances(begin[:, None], end[:, None], path.length_nm[:, None])
    leg = np.broadcast_to(np.arange(len(flown))[:, None], flown.shape)
    altitude = profile.altitude_ft(leg, flown)
    speed = profile.speed_kt(leg, flown, altitude)
    time = np.zeros_like(flown)
    time[:, 1:] = np.cumsum(2 * np.diff(flown, axis=1) / (speed[:, 1:] + speed[:, :-1]) * 3600.0, axis=1)
    rows = np.arange(len(flown)) * SPAN_NM
    begins_s, ends_s = (np.interp(rows + where, _axis(flown), time.ravel()) for where in (begin, end))
    shift = profile.anchor_s - np.where(profile.anchored_at_end, ends_s, begins_s)
    table = Timetable(
        liftoff_s=np.where(np.isfinite(path.liftoff_nm), begins_s + shift, np.nan),
        touchdown_s=np.where(np.isfinite(path.touchdown_nm), ends_s + shift, np.nan),
    )
    return _Knots(flown, time + shift[:, None], _intervals_s(altitude, speed), table)


def _distances(
    begin: NDArray[np.float64], end: NDArray[np.float64], length: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Choose distances close together at both ends, where speed changes, and evenly between."""
    ground, growing = np.linspace(0.0, 1.0, 12), np.geomspace(0.1, 170.0, 34)
    parts = (
        ground * begin,
        end + ground * (length - end),
        np.minimum(begin + growing, length),
        np.maximum(end - growing, 0.0),
        np.linspace(0.0, 1.0, 30) * length,
    )
    return np.asarray(np.sort(np.concatenate(parts, axis=1), axis=1))


def _intervals_s(altitude: NDArray[np.float64], speed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the time between two samples: more when level, high and slow."""
    level = np.gradient(altitude, axis=1) == 0.0
    changing = np.interp(altitude, (0.0, 9_000.0, 14_000.0, 24_000.0), (17.0, 23.0, 34.0, 52.0))
    steady = np.interp(altitude, (4_000.0, 12_000.0, 28_000.0), (40.0, 58.0, 94.0))
    return np.asarray(np.where(level, steady, changing) * np.clip(270.0 / speed, 1.0, 1.7))


def _axis(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put the rows of [legs, knots] behind each other on one ascending axis, see SPAN_NM."""
    return np.asarray((values + np.arange(len(values))[:, None] * SPAN_NM).ravel())


def _sample(path: Path, profile: Profile, knots: _Knots, rng: np.random.Generator) -> Flown:
    """Choose the moments at which something was sent, and say what it was."""
    leg, flown = _moments(path, knots, rng)
    time = np.interp(leg * SPAN_NM + flown, _axis(knots.flown_nm), knots.time_s.ravel())
    near = np.clip(flown - NEAR_NM, 0.0, None), np.minimum(flown + NEAR_NM, path.length_nm[leg])
    lon, lat = position(path, leg, flown)
    behind, ahead = position(path, leg, near[0]), position(path, leg, near[1])
    altitude = profile.altitude_ft(leg, flown)
    speed = profile.speed_kt(leg, flown, altitude)
    slope = (profile.altitude_ft(leg, near[1]) - profile.altitude_ft(leg, near[0])) / (near[1] - near[0])
    after, before = flown - path.liftoff_nm[leg], path.touchdown_nm[leg] - flown
    return Flown(
        leg=leg,
        time_s=time,
        lon_deg=lon,
        lat_deg=lat,
        baro_altitude_ft=altitude,
        speed_kt=speed,
        track_deg=bearing_deg(*behind, *ahead),
        climb_fpm=slope * speed / 60.0,
        after_nm=after,
        before_nm=before,
        on_ground=(after < 0.0) | (before < 0.0),
    )


def _moments(path: Path, knots: _Knots, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return leg and distance of every sample, in order: by the clock, and at the points of turns."""
    due = np.zeros_like(knots.time_s)
    mean_interval = (knots.interval_s[:, 1:] + knots.interval_s[:, :-1]) / 2
    due[:, 1:] = np.cumsum(np.diff(knots.time_s, axis=1) / mean_interval, axis=1)
    count = due[:, -1].astype(np.int64) + 1
    leg = np.repeat(np.arange(len(count)), count)
    order = np.arange(len(leg)) - np.repeat(np.cumsum(count) - count, count)
    wanted = order + 0.4 * rng.random(len(leg))
    flown = np.interp(leg * SPAN_NM + wanted, _axis(due), knots.flown_nm.ravel())
    key = np.concatenate((leg * SPAN_NM + flown, path.key[path.turning]))
    key.sort()
    number = np.floor(key / SPAN_NM).astype(np.int64)
    time = np.interp(key, _axis(knots.flown_nm), knots.time_s.ravel())
    apart = np.append(True, (np.diff(time) > APART_S) | (np.diff(number) != 0))
    return number[apart], (key - number * SPAN_NM)[apart]
