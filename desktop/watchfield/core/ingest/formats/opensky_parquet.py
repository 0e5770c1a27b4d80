"""OpenSky state vectors as Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ...task import Progress
from ..format import Format, Head, Options
from ..part import Part
from ..tables import parquet
from .opensky import WANTED, from_table

__all__ = ["FORMAT"]


def _recognises(head: Head) -> bool:
    """Tell by the names in the schema at the end; a file cut short has lost them and is named for what it began as.

    Of one that is packed and large the end is not seen: it is left alone, so as not to be taken for what it is not.
    """
    if not parquet.begins(head):
        return False
    return (parquet.cut_short(head) and head.tail != b"") or parquet.has_columns(head, b"icao24", b"lastposupdate")


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    for table in parquet.tables(stream, untrusted_name, WANTED, progress):
        yield from_table(table, options)


FORMAT = Format("opensky-parquet", "OpenSky state vectors (Parquet)", _recognises, _read, quote=parquet.quote)
