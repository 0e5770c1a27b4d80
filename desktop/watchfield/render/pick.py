"""Which track lies under the cursor?

The boxes of the runs are asked first; only the few that reach the cursor are looked at link by link.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from watchfield.render import engine as engines
from watchfield.render.engine import Engine
from watchfield.render.lines import Camera
from watchfield.render.projected import Projected
from watchfield.render.view import View

__all__ = ["Hit", "pick"]


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found.

    row : the nearer of the two fixes of the link, a row of the fixes
    distance_px : device pixels from the cursor
    """

    track: int
    row: int
    distance_px: float


def pick(
    lines: Projected,
    view: View,
    x_px: float,
    y_px: float,
    *,
    radius_px: float = 8.0,
    shown: NDArray[np.bool_] | None = None,
    from_s: float = -math.inf,
    to_s: float = math.inf,
    engine: Engine | None = None,
) -> Hit | None:
    """Return the track nearest to a pixel, or None if none is within ``radius_px`` logical pixels. Holes are not found.

    shown : bool[tracks], None for all
    from_s, to_s : only what was flown then
    """
    camera = Camera.of(view)
    at_x = camera.x + round((x_px - camera.middle_x) / camera.scale)
    at_y = camera.y - round((y_px - camera.middle_y) / camera.scale)
    limit = radius_px * view.ratio / camera.scale
    runs = _near(lines, at_x, at_y, limit)
    runs = runs[(lines.run_time_s[runs, 1] >= from_s) & (lines.run_time_s[runs, 0] <= to_s)]
    if shown is not None:
        runs = runs[shown[lines.run_track[runs]]]
    if not len(runs):
        return None
    if (engine or engines.chosen()) is Engine.PLAIN:
        point, part, away = _nearest(lines, runs, at_x, at_y, from_s, to_s, limit)
    else:
        point, part, away = engines.compiled_pick().nearest(
            lines.x, lines.y, lines.time_s, lines.run_first, lines.run_last, runs, at_x, at_y, from_s, to_s, limit
        )
    if point < 0:
        return None
    nearer = point if part < 0.5 else point + 1
    track = int(np.searchsorted(lines.offsets, point, side="right")) - 1
    return Hit(track, int(lines.row[nearer]), float(away * camera.scale))


def _near(lines: Projected, at_x: int, at_y: int, limit: float) -> NDArray[np.int64]:
    """Return the runs whose boxes reach the cursor."""
    box = lines.run_box
    near = np.flatnonzero((box[:, 2] <= at_y + limit) & (box[:, 3] >= at_y - limit))
    # From the first point to the cursor, the shorter way round the world.
    away = (at_x - lines.x[lines.run_first[near]].astype(np.int64)).astype(np.int32)
    found: NDArray[np.int64] = near[(box[near, 0] - limit <= away) & (box[near, 1] + limit >= away)]
    return found


def _nearest(
    lines: Projected, runs: NDArray[np.int64], at_x: int, at_y: int, from_s: float, to_s: float, limit: float
) -> tuple[int, float, float]:
    """Do in numpy what ``compiled_pick.nearest`` does."""
    first, last = lines.run_first[runs].astype(np.int64), lines.run_last[runs].astype(np.int64)
    count = np.maximum(last - first, 1)
    start = np.cumsum(count) - count
    point = np.arange(int(count.sum())) - np.repeat(start - first, count)
    after = np.minimum(point + 1, np.repeat(last, count))
    inside = (lines.time_s[after] >= from_s) & (lines.time_s[point] <= to_s)
    point, after = point[inside], after[inside]
    if not len(point):
        return -1, 0.0, 0.0
    ax = (at_x - lines.x[point].astype(np.int64)).astype(np.int32).astype(np.float64)
    ay = (at_y - lines.y[point].astype(np.int64)).astype(np.float64)
    dx = (lines.x[after] - lines.x[point]).astype(np.float64)
    dy = lines.y[after].astype(np.float64) - lines.y[point]
    length = dx * dx + dy * dy
    part = np.clip((ax * dx + ay * dy) / np.where(length > 0, length, 1.0), 0.0, 1.0)
    away = np.hypot(ax - part * dx, ay - part * dy)
    best = len(away) - 1 - int(np.argmin(away[::-1]))
    return (int(point[best]), float(part[best]), float(away[best])) if away[best] <= limit else (-1, 0.0, 0.0)
