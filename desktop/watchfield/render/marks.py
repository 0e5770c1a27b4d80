"""Round marks of how sure a movement is: readable in grey, colour comes second. Rings that close the ends of a line."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from watchfield.core.model.movement import State

__all__ = ["disc", "ring", "state_mark"]

Alpha = NDArray[np.float64]


def _grid(radius: float) -> tuple[Alpha, Alpha, Alpha]:
    reach = math.ceil(radius) + 2
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float64)
    return x, y, np.hypot(x, y)


def _bytes(alpha: Alpha) -> NDArray[np.uint8]:
    result: NDArray[np.uint8] = (np.clip(alpha, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    return result


@functools.cache
def disc(radius: float) -> NDArray[np.uint8]:
    """Return a full disc as alpha, uint8[2n + 1, 2n + 1]."""
    _, _, away = _grid(radius)
    return _bytes(radius + 0.5 - away)


@functools.cache
def ring(radius: float, width: float) -> NDArray[np.uint8]:
    """Return a ring as alpha, uint8[2n + 1, 2n + 1]."""
    _, _, away = _grid(radius)
    return _bytes(width / 2 + 0.5 - np.abs(away - radius))


@functools.cache
def state_mark(state: State, radius: float) -> NDArray[np.uint8]:
    """Return the mark of a state as alpha, uint8[2n + 1, 2n + 1]: disc with a tick, three quarters, half, ?, cross."""
    x, y, away = _grid(radius)
    line = radius * 0.26
    rim = np.clip(line / 2 + 0.5 - np.abs(away - radius + line / 2), 0.0, 1.0)
    full = np.clip(radius + 0.5 - away, 0.0, 1.0)
    if state is State.CONFIRMED:
        tick = np.minimum(
            _segment(x, y, (-0.45, 0.02), (-0.12, 0.36), radius), _segment(x, y, (-0.12, 0.36), (0.47, -0.32), radius)
        )
        return _bytes(full - np.clip(line * 0.55 + 0.5 - tick, 0.0, 1.0))
    if state in (State.PROBABLE, State.POSSIBLE):
        # Clockwise from the top: three quarters, or the right half.
        angle = np.degrees(np.arctan2(x, -y)) % 360.0
        part = 270.0 if state is State.PROBABLE else 180.0
        inner = np.clip(radius - 1.9 * line + 0.5 - away, 0.0, 1.0)
        return _bytes(np.maximum(rim, inner * (angle <= part)))
    if state is State.CONTRADICTED:
        cross = np.minimum(
            _segment(x, y, (-0.34, -0.34), (0.34, 0.34), radius), _segment(x, y, (-0.34, 0.34), (0.34, -0.34), radius)
        )
        return _bytes(np.maximum(rim, np.clip(line * 0.5 + 0.5 - cross, 0.0, 1.0)))
    dashes = (np.degrees(np.arctan2(y, x)) % 45.0) < 27.0
    hook = np.abs(np.hypot(x, y + 0.2 * radius) - 0.26 * radius)
    hook = np.where((x < 0.05 * radius) & (y > -0.2 * radius), 9.0, hook)
    stem = _segment(x, y, (0.0, 0.06), (0.0, 0.2), radius)
    dot = np.hypot(x, y - 0.48 * radius)
    question = np.minimum(np.minimum(hook, stem), dot)
    return _bytes(np.maximum(rim * dashes, np.clip(line * 0.42 + 0.5 - question, 0.0, 1.0)))


def _segment(x: Alpha, y: Alpha, start: tuple[float, float], end: tuple[float, float], scale: float) -> Alpha:
    """Return the distance of every pixel to a short line whose ends are given in parts of ``scale``."""
    ax, ay = start[0] * scale, start[1] * scale
    dx, dy = (end[0] - start[0]) * scale, (end[1] - start[1]) * scale
    along = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
    distance: Alpha = np.hypot(x - ax - along * dx, y - ay - along * dy)
    return distance
