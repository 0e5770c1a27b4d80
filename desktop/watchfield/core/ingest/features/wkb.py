"""Geometries as GeoPackage keeps them: a header of its own, then well-known binary."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LINE", "POINT", "POLYGON", "Piece", "pieces_of"]

POINT, LINE, POLYGON = 1, 2, 3
_COLLECTIONS = (4, 5, 6, 7)
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_EWKB_Z, _EWKB_M, _EWKB_SRID = 0x80000000, 0x40000000, 0x20000000
_MOST_NESTED = 8


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """A point, a line or a polygon.

    kind : POINT, LINE or POLYGON
    rings : float64[n, width] each; a point and a line have one
    measured : whether the last number of each position is M
    """

    kind: int
    rings: tuple[NDArray[np.float64], ...]
    measured: bool


def pieces_of(blob: object) -> Iterator[Piece]:
    """Give what a geometry consists of, nothing for an empty or missing one. Raises ValueError for what is none."""
    if blob is None:
        return
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        raise ValueError("not a GeoPackage geometry")
    envelope = blob[3] >> 1 & 7
    if envelope >= len(_ENVELOPE_BYTES):
        raise ValueError("an envelope of no known kind")
    if blob[3] & 0x10:  # empty
        return
    try:
        yield from _Reader(blob, 8 + _ENVELOPE_BYTES[envelope]).pieces(0)
    except (struct.error, IndexError) as error:
        raise ValueError("cut short") from error


class _Reader:
    """Reads from front to back."""

    def __init__(self, blob: bytes, at: int) -> None:
        self._blob, self._at = blob, at

    def pieces(self, depth: int) -> Iterator[Piece]:
        if depth > _MOST_NESTED:
            raise ValueError("nested too deeply")
        order = "<" if self._blob[self._at] else ">"
        self._at += 1
        code = self._count(order)
        if code & _EWKB_SRID:
            self._at += 4
        flags, plain = code & (_EWKB_Z | _EWKB_M), code & 0x0FFFFFFF
        kind, form = plain % 1000, plain // 1000
        deep, measured = form in (1, 3) or bool(flags & _EWKB_Z), form in (2, 3) or bool(flags & _EWKB_M)
        width = 2 + deep + measured
        if kind == POINT:
            yield Piece(kind, (self._positions(order, width, 1),), measured)
        elif kind == LINE:
            yield Piece(kind, (self._positions(order, width, self._count(order)),), measured)
        elif kind == POLYGON:
            rings = [self._positions(order, width, self._count(order)) for _ in range(self._number(order, 4))]
            yield Piece(kind, tuple(rings), measured)
        elif kind in _COLLECTIONS:
            for _ in range(self._number(order, 5)):
                yield from self.pieces(depth + 1)
        else:
            raise ValueError("a geometry of no known kind")

    def _positions(self, order: str, width: int, count: int) -> NDArray[np.float64]:
        if count * width * 8 > len(self._blob) - self._at:
            raise ValueError("cut short")
        found = np.frombuffer(self._blob, f"{order}f8", count * width, self._at).reshape(count, width)
        self._at += found.nbytes
        return found.astype(np.float64)

    def _number(self, order: str, least_bytes: int) -> int:
        """Return how many follow, of which each takes so many bytes at least."""
        count = self._count(order)
        if count * least_bytes > len(self._blob) - self._at:
            raise ValueError("cut short")
        return count

    def _count(self, order: str) -> int:
        (value,) = struct.unpack_from(f"{order}I", self._blob, self._at)
        self._at += 4
        return int(value)
