"""OpenSky state vectors as Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ...errors import ReadError
from ...task import Progress
from .. import content, parsers
from ..format import Format, Head, Options
from ..part import Part
from ..values import plain
from .opensky import WANTED, from_table

__all__ = ["FORMAT"]

_MAGIC = b"PAR1"


def _recognises(head: Head) -> bool:
    """Tell by the names in the schema at the end; a file cut short has lost them and is named for what it began as."""
    if not head.data.startswith(_MAGIC):
        return False
    return not head.tail.endswith(_MAGIC) or (b"icao24" in head.tail and b"lastposupdate" in head.tail)


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.whole(stream, untrusted_name, progress)
    if not data.endswith(_MAGIC):
        raise ReadError(
            "The Parquet table is cut short: its end is missing.",
            where=plain(untrusted_name),
            advice="Copy or download it again.",
        )
    progress(1, 2, FORMAT.title)
    table = parsers.parquet_table(data, untrusted_name, WANTED, content.MAX_EXPANDED_BYTES)
    yield from_table(table, options)


FORMAT = Format("opensky-parquet", "OpenSky state vectors (Parquet)", _recognises, _read)
