"""``aircraft.json`` of readsb, dump1090 and tar1090: who was heard at one moment; ``history_*.json`` is the same.

{"now": 1700513836.9, "aircraft": [{"hex": "a3e31a", "lat": 35.2, "lon": -110.4, "seen_pos": 1.9, ...}, ...]}

The web services give ``now`` in milliseconds and call the list ``ac``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from ...errors import ReadError
from ...task import Progress
from .. import parsers, quoting
from ..files import content
from ..format import Format, Head, Options
from ..objects.fields import fields_of
from ..objects.records import Records
from ..part import Part
from ..values import numbers, plain
from . import readsb

__all__ = ["FORMAT"]

_LISTS = ("aircraft", "ac")
_LOOKS = re.compile(rb'\{[^\[{]{0,2000}"(?:aircraft|ac)"\s*:\s*\[\s*(?:\]|\{[^\[{]{0,4000}"hex"\s*:)', re.DOTALL)
_CLOCK = re.compile(rb'"now"\s*:')


def _recognises(head: Head) -> bool:
    return _LOOKS.match(head.start) is not None and any(_CLOCK.search(end) for end in (head.data, head.tail))


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    with parsers.collecting_paused():
        document = parsers.load_json(data, untrusted_name)
        progress(1, 2, FORMAT.title)
        name = next((name for name in _LISTS if isinstance(document, dict) and type(document.get(name)) is list), None)
        if name is None:
            raise ReadError(
                "The list “aircraft” is missing.",
                where=plain(untrusted_name),
                advice="Is this an aircraft.json? Download it again.",
            )
        now_s = readsb.seconds(numbers([document.get("now")]))
        if not np.isfinite(now_s[0]):
            raise ReadError(
                "“now” is not a time, so no position has one.", where=plain(untrusted_name), advice="Download it again."
            )
        found = fields_of(Records.of(document[name]), readsb.NAMES)
    yield readsb.stated(found, np.repeat(now_s, len(found)), options)


def _quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    name = b"ac" if b'"aircraft"' not in content.head(stream, untrusted_name).data else b"aircraft"
    return quoting.element(name.decode())(stream, untrusted_name, row)


FORMAT = Format("readsb-aircraft", "readsb aircraft.json", _recognises, _read, quote=_quote)
