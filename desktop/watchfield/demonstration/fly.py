"""Where was each aircraft, and when?

All flights are flown at once, on whole columns. A flight's way becomes great circles with rounded corners, its
distance gives height and speed (lift-off, climb, cruise, steps down, final), and speed gives time::

    way -> path (every corner five points) -> distance -> height, speed -> time -> samples

Samples lie closer where more happens: 12 s on the ground and low, 60 s in cruise, and one at every point of a turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from watchfield.core.geo.sphere import MEAN_RADIUS_NM, bearing_deg

from .fields import FIELDS
from .leg import DAY_S, Anchor
from .weather import pressure_offset_ft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .leg import Leg

__all__ = ["Flown", "Timetable", "fly"]

CORNER_POINTS = 5
NEAR_NM = 0.05  # half the base on which course and rate of climb are measured
APRON_TO_RUN, RUN_END = 1, 2  # where departure ways turn on to the runway, and where it ends
APART_S = 6.0  # samples closer than this to the one before are left out
TAXI_KT = 14.0
LIFT_OFF_SHARE, TOUCH_DOWN_SHARE = 0.75, 0.15  # of the runway's length
FINAL_FT_PER_NM = 318.0  # 3 degrees


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


@dataclass(frozen=True)
class _Path:
    """Every leg's way as unit vectors, corners rounded; ``key`` is leg * SPAN + distance flown, ascending."""

    xyz: NDArray[np.float64]
    key: NDArray[np.float64]
    length_nm: NDArray[np.float64]
    liftoff_nm: NDArray[np.float64]
    touchdown_nm: NDArray[np.float64]
    runs_from_nm: NDArray[np.float64]
    rolls_to_nm: NDArray[np.float64]
    turning: NDArray[np.bool_]


SPAN = 1e4  # NM; longer than any flight, so that legs keep apart on one axis


def fly(legs: Sequence[Leg], seed: int) -> tuple[Flown, Timetable]:
    """Fly all legs."""
    path = _path(legs)
    profile = _Profile(legs, path)
    knots = _knots(profile)
    rng = np.random.default_rng([seed, 2])
    return _sample(path, profile, knots, rng), knots.timetable


def _path(legs: Sequence[Leg]) -> _Path:
    """Lay the ways as great circles with rounded corners."""
    counts = np.array([len(leg.way) for leg in legs])
    points = np.array([point for leg in legs for point in leg.way])
    number = np.repeat(np.arange(len(legs)), counts)
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    xyz = np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=1)
    same = np.append(number[1:] == number[:-1], False)
    ahead = np.where(same[:, None], np.roll(xyz, -1, axis=0), xyz)
    same_back = np.append(False, number[1:] == number[:-1])
    behind = np.where(same_back[:, None], np.roll(xyz, 1, axis=0), xyz)
    cut_nm = np.where(same & same_back, points[:, 2], 0.0)
    first, last = _towards(xyz, behind, cut_nm), _towards(xyz, ahead, cut_nm)
    t = np.linspace(0.0, 1.0, CORNER_POINTS)[None, :, None]
    curve = (1 - t) ** 2 * first[:, None] + 2 * t * (1 - t) * xyz[:, None] + t**2 * last[:, None]
    curve /= np.linalg.norm(curve, axis=2, keepdims=True)
    flat = curve.reshape(-1, 3)
    leg_of = np.repeat(number, CORNER_POINTS)
    step = np.zeros(len(flat))
    step[1:] = 2 * MEAN_RADIUS_NM * np.arcsin(np.linalg.norm(np.diff(flat, axis=0), axis=1) / 2)
    step[1:][leg_of[1:] != leg_of[:-1]] = 0.0
    flown = np.cumsum(step)
    begins = np.concatenate(([0], np.cumsum(counts)[:-1])) * CORNER_POINTS
    flown -= flown[begins][leg_of]
    ends = np.cumsum(counts) * CORNER_POINTS - 1
    corner = flown[CORNER_POINTS // 2 :: CORNER_POINTS]  # where each point of a way is passed
    head, tail = np.cumsum(counts) - counts, np.cumsum(counts) - 1
    left = np.array([bool(leg.origin) for leg in legs])
    came = np.array([bool(leg.destination) for leg in legs])
    run, run_end = corner[head + APRON_TO_RUN], corner[head + RUN_END]
    roll, roll_end = corner[tail - RUN_END], corner[tail - APRON_TO_RUN]
    course = np.sum((xyz - behind) * (ahead - xyz), axis=1)
    norm = np.linalg.norm(xyz - behind, axis=1) * np.linalg.norm(ahead - xyz, axis=1)
    sharp = np.append(course, 0.0)[: len(xyz)] < np.cos(np.radians(6.0)) * norm
    return _Path(
        xyz=flat,
        key=leg_of * SPAN + flown,
        length_nm=flown[ends],
        liftoff_nm=np.where(left, run + LIFT_OFF_SHARE * (run_end - run), -np.inf),
        touchdown_nm=np.where(came, roll + TOUCH_DOWN_SHARE * (roll_end - roll), np.inf),
        runs_from_nm=np.where(left, run, -np.inf),
        rolls_to_nm=np.where(came, roll_end, np.inf),
        turning=np.repeat(sharp & same & same_back, CORNER_POINTS),
    )


def _towards(
    start: NDArray[np.float64], end: NDArray[np.float64], range_nm: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the points ``range_nm`` on the way, but no more than 45 % of it."""
    whole = 2 * MEAN_RADIUS_NM * np.arcsin(np.clip(np.linalg.norm(end - start, axis=1) / 2, 0.0, 1.0))
    share = np.minimum(range_nm / np.maximum(whole, 1e-9), 0.45)[:, None]
    point = (1 - share) * start + share * end
    return np.asarray(point / np.linalg.norm(point, axis=1, keepdims=True))


class _Profile:
    """Height and speed by leg and distance flown; every method takes columns that broadcast together."""

    def __init__(self, legs: Sequence[Leg], path: _Path) -> None:
        self.path = path
        self.anchor_s = np.array([leg.anchor_s for leg in legs])
        self.anchored_at_end = np.array([leg.anchor is Anchor.END for leg in legs])
        types, manners = [leg.aircraft.performance for leg in legs], [leg.manner for leg in legs]
        self._climb = np.array([t.climb_ft_per_nm for t in types])
        self._ceiling = np.array([t.ceiling_ft for t in types])
        self._full = np.array([t.full_ft for t in types])
        self._cruise_kt = np.array([t.cruise_kt * m.pace for t, m in zip(types, manners, strict=True)])
        self._approach_kt = np.array([t.approach_kt for t in types])
        self._cruise_ft = np.array([m.cruise_ft for m in manners])
        self._platform = np.array([m.platform_ft for m in manners])
        self._step_ft = np.array([m.step_ft for m in manners])
        self._step_nm = np.array([m.step_nm for m in manners])
        self._descent = np.array([m.descent_ft_per_nm for m in manners])
        self._wind = np.array([m.wind_kt for m in manners])
        self._field0 = self._pressure_at_field([leg.origin for leg in legs])
        self._field1 = self._pressure_at_field([leg.destination for leg in legs])

    def _pressure_at_field(self, idents: Sequence[str]) -> NDArray[np.float64]:
        """Return the pressure altitude of each field on the day."""
        known = [FIELDS.get(ident) for ident in idents]
        elevation = np.array([field.elevation_ft if field else 0.0 for field in known])
        lat = np.array([field.ends[0][1] if field else 35.0 for field in known])
        return elevation - pressure_offset_ft(np.floor(self.anchor_s / DAY_S), lat)

    def altitude_ft(self, leg: NDArray[np.int64], flown_nm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return pressure altitude: the lowest of climb, cruise and descent."""
        after = flown_nm - self.path.liftoff_nm[leg]
        before = self.path.touchdown_nm[leg] - flown_nm
        room = self._ceiling[leg]
        climb = self._field0[leg] + room * -np.expm1(-np.maximum(after, 0.0) * self._climb[leg] / room)
        descent = self._field1[leg] + self._descent_ft(leg, before)
        lowest: NDArray[np.float64] = np.minimum(np.minimum(climb, self._cruise_ft[leg]), descent)
        return lowest

    def _descent_ft(self, leg: NDArray[np.int64], before: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return height above the field by distance to touchdown: final, platform, descent, step, descent."""
        before = np.maximum(before, 0.0)
        platform, rate = self._platform[leg], self._descent[leg]
        join = platform / FINAL_FT_PER_NM
        above = platform + np.maximum(before - join - 4.0, 0.0) * rate
        step = self._step_ft[leg]
        stepped = np.where(above > step, np.maximum(step, above - self._step_nm[leg] * rate), above)
        height: NDArray[np.float64] = np.where(step > platform, stepped, above)
        return np.minimum(before * FINAL_FT_PER_NM, height)

    def speed_kt(
        self, leg: NDArray[np.int64], flown_nm: NDArray[np.float64], altitude_ft: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return ground speed."""
        path = self.path
        height = np.clip(altitude_ft / self._full[leg], 0.0, 1.0)
        air = self._cruise_kt[leg] * (0.54 + 0.46 * height**0.9) + self._wind[leg] * height
        after = np.maximum(flown_nm - path.liftoff_nm[leg], 0.0)
        before = np.maximum(path.touchdown_nm[leg] - flown_nm, 0.0)
        slow = self._approach_kt[leg]
        air = np.minimum(air, slow * np.minimum(1.08 + 0.16 * after, 1.0 + 0.055 * np.maximum(before - 3.0, 0.0)))
        with np.errstate(invalid="ignore"):
            run = (flown_nm - path.runs_from_nm[leg]) / (path.liftoff_nm[leg] - path.runs_from_nm[leg])
            roll = (path.rolls_to_nm[leg] - flown_nm) / (path.rolls_to_nm[leg] - path.touchdown_nm[leg])
        rolling = np.minimum(_share(run), _share(roll))
        speed: NDArray[np.float64] = np.maximum(TAXI_KT, air * np.sqrt(rolling))
        return speed


def _share(along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Limit a share of the runway to 0..1; 1 where there is no runway."""
    return np.clip(np.where(np.isnan(along), 1.0, along), 0.0, 1.0)


@dataclass(frozen=True)
class _Knots:
    """Points of each leg between which time runs evenly: float64[legs, knots]."""

    flown_nm: NDArray[np.float64]
    time_s: NDArray[np.float64]
    interval_s: NDArray[np.float64]
    timetable: Timetable


def _knots(profile: _Profile) -> _Knots:
    """Integrate speed to time: knots close to both ends, where speed changes, and evenly between."""
    path = profile.path
    begin = np.where(np.isfinite(path.liftoff_nm), path.liftoff_nm, 0.0)[:, None]
    end = np.where(np.isfinite(path.touchdown_nm), path.touchdown_nm, path.length_nm)[:, None]
    length = path.length_nm[:, None]
    ground = np.linspace(0.0, 1.0, 12)
    growing = np.geomspace(0.1, 170.0, 34)
    knots = np.concatenate(
        (
            ground * begin,
            end + ground * (length - end),
            np.minimum(begin + growing, length),
            np.maximum(end - growing, 0.0),
            np.linspace(0.0, 1.0, 30) * length,
        ),
        axis=1,
    )
    knots.sort(axis=1)
    leg = np.broadcast_to(np.arange(len(knots))[:, None], knots.shape)
    altitude = profile.altitude_ft(leg, knots)
    speed = profile.speed_kt(leg, knots, altitude)
    time = np.zeros_like(knots)
    time[:, 1:] = np.cumsum(2 * np.diff(knots, axis=1) / (speed[:, 1:] + speed[:, :-1]) * 3600.0, axis=1)
    rows = np.arange(len(knots))
    marks = [_at(knots, time, rows, where) for where in (begin[:, 0], end[:, 0])]
    time += (profile.anchor_s - np.where(profile.anchored_at_end, marks[1], marks[0]))[:, None]
    shift = time[:, 0]
    timetable = Timetable(
        np.where(np.isfinite(path.liftoff_nm), marks[0] + shift, np.nan),
        np.where(np.isfinite(path.touchdown_nm), marks[1] + shift, np.nan),
    )
    level = np.gradient(altitude, axis=1) == 0.0
    interval = np.interp(altitude, (0.0, 9_000.0, 14_000.0, 24_000.0), (15.0, 20.0, 30.0, 46.0))
    interval = np.where(level, np.interp(altitude, (4_000.0, 12_000.0, 28_000.0), (34.0, 50.0, 86.0)), interval)
    interval *= np.clip(270.0 / speed, 1.0, 1.7)  # what is slow needs fewer
    return _Knots(knots, time, interval, timetable)


def _at(
    knots: NDArray[np.float64], values: NDArray[np.float64], rows: NDArray[np.int64], where: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each leg's value at a distance."""
    return np.interp(rows * SPAN + where, (knots + rows[:, None] * SPAN).ravel(), values.ravel())


def _sample(path: _Path, profile: _Profile, knots: _Knots, rng: np.random.Generator) -> Flown:
    """Choose the moments at which something was sent, and say what it was."""
    leg, flown = _moments(path, knots, rng)
    rows = np.arange(len(knots.time_s))[:, None]
    time = np.interp(leg * SPAN + flown, (knots.flown_nm + rows * SPAN).ravel(), knots.time_s.ravel())
    near = np.clip(flown - NEAR_NM, 0.0, None), np.minimum(flown + NEAR_NM, path.length_nm[leg])
    lon, lat = _position(path, leg, flown)
    behind, ahead = _position(path, leg, near[0]), _position(path, leg, near[1])
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


def _moments(path: _Path, knots: _Knots, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return leg and distance of every sample, in order: by the clock, and at the points of turns."""
    due = np.zeros_like(knots.time_s)
    mean_interval = (knots.interval_s[:, 1:] + knots.interval_s[:, :-1]) / 2
    due[:, 1:] = np.cumsum(np.diff(knots.time_s, axis=1) / mean_interval, axis=1)
    count = due[:, -1].astype(np.int64) + 1
    leg = np.repeat(np.arange(len(count)), count)
    order = np.arange(len(leg)) - np.repeat(np.cumsum(count) - count, count)
    wanted = order + 0.4 * rng.random(len(leg))
    rows = np.arange(len(count))[:, None]
    flown = np.interp(leg * SPAN + wanted, (due + rows * SPAN).ravel(), knots.flown_nm.ravel())
    key = np.concatenate((leg * SPAN + flown, path.key[path.turning]))
    key.sort()
    number = np.floor(key / SPAN).astype(np.int64)
    time = np.interp(key, (knots.flown_nm + rows * SPAN).ravel(), knots.time_s.ravel())
    apart = np.append(True, (np.diff(time) > APART_S) | (np.diff(number) != 0))
    return number[apart], (key - number * SPAN)[apart]


def _position(
    path: _Path, leg: NDArray[np.int64], flown_nm: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude on the path."""
    key = leg * SPAN + flown_nm
    x, y, z = (np.interp(key, path.key, path.xyz[:, i]) for i in range(3))
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
