"""Areas to pixels, compiled by numba: the exact area of each pixel that lies inside.

Each edge adds, to the pixels it passes, how much of them lies to its right; the sum along a row is then the winding of
what is inside, times the area. (Signed area accumulation, as in font-rs.) The twin is ``plain_fill``.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from watchfield.render.compiled_lines import blend, kernel

__all__ = ["accumulate", "paint", "stamp", "tint", "write"]


@kernel
def _edge(area: NDArray[np.float32], x0: float, y0: float, x1: float, y1: float) -> None:
    """Add one edge whose x lie in [0, columns]; area has a column more than the picture."""
    rows, columns = area.shape[0], area.shape[1] - 1
    if y0 == y1:
        return
    sign = 1.0
    if y0 > y1:
        x0, y0, x1, y1, sign = x1, y1, x0, y0, -1.0
    if y1 <= 0.0 or y0 >= rows:
        return
    slope = (x1 - x0) / (y1 - y0)
    if y0 < 0.0:
        x0, y0 = x0 - y0 * slope, 0.0
    stop = min(math.ceil(y1), rows)
    at = x0
    for row in range(int(y0), stop):
        begin, end = max(y0, float(row)), min(y1, row + 1.0)
        tall = (end - begin) * sign
        past = at + (end - begin) * slope
        low, high = min(at, past), max(at, past)
        low, high = min(max(low, 0.0), columns * 1.0), min(max(high, 0.0), columns * 1.0)
        at = past
        first = int(low)
        if high <= first + 1.0:
            cover = first + 1.0 - 0.5 * (low + high)
            area[row, first] += np.float32(tall * cover)
            if first < columns:
                area[row, first + 1] += np.float32(tall * (1.0 - cover))
            continue
        share = tall / (high - low)
        before = 0.0
        column = first
        while column < high:
            enter, leave = max(low, float(column)), min(high, column + 1.0)
            cover = share * ((leave - enter) * (column + 1.0 - 0.5 * (enter + leave)) + max(column - low, 0.0))
            area[row, column] += np.float32(cover - before)
            before = cover
            column += 1
        if column <= columns:
            area[row, column] += np.float32(tall - before)


@kernel
def accumulate(
    area: NDArray[np.float32], x: NDArray[np.float64], y: NDArray[np.float64], offsets: NDArray[np.int64],
    rings: NDArray[np.int64], scale: float, shift_x: float, shift_y: float,
) -> None:  # fmt: skip
    """Add closed rings; the screen is at ``x * scale + shift_x`` and ``shift_y - y * scale``.

    area : float32[h, w + 1], zero at first
    rings : which rings
    """
    columns = float(area.shape[1] - 1)
    rows = float(area.shape[0])
    for ring in rings:
        begin, end = offsets[ring], offsets[ring + 1]
        if end - begin < 3:
            continue
        x0, y0 = x[end - 1] * scale + shift_x, shift_y - y[end - 1] * scale
        for point in range(begin, end):
            x1, y1 = x[point] * scale + shift_x, shift_y - y[point] * scale
            if not ((y0 <= 0.0 and y1 <= 0.0) or (y0 >= rows and y1 >= rows)):
                _clipped(area, columns, x0, y0, x1, y1)
            x0, y0 = x1, y1


@kernel
def _clipped(area: NDArray[np.float32], columns: float, x0: float, y0: float, x1: float, y1: float) -> None:
    """Add an edge; what lies left or right of the picture is moved to its border, where it winds the same."""
    if 0.0 <= x0 <= columns and 0.0 <= x1 <= columns:
        _edge(area, x0, y0, x1, y1)
        return
    if x0 >= columns and x1 >= columns:
        return
    if x0 <= 0.0 and x1 <= 0.0:
        _edge(area, 0.0, y0, 0.0, y1)
        return
    slope = (y1 - y0) / (x1 - x0)
    at_left, at_right = y0 - x0 * slope, y0 + (columns - x0) * slope
    if x0 < 0.0:
        _edge(area, 0.0, y0, 0.0, at_left)
        x0, y0 = 0.0, at_left
    elif x0 > columns:
        x0, y0 = columns, at_right
    if x1 < 0.0:
        _edge(area, x0, y0, 0.0, at_left)
        _edge(area, 0.0, at_left, 0.0, y1)
    elif x1 > columns:
        _edge(area, x0, y0, columns, at_right)
    else:
        _edge(area, x0, y0, x1, y1)


@kernel
def paint(pixels: NDArray[np.uint32], area: NDArray[np.float32], top: int, bottom: int, rgb: int, alpha: float) -> None:
    """Sum up some rows, lay a colour over what is inside, and leave zeros behind for the next.

    pixels : uint32[h, w]
    """
    columns = pixels.shape[1]
    flat = pixels.reshape(-1)
    colour = np.uint32(rgb)
    for row in range(top, bottom):
        winding, value = 0.0, 0
        for column in range(columns):
            change = area[row, column]
            if change != 0.0:
                area[row, column] = np.float32(0.0)
                winding += change
                value = int(min(abs(winding), 1.0) * alpha * 255.0 + 0.5)
            if value == 255:
                flat[row * columns + column] = colour
            elif value > 0:
                blend(flat, row * columns + column, rgb, value)
        area[row, columns] = np.float32(0.0)


@kernel
def stamp(
    pixels: NDArray[np.uint32], columns: int, rows: int, picture: NDArray[np.uint8], left: int, top: int, rgb: int,
    strength: int,
) -> None:  # fmt: skip
    """Lay one small picture of alpha, uint8[h, w], over the canvas in one colour."""
    tall, wide = picture.shape
    for row in range(max(-top, 0), min(tall, rows - top)):
        start = (top + row) * columns + left
        for column in range(max(-left, 0), min(wide, columns - left)):
            value = int(picture[row, column])
            if value > 0:
                blend(pixels, start + column, rgb, (value * strength + 127) // 255)


@kernel
def write(
    pixels: NDArray[np.uint32], columns: int, rows: int, ink: NDArray[np.uint8], edge: NDArray[np.uint8],
    left: int, top: int, rgb: int, edge_rgb: int,
) -> None:  # fmt: skip
    """Lay a word over the canvas: its halo, and its letters on it. Both pictures have one size."""
    tall, wide = ink.shape
    for row in range(max(-top, 0), min(tall, rows - top)):
        start = (top + row) * columns + left
        for column in range(max(-left, 0), min(wide, columns - left)):
            if edge[row, column] > 0:
                blend(pixels, start + column, edge_rgb, int(edge[row, column]))
                if ink[row, column] > 0:
                    blend(pixels, start + column, rgb, int(ink[row, column]))


@kernel
def tint(
    pixels: NDArray[np.uint32], frame: tuple[int, int], atlas: NDArray[np.uint8], sprite: NDArray[np.int32],
    left: NDArray[np.int32], top: NDArray[np.int32], rgb: NDArray[np.uint32], alpha: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Lay small alpha pictures over the canvas, each in its colour.

    atlas : uint8[sprites, h, w]
    sprite, left, top, rgb, alpha : one for each picture laid, in order
    """
    columns, rows = frame
    tall, wide = atlas.shape[1], atlas.shape[2]
    for index in range(len(sprite)):
        picture = atlas[sprite[index]]
        strength = int(alpha[index])
        for row in range(max(-top[index], 0), min(tall, rows - top[index])):
            start = (top[index] + row) * columns + left[index]
            for column in range(max(-left[index], 0), min(wide, columns - left[index])):
                value = int(picture[row, column])
                if value > 0:
                    blend(pixels, start + column, rgb[index], (value * strength + 127) // 255)
