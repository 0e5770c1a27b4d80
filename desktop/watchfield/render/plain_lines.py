"""Lines to pixels in numpy: what ``compiled_lines`` draws, some ten times slower, where numba cannot run.

All links at once: links to samples (one for each pixel a link may touch), samples to pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from watchfield.render.canvas import Canvas
from watchfield.render.plain_blend import compose
from watchfield.render.projected import Link, Projected

if TYPE_CHECKING:
    from watchfield.render.lines import Camera, Strokes, Window

__all__ = ["trace"]

_AT_ONCE = 200_000  # links

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Links:
    """Links on the screen, columns of the same length.

    phase : pixels into the pattern at the first end, for dashes
    flat0, flat1 : whether an end is cut flat, else it is round
    """

    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    alpha0: Floats
    alpha1: Floats
    width: Floats
    phase: Floats
    dashed: NDArray[np.bool_]
    flat0: NDArray[np.bool_]
    flat1: NDArray[np.bool_]
    line: NDArray[np.int64]
    rgb: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.x0)

    def take(self, which: NDArray[np.int64] | NDArray[np.bool_] | slice) -> _Links:
        return _Links(**{field.name: getattr(self, field.name)[which] for field in fields(self)})

    def cut(self, begin: Floats, end: Floats) -> _Links:
        """Return the part of each link between two fractions of it."""
        dx, dy, change = self.x1 - self.x0, self.y1 - self.y0, self.alpha1 - self.alpha0
        return replace(
            self,
            x0=self.x0 + begin * dx, y0=self.y0 + begin * dy, alpha0=self.alpha0 + begin * change,
            x1=self.x0 + end * dx, y1=self.y0 + end * dy, alpha1=self.alpha0 + end * change,
            phase=self.phase + begin * np.hypot(dx, dy),
        )  # fmt: skip


def trace(
    canvas: Canvas, first_id: int, lines: Projected, camera: Camera, strokes: Strokes, window: Window,
    dash: tuple[float, float],
) -> None:  # fmt: skip
    """Draw the runs of all lines that are in the picture and in the window of time."""
    for turn in range(-camera.turns, camera.turns + 1):
        links = _links(canvas, lines, camera, turn, strokes, window, dash)
        links = replace(links, line=first_id + (turn + camera.turns) * lines.track_count + links.line)
        links = _clipped(links, canvas)
        links = _dashes(links, dash)
        for start in range(0, len(links), _AT_ONCE):
            _draw(canvas, links.take(slice(start, start + _AT_ONCE)))


@dataclass(frozen=True, eq=False)
class _Runs:
    """The runs in the picture: their numbers, screen x of their first points, width, and whether they are dashed."""

    number: NDArray[np.int64]
    from_x: Floats
    width: Floats
    dashed: NDArray[np.bool_]


def _runs(
    canvas: Canvas, lines: Projected, camera: Camera, turn: int, strokes: Strokes, window: Window,
    dash: tuple[float, float],
) -> _Runs:  # fmt: skip
    scale = camera.scale
    away = (lines.x[lines.run_first].astype(np.int64) - camera.x).astype(np.int32).astype(np.float64)
    from_x = away * scale + camera.middle_x + turn * scale * 2.0**32
    wide = strokes.width[lines.run_track].astype(np.float64)
    reach = 0.5 * wide + 1.0
    left, right = from_x + lines.run_box[:, 0] * scale, from_x + lines.run_box[:, 1] * scale
    over = (camera.y - lines.run_box[:, 3]) * scale + camera.middle_y
    under = (camera.y - lines.run_box[:, 2]) * scale + camera.middle_y
    seen = (right >= -reach) & (left <= canvas.width + reach) & (under >= -reach) & (over <= canvas.height + reach)
    seen &= (wide > 0) & (lines.run_time_s[:, 0] <= window.to_s) & (lines.run_time_s[:, 1] >= window.from_s)
    dashed = lines.run_link == Link.ESTIMATED
    merged = dashed & (np.maximum(right - left, under - over) < sum(dash) * wide)
    width = np.where(merged, np.minimum(wide, 1.0), wide)
    number = np.flatnonzero(seen)
    return _Runs(number, from_x[number], width[number], (dashed & ~merged)[number])


def _links(
    canvas: Canvas, lines: Projected, camera: Camera, turn: int, strokes: Strokes, window: Window,
    dash: tuple[float, float],
) -> _Links:  # fmt: skip
    """Return what is to be drawn of the lines: from one point to the next that lies in another pixel."""
    runs = _runs(canvas, lines, camera, turn, strokes, window, dash)
    first = lines.run_first[runs.number].astype(np.int64)
    count = lines.run_last[runs.number] - first + 1
    run = np.repeat(np.arange(len(first)), count)
    start = np.cumsum(count) - count
    point = np.arange(int(count.sum())) - np.repeat(start - first, count)
    x = (lines.x[point] - lines.x[first][run]) * camera.scale + runs.from_x[run]
    y = (camera.y - lines.y[point].astype(np.int64)) * camera.scale + camera.middle_y
    kept = np.ones(len(point), np.bool_)
    kept[1:] = (np.floor(x[1:]) != np.floor(x[:-1])) | (np.floor(y[1:]) != np.floor(y[:-1]))
    kept[start] = True
    kept[start + count - 1] = True
    x, y, point, run = x[kept], y[kept], point[kept], run[kept]
    # A run of one point is a dot: a link from the point to itself.
    dots = np.flatnonzero((count == 1)[run])
    a = np.sort(np.concatenate([np.flatnonzero(run[1:] == run[:-1]), dots])) if len(run) else np.empty(0, np.int64)
    b = np.where((count == 1)[run[a]], a, a + 1)
    track = lines.run_track[runs.number][run[a]].astype(np.int64)
    strength = strokes.alpha[track].astype(np.float64)
    no = np.zeros(len(a), np.bool_)
    links = _Links(
        x[a], y[a], x[b], y[b], strength, strength, runs.width[run[a]], _phases(x, y, a, b, run[a]),
        runs.dashed[run[a]], no, no, track, strokes.rgb[track],
    )  # fmt: skip
    return _in_window(links, lines.time_s[point[a]], lines.time_s[point[b]], window)


def _phases(x: Floats, y: Floats, a: NDArray[np.int64], b: NDArray[np.int64], run: NDArray[np.int64]) -> Floats:
    """Return how far along its run each link begins, in pixels."""
    if not len(a):
        return np.empty(0)
    length = np.hypot(x[b] - x[a], y[b] - y[a])
    along = np.cumsum(length) - length
    opens = np.append([True], run[1:] != run[:-1])
    return along - np.maximum.accumulate(np.where(opens, along, 0.0))


def _in_window(links: _Links, time0: Floats, time1: Floats, window: Window) -> _Links:
    """Cut links at the window of time, and fade them."""
    inside = (time1 >= window.from_s) & (time0 <= window.to_s)
    links, time0, time1 = links.take(inside), time0[inside], time1[inside]
    lasts = np.where(time1 > time0, time1 - time0, 1.0)
    begin = np.clip((window.from_s - time0) / lasts, 0.0, 1.0)
    end = np.clip((window.to_s - time0) / lasts, 0.0, 1.0)
    links = links.cut(begin, end)
    if window.faint < 1.0 and np.isfinite(window.to_s - window.from_s) and window.to_s > window.from_s:
        slope = (1.0 - window.faint) / (window.to_s - window.from_s)
        links = replace(
            links,
            alpha0=links.alpha0 * (window.faint + (time0 + begin * lasts - window.from_s) * slope),
            alpha1=links.alpha1 * (window.faint + (time0 + end * lasts - window.from_s) * slope),
        )
    return links


def _clipped(links: _Links, canvas: Canvas) -> _Links:
    """Leave out what lies outside the picture, and shorten what reaches far out of it."""
    begin, end = np.zeros(len(links)), np.ones(len(links))
    margin = links.width + 1.0
    inside = np.ones(len(links), np.bool_)
    for start, stop, high in ((links.x0, links.x1, canvas.width), (links.y0, links.y1, canvas.height)):
        change = stop - start
        still = change == 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            enter, leave = (-margin - start) / change, (high + margin - start) / change
        enter, leave = np.minimum(enter, leave), np.maximum(enter, leave)
        inside &= ~still | ((start >= -margin) & (start <= high + margin))
        begin = np.where(still, begin, np.maximum(begin, enter))
        end = np.where(still, end, np.minimum(end, leave))
    kept = inside & (begin <= end)
    return links.take(kept).cut(begin[kept], end[kept])


def _dashes(links: _Links, dash: tuple[float, float]) -> _Links:
    """Replace dashed links by their dashes."""
    whole, broken = links.take(~links.dashed), links.take(links.dashed)
    if not len(broken):
        return whole
    on, period = dash[0] * broken.width, (dash[0] + dash[1]) * broken.width
    length = np.hypot(broken.x1 - broken.x0, broken.y1 - broken.y0)
    first = np.floor(broken.phase / period).astype(np.int64)
    count = np.floor((broken.phase + length) / period).astype(np.int64) - first + 1
    which = np.repeat(np.arange(len(broken)), count)
    number = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + first[which]
    safe = np.maximum(length[which], 1e-9)
    begin = (number * period[which] - broken.phase[which]) / safe
    end = begin + on[which] / safe
    pieces = broken.take(which)
    pieces = replace(pieces, flat0=begin >= -1e-9, flat1=end < 1.0)
    pieces = pieces.cut(np.clip(begin, 0.0, 1.0), np.clip(end, 0.0, 1.0))
    kept = (end > 0.0) & (begin < 1.0)
    pieces = pieces.take(kept)
    both = _Links(**{
        field.name: np.concatenate([getattr(whole, field.name), getattr(pieces, field.name)]) for field in fields(whole)
    })  # fmt: skip
    return both.take(np.argsort(both.line, kind="stable"))


def _draw(canvas: Canvas, links: _Links) -> None:
    """Draw links as all that is within half their width."""
    dx, dy = links.x1 - links.x0, links.y1 - links.y0
    length = np.hypot(dx, dy)
    still = length <= 1e-9
    safe = np.where(still, 1.0, length)
    direction = (np.where(still, 1.0, dx / safe), dy / safe, length)
    reach = 0.5 * links.width + 0.5
    steep = np.abs(dy) > np.abs(dx)
    low = np.where(steep, np.minimum(links.y0, links.y1), np.minimum(links.x0, links.x1))
    high = np.where(steep, np.maximum(links.y0, links.y1), np.maximum(links.x0, links.x1))
    begin = np.maximum(np.ceil(low - reach - 0.5), 0).astype(np.int64)
    stop = np.minimum(np.floor(high + reach - 0.5) + 1, np.where(steep, canvas.height, canvas.width)).astype(np.int64)
    bars = np.maximum(stop - begin, 0)
    which = np.repeat(np.arange(len(links)), bars)
    major = np.arange(len(which)) - np.repeat(np.cumsum(bars) - bars, bars) + begin[which] + 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(still, 0.0, np.where(steep, dx / dy, dy / dx))
    base_major, base_minor = np.where(steep, links.y0, links.x0), np.where(steep, links.x0, links.y0)
    at = np.clip(major, low[which], high[which])
    middle = base_minor[which] + (at - base_major[which]) * slope[which]
    half = (reach * np.sqrt(1.0 + slope * slope))[which]
    lowest = np.ceil(middle - half - 0.5)
    tall = int(np.ceil(2.0 * half.max())) + 1 if len(half) else 0
    samples = [_samples(canvas, links, direction, which, major, lowest + k + 0.5) for k in range(tall)]
    if samples:
        pixel, alpha, link = (np.concatenate(parts) for parts in zip(*samples, strict=True))
        compose(canvas, pixel, links.line[link], alpha, links.rgb[link])


def _samples(
    canvas: Canvas, links: _Links, direction: tuple[Floats, Floats, Floats], which: NDArray[np.int64],
    major: Floats, minor: Floats,
) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64]]:  # fmt: skip
    """Return pixel, alpha and link of one sample of each bar, where it covers anything."""
    ux, uy, length = direction[0][which], direction[1][which], direction[2][which]
    steep = np.abs(uy) > np.abs(ux)
    x, y = np.where(steep, minor, major), np.where(steep, major, minor)
    px, py = x - links.x0[which], y - links.y0[which]
    along, away = px * ux + py * uy, np.abs(px * uy - py * ux)
    past = np.maximum(along - length, 0.0)
    short = np.maximum(-along, 0.0)
    width = links.width[which]
    reach, most = 0.5 * width + 0.5, np.minimum(width, 1.0)
    flat0, flat1 = links.flat0[which], links.flat1[which]
    beyond = np.where(flat0, 0.0, short) + np.where(flat1, 0.0, past)
    cover = np.minimum(reach - np.hypot(away, beyond), most)
    cover = cover * np.where(flat0, np.clip(along + 0.5, 0.0, 1.0), 1.0)
    cover = cover * np.where(flat1, np.clip(length - along + 0.5, 0.0, 1.0), 1.0)
    part = np.clip(along, 0.0, length) / np.maximum(length, 1e-9)
    alpha = links.alpha0[which] + part * (links.alpha1 - links.alpha0)[which]
    value = np.floor(np.maximum(cover, 0.0) * alpha * 255.0 + 0.5)
    seen = (value > 0) & (x >= 0) & (x < canvas.width) & (y >= 0) & (y < canvas.height)
    pixel = y[seen].astype(np.int64) * canvas.width + x[seen].astype(np.int64)
    return pixel, np.minimum(value[seen], 255.0) / 255.0, which[seen]
