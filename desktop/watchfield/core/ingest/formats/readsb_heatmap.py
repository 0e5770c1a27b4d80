"""readsb's heatmap, ``NN.bin.ttf``: half an hour of everybody, one position an aircraft and slice of some seconds.

    entry of 16 bytes     address int32   latitude int32   longitude int32   altitude int16   speed int16
    index                 entries whose address is the place of a slice; they come first
    slice                 0x0E7F7C9D      time in ms, its high and its low half    its length in ms
    position              address, kind   millionths of a degree                   25 ft       0.1 kt
    callsign and squawk   address         2^30 + squawk, 8 letters

What readsb leaves out is not there: the recording is decimated. A position is as old as its slice, or younger by up to
its length, so its time is not its own. Rows are entries, the index included.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...model.fixes import Kind, Quality
from ...model.reading import Refusal
from ...model.track import Track
from ...task import Progress, silent
from ..aircraft import aircraft_of
from ..columns import YEAR_1990_S, Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..memory import Memory, Rows
from ..part import Part
from ..values import Codes, plain, short, squawk, take_forward
from .readsb import MS_PER_S

__all__ = ["ENTRY", "FORMAT", "MAGIC"]

ENTRY = np.dtype([("hex", "<u4"), ("lat", "<i4"), ("lon", "<i4"), ("alt", "<i2"), ("gs", "<i2")])
MAGIC = 0x0E7F7C9D
_INFO = 1 << 30  # of the latitude, and beyond any
_ADDRESS = 0xFFFFFF
_NOT_ICAO = 1 << 24
_KIND_SHIFT = 27
_PER_DEGREE, _FEET, _PER_KNOT = 1e6, 25.0, 10.0
_GROUND, _UNKNOWN_ALTITUDE, _NO_SPEED = -123, -124, -1
_HELD_S = 1800.0  # a file is half an hour, and older ones say a callsign once
_KINDS = np.full(32, Kind.UNKNOWN, np.uint8)  # in the order that readsb has for them
_KINDS[[0, 1, 2, 8, 9]] = Kind.ADS_B
_KINDS[[3, 10, 11]] = Kind.TIS_B
_KINDS[[4, 5, 7]] = Kind.ADS_C, Kind.MLAT, Kind.MODE_S

Entries = NDArray[Any]


def _recognises(head: Head) -> bool:
    entries = _entries(head.data)
    slices = np.flatnonzero(entries["hex"] == MAGIC)
    if not len(slices) or not YEAR_1990_S < _slice_times(entries[slices])[0] < 1e11:
        return False
    return slices[0] == 0 or bool(entries["hex"][0] == slices[0])  # the index begins with the place of the first slice


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.whole(stream, untrusted_name, progress)
    entries = _entries(data)
    progress(1, 2, FORMAT.title)
    left = len(data) % ENTRY.itemsize
    broken = [Refusal(len(entries) + 1, "", f"The file ends within this entry, after {left} bytes of it.")] * (left > 0)
    columns, tracks = _columns(entries, broken)
    yield judged(columns, tracks, options)


def _columns(entries: Entries, broken: list[Refusal]) -> tuple[Columns, list[Track]]:
    is_slice = entries["hex"] == MAGIC
    slice_at = take_forward(is_slice)
    begun = slice_at >= 0  # before the first slice stands the index
    time_s = np.where(begun, _slice_times(entries)[slice_at], np.nan)
    is_info = begun & ~is_slice & (entries["lat"] >= _INFO)
    is_position = begun & ~is_slice & ~is_info
    address = _addresses(entries["hex"])
    memory = Memory()
    rows = Rows(memory.whose(address), time_s)
    callsign, squawks = _infos(entries, is_info)
    who = aircraft_of(address, Codes(np.full(len(address), -1, np.int32), ()))
    kind = entries["hex"] >> _KIND_SHIFT
    typed = bool(kind[is_position].any())  # older files do not say, and look as if all were ADS-B
    altitude, speed = entries["alt"], entries["gs"]
    ground = altitude == _GROUND
    columns = Columns(
        row=np.arange(1, len(entries) + 1, dtype=np.int64),
        track=who.track,
        time_s=time_s,
        lat_deg=np.where(is_position, entries["lat"] / _PER_DEGREE, np.nan),
        lon_deg=np.where(is_position, entries["lon"] / _PER_DEGREE, np.nan),
        values={
            "baro_altitude_ft": np.where(ground | (altitude == _UNKNOWN_ALTITUDE), np.nan, altitude * _FEET),
            "speed_kt": np.where(speed == _NO_SPEED, np.nan, speed / _PER_KNOT),
        },
        kind=_KINDS[kind] if typed else Kind.UNKNOWN,
        quality=np.where(ground, Quality.ON_GROUND, 0).astype(np.uint16) | np.uint16(Quality.INTERPOLATED_TIME),
        callsign=memory.texts("callsign", rows, callsign, _HELD_S),
        squawk=memory.texts("squawk", rows, squawks, _HELD_S),
        broken=broken,
        names=("slice", "latitude", "longitude"),
    )
    return columns, [replace(track, facts=MappingProxyType({"decimated": True})) for track in who.tracks]


def _entries(data: bytes) -> Entries:
    return np.frombuffer(data, ENTRY, len(data) // ENTRY.itemsize)


def _slice_times(slices: Entries) -> NDArray[np.float64]:
    """Return when slices begin, UTC seconds; of other entries it means nothing."""
    high, low = slices["lat"].astype(np.uint32), slices["lon"].astype(np.uint32)
    return (high.astype(np.float64) * 2.0**32 + low) / MS_PER_S


def _addresses(number: NDArray[np.uint32]) -> Codes:
    """Return addresses as readsb writes them, with ``~`` where they are none of ICAO's."""
    present, code = np.unique(number & (_ADDRESS | _NOT_ICAO), return_inverse=True)
    texts = tuple(f"{'~' if each & _NOT_ICAO else ''}{each & _ADDRESS:06x}" for each in present.tolist())
    return Codes(code.astype(np.int32), texts)


def _infos(entries: Entries, is_info: NDArray[np.bool_]) -> tuple[Codes, Codes]:
    """Return callsign and squawk, each once where it is said."""
    infos = np.ascontiguousarray(entries[is_info])
    letters = infos.view(np.uint8).reshape(-1, 16)[:, 8:]
    callsigns, code = np.unique(np.ascontiguousarray(letters).view("S8").ravel(), return_inverse=True)
    digits, digit_code = np.unique(infos["lat"] & (_INFO - 1), return_inverse=True)
    callsign = Codes(_placed(code, is_info), tuple(text.decode("ascii", "replace") for text in callsigns.tolist()))
    squawks = Codes(_placed(digit_code, is_info), tuple(f"{digit:04d}" if digit else "" for digit in digits.tolist()))
    return callsign.cleaned(short), squawks.cleaned(squawk)


def _placed(code: NDArray[np.intp], where: NDArray[np.bool_]) -> NDArray[np.int32]:
    placed = np.full(len(where), -1, np.int32)
    placed[where] = code
    return placed


def _quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    data = content.whole(stream, untrusted_name, silent)
    found = data[(row - 1) * ENTRY.itemsize : row * ENTRY.itemsize] if row > 0 else b""
    if len(found) < ENTRY.itemsize:
        raise ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")
    address, lat, lon, altitude, speed = struct.unpack("<Iiihh", found)
    return f"{found.hex(' ', 4)}  address {address:08x}  lat {lat}  lon {lon}  alt {altitude}  gs {speed}"


FORMAT = Format("readsb-heatmap", "readsb heatmap (decimated: one position a slice)", _recognises, _read, quote=_quote)
