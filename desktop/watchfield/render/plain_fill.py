"""Areas to pixels in numpy: what ``compiled_fill`` draws, where numba cannot run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["accumulate"]

Floats = NDArray[np.float64]


def accumulate(
    area: NDArray[np.float32], x: Floats, y: Floats, offsets: NDArray[np.int64], rings: NDArray[np.int64],
    scale: float, shift_x: float, shift_y: float,
) -> None:  # fmt: skip
    """Add closed rings to float32[h, w + 1]; the screen is at ``x * scale + shift_x`` and ``shift_y - y * scale``."""
    x0, y0, x1, y1 = _edges(x * scale + shift_x, shift_y - y * scale, offsets, rings)
    rows, columns = area.shape[0], area.shape[1] - 1
    near = (y0 != y1) & (np.maximum(y0, y1) > 0) & (np.minimum(y0, y1) < rows)
    x0, y0, x1, y1 = x0[near], y0[near], x1[near], y1[near]
    # Cut at the borders, then at every row, then at every column: what is left lies in one pixel each.
    for border in (0.0, float(columns)):
        x0, y0, x1, y1 = _cut(x0, y0, x1, y1, border)
    x0, x1 = np.clip(x0, 0.0, columns), np.clip(x1, 0.0, columns)
    y0, x0, y1, x1 = _grid(y0, x0, y1, x1, rows)
    x0, y0, x1, y1 = _grid(x0, y0, x1, y1, columns)
    row = np.floor((y0 + y1) / 2).astype(np.int64)
    column = np.minimum(np.floor((x0 + x1) / 2), columns).astype(np.int64)
    inside = (row >= 0) & (row < rows)
    row, column, tall, middle = row[inside], column[inside], (y1 - y0)[inside], ((x0 + x1) / 2)[inside]
    cover = tall * (column + 1.0 - middle)
    flat = np.bincount(row * (columns + 2) + column, cover, rows * (columns + 2))
    flat += np.bincount(row * (columns + 2) + column + 1, tall - cover, rows * (columns + 2))
    area += flat.reshape(rows, columns + 2)[:, : columns + 1].astype(np.float32)


def _edges(
    x: Floats, y: Floats, offsets: NDArray[np.int64], rings: NDArray[np.int64]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return both ends of all edges of some rings; the last corner is joined to the first."""
    count = (offsets[1:] - offsets[:-1])[rings]
    rings, count = rings[count >= 3], count[count >= 3]
    first = offsets[rings]
    start = np.cumsum(count) - count
    point = np.arange(int(count.sum())) - np.repeat(start - first, count)
    before = point - 1
    before[start] = first + count - 1
    return x[before], y[before], x[point], y[point]


def _cut(x0: Floats, y0: Floats, x1: Floats, y1: Floats, at: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Cut edges where they cross one x."""
    crosses = (x0 - at) * (x1 - at) < 0
    if not crosses.any():
        return x0, y0, x1, y1
    a, b, c, d = x0[crosses], y0[crosses], x1[crosses], y1[crosses]
    y = b + (at - a) / (c - a) * (d - b)
    border = np.full(len(y), at)
    plain = ~crosses
    return (
        np.concatenate([x0[plain], a, border]), np.concatenate([y0[plain], b, y]),
        np.concatenate([x1[plain], border, c]), np.concatenate([y1[plain], y, d]),
    )  # fmt: skip


def _grid(a0: Floats, b0: Floats, a1: Floats, b1: Floats, most: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Cut edges at every whole number of their first coordinate between 0 and ``most``."""
    low, high = np.minimum(a0, a1), np.maximum(a0, a1)
    first = np.clip(np.floor(low), 0, most)
    last = np.clip(np.ceil(high), 0, most)
    count = np.maximum(last - first, 1).astype(np.int64)
    which = np.repeat(np.arange(len(a0)), count)
    number = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + first[which]
    start, stop = a0[which], a1[which]
    change = stop - start
    safe = np.where(change == 0, 1.0, change)
    inner0, inner1 = np.clip(number, low[which], high[which]), np.clip(number + 1, low[which], high[which])
    forth = change >= 0
    begin, end = np.where(forth, inner0, inner1), np.where(forth, inner1, inner0)
    part0 = np.where(change == 0, 0.0, (begin - start) / safe)
    part1 = np.where(change == 0, 1.0, (end - start) / safe)
    other = (b1 - b0)[which]
    begin, end = np.where(change == 0, start, begin), np.where(change == 0, stop, end)
    return begin, b0[which] + part0 * other, end, b0[which] + part1 * other
