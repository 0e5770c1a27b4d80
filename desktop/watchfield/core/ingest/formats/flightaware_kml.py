"""FlightAware's KML of one flight: a ``gx:Track`` in metres, named by the callsign.

The altitudes are pressure altitudes though the mode says ``absolute``: rounded to metres as they are, all lie within
2 ft of the steps of 25 ft in which transponders report them, and they end below the field on a day of high pressure.
0 stands where FlightAware had none. The placemarks of the airports have no time. It does not tell ADS-B from radar or
projections, so the kind is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from ...geo.units import FEET_PER_METRE
from ...model.track import Track, key_of
from ...task import Progress
from ..columns import Columns, judged
from ..features.placemarks import check_playable, positions_of, read_document
from ..format import Format, Head, Options
from ..parsers import markup
from ..part import Part
from ..tables.moments import seconds_of, told
from ..values import codes, short
from .kml import quote, whose

__all__ = ["FORMAT"]

_LOOKS = re.compile(rb"<name>\s*(?:<!\[CDATA\[)?\s*FlightAware\b")
_CALLSIGN = re.compile(r"[A-Z0-9]{2,8}")


def _recognises(head: Head) -> bool:
    return markup.root_of(head) == "kml" and _LOOKS.search(head.data) is not None and b"Track>" in head.data


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    document = read_document(stream, untrusted_name, progress)
    check_playable(document, untrusted_name)
    found = positions_of(document)
    track, names = whose(document, found)
    time_s = seconds_of(found.times)
    altitude_ft = found.altitude_m * FEET_PER_METRE
    spoken = [short(name) if _CALLSIGN.fullmatch(short(name)) else None for name in names]
    columns = Columns(
        row=found.row,
        track=track,
        time_s=time_s,
        lat_deg=found.lat_deg,
        lon_deg=found.lon_deg,
        values={"baro_altitude_ft": np.where(altitude_ft == 0, np.nan, altitude_ft)},
        callsign=codes([spoken[which] for which in track.tolist()]),
        broken=found.broken,
        names=("when", "gx:coord", "gx:coord"),
    )
    tracks = [
        Track(key_of(callsign=callsign, other=name), callsign=callsign)
        for name, callsign in zip(names, spoken, strict=True)
    ]
    yield judged(told(columns, found.times), tracks, options)


FORMAT = Format("flightaware-kml", "FlightAware KML", _recognises, _read, quote=quote)
