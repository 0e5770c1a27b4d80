"""SBS-1 BaseStation messages: 22 fields a line, each line a part of what is known of an aircraft.

MSG,3,1,1,40757F,1,2019/10/20,11:33:40.311,2019/10/20,11:33:40.311,,38000,,,46.65470,-2.77776,,,0,,0,0

Types 2 and 3 are positions; what types 1, 4 and 6 say is held for them until it is old. Times are those of the
receiver's own clock and zone. How a position came about is not said: servers send out multilateration as type 3 too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...model.fixes import SOLID_S, Kind, Quality
from ...model.reading import Refusal
from ...task import Progress
from .. import parsers
from ..aircraft import aircraft_of
from ..columns import Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..memory import Memory, Rows
from ..part import Part
from ..tables.moments import seconds_of, unreadable
from ..tables.table import Table, Wanted
from ..values import Codes, short, squawk, truth

__all__ = ["FORMAT"]

HELD_S = 60.0  # a speed is sent twice a second; after a minute without one it is not known

_FIELDS = (
    *("message", "type", "session", "aircraft", "hex", "flight", "date", "clock", "logged_date", "logged_clock"),
    *("callsign", "altitude", "speed", "track", "lat", "lon", "rate", "squawk", "alert", "emergency", "spi", "ground"),
)
_HEADER = ",".join(_FIELDS).encode() + b"\n"
_WANTED = Wanted(
    numbers=("altitude", "speed", "track", "lat", "lon", "rate"),
    texts=("message", "hex", "callsign", "squawk", "ground"),
    cells=("date", "clock", "logged_date", "logged_clock"),
)
_OTHERS = re.compile(rb"(?m)^(?:SEL|ID|AIR|STA|CLK),[^\n]*$")  # of other messages the last fields are missing
_MESSAGE = re.compile(rb"(?:MSG|MLAT),[1-8],(?:[^,]*,){19}[^,]*|(?:SEL|ID|AIR|STA|CLK),(?:[^,]*,){8,20}[^,]*")
_LINES_SEEN = 50
_ASSUMED = "The times are those of the receiver's clock, whose time zone is not stated; taken as UTC."


def _recognises(head: Head) -> bool:
    lines = [line for line in head.start.splitlines()[:_LINES_SEEN] if line.strip()]
    good = sum(_MESSAGE.fullmatch(line.strip()) is not None for line in lines)
    return good > len(lines) / 2


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    memory = Memory()
    notes = () if options.timezone else (_ASSUMED,)
    for first, piece in content.pieces(stream, untrusted_name, progress):
        table = parsers.csv_table(_HEADER + _whole(piece), untrusted_name, _WANTED)
        yield replace(_part(table, first - 2, memory, options), notes=notes)
        notes = ()  # once a file


def _whole(piece: bytes) -> bytes:
    """Return lines as those of a table: quotation marks mean nothing, and every message has all its fields."""
    if b"\n" not in piece:
        piece = piece.replace(b"\r", b"\n")
    piece = piece.replace(b'"', b" ")
    return _OTHERS.sub(lambda found: found[0].rstrip() + b"," * (len(_FIELDS) - 1 - found[0].count(b",")), piece)


def _part(table: Table, before: int, memory: Memory, options: Options) -> Part:
    """Before : how many lines of the file precede the first of the table, less its header."""
    address = table.text("hex").cleaned(str.lower)
    time_s = _times(table, options)
    rows = Rows(memory.whose(address), time_s)
    callsign = memory.texts("callsign", rows, table.text("callsign").cleaned(short), SOLID_S)
    held = {name: memory.numbers(name, rows, table.number(name), HELD_S) for name in ("speed", "track", "rate")}
    ground = memory.numbers("ground", rows, _truths(table.text("ground")), HELD_S)
    squawks = memory.texts("squawk", rows, table.text("squawk").cleaned(squawk), SOLID_S)
    who = aircraft_of(address, callsign)
    broken = [
        Refusal(row + before, "", f"The message has {cells} fields instead of {len(_FIELDS)}.")
        for row, cells in ((refusal.row, refusal.reason.split()[3]) for refusal in table.broken)
    ]
    columns = Columns(
        row=table.row + before,
        track=who.track,
        time_s=time_s,
        lat_deg=table.number("lat"),
        lon_deg=table.number("lon"),
        values={
            "baro_altitude_ft": table.number("altitude"),
            "speed_kt": held["speed"],
            "track_deg": held["track"],
            "climb_fpm": held["rate"],
        },
        kind=np.where(table.text("message").where("MLAT".__eq__), np.uint8(Kind.MLAT), np.uint8(Kind.UNKNOWN)),
        quality=np.where(ground == 1, Quality.ON_GROUND, 0).astype(np.uint16),
        callsign=callsign,
        squawk=squawks,
        broken=broken,
        names=("time", "latitude", "longitude"),
    )
    return judged(_timed(columns, table), who.tracks, options)


def _timed(columns: Columns, table: Table) -> Columns:
    """Return the rows without the positions whose time cannot be read; those are refused with what stands there."""
    unread = np.isinf(columns.time_s) & ~np.isnan(columns.lat_deg) & ~np.isnan(columns.lon_deg)
    if not unread.any():
        return columns
    days, clocks = ([cell.decode("utf-8", "replace") for cell in cells[unread]] for cells in _written(table))
    texts = [f"{day.replace('/', '-')} {clock}" for day, clock in zip(days, clocks, strict=True)]
    refused = unreadable(columns.row[unread], columns.time_s[unread], texts, "time")
    broken = sorted([*columns.broken, *refused], key=lambda refusal: refusal.row)
    return replace(columns.take(~unread), broken=broken)


def _truths(column: Codes) -> NDArray[np.float64]:
    """Return 1 for yes, 0 for no, NaN where nothing is said."""
    return np.array([*(float(truth(text)) for text in column.texts), np.nan])[column.code]


def _times(table: Table, options: Options) -> NDArray[np.float64]:
    """Return when each message was received, UTC seconds; NaN where nothing is said, infinite where it is no time."""
    return _local_times(*_written(table), options.timezone)


def _written(table: Table) -> tuple[NDArray[np.bytes_], NDArray[np.bytes_]]:
    """Return (date, time of day) as written: when the message was made, else when it was logged."""
    date, clock = table.cells["date"], table.cells["clock"]
    unsaid = (date == b"") | (clock == b"")
    return np.where(unsaid, table.cells["logged_date"], date), np.where(unsaid, table.cells["logged_clock"], clock)


def _local_times(date: NDArray[np.bytes_], clock: NDArray[np.bytes_], zone: str | None) -> NDArray[np.float64]:
    """Return UTC seconds for ``2019/10/20`` and ``11:33:40.311``, float64[n].

    Messages come in order of time: only where the minute changes a date has to be looked up.
    """
    if not len(clock):
        return np.empty(0)
    letters = np.ascontiguousarray(clock.astype(f"S{_CLOCK_LETTERS}")).view(np.uint8).reshape(-1, _CLOCK_LETTERS)
    minute = np.char.add(date.astype("S10"), np.ascontiguousarray(letters[:, :5]).view("S5").ravel())
    begins = np.flatnonzero(np.concatenate(([True], minute[1:] != minute[:-1])))
    texts = [text.decode("ascii", "replace") for text in minute[begins].tolist()]
    written = [f"{text[:10].replace('/', '-')}T{text[10:]}" if text else None for text in texts]
    minute_s = np.repeat(seconds_of(written, zone), np.diff(begins, append=len(minute)))
    return minute_s + _seconds(letters)


_CLOCK_LETTERS = 16  # up to the microsecond
_POINT = (ord("."), ord(","))


def _seconds(letters: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the seconds of ``11:33:40.311``, infinite where there are none.

    letters : uint8[n, 16], zero after the end
    """
    digit = letters.astype(np.int64) - ord("0")
    is_digit = (digit >= 0) & (digit <= 9)
    fraction = is_digit[:, 9:] & np.logical_and.accumulate(is_digit[:, 9:], axis=1)
    ended = (letters[:, 9:] == 0) | fraction
    good = (letters[:, 5] == ord(":")) & is_digit[:, 6] & is_digit[:, 7] & (digit[:, 6] < 6) & ended.all(axis=1)
    good &= (letters[:, 8] == 0) | np.isin(letters[:, 8], _POINT)
    weights = 10.0 ** -np.arange(1, _CLOCK_LETTERS - 8)
    seconds = digit[:, 6] * 10.0 + digit[:, 7] + (np.where(fraction, digit[:, 9:], 0) * weights).sum(axis=1)
    return np.where(good, seconds, np.where(letters[:, 0] == 0, np.nan, np.inf))


FORMAT = Format("sbs", "SBS-1 BaseStation messages", _recognises, _read, heeds=frozenset({"timezone"}))
