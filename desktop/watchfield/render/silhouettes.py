"""Aircraft seen from above, turned to 64 headings: small pictures of alpha."""

from __future__ import annotations

import functools
import math
import re

import numpy as np
from numpy.typing import NDArray

from watchfield import paths
from watchfield.core.errors import ResourceError
from watchfield.core.model.aircraft import Silhouette
from watchfield.render import plain_fill

__all__ = ["HEADINGS", "KINDS", "atlas", "edge", "heading_index", "kind_index", "outline", "sprite"]

HEADINGS = 64
KINDS: tuple[str, ...] = tuple(kind.value for kind in Silhouette)
_BOX = 64.0  # the drawings' own units: a square of 64, nose up
_HOLLOW_PX = 1.3  # width of the rim of a hollow one, for each 28 pixels of size


def kind_index(kind: str) -> int:
    """Return the number of a silhouette; of a name that is none, that of the unknown."""
    return KINDS.index(kind) if kind in KINDS else KINDS.index(Silhouette.UNKNOWN.value)


def heading_index(heading_deg: NDArray[np.float32]) -> NDArray[np.int32]:
    """Return the nearest of the 64 headings; north where it is not known."""
    known = np.where(np.isfinite(heading_deg), heading_deg, 0.0)
    index: NDArray[np.int32] = (np.rint(known * (HEADINGS / 360.0)).astype(np.int32)) % HEADINGS
    return index


@functools.cache
def outline(kind: int) -> tuple[NDArray[np.float64], ...]:
    """Return the rings of a silhouette, each float64[n, 2], centred, in parts of its size; y down.

    Raises ResourceError.
    """
    path = paths.resources() / "icons" / "aircraft" / f"{KINDS[kind]}.svg"
    try:
        data = re.findall(r'<path[^>]*\sd="([^"]*)"', path.read_text(encoding="utf-8"))
        rings = [_ring(piece) for part in data for piece in re.split(r"(?=M)", part) if piece.strip()]
    except (OSError, ValueError) as error:
        raise ResourceError(
            f"an aircraft's drawing cannot be read ({error})", where=str(path), advice="Install Watchfield again."
        ) from error
    return tuple((ring - _BOX / 2) / _BOX for ring in rings)


def _ring(path: str) -> NDArray[np.float64]:
    """Return the corners of ``M1 2L3 4...Z``: our drawings have straight sides only."""
    if re.search(r"[^MLZ0-9.,\s-]", path):
        raise ValueError("it has other than straight sides")
    numbers = [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return np.array(numbers).reshape(-1, 2)


@functools.lru_cache(maxsize=4096)
def sprite(kind: int, size_px: int, heading: int, *, hollow: bool = False) -> NDArray[np.uint8]:
    """Return one silhouette as alpha, uint8[s, s] with s odd; its middle is the aircraft's position.

    heading : 0 to 63, clockwise from north
    hollow : the rim alone, for a position that is interpolated
    """
    side = _side(size_px)
    full = _filled(kind, float(size_px), heading, side)
    if not hollow:
        return full
    # The rim is what is left when the shape is worn off from all sides.
    worn = _worn(full.astype(np.float64) / 255.0, _HOLLOW_PX * max(size_px / 28.0, 0.8))
    return np.clip(full.astype(np.float64) - worn * 255.0 + full * 0.12, 0, 255).astype(np.uint8)


def _side(size_px: int) -> int:
    return 2 * math.ceil(size_px * 0.71) + 3  # turned by 45 degrees it is wider by the root of 2


def _filled(kind: int, size_px: float, heading: int, side: int) -> NDArray[np.uint8]:
    angle = heading * 2.0 * math.pi / HEADINGS
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    total = np.zeros((side, side + 1), np.float32)
    for ring in outline(kind):
        corners = ring @ turn.T * size_px + side / 2.0
        offsets = np.array([0, len(corners)], np.int64)
        area = np.zeros((side, side + 1), np.float32)
        x, y = np.ascontiguousarray(corners[:, 0]), np.ascontiguousarray(-corners[:, 1])
        plain_fill.accumulate(area, x, y, offsets, np.zeros(1, np.int64), 1.0, 0.0, 0.0)
        # Even-odd: a ring inside another is a hole, whichever way it runs.
        inside = np.abs(np.cumsum(area, axis=1))
        total = np.abs(total - inside)
    alpha: NDArray[np.uint8] = (np.clip(total[:, :side], 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    return alpha


def _worn(shape: NDArray[np.float64], depth: float, outside: float = 0.0) -> NDArray[np.float64]:
    """Return a shape worn off by some pixels: each pixel keeps the least of those near it."""
    reach = math.ceil(depth)
    padded = np.pad(shape, reach, constant_values=outside)
    worn = shape.copy()
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            near = min(max(depth + 0.5 - math.hypot(dx, dy), 0.0), 1.0)
            part = padded[reach + dy : reach + dy + shape.shape[0], reach + dx : reach + dx + shape.shape[1]]
            np.minimum(worn, 1.0 - near * (1.0 - part), out=worn)
    return worn


@functools.lru_cache(maxsize=32)
def atlas(kind: int, size_px: int, *, hollow: bool) -> NDArray[np.uint8]:
    """Return all headings of one silhouette, uint8[64, s, s]."""
    return np.stack([sprite(kind, size_px, heading, hollow=hollow) for heading in range(HEADINGS)])


@functools.lru_cache(maxsize=1024)
def edge(kind: int, size_px: int, heading: int) -> NDArray[np.uint8]:
    """Return a silhouette grown by a pixel and a half: the halo it stands on, uint8[s, s]."""
    shape = np.pad(sprite(kind, size_px, heading), 2).astype(np.float64) / 255.0
    grown = 1.0 - _worn(1.0 - shape, 1.5, outside=1.0)
    alpha: NDArray[np.uint8] = (grown * 255.0 + 0.5).astype(np.uint8)
    return alpha
