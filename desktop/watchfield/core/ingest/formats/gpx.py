"""GPX, the exchange format of GPS loggers: the points of its tracks, whatever it was that moved.

Routes and waypoints are plans and places, not recordings, and no rows. ``ele`` is in metres; GPX 1.1 does not say above
what, and loggers write the height above the ellipsoid as well as that above the sea, so it stands as geometric altitude
and may be off by the geoid (at most 350 ft). Times are UTC. Speeds (m/s) and courses (degrees true) are taken where a
specification gives their unit: in the points of GPX 1.0 and in Garmin's TrackPointExtension.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

import numpy as np

from ...errors import ReadError
from ...geo.units import FEET_PER_METRE, KNOTS_PER_MPS
from ...model.track import Track, key_of
from ...task import Progress
from ..columns import Columns, judged
from ..features.labels import distinct
from ..format import Format, Head, Options
from ..parsers import markup
from ..part import Part
from ..tables.moments import seconds_of, told
from ..values import numbers, plain

__all__ = ["FORMAT"]

_FIELDS = ("ele", "time", "fix", "speed", "course")
_HOLDERS = ("trkpt", "TrackPointExtension")


def _recognises(head: Head) -> bool:
    return markup.root_of(head) == "gpx"


class _Points:
    """The points of all tracks, as texts: latitude, longitude, and the fields by their names."""

    def __init__(self) -> None:
        self.lat: list[str | None] = []
        self.lon: list[str | None] = []
        self.fields: dict[str, list[str | None]] = {name: [] for name in _FIELDS}
        self.track: list[int] = []
        self.names: list[str | None] = []
        self.planned = 0
        self._inside: list[str] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._inside.append(name)
        if name == "trkpt":
            self.lat.append(attributes.get("lat"))
            self.lon.append(attributes.get("lon"))
            self.track.append(max(len(self.names) - 1, 0))
            for column in self.fields.values():
                column.append(None)
        elif name == "trk":
            self.names.append(None)
        elif name in ("wpt", "rtept"):
            self.planned += 1

    def end(self, name: str, text: str) -> None:
        self._inside.pop()
        holder = self._inside[-1] if self._inside else ""
        if name in self.fields and holder in _HOLDERS and "trkpt" in self._inside:
            self.fields[name][-1] = text
        elif name == "name" and holder == "trk":
            self.names[-1] = text


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    points = _Points()
    markup.read(stream, untrusted_name, points, progress)
    _check(points, untrusted_name)
    count = len(points.lat)
    row = np.arange(1, count + 1, dtype=np.int64)
    times = points.fields["time"]
    time_s = seconds_of(times)
    fix = points.fields["fix"]
    lost = np.array([said is not None and said.strip() == "none" for said in fix], np.bool_)
    flat = np.array([said is not None and said.strip() == "2d" for said in fix], np.bool_)
    columns = Columns(
        row=row,
        track=np.array(points.track, np.int64),
        time_s=time_s,
        lat_deg=np.where(lost, np.nan, numbers(points.lat)),
        lon_deg=numbers(points.lon),
        values={
            "geo_altitude_ft": np.where(flat, np.nan, numbers(points.fields["ele"])) * FEET_PER_METRE,
            "speed_kt": numbers(points.fields["speed"]) * KNOTS_PER_MPS,
            "track_deg": numbers(points.fields["course"]),
        },
        names=("time", "lat", "lon"),
    )
    tracks = [Track(key_of(other=name)) for name in distinct(points.names or [None])]
    yield judged(told(columns, times), tracks, options)


def _check(points: _Points, untrusted_name: str) -> None:
    """Raise ReadError for a file of which no point can be played."""
    where = plain(untrusted_name)
    if not points.lat:
        what = f"There is no track in this GPX file, only {points.planned:,} points of routes and waypoints."
        raise ReadError(
            what if points.planned else "There is no track in this GPX file.",
            where=where,
            advice="Routes are plans, and waypoints are places; a recording is exported as a track.",
        )
    if not any(points.fields["time"]):
        raise ReadError(
            f"None of the {len(points.lat):,} points of this GPX file has a time, so they cannot be played.",
            where=where,
            advice="Export the track with its times (<time>); what was saved as a course or a route has none.",
        )


FORMAT = Format("gpx", "GPX", _recognises, _read, quote=markup.quote_element("trkpt"))
