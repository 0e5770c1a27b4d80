"""FlightAware's positions as CSV: those of AeroAPI, and the track log as its web page shows it.

AeroAPI gives UTC, altitudes in hundreds of feet, knots, and how each position came about (``update_type``): A and S
are ADS-B, M is multilateration, P and V are projections and no observations. The web page gives weekday and clock in a
zone that stands in the header, ``Time (EDT)``, but no day: the user has to say when it begins. An abbreviation that may
mean several zones is not taken for one of them. Altitudes are pressure altitudes; 0 stands where there was none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...geo.units import SECONDS_PER_DAY
from ...model.fixes import Kind
from ...model.track import Track, key_of
from ...task import Progress
from .. import parsers
from ..aircraft import aircraft_of
from ..columns import Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..part import Part
from ..tables.moments import seconds_of, spelled, told
from ..tables.table import Wanted, csv_header
from ..tables.zones import from_zone
from ..values import Codes, number, plain

__all__ = ["AEROAPI", "WEB"]

_KINDS = MappingProxyType({"A": Kind.ADS_B, "S": Kind.ADS_B, "M": Kind.MLAT, "P": Kind.ESTIMATED, "V": Kind.ESTIMATED})
_OWN = frozenset({"timestamp", "latitude", "longitude", "altitude", "groundspeed"})
_SIGNS = frozenset({"fa_flight_id", "update_type", "altitude_change"})
_AEROAPI = Wanted(
    numbers=("latitude", "longitude", "altitude", "groundspeed", "heading"),
    texts=("timestamp", "fa_flight_id", "update_type", "ident"),
)
_HIGHEST_HUNDREDS = 1000.0  # 100,000 ft; a column with more is not in hundreds

_ZONE = re.compile(r"time \(([a-z]{1,5})\)")
_HOURS = MappingProxyType(  # how far zones are ahead of UTC whose abbreviation means no other
    dict.fromkeys(("utc", "gmt", "z", "wet"), 0.0)
    | dict.fromkeys(("west", "cet"), 1.0)
    | dict.fromkeys(("cest", "eet"), 2.0)
    | dict.fromkeys(("eest", "msk"), 3.0)
    | {"edt": -4.0, "est": -5.0, "mdt": -6.0, "mst": -7.0, "pdt": -7.0, "pst": -8.0}
    | {"akdt": -8.0, "akst": -9.0, "hst": -10.0, "hkt": 8.0, "jst": 9.0, "kst": 9.0, "aest": 10.0, "aedt": 11.0}
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_THURSDAY = 3  # 1970-01-01
_CLOCK = re.compile(r"(?:([A-Za-z]{3})[a-z]{0,6},? +)?([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])(?: ?([APap])[Mm])?")
_FIGURE = re.compile(r"-?[0-9]{1,3}(?:,?[0-9]{3})*(?:\.[0-9]+)?")


# ---------------------------------------------------------------- AeroAPI


def _is_aeroapi(head: Head) -> bool:
    names = set(csv_header(head.data)[0])
    return names >= _OWN and bool(names & _SIGNS)


def _read_aeroapi(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    progress(1, 2, AEROAPI.title)
    table = parsers.csv_table(data, untrusted_name, _AEROAPI)
    times = spelled(table.text("timestamp"))
    time_s = seconds_of(times, options.timezone)
    ident = table.text("ident")
    callsign = ident if len(ident.texts) else table.text("fa_flight_id").cleaned(lambda text: text.partition("-")[0])
    who = aircraft_of(Codes(np.full(len(table.row), -1, np.int32), ()), callsign)
    update = table.text("update_type")
    kinds = [_KINDS.get(text.strip().upper(), Kind.UNKNOWN) for text in update.texts]
    columns = Columns(
        row=table.row,
        track=who.track,
        time_s=time_s,
        lat_deg=table.number("latitude"),
        lon_deg=table.number("longitude"),
        values={
            "baro_altitude_ft": _from_hundreds(table.number("altitude")),
            "speed_kt": table.number("groundspeed"),
            "track_deg": table.number("heading"),
        },
        kind=np.array([*kinds, Kind.UNKNOWN], np.uint8)[update.code],
        callsign=callsign,
        broken=table.broken,
        names=("timestamp", "latitude", "longitude"),
    )
    yield judged(told(columns, times), who.tracks, options)


def _from_hundreds(altitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return feet; missing throughout where some cannot be hundreds of feet: somebody converted them, to what?"""
    finite = altitude[np.isfinite(altitude)]
    if len(finite) and finite.max() > _HIGHEST_HUNDREDS:
        return np.full(len(altitude), np.nan)
    return np.where(altitude == 0, np.nan, altitude * 100.0)


# ---------------------------------------------------------------- the track log of the web page


def _columns_of(data: bytes) -> tuple[str, str]:
    """Return the name of the column of times and the zone in it, or nothing."""
    names = csv_header(data)[0]
    found = next(((name, zone[1]) for name in names if (zone := _ZONE.fullmatch(name))), ("", ""))
    return found if {"latitude", "longitude", "kts", "feet"} <= set(names) else ("", "")


def _is_web(head: Head) -> bool:
    return bool(_columns_of(head.data)[0])


def _read_web(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    progress(1, 2, WEB.title)
    column, zone = _columns_of(data)
    texts = ("feet", "kts", "rate", "course")
    table = parsers.csv_table(data, untrusted_name, Wanted(numbers=("latitude", "longitude"), texts=(column, *texts)))
    times = spelled(table.text(column))
    time_s = _times(times, zone, options, untrusted_name)
    feet, knots, rate, course = (_figures(table.text(name)) for name in texts)
    columns = Columns(
        row=table.row,
        track=np.zeros(len(table.row), np.int64),
        time_s=time_s,
        lat_deg=table.number("latitude"),
        lon_deg=table.number("longitude"),
        values={
            "baro_altitude_ft": np.where(feet == 0, np.nan, feet),
            "speed_kt": knots,
            "track_deg": course,
            "climb_fpm": rate,
        },
        broken=table.broken,
        names=(column, "latitude", "longitude"),
    )
    yield judged(told(columns, times), [Track(key_of(other="unknown"))], options)


def _figures(column: Codes) -> NDArray[np.float64]:
    """Return the first figure of each text: ``1,925``, ``↑ 4°``; missing where there is none."""
    found = [_FIGURE.search(text) for text in column.texts]
    values = [number(match[0].replace(",", "")) if match else np.nan for match in found]
    return np.array([*values, np.nan], np.float64)[column.code]


def _times(texts: Sequence[str | None], zone: str, options: Options, untrusted_name: str) -> NDArray[np.float64]:
    """Return UTC seconds: the clock of each row, on the day that its weekday, or the last midnight, makes it."""
    if options.start_s is None:
        raise ReadError(
            "The track log says at what hour it was and not on what day.",
            where=plain(untrusted_name),
            advice="Say when it begins, for instance with --start 2025-10-26.",
        )
    if zone not in _HOURS and options.timezone is None:
        raise ReadError(
            f"“{plain(zone.upper())}” may mean several time zones.",
            where=plain(untrusted_name),
            advice="Say which one is meant, for instance with --timezone America/Chicago.",
        )
    found = [_CLOCK.fullmatch(text.strip()) if text else None for text in texts]
    silent = np.array([not (text and text.strip()) for text in texts], np.bool_)
    clock_s = np.array([_clock(match) if match else np.inf for match in found], np.float64)
    weekday = np.array([_weekday(match) for match in found], np.float64)
    begin_s = 2.0 * options.start_s - _utc(np.array([options.start_s]), zone, options)[0]  # what clocks there showed
    local_s = _local(clock_s, weekday, np.floor(begin_s / SECONDS_PER_DAY))
    return np.where(silent, np.nan, _utc(local_s, zone, options))


def _local(clock_s: NDArray[np.float64], weekday: NDArray[np.float64], first_day: float) -> NDArray[np.float64]:
    """Return what the clocks showed, as seconds since 1970 on them; infinite for a weekday that is not near by."""
    since = (weekday - (first_day + _THURSDAY)) % 7.0
    since = np.where(since == 6.0, -1.0, since)  # the day before: the user's beginning is a little late
    with np.errstate(invalid="ignore"):
        nights = np.cumsum(np.where(np.diff(clock_s, prepend=clock_s[:1]) < -SECONDS_PER_DAY / 2, 1.0, 0.0))
    days = np.where(np.isnan(since), nights, np.where(since > 3.0, np.inf, since))
    return np.asarray((first_day + days) * SECONDS_PER_DAY + clock_s, np.float64)


def _utc(local_s: NDArray[np.float64], zone: str, options: Options) -> NDArray[np.float64]:
    """Return UTC seconds; infinite for an hour that the user's zone had twice or not at all."""
    if options.timezone is None:
        return local_s - _HOURS[zone] * 3600.0
    finite = np.isfinite(local_s)
    time_s = local_s.copy()
    time_s[finite], state = from_zone(local_s[finite], options.timezone)
    time_s[np.flatnonzero(finite)[state > 0]] = np.inf
    return time_s


def _clock(match: re.Match[str]) -> float:
    hour, half = int(match[2]), (match[5] or "").lower()
    if (half and not 1 <= hour <= 12) or hour > 23:
        return np.inf
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return hour * 3600.0 + int(match[3]) * 60.0 + int(match[4])


def _weekday(match: re.Match[str] | None) -> float:
    name = (match[1] or "").lower() if match else ""
    return float(_DAYS.index(name)) if name in _DAYS else np.nan


AEROAPI = Format("flightaware-csv", "FlightAware AeroAPI table", _is_aeroapi, _read_aeroapi, frozenset({"timezone"}))
WEB = Format("flightaware-log", "FlightAware track log", _is_web, _read_web, frozenset({"start_s", "timezone"}))
