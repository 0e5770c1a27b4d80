"""Flightradar24's KML of one flight: a placemark for each position, and its trail once more as lines.

The folder ``Trail`` repeats the geometry without times and is no rows. Altitudes are pressure altitudes in metres, as
in its CSV, and 0 says on the ground and not how high. Speed, heading and the altitude in feet stand only in the text of
the description. Positions that are marked as estimated are kept as such and are never observations. Who it is, is the
callsign in the document's name (``JL516/JAL516``) and the flight id in the file's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...geo.units import FEET_PER_METRE
from ...model.fixes import Kind, Quality
from ...model.track import Track, key_of
from ...task import Progress
from ..columns import Columns, judged
from ..features.placemarks import Document, check_playable, positions_of, read_document
from ..format import Format, Head, Options
from ..fr24 import flight_id_in
from ..parsers import markup
from ..part import Part
from ..tables.moments import seconds_of, told
from ..values import Codes, short
from .kml import quote

__all__ = ["FORMAT"]

_LOOKS = re.compile(rb"(?:<b>|&lt;b&gt;)Altitude:(?:</b>|&lt;/b&gt;)")
_CALLSIGN = re.compile(r"[A-Z0-9]{2,8}")

_MARKUP = re.compile(r"<[^<>]{0,400}>")
_ALTITUDE = re.compile(r"Altitude:\s{0,9}([0-9]{1,3}(?:,?[0-9]{3})?)\s{0,9}ft\b")
_SPEED = re.compile(r"Speed:\s{0,9}([0-9]{1,4})\s{0,9}kt\b")
_HEADING = re.compile(r"Heading:\s{0,9}([0-9]{1,3})\s{0,9}(?:°|&deg;|deg|$|\s)")
_ESTIMATED = re.compile(r"\bestimated\b(?!\W{0,9}(?:no|false|0)\b)", re.IGNORECASE)
_AGREED_FT = 2.0  # metres are rounded


def _recognises(head: Head) -> bool:
    return markup.root_of(head) == "kml" and b"<when>" in head.data and _LOOKS.search(head.data) is not None


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    document = read_document(stream, untrusted_name, progress)
    check_playable(document, untrusted_name)
    found = positions_of(document)
    time_s = seconds_of(found.times)
    texts = [_text(document, at) for at in found.point.tolist()]
    altitude_ft = _altitude(found.altitude_m * FEET_PER_METRE, _figures(_ALTITUDE, texts))
    estimated = np.array([_ESTIMATED.search(text) is not None for text in texts], np.bool_)
    track, callsign = _who(document, untrusted_name)
    columns = Columns(
        row=found.row,
        track=np.zeros(len(found.row), np.int64),
        time_s=time_s,
        lat_deg=found.lat_deg,
        lon_deg=found.lon_deg,
        values={
            "baro_altitude_ft": np.where(altitude_ft == 0, np.nan, altitude_ft),
            "speed_kt": _figures(_SPEED, texts),
            "track_deg": _figures(_HEADING, texts),
        },
        kind=np.where(estimated, np.uint8(Kind.ESTIMATED), np.uint8(Kind.UNKNOWN)),
        quality=np.where(altitude_ft == 0, Quality.ON_GROUND, 0).astype(np.uint16),
        callsign=Codes(np.zeros(len(found.row), np.int32), (callsign,)) if callsign else None,
        broken=found.broken,
        names=("when", "coordinates", "coordinates"),
    )
    yield judged(told(columns, found.times), [track], options)


def _text(document: Document, at: int) -> str:
    """Return all that is written at a position, without its markup."""
    if at < 0:
        return ""
    point = document.points[at]
    return f"{document.containers[point.container]} {point.name} {_MARKUP.sub(' ', point.description[:20_000])}"


def _figures(pattern: re.Pattern[str], texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the one figure of each text that is written so; missing where there is none, or more than one."""
    found = [pattern.findall(text) for text in texts]
    return np.array([float(each[0].replace(",", "")) if len(each) == 1 else np.nan for each in found], np.float64)


def _altitude(drawn_ft: NDArray[np.float64], written_ft: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the altitude of the point, in the exact feet of the text where the two agree."""
    return np.where(np.abs(drawn_ft - written_ft) <= _AGREED_FT, written_ft, drawn_ft)


def _who(document: Document, untrusted_name: str) -> tuple[Track, str]:
    """Return the track, and its callsign or nothing."""
    title = next((name for name in document.containers if "/" in name), "")
    callsign = short(title.rpartition("/")[2])
    callsign = callsign if _CALLSIGN.fullmatch(callsign) else ""
    key = key_of(fr24=flight_id_in(untrusted_name), callsign=callsign or None, other="unknown")
    return Track(key, callsign=callsign or None), callsign


FORMAT = Format("fr24-kml", "Flightradar24 KML", _recognises, _read, quote=quote)
