"""Flightradar24's API tables: ``timestamp,lat,lon,alt,gspeed,vspeed,track,squawk,callsign,source``.

Times are ISO 8601 in UTC, altitudes pressure altitudes in ft that end at 0. On the ground is who stands at 0 and
neither climbs nor descends; at 0 with a vertical rate it only flies low, and how high is not said. ``source`` tells
observations from estimates. Live tables carry the address (``hex``) or the flight id
(``fr24_id``) too; else the table is one flight.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from ...model.track import Track, key_of
from ...task import Progress
from .. import parsers
from ..aircraft import Aircraft, aircraft_of
from ..columns import Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..fr24 import kinds_of, low, track_of
from ..part import Part
from ..tables.moments import seconds_of, spelled, told
from ..tables.table import Table, Wanted, csv_header
from ..values import short

__all__ = ["FORMAT"]

_OWN = frozenset({"timestamp", "lat", "lon", "alt", "gspeed"})
_WANTED = Wanted(
    numbers=("lat", "lon", "alt", "gspeed", "vspeed", "track"),
    texts=("timestamp", "squawk", "callsign", "source", "hex", "fr24_id"),
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
        broken=table.broken,
        names=("timestamp", "lat", "lon"),
    )
    yield judged(told(columns, times), who.tracks, options)


def _who(table: Table, untrusted_name: str) -> Aircraft:
    if len(table.text("hex").texts):
        return aircraft_of(table.text("hex"), table.text("callsign"), table.text("fr24_id"))
    flight = table.text("fr24_id").cleaned(lambda text: short(text).lower())
    if len(flight.texts) and (flight.code >= 0).all():
        return Aircraft(flight.code.astype(np.int64), tuple(Track(key_of(fr24=text)) for text in flight.texts))
    return Aircraft(np.zeros(len(table.row), np.int64), (track_of(untrusted_name, table.text("callsign")),))


FORMAT = Format("fr24-api", "Flightradar24 API table", _recognises, _read, heeds=frozenset({"timezone"}))
