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
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..geo.units import METRES_PER_FOOT
from ..model.fixes import Fixes, Quality
from ..model.reading import Batch
from ..model.track import Interval, Track, complete_key
from .geometry import line_blob
from .rows import canonical, clean, quoted, utc_texts
from .schema import BLOB_COLUMNS

__all__ = ["MOST_FIXES", "Row", "Stretches", "cut", "row_hash", "rows"]

MOST_FIXES = 65_536
_AT_ONCE = 65_536

Row = tuple[tuple[Any, ...], bytes, tuple[memoryview, ...], bytes]
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
    batch: Batch, hashes: Sequence[str], stretches: Stretches, *, first_source: int, first_fid: int
) -> Iterator[Row]:
    """Return the rows of all stretches of a batch, numbered from ``first_fid`` on.

    hashes : SHA-256 of each file; its source is the next one from ``first_source`` on
    """
    said = _Said(batch, hashes)
    for some in _pieces(stretches):
        yield from _rows(batch.fixes, some, said, first_source, first_fid)
        first_fid += len(some)


def _pieces(stretches: Stretches) -> Iterator[Stretches]:
    """Cut many stretches into some with about so many fixes, whose vertices stay in the processor's cache."""
    which = stretches.begin // _AT_ONCE
    cuts = np.flatnonzero(which[1:] != which[:-1]) + 1
    for first, last in pairwise((0, *cuts.tolist(), len(stretches))):
        if first < last:
            part = slice(first, last)
            yield Stretches(stretches.track[part], stretches.begin[part], stretches.end[part], stretches.has_tail[part])


def _rows(fixes: Fixes, stretches: Stretches, said: _Said, first_source: int, first_fid: int) -> Iterator[Row]:
    first = int(stretches.begin[0])
    part = slice(first, int(stretches.end[-1]) + 1)  # and the next fix, for a tail
    vertices = _vertices(fixes, part)
    columns = [(_bytes_of(column), column.itemsize) for column in _columns(fixes, part)]
    envelopes = _envelopes(vertices, stretches.begin - first)
    start_s, end_s = fixes.time_s[stretches.begin], fixes.time_s[stretches.end - 1]
    times = zip(utc_texts(start_s), utc_texts(end_s, round_up=True), start_s.tolist(), end_s.tolist(), strict=True)
    source = (fixes.source[stretches.begin].astype(np.int64) + first_source).tolist()
    is_first = (stretches.begin == fixes.offsets[stretches.track]).tolist()
    bounds = zip(
        (stretches.begin - first).tolist(), (stretches.end - first).tolist(), stretches.has_tail.tolist(), strict=True
    )
    tracks = zip(stretches.track.tolist(), is_first, source, strict=True)
    for fid, ((begin, end, has_tail), (track, opens, source_id), when, envelope) in enumerate(
        zip(bounds, tracks, times, envelopes, strict=True), first_fid
    ):
        about, about_text = said.columns(track, when[2], when[3], is_first=opens)
        small = (fid, source_id, *about, *when, end - begin)
        geom = line_blob(*_line(vertices, begin, end, envelope, has_tail=has_tail))
        blobs = tuple(view[begin * size : end * size] for view, size in columns)
        start, stop, first_s, last_s = when
        text = f'[{fid},{source_id},{about_text},"{start}","{stop}",{first_s!r},{last_s!r},{end - begin}]'
        yield small, geom, blobs, _hash(text, geom, blobs)


def _columns(fixes: Fixes, part: slice) -> Iterator[NDArray[Any]]:
    """Give the columns that stand as blobs; of the marks only what the recording says."""
    for name in BLOB_COLUMNS:
        column = getattr(fixes, name)[part]
        yield column & np.uint16(Quality.RECORDED) if name == "quality" else column


def _bytes_of(column: NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(column).view(np.uint8).data


def row_hash(small: Sequence[Any], geom: bytes, blobs: Sequence[bytes]) -> bytes:
    """Return SHA-256 over every column of a stretch: small ones as JSON, then each blob with its length."""
    return _hash(canonical(small), geom, blobs)


def _hash(small: str, geom: bytes, blobs: Sequence[bytes | memoryview]) -> bytes:
    """Return the hash of a row whose small columns are canonical JSON already."""
    pieces: list[bytes | memoryview] = [small.encode()]
    for blob in (geom, *blobs):
        pieces += (len(blob).to_bytes(8, "little"), blob)
    return hashlib.sha256(b"".join(pieces)).digest()


def _vertices(fixes: Fixes, part: slice) -> NDArray[np.float64]:
    """Return longitude, latitude, a finite height in metres and UTC seconds, float64[n, 4]."""
    baro, geometric = fixes.baro_altitude_ft[part], fixes.geo_altitude_ft[part]
    altitude_ft = np.where(np.isnan(baro), geometric, baro)
    vertices = np.empty((len(baro), 4), "<f8")
    vertices[:, 0], vertices[:, 1], vertices[:, 3] = fixes.lon_deg[part], fixes.lat_deg[part], fixes.time_s[part]
    # A height that is NaN makes GDAL's GeoJSON export drop the whole geometry.
    np.multiply(np.where(np.isfinite(altitude_ft), altitude_ft, 0.0), METRES_PER_FOOT, out=vertices[:, 2])
    return vertices


def _envelopes(vertices: NDArray[np.float64], begin: NDArray[np.int64]) -> list[list[float]]:
    """Return west, east, south, north of each stretch."""
    bounds = (bound.reduceat(vertices[:, :2], begin) for bound in (np.minimum, np.maximum))
    envelopes: list[list[float]] = np.stack(list(bounds), axis=-1).reshape(-1, 4).tolist()
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
    """What recordings say of their tracks, as the text columns of their stretches, and as canonical JSON."""

    def __init__(self, batch: Batch, hashes: Sequence[str]) -> None:
        self._tracks = batch.tracks
        counts = np.diff(batch.first_track).tolist()
        self._hashes = [sha256 for sha256, count in zip(hashes, counts, strict=True) for _ in range(count)]
        self._spans: tuple[int, _Spans, _Spans] | None = None
        self._facts: dict[tuple[tuple[str, object], ...], str] = {}  # of a fleet many say the same

    def columns(self, index: int, start_s: float, end_s: float, *, is_first: bool) -> tuple[tuple[Any, ...], str]:
        """Return key, icao24, callsign, registration, type, facts and spans of one stretch; the same as JSON.

        The first one has the spans of its whole track, also those in which no fix was recorded.
        """
        track = self._tracks[index]
        callsigns, squawks = self._within(index, start_s, end_s)
        callsign = _longest(callsigns, start_s, end_s) or track.callsign
        if is_first:
            callsigns, squawks = track.callsigns, track.squawks
        key = clean(complete_key(track.key, self._hashes[index]))
        about = (
            key,
            *(text and clean(text) for text in (track.icao24, callsign, track.registration, track.type)),
            self._facts_text(track),
            _spans_text(callsigns, squawks),
        )
        return about, ",".join(["null" if text is None else quoted(text) for text in about])

    def _facts_text(self, track: Track) -> str:
        if not all(isinstance(value, str | bool) for value in track.facts.values()):
            return canonical(dict(track.facts))
        said = tuple(track.facts.items())
        if said not in self._facts:
            self._facts[said] = canonical(dict(said))
        return self._facts[said]

    def _within(self, index: int, start_s: float, end_s: float) -> tuple[Sequence[Interval], Sequence[Interval]]:
        """Return the callsigns and squawks that touch a stretch; stretches are asked for track by track."""
        track = self._tracks[index]
        if len(track.callsigns) <= 1 and len(track.squawks) <= 1:
            touching = (
                tuple(span for span in spans if span.start_s <= end_s and span.end_s >= start_s)
                for spans in (track.callsigns, track.squawks)
            )
            callsigns, squawks = touching
            return callsigns, squawks
        if self._spans is None or self._spans[0] != index:
            self._spans = (index, _Spans(track.callsigns), _Spans(track.squawks))
        return self._spans[1].within(start_s, end_s), self._spans[2].within(start_s, end_s)


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
    if len(spans) <= 1:
        return spans[0].text if spans else None
    held: dict[str, float] = {}
    for span in spans:
        held[span.text] = held.get(span.text, 0.0) + min(span.end_s, end_s) - max(span.start_s, start_s)
    return min(held, key=lambda text: (-held[text], text))


def _spans_text(callsigns: Sequence[Interval], squawks: Sequence[Interval]) -> str:
    """Return canonical JSON."""
    both = [_one_spans_text(name, spans) for name, spans in (("callsigns", callsigns), ("squawks", squawks)) if spans]
    return f"{{{','.join(both)}}}"


def _one_spans_text(name: str, spans: Sequence[Interval]) -> str:
    each = ",".join([f"[{float(s.start_s)!r},{float(s.end_s)!r},{quoted(s.text)}]" for s in spans])
    return f'"{name}":[{each}]'
