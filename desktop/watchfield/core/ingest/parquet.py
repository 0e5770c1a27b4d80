"""Parquet tables as recordings: known by their first and last bytes, read some rows at a time, quoted by the row."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import ReadError
from ..task import Progress, silent
from . import content, parsers
from .content import Head
from .quoting import LONGEST
from .tables import Table, Wanted
from .values import plain

__all__ = ["begins", "cut_short", "has_columns", "names", "quote", "tables"]

_MAGIC = b"PAR1"


def begins(head: Head) -> bool:
    """Return whether a file begins as a Parquet table does."""
    return head.data.startswith(_MAGIC)


def cut_short(head: Head) -> bool:
    """Return whether the end of a Parquet table, which says what is in it, is not there."""
    return not head.tail.endswith(_MAGIC)


def has_columns(head: Head, *wanted: bytes) -> bool:
    """Return whether all these names stand in the schema at the end of a table."""
    return begins(head) and not cut_short(head) and all(name in head.tail for name in wanted)


def names(stream: BinaryIO, untrusted_name: str) -> tuple[str, ...]:
    """Return the names of the columns, in lower case. Raises ReadError."""
    return parsers.parquet_names(_seekable(stream, untrusted_name, silent), untrusted_name)


def tables(stream: BinaryIO, untrusted_name: str, wanted: Wanted, progress: Progress) -> Iterator[Table]:
    """Give the wanted columns some rows at a time; the rows count from 1, a Parquet table has no header.

    Raises ReadError.
    """
    opened = _seekable(stream, untrusted_name, progress)
    size = opened.seek(0, 2)
    opened.seek(max(0, size - len(_MAGIC)))
    if opened.read() != _MAGIC:
        raise ReadError(
            "The Parquet table is cut short: its end is missing.",
            where=plain(untrusted_name),
            advice="Copy or download it again.",
        )
    for table, share in parsers.parquet_tables(opened, untrusted_name, wanted, content.MAX_EXPANDED_BYTES):
        progress(share * size, size, plain(untrusted_name))
        yield table


def quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    """Return a row as JSON. Raises ReadError."""
    said = parsers.parquet_row(_seekable(stream, untrusted_name, silent), untrusted_name, row)
    if said is None:
        raise ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")
    return plain(json.dumps(said, ensure_ascii=False, default=str), LONGEST)


def _seekable(stream: BinaryIO, untrusted_name: str, progress: Progress) -> BinaryIO:
    """Return a stream in which the table can be found from its end; only a packed file comes into memory for it."""
    stream.seek(0)
    if stream.read(len(_MAGIC)) == _MAGIC:
        return stream
    return io.BytesIO(content.whole(stream, untrusted_name, progress))
