"""A watch zone: the place somebody watches."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from ..geo.polygon import Polygon

__all__ = ["Ring", "Zone"]

Ring = tuple[tuple[float, float], ...]


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
        shape = [rings[:1], sorted(rings[1:]), self.floor_ft, self.ceiling_ft, self.airfield]
        return hashlib.sha256(json.dumps(shape, separators=(",", ":")).encode()).hexdigest()[:16]


def _normal(ring: Ring) -> list[list[float]]:
    """Return the corners to 1e-7 degrees (a centimetre), from the smallest on, towards its smaller neighbour."""
    corners = [[round(lon, 7), round(lat, 7)] for lon, lat in ring]
    if not corners:
        return corners
    begin = corners.index(min(corners))
    turned = corners[begin:] + corners[:begin]
    backwards = turned[:1] + turned[:0:-1]
    return min(turned, backwards)
