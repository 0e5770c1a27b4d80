"""Stretches put together: every blob into its place of one columnar value, checked before it is used."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..geo.times import EARLIEST_S, LATEST_S
from ..model.fixes import COLUMNS, Fixes, Kind, Quality
from ..model.track import Identity, Interval, Track
from ..task import Progress
from .aircraft import joined
from .geometry import line_vertices
from .read import StoredSource, damaged
from .schema import BLOB_COLUMNS
from .statements import select
from .stretches import MOST_FIXES

__all__ = ["read_fixes"]

_RANGES: Mapping[str, tuple[float, float]] = {
    "time_s": (EARLIEST_S, LATEST_S),
    "lon_deg": (-180.0, 180.0),
    "lat_deg": (-90.0, 90.0),
    "kind": (0, int(Kind.UNKNOWN)),
    "quality": (0, int(Quality.RECORDED)),
}
_DECODER = json.JSONDecoder()
_PIECE = 1_000_000  # fixes looked at together: small enough to stay in memory that is there already
_LEAST_BYTES = 32  # of a fix, its vertex alone
_Columns = Mapping[str, NDArray[Any]]
_TRACK = select(
    "track",
    (
        "fid",
        "source_id",
        "key",
        "icao24",
        "callsign",
        "registration",
        "type",
        "facts",
        "spans",
        "start_s",
        "end_s",
        "fix_count",
    ),
    "WHERE fid BETWEEN ? AND ? ORDER BY fid",
)
_GEOM = select("track", ("fid", "geom"), "WHERE fid BETWEEN ? AND ? ORDER BY fid")
_BLOBS = select("track_column", ("fid", *BLOB_COLUMNS), "WHERE fid BETWEEN ? AND ? ORDER BY fid")


@dataclass(frozen=True, slots=True)
class _Run:
    """Stretches of one source whose numbers follow each other; ``index`` is its position among the sources."""

    index: int
    source_id: int
    first_fid: int
    last_fid: int


@dataclass(slots=True)
class _Stretches:
    """What the small columns say of the stretches that are read."""

    fid: list[int]
    count: list[int]
    start_s: list[float]
    end_s: list[float]
    tracks: list[Track]


def read_fixes(
    connection: sqlite3.Connection,
    path: Path,
    sources: Sequence[StoredSource],
    identities: Sequence[Identity],
    progress: Progress,
    only: Sequence[int] | None = None,
) -> tuple[Fixes, tuple[Track, ...]]:
    """Return the fixes of all sources that are not removed, one track an aircraft, in order of the tracks' keys.

    only : ascending numbers of stretches; no others are read, and what sources say of how many they have is not checked

    Raises ProjectDamaged where a row does not add up.
    """
    if only is None:
        _check_counts(connection, path, sources)
    live = [run for index, stored in enumerate(sources) for run in _runs(index, stored, only)]
    stretches = _read_stretches(connection, path, live)
    tracks, number = joined(stretches.tracks, stretches.start_s, identities)
    count = np.array(stretches.count, np.int64)
    if int(count.sum()) * _LEAST_BYTES > path.stat().st_size:
        raise damaged(path, "track", "", "there are fewer bytes in the file than fixes it speaks of")
    order = np.lexsort((np.array(stretches.start_s), number))
    begin = np.empty(len(count), np.int64)
    begin[order] = np.cumsum(count[order]) - count[order]
    columns = {name: np.empty(int(count.sum()), kind) for name, kind in COLUMNS.items()}
    _fill(connection, path, live, stretches, begin, columns, progress)
    _check_ranges(path, columns, begin, stretches)
    _check_times(path, columns["time_s"], begin, stretches)
    offsets = np.searchsorted(number[order], np.arange(len(tracks) + 1))
    fix_offsets = np.append(0, np.cumsum(count[order]))[offsets].astype(np.int64)
    _put_in_order(columns, fix_offsets)
    return Fixes(fix_offsets, **columns), tracks


def _runs(index: int, stored: StoredSource, only: Sequence[int] | None) -> Iterator[_Run]:
    """Give the stretches of a source that are to be read, in runs of numbers without a gap."""
    end = stored.first_fid + stored.track_count
    if stored.source.removed or not stored.track_count:
        return
    if only is None:
        yield _Run(index, stored.source.id, stored.first_fid, end - 1)
        return
    wanted = np.asarray(only[bisect_left(only, stored.first_fid) : bisect_left(only, end)], np.int64)
    for run in np.split(wanted, np.flatnonzero(np.diff(wanted) > 1) + 1) if len(wanted) else ():
        yield _Run(index, stored.source.id, int(run[0]), int(run[-1]))


def _check_counts(connection: sqlite3.Connection, path: Path, sources: Sequence[StoredSource]) -> None:
    """Compare what sources say with what is there; another program may have added complete rows."""
    sql = "SELECT source_id, count(*), min(fid), max(fid), sum(fix_count) FROM track GROUP BY source_id"
    there = {row[0]: row[1:] for row in connection.execute(sql)}
    for stored in sources:
        fid = stored.source.id
        if stored.source.removed:  # what is damaged may be taken out, and the rest is read
            there.pop(fid, None)
            continue
        count, first, last, fixes = there.pop(fid, (0, stored.first_fid, stored.first_fid - 1, 0))
        expected = (stored.track_count, stored.first_fid, stored.first_fid + stored.track_count - 1, stored.fix_count)
        if (count, first, last, fixes) != expected:
            raise damaged(path, "source", fid, f"{count} stretches with {fixes} fixes are there, not as it says")
    for fid in there:
        raise damaged(path, "track", fid, "these stretches belong to no source")


def _read_stretches(connection: sqlite3.Connection, path: Path, live: Sequence[_Run]) -> _Stretches:
    found = _Stretches([], [], [], [], [])
    for run in live:
        for row in connection.execute(_TRACK, (run.first_fid, run.last_fid)):
            fid, source_id, *said, start_s, end_s, count = row
            try:
                _check_small(start_s, end_s, count, belongs=source_id == run.source_id)
                found.tracks.append(_track(*said))
            except (ValueError, TypeError, AttributeError, RecursionError) as error:
                raise damaged(path, "track", fid, error) from error
            found.fid.append(fid)
            found.count.append(count)
            found.start_s.append(start_s)
            found.end_s.append(end_s)
    return found


def _check_small(start_s: object, end_s: object, count: object, *, belongs: bool) -> None:
    if not belongs or not isinstance(start_s, float) or not isinstance(end_s, float):
        raise ValueError("its source or its times are missing")
    if not isinstance(count, int) or not 1 <= count <= MOST_FIXES:
        raise ValueError(f"it cannot have {count} fixes")


def _track(*said: Any) -> Track:
    key, icao24, callsign, registration, kind, facts_text, spans_text = said
    for text in said:
        if text is not None and not isinstance(text, str):
            raise ValueError("a text is missing")
    facts, spans = _parsed(facts_text), _parsed(spans_text)
    return Track(
        key,
        icao24,
        callsign,
        registration,
        kind,
        MappingProxyType(facts),
        _intervals(spans.get("callsigns", ())),
        _intervals(spans.get("squawks", ())),
    )


def _parsed(text: str) -> dict[str, Any]:
    """Return the object that a canonical text writes; a quarter of the time that ``json.loads`` takes."""
    if text == "{}":
        return {}
    value, end = _DECODER.raw_decode(text)
    if not isinstance(value, dict) or end != len(text):
        raise ValueError("a text of it is no JSON object")
    return value


def _intervals(items: Iterable[Any]) -> tuple[Interval, ...]:
    return tuple(Interval(float(start_s), float(end_s), str(text)) for start_s, end_s, text in items)


def _fill(
    connection: sqlite3.Connection,
    path: Path,
    live: Sequence[_Run],
    stretches: _Stretches,
    begin: NDArray[np.int64],
    columns: _Columns,
    progress: Progress,
) -> None:
    """Copy every stretch into its place."""
    lon, lat, time_s, source = (columns[name] for name in ("lon_deg", "lat_deg", "time_s", "source"))
    targets = [(columns[name], COLUMNS[name]) for name in BLOB_COLUMNS]
    rows = zip(stretches.fid, stretches.count, begin.tolist(), strict=True)
    done, total = 0, sum(run.last_fid - run.first_fid + 1 for run in live)
    for run in live:
        bounds = (run.first_fid, run.last_fid)
        lines, blobs = connection.execute(_GEOM, bounds), connection.execute(_BLOBS, bounds)
        for (line_fid, geom), (blob_fid, *packed), (fid, count, at) in zip(lines, blobs, rows, strict=False):
            try:
                vertices = line_vertices(geom, count, belongs=line_fid == blob_fid == fid)
                to = at + count
                lon[at:to], lat[at:to], time_s[at:to] = vertices[:, 0], vertices[:, 1], vertices[:, 3]
                source[at:to] = run.index
                for blob, (column, kind) in zip(packed, targets, strict=True):
                    column[at:to] = _unpacked(blob, kind, count)
            except ValueError as error:
                raise damaged(path, "track", fid, error) from error
            done += 1
            if not done % 256:
                progress(done, total, "Reading the project")
    if done != total:
        raise damaged(path, "track", "", f"{done} stretches of {total} have their columns")


def _unpacked(blob: Any, kind: np.dtype[Any], count: int) -> NDArray[Any]:
    if not isinstance(blob, bytes) or len(blob) != count * kind.itemsize:
        raise ValueError("a column has not one value a fix")
    return np.frombuffer(blob, kind)


def _check_ranges(path: Path, columns: _Columns, begin: NDArray[np.int64], stretches: _Stretches) -> None:
    """Compare least and greatest values with what they may be; NaN fails too."""
    for name, (least, most) in _RANGES.items():
        column = columns[name]
        if len(column) and not (column.min() >= least and column.max() <= most):
            first = int(np.flatnonzero(~((column >= least) & (column <= most)))[0])
            at = int(np.argmax(np.where(begin <= first, begin, -1)))
            raise damaged(path, "track", stretches.fid[at], f"{name} is {column[first]}, not {least} to {most}")


def _check_times(path: Path, time_s: NDArray[np.float64], begin: NDArray[np.int64], stretches: _Stretches) -> None:
    """Compare the first and last time of each stretch with its own small columns, by which it was put in order."""
    end = begin + np.array(stretches.count, np.int64)
    wrong = (time_s[begin] != stretches.start_s) | (time_s[end - 1] != stretches.end_s)
    if wrong.any():
        raise damaged(path, "track", stretches.fid[int(np.argmax(wrong))], "its times are not those of its line")


def _put_in_order(columns: _Columns, offsets: NDArray[np.int64]) -> None:
    """Sort the tracks that need it by (time, source, row): where sources overlap, or a time stands twice."""
    unsorted = [_unsorted(columns, slice(at, at + _PIECE + 1)) for at in range(0, len(columns["time_s"]), _PIECE)]
    found = np.concatenate([np.flatnonzero(piece) + at * _PIECE for at, piece in enumerate(unsorted)] or [offsets[:0]])
    found = found[~np.isin(found + 1, offsets)]  # the next fix belongs to another track
    affected = np.unique(np.searchsorted(offsets, found, side="right") - 1)
    for track in affected.tolist():
        part = slice(offsets[track], offsets[track + 1])
        order = np.lexsort((columns["row"][part], columns["source"][part], columns["time_s"][part]))
        for column in columns.values():
            column[part] = column[part][order]


def _unsorted(columns: _Columns, part: slice) -> NDArray[np.bool_]:
    """Tell for each fix but the last whether the next one should stand before it, tracks not regarded."""
    time_s, source, row = columns["time_s"][part], columns["source"][part], columns["row"][part]
    earlier, same = time_s[1:] < time_s[:-1], time_s[1:] == time_s[:-1]
    if same.any():
        before = (source[1:] < source[:-1]) | ((source[1:] == source[:-1]) & (row[1:] < row[:-1]))
        earlier |= same & before
    return earlier
