"""KML and KMZ as Google Earth and many loggers write them: tracks, and placemarks with a time and a point.

The altitude is that of the mode ``absolute``, metres above the sea; it stands as geometric altitude and may be off by
the geoid (at most 350 ft). Speeds and headings of other schemas have no units that could be relied on and are left out.
A track is named by its placemark. Points are one track where they only bear numbers and times, else each name is one:
better many tracks than one that was never flown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...geo.units import FEET_PER_METRE
from ...model.track import Track, key_of
from ...task import Progress, silent
from ..columns import Columns, judged
from ..features.labels import distinct
from ..features.placemarks import Document, Positions, check_playable, positions_of, read_document
from ..format import Format, Head, Options
from ..parsers import markup
from ..part import Part
from ..quoting import LONGEST
from ..tables.moments import seconds_of, told
from ..values import plain

__all__ = ["FORMAT", "quote", "whose"]

_WORD = re.compile(r"[^\W\d_]+")
_OF_TIME = frozenset({"UTC", "GMT", "Z", "T", "AM", "PM"})


def _recognises(head: Head) -> bool:
    return markup.root_of(head) == "kml"


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    document = read_document(stream, untrusted_name, progress)
    check_playable(document, untrusted_name)
    found = positions_of(document)
    track, names = whose(document, found)
    time_s = seconds_of(found.times, options.timezone)
    columns = Columns(
        row=found.row,
        track=track,
        time_s=time_s,
        lat_deg=found.lat_deg,
        lon_deg=found.lon_deg,
        values={"geo_altitude_ft": found.altitude_m * FEET_PER_METRE},
        broken=found.broken,
        names=("when", "coordinates", "coordinates"),
    )
    tracks = [Track(key_of(other=name)) for name in names]
    yield judged(told(columns, found.times), tracks, options)


def whose(document: Document, found: Positions) -> tuple[NDArray[np.int64], list[str]]:
    """Return which track each position is of, int64[n], and what the tracks are called."""
    names: list[str] = []
    of_placemark: dict[int, int] = {}
    for line in document.lines:
        if line.placemark not in of_placemark:
            of_placemark[line.placemark] = len(names)
            names.append(line.name)
    of_line = [of_placemark[line.placemark] for line in document.lines]
    of_group: dict[tuple[int, str], int] = {}
    of_point = []
    for point in document.points:
        name = "" if _counts(point.name) else point.name
        group = of_group.setdefault((point.container, name), len(names))
        of_point.append(group)
        if group == len(names):
            names.append(name or document.containers[point.container])
    lines, points = np.array([*of_line, 0], np.int64), np.array([*of_point, 0], np.int64)
    return np.where(found.line >= 0, lines[found.line], points[found.point]), distinct(names)


def _counts(name: str) -> bool:
    """Tell whether a name only numbers or dates a point: ``12``, ``Point 12``, ``10:04:30 UTC``; not ``AFR123``."""
    words = _WORD.findall(name[:200])
    return all(word in _OF_TIME or word[1:].islower() for word in words) and (not words or any(map(str.isdigit, name)))


def quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    """Return the texts of a position: time, coordinates, and the name and description of a placemark."""
    document = read_document(stream, untrusted_name, silent)
    for point in document.points:
        if point.row == row:
            parts = [point.name, point.when or "", point.coordinates or "", point.description]
            return plain(" ".join(" | ".join(part for part in parts if part).split()), LONGEST)
    for line in document.lines:
        if line.first <= row < line.first + len(line):
            at = row - line.first
            both = [*line.times[at : at + 1], *line.coordinates[at : at + 1]]
            return plain(" | ".join(text.strip() for text in both), LONGEST)
    raise ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")


FORMAT = Format("kml", "KML", _recognises, _read, heeds=frozenset({"timezone"}), quote=quote)
