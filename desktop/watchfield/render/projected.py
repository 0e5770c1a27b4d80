"""Lines made ready for drawing and picking, once: in units of the map plane, with boxes over runs of their points.

A *run* is at most 64 consecutive links of one style, in one track. Runs are what drawing and picking look at first: a
run out of view or out of time is passed over, one smaller than a pixel is one step of its line. So a frame costs what
is seen of it, and not what there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchfield.core.geo import plane
from watchfield.core.model.fixes import SOLID_S, Fixes, Kind, Quality

__all__ = ["NOT_DRAWN", "RUN", "Link", "Projected"]

RUN = 64
NOT_DRAWN = Quality.DUPLICATE | Quality.JUMP
_SEEN_S = 120.0  # two fixes so close are one observation; farther apart it depends on how often the track was seen
_SEEN_STEPS = 8.0


class Link(IntEnum):
    """How we know what was between a fix and the next one."""

    MISSING = 0
    OBSERVED = 1
    ESTIMATED = 2


@dataclass(frozen=True, eq=False, slots=True)
class Projected:
    """Lines on the map plane, in read-only columns.

    offsets : int64[tracks + 1], line *i* is ``offsets[i]:offsets[i + 1]``
    x, y : int32[n], plane units
    time_s : float64[n], UTC seconds, zero where there is no time
    row : int64[n], position of each point in the fixes it came from (duplicates and jumps are not drawn)
    link : uint8[n], :class:`Link` from each point to the next
    run_first, run_last : int32[r], first and last point of each run; runs that touch share a point
    run_track : int32[r], whose run it is
    run_link : uint8[r]
    run_box : int64[r, 4], left and right relative to x of its first point, bottom and top, in units
    run_length : float32[r], the way along its links, in units: says how many of its points are worth looking at
    run_time_s : float64[r, 2], its first and last time
    """

    offsets: NDArray[np.int64]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    time_s: NDArray[np.float64]
    row: NDArray[np.int64]
    link: NDArray[np.uint8]
    run_first: NDArray[np.int32]
    run_last: NDArray[np.int32]
    run_track: NDArray[np.int32]
    run_link: NDArray[np.uint8]
    run_box: NDArray[np.int64]
    run_length: NDArray[np.float32]
    run_time_s: NDArray[np.float64]

    def __post_init__(self) -> None:
        for field in fields(self):
            getattr(self, field.name).setflags(write=False)

    def __len__(self) -> int:
        return len(self.x)

    @property
    def track_count(self) -> int:
        """How many lines there are."""
        return len(self.offsets) - 1

    @property
    def nbytes(self) -> int:
        """Bytes of all columns."""
        return sum(getattr(self, field.name).nbytes for field in fields(self))

    @classmethod
    def of_fixes(cls, fixes: Fixes) -> Projected:
        """Project all fixes that are drawn: not duplicates, not jumps, and with a position."""
        drawn = (fixes.quality & int(NOT_DRAWN)) == 0
        drawn &= np.isfinite(fixes.lon_deg) & np.isfinite(fixes.lat_deg) & np.isfinite(fixes.time_s)
        if drawn.all():
            row = np.arange(len(fixes), dtype=np.int64)
            offsets, kept = fixes.offsets, fixes
        else:
            row = np.flatnonzero(drawn)
            offsets = np.searchsorted(row, fixes.offsets).astype(np.int64)
            kept = fixes.take(row)
        x, y = plane.to_units(kept.lon_deg, kept.lat_deg)
        return _with_runs(offsets, x, y, kept.time_s, row, _links(kept))

    @classmethod
    def of_paths(cls, paths: Sequence[NDArray[Any]]) -> Projected:
        """Project lines without times: each path is float[n, 2], longitude and latitude, all of it observed."""
        offsets = np.concatenate([[0], np.cumsum([len(path) for path in paths], dtype=np.int64)]).astype(np.int64)
        points = np.concatenate([np.empty((0, 2)), *(np.asarray(path, np.float64) for path in paths)])
        return cls.of_units(offsets, *plane.to_units(points[:, 0], points[:, 1]))

    @classmethod
    def of_units(
        cls,
        offsets: NDArray[np.int64],
        x: NDArray[np.int32],
        y: NDArray[np.int32],
        link: NDArray[np.uint8] | None = None,
    ) -> Projected:
        """Return lines that are on the plane already; without ``link`` all of each is observed."""
        if link is None:
            link = np.full(len(x), Link.OBSERVED, np.uint8)
            ends = offsets[1:] - 1
            link[ends[np.diff(offsets) > 0]] = Link.MISSING
        return _with_runs(offsets, x, y, np.zeros(len(x)), np.arange(len(x), dtype=np.int64), link)

    def hole_ends(self) -> NDArray[np.int64]:
        """Return the points at which a line ends before a hole or begins after it, ascending."""
        missing = np.flatnonzero(self.link == Link.MISSING)
        inner = missing[~np.isin(missing, self.offsets[1:] - 1)]
        return np.unique(np.concatenate([inner, inner + 1]))


def _links(fixes: Fixes) -> NDArray[np.uint8]:
    """Return how what follows each fix is known, uint8[n].

    Observed is what lies between two fixes at most max(120 s, 8 x the track's median step) apart. Estimated is a longer
    time without a hole, what touches a position that was calculated, and what leads to one that was stale.
    """
    count = len(fixes)
    joined = fixes.joined_to_next()
    link = np.where(joined, np.uint8(Link.OBSERVED), np.uint8(Link.MISSING)).astype(np.uint8)
    if count < 2:
        return link
    calculated = fixes.kind == Kind.ESTIMATED
    unsure = np.zeros(count, np.bool_)
    unsure[:-1] = calculated[:-1] | calculated[1:] | ((fixes.quality[1:] & int(Quality.STALE)) != 0)
    step_s = np.zeros(count)
    step_s[:-1] = np.diff(fixes.time_s)
    late = np.flatnonzero(joined & (step_s > _SEEN_S))
    if len(late):
        track = np.searchsorted(fixes.offsets, late, side="right") - 1
        rare, which = np.unique(track, return_inverse=True)
        medians = [np.median(np.diff(fixes.time_s[fixes.offsets[i] : fixes.offsets[i + 1]])) for i in rare]
        usual_s = np.minimum(_SEEN_STEPS * np.asarray(medians, np.float64), SOLID_S)
        unsure[late] |= step_s[late] > np.maximum(usual_s[which], _SEEN_S)
    link[joined & unsure] = Link.ESTIMATED
    return link


def _with_runs(
    offsets: NDArray[np.int64],
    x: NDArray[np.int32],
    y: NDArray[np.int32],
    time_s: NDArray[np.float64],
    row: NDArray[np.int64],
    link: NDArray[np.uint8],
) -> Projected:
    first, last, style = _runs(link)
    track = (np.searchsorted(offsets, first, side="right") - 1).astype(np.int32)
    box = _boxes(x, y, link, first, last)
    length = _lengths(x, y, link, first, last)
    times = np.stack([time_s[first], time_s[last]], axis=1) if len(first) else np.empty((0, 2))
    return Projected(
        np.ascontiguousarray(offsets), x, y, np.ascontiguousarray(time_s), row, link,
        first.astype(np.int32), last.astype(np.int32), track, style, box, length, np.ascontiguousarray(times),
    )  # fmt: skip


def _runs(link: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Return first point, last point and style of the runs; a point without links is a run by itself."""
    count = len(link)
    if not count:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8)
    index = np.arange(count, dtype=np.int64)
    changes = np.ones(count, np.bool_)
    changes[1:] = (link[1:] != link[:-1]) | (link[1:] == Link.MISSING)
    begin = np.flatnonzero(changes)
    since = index - np.repeat(begin, np.diff(np.append(begin, count)))
    first = np.flatnonzero((link != Link.MISSING) & (since % RUN == 0))
    ends = np.append(begin, count)[np.searchsorted(begin, first, side="right")]
    last = np.minimum(first + RUN, ends)
    alone = link == Link.MISSING
    alone[1:] &= link[:-1] == Link.MISSING
    dots = np.flatnonzero(alone)
    order = np.argsort(np.concatenate([first, dots]), kind="stable")
    style = np.concatenate([link[first], np.full(len(dots), Link.OBSERVED, np.uint8)])
    return np.concatenate([first, dots])[order], np.concatenate([last, dots])[order], style[order]


def _boxes(
    x: NDArray[np.int32],
    y: NDArray[np.int32],
    link: NDArray[np.uint8],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return left and right relative to the first x, bottom and top of each run, int64[r, 4]."""
    if not len(first):
        return np.empty((0, 4), np.int64)
    step = np.zeros(len(x), np.int64)
    step[1:] = np.where(link[:-1] != Link.MISSING, x[1:] - x[:-1], 0)  # int32 differences: the shorter way round
    along = np.append(np.cumsum(step), 0)
    height = np.append(y.astype(np.int64), 0)
    spans = np.stack([first, last + 1], axis=1).ravel()
    box = np.empty((len(first), 4), np.int64)
    box[:, 0] = np.minimum.reduceat(along, spans)[::2] - along[first]
    box[:, 1] = np.maximum.reduceat(along, spans)[::2] - along[first]
    box[:, 2] = np.minimum.reduceat(height, spans)[::2]
    box[:, 3] = np.maximum.reduceat(height, spans)[::2]
    return box


def _lengths(
    x: NDArray[np.int32],
    y: NDArray[np.int32],
    link: NDArray[np.uint8],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Return the way along each run, float32[r], in units."""
    if not len(x):
        return np.empty(0, np.float32)
    step = np.zeros(len(x))
    step[1:] = np.hypot(x[1:] - x[:-1], y[1:].astype(np.float64) - y[:-1])
    step[1:][link[:-1] == Link.MISSING] = 0.0
    along = np.cumsum(step)
    return (along[last] - along[first]).astype(np.float32)
