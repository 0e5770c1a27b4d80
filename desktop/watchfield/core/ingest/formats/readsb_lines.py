"""readsb's stream as JSON lines, one aircraft each; lines may end in a comma, and some are but a heartbeat.

{"now": 1693303200, "alt_baro": 3775, "gscp": 19, "lat": 40.77, "lon": -119.19, "hex": "a19702", "flight": "N201PC"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from ...errors import ReadError
from ...task import Progress
from ..files import content
from ..format import Format, Head, Options
from ..objects.fields import json_lines
from ..part import Part
from ..values import plain
from . import readsb

__all__ = ["FORMAT"]

_LINES_SEEN = 200
_WHOLE = re.compile(rb"\{.*\},?")
_AIRCRAFT = re.compile(rb'"hex"\s*:\s*"')
_STATE = re.compile(rb'"(?:lat|alt_baro|seen|messages)"\s*:')
_OTHERS = re.compile(rb'"(?:aircraft|ac|trace|files|states|features)"\s*:\s*\[')


def _recognises(head: Head) -> bool:
    lines = [line.strip() for line in head.start.splitlines()[:_LINES_SEEN] if line.strip()]
    if len(lines) > 1 and lines[-1][-1:] not in b"},":
        del lines[-1]  # cut by the end of what was looked at
    whole = sum(_WHOLE.fullmatch(line) is not None for line in lines)
    return (
        whole > len(lines) / 2  # some may be damaged
        and not any(_OTHERS.search(line) for line in lines)
        and any(_AIRCRAFT.search(line) and _STATE.search(line) for line in lines)
    )


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    timed = False
    for first, piece in content.pieces(stream, untrusted_name, progress):
        found = json_lines(first, piece, readsb.NAMES)
        now_s = readsb.seconds(found.numbers["now"])
        timed = timed or not len(found) or not np.isnan(now_s).all()
        if not timed:
            raise ReadError(
                "No line says when it was received: “now” is missing.",
                where=plain(untrusted_name),
                kept="Nothing of this file was stored.",
                advice="Import the aircraft.json, the traces or the SBS output of the same receiver.",
            )
        yield readsb.stated(found, now_s, options)


FORMAT = Format("readsb-jsonl", "readsb JSON lines", _recognises, _read)
