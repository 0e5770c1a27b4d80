"""One link of a line to pixels, compiled by numba. Imported late, through ``engine``: the import takes about a second.

A link is the area within half its width, blended by how much of each pixel that covers. The twin in ``plain_lines``
says the same in numpy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["FLAT", "ROUND", "THIN_PX", "blend", "dashed", "kernel", "lay", "thick", "thin"]

_F = TypeVar("_F", bound=Callable[..., Any])

THIN_PX = 1.25  # device pixels; wider lines have round joints and remember what they covered
ROUND, FLAT = 0, 1  # ends of a link


def kernel(function: _F) -> _F:
    """Compile a function that touches nothing of Python: cached on disk, and without the interpreter's lock."""
    return cast("_F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def inlined(function: _F) -> _F:
    """Compile a function into each that calls it: for the few lines that run once a pixel."""
    return cast("_F", numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")(function))


@inlined
def blend(pixels: NDArray[Any], at: int, rgb: int, alpha: int) -> None:
    """Lay an opaque colour over one pixel; alpha 0 to 255.

    pixels : uint32, colours, of which two channels are multiplied at once; or uint8, alpha alone
    """
    if pixels.itemsize == 1:
        there = int(pixels[at])
        pixels[at] = there + (((255 - there) * alpha + 128) * 257 >> 16)
    else:
        weight = np.uint32(alpha + (alpha >> 7))
        rest = np.uint32(256) - weight
        old = np.uint32(pixels[at])
        colour = np.uint32(rgb)
        odd = np.uint32(0x00FF00FF)
        half = np.uint32(0x00800080)
        low = ((colour & odd) * weight + (old & odd) * rest + half) >> np.uint32(8)
        high = ((colour >> np.uint32(8)) & odd) * weight + ((old >> np.uint32(8)) & odd) * rest + half
        pixels[at] = (low & odd) | (high & np.uint32(0xFF00FF00))


@kernel
def lay(
    pixels: NDArray[np.uint32], plane: NDArray[np.uint8], eights: NDArray[np.uint64], begin: int, end: int, rgb: int
) -> None:
    """Lay one colour over the pixels from ``begin`` to ``end``, as much as the plane of alpha says.

    eights : the same plane, eight pixels a number: most of them are empty together
    """
    at = begin
    while at < end:
        if at & 7 == 0 and eights[at >> 3] == 0:
            at += 8
            continue
        if plane[at] > 0:
            blend(pixels, at, rgb, int(plane[at]))
        at += 1


@inlined
def _touch(pixels: NDArray[Any], owner: NDArray[np.uint32], at: int, line: int, rgb: int, alpha: int) -> None:
    """Let a line cover one pixel; what it covered there before counts once."""
    seen = int(owner[at])
    if seen >> 8 == line:
        before = seen & 255
        if alpha <= before:
            return
        more = ((alpha - before) * 255 + ((255 - before) >> 1)) // (255 - before)
        blend(pixels, at, rgb, more)
    else:
        blend(pixels, at, rgb, alpha)
    owner[at] = np.uint32(line << 8 | alpha)


@kernel
def thin(
    pixels: NDArray[Any], frame: tuple[int, int, int], rgb: int, width: float, before: int,
    x0: float, y0: float, x1: float, y1: float, alpha0: float, alpha1: float,
) -> int:  # fmt: skip
    """Draw a thin link: a short bar of pixels for each column (or row) between its ends. Return its direction.

    Links that go on in one direction share no bar, so nobody needs to remember whose a pixel is: that is what makes a
    million of them fast.

    before : the direction of the link before it; where the line turns, the first bar is half a pixel early
    """
    columns, top, bottom = frame
    dx, dy = x1 - x0, y1 - y0
    steep = abs(dy) > abs(dx)
    if steep:
        x0, y0, x1, y1, dx, dy = y0, x0, y1, x1, dy, dx
        major_low, major_high, minor_low, minor_high, major_step, minor_step = top, bottom, 0, columns, columns, 1
    else:
        major_low, major_high, minor_low, minor_high, major_step, minor_step = 0, columns, top, bottom, 1, columns
    if dx == 0.0:
        return before
    direction = (1 if dx > 0 else 2) + (2 if steep else 0)
    early = 0.5 if direction != before else 0.0
    if dx > 0.0:
        first, stop = math.ceil(x0 - early - 0.5), math.ceil(x1 - 0.5)
    else:
        first, stop = math.floor(x1 - 0.5) + 1, math.floor(x0 + early - 0.5) + 1
    first, stop = max(first, major_low), min(stop, major_high)
    if first >= stop:
        return direction
    slope = dy / dx
    shrink = 1.0 / math.sqrt(1.0 + slope * slope)
    reach = (0.5 * width + 0.5) / shrink
    change = (alpha1 - alpha0) / dx * 255.0
    strength = alpha0 * 255.0 + (first + 0.5 - x0) * change
    middle = y0 + (first + 0.5 - x0) * slope - 0.5
    most = min(width, 1.0)
    for column in range(first, stop):
        low = max(math.ceil(middle - reach), minor_low)
        high = min(math.floor(middle + reach) + 1, minor_high)
        at = column * major_step + low * minor_step
        for bar in range(low, high):
            value = int(min((reach - abs(bar - middle)) * shrink, most) * strength + 0.5)
            if value > 1:
                blend(pixels, at, rgb, value)
            at += minor_step
        middle += slope
        strength += change
    return direction


@kernel
def thick(
    pixels: NDArray[Any], owner: NDArray[np.uint32], frame: tuple[int, int, int],
    line: int, rgb: int, width: float, end0: int, end1: int,
    x0: float, y0: float, x1: float, y1: float, alpha0: float, alpha1: float,
) -> None:  # fmt: skip
    """Draw one link as all that is within half the width of it; each end round, or cut flat."""
    flat0, flat1 = end0 == FLAT, end1 == FLAT
    columns, top, bottom = frame
    dx, dy = x1 - x0, y1 - y0
    length = math.sqrt(dx * dx + dy * dy)
    ux, uy = (dx / length, dy / length) if length > 1e-9 else (1.0, 0.0)
    reach = 0.5 * width + 0.5
    most = min(width, 1.0)
    change = (alpha1 - alpha0) / length if length > 1e-9 else 0.0
    steep = abs(dy) > abs(dx)
    low, high = (min(y0, y1), max(y0, y1)) if steep else (min(x0, x1), max(x0, x1))
    first = max(math.ceil(low - reach - 0.5), top if steep else 0)
    stop = min(math.floor(high + reach - 0.5) + 1, bottom if steep else columns)
    slope = 0.0 if length <= 1e-9 else (dx / dy if steep else dy / dx)
    half = reach * math.sqrt(1.0 + slope * slope)
    for major in range(first, stop):
        at = min(max(major + 0.5, low), high)
        # Beyond an end the cap reaches less far than the band does, so the band's height is enough there.
        middle = (x0 + (at - y0) * slope) if steep else (y0 + (at - x0) * slope)
        minor_first = max(math.ceil(middle - half - 0.5), 0 if steep else top)
        minor_stop = min(math.floor(middle + half - 0.5) + 1, columns if steep else bottom)
        for minor in range(minor_first, minor_stop):
            px = (minor if steep else major) + 0.5 - x0
            py = (major if steep else minor) + 0.5 - y0
            along = px * ux + py * uy
            away = abs(px * uy - py * ux)
            cover = min(reach - away, most)
            if along < 0.0:
                cover = cover * (along + 0.5) if flat0 else min(reach - math.sqrt(away * away + along * along), most)
            elif along > length:
                past = along - length
                cover = cover * (0.5 - past) if flat1 else min(reach - math.sqrt(away * away + past * past), most)
            if flat0 and 0.0 <= along < 0.5:
                cover *= along + 0.5
            if flat1 and 0.0 <= length - along < 0.5:
                cover *= length - along + 0.5
            if cover <= 0.0:
                continue
            alpha = alpha0 + min(max(along, 0.0), length) * change
            value = int(cover * alpha * 255.0 + 0.5)
            if value > 0:
                column, row = (minor, major) if steep else (major, minor)
                _touch(pixels, owner, row * columns + column, line, rgb, min(value, 255))


@kernel
def dashed(
    pixels: NDArray[Any], owner: NDArray[np.uint32], frame: tuple[int, int, int],
    line: int, rgb: int, width: float, on: float, off: float, phase: float,
    x0: float, y0: float, x1: float, y1: float, alpha0: float, alpha1: float,
) -> float:  # fmt: skip
    """Draw one link in dashes; return how far into its pattern the line is at the link's end, in pixels.

    on, off : lengths of dash and gap in pixels
    """
    columns, top, bottom = frame
    dx, dy = x1 - x0, y1 - y0
    length = math.sqrt(dx * dx + dy * dy)
    if length < 1e-9:
        return phase
    period = on + off
    begin, end = _inside(x0, y0, dx, dy, -width - 1.0, top - width - 1.0, columns + width + 1.0, bottom + width + 1.0)
    at = begin * length
    until = end * length
    while at < until:
        place = (phase + at) % period
        if place >= on:
            at += max(period - place, 1e-6)
            continue
        stop = min(at + on - place, length)
        a, b = at / length, stop / length
        thick(
            pixels, owner, frame, line, rgb, width,
            FLAT if place < 1e-6 or at > 0.0 else ROUND, FLAT if stop < length else ROUND,
            x0 + a * dx, y0 + a * dy, x0 + b * dx, y0 + b * dy,
            alpha0 + a * (alpha1 - alpha0), alpha0 + b * (alpha1 - alpha0),
        )  # fmt: skip
        at = max(stop, at + 1e-6)
    return (phase + length) % period


@kernel
def _inside(
    x0: float, y0: float, dx: float, dy: float, left: float, top: float, right: float, bottom: float
) -> tuple[float, float]:
    """Return between which fractions of it a link is inside a box; the second is smaller where it is nowhere inside."""
    begin, end = 0.0, 1.0
    for start, change, low, high in ((x0, dx, left, right), (y0, dy, top, bottom)):
        if change == 0.0:
            if start < low or start > high:
                return 1.0, 0.0
            continue
        enter, leave = (low - start) / change, (high - start) / change
        if enter > leave:
            enter, leave = leave, enter
        begin, end = max(begin, enter), min(end, leave)
    return begin, end
