"""What is in a KML document: positions with times, and how many lines, polygons, places and links besides.

A position is a pair of ``when`` and ``gx:coord`` of a track, whether they stand in two lists or take turns, or a
placemark with a time and one point. Nothing outside the file is ever followed. KML gives altitudes in metres above the
sea, and only those of the mode ``absolute`` say how high something was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...model.reading import Refusal
from ...task import Progress
from ..parsers import markup
from ..values import numbers, plain
from .labels import many

__all__ = ["Document", "Positions", "check_playable", "positions_of", "read_document"]

_CONTAINERS = ("Document", "Folder", "kml")


@dataclass(slots=True)
class Point:
    """A placemark with a time. container : which folder it stands in; coordinates : None where it has no point."""

    row: int
    container: int
    name: str
    description: str
    when: str | None
    coordinates: str | None
    mode: str


@dataclass(slots=True)
class Line:
    """A ``gx:Track``; those of one placemark are of one thing. first : its first row."""

    placemark: int
    first: int = 0
    name: str = ""
    mode: str = ""
    times: list[str] = field(default_factory=list)
    coordinates: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return max(len(self.times), len(self.coordinates))


@dataclass(slots=True)
class Polygon:
    """An area: the texts of its rings, the rim first."""

    name: str
    rings: list[str]


@dataclass(slots=True)
class _Placemark:
    """What has been seen of the placemark that is open."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    polygons: list[list[str]] = field(default_factory=list)
    drawn: bool = False


class Document:
    """All that was found, in the order of the file.

    rows : how many positions there are, among them those that go wrong
    containers : the names of all folders
    """

    def __init__(self) -> None:
        self.rows = 0
        self.containers: list[str] = [""]
        self.points: list[Point] = []
        self.lines: list[Line] = []
        self.polygons: list[Polygon] = []
        self.strings = self.places = self.links = 0
        self._placemarks = 0
        self._open: _Placemark | None = None
        self._stack: list[str] = [""]
        self._within: list[int] = [0]
        self._ends: Mapping[str, Callable[[str, str, str], None]] = {
            "when": self._when,
            "begin": self._span,
            "coord": self._coord,
            "coordinates": self._coordinates,
            "altitudeMode": self._mode,
            "name": self._name,
            "description": self._description,
            "Placemark": self._close,
        }

    def begin(self, name: str, _attributes: Mapping[str, str]) -> None:
        """See an element begin."""
        self._stack.append(name)
        if name == "Placemark":
            self._placemarks += 1
            self._open = _Placemark(self._placemarks)
        elif name in _CONTAINERS:
            self._within.append(len(self.containers))
            self.containers.append("")
        elif name in ("NetworkLink", "href"):
            self.links += 1
        elif self._open is not None and name == "Track":
            self._open.lines.append(Line(self._open.number))
        elif self._open is not None and name == "Polygon":
            self._open.polygons.append([])

    def end(self, name: str, text: str) -> None:
        """See it end."""
        self._stack.pop()
        act = self._ends.get(name)
        if act is not None:
            act(text, self._stack[-1], self._stack[-2] if len(self._stack) > 1 else "")
        elif name in _CONTAINERS:
            self._within.pop()
        elif name == "Track" and self._open is not None and self._open.lines:
            line = self._open.lines[-1]
            line.first = self.rows + 1
            self.rows += len(line)

    def _when(self, text: str, holder: str, above: str) -> None:
        if self._open is not None and holder == "Track":
            self._open.lines[-1].times.append(text)
        elif self._open is not None and (holder, above) == ("TimeStamp", "Placemark"):
            self._open.texts["when"] = text

    def _span(self, text: str, holder: str, above: str) -> None:
        """A position that holds from one time to another was there at the first of them."""
        if self._open is not None and (holder, above) == ("TimeSpan", "Placemark"):
            self._open.texts.setdefault("when", text)

    def _coord(self, text: str, holder: str, _above: str) -> None:
        if self._open is not None and holder == "Track":
            self._open.lines[-1].coordinates.append(text)

    def _coordinates(self, text: str, holder: str, above: str) -> None:
        if self._open is None:
            return
        if (holder, above) == ("Point", "Placemark"):
            self._open.texts["point"] = text
        elif holder == "LinearRing" and self._open.polygons:
            self._open.polygons[-1].append(text)
        elif holder in ("LineString", "Point"):
            self._open.drawn = True
            self.strings += holder == "LineString"

    def _mode(self, text: str, holder: str, _above: str) -> None:
        if self._open is not None and holder == "Track":
            self._open.lines[-1].mode = text.strip()
        elif self._open is not None and holder == "Point":
            self._open.texts["mode"] = text.strip()

    def _name(self, text: str, holder: str, _above: str) -> None:
        if holder == "Placemark" and self._open is not None:
            self._open.texts["name"] = text
        elif holder in _CONTAINERS:
            self.containers[self._within[-1]] = text

    def _description(self, text: str, holder: str, _above: str) -> None:
        if holder == "Placemark" and self._open is not None:
            self._open.texts["description"] = text

    def _close(self, _text: str, _holder: str, _above: str) -> None:
        seen, self._open = self._open, None
        if seen is None:
            return
        said = seen.texts
        for line in seen.lines:
            line.name = said.get("name", "")
        self.lines += seen.lines
        self.polygons += [Polygon(said.get("name", ""), rings) for rings in seen.polygons]
        drawn = seen.drawn or seen.lines or seen.polygons
        if "when" in said and ("point" in said or not drawn):
            self.rows += 1
            self.points.append(
                Point(
                    self.rows,
                    self._within[-1],
                    said.get("name", ""),
                    said.get("description", ""),
                    said["when"],
                    said.get("point"),
                    said.get("mode", ""),
                )
            )
        else:
            self.places += "point" in said


@dataclass(frozen=True, eq=False, slots=True)
class Positions:
    """The positions of a document as columns.

    row : int64[n], ascending
    times : texts
    lon_deg, lat_deg, altitude_m : float64[n]; the altitude above the sea, NaN where it is measured from the ground
    line : int64[n], which ``gx:Track`` it stands in, -1 for a placemark of its own
    point : int64[n], which placemark it is, -1 for one in a track
    broken : rows of which it cannot be told what belongs together
    """

    row: NDArray[np.int64]
    times: Sequence[str | None]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    altitude_m: NDArray[np.float64]
    line: NDArray[np.int64]
    point: NDArray[np.int64]
    broken: Sequence[Refusal]


def read_document(stream: BinaryIO, untrusted_name: str, progress: Progress) -> Document:
    """Return what is in a KML file. Raises ReadError."""
    document = Document()
    markup.read(stream, untrusted_name, document, progress)
    return document


def positions_of(document: Document) -> Positions:
    """Return all positions of a document."""
    whole = [(at, line) for at, line in enumerate(document.lines) if len(line.times) == len(line.coordinates)]
    points = document.points
    row = np.concatenate(
        [np.arange(line.first, line.first + len(line), dtype=np.int64) for _, line in whole]
        + [np.array([point.row for point in points], np.int64)]
    )
    order = np.argsort(row, kind="stable")
    times = [text for _, line in whole for text in line.times] + [point.when for point in points]
    cells = [_cells(text, None) for _, line in whole for text in line.coordinates]
    cells += [_cells(point.coordinates, ",") for point in points]
    lon_deg, lat_deg, altitude_m = (numbers([cell[at] for cell in cells])[order] for at in range(3))
    absolute = [line.mode == "absolute" for _, line in whole for _ in line.times]
    absolute += [point.mode == "absolute" for point in points]
    in_lines = sum(len(line) for _, line in whole)
    nobody = np.full(len(points), -1, np.int64)
    return Positions(
        row=row[order],
        times=[times[at] for at in order.tolist()],
        lon_deg=lon_deg,
        lat_deg=lat_deg,
        altitude_m=np.where(np.array(absolute, np.bool_)[order], altitude_m, np.nan),
        line=np.concatenate([np.full(len(line), at, np.int64) for at, line in whole] + [nobody])[order],
        point=np.concatenate([np.full(in_lines, -1, np.int64), np.arange(len(points), dtype=np.int64)])[order],
        broken=[refusal for line in document.lines for refusal in _unpaired(line)],
    )


def _cells(text: str | None, separator: str | None) -> tuple[str | None, str | None, str | None]:
    """Return longitude, latitude and altitude as they stand there; of a text of another form, what is no number."""
    cells = text.split(separator) if text and text.strip() else []
    if not cells:
        return None, None, None
    if len(cells) == 2:
        return cells[0], cells[1], None
    return (cells[0], cells[1], cells[2]) if len(cells) == 3 else ("?", "?", None)


def _unpaired(line: Line) -> list[Refusal]:
    if len(line.times) == len(line.coordinates):
        return []
    reason = (
        f"The track has {len(line.times):,} times and {len(line.coordinates):,} positions:"
        " which belong together cannot be told."
    )
    return [Refusal(line.first + at, "when", reason) for at in range(len(line))]


def check_playable(document: Document, untrusted_name: str) -> None:
    """Raise ReadError, saying what there is instead, for a document without a position that has a time."""
    if document.rows:
        return
    what, advice = _instead(document)
    raise ReadError(what, where=plain(untrusted_name), advice=advice)


def _instead(document: Document) -> tuple[str, str]:
    if document.polygons:
        return (
            f"It holds {many(len(document.polygons), 'polygon')} and no track.",
            "Import them as watch zones, for instance with: watchfield zone import PROJECT FILE.",
        )
    if document.strings:
        return (
            f"It holds {many(document.strings, 'line')} without times, which cannot be played.",
            "Export the track with times (gx:Track, or placemarks with a TimeStamp).",
        )
    if document.links and not document.places:
        return (
            f"It holds nothing but {many(document.links, 'link')} to other files, which are never followed.",
            "Save what they lead to as files, and import those.",
        )
    if document.places:
        return (
            f"It holds {many(document.places, 'place')} without a time.",
            "A recording has a time for every position.",
        )
    return "There is no track in this KML file.", "Export it again, with the track chosen."
