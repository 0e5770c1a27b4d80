"""Flightradar24's granular data of one flight, as it publishes them after accidents: every message that was received.

Times are UTC with the milliseconds behind the zone, ``2022-03-21 05:16:42Z.802``; some files leave the day out, and
then the user has to say it. Columns differ from file to file and are taken by their names: feet, knots, degrees,
ft/min. Addresses are written ``0x780db8``. Messages without a position carry latitude and longitude 0. The altitude is
the pressure altitude as received, so 0 is a value of its own and says nothing of the ground.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...geo.times import format_utc
from ...geo.units import SECONDS_PER_DAY
from ...model.fixes import Kind
from ...task import Progress
from .. import parsers
from ..aircraft import Aircraft, aircraft_of
from ..columns import Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..fr24 import track_of
from ..part import Part
from ..tables.moments import seconds_of, spelled, told
from ..tables.table import Table, Wanted, csv_header
from ..values import plain

__all__ = ["FORMAT"]

_TIMES = ("timestamp", "time", "datetime", "utc", "date")
_NAMES = MappingProxyType(  # the first that is there counts
    {
        "lat": ("latitude", "lat"),
        "lon": ("longitude", "lon"),
        "baro_altitude_ft": ("altitude", "alt", "altitude_baro", "baro_altitude"),
        "geo_altitude_ft": ("altitude_gps", "gps_altitude", "geo_altitude", "altitude_geo"),
        "speed_kt": ("ground_speed", "gspeed", "speed", "groundspeed"),
        "track_deg": ("track", "heading"),
        "climb_fpm": ("vertical_speed", "vspeed", "vertical_rate"),
    }
)
_ADDRESSES = ("hex", "address", "icao", "icao24", "aircraft_id")
_WANTED = Wanted(
    numbers=tuple(dict.fromkeys(name for names in _NAMES.values() for name in names)),
    texts=(*_TIMES, *_ADDRESSES, "callsign", "squawk"),
)
_WRITTEN = re.compile(r"(?:([0-9]{4}-[0-9]{2}-[0-9]{2})[T ])?([0-9]{2}:[0-9]{2}:[0-9]{2})Z\.([0-9]{1,6})")
_SIGN = re.compile(rb"[0-9]{2}:[0-9]{2}:[0-9]{2}Z\.[0-9]{1,6}")


def _recognises(head: Head) -> bool:
    names = set(csv_header(head.data)[0])
    second = head.data.lstrip().splitlines()[1:2]
    return bool(names & set(_TIMES)) and bool(second) and _SIGN.search(second[0]) is not None


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    progress(1, 2, FORMAT.title)
    table = parsers.csv_table(data, untrusted_name, _WANTED)
    times = next((spelled(table.text(name)) for name in _TIMES if len(table.text(name).texts)), [None] * len(table.row))
    time_s = _times(times, options, untrusted_name)
    lat_deg, lon_deg = (_number(table, name) for name in ("lat", "lon"))
    nowhere = (lat_deg == 0) & (lon_deg == 0)
    callsign = table.text("callsign")
    who = _who(table, untrusted_name)
    columns = Columns(
        row=table.row,
        track=who.track,
        time_s=time_s,
        lat_deg=np.where(nowhere, np.nan, lat_deg),
        lon_deg=lon_deg,
        values={name: _number(table, name) for name in _NAMES if name not in ("lat", "lon")},
        kind=Kind.UNKNOWN,
        callsign=callsign,
        squawk=table.text("squawk"),
        broken=table.broken,
        names=("time", "latitude", "longitude"),
    )
    yield judged(told(columns, times), who.tracks, options)


def _who(table: Table, untrusted_name: str) -> Aircraft:
    """Return the aircraft by their addresses; without any, the file is one flight, whatever its messages leave out."""
    address = next((table.text(name) for name in _ADDRESSES if len(table.text(name).texts)), None)
    if address is None:
        return Aircraft(np.zeros(len(table.row), np.int64), (track_of(untrusted_name, table.text("callsign")),))
    return aircraft_of(address, table.text("callsign"))


def _number(table: Table, name: str) -> NDArray[np.float64]:
    found = next((theirs for theirs in _NAMES[name] if theirs in table.numbers), "")
    return table.number(found)


def _times(texts: Sequence[str | None], options: Options, untrusted_name: str) -> NDArray[np.float64]:
    """Return UTC seconds; of clocks without a day, those after the beginning that the user gave."""
    found = [_WRITTEN.fullmatch(text.strip()) if text else None for text in texts]
    dayless = np.array([match is not None and match[1] is None for match in found], np.bool_)
    if dayless.any() and options.start_s is None:
        raise ReadError(
            "The times have no day.",
            where=plain(untrusted_name),
            advice="Say when the recording begins, for instance with --start 2024-01-02.",
        )
    start_day = np.floor((options.start_s or 0.0) / SECONDS_PER_DAY) * SECONDS_PER_DAY
    day = format_utc(start_day)[:10]
    time_s = seconds_of(
        [
            f"{match[1] or day}T{match[2]}.{match[3]}Z" if match else text
            for match, text in zip(found, texts, strict=True)
        ]
    )
    clock_s = np.where(np.isfinite(time_s[dayless]), time_s[dayless], start_day)
    nights = np.cumsum(np.diff(clock_s, prepend=clock_s[:1]) < -SECONDS_PER_DAY / 2)
    time_s[dayless] += nights * SECONDS_PER_DAY
    return time_s


FORMAT = Format("fr24-granular", "Flightradar24 granular data", _recognises, _read, heeds=frozenset({"start_s"}))
