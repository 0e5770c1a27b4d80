"""The Parquet of the library ``traffic``: the columns of its JSON, in feet and knots, times as times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...model.fixes import Quality
from ...task import Progress
from ..aircraft import aircraft_of
from ..columns import Columns, judged
from ..format import Format, Head, Options
from ..part import Part
from ..tables import parquet
from ..tables.table import Table, Wanted
from ..values import truth

__all__ = ["FORMAT"]

_WANTED = Wanted(
    numbers=(
        "timestamp", "last_position", "latitude", "longitude", "altitude", "geoaltitude", "groundspeed", "track",
        "vertical_rate",
    ),
    texts=("icao24", "callsign", "squawk", "onground", "flight_id"),
)  # fmt: skip
_SCALES = (1.0, 1e3, 1e6, 1e9)
_LATEST_S = 4_102_444_800.0  # 2100: a count beyond it is one of milliseconds, microseconds or nanoseconds


def _recognises(head: Head) -> bool:
    """Tell by ``groundspeed``: others have a ``vertical_rate`` too, in metres a second."""
    return parquet.has_columns(head, b"timestamp", b"icao24", b"latitude", b"longitude", b"groundspeed")


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    for table in parquet.tables(stream, untrusted_name, _WANTED, progress):
        yield _part(table, options)


def _part(table: Table, options: Options) -> Part:
    callsign = table.text("callsign")
    who = aircraft_of(table.text("icao24"), callsign, table.text("flight_id"))
    heard_s = _seconds(table.number("last_position"))
    columns = Columns(
        row=table.row,
        track=who.track,
        time_s=np.where(np.isfinite(heard_s), heard_s, _seconds(table.number("timestamp"))),
        lat_deg=table.number("latitude"),
        lon_deg=table.number("longitude"),
        values={
            "baro_altitude_ft": table.number("altitude"),
            "geo_altitude_ft": table.number("geoaltitude"),
            "speed_kt": table.number("groundspeed"),
            "track_deg": table.number("track"),
            "climb_fpm": table.number("vertical_rate"),
        },
        quality=np.where(table.text("onground").where(truth), Quality.ON_GROUND, 0).astype(np.uint16),
        callsign=callsign,
        squawk=table.text("squawk"),
        names=("timestamp", "latitude", "longitude"),
    )
    return judged(columns, who.tracks, options)


def _seconds(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return UTC seconds; times that are times are so already, counts may be of smaller units."""
    finite = times[np.isfinite(times)]
    middle = float(np.median(finite)) if len(finite) else 0.0
    return times / next((scale for scale in _SCALES if abs(middle) / scale < _LATEST_S), _SCALES[-1])


FORMAT = Format("traffic-parquet", "traffic Parquet", _recognises, _read, quote=parquet.quote)
