"""Many small amounts of colour on many pixels at once, in numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from watchfield.render.canvas import Canvas

__all__ = ["compose", "cover"]


def compose(
    canvas: Canvas,
    pixel: NDArray[np.int64],
    order: NDArray[np.int64],
    alpha: NDArray[np.float64],
    rgb: NDArray[np.uint32],
) -> None:
    """Lay samples over the canvas, those of a lower order first; of those of one order on a pixel the most counts.

    pixel : int64[n], row * width + column
    alpha : float64[n], 0 to 1
    rgb : uint32[n], packed colours
    """
    if not len(pixel):
        return
    sort = np.lexsort((alpha, order, pixel))
    pixel, order, alpha, rgb = pixel[sort], order[sort], alpha[sort], rgb[sort]
    most = np.append((pixel[1:] != pixel[:-1]) | (order[1:] != order[:-1]), [True])
    pixel, alpha, rgb = pixel[most], alpha[most], rgb[most]
    begin = np.flatnonzero(np.append([True], pixel[1:] != pixel[:-1]))
    # What is left of a layer under those above it is the product of what they let through.
    through = np.cumsum(np.log(np.maximum(1.0 - alpha, 1e-9)))
    count = np.diff(np.append(begin, len(pixel)))
    last = np.repeat(through[begin + count - 1], count)
    weight = alpha * np.exp(last - through)
    before = np.append([0.0], through)[begin]
    rest = np.exp(through[begin + count - 1] - before)
    target = pixel[begin]
    flat = canvas.rgba.reshape(-1, 4)
    for channel in range(4):
        colour = (rgb >> np.uint32(8 * channel)) & np.uint32(255)
        added = np.add.reduceat(weight * colour, begin)
        flat[target, channel] = np.clip(np.rint(flat[target, channel] * rest + added), 0, 255).astype(np.uint8)


def cover(canvas: Canvas, coverage: NDArray[np.float64], rgb: int) -> None:
    """Lay one colour over the canvas, as much as ``coverage`` float64[h, w] says."""
    colour = np.array([rgb >> shift & 255 for shift in (0, 8, 16, 24)], np.float64)
    old = canvas.rgba.astype(np.float64)
    canvas.rgba[...] = np.rint(old + (colour - old) * coverage[..., None]).astype(np.uint8)
