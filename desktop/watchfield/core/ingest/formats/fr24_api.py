"""Flightradar24's API tables: ``timestamp,lat,lon,alt,gspeed,vspeed,track,squawk,callsign,source``.

Times are ISO 8601 in UTC, altitudes pressure altitudes in ft that end at 0. On the ground is who stands at 0 and
neither climbs nor descends; at 0 with a vertical rate it only flies low, and how high is not said. ``source`` tells
observations from estimates. Live tables carry the address (``hex``) too; else the table is one flight.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...model.fixes import Kind, Quality
from ...task import Progress
from .. import content, parsers
from ..aircraft import Aircraft, aircraft_of
from ..columns import Columns, judged
from ..format import Format, Head, Options
from ..moments import seconds_of, spelled, unreadable
from ..part import Part
from ..tables import Table, Wanted, csv_header
from ..values import Codes
from .fr24_csv import track_of

__all__ = ["FORMAT", "KINDS", "kinds_of", "low"]

KINDS = MappingProxyType({"ADSB": Kind.ADS_B, "MLAT": Kind.MLAT, "ESTIMATED": Kind.ESTIMATED, "ADSC": Kind.ADS_C})
_OWN = frozenset({"timestamp", "lat", "lon", "alt", "gspeed"})
_WANTED = Wanted(
    numbers=("lat", "lon", "alt", "gspeed", "vspeed", "track"),
    texts=("timestamp", "squawk", "callsign", "source", "hex"),
)


def _recognises(head: Head) -> bool:
    names = set(csv_header(head.data)[0])
    return names >= _OWN and bool(names & {"vspeed", "source", "fr24_id"})


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    progress(1, 2, FORMAT.title)
    table = parsers.csv_table(data, untrusted_name, _WANTED)
    times = spelled(table.text("timestamp"))
    time_s = seconds_of(times, options.timezone)
    altitude_ft, quality = low(table.number("alt"), table.number("vspeed"))
    who = _who(table, untrusted_name)
    columns = Columns(
        row=table.row,
        track=who.track,
        time_s=time_s,
        lat_deg=table.number("lat"),
        lon_deg=table.number("lon"),
        values={
            "baro_altitude_ft": altitude_ft,
            "speed_kt": table.number("gspeed"),
            "track_deg": table.number("track"),
            "climb_fpm": table.number("vspeed"),
        },
        kind=kinds_of(table.text("source")),
        quality=quality,
        callsign=table.text("callsign"),
        squawk=table.text("squawk"),
        broken=sorted([*table.broken, *unreadable(table.row, time_s, times, "timestamp")], key=lambda each: each.row),
        names=("timestamp", "lat", "lon"),
    )
    yield judged(columns.take(~np.isinf(time_s)), who.tracks, options)


def _who(table: Table, untrusted_name: str) -> Aircraft:
    if len(table.text("hex").texts):
        return aircraft_of(table.text("hex"), table.text("callsign"))
    return Aircraft(np.zeros(len(table.row), np.int64), (track_of(untrusted_name, table.text("callsign")),))


def low(
    altitude_ft: NDArray[np.float64], climb_fpm: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.uint16]]:
    """Return altitudes and quality where 0 is the least there is: on the ground, or just above it.

    altitude   0    0     0    300
    climb      0    nan   1472 4544
    returns    nan  nan   nan  300     the first two are on the ground
    """
    at_0 = altitude_ft == 0
    still = np.isnan(climb_fpm) | (climb_fpm == 0)
    return np.where(at_0, np.nan, altitude_ft), np.where(at_0 & still, Quality.ON_GROUND, 0).astype(np.uint16)


def kinds_of(source: Codes) -> NDArray[np.uint8]:
    """Return how each position came about, uint8[n]; words that nobody explained count as unknown."""
    kinds = [KINDS.get(text.strip().upper().replace("-", ""), Kind.UNKNOWN) for text in source.texts]
    return np.array([*kinds, Kind.UNKNOWN], np.uint8)[source.code]


FORMAT = Format("fr24-api", "Flightradar24 API table", _recognises, _read, heeds=frozenset({"timezone"}))
