"""What readsb, dump1090 and their relatives say of an aircraft: one object, in ``aircraft.json``, in lines, in chunks.

The time of a position is ``now - seen_pos``. ``lastPosition`` is an older one: it was observed, so it is taken, but
what is said beside it (height, speed, the source) is said of now and not of then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ...model.fixes import Kind, Quality
from ..aircraft import aircraft_of
from ..columns import YEAR_1990_S, Columns, judged
from ..format import Options
from ..objects.fields import Fields, Names
from ..part import Part
from ..values import Codes
from .described import described

__all__ = ["KINDS", "MS_PER_S", "NAMES", "kinds_of", "seconds", "stated"]

MS_PER_S = 1e3
_LAST_SECONDS = 1e11  # as seconds the year 5138, as milliseconds the year 1973

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "adsb_icao": Kind.ADS_B,
        "adsb_icao_nt": Kind.ADS_B,
        "adsb_other": Kind.ADS_B,
        "adsr_icao": Kind.ADS_B,  # the same message, sent again by a ground station on the other frequency
        "adsr_other": Kind.ADS_B,
        "mlat": Kind.MLAT,
        "tisb": Kind.TIS_B,
        "tisb_icao": Kind.TIS_B,
        "tisb_trackfile": Kind.TIS_B,
        "tisb_other": Kind.TIS_B,
        "adsc": Kind.ADS_C,
        "mode_s": Kind.MODE_S,
    }
)

NAMES = Names(
    numbers=(
        *("now", "seen_pos", "lat", "lon", "alt_baro", "altitude", "alt_geom", "gs", "gscp", "speed", "track"),
        *("baro_rate", "geom_rate", "vert_rate", "nic", "nac_p", "sil", "dbFlags"),
        *("lastPosition.lat", "lastPosition.lon", "lastPosition.seen_pos", "lastPosition.nic"),
        *("flightdict.alt_geom", "flightdict.geom_rate", "flightdict.nic", "flightdict.nac_p", "flightdict.sil"),
    ),
    texts=("hex", "flight", "squawk", "type", "r", "t", "category", "desc", "ownOp", "flightdict.type"),
    # The text "0" is what one program makes of "ground", and also writes for aircraft at 3,500 ft: no height at all.
    words=(("alt_baro", "ground"), ("alt_baro", "0"), ("altitude", "ground")),
    members=(("mlat", "lat"), ("tisb", "lat")),
)


@dataclass(frozen=True, eq=False, slots=True)
class _Positions:
    """Where and when, and which of them are older than what else is said; float64[n] each."""

    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    age_s: NDArray[np.float64]
    older: NDArray[np.bool_]


def stated(found: Fields, now_s: NDArray[np.float64], options: Options) -> Part:
    """Return what objects of aircraft say.

    now_s : float64[n], when each was said
    """
    position = _positions(found)
    callsign = found.texts["flight"]
    who = aircraft_of(found.texts["hex"], callsign)
    ground = (found.words["alt_baro", "ground"] | found.words["altitude", "ground"]) & ~position.older
    values = {
        "baro_altitude_ft": found.first("alt_baro", "altitude"),
        "geo_altitude_ft": found.first("alt_geom", "flightdict.alt_geom"),
        "speed_kt": found.first("gs", "gscp", "speed"),
        "track_deg": found.numbers["track"],
        "climb_fpm": found.first("baro_rate", "geom_rate", "vert_rate", "flightdict.geom_rate"),
        **{name: found.first(name, f"flightdict.{name}") for name in ("nic", "nac_p", "sil")},
    }
    values = {name: np.where(position.older, np.nan, column) for name, column in values.items()}
    values["nic"] = np.where(position.older, found.numbers["lastPosition.nic"], values["nic"])
    last_s = np.nanmax(now_s, initial=-np.inf, where=np.isfinite(now_s))
    finite_age_s = np.where(np.isinf(position.age_s), 0.0, position.age_s)
    columns = Columns(
        row=found.row,
        track=who.track,
        time_s=np.where(np.isinf(position.age_s), np.inf, now_s - finite_age_s),
        lat_deg=position.lat_deg,
        lon_deg=position.lon_deg,
        values=values,
        kind=np.where(position.older, np.uint8(Kind.UNKNOWN), _kinds(found)),
        quality=(np.where(ground, Quality.ON_GROUND, 0) | np.where(position.older, Quality.STALE, 0)).astype(np.uint16),
        callsign=callsign,
        squawk=found.texts["squawk"],
        broken=found.broken,
        names=("now", "lat", "lon"),
        expected=(YEAR_1990_S, last_s if np.isfinite(last_s) else np.inf),
    )
    return judged(columns, described(who, found.texts, found.numbers["dbFlags"]), options)


def seconds(time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return times in seconds that may be in milliseconds, as the web services give them."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(time) > _LAST_SECONDS, time / MS_PER_S, time)


def kinds_of(source: Codes) -> NDArray[np.uint8]:
    """Return how positions came about that were received as ``type`` says, uint8[n]."""
    table = np.array([*(KINDS.get(text, Kind.UNKNOWN) for text in source.texts), Kind.UNKNOWN], np.uint8)
    return table[source.code]


def _positions(found: Fields) -> _Positions:
    lat, lon, age = (found.numbers[name] for name in ("lat", "lon", "seen_pos"))
    last_lat, last_lon, last_age = (found.numbers[f"lastPosition.{name}"] for name in ("lat", "lon", "seen_pos"))
    older = np.isnan(lat) & ~np.isnan(last_lat)
    age = np.where(np.isnan(age), 0.0, age)  # a stream that gives no age gives a position as it comes
    return _Positions(
        np.where(older, last_lat, lat), np.where(older, last_lon, lon), np.where(older, last_age, age), older
    )


def _kinds(found: Fields) -> NDArray[np.uint8]:
    """Return how each position came about: the lists of what came by MLAT or TIS-B say it best."""
    by_type = kinds_of(found.texts["type"])
    by_type = np.where(found.texts["type"].code < 0, kinds_of(found.texts["flightdict.type"]), by_type)
    # Programs from before there was a type name what is not ADS-B in these two lists.
    untyped = (found.texts["type"].code < 0) & (found.texts["flightdict.type"].code < 0)
    direct = untyped & found.lists["mlat"] & found.lists["tisb"]
    kinds = np.where(direct, np.uint8(Kind.ADS_B), by_type)
    kinds = np.where(found.members["tisb", "lat"], np.uint8(Kind.TIS_B), kinds)
    return np.where(found.members["mlat", "lat"], np.uint8(Kind.MLAT), kinds).astype(np.uint8)
