"""Which line lies under the cursor, compiled by numba. The twin is ``plain_pick``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from watchfield.render.compiled_lines import kernel

__all__ = ["nearest"]


@kernel
def nearest(
    x: NDArray[np.int32], y: NDArray[np.int32], time_s: NDArray[np.float64],
    first: NDArray[np.int32], last: NDArray[np.int32], runs: NDArray[np.int64],
    at_x: int, at_y: int, from_s: float, to_s: float, limit: float,
) -> tuple[int, float, float]:  # fmt: skip
    """Return the first point of the nearest link (-1 if none is in reach), where on it, and the distance in units.

    runs : which runs to look at, in order; of equals the last wins, as it lies on top
    limit : no farther than this, in units
    """
    best, best_part, least = -1, 0.0, limit * limit
    for run in runs:
        for point in range(first[run], max(last[run], first[run] + 1)):
            after = min(point + 1, last[run])
            if time_s[after] < from_s or time_s[point] > to_s:
                continue
            ax, ay = float(np.int32(at_x - x[point])), float(at_y - y[point])
            dx, dy = float(np.int32(x[after] - x[point])), float(y[after] - y[point])
            length = dx * dx + dy * dy
            part = min(max((ax * dx + ay * dy) / length, 0.0), 1.0) if length > 0.0 else 0.0
            away = (ax - part * dx) ** 2 + (ay - part * dy) ** 2
            if away <= least:
                best, best_part, least = point, part, away
    return best, best_part, least**0.5
