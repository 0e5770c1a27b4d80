"""OpenSky's answer to ``states/all``: lists in a fixed order, longitude before latitude, in metres and metres a second.

{"time": 1683488744, "states": [["ab1644", "UAL421  ", "United States", 1683488743, 1683488743, -71.2, 42.5, ...], ...]}

A file may hold several answers, one a line or as a list. Rows count the states of all of them. The time of a fix is
that of its position; the ``time`` of the answer is when it was given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...geo.units import FEET_PER_METRE, FPM_PER_MPS, KNOTS_PER_MPS, SECONDS_PER_DAY
from ...model.fixes import Kind, Quality
from ...model.reading import Refusal
from ...task import Progress, silent
from .. import parsers, quoting
from ..aircraft import aircraft_of
from ..columns import YEAR_1990_S, Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..part import Part
from ..values import codes, number_or, numbers, plain

__all__ = ["FORMAT"]

_PLACES = (
    *("icao24", "callsign", "country", "time_position", "last_contact", "lon", "lat", "baro_altitude", "on_ground"),
    *("velocity", "true_track", "vertical_rate", "sensors", "geo_altitude", "squawk", "spi", "position_source"),
)
_PLACE: Mapping[str, int] = MappingProxyType({name: at for at, name in enumerate(_PLACES)})
_LEAST = _PLACE["lat"] + 1
_KINDS: Mapping[Any, Kind] = MappingProxyType({0: Kind.ADS_B, 2: Kind.MLAT})  # 1 is a radar's, 3 is FLARM
_LOOKS = re.compile(rb'[\[\s]*\{[^\[{]{0,400}"states"\s*:\s*(?:null|\[\s*(?:\]|\[\s*"))')


def _recognises(head: Head) -> bool:
    return _LOOKS.match(head.start) is not None


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    with parsers.collecting_paused():
        states, given_s = _states(stream, untrusted_name, progress)
        progress(1, 2, FORMAT.title)
        columns, tracks = _columns(states, given_s)
    yield judged(columns, tracks, options)


def _states(stream: BinaryIO, untrusted_name: str, progress: Progress) -> tuple[list[Any], float]:
    """Return the states of all answers, and when the last of them was given."""
    states: list[Any] = []
    given_s = -np.inf
    for answer in _answers(stream, untrusted_name, progress):
        listed = answer.get("states", ()) if isinstance(answer, dict) else None
        if listed is None and isinstance(answer, dict):
            continue  # nobody was in the air that was asked for
        if not isinstance(listed, (list, tuple)):
            raise ReadError(
                "The list “states” is missing.", where=plain(untrusted_name), advice="Is this an answer of OpenSky?"
            )
        states += listed
        given_s = max(given_s, number_or(answer.get("time"), -np.inf))
    return states, given_s


def _answers(stream: BinaryIO, untrusted_name: str, progress: Progress) -> list[Any]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    lines = [line.strip().removesuffix(b",") for line in data.split(b"\n")]
    lines = [line for line in lines if line]
    if len(lines) > 1 and all(line.startswith(b"{") and line.endswith(b"}") for line in lines):
        return [parsers.load_json(line, untrusted_name) for line in lines]
    document = parsers.load_json(data, untrusted_name)
    return document if isinstance(document, list) else [document]


def _columns(states: Sequence[Any], given_s: float) -> tuple[Columns, Sequence[Any]]:
    good = [at for at, state in enumerate(states) if type(state) is list and len(state) >= _LEAST]
    rows = [(states[at] + [None] * len(_PLACES))[: len(_PLACES)] for at in good]
    reason = f"The state is no list of at least {_LEAST} values."
    whole = set(good)
    broken = tuple(Refusal(at + 1, "states", reason) for at in range(len(states)) if at not in whole)
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(_PLACES)
    field = {name: columns[at] for name, at in _PLACE.items()}
    callsign = codes(field["callsign"])
    who = aircraft_of(codes(field["icao24"]), callsign)
    time_s = numbers(field["time_position"])
    heard = ~np.isnan(time_s)  # without this there was never a position
    ground = np.array([said is True for said in field["on_ground"]], np.bool_)
    return Columns(
        row=np.array(good, np.int64) + 1,
        track=who.track,
        time_s=time_s,
        lat_deg=np.where(heard, numbers(field["lat"]), np.nan),
        lon_deg=numbers(field["lon"]),
        values={
            "baro_altitude_ft": numbers(field["baro_altitude"]) * FEET_PER_METRE,
            "geo_altitude_ft": numbers(field["geo_altitude"]) * FEET_PER_METRE,
            "speed_kt": numbers(field["velocity"]) * KNOTS_PER_MPS,
            "track_deg": numbers(field["true_track"]),
            "climb_fpm": numbers(field["vertical_rate"]) * FPM_PER_MPS,
        },
        kind=_kinds(field["position_source"]),
        quality=np.where(ground, Quality.ON_GROUND, 0).astype(np.uint16),
        callsign=callsign,
        squawk=codes(field["squawk"]),
        broken=broken,
        names=("time_position", "lat", "lon"),
        expected=(YEAR_1990_S, given_s + SECONDS_PER_DAY if np.isfinite(given_s) else np.inf),
    ), who.tracks


def _kinds(column: Sequence[Any]) -> NDArray[np.uint8]:
    said = numbers(column)
    kinds = np.full(len(said), Kind.UNKNOWN, np.uint8)
    for source, kind in _KINDS.items():
        kinds[said == source] = kind
    return kinds


def _quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    states, _ = _states(stream, untrusted_name, silent)
    if not 1 <= row <= len(states):
        raise ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")
    return plain(json.dumps(states[row - 1], ensure_ascii=False), quoting.LONGEST)


FORMAT = Format("opensky-states", "OpenSky states/all (JSON)", _recognises, _read, quote=_quote)
