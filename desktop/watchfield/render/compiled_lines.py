"""Lines to pixels, compiled by numba. Imported late, through ``engine``: the import alone takes about a second.

One line is drawn link by link, as the area within half its width, blended by how much of each pixel that covers. The
twin in ``plain_lines`` says the same in numpy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["blend", "kernel", "lay", "trace"]

_F = TypeVar("_F", bound=Callable[..., Any])

_THIN_PX = 1.25  # device pixels; wider lines have round joints and remember what they covered
_ESTIMATED = 2


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
def lay(pixels: NDArray[np.uint32], plane: NDArray[np.uint8], begin: int, end: int, rgb: int) -> None:
    """Lay one colour over the pixels from ``begin`` to ``end``, as much as the plane of alpha says."""
    for at in range(begin, end):
        if plane[at] > 0:
            blend(pixels, at, rgb, int(plane[at]))


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
def _thin(
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
def _thick(
    pixels: NDArray[Any], owner: NDArray[np.uint32], frame: tuple[int, int, int],
    line: int, rgb: int, width: float, flat0: bool, flat1: bool,  # noqa: FBT001
    x0: float, y0: float, x1: float, y1: float, alpha0: float, alpha1: float,
) -> None:  # fmt: skip
    """Draw one link as all that is within half the width of it; each end round, or cut flat."""
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
def _dashed(
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
        _thick(
            pixels, owner, frame, line, rgb, width, place < 1e-6 or at > 0.0, stop < length,
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


@kernel
def trace(
    pixels: NDArray[Any], owner: NDArray[np.uint32], frame: tuple[int, int, int], first_id: int,
    x: NDArray[np.int32], y: NDArray[np.int32], time_s: NDArray[np.float64],
    run_first: NDArray[np.int32], run_last: NDArray[np.int32], run_track: NDArray[np.int32],
    run_link: NDArray[np.uint8], run_box: NDArray[np.int64], run_time_s: NDArray[np.float64],
    rgb: NDArray[np.uint32], alpha: NDArray[np.float32], width: NDArray[np.float32],
    camera: tuple[int, int, float, float, float], turns: int,
    window: tuple[float, float, float], dash: tuple[float, float],
) -> None:  # fmt: skip
    """Draw the runs of all lines that are in the frame and in the window of time.

    frame : columns of the picture; first row drawn, and the row to stop at
    rgb, alpha, width : for each line, packed colour, 0 to 1, device pixels; a width of 0 hides it
    camera : x and y in units that lie at the last two numbers on the screen, and pixels a unit
    turns : the world is drawn shifted by -turns ... turns worlds
    window : from and to in seconds, and how much of its alpha a line has at the begin (1: it does not fade)
    dash : lengths of dash and gap of what is estimated, in line widths
    """
    center_x, center_y, scale, middle_x, middle_y = camera
    columns, top, bottom = frame
    from_s, to_s, faint = window
    world = scale * 4294967296.0
    fades = faint < 1.0 and to_s > from_s
    slope = (1.0 - faint) / (to_s - from_s) if fades else 0.0
    tracks = len(rgb)
    near = max(int(1.0 / scale), 1)  # a pixel, in units
    for turn in range(-turns, turns + 1):
        base_x = middle_x + turn * world
        previous = -1  # the point at which the line drawn last stopped
        drawn_x, drawn_y, drawn_alpha, stopped_x, hold_x, hold_y, direction = 0.0, 0.0, 0.0, 0.0, 0, 0, 0
        for run in range(len(run_first)):
            track = run_track[run]
            wide = float(width[track])
            if wide <= 0.0 or run_time_s[run, 0] > to_s or run_time_s[run, 1] < from_s:
                continue
            first, last = run_first[run], run_last[run]
            from_x = np.int32(x[first] - center_x) * scale + base_x
            reach = 0.5 * wide + 1.0
            left, right = from_x + run_box[run, 0] * scale, from_x + run_box[run, 1] * scale
            over, under = (
                (center_y - run_box[run, 3]) * scale + middle_y,
                (center_y - run_box[run, 2]) * scale + middle_y,
            )
            if left > columns + reach or right < -reach or over > bottom + reach or under < top - reach:
                continue
            line = first_id + (turn + turns) * tracks + track
            colour, strength = rgb[track], float(alpha[track])
            estimated = run_link[run] == _ESTIMATED
            # Dashes that would merge become a thin line.
            merged = estimated and max(right - left, under - over) < (dash[0] + dash[1]) * wide
            wide = min(wide, 1.0) if merged else wide
            estimated = estimated and not merged
            stop = last
            hold_fresh_x, hold_fresh_y, begin = int(x[first]), int(y[first]), int(first)
            here_s = run_time_s[run, 0]
            if here_s < from_s:
                begin = first + np.searchsorted(time_s[first : last + 1], from_s, side="right") - 1
                begin = min(begin, last - 1)
                part = (from_s - time_s[begin]) / (time_s[begin + 1] - time_s[begin])
                hold_fresh_x = x[begin] + int(np.int32(x[begin + 1] - x[begin]) * part)
                hold_fresh_y = y[begin] + int((y[begin + 1] - y[begin]) * part)
                here_s = from_s
            # The run before may have been drawn a world away: each is where its first point is nearest to the middle.
            if previous != first or begin != first or here_s == from_s or abs(from_x - stopped_x) > 0.5 * world:
                hold_x, hold_y, direction = hold_fresh_x, hold_fresh_y, 0
                drawn_x = from_x + np.int32(hold_x - x[first]) * scale
                drawn_y = (center_y - hold_y) * scale + middle_y
                drawn_alpha = strength * (faint + (here_s - from_s) * slope) if fades else strength
            if first == last:
                _thick(
                    pixels, owner, frame, line, colour, wide, False, False,
                    drawn_x, drawn_y, drawn_x, drawn_y, drawn_alpha, drawn_alpha,
                )  # fmt: skip
            cut = run_time_s[run, 1] > to_s
            if cut:
                stop = max(first + np.searchsorted(time_s[first : last + 1], to_s, side="right"), begin + 1)
            # The last bit of a run, if shorter than a pixel, is left to the run that goes on from it.
            goes_on = not cut and run + 1 < len(run_first) and run_first[run + 1] == last
            goes_on = goes_on and run_link[run + 1] == run_link[run]
            small = right - left < 1.0 and under - over < 1.0
            phase = 0.0
            index = stop if small else begin + 1
            while index <= stop:
                while index < stop and abs(np.int32(x[index] - hold_x)) < near and abs(y[index] - hold_y) < near:
                    index += 1
                next_x, next_y = int(x[index]), int(y[index])
                if cut and index == stop:
                    part = (to_s - time_s[index - 1]) / (time_s[index] - time_s[index - 1])
                    next_x = x[index - 1] + int(np.int32(x[index] - x[index - 1]) * part)
                    next_y = y[index - 1] + int((y[index] - y[index - 1]) * part)
                move_x, move_y = np.int32(next_x - hold_x), next_y - hold_y
                if goes_on and index == stop and abs(move_x) < near and abs(move_y) < near:
                    break
                to_x, to_y = drawn_x + move_x * scale, drawn_y - move_y * scale
                here = strength * (faint + (min(time_s[index], to_s) - from_s) * slope) if fades else strength
                if (
                    (to_x < -reach and drawn_x < -reach) or (to_x > columns + reach and drawn_x > columns + reach)
                    or (to_y < top - reach and drawn_y < top - reach)
                    or (to_y > bottom + reach and drawn_y > bottom + reach)
                ):  # fmt: skip
                    direction = 0
                    phase += math.sqrt((to_x - drawn_x) ** 2 + (to_y - drawn_y) ** 2) if estimated else 0.0
                elif estimated:
                    phase = _dashed(
                        pixels, owner, frame, line, colour, wide, dash[0] * wide, dash[1] * wide, phase,
                        drawn_x, drawn_y, to_x, to_y, drawn_alpha, here,
                    )  # fmt: skip
                elif wide <= _THIN_PX:
                    direction = _thin(
                        pixels, frame, colour, wide, direction, drawn_x, drawn_y, to_x, to_y, drawn_alpha, here
                    )
                else:
                    _thick(
                        pixels, owner, frame, line, colour, wide, False, False,
                        drawn_x, drawn_y, to_x, to_y, drawn_alpha, here,
                    )  # fmt: skip
                drawn_x, drawn_y, drawn_alpha, hold_x, hold_y = to_x, to_y, here, next_x, next_y
                index += 1
            previous = -1 if cut else last
            stopped_x = drawn_x
