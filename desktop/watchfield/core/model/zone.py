"""A watch zone: the place somebody watches."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from ..geo.polygon import Polygon

__all__ = ["Ring", "Zone"]

Ring = tuple[tuple[float, float], ...]

_TURN = 3_600_000_000  # 360 degrees, in 1e-7


@dataclass(frozen=True)
class Zone:
    """A polygon with holes and a height band.

    id : made once and kept through every reshaping
    rings : corners (longitude, latitude) in degrees, first the rim, then holes; no repeated last corner
    floor_ft, ceiling_ft : above mean sea level; None is open
    airfield : the ident of the field it was drawn round, or None
    """

    id: str
    name: str
    rings: tuple[Ring, ...]
    airfield: str | None = None
    floor_ft: float | None = None
    ceiling_ft: float | None = None

    @cached_property
    def polygon(self) -> Polygon:
        """The rings, ready to be asked."""
        return Polygon(self.rings)

    @cached_property
    def version(self) -> str:
        """A hash of all that decides who was inside, 16 hex digits: another when reshaped, the same when renamed."""
        rings = [_normal(ring) for ring in self.rings]
        band = [None if height_ft is None else float(height_ft) + 0.0 for height_ft in (self.floor_ft, self.ceiling_ft)]
        shape = [rings[:1], sorted(rings[1:]), *band, self.airfield]
        return hashlib.sha256(json.dumps(shape, separators=(",", ":")).encode()).hexdigest()[:16]


def _normal(ring: Ring) -> list[list[int]]:
    """Return the corners in whole 1e-7 degrees (a centimetre), from the smallest on, towards its smaller neighbour."""
    # Whole numbers: 0, 0.0 and -0.0 are one, and so is a longitude on any turn.
    corners = [[(round(lon * 1e7) + _TURN // 2) % _TURN - _TURN // 2, round(lat * 1e7)] for lon, lat in ring]
    corners = [corner for place, corner in enumerate(corners) if corner != corners[place - 1]]
    least = min(corners, default=None)
    begins = [place for place, corner in enumerate(corners) if corner == least]
    ways = [corners[begin:] + corners[:begin] for begin in begins]
    return min([*ways, *(way[:1] + way[:0:-1] for way in ways)], default=[])
