"""Parquet tables as recordings: known by their first and last bytes, read some rows at a time, quoted by the row."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from ...errors import ReadError
from ...task import Progress, silent
from .. import parsers
from ..files import content
from ..files.content import Head
from ..quoting import LONGEST
from ..values import plain
from .table import Table, Wanted

__all__ = ["begins", "cut_short", "first_rows", "has_columns", "names", "quote", "tables"]

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
    return parsers.parquet_names(_whole(stream, untrusted_name, silent), untrusted_name)


def first_rows(
    stream: BinaryIO, untrusted_name: str, count: int
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return (names of the columns, first rows as texts). Raises ReadError."""
    header, rows = parsers.parquet_head(_whole(stream, untrusted_name, silent), untrusted_name, count)
    stream.seek(0)
    return header, tuple(map(tuple, rows))


def tables(stream: BinaryIO, untrusted_name: str, wanted: Wanted, progress: Progress) -> Iterator[Table]:
    """Give the wanted columns some rows at a time; the rows count from 1, a Parquet table has no header.

    Raises ReadError.
    """
    opened = _whole(stream, untrusted_name, progress)
    size = opened.seek(0, 2)
    for table, share in parsers.parquet_tables(opened, untrusted_name, wanted, content.MAX_EXPANDED_BYTES):
        progress(share * size, size, plain(untrusted_name))
        yield table


def quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    """Return a row as JSON. Raises ReadError."""
    said = parsers.parquet_row(_whole(stream, untrusted_name, silent), untrusted_name, row)
    if said is None:
        raise ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")
    return plain(json.dumps(said, ensure_ascii=False, default=str), LONGEST)


def _whole(stream: BinaryIO, untrusted_name: str, progress: Progress) -> BinaryIO:
    """Return a stream in which a table can be found from its end; only a packed file comes into memory for it.

    Raises ReadError where its end is missing.
    """
    stream.seek(0)
    if stream.read(len(_MAGIC)) != _MAGIC:
        stream = io.BytesIO(content.whole(stream, untrusted_name, progress))
    size = stream.seek(0, 2)
    stream.seek(max(0, size - len(_MAGIC)))
    if stream.read() != _MAGIC:
        raise ReadError(
            "The Parquet table is cut short: its end is missing.",
            where=plain(untrusted_name),
            advice="Copy or download it again.",
        )
    return stream
