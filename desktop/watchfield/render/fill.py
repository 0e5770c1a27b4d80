"""Filled areas: land, lakes, zones, silhouettes, each pixel by the exact part of it that lies inside."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchfield.core.geo import plane
from watchfield.render import engine as engines
from watchfield.render import plain_blend, plain_fill
from watchfield.render.canvas import Canvas, Rgb, packed
from watchfield.render.engine import Engine
from watchfield.render.view import View

__all__ = ["Rings", "coverage", "fill_rings", "fill_screen"]


@dataclass(frozen=True, eq=False, slots=True)
class Rings:
    """Closed rings on the map plane; holes run against their rim.

    x_m, y_m : float64[n], plane metres, not wrapped; the first corner may be repeated at the end
    offsets : int64[rings + 1]
    box_m : float64[rings, 4], left, bottom, right, top
    """

    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    offsets: NDArray[np.int64]
    box_m: NDArray[np.float64]

    @classmethod
    def of_plane(cls, x_m: NDArray[np.float64], y_m: NDArray[np.float64], offsets: NDArray[np.int64]) -> Rings:
        """Return rings with their boxes; each has at least one corner."""
        begin = offsets[:-1]
        reduced = [
            op.reduceat(values, begin) if len(begin) else np.empty(0)
            for op, values in ((np.minimum, x_m), (np.minimum, y_m), (np.maximum, x_m), (np.maximum, y_m))
        ]
        return cls(x_m, y_m, offsets, np.stack(reduced, axis=1))

    @classmethod
    def of_degrees(cls, rings: Sequence[Any]) -> Rings:
        """Return rings given as sequences of (longitude, latitude): the first a rim, the others its holes.

        A ring across the antimeridian goes on beyond 180 degrees.
        """
        kept = [np.asarray(ring, np.float64) for ring in rings if len(ring) >= 3]
        xs, ys, lengths = [], [], [0]
        for index, ring in enumerate(kept):
            lon = np.unwrap(ring[:, 0], period=360.0)
            x_m, y_m = plane.to_plane(lon, ring[:, 1])
            turning = float(np.sum(x_m * np.roll(y_m, -1) - np.roll(x_m, -1) * y_m))
            if (turning > 0) != (index == 0):
                x_m, y_m = x_m[::-1], y_m[::-1]
            xs.append(x_m)
            ys.append(y_m)
            lengths.append(len(ring))
        empty = [np.empty(0)]
        return cls.of_plane(
            np.concatenate(xs or empty), np.concatenate(ys or empty), np.cumsum(lengths, dtype=np.int64)
        )


def coverage(
    area: NDArray[np.float32], x: NDArray[np.float64], y: NDArray[np.float64], offsets: NDArray[np.int64],
    rings: NDArray[np.int64], transform: tuple[float, float, float], engine: Engine | None = None,
) -> None:  # fmt: skip
    """Add rings to an accumulation buffer float32[h, w + 1]; its sums along the rows are windings.

    transform : scale, shift_x, shift_y: the screen is at ``x * scale + shift_x`` and ``shift_y - y * scale``
    """
    if (engine or engines.chosen()) is Engine.PLAIN:
        plain_fill.accumulate(area, x, y, offsets, rings, *transform)
    else:
        engines.compiled_fill().accumulate(area, x, y, offsets, rings, *transform)


def fill_rings(
    canvas: Canvas, rings: Rings, view: View, rgb: Rgb, *, alpha: float = 1.0, engine: Engine | None = None
) -> None:
    """Fill what the rings enclose, on every turn of the world that is in view."""
    if not len(rings.x_m):
        return
    area = _scratch(canvas.height, canvas.width + 1)
    left, bottom, right, top = view.bounds_m
    scale = 1.0 / view.m_per_px
    used = False
    for turn in view.turns(float(rings.box_m[:, 0].min()), float(rings.box_m[:, 2].max())):
        shift_m = turn * plane.WORLD_M
        box = rings.box_m
        seen = (box[:, 0] + shift_m < right) & (box[:, 2] + shift_m > left) & (box[:, 1] < top) & (box[:, 3] > bottom)
        which = np.flatnonzero(seen)
        if len(which):
            used = True
            transform = (scale, (shift_m - left) * scale, top * scale)
            coverage(area, rings.x_m, rings.y_m, rings.offsets, which, transform, engine)
    if used:
        _paint(canvas, area, rgb, alpha, engine)


def fill_screen(canvas: Canvas, rings: Sequence[NDArray[Any]], rgb: Rgb, *, alpha: float = 1.0) -> None:
    """Fill one small area given in device pixels: each ring is float[n, 2], holes run against the rim."""
    if not rings:
        return
    points = np.concatenate([np.asarray(ring, np.float64) for ring in rings])
    offsets = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.int64)
    x0, y0 = np.maximum(np.floor(points.min(axis=0)).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(points.max(axis=0)).astype(int), (canvas.width, canvas.height))
    if x1 <= x0 or y1 <= y0:
        return
    part = Canvas(canvas.rgba[y0:y1, x0:x1], canvas.owner[y0:y1, x0:x1])
    area = np.zeros((part.height, part.width + 1), np.float32)
    x, y = np.ascontiguousarray(points[:, 0] - x0), np.ascontiguousarray(points[:, 1] - y0)
    plain_fill.accumulate(area, x, -y, offsets, np.arange(len(rings)), 1.0, 0.0, 0.0)
    inside = np.minimum(np.abs(np.cumsum(area[:, :-1], axis=1)), 1.0)
    plain_blend.cover(part, inside.astype(np.float64) * alpha, packed(rgb))


_KEPT = threading.local()


def _scratch(rows: int, columns: int) -> NDArray[np.float32]:
    """Return a buffer of zeros; each thread keeps one, because clearing new memory costs more than filling it."""
    kept: NDArray[np.float32] | None = getattr(_KEPT, "area", None)
    if kept is None or kept.shape != (rows, columns):
        kept = np.zeros((rows, columns), np.float32)
        _KEPT.area = kept
    return kept


def _paint(canvas: Canvas, area: NDArray[np.float32], rgb: Rgb, alpha: float, engine: Engine | None) -> None:
    """Lay a colour over what is inside, and leave the buffer zero."""
    if (engine or engines.chosen()) is Engine.PLAIN:
        inside = np.minimum(np.abs(np.cumsum(area[:, :-1], axis=1)), 1.0)
        plain_blend.cover(canvas, inside.astype(np.float64) * alpha, packed(rgb))
        area[...] = 0.0
        return
    paint = engines.compiled_fill().paint
    engines.in_bands(canvas.height, lambda top, bottom: paint(canvas.pixels, area, top, bottom, packed(rgb), alpha))
