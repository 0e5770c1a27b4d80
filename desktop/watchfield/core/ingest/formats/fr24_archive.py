"""Flightradar24's archive: a table of flights for a day, and a table of positions for each flight.

Positions have pressure altitudes in ft, 0 on the ground, and squawks as the decimal of their BCD digits (16466 = 0x4052
= 4052). Whose they are, only the name says that Flightradar24 gives the file, ``20170205_207507520.csv``: the day and
the flight id, which elsewhere is written in hex (c5e5040). The table of flights has no positions, and says which
address flew which flight: that joins the two. Its addresses are decimal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...model.fixes import Quality
from ...model.track import Identity, Track, key_of
from ...task import Progress
from .. import parsers
from ..columns import Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..part import Part
from ..tables.table import Table, Wanted, csv_header

__all__ = ["FLIGHTS", "POSITIONS"]

_POSITIONS = Wanted(
    numbers=("snapshot_id", "altitude", "heading", "latitude", "longitude", "speed"), texts=("squawk", "flight_id")
)
_FLIGHTS = Wanted(texts=("flight_id", "aircraft_id"))
_NAMED = re.compile(r"(?:19|20)[0-9]{6}_([0-9]{1,10})(?: ?\([0-9]+\))?\.csv(?:\.gz)?", re.IGNORECASE)
_PLACES = frozenset({"latitude", "lat", "longitude", "lon", "position", "snapshot_id"})  # then it is of positions
_MOST_FLIGHT_ID = 2**32 - 1
_MOST_ADDRESS = 2**24 - 1


def _is_positions(head: Head) -> bool:
    return set(csv_header(head.data)[0]) >= {"snapshot_id", "latitude", "longitude", "altitude"}


def _is_flights(head: Head) -> bool:
    names = set(csv_header(head.data)[0])
    return names >= {"flight_id", "aircraft_id", "callsign", "equip"} and not names & _PLACES


def _read_positions(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    pieces = content.pieces(stream, untrusted_name, progress, quoted=True)
    for table in parsers.csv_tables(pieces, untrusted_name, _POSITIONS):
        track, tracks = _whose(table, untrusted_name)
        altitude_ft = table.number("altitude")
        columns = Columns(
            row=table.row,
            track=track,
            time_s=table.number("snapshot_id"),
            lat_deg=table.number("latitude"),
            lon_deg=table.number("longitude"),
            values={
                "baro_altitude_ft": np.where(altitude_ft == 0, np.nan, altitude_ft),
                "speed_kt": table.number("speed"),
                "track_deg": table.number("heading"),
            },
            quality=np.where(altitude_ft == 0, Quality.ON_GROUND, 0).astype(np.uint16),
            squawk=table.text("squawk").cleaned(_squawk),
            broken=table.broken,
            names=("snapshot_id", "latitude", "longitude"),
        )
        yield judged(columns, tracks, options)


def _read_flights(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    pieces = content.pieces(stream, untrusted_name, progress, quoted=True)
    for table in parsers.csv_tables(pieces, untrusted_name, _FLIGHTS):
        nowhere = np.full(len(table.row), np.nan)
        track = np.zeros(len(table.row), np.int64)
        columns = Columns(table.row, track, nowhere, nowhere, nowhere, broken=table.broken)
        yield judged(columns, (), options, _identities(table))


def _whose(table: Table, untrusted_name: str) -> tuple[NDArray[np.int64], list[Track]]:
    """Return which flight each row is of: that in its column, else that in the file's name, else one unknown."""
    column = table.text("flight_id").cleaned(_flight_id)
    named = _NAMED.fullmatch(PurePosixPath(untrusted_name.replace("\\", "/")).name)
    alone = _flight_id(named[1]) if named else ""
    tracks = [Track(key_of(fr24=text)) for text in column.texts]
    return np.where(column.code < 0, len(tracks), column.code).astype(np.int64), [
        *tracks,
        Track(key_of(fr24=alone or None, other="unknown")),
    ]


def _identities(table: Table) -> tuple[Identity, ...]:
    """Return what the table says of who flew what: one flight id, one address."""
    flights, addresses = (
        table.text(name).cleaned(clean) for name, clean in (("flight_id", _flight_id), ("aircraft_id", _address))
    )
    pairs = np.unique(np.stack([flights.code, addresses.code]), axis=1)
    pairs = pairs[:, (pairs >= 0).all(axis=0)]
    once = np.bincount(pairs[0], minlength=1)[pairs[0]] == 1  # of a flight with two addresses neither is believed
    return tuple(
        Identity(key_of(fr24=flights.texts[flight]), key_of(icao24=addresses.texts[address]))
        for flight, address in pairs[:, once].T.tolist()
    )


def _flight_id(text: str) -> str:
    """Return a decimal flight id as it is written elsewhere, in hex; or nothing."""
    text = text.strip()
    digits = text.isascii() and text.isdigit() and len(text) <= 10
    return f"{int(text):x}" if digits and 0 < int(text) <= _MOST_FLIGHT_ID else ""


def _address(text: str) -> str:
    """Return a decimal ICAO address in hex, or nothing."""
    text = text.strip()
    digits = text.isascii() and text.isdigit() and len(text) <= 8
    return f"{int(text):06x}" if digits and 0 < int(text) <= _MOST_ADDRESS else ""


def _squawk(text: str) -> str:
    """Return the four digits of a squawk that is written as the decimal of their BCD; or nothing."""
    text = text.strip()
    return f"{int(text):04x}" if text.isascii() and text.isdigit() and len(text) <= 5 and int(text) else ""


POSITIONS = Format("fr24-archive", "Flightradar24 archive, positions", _is_positions, _read_positions)
FLIGHTS = Format("fr24-archive-flights", "Flightradar24 archive, flights", _is_flights, _read_flights)
