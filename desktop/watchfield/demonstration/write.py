"""The recordings on disk: a readsb archive, and exports of Flightradar24.

::

    <directory>/GENERATED.txt                               says what the rest is
    <directory>/globe_history/2024/09/01/traces/2e/trace_full_15442e.json
                                                            gzip under a .json name, one aircraft a day
    <directory>/flightradar24/DEMO131_5d000c83.csv          one flight each
    <directory>/second_source/DEMO014_5d00009f.csv          a flight that the archive has as well

The bytes depend on what is written alone: no clock, no name of the machine in a gzip header.
"""

from __future__ import annotations

import shutil
import struct
import zlib
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import numpy as np
import orjson

from watchfield.core.errors import RequestError
from watchfield.core.task import silent

from .fleet import OWNER
from .leg import DAY_S, Heard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from watchfield.core.task import Progress

    from .fleet import Aircraft
    from .leg import Leg
    from .receive import Received

__all__ = ["EXPORTS", "MARKING", "clear", "write_flightradar24", "write_readsb"]

MARKING = "DEMONSTRATION · GENERATED DATA, NOT REAL RECORDINGS"
ARCHIVE, NOTE = "globe_history", "GENERATED.txt"
EXPORTS = {Heard.FLIGHTRADAR24: "flightradar24", Heard.BOTH: "second_source"}
DETAILS_EVERY = 24  # rows between two repetitions of callsign, squawk and integrity
FIRST_FLIGHT_ID = 0x5D000000
CSV_HEAD = "Timestamp,UTC,Callsign,Position,Altitude,Speed,Direction\r\n"
# What an export looks like after a transmission error: refused by any reader, with its row.
BROKEN_ROWS = ('{0},{1},{2},"95.031207,{3}",{4},{5},{6}\r\n', '{0}?,,{2},"35.911803,{3}",{4},{5},{6}\r\n')


def clear(directory: Path) -> None:
    """Make room for the recordings, and write beside them what they are.

    An earlier demonstration is removed. Raises RequestError where recordings lie that no demonstration wrote.
    """
    folders = [folder for name in (ARCHIVE, *EXPORTS.values()) if (folder := directory / name).exists()]
    if folders and not (directory / NOTE).is_file():
        raise RequestError(
            "There are recordings in this folder that are not a demonstration.",
            where=str(folders[0]),
            kept="Nothing was changed.",
            advice="Choose another folder.",
        )
    for folder in folders:
        shutil.rmtree(folder)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / NOTE).write_text(f"{MARKING}\n{OWNER}: no aircraft, callsign or flight below exists.\n", "utf-8")


def write_readsb(directory: Path, legs: Sequence[Leg], received: Received, progress: Progress = silent) -> Path:
    """Write one trace for every aircraft and day; return the archive's folder."""
    root = directory / ARCHIVE
    order, cuts = _by_aircraft_and_day(legs, received)
    rows = _Rows(legs, received, order)
    made: set[Path] = set()
    for number, (begin, end) in enumerate(cuts):
        aircraft = legs[int(received.leg[order[begin]])].aircraft
        day = int(received.time_s[order[begin]] // DAY_S)
        content = orjson.dumps({**_head(aircraft, day), "trace": rows.between(begin, end, day)})
        folder = root / f"{_date(day):%Y/%m/%d}" / "traces" / aircraft.address[-2:]
        if folder not in made:
            folder.mkdir(parents=True, exist_ok=True)
            made.add(folder)
        (folder / f"trace_full_{aircraft.address}.json").write_bytes(_gzip(content))
        if number % 100 == 0:
            progress(number, len(cuts), "Writing the demonstration's recordings")
    return root


def _by_aircraft_and_day(legs: Sequence[Leg], received: Received) -> tuple[NDArray[np.int64], list[tuple[int, int]]]:
    """Return the fixes of readsb in the order of day, aircraft and time, and where each file begins and ends."""
    address = np.array([int(leg.aircraft.address, 16) for leg in legs])[received.leg]
    heard = np.array([leg.heard is not Heard.FLIGHTRADAR24 for leg in legs])[received.leg]
    day = np.floor(received.time_s / DAY_S).astype(np.int64)
    order = np.lexsort((received.time_s, address, day))
    order = order[heard[order]]
    file = day[order] * (1 << 24) + address[order]
    begins = np.flatnonzero(np.append(True, file[1:] != file[:-1]))
    return order, list(zip(begins.tolist(), [*begins[1:].tolist(), len(order)], strict=True))


class _Rows:
    """The rows of all traces, made column by column and handed out by file."""

    def __init__(self, legs: Sequence[Leg], received: Received, order: NDArray[np.int64]) -> None:
        self._legs = legs
        self._leg = received.leg[order].tolist()
        self._time = received.time_s[order]
        geo = _whole(received.geo_altitude_ft[order])
        mlat = received.mlat[order]
        altitude = _whole(received.baro_altitude_ft[order])
        altitude[received.on_ground[order]] = "ground"
        new_leg = np.append(True, received.leg[order][1:] != received.leg[order][:-1])
        self._columns = (
            received.lat_deg[order].tolist(),
            received.lon_deg[order].tolist(),
            altitude.tolist(),
            _or_none(received.speed_kt[order]).tolist(),
            _or_none(received.track_deg[order]).tolist(),
            (received.stale[order] + 2 * new_leg).tolist(),
            _whole(received.climb_fpm[order]).tolist(),
        )
        self._source = np.where(mlat, "mlat", "adsb_icao").tolist()
        self._geo = geo.tolist()
        self._new_leg = new_leg

    def between(self, begin: int, end: int, day: int) -> list[tuple[object, ...]]:
        """Return one file's rows."""
        part = slice(begin, end)
        seconds = np.round(self._time[part] - day * DAY_S, 2).tolist()
        told = self._new_leg[part].copy()
        told[::DETAILS_EVERY] = True
        details: list[dict[str, object] | None] = [None] * (end - begin)
        for row in np.flatnonzero(told).tolist():
            details[row] = self._details(begin + row)
        nothing = [None] * (end - begin)
        columns = (column[part] for column in self._columns)
        return list(
            zip(seconds, *columns, details, self._source[part], self._geo[part], nothing, nothing, nothing, strict=True)
        )

    def _details(self, row: int) -> dict[str, object]:
        leg = self._legs[self._leg[row]]
        details: dict[str, object] = {"type": self._source[row], "flight": f"{leg.aircraft.callsign:<8}"}
        if self._geo[row] is not None:
            details["alt_geom"] = self._geo[row]
        details |= {"squawk": _squawk(leg), "emergency": "none", "category": leg.aircraft.performance.category}
        if self._source[row] == "adsb_icao":
            details |= {"nic": 8, "rc": 186, "version": 2, "nac_p": 9, "nac_v": 1, "sil": 3, "sil_type": "perhour"}
        return details


def _head(aircraft: Aircraft, day: int) -> dict[str, object]:
    return {
        "icao": aircraft.address,
        "r": aircraft.registration,
        "t": aircraft.performance.type,
        "dbFlags": int(aircraft.military),
        "desc": aircraft.performance.description,
        "ownOp": OWNER,
        "timestamp": float(day * DAY_S),
    }


def _squawk(leg: Leg) -> str:
    """Return four octal digits that stay the same through a flight."""
    number = zlib.crc32(f"{leg.aircraft.address} {leg.anchor_s:.0f}".encode())
    return f"{0o1000 + number % 0o5000:04o}"


def _or_none(values: NDArray[np.float64]) -> NDArray[np.object_]:
    result = values.astype(object)
    result[np.isnan(values)] = None
    return result


def _whole(values: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return whole numbers, None for NaN."""
    result = np.nan_to_num(values).astype(np.int64).astype(object)
    result[np.isnan(values)] = None
    return result


def _date(day: int) -> datetime:
    return datetime.fromtimestamp(day * DAY_S, tz=timezone.utc)


def _gzip(content: bytes) -> bytes:
    """Compress with a header that knows neither time nor system."""
    packer = zlib.compressobj(3, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(content) + packer.flush()
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + body + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def _flight_id(number: int) -> str:
    """Return the eight hexadecimal digits by which Flightradar24 would know the flight."""
    return f"{FIRST_FLIGHT_ID + number:08x}"


def write_flightradar24(directory: Path, legs: Sequence[Leg], received: Received, heard: Heard) -> Path:
    """Write the flights that were heard so, one file each; return their folder.

    The first of those that Flightradar24 alone heard carries the broken rows.
    """
    root = directory / EXPORTS[heard]
    root.mkdir(parents=True, exist_ok=True)
    begins = np.searchsorted(received.leg, np.arange(len(legs) + 1))
    broken = heard is Heard.FLIGHTRADAR24
    for number, leg in enumerate(legs):
        begin, end = int(begins[number]), int(begins[number + 1])
        if leg.heard is not heard or begin == end:
            continue
        rows = list(_csv_rows(leg, received, slice(begin, end)))
        if broken:
            rows = [*rows[:40], *_broken(rows[40]), *rows[40:]]
            broken = False
        path = root / f"{leg.aircraft.callsign}_{_flight_id(number)}.csv"
        path.write_bytes((CSV_HEAD + "".join(rows)).encode("ascii"))
    return root


def _csv_rows(leg: Leg, received: Received, part: slice) -> Iterator[str]:
    """Give the flight's rows: whole seconds, one fix each, no height on the ground."""
    time = np.round(received.time_s[part]).astype(np.int64)
    utc = np.datetime_as_string(time.astype("datetime64[s]"), unit="s")
    altitude = np.where(received.on_ground[part], 0.0, np.nan_to_num(received.baro_altitude_ft[part]))
    columns = (
        time.tolist(),
        utc.tolist(),
        received.lat_deg[part].tolist(),
        received.lon_deg[part].tolist(),
        altitude.astype(np.int64).tolist(),
        np.round(np.nan_to_num(received.speed_kt[part])).astype(np.int64).tolist(),
        np.round(np.nan_to_num(received.track_deg[part])).astype(np.int64).tolist(),
    )
    for second, moment, lat, lon, feet, knots, course in zip(*columns, strict=True):
        yield f'{second},{moment}Z,{leg.aircraft.callsign},"{lat:.6f},{lon:.6f}",{feet},{knots},{course}\r\n'


def _broken(row: str) -> Iterator[str]:
    """Give the rows that a reader must refuse, made from a good one."""
    second, moment, callsign, _, lon, feet, knots, course = row.strip().replace('"', "").split(",")
    for broken in BROKEN_ROWS:
        yield broken.format(second, moment, callsign, lon, feet, knots, course)
