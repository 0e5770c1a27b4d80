"""From untrusted columns to what is kept: the one place where rows are judged, whatever the format.

no position                                          counted as without position, nothing said
position or time no number, not finite, off the
globe or outside every calendar                      refused, with row and reason
any other value that cannot be                       missing
a time that is odd beside the recording's own        kept and marked
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..geo.times import EARLIEST_S, LATEST_S
from ..geo.units import SECONDS_PER_DAY
from ..model.fixes import COLUMNS, MISSING_U1, Kind, Quality
from ..model.reading import MAX_LISTED_REFUSALS, Refusal
from ..model.track import Identity, Track
from .format import Options
from .part import Part
from .values import Codes, short, squawk

__all__ = ["RANGES", "YEAR_1990_S", "Columns", "judged"]

YEAR_1990_S = 631_152_000.0  # before ADS-B, so no recording of it

RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {  # what can be stored and meant at all; whether it is likely is for the rules to say
        "baro_altitude_ft": (-1e6, 1e6),
        "geo_altitude_ft": (-1e6, 1e6),
        "speed_kt": (0.0, 1e5),
        "track_deg": (0.0, 360.0),
        "climb_fpm": (-1e6, 1e6),
        "nic": (0, 15),
        "nac_p": (0, 15),
        "sil": (0, 3),
    }
)
_SMALL = ("nic", "nac_p", "sil")


@dataclass(frozen=True, eq=False, slots=True)
class Columns:
    """Rows as a format gave them, in the order of the file, units already ours.

    row : int64[n], ascending
    track : int64[n], position in the tracks that are given beside
    time_s, lon_deg, lat_deg : float64[n], NaN where nothing was said, infinite where it is no number
    values : float64[n] each, by the names of the other columns of ``Fixes``; the same for missing
    kind : a Kind for all, or uint8[n]
    quality : uint16[n] of what the recording says, or 0
    callsign, squawk : texts, one a row; None where the format has none
    broken : rows that could not even be taken apart
    names : what the format calls time, latitude, longitude, for messages
    expected : from when to when the recording says it is, UTC seconds
    refused : uint8[n], 0, or which of ``reasons`` from 1 says why the time of a row, then infinite, cannot be told
    """

    row: NDArray[np.int64]
    track: NDArray[np.int64]
    time_s: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    values: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    kind: NDArray[np.uint8] | Kind = Kind.UNKNOWN
    quality: NDArray[np.uint16] | int = 0
    callsign: Codes | None = None
    squawk: Codes | None = None
    broken: Sequence[Refusal] = ()
    names: tuple[str, str, str] = ("time", "latitude", "longitude")
    expected: tuple[float, float] = (YEAR_1990_S, np.inf)
    refused: NDArray[np.uint8] | int = 0
    reasons: Sequence[str] = ()

    def take(self, which: NDArray[np.bool_]) -> Columns:
        """Return these rows only."""
        if which.all():
            return self
        return replace(
            self,
            row=self.row[which],
            track=self.track[which],
            time_s=self.time_s[which],
            lon_deg=self.lon_deg[which],
            lat_deg=self.lat_deg[which],
            values={name: column[which] for name, column in self.values.items()},
            kind=self.kind if isinstance(self.kind, Kind) else self.kind[which],
            quality=self.quality if isinstance(self.quality, int) else self.quality[which],
            callsign=self.callsign and self.callsign.take(which),
            squawk=self.squawk and self.squawk.take(which),
            refused=self.refused if isinstance(self.refused, int) else self.refused[which],
        )


def judged(columns: Columns, tracks: Sequence[Track], options: Options, identities: tuple[Identity, ...] = ()) -> Part:
    """Judge every row and return what is fit to be kept.

    tracks : whom ``columns.track`` means
    """
    nowhere = np.isnan(columns.lat_deg) | np.isnan(columns.lon_deg)
    good = ~nowhere
    refusals = _refusals(columns, good)
    good[refusals.at] = False
    taken = columns.take(good)
    return Part(
        rows=len(columns.row) + len(columns.broken),
        columns=_kept(taken, options),
        track=taken.track.astype(np.uint32),
        tracks=tuple(tracks),
        callsign=taken.callsign and taken.callsign.cleaned(short),
        squawk=taken.squawk and taken.squawk.cleaned(squawk),
        without_position=int(nowhere.sum()),
        refused=len(refusals.at) + len(columns.broken),
        refusals=refusals.listed,
        identities=identities,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Refusals:
    """at : positions of the refused rows; listed : the first of them, those of ``broken`` among them."""

    at: NDArray[np.intp]
    listed: tuple[Refusal, ...]


def _refusals(columns: Columns, candidates: NDArray[np.bool_]) -> _Refusals:
    time, lat, lon = columns.time_s, columns.lat_deg, columns.lon_deg
    with np.errstate(invalid="ignore"):
        good = (np.abs(lat) <= 90.0) & (np.abs(lon) <= 180.0) & (time >= EARLIEST_S) & (time <= LATEST_S)
    if good[candidates].all():
        return _Refusals(np.empty(0, np.intp), tuple(columns.broken[:MAX_LISTED_REFUSALS]))
    time_name, lat_name, lon_name = columns.names
    with np.errstate(invalid="ignore"):
        checks = (  # the first that holds is what is said
            *(
                (columns.refused == number, time_name, time, reason)
                for number, reason in enumerate(columns.reasons, start=1)
            ),
            (np.isnan(time), time_name, time, "There is no time."),
            (np.isinf(time), time_name, time, "This is not a number."),
            (time > LATEST_S, time_name, time, "{:.0f} s is after the year 9999: are these milliseconds?"),
            (time < EARLIEST_S, time_name, time, "{:.0f} s is before the year 1."),
            (np.isinf(lat), lat_name, lat, "This is not a number."),
            (np.abs(lat) > 90.0, lat_name, lat, "{:.10g} is off the globe: latitudes end at 90."),
            (np.isinf(lon), lon_name, lon, "This is not a number."),
            (np.abs(lon) > 180.0, lon_name, lon, "{:.10g} is off the globe: longitudes end at 180."),
        )
    which = np.select([check[0] for check in checks], np.arange(len(checks)), len(checks))
    which[~candidates] = len(checks)
    at = np.flatnonzero(which < len(checks))
    listed = [
        Refusal(int(columns.row[i]), checks[which[i]][1], checks[which[i]][3].format(float(checks[which[i]][2][i])))
        for i in at[:MAX_LISTED_REFUSALS]
    ]
    listed = sorted([*columns.broken[:MAX_LISTED_REFUSALS], *listed], key=lambda refusal: refusal.row)
    return _Refusals(at, tuple(listed[:MAX_LISTED_REFUSALS]))


def _kept(columns: Columns, options: Options) -> dict[str, NDArray[Any]]:
    """Return good rows as columns of ``Fixes``."""
    time_s = columns.time_s
    first_s, last_s = columns.expected
    latest_s = np.inf if options.now_s is None else options.now_s + SECONDS_PER_DAY
    odd = (time_s < max(first_s, YEAR_1990_S)) | (time_s > min(last_s, latest_s))
    kind = columns.kind
    with np.errstate(invalid="ignore"):
        cleaned = {name: _cleaned(name, column) for name, column in columns.values.items()}
    kept = {
        "time_s": time_s,
        "lon_deg": columns.lon_deg,
        "lat_deg": columns.lat_deg,
        "kind": np.full(len(time_s), kind, np.uint8) if isinstance(kind, Kind) else kind,
        "quality": np.where(odd, np.uint16(Quality.ODD_TIME), np.uint16(0)) | columns.quality,
        "row": columns.row,
        **cleaned,
    }
    return {name: np.ascontiguousarray(column, COLUMNS[name]) for name, column in kept.items()}


def _cleaned(name: str, column: NDArray[np.float64]) -> NDArray[np.generic]:
    """Return a column without the values that cannot be."""
    low, high = RANGES[name]
    good = (column >= low) & (column <= high)
    if name in _SMALL:
        good &= column == np.floor(column)
        return np.where(good, column, MISSING_U1).astype(np.uint8)
    kept = np.where(good, column, np.nan)
    return np.where(kept == 360.0, 0.0, kept) if name == "track_deg" else kept
