"""Flightradar24's CSV of one flight: ``Timestamp,UTC,Callsign,Position,Altitude,Speed,Direction``.

It has no address and no registration. Who it is, is the callsign and, in the name that Flightradar24 gives the file,
the flight id. It does not tell ADS-B from multilateration, so the kind is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

import numpy as np

from ...model.fixes import Quality
from ...model.track import Track, key_of
from ...task import Progress
from .. import content, parsers
from ..columns import Columns, judged
from ..format import Format, Head, Options
from ..part import Part
from ..tables import Wanted, csv_header
from ..values import Codes, short

__all__ = ["FORMAT", "track_of"]

_WANTED = Wanted(numbers=("timestamp", "altitude", "speed", "direction"), texts=("callsign",), pairs=("position",))
_NAMED = re.compile(r".*_([0-9a-fA-F]{8})(?: ?\([0-9]+\))?(?:\.csv)?(?:\.gz)?", re.IGNORECASE)  # also "… (1).csv"
_DAY = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")  # of eight digits, rather a date


def _recognises(head: Head) -> bool:
    names = set(csv_header(head.data)[0])
    return {"timestamp", "callsign"} <= names and len(names & {"position", "direction", "altitude", "speed"}) >= 3


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


def track_of(untrusted_name: str, callsign: Codes | None) -> Track:
    """Return the one flight of a file: named by the flight id in the file's name, else by its commonest callsign."""
    named = _NAMED.fullmatch(PurePosixPath(untrusted_name.replace("\\", "/")).name)
    flight_id = named[1] if named and not _DAY.fullmatch(named[1]) else None
    return Track(
        key_of(
            fr24=flight_id,
            callsign=_commonest(callsign.cleaned(short)) if callsign else None,
            other="unknown",
        )
    )


def _commonest(texts: Codes) -> str | None:
    """Return the text of most rows, the first of equals."""
    if not len(texts.texts):
        return None
    return texts.texts[int(np.bincount(texts.code[texts.code >= 0], minlength=1).argmax())]


FORMAT = Format("fr24-csv", "Flightradar24 CSV", _recognises, _read)
