"""Texts and tables that are not as they should be."""

from __future__ import annotations

import re
from collections.abc import Callable

from core.ingest.malformed.damaged import as_text
from core.ingest.malformed.kind import ALL, Fate, Kind, of_bytes
from core.ingest.samples import Family, Sample

__all__ = ["TABLES", "TEXTS", "WRITTEN", "named"]

MILLION = 1_000_000
CALLSIGN_BYTES = 65_536
WRITTEN = ALL - {Family.BINARY}
BY_LINE = frozenset({Family.TABLE, Family.LINES, Family.TEXT})
OF_TABLE = frozenset({Family.TABLE})
OF_XML = frozenset({Family.XML})


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def _planted_line(sample: Sample, change: Callable[[bytes], bytes]) -> bytes:
    """Return the file with the line of the planted row changed."""
    before, after = _lines(sample.content), _lines(sample.planted("lat", "7"))
    at = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), None)
    if at is None:
        return sample.content
    return b"".join([*before[:at], change(before[at]), *before[at + 1 :]])


def named(sample: Sample, name: bytes) -> bytes:
    """Return a file in which its aircraft has another name."""
    if "callsign" not in sample.spots:
        return sample.content
    return sample.content.replace(sample.spots["callsign"].encode(), name)


TEXTS = (
    of_bytes("a UTF-8 mark in front", lambda data: b"\xef\xbb\xbf" + data, Fate.SAME, WRITTEN),
    of_bytes("in UTF-16", lambda data: as_text(data, "utf-16"), Fate.SAME, WRITTEN - OF_XML),
    of_bytes("in UTF-16 though it says UTF-8", lambda data: as_text(data, "utf-16"), Fate.ANY, OF_XML),
    of_bytes(
        "returns and line feeds", lambda data: data.replace(b"\r", b"").replace(b"\n", b"\r\n"), Fate.SAME, WRITTEN
    ),
    of_bytes("returns only", lambda data: data.replace(b"\r", b"").replace(b"\n", b"\r"), Fate.ANY, WRITTEN),
    of_bytes("no quotes", lambda data: data.replace(b'"', b""), Fate.ANY, WRITTEN),
    Kind("a quote left open", Fate.ANY, lambda sample: sample.planted("lat", '"35'), WRITTEN),
    Kind("a name that is not UTF-8", Fate.ROW_ANY, lambda sample: named(sample, b"\xff\xfe\xfd\xfc"), WRITTEN),
    Kind("a name that runs right to left", Fate.SAME, lambda sample: named(sample, "\u202eA\u2066B".encode()), WRITTEN),
    Kind("a name with an escape", Fate.ANY, lambda sample: named(sample, b"\x1b[31mA"), WRITTEN),
    Kind("a name of 64 kB", Fate.ANY, lambda sample: named(sample, b"x" * CALLSIGN_BYTES), WRITTEN),
    Kind("a line of 4 MB", Fate.ANY, lambda sample: sample.planted("callsign", "x" * 2**22), WRITTEN),
    Kind("a number of 5,000 digits", Fate.ANY, lambda sample: sample.planted("lat", "9" * 5000), WRITTEN),
    Kind("a row twice", Fate.ANY, lambda sample: _planted_line(sample, lambda line: line + line), BY_LINE),
    Kind("a row cut", Fate.ROW_OFF, lambda sample: _planted_line(sample, lambda line: line[:9] + b"\n"), BY_LINE),
    Kind("a row of two", Fate.ROW_ANY, lambda sample: _planted_line(sample, lambda line: line.strip() + line), BY_LINE),
    Kind("a row of noise", Fate.ROW_OFF, lambda sample: _planted_line(sample, lambda _: b"\xfe\xa0\xff#!\n"), BY_LINE),
    Kind(
        "two places at one time",
        Fate.ANY,
        lambda sample: _planted_line(sample, lambda line: line + _planted_line_of(sample)),
        BY_LINE,
    ),
    of_bytes("blank lines", lambda data: data.replace(b"\n", b"\n\n"), Fate.ANY, BY_LINE),
    of_bytes("out of order", lambda data: b"".join([*_lines(data)[:1], *_lines(data)[:0:-1]]), Fate.ANY, BY_LINE),
)


def _planted_line_of(sample: Sample) -> bytes:
    """Return the line of the planted row with another latitude."""
    before, after = _lines(sample.content), _lines(sample.planted("lat", "36.5"))
    return next((other for one, other in zip(before, after, strict=False) if one != other), b"")


def _header(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        head, *rest = _lines(data)
        return b",".join(change(head.strip().split(b","))) + b"\n" + b"".join(rest)

    return changed


def _renamed(cell: bytes) -> bytes:
    return b"colour" if re.match(rb'"?(lat|position|y$)', cell, re.IGNORECASE) else cell


def _swapped(cell: bytes) -> bytes:
    lower = cell.strip(b'"').lower()
    return {b"lat": b"lon", b"lon": b"lat", b"latitude": b"longitude", b"longitude": b"latitude"}.get(lower, cell)


def _wide(columns: int) -> Callable[[bytes], bytes]:
    return lambda data: b"\n".join(line + b",x" * columns for line in data.splitlines()) + b"\n"


TABLES = (
    of_bytes("5,000 columns", _wide(5000), Fate.REFUSED, OF_TABLE),
    of_bytes("a million columns", lambda data: b"x," * MILLION + data, Fate.REFUSED, OF_TABLE),
    of_bytes("header only", lambda data: _lines(data)[0], Fate.ANY, OF_TABLE),
    of_bytes("no header", lambda data: b"".join(_lines(data)[1:]), Fate.ANY, OF_TABLE),
    of_bytes("a header twice", _header(lambda cells: cells + cells), Fate.ANY, OF_TABLE),
    of_bytes("columns of one name", _header(lambda cells: [cells[0]] * len(cells)), Fate.ANY, OF_TABLE),
    of_bytes("no latitude", _header(lambda cells: list(map(_renamed, cells))), Fate.ANY, OF_TABLE),
    of_bytes("latitude and longitude swapped", _header(lambda cells: list(map(_swapped, cells))), Fate.ANY, OF_TABLE),
    of_bytes("semicolons", lambda data: data.replace(b",", b";"), Fate.ANY, OF_TABLE),
)
