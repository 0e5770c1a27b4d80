"""Flightradar24's playback: one flight as JSON, with its flight id and the aircraft's address and registration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np

from ...errors import ReadError
from ...geo.units import SECONDS_PER_DAY
from ...model.fixes import Quality
from ...model.track import Identity, Track, key_of
from ...task import Progress
from .. import parsers, quoting
from ..columns import YEAR_1990_S, Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..objects.records import Records
from ..part import Part
from ..values import Codes, codes, dug, icao24, number_or, plain, short

__all__ = ["FORMAT"]

_LOOKS = re.compile(rb'"result"\s*:.*"response"\s*:', re.DOTALL)
_FLIGHT_ID = re.compile(r"[0-9a-f]{6,10}")


def _recognises(head: Head) -> bool:
    return head.start.startswith(b"{") and _LOOKS.search(head.data) is not None


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    with parsers.collecting_paused():
        document = parsers.load_json(data, untrusted_name)
        flight = dug(document, "result", "response", "data", "flight")
        if not isinstance(dug(flight, "track"), list):
            raise ReadError(
                "The list “track” of the flight is missing.",
                where=plain(untrusted_name),
                advice="Download the playback of the flight again.",
            )
        progress(1, 2, FORMAT.title)
        made_s = number_or(dug(document, "result", "response", "timestamp"), np.nan)
        track, identities = _who(flight)
        columns = _columns(flight, made_s)
    yield judged(columns, [track], options, identities)


def _columns(flight: dict[str, Any], made_s: float) -> Columns:
    """made_s : when Flightradar24 gave the file out; no fix can be later."""
    records = Records.of(flight["track"])
    altitude_ft = records.numbers("altitude", "feet")
    callsign = codes([dug(flight, "identification", "callsign")])
    return Columns(
        row=records.row,
        track=np.zeros(len(records.row), np.int64),
        time_s=records.numbers("timestamp"),
        lat_deg=records.numbers("latitude"),
        lon_deg=records.numbers("longitude"),
        values={
            "baro_altitude_ft": np.where(altitude_ft == 0, np.nan, altitude_ft),  # 0 says on the ground, not how high
            "speed_kt": records.numbers("speed", "kts"),
            "track_deg": records.numbers("heading"),
            "climb_fpm": records.numbers("verticalSpeed", "fpm"),
        },
        quality=np.where(altitude_ft == 0, Quality.ON_GROUND, 0).astype(np.uint16),
        callsign=Codes(np.repeat(callsign.code, len(records.row)), callsign.texts),
        squawk=records.texts("squawk"),
        broken=records.broken,
        names=("timestamp", "latitude", "longitude"),
        expected=(YEAR_1990_S, made_s + SECONDS_PER_DAY if np.isfinite(made_s) else np.inf),
    )


def _who(flight: dict[str, Any]) -> tuple[Track, tuple[Identity, ...]]:
    address = icao24(dug(flight, "aircraft", "identification", "modes"))
    flight_id = short(dug(flight, "identification", "id")).lower()
    flight_id = flight_id if _FLIGHT_ID.fullmatch(flight_id) else ""
    callsign = short(dug(flight, "identification", "callsign"))
    facts: dict[str, object] = {}
    for name, said in (
        ("owner", dug(flight, "owner", "name")),
        ("description", dug(flight, "aircraft", "model", "text")),
    ):
        if isinstance(said, str) and said.strip():
            facts[name] = plain(said.strip(), 100)
    track = Track(
        key_of(icao24=address or None, fr24=flight_id or None, callsign=callsign or None, other="unknown"),
        icao24=address or None,
        registration=short(dug(flight, "aircraft", "identification", "registration")) or None,
        type=short(dug(flight, "aircraft", "model", "code")) or None,
        facts=MappingProxyType(facts),
    )
    both = address and flight_id
    return track, (Identity(key_of(fr24=flight_id), track.key),) if both else ()


_quote = quoting.element("result", "response", "data", "flight", "track")
FORMAT = Format("fr24-json", "Flightradar24 playback", _recognises, _read, quote=_quote)
