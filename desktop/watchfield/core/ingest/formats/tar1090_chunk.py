"""tar1090's history: some ``aircraft.json`` after each other in one file, ``chunk_*.gz``.

{"files": [{"now": 1700513836.9, "aircraft": [["a3e31a", 45000, 489, 67.3, 35.2, -110.4, 1.9, "mlat", ...]]}, ...]}

Rows count all aircraft of all its files. Since 2019 each is a list, before that an object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from ...errors import ReadError
from ...task import Progress, silent
from .. import parsers, quoting
from ..files import content
from ..format import Format, Head, Options
from ..objects.fields import fields_of
from ..objects.records import Records
from ..part import Part
from ..values import numbers, plain
from . import readsb

__all__ = ["FORMAT"]

_PLACES = ("hex", "alt_baro", "gs", "track", "lat", "lon", "seen_pos", "type", "flight")
_ALTITUDE, _SPEED, _TRACK, _SOURCE = 1, 2, 3, 7
_LEAST = 7  # up to the age of the position
_LOOKS = re.compile(rb'\{\s*"files"\s*:\s*\[\s*(?:\]\s*\}\s*$|\{[^\[{]{0,400}"aircraft"\s*:\s*\[)')


def _recognises(head: Head) -> bool:
    return _LOOKS.match(head.start) is not None


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    with parsers.collecting_paused():
        elements, now = _elements(stream, untrusted_name, progress)
        progress(1, 2, FORMAT.title)
        records = Records.of([_as_object(element) for element in elements])
        found = fields_of(records, readsb.NAMES)
        now_s = readsb.seconds(numbers(now))[found.row - 1]
    yield readsb.stated(found, now_s, options)


def _elements(stream: BinaryIO, untrusted_name: str, progress: Progress) -> tuple[list[Any], list[Any]]:
    """Return all aircraft of all files, and what time each file says it is, one an aircraft."""
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    document = parsers.load_json(data, untrusted_name)
    files = document.get("files") if isinstance(document, dict) else None
    if not isinstance(files, list):
        raise ReadError(
            "The list “files” is missing.", where=plain(untrusted_name), advice="Is this a chunk of tar1090's history?"
        )
    elements: list[Any] = []
    now: list[Any] = []
    for file in files:
        listed = file.get("aircraft") if isinstance(file, dict) else None
        if isinstance(listed, list):
            elements += listed
            now += [file.get("now")] * len(listed)
    return elements, now


def _as_object(element: Any) -> Any:  # of a list of eight to ten, thousands in a file: no library does better
    """Return an aircraft that came as a list as the object that it was made of; anything else as it is."""
    if type(element) is not list or len(element) < _LEAST:
        return element
    said = dict(zip(_PLACES, element, strict=False))
    if len(element) > _SOURCE and type(element[_SOURCE]) is list:
        said["mlat"] = said.pop("type")
    if element[_TRACK] is None and element[_ALTITUDE] != "ground":
        said["gs"] = None  # the true air speed, which tar1090 puts here for want of a ground speed
    return said


def _quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    elements, now = _elements(stream, untrusted_name, silent)
    if not 1 <= row <= len(elements):
        raise ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")
    said = {"now": now[row - 1], "aircraft": elements[row - 1]}
    return plain(json.dumps(said, ensure_ascii=False), quoting.LONGEST)


FORMAT = Format("tar1090-chunk", "tar1090 history chunk", _recognises, _read, quote=_quote)
