"""From messages as they were received to fixes: each squitter with half a position makes one with the other half.

Shared by ``beast`` and ``avr``. Speed, callsign and accuracy come in messages of their own and are held until they are
old. Positions on the surface are not read: without the place of the receiver, which no recording says, each may be one
of four.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...model.fixes import SOLID_S, Kind, Quality
from ...model.reading import Refusal
from ...model.track import Track
from ..aircraft import aircraft_of
from ..columns import Columns, judged
from ..format import Options
from ..memory import Memory, Rows
from ..part import Part
from ..signals.cpr import airborne_positions
from ..signals.mode_s import Squitters, faults, squitters
from ..values import Codes, plain, short, squawk

__all__ = ["Decoder", "Messages", "no_start"]

PAIR_S = 10.0  # a faster aircraft would have flown out of the zone in more
HELD_S = 60.0
_ABOVE_HELD_S = 10.0  # the height of the satellites above that of the barometer changes as it climbs

_FAULTS = (
    "",
    "The parity does not match.",
    "The message has not the length of its format.",
    "There is no such format of message.",
    "Nothing says when this was received: it has no counter, or the receiver was started anew before.",
)
_UNTIMED = 4


@dataclass(frozen=True, eq=False, slots=True)
class Messages:
    """Messages of Mode S, or what stands in their place.

    row : int64[n], ascending
    time_s : float64[n], NaN where it cannot be told
    data : uint8[n, 14], short ones with zeros behind
    length : int64[n], 7 or 14 bytes, 0 for what is no Mode S
    is_mlat : bool[n], made by multilateration, with no time of its own
    broken : those that could not even be taken apart
    """

    row: NDArray[np.int64]
    time_s: NDArray[np.float64]
    data: NDArray[np.uint8]
    length: NDArray[np.int64]
    is_mlat: NDArray[np.bool_]
    broken: Sequence[Refusal] = ()


def no_start(untrusted_name: str) -> ReadError:
    """Return what to say of a recording that has only the counter of its receiver."""
    return ReadError(
        "The messages carry no date, only the counter of the receiver.",
        where=plain(untrusted_name),
        kept="Nothing of this file was stored.",
        advice="Say when the recording began: --start 2025-10-26T14:13:05Z, or in the window's import.",
    )


class Decoder:
    """Makes parts of messages, in pieces that know of what was before."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._memory = Memory()

    def part(self, messages: Messages) -> Part:
        """Return what some messages say."""
        is_mode_s = messages.length > 0
        wrong = np.zeros(len(messages.row), np.int64)
        wrong[is_mode_s] = faults(messages.data[is_mode_s], messages.length[is_mode_s])
        df = messages.data[:, 0] >> 3
        at = np.flatnonzero(is_mode_s & (wrong == 0) & ((df == 17) | (df == 18)))
        untimed = at[np.isnan(messages.time_s[at])]
        wrong[untimed[~np.isnan(squitters(messages.data[untimed]).lat)]] = _UNTIMED
        at = at[wrong[at] == 0]
        refused = [
            Refusal(row, "", _FAULTS[why])
            for row, why in zip(messages.row[wrong > 0].tolist(), wrong[wrong > 0].tolist(), strict=True)
        ]
        broken = sorted([*messages.broken, *refused], key=lambda refusal: refusal.row)
        columns, tracks = self._columns(messages, at)
        part = judged(replace(columns, broken=broken), tracks, self._options)
        others = len(messages.row) - len(at) - len(refused)  # messages of other kinds
        return replace(part, rows=part.rows + others, without_position=part.without_position + others)

    def _columns(self, messages: Messages, at: NDArray[np.intp]) -> tuple[Columns, Sequence[Track]]:
        """Return what sound extended squitters say, those at these places, and of whom."""
        said = squitters(messages.data[at])
        address = _texts(said.address)
        time_s = messages.time_s[at]
        rows = Rows(self._memory.whose(address), time_s)
        lat_deg, lon_deg = self._positions(said, rows)
        held = {
            "speed_kt": said.speed_kt,
            "track_deg": said.track_deg,
            "climb_fpm": said.climb_fpm,
            "nac_p": said.nac_p,
            "sil": said.sil,
        }
        values = {name: self._memory.numbers(name, rows, column, HELD_S) for name, column in held.items()}
        above_ft = self._memory.numbers("above", rows, said.above_baro_ft, _ABOVE_HELD_S)
        is_mlat = messages.is_mlat[at]
        kind = np.where(said.rebroadcast, np.uint8(Kind.TIS_B), np.uint8(Kind.ADS_B))
        who = aircraft_of(address, Codes(np.full(len(at), -1, np.int32), ()))
        columns = Columns(
            row=messages.row[at],
            track=who.track,
            time_s=time_s,
            lat_deg=lat_deg,
            lon_deg=lon_deg,
            values={
                "baro_altitude_ft": said.altitude_ft,
                "geo_altitude_ft": said.altitude_ft + above_ft,
                "nic": said.nic,
                **values,
            },
            kind=np.where(is_mlat, np.uint8(Kind.MLAT), kind),
            quality=np.where(is_mlat, Quality.INTERPOLATED_TIME, 0).astype(np.uint16),
            callsign=self._memory.texts("callsign", rows, said.callsign.cleaned(short), SOLID_S),
            squawk=self._memory.texts("squawk", rows, said.squawk.cleaned(squawk), SOLID_S),
            names=("counter", "latitude", "longitude"),
        )
        return columns, who.tracks

    def _positions(self, said: Squitters, rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return where each message puts its aircraft, together with the last of the other half that is not too old."""
        halves = []
        for half, is_it in (("even", ~said.is_odd), ("odd", said.is_odd)):
            lat, lon = (
                self._memory.numbers(f"{half} {name}", rows, np.where(is_it, column, np.nan), PAIR_S)
                for name, column in (("lat", said.lat), ("lon", said.lon))
            )
            halves.append((lat, lon))
        lat_deg, lon_deg = airborne_positions(halves[0], halves[1], said.is_odd)
        own = ~np.isnan(said.lat)
        return np.where(own, lat_deg, np.nan), np.where(own, lon_deg, np.nan)


def _texts(address: NDArray[np.int64]) -> Codes:
    """Return addresses as six digits, with ``~`` where they are none of ICAO's."""
    present, code = np.unique(address, return_inverse=True)
    texts = (f"{'~' if each >> 24 else ''}{each & 0xFFFFFF:06x}" for each in present.tolist())
    return Codes(code.astype(np.int32), tuple(texts))
