"""jet1090 and decode1090 (rs1090): decoded Mode S messages, one JSON object a line, each a part of what is known.

{"timestamp":1708901277.86,"frame":"8d4d2242...","df":"17","icao24":"4d2242","bds":"05","altitude":16725,
 "source":"barometric","latitude":48.5,"longitude":2.1,...}

A message with a position is a fix. What messages of velocity and identity say is held for it until it is old. Comm-B
answers stand in objects of their own, guessed from their content, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...model.fixes import SOLID_S, Kind, Quality
from ...task import Progress
from ..aircraft import aircraft_of
from ..columns import Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..memory import Memory, Rows
from ..objects.fields import Fields, Names, json_lines
from ..part import Part
from ..values import Codes, short, squawk
from .sbs import HELD_S

__all__ = ["FORMAT"]

_HELD = {"groundspeed": "speed_kt", "track": "track_deg", "vertical_rate": "climb_fpm", "NACp": "nac_p", "SIL": "sil"}
_NAMES = Names(
    numbers=("timestamp", "latitude", "longitude", "altitude", *_HELD),
    texts=("icao24", "df", "bds", "source", "callsign", "squawk"),
)
_SQUITTERS = frozenset({"17", "18", "ADSB", "TISB"})
_SURFACE = frozenset({"06", "6"})
_LINE = re.compile(rb"\{.*\}")
_KEYS = tuple(re.compile(rb'"%b"\s*:' % key) for key in (b"timestamp", b"icao24", b"df"))
_LINES_SEEN = 50


def _recognises(head: Head) -> bool:
    lines = [line.strip() for line in head.start.splitlines()[:_LINES_SEEN] if line.strip()]
    if len(lines) > 1 and not lines[-1].endswith(b"}"):
        del lines[-1]  # cut by the end of what was looked at
    whole = sum(_LINE.fullmatch(line) is not None for line in lines)
    return whole > len(lines) / 2 and any(all(key.search(line) for key in _KEYS) for line in lines)


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    memory = Memory()
    for first, piece in content.pieces(stream, untrusted_name, progress):
        yield _part(json_lines(first, piece, _NAMES), memory, options)


def _part(found: Fields, memory: Memory, options: Options) -> Part:
    address = found.texts["icao24"].cleaned(str.lower)
    time_s = found.numbers["timestamp"]
    rows = Rows(memory.whose(address), time_s)
    squitter = found.texts["df"].where(_SQUITTERS.__contains__)
    held = {
        ours: memory.numbers(theirs, rows, np.where(squitter, found.numbers[theirs], np.nan), HELD_S)
        for theirs, ours in _HELD.items()
    }
    callsign = memory.texts("callsign", rows, found.texts["callsign"].cleaned(short), SOLID_S)
    squawks = memory.texts("squawk", rows, found.texts["squawk"].cleaned(squawk), SOLID_S)
    altitude = found.numbers["altitude"]
    geometric = found.texts["source"].where(_is_geometric)
    surface = found.texts["bds"].where(_SURFACE.__contains__)
    who = aircraft_of(address, callsign)
    columns = Columns(
        row=found.row,
        track=who.track,
        time_s=time_s,
        lat_deg=np.where(squitter, found.numbers["latitude"], np.nan),
        lon_deg=found.numbers["longitude"],
        values={
            "baro_altitude_ft": np.where(geometric, np.nan, altitude),
            "geo_altitude_ft": np.where(geometric, altitude, np.nan),
            **held,
        },
        kind=_kinds(found.texts["df"]),
        quality=np.where(surface, Quality.ON_GROUND, 0).astype(np.uint16),
        callsign=callsign,
        squawk=squawks,
        broken=found.broken,
        names=("timestamp", "latitude", "longitude"),
    )
    return judged(columns, who.tracks, options)


def _is_geometric(source: str) -> bool:
    return source.upper() in ("GNSS", "GPS")


def _kinds(df: Codes) -> NDArray[np.uint8]:
    """Return ADS-B for what transponders send; 18 may be that, TIS-B or an echo of either."""
    own = df.where(frozenset({"17", "ADSB"}).__contains__)
    return np.where(
        own, np.uint8(Kind.ADS_B), np.where(df.where("TISB".__eq__), np.uint8(Kind.TIS_B), np.uint8(Kind.UNKNOWN))
    )


FORMAT = Format("jet1090", "jet1090 JSON lines", _recognises, _read)
