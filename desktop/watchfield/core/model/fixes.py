"""All positions of a project as one columnar value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["COLUMNS", "MISSING_U1", "SOLID_S", "Fixes", "Kind", "Quality", "concatenate", "missing"]

SOLID_S = 300.0  # a longer time without a fix is a hole: nothing is drawn, interpolated or counted across it
MISSING_U1 = 255


class Kind(IntEnum):
    """How a position came about, best first: where two sources agree, the lower number is kept."""

    ADS_B = 0
    MLAT = 1
    TIS_B = 2
    ADS_C = 3
    MODE_S = 4
    ESTIMATED = 5
    UNKNOWN = 6


class Quality(IntFlag):
    """Bits of ``quality``: the low byte is what the recording says, the high byte what our rules make of it."""

    ON_GROUND = 0x0001
    STALE = 0x0002  # nothing had been heard of the position for a while before
    ODD_TIME = 0x0004  # the time cannot be right beside the recording's own
    INTERPOLATED_TIME = 0x0008
    GEOMETRIC_ALTITUDE = 0x0010  # the altitude given as barometric is geometric
    RECORDED = 0x00FF

    JUMP = 0x0100  # farther from both neighbours than an aircraft can fly
    ALTITUDE_OUTLIER = 0x0200
    SPOOF_SUSPECTED = 0x0400
    JAMMED_CELL = 0x0800
    SEVERAL_SOURCES = 0x4000  # another source has this fix too
    DUPLICATE = 0x8000  # another fix says the same and is the one that counts


COLUMNS: Mapping[str, np.dtype[Any]] = {
    "time_s": np.dtype("<f8"),
    "lon_deg": np.dtype("<f8"),
    "lat_deg": np.dtype("<f8"),
    "baro_altitude_ft": np.dtype("<f4"),
    "geo_altitude_ft": np.dtype("<f4"),
    "speed_kt": np.dtype("<f4"),
    "track_deg": np.dtype("<f4"),
    "climb_fpm": np.dtype("<f4"),
    "kind": np.dtype("u1"),
    "quality": np.dtype("<u2"),
    "nic": np.dtype("u1"),
    "nac_p": np.dtype("u1"),
    "sil": np.dtype("u1"),
    "source": np.dtype("<u4"),
    "row": np.dtype("<u4"),
}

_MISSING: Mapping[str, float | int] = {
    "baro_altitude_ft": np.nan,
    "geo_altitude_ft": np.nan,
    "speed_kt": np.nan,
    "track_deg": np.nan,
    "climb_fpm": np.nan,
    "kind": int(Kind.UNKNOWN),
    "quality": 0,
    "nic": MISSING_U1,
    "nac_p": MISSING_U1,
    "sil": MISSING_U1,
    "source": 0,
}


@dataclass(frozen=True, eq=False, slots=True)
class Fixes:
    """Parallel read-only columns, sorted by (track, time); track *i* is ``offsets[i]:offsets[i + 1]``.

    offsets : int64[tracks + 1]
    time_s : float64[n], UTC seconds since 1970
    lon_deg, lat_deg : float64[n], WGS84, [-180, 180] and [-90, 90]
    baro_altitude_ft, geo_altitude_ft : float32[n], pressure altitude; height above the ellipsoid; NaN missing
    speed_kt, track_deg, climb_fpm : float32[n], ground speed, true track, vertical rate; NaN missing
    kind : uint8[n], a :class:`Kind`
    quality : uint16[n], bits of :class:`Quality`
    nic, nac_p, sil : uint8[n], 255 missing
    source, row : uint32[n], which source of the project (its position in ``project.sources``), which row in it

    Compared by identity; 58 bytes a fix.
    """

    offsets: NDArray[np.int64]
    time_s: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    baro_altitude_ft: NDArray[np.float32]
    geo_altitude_ft: NDArray[np.float32]
    speed_kt: NDArray[np.float32]
    track_deg: NDArray[np.float32]
    climb_fpm: NDArray[np.float32]
    kind: NDArray[np.uint8]
    quality: NDArray[np.uint16]
    nic: NDArray[np.uint8]
    nac_p: NDArray[np.uint8]
    sil: NDArray[np.uint8]
    source: NDArray[np.uint32]
    row: NDArray[np.uint32]

    def __post_init__(self) -> None:
        for name in ("offsets", *COLUMNS):
            getattr(self, name).setflags(write=False)

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def track_count(self) -> int:
        """How many tracks there are."""
        return len(self.offsets) - 1

    @property
    def nbytes(self) -> int:
        """Bytes of all columns."""
        return sum(getattr(self, name).nbytes for name in ("offsets", *COLUMNS))

    @classmethod
    def empty(cls) -> Fixes:
        """Return no fixes of no tracks."""
        return cls.from_columns(np.empty(0, np.int64), 0, {name: np.empty(0, kind) for name, kind in COLUMNS.items()})

    @classmethod
    def from_columns(cls, track: NDArray[np.integer[Any]], track_count: int, columns: Mapping[str, Any]) -> Fixes:
        """Sort columns by (track, time), equal times by (source, row), and return them as one value.

        track : int[n], which track each fix belongs to
        columns : by the names of ``COLUMNS``; ``time_s``, ``lon_deg``, ``lat_deg`` and ``row`` must be there, any other
            that is not counts as missing; they may become part of the value, and read-only

        Raises ValueError for columns that do not belong together.
        """
        count = len(track)
        if unknown := columns.keys() - COLUMNS.keys():
            raise ValueError(f"no columns of fixes: {sorted(unknown)}")
        full = {name: _column(name, columns.get(name), count) for name in COLUMNS}
        track = np.asarray(track, np.int64)
        if not _is_sorted(track, full["time_s"]):
            order = np.lexsort((full["row"], full["source"], full["time_s"], track))
            track, full = track[order], {name: column[order] for name, column in full.items()}
        if count and not 0 <= track[0] <= track[-1] < track_count:
            raise ValueError(f"there are {track_count} tracks, the fixes are of {track[0]} to {track[-1]}")
        offsets = np.searchsorted(track, np.arange(track_count + 1, dtype=np.int64)).astype(np.int64)
        return cls(offsets, **full)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return all columns by name, without ``offsets``."""
        return {name: getattr(self, name) for name in COLUMNS}

    def track_index(self) -> NDArray[np.int64]:
        """Return which track each fix belongs to, int64[n]."""
        return np.repeat(np.arange(self.track_count, dtype=np.int64), np.diff(self.offsets))

    def take(self, which: NDArray[Any]) -> Fixes:
        """Return the fixes at these ascending positions (or where this mask holds), all tracks kept, some empty."""
        positions = np.flatnonzero(which) if which.dtype == np.bool_ else which
        taken = {name: column[positions] for name, column in self.columns().items()}
        return Fixes(np.searchsorted(positions, self.offsets).astype(np.int64), **taken)

    def with_quality(self, quality: NDArray[np.uint16]) -> Fixes:
        """Return the same fixes with other quality bits; everything else is shared."""
        return Fixes(self.offsets, **{**self.columns(), "quality": np.ascontiguousarray(quality, "<u2")})

    def altitude_ft(self) -> NDArray[np.float32]:
        """Return the pressure altitude, where it is missing the geometric one, float32[n]."""
        return np.where(np.isnan(self.baro_altitude_ft), self.geo_altitude_ft, self.baro_altitude_ft)

    def joined_to_next(self) -> NDArray[np.bool_]:
        """Return for each fix whether the next one continues it: same track, no hole between, bool[n]."""
        joined = np.zeros(len(self) + 1, np.bool_)  # [i] is between fix i - 1 and fix i
        joined[1:-1] = self.time_s[1:] - self.time_s[:-1] <= SOLID_S
        joined[self.offsets] = False
        return joined[1:]


def concatenate(parts: Sequence[tuple[Fixes, NDArray[np.int64]]], track_count: int) -> Fixes:
    """Merge values whose own tracks are renumbered: of part ``(fixes, numbers)`` track *i* becomes ``numbers[i]``."""
    if not parts:
        return Fixes.from_columns(np.empty(0, np.int64), track_count, Fixes.empty().columns())
    track = np.concatenate([numbers[fixes.track_index()] for fixes, numbers in parts])
    columns = {name: np.concatenate([getattr(fixes, name) for fixes, _ in parts]) for name in COLUMNS}
    return Fixes.from_columns(track, track_count, columns)


def missing(name: str, count: int) -> NDArray[Any]:
    """Return a column in which nothing is said."""
    return np.full(count, _MISSING[name], COLUMNS[name])


def _column(name: str, values: Iterable[Any] | None, count: int) -> NDArray[Any]:
    if values is None:
        return missing(name, count)
    column = np.ascontiguousarray(values, COLUMNS[name])
    if column.shape != (count,):
        raise ValueError(f"{name} has the shape {column.shape}, there are {count} fixes")
    return column


def _is_sorted(track: NDArray[np.integer[Any]], time_s: NDArray[np.float64]) -> bool:
    """Tell whether nothing needs sorting; equal times are left to the sort, which orders them by source and row."""
    later = (track[1:] > track[:-1]) | ((track[1:] == track[:-1]) & (time_s[1:] > time_s[:-1]))
    return bool(later.all())
