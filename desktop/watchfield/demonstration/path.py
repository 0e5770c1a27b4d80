r"""Which line over the ground does a way make?

Great circles between the points of the way, with its corners rounded::

    way    A ------- B            path   A -----. .
                      \                           \     each corner is five points of a parabola
                       C                           C
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from watchfield.core.geo.sphere import MEAN_RADIUS_NM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .leg import Leg

__all__ = ["SPAN_NM", "Path", "lay", "position"]

SPAN_NM = 1e4  # longer than any flight, so that leg * SPAN_NM + distance keeps legs apart on one axis
CORNER_POINTS = 5
TURN_DEG = 6.0  # a corner from which a sample is sent at every point
TO_RUN, TO_END = 1, 2  # points from the apron: where the runway is entered, and its other end
LIFT_OFF_SHARE, TOUCH_DOWN_SHARE = 0.75, 0.15  # of the runway's length


@dataclass(frozen=True)
class Path:
    """The lines of all legs.

    xyz, key, turning : [points]; unit vectors, leg * SPAN_NM + distance flown (ascending), whether in a turn
    length_nm : [legs]
    runs_from_nm, liftoff_nm : [legs], distance flown where the run begins and ends; -inf without a take-off
    touchdown_nm, rolls_to_nm : [legs], where the landing begins and ends; inf without a landing
    """

    xyz: NDArray[np.float64]
    key: NDArray[np.float64]
    turning: NDArray[np.bool_]
    length_nm: NDArray[np.float64]
    runs_from_nm: NDArray[np.float64]
    liftoff_nm: NDArray[np.float64]
    touchdown_nm: NDArray[np.float64]
    rolls_to_nm: NDArray[np.float64]


@dataclass(frozen=True)
class _Corners:
    """The points of all ways: unit vectors, with those before and after them (the point itself at an end)."""

    xyz: NDArray[np.float64]
    behind: NDArray[np.float64]
    ahead: NDArray[np.float64]
    between: NDArray[np.bool_]  # neither first nor last of its way


def lay(legs: Sequence[Leg]) -> Path:
    """Lay the ways of all legs over the ground."""
    counts = np.array([len(leg.way) for leg in legs])
    points = np.array([point for leg in legs for point in leg.way])
    number = np.repeat(np.arange(len(legs)), counts)
    corners = _corners(points, number)
    xyz = _rounded(corners, np.where(corners.between, points[:, 2], 0.0))
    leg_of = np.repeat(number, CORNER_POINTS)
    flown = _flown_nm(xyz, leg_of)
    passed = flown[CORNER_POINTS // 2 :: CORNER_POINTS]  # by point of the way
    first, last = np.cumsum(counts) - counts, np.cumsum(counts) - 1
    run, run_end = passed[first + TO_RUN], passed[first + TO_END]
    roll, roll_end = passed[last - TO_END], passed[last - TO_RUN]
    leaves = np.array([bool(leg.origin) for leg in legs])
    lands = np.array([bool(leg.destination) for leg in legs])
    return Path(
        xyz=xyz,
        key=leg_of * SPAN_NM + flown,
        turning=np.repeat(_sharp(corners), CORNER_POINTS),
        length_nm=passed[last],
        runs_from_nm=np.where(leaves, run, -np.inf),
        liftoff_nm=np.where(leaves, run + LIFT_OFF_SHARE * (run_end - run), -np.inf),
        touchdown_nm=np.where(lands, roll + TOUCH_DOWN_SHARE * (roll_end - roll), np.inf),
        rolls_to_nm=np.where(lands, roll_end, np.inf),
    )


def position(
    path: Path, leg: NDArray[np.int64], flown_nm: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude and latitude on the path."""
    key = leg * SPAN_NM + flown_nm
    x, y, z = (np.interp(key, path.key, path.xyz[:, axis]) for axis in range(3))
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))


def _corners(points: NDArray[np.float64], number: NDArray[np.int64]) -> _Corners:
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    xyz = np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=1)
    joined = number[1:] == number[:-1]
    goes_on, came = np.append(joined, False), np.append(False, joined)
    return _Corners(
        xyz=xyz,
        behind=np.where(came[:, None], np.roll(xyz, 1, axis=0), xyz),
        ahead=np.where(goes_on[:, None], np.roll(xyz, -1, axis=0), xyz),
        between=goes_on & came,
    )


def _rounded(corners: _Corners, cut_nm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points of all corners' curves, [points * CORNER_POINTS, 3]."""
    begin = _towards(corners.xyz, corners.behind, cut_nm)[:, None]
    end = _towards(corners.xyz, corners.ahead, cut_nm)[:, None]
    t = np.linspace(0.0, 1.0, CORNER_POINTS)[None, :, None]
    curve = (1 - t) ** 2 * begin + 2 * t * (1 - t) * corners.xyz[:, None] + t**2 * end
    curve /= np.linalg.norm(curve, axis=2, keepdims=True)
    return np.asarray(curve.reshape(-1, 3))


def _towards(
    start: NDArray[np.float64], end: NDArray[np.float64], range_nm: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the points ``range_nm`` on the way, but no more than 45 % of it."""
    share = np.minimum(range_nm / np.maximum(_apart_nm(end - start), 1e-9), 0.45)[:, None]
    point = (1 - share) * start + share * end
    return np.asarray(point / np.linalg.norm(point, axis=1, keepdims=True))


def _apart_nm(difference: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the great-circle distance of unit vectors that differ by this."""
    half_chord = np.clip(np.linalg.norm(difference, axis=1) / 2, 0.0, 1.0)
    return np.asarray(2 * MEAN_RADIUS_NM * np.arcsin(half_chord))


def _flown_nm(xyz: NDArray[np.float64], leg: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the distance flown at every point, from 0 at each leg's first."""
    step = np.append(0.0, _apart_nm(np.diff(xyz, axis=0)))
    step[1:][leg[1:] != leg[:-1]] = 0.0
    total = np.cumsum(step)
    return np.asarray(total - total[np.searchsorted(leg, leg)])


def _sharp(corners: _Corners) -> NDArray[np.bool_]:
    """Say at which points the course changes by TURN_DEG or more."""
    came, goes = corners.xyz - corners.behind, corners.ahead - corners.xyz
    straight = np.linalg.norm(came, axis=1) * np.linalg.norm(goes, axis=1)
    turned: NDArray[np.bool_] = np.sum(came * goes, axis=1) < np.cos(np.radians(TURN_DEG)) * straight
    return turned & corners.between
