"""Tracks cut into stretches, and stretches as rows.

A stretch is one aircraft in one source with no hole over 300 s, no step over 180 degrees of longitude and at most
65,536 fixes, so that a map draws no line across a hole and no streak across the world:

    track     . . . . . |180| . . .        . . . .
    stretch   1 1 1 1 1     2 2 2   hole   3 3 3 3
    tail                x                              the next fix, its longitude written on this side of 180
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..geo.units import METRES_PER_FOOT
from ..model.fixes import Fixes, Quality
from ..model.track import Interval, Track, complete_key
from .geometry import line_blob
from .rows import canonical, clean, utc_texts
from .schema import BLOB_COLUMNS

__all__ = ["MOST_FIXES", "Row", "Stretches", "cut", "row_hash", "rows"]

MOST_FIXES = 65_536

Row = tuple[tuple[Any, ...], bytes, tuple[bytes, ...], bytes]
"""The small columns, the geometry, the column blobs, the hash of them all."""


@dataclass(frozen=True, eq=False, slots=True)
class Stretches:
    """Stretches as columns over a ``Fixes``: stretch *i* is the fixes ``begin[i]:end[i]``.

    track : int64[m]
    has_tail : bool[m], whether the line goes on to the next fix
    """

    track: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    has_tail: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.begin)


def cut(fixes: Fixes) -> Stretches:
    """Cut tracks into stretches."""
    count = len(fixes)
    if not count:
        none = np.empty(0, np.int64)
        return Stretches(none, none, none, np.empty(0, np.bool_))
    solid = fixes.joined_to_next()[:-1]
    near = np.abs(fixes.lon_deg[1:] - fixes.lon_deg[:-1]) <= 180.0
    begin = np.concatenate(([0], np.flatnonzero(~(solid & near)) + 1))
    begin = _cut_by_size(begin, count)
    end = np.concatenate((begin[1:], [count]))
    has_tail = np.concatenate((solid[end[:-1] - 1], [False]))
    track = np.searchsorted(fixes.offsets, begin, side="right") - 1
    return Stretches(track.astype(np.int64), begin, end, has_tail)


def _cut_by_size(begin: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    if count <= MOST_FIXES:
        return begin
    lengths = np.diff(np.append(begin, count))
    pieces = -(-lengths // MOST_FIXES)
    first_piece = np.repeat(np.cumsum(pieces) - pieces, pieces)
    cut_begin: NDArray[np.int64] = np.repeat(begin, pieces) + (np.arange(len(first_piece)) - first_piece) * MOST_FIXES
    return cut_begin


def rows(
    fixes: Fixes, tracks: Sequence[Track], stretches: Stretches, *, source_id: int, sha256: str, first_fid: int
) -> Iterator[Row]:
    """Return the rows of all stretches of one source, numbered from ``first_fid`` on."""
    if not len(stretches):
        return
    vertices = _vertices(fixes)
    envelopes = _envelopes(vertices, stretches)
    columns = {name: getattr(fixes, name) for name in BLOB_COLUMNS}
    columns["quality"] = columns["quality"] & np.uint16(Quality.RECORDED)
    start_s, end_s = fixes.time_s[stretches.begin], fixes.time_s[stretches.end - 1]
    times = zip(utc_texts(start_s), utc_texts(end_s, round_up=True), start_s.tolist(), end_s.tolist(), strict=True)
    parts = (stretches.track, stretches.begin, stretches.end, stretches.has_tail)
    cuts = zip(*(part.tolist() for part in parts), strict=True)
    said = _Said(tracks, sha256)
    for index, ((track, begin, end, has_tail), (start, stop, first_s, last_s)) in enumerate(
        zip(cuts, times, strict=True)
    ):
        about = said.columns(track, first_s, last_s, is_first=index == 0 or track != stretches.track[index - 1])
        small = (first_fid + index, source_id, *about, start, stop, first_s, last_s, end - begin)
        line, envelope = _line(vertices, begin, end, envelopes[index], has_tail=has_tail)
        geom = line_blob(line, envelope)
        blobs = tuple(columns[name][begin:end].tobytes() for name in BLOB_COLUMNS)
        yield small, geom, blobs, row_hash(small, geom, blobs)


def row_hash(small: Sequence[Any], geom: bytes, blobs: Sequence[bytes]) -> bytes:
    """Return SHA-256 over every column of a stretch: small ones as JSON, then each blob with its length."""
    digest = hashlib.sha256(canonical(small).encode())
    for blob in (geom, *blobs):
        digest.update(len(blob).to_bytes(8, "little"))
        digest.update(blob)
    return digest.digest()


def _vertices(fixes: Fixes) -> NDArray[np.float64]:
    """Return longitude, latitude, a finite height in metres and UTC seconds, float64[n, 4]."""
    altitude_ft = fixes.altitude_ft()
    vertices = np.empty((len(fixes), 4), "<f8")
    vertices[:, 0], vertices[:, 1], vertices[:, 3] = fixes.lon_deg, fixes.lat_deg, fixes.time_s
    # A height that is NaN makes GDAL's GeoJSON export drop the whole geometry.
    vertices[:, 2] = np.where(np.isfinite(altitude_ft), altitude_ft, 0.0).astype(np.float64) * METRES_PER_FOOT
    return vertices


def _envelopes(vertices: NDArray[np.float64], stretches: Stretches) -> list[list[float]]:
    least, most = (bound.reduceat(vertices[:, :2], stretches.begin) for bound in (np.minimum, np.maximum))
    envelopes: list[list[float]] = np.stack((least, most), axis=-1).reshape(-1, 4).tolist()
    return envelopes


def _line(
    vertices: NDArray[np.float64], begin: int, end: int, envelope: list[float], *, has_tail: bool
) -> tuple[NDArray[np.float64], tuple[float, float, float, float]]:
    """Return the vertices of one stretch: its fixes, and a tail; a single fix stands twice, or GIS cannot find it."""
    west, east, south, north = envelope
    if not has_tail:
        return (vertices[begin:end] if end - begin > 1 else vertices[[begin, begin]]), (west, east, south, north)
    line = vertices[begin : end + 1].copy()
    lon, lat = float(line[-1, 0]), float(line[-1, 1])
    step = lon - float(line[-2, 0])
    if abs(step) > 180.0:
        lon -= math.copysign(360.0, step)
    line[-1, 0] = lon
    return line, (min(west, lon), max(east, lon), min(south, lat), max(north, lat))


class _Said:
    """What a recording says of its tracks, as the text columns of their stretches."""

    def __init__(self, tracks: Sequence[Track], sha256: str) -> None:
        self._tracks = tracks
        self._keys = [clean(complete_key(track.key, sha256)) for track in tracks]
        self._facts = [canonical(dict(track.facts)) for track in tracks]
        self._spans = [(_Spans(track.callsigns), _Spans(track.squawks)) for track in tracks]

    def columns(self, index: int, start_s: float, end_s: float, *, is_first: bool) -> tuple[Any, ...]:
        """Return key, icao24, callsign, registration, type, facts and spans of one stretch.

        The first one has the spans of its whole track, also those in which no fix was recorded.
        """
        track = self._tracks[index]
        callsigns, squawks = (spans.within(start_s, end_s) for spans in self._spans[index])
        callsign = _longest(callsigns, start_s, end_s) or track.callsign
        about = (
            None if text is None else clean(text) for text in (track.icao24, callsign, track.registration, track.type)
        )
        if is_first:
            callsigns, squawks = track.callsigns, track.squawks
        return self._keys[index], *about, self._facts[index], _spans_text(callsigns, squawks)


class _Spans:
    """Intervals, ready to be asked which of them touch a stretch; a hostile file may have millions."""

    def __init__(self, spans: Sequence[Interval]) -> None:
        self._spans = sorted(spans, key=lambda span: span.start_s)
        self._starts = [span.start_s for span in self._spans]
        self._latest_ends = list(accumulate((span.end_s for span in self._spans), max))

    def within(self, start_s: float, end_s: float) -> Sequence[Interval]:
        """Return the intervals that touch this time."""
        first = bisect_left(self._latest_ends, start_s)
        last = bisect_right(self._starts, end_s)
        return [span for span in self._spans[first:last] if span.end_s >= start_s]


def _longest(spans: Sequence[Interval], start_s: float, end_s: float) -> str | None:
    held: dict[str, float] = {}
    for span in spans:
        held[span.text] = held.get(span.text, 0.0) + min(span.end_s, end_s) - max(span.start_s, start_s)
    return min(held, key=lambda text: (-held[text], text)) if held else None


def _spans_text(callsigns: Sequence[Interval], squawks: Sequence[Interval]) -> str:
    if not callsigns and not squawks:
        return "{}"
    both = (("callsigns", callsigns), ("squawks", squawks))
    return canonical(
        {name: [[float(s.start_s), float(s.end_s), s.text] for s in spans] for name, spans in both if spans}
    )
