"""OpenSky's lists of flights, as CSV or JSON: who was seen from when to when, and between which airports it seemed.

There is no position in them, so every row counts as one without; the airports are estimates of OpenSky's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...model.reading import Refusal
from ...task import Progress
from .. import parsers, quoting
from ..columns import Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..objects.records import Records
from ..part import Part
from ..tables.table import Wanted, csv_header
from ..values import plain

__all__ = ["FORMAT"]

_OWN = frozenset({"icao24", "firstseen", "lastseen"})
_GUESSED = frozenset({"estdepartureairport", "estarrivalairport"})
_RECORD = re.compile(rb"\[\s*\{[^{}\[\]]*")
_KEY = re.compile(rb'"([A-Za-z0-9_]+)"\s*:')


def _recognises(head: Head) -> bool:
    record = _RECORD.match(head.start)
    names = {key.decode().lower() for key in _KEY.findall(record[0])} if record else set(csv_header(head.data)[0])
    return names >= _OWN and bool(names & _GUESSED)


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    if _is_json(stream, untrusted_name):
        data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
        document = parsers.load_json(data, untrusted_name)
        if not isinstance(document, list):
            raise ReadError("This is no list of flights.", where=plain(untrusted_name))
        records = Records.of(document)
        yield _nowhere(records.row, records.broken, options)
        return
    pieces = content.pieces(stream, untrusted_name, progress, quoted=True)
    for table in parsers.csv_tables(pieces, untrusted_name, Wanted(texts=("icao24",))):
        yield _nowhere(table.row, table.broken, options)


def _nowhere(row: NDArray[np.int64], broken: Sequence[Refusal], options: Options) -> Part:
    nothing = np.full(len(row), np.nan)
    return judged(Columns(row, np.zeros(len(row), np.int64), nothing, nothing, nothing, broken=broken), (), options)


def _is_json(stream: BinaryIO, untrusted_name: str) -> bool:
    return content.head(stream, untrusted_name).start.startswith(b"[")


def _quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    say = quoting.element() if _is_json(stream, untrusted_name) else quoting.line
    return say(stream, untrusted_name, row)


FORMAT = Format("opensky-flights", "OpenSky flight list", _recognises, _read, quote=_quote)
