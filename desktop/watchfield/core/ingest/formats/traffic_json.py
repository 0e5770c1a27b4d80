"""The JSON of the library ``traffic``: records in feet and knots, times in milliseconds or seconds; or columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...model.fixes import Quality
from ...task import Progress
from .. import parsers, quoting
from ..aircraft import aircraft_of
from ..columns import Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..objects.records import Records
from ..part import Part
from ..values import plain
from .readsb import seconds

__all__ = ["FORMAT"]

_FIELDS = frozenset(
    b"timestamp icao24 latitude longitude altitude groundspeed track vertical_rate callsign squawk onground geoaltitude"
    b" flight_id last_position alert spi".split()
)
_NAMED = frozenset({b"icao24", b"callsign", b"flight_id"})  # without them it is anybody's list of places
_OWN = frozenset({b"flight_id", b"groundspeed", b"vertical_rate", b"geoaltitude", b"last_position", b"onground"})
_RECORD = re.compile(rb"\[\s*\{[^{}\[\]]*")
_COLUMN = re.compile(rb'\{\s*"([a-z_0-9]+)"\s*:\s*\{\s*"\d+"\s*:')
_KEY = re.compile(rb'"([a-z_0-9]+)"\s*:')


def _recognises(head: Head) -> bool:
    start = head.start
    column = _COLUMN.match(start)
    if column:
        return column[1] in _FIELDS
    record = _RECORD.match(start)
    names = set(_KEY.findall(record[0])) if record else set()
    return len(_FIELDS & names) >= 4 and bool(names & _NAMED) and bool(names & _OWN)


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    with parsers.collecting_paused():
        document = parsers.load_json(data, untrusted_name)
        progress(1, 2, FORMAT.title)
        if isinstance(document, list):
            records = Records.of(document)
        elif isinstance(document, dict):
            records = Records.of_columns(document)
        else:
            raise ReadError("This is neither a list of records nor a table.", where=plain(untrusted_name))
        callsign = records.texts("callsign")
        who = aircraft_of(records.texts("icao24"), callsign, records.texts("flight_id"))
        columns = Columns(
            row=records.row,
            track=who.track,
            time_s=_times(records),
            lat_deg=records.numbers("latitude"),
            lon_deg=records.numbers("longitude"),
            values={
                "baro_altitude_ft": records.numbers("altitude"),
                "geo_altitude_ft": records.numbers("geoaltitude"),
                "speed_kt": records.numbers("groundspeed"),
                "track_deg": records.numbers("track"),
                "climb_fpm": records.numbers("vertical_rate"),
            },
            quality=np.array(
                [Quality.ON_GROUND if said is True else 0 for said in records.values("onground")], np.uint16
            ),
            callsign=callsign,
            squawk=records.texts("squawk"),
            broken=records.broken,
            names=("timestamp", "latitude", "longitude"),
        )
    yield judged(columns, who.tracks, options)


def _times(records: Records) -> NDArray[np.float64]:
    """Return when each position was heard where the record says so, else the time of the record."""
    heard = records.numbers("last_position")
    return seconds(np.where(np.isfinite(heard), heard, records.numbers("timestamp")))


FORMAT = Format("traffic-json", "traffic JSON", _recognises, _read, quote=quoting.element())
