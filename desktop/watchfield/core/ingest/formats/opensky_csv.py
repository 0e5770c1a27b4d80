"""OpenSky state vectors as CSV, as the history database and its tools write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ...task import Progress
from .. import parsers
from ..files import content
from ..format import Format, Head, Options
from ..part import Part
from ..tables.table import csv_header
from .opensky import DISTINCTIVE, WANTED, from_table

__all__ = ["FORMAT"]


def _recognises(head: Head) -> bool:
    """Tell by names that only OpenSky has: without ``lastposupdate`` not one row would have a time."""
    names = set(csv_header(head.data)[0])
    return {"icao24", "lastposupdate"} <= names and len(names & DISTINCTIVE) >= 3


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    pieces = content.pieces(stream, untrusted_name, progress, quoted=True)
    for table in parsers.csv_tables(pieces, untrusted_name, WANTED):
        yield from_table(table, options)


FORMAT = Format("opensky-csv", "OpenSky state vectors (CSV)", _recognises, _read)
