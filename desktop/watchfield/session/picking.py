"""Which track lies under the pointer, and which in a rectangle?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from watchfield.core.geo import plane
from watchfield.render.view import View
from watchfield.session.state import State

__all__ = ["nearest_fix", "nearest_track", "tracks_in_box"]

Floats = NDArray[np.float64]


def nearest_track(state: State, view: View, x_px: float, y_px: float, reach_px: float = 6.0) -> int | None:
    """Return the number of the track whose line, in the time that is shown, runs nearest to a pixel; None if far.

    view : in the same pixels as the pointer
    """
    if state.project is None or not len(state.project.fixes):
        return None
    fixes = state.project.fixes
    lon, lat = view.position(x_px, y_px)
    reach_deg = max(reach_px * view.m_per_px / plane.HALF_WORLD_M * 180.0, 0.02) * 40
    begin = min(state.shown.start_s, state.clock.now_s - state.trail_s)
    near = np.flatnonzero(
        (np.abs((fixes.lon_deg - lon + 180.0) % 360.0 - 180.0) < reach_deg)
        & (np.abs(fixes.lat_deg - lat) < reach_deg)
        & (fixes.time_s >= begin)
        & (fixes.time_s <= max(state.shown.end_s, state.clock.now_s))
    )
    near = near[near < len(fixes) - 1]
    near = near[fixes.joined_to_next()[near]] if len(near) else near
    if not len(near):
        return None
    x1, y1 = view.locate(fixes.lon_deg[near], fixes.lat_deg[near])
    x2, y2 = view.locate(fixes.lon_deg[near + 1], fixes.lat_deg[near + 1])
    far = _to_segments(x_px, y_px, x1, y1, x2, y2)
    best = int(np.argmin(far))
    if far[best] > reach_px:
        return None
    return int(np.searchsorted(fixes.offsets, near[best], side="right")) - 1


def nearest_fix(state: State, view: View, track: int, x_px: float, y_px: float, reach_px: float = 14.0) -> int | None:
    """Return the position of the fix of a track that lies nearest to a pixel, in the time shown; None if far."""
    if state.project is None:
        return None
    fixes = state.project.fixes
    first, last = int(fixes.offsets[track]), int(fixes.offsets[track + 1])
    times = fixes.time_s[first:last]
    begin = min(state.shown.start_s, state.clock.now_s - state.trail_s)
    end = max(state.shown.end_s, state.clock.now_s)
    low, high = first + int(np.searchsorted(times, begin)), first + int(np.searchsorted(times, end, side="right"))
    if low >= high:
        return None
    x, y = view.locate(fixes.lon_deg[low:high], fixes.lat_deg[low:high])
    far = np.hypot(x - x_px, y - y_px)
    best = int(np.argmin(far))
    return low + best if far[best] <= reach_px else None


def tracks_in_box(state: State, view: View, box: tuple[float, float, float, float]) -> tuple[int, ...]:
    """Return the tracks with a fix in a rectangle of pixels, in the time that is shown.

    box : two opposite corners x, y, x, y
    """
    if state.project is None:
        return ()
    fixes = state.project.fixes
    x, y = view.locate(fixes.lon_deg, fixes.lat_deg)
    inside = (x >= min(box[0], box[2])) & (x <= max(box[0], box[2]))
    inside &= (y >= min(box[1], box[3])) & (y <= max(box[1], box[3]))
    inside &= (fixes.time_s >= state.shown.start_s) & (fixes.time_s <= state.shown.end_s)
    found = np.searchsorted(fixes.offsets, np.flatnonzero(inside), side="right") - 1
    return tuple(int(track) for track in np.unique(found))


def _to_segments(x: float, y: float, x1: Floats, y1: Floats, x2: Floats, y2: Floats) -> Floats:
    """Return the distances of a point from segments."""
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = np.clip(((x - x1) * dx + (y - y1) * dy) / np.where(length > 0, length, 1.0), 0.0, 1.0)
    far: Floats = np.hypot(x1 + share * dx - x, y1 + share * dy - y)
    return far
