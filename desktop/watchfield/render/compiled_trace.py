"""Lines to pixels, compiled by numba: run by run, point by point, no more of them than can be seen."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchfield.render.compiled_lines import ROUND, THIN_PX, dashed, kernel, lay, thick, thin

__all__ = ["lay", "trace"]

_ESTIMATED = 2
_ASIDE = 0.2  # pixels that a point may lie beside a straight line that stands for it
_FAR = 256  # pixels that such a line is long at most


@kernel
def _link(
    pixels: NDArray[Any], owner: NDArray[np.uint32], frame: tuple[int, int, int], line: int, rgb: int, width: float,
    dash: tuple[float, float], estimated: bool, direction: int, phase: float,  # noqa: FBT001
    x0: float, y0: float, x1: float, y1: float, alpha0: float, alpha1: float,
) -> tuple[int, float]:  # fmt: skip
    """Draw one link in its style; return its direction, and how far into the pattern of dashes the line is now."""
    columns, top, bottom = frame
    reach = 0.5 * width + 1.0
    if (
        max(x0, x1) < -reach
        or min(x0, x1) > columns + reach
        or max(y0, y1) < top - reach
        or min(y0, y1) > bottom + reach
    ):
        return 0, phase + (math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2) if estimated else 0.0)
    if estimated:
        on, off = dash[0] * width, dash[1] * width
        return 0, dashed(
            pixels, owner, frame, line, rgb, width, on, off, phase, x0, y0, x1, y1, alpha0, alpha1
        )  # fmt: skip
    if width <= THIN_PX:
        return thin(pixels, frame, rgb, width, direction, x0, y0, x1, y1, alpha0, alpha1), 0.0
    thick(pixels, owner, frame, line, rgb, width, ROUND, ROUND, x0, y0, x1, y1, alpha0, alpha1)
    return 0, 0.0


@kernel
def _between(
    x: NDArray[np.int32], y: NDArray[np.int32], time_s: NDArray[np.float64], point: int, at_s: float
) -> tuple[int, int]:
    """Return where a line is at a time between a point and the next one, in units."""
    part = (at_s - time_s[point]) / (time_s[point + 1] - time_s[point])
    here_x = x[point] + int(np.int32(x[point + 1] - x[point]) * part)
    return here_x, y[point] + int((y[point + 1] - y[point]) * part)


@kernel
def _straight(
    x: NDArray[np.int32], y: NDArray[np.int32], index: int, step: int, stop: int, hold_x: int, hold_y: int, near: int
) -> int:
    """Return the last point up to which a line goes on straight, from where it is held through the point ``index``.

    All points passed over lie within a quarter of a pixel of one straight line, in order: one link draws them all.
    """
    dx, dy = float(np.int32(x[index] - hold_x)), float(y[index] - hold_y)
    aside = _ASIDE * near * math.sqrt(dx * dx + dy * dy)
    along, far = dx * dx + dy * dy, _FAR * near
    while index < stop:
        after = min(index + step, stop)
        ex, ey = np.int32(x[after] - hold_x), y[after] - hold_y
        ahead = dx * ex + dy * ey
        if abs(dx * ey - dy * ex) > aside or ahead < along or abs(ex) > far or abs(ey) > far:
            break
        along, index = ahead, after
    return index


@kernel
def _run(
    pixels: NDArray[Any], owner: NDArray[np.uint32], frame: tuple[int, int, int],
    x: NDArray[np.int32], y: NDArray[np.int32], time_s: NDArray[np.float64],
    begin: int, step: int, stop: int, cut: bool, goes_on: bool,  # noqa: FBT001
    pen: tuple[float, float, float, int, int, int], scale: float, near: int, to_s: float,
    fade: tuple[float, float, float], style: tuple[int, int, float, bool], dash: tuple[float, float],
) -> tuple[float, float, float, int, int, int]:  # fmt: skip
    """Draw from where the pen is through the points after ``begin`` up to ``stop``; return where the pen is then.

    cut : the line ends at ``to_s``, before the last point
    step : one of how many points is looked at
    goes_on : the last bit, if shorter than a pixel, is left to the run that goes on from it
    pen : x and y on the screen, alpha, x and y in units, and the direction of the link before
    near : units in a pixel; a point nearer than that to the pen is passed over
    fade : alpha at time 0, its change a second, and the most of it
    style : number of the line, colour, width, whether it is dashed
    """
    pen_x, pen_y, pen_alpha, hold_x, hold_y, direction = pen
    line, rgb, width, estimated = style
    phase = 0.0
    index = begin
    while index < stop:
        index = min(index + step, stop)
        while index < stop and abs(np.int32(x[index] - hold_x)) < near and abs(y[index] - hold_y) < near:
            index = min(index + step, stop)
        index = _straight(x, y, index, step, stop - 1 if cut else stop, hold_x, hold_y, near)
        next_x, next_y = int(x[index]), int(y[index])
        if cut and index == stop:
            next_x, next_y = _between(x, y, time_s, index - 1, to_s)
        move_x, move_y = np.int32(next_x - hold_x), next_y - hold_y
        if goes_on and index == stop and abs(move_x) < near and abs(move_y) < near:
            break
        to_x, to_y = pen_x + move_x * scale, pen_y - move_y * scale
        alpha = fade[2]
        if fade[1] > 0.0:
            alpha = min(fade[0] + (min(time_s[index], to_s) - to_s) * fade[1], alpha)
        direction, phase = _link(
            pixels, owner, frame, line, rgb, width, dash, estimated, direction, phase,
            pen_x, pen_y, to_x, to_y, pen_alpha, alpha,
        )  # fmt: skip
        pen_x, pen_y, pen_alpha, hold_x, hold_y = to_x, to_y, alpha, next_x, next_y
    return pen_x, pen_y, pen_alpha, hold_x, hold_y, direction


@kernel
def _size(
    box: NDArray[np.int64], from_x: float, camera: tuple[int, int, float, float, float], frame: tuple[int, int, int],
    reach: float,
) -> float:  # fmt: skip
    """Return the longer side of a run's box on the screen, -1 where it is out of the frame."""
    left, right = from_x + box[0] * camera[2], from_x + box[1] * camera[2]
    over, under = (camera[1] - box[3]) * camera[2] + camera[4], (camera[1] - box[2]) * camera[2] + camera[4]
    if left > frame[0] + reach or right < -reach or over > frame[2] + reach or under < frame[1] - reach:
        return -1.0
    size: float = max(right - left, under - over)
    return size


@kernel
def _start(
    x: NDArray[np.int32], y: NDArray[np.int32], time_s: NDArray[np.float64], first: int, last: int, from_x: float,
    camera: tuple[int, int, float, float, float], from_s: float, to_s: float, fade: tuple[float, float, float],
) -> tuple[int, tuple[float, float, float, int, int, int]]:  # fmt: skip
    """Put the pen down where a run begins, or where it is at ``from_s``; return the point before that, and the pen."""
    begin, starts_s = first, time_s[first]
    hold_x, hold_y = int(x[first]), int(y[first])
    if starts_s < from_s:
        begin = min(first + int(np.searchsorted(time_s[first : last + 1], from_s, side="right")) - 1, last - 1)
        hold_x, hold_y = _between(x, y, time_s, begin, from_s)
        starts_s = from_s
    pen_x = from_x + np.int32(hold_x - x[first]) * camera[2]
    pen_y = (camera[1] - hold_y) * camera[2] + camera[4]
    alpha = min(fade[0] + (starts_s - to_s) * fade[1], fade[2]) if fade[1] > 0.0 else fade[2]
    return begin, (pen_x, pen_y, alpha, hold_x, hold_y, 0)


@kernel
def trace(
    pixels: NDArray[Any], owner: NDArray[np.uint32], frame: tuple[int, int, int], first_id: int,
    x: NDArray[np.int32], y: NDArray[np.int32], time_s: NDArray[np.float64],
    run_first: NDArray[np.int32], run_last: NDArray[np.int32], run_track: NDArray[np.int32],
    run_link: NDArray[np.uint8], run_box: NDArray[np.int64], run_length: NDArray[np.float32],
    run_time_s: NDArray[np.float64],
    rgb: NDArray[np.uint32], alpha: NDArray[np.float32], width: NDArray[np.float32],
    camera: tuple[int, int, float, float, float], turns: int,
    window: tuple[float, float, float], dash: tuple[float, float],
) -> None:  # fmt: skip
    """Draw the runs of all lines that are in the frame and in the window of time.

    pixels : uint32, colours; or uint8, alpha alone
    frame : columns of the picture; first row drawn, and the row to stop at
    rgb, alpha, width : for each line, packed colour, 0 to 1, device pixels; a width of 0 hides it
    camera : x and y in units that lie at the last two numbers on the screen, and pixels a unit between them
    turns : the world is drawn shifted by -turns ... turns worlds
    window : from and to in seconds, and how much of its alpha a line has at the begin (1: it does not fade)
    dash : lengths of dash and gap of what is estimated, in line widths
    """
    scale = camera[2]
    from_s, to_s, faint = window
    world = scale * 4294967296.0
    near = max(int(1.0 / scale), 1)
    slope = (1.0 - faint) / (to_s - from_s) if faint < 1.0 and to_s > from_s else 0.0
    for turn in range(-turns, turns + 1):
        previous = -1  # the point at which the pen stopped
        pen = (0.0, 0.0, 0.0, 0, 0, 0)
        for run in range(len(run_first)):
            wide = float(width[run_track[run]])
            if wide <= 0.0 or run_time_s[run, 0] > to_s or run_time_s[run, 1] < from_s:
                continue
            first, last, track = int(run_first[run]), int(run_last[run]), run_track[run]
            from_x = np.int32(x[first] - camera[0]) * scale + camera[3] + turn * world
            size = _size(run_box[run], from_x, camera, frame, 0.5 * wide + 1.0)
            if size < 0.0:
                continue
            estimated = run_link[run] == _ESTIMATED
            if estimated and size < (dash[0] + dash[1]) * wide:
                # Dashes that would merge become a thin line.
                estimated, wide = False, min(wide, 1.0)
            strength = float(alpha[track])
            fade = (strength, strength * slope, strength)
            # The run before may have been drawn a world away: each is where its first point is nearest to the middle.
            begin = first
            if previous != first or run_time_s[run, 0] < from_s or abs(from_x - pen[0]) > 0.5 * world:
                begin, pen = _start(x, y, time_s, first, last, from_x, camera, from_s, to_s, fade)
            style = (first_id + (turn + turns) * len(rgb) + track, int(rgb[track]), wide, estimated)
            if first == last:
                thick(
                    pixels, owner, frame, style[0], style[1], wide, ROUND, ROUND,
                    pen[0], pen[1], pen[0], pen[1], pen[2], pen[2],
                )  # fmt: skip
            cut = run_time_s[run, 1] > to_s
            stop = last
            if cut:
                stop = max(first + int(np.searchsorted(time_s[first : last + 1], to_s, side="right")), begin + 1)
            # Where points lie closer than a pixel, only as many are looked at as there are pixels on the way.
            step = max(1, int((last - first) * near / max(run_length[run], 1.0)))
            goes_on = not cut and run + 1 < len(run_first) and run_first[run + 1] == last
            goes_on = goes_on and run_link[run + 1] == run_link[run]
            pen = _run(
                pixels,
                owner,
                frame,
                x,
                y,
                time_s,
                begin,
                step,
                stop,
                cut,
                goes_on,
                pen,
                scale,
                near,
                to_s,
                fade,
                style,
                dash,
            )
            previous = -1 if cut else last
