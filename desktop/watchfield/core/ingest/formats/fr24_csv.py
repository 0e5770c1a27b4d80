"""Flightradar24's CSV of one flight: ``Timestamp,UTC,Callsign,Position,Altitude,Speed,Direction``.

It has no address and no registration. Who it is, is the callsign and, in the name that Flightradar24 gives the file,
the flight id. It does not tell ADS-B from multilateration, so the kind is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from ...model.fixes import Quality
from ...task import Progress
from .. import parsers
from ..columns import Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..fr24 import track_of
from ..part import Part
from ..tables.table import Wanted, csv_header

__all__ = ["FORMAT"]

_WANTED = Wanted(numbers=("timestamp", "altitude", "speed", "direction"), texts=("callsign",), pairs=("position",))


def _recognises(head: Head) -> bool:
    """Tell by its position in one cell: a table with two has other units, and may be of many aircraft."""
    names = set(csv_header(head.data)[0])
    return {"timestamp", "callsign", "position"} <= names and len(names & {"direction", "altitude", "speed"}) >= 2


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    progress(1, 2, FORMAT.title)
    table = parsers.csv_table(data, untrusted_name, _WANTED)  # one flight; its commonest callsign names it
    lat_deg, lon_deg = table.pair("position")
    altitude_ft = table.number("altitude")
    columns = Columns(
        row=table.row,
        track=np.zeros(len(table.row), np.int64),
        time_s=table.number("timestamp"),
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        values={
            "baro_altitude_ft": np.where(altitude_ft == 0, np.nan, altitude_ft),  # 0 says on the ground, not how high
            "speed_kt": table.number("speed"),
            "track_deg": table.number("direction"),
        },
        quality=np.where(altitude_ft == 0, Quality.ON_GROUND, 0).astype(np.uint16),
        callsign=table.text("callsign"),
        broken=table.broken,
        names=("Timestamp", "Position", "Position"),
    )
    yield judged(columns, [track_of(untrusted_name, columns.callsign)], options)


FORMAT = Format("fr24-csv", "Flightradar24 CSV", _recognises, _read)
