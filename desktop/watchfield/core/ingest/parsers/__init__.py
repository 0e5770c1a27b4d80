"""The one door to fast parsers, and their twins from the standard library.

The desktop switches the fast ones on with :func:`enable_fast`; inside QGIS they are never imported. Files that are as
they should be give identical columns either way. What a fast parser will not take is given to its twin, which decides:
so what is odd about a file is said in one way only. Parquet has no twin. What pyarrow does stands in ``arrow``, behind
this door.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from ...errors import ReadError
from ..tables.table import MAX_COLUMNS, StandardCsv, Table, Wanted, begun, csv_header
from ..values import plain
from . import arrow, arrow_json, arrow_parquet, sheets, typed, zstd

if TYPE_CHECKING:
    from ..objects.fields import Names

__all__ = [
    "InflateError",
    "Inflater",
    "collecting_paused",
    "csv_table",
    "csv_tables",
    "enable_fast",
    "enable_standard",
    "excel_rows",
    "excel_tables",
    "inflater",
    "json_fields",
    "load_json",
    "load_trace",
    "parquet_head",
    "parquet_names",
    "parquet_row",
    "parquet_tables",
]

_GZIP_WINDOW = 31  # zlib's number for: a gzip header, the largest window
_THREADS = 2  # that read pieces of a table ahead: more take memory, and the rest of the work is one thread's
_SMALL_BYTES = 1 << 20
_switched_on: set[str] = set()


class InflateError(Exception):
    """The compressed bytes are not what they should be."""


def enable_fast() -> None:
    """Use orjson, isal and pyarrow from now on, each where it is installed."""
    _switched_on.add("fast")


def enable_standard() -> None:
    """Use the standard library only from now on."""
    _switched_on.clear()


# ---------------------------------------------------------------- gzip


class Inflater:
    """Unpacks gzip piece by piece, never more at a time than was asked for; members that follow each other are one.

    begin : makes what unpacks one member, if it is not gzip
    """

    def __init__(self, begin: Callable[[], Any] | None = None) -> None:
        self._begin = begin or _decompressor
        self._stream = self._begin()

    @property
    def complete(self) -> bool:
        """Whether the last member has ended."""
        return bool(self._stream.eof)

    def feed(self, data: bytes, longest: int) -> tuple[bytes, bytes]:
        """Return (what came out, what is still to be fed). Raises InflateError."""
        if self._stream.eof:
            data = data.lstrip(b"\0")  # members may be padded
            if not data:
                return b"", b""
            self._stream = self._begin()
        out = self._decompress(data, longest)
        return out, bytes(self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail)

    def rest(self, longest: int) -> bytes:
        """Return what has been fed and has not come out yet."""
        return b"" if self._stream.eof else self._decompress(b"", longest)

    def _decompress(self, data: bytes, longest: int) -> bytes:
        try:
            return bytes(self._stream.decompress(data, longest))
        except _inflate_errors() as error:
            raise InflateError(str(error)) from error


def inflater(begin: bytes) -> Inflater | None:
    """Return what unpacks a file that begins so, None for one that is not packed. Raises ReadError."""
    if begin.startswith(zstd.MAGIC):
        if not (_switched_on and zstd.is_here()):
            raise ReadError("zstd needs a library that is not here.", advice="Unpack the file first.")
        return Inflater(zstd.Decompressor)
    return Inflater() if begin.startswith(b"\x1f\x8b") else None


def _decompressor() -> Any:
    if _switched_on:
        with suppress(ImportError):
            from isal import isal_zlib  # noqa: PLC0415 - only the desktop has it

            return isal_zlib.decompressobj(_GZIP_WINDOW)
    return zlib.decompressobj(_GZIP_WINDOW)


def _inflate_errors() -> Any:
    if _switched_on:
        with suppress(ImportError):
            from isal import isal_zlib  # noqa: PLC0415 - only the desktop has it

            return zlib.error, isal_zlib.error, zstd.ZstdError
    return zlib.error, zstd.ZstdError


# ---------------------------------------------------------------- JSON


@contextmanager
def collecting_paused() -> Iterator[None]:
    """Keep Python's cycle collector out while a large document is taken apart: it has no cycles and many parts.

    On 65 MB of records the collector would take longer than all else together.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load_json(data: bytes, untrusted_name: str) -> Any:
    """Return a JSON document; NaN and Infinity, which JSON has not, become infinite. Raises ReadError."""
    if _switched_on:
        with suppress(ImportError):
            import orjson  # noqa: PLC0415 - only the desktop has it

            with suppress(orjson.JSONDecodeError):
                return orjson.loads(data)
    return _standard_json(data.decode("utf-8", "replace"), untrusted_name)


def json_fields(data: bytes, count: int, names: Names) -> arrow_json.Found | None:
    """Return the wanted fields of JSON lines as ``arrow_json`` reads them, None where the twin in ``fields`` is to."""
    if _switched_on:
        with suppress(ImportError):
            return arrow_json.json_fields(data, count, names)
    return None


def load_trace(data: bytes) -> tuple[dict[str, Any], list[tuple[Any, ...]]] | None:
    """Return a readsb trace that has its usual shape (see ``typed.trace``), None for what ``load_json`` has to read."""
    if _switched_on:
        with suppress(ImportError):
            return typed.trace(data)
    return None


def _standard_json(document: str, untrusted_name: str) -> Any:
    name = plain(untrusted_name)
    try:
        return json.loads(document, parse_constant=lambda _: np.inf)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(document.rstrip()) or error.msg.startswith("Unterminated string")
        what = "The JSON is cut short" if cut else f"This is not valid JSON ({error.msg})"
        where = f"{name}, row {error.lineno}"
        raise ReadError(f"{what}, at character {error.colno:,}.", where=where, advice="Download it again.") from error
    except RecursionError as error:
        raise ReadError("The JSON is nested too deeply to be a recording.", where=name) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise ReadError("A number in the JSON is too long to be one.", where=name) from error


# ---------------------------------------------------------------- CSV


def csv_tables(
    pieces: Iterable[tuple[int, bytes]], untrusted_name: str, wanted: Wanted, delimiter: str = ""
) -> Iterator[Table]:
    """Give the wanted columns of a table with one header row, as many rows at a time as there are in a piece.

    pieces : (number of the first line, whole lines of UTF-8), as ``content.pieces`` gives them with ``quoted=True``
    delimiter : between the cells; as the header shows it where it is not said

    Raises ReadError.
    """
    bodies = _bodies(pieces, untrusted_name, wanted, delimiter)
    if not _switched_on:
        yield from (read(data, first) for read, data, first in bodies)
        return
    with ThreadPoolExecutor(_THREADS) as pool:  # which starts a thread with the first piece it is given, if ever
        ahead: deque[Future[Table]] = deque()
        for read, data, first in bodies:
            if not ahead and len(data) < _SMALL_BYTES:
                yield read(data, first)
                continue
            ahead.append(_submitted(pool, read, data, first))
            if len(ahead) > _THREADS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _submitted(pool: ThreadPoolExecutor, read: Callable[[bytes, int], Table], data: bytes, first: int) -> Future[Table]:
    """Return what a thread will have read; where no thread may be started it is read here and now."""
    try:
        return pool.submit(read, data, first)
    except RuntimeError:
        done: Future[Table] = Future()
        done.set_result(read(data, first))
        return done


def _one_ahead(items: Iterator[Any]) -> Iterator[Any]:
    """Give things in order while a thread, where one may be started, makes the next."""
    with ThreadPoolExecutor(1) as pool:
        try:
            coming = pool.submit(next, items, None)
        except RuntimeError:
            yield from items
            return
        while (item := coming.result()) is not None:
            coming = pool.submit(next, items, None)
            yield item


def _bodies(
    pieces: Iterable[tuple[int, bytes]], untrusted_name: str, wanted: Wanted, delimiter: str
) -> Iterator[tuple[Callable[[bytes, int], Table], bytes, int]]:
    """Give the pieces without the header, each with what reads it and the number of its first line."""
    read: Callable[[bytes, int], Table] | None = None
    for first, piece in pieces:
        data, before = _as_text(piece), 0
        if read is None:
            names, delimiter = csv_header(data, delimiter)
            if not any(names):
                continue
            if len(names) > MAX_COLUMNS:
                what = f"The table has {len(names):,} columns, more than {MAX_COLUMNS:,}."
                raise ReadError(what, where=f"{plain(untrusted_name)}, row {first}")
            before, data = begun(data)
            read = _csv_reader(names, delimiter, wanted, untrusted_name)
        yield read, data, first + before


def _csv_reader(
    names: tuple[str, ...], delimiter: str, wanted: Wanted, untrusted_name: str
) -> Callable[[bytes, int], Table]:
    """Return what reads some rows of a table, the fast way wherever that takes them."""
    standard = StandardCsv(names, delimiter, wanted, untrusted_name)
    if _switched_on:
        with suppress(ImportError):
            fast = arrow.ArrowCsv(names, delimiter, wanted)
            return lambda data, first: fast.table(data, first) or standard.table(data, first)
    return standard.table


def csv_table(data: bytes, untrusted_name: str, wanted: Wanted) -> Table:
    """Return the wanted columns of a small table that is in memory. Raises ReadError."""
    for table in csv_tables([(1, data)], untrusted_name, wanted):
        return table
    return Table(np.empty(0, np.int64))


def _as_text(piece: bytes) -> bytes:
    """Return lines of sound UTF-8 that all end in LF. A lone CR ends a line only where there is no LF."""
    if b"\r" in piece:
        if b"\n" not in piece:
            piece = piece.replace(b"\r", b"\n")
        piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    if not piece.isascii():
        piece = piece.decode("utf-8", "replace").encode()
    return piece


# ---------------------------------------------------------------- Excel


def excel_rows(stream: BinaryIO, untrusted_name: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a workbook as texts, each with its number from 1. Raises ReadError."""
    if not (_switched_on and importlib.util.find_spec("openpyxl")):
        raise ReadError(
            "Excel workbooks need the library openpyxl, which is not here.",
            where=plain(untrusted_name),
            advice="Save it as CSV and import that.",
        )
    yield from sheets.rows(stream, untrusted_name)


def excel_tables(stream: BinaryIO, untrusted_name: str, wanted: Wanted, batch: int) -> Iterator[Table]:
    """Give the wanted columns of a workbook, so many rows at a time. Raises ReadError."""
    rows = excel_rows(stream, untrusted_name)
    names = tuple(name.strip().lower() for name in next(rows, (0, []))[1])
    reader = StandardCsv(names, ",", wanted, untrusted_name)
    padded = ((number, cells + [""] * (len(names) - len(cells))) for number, cells in rows)
    while some := list(islice(padded, batch)):
        yield reader.table_of(some)


# ---------------------------------------------------------------- Parquet


def parquet_head(stream: BinaryIO, untrusted_name: str, count: int) -> tuple[tuple[str, ...], list[list[str]]]:
    """Return (names of the columns, first rows as texts) of a Parquet table. Raises ReadError."""
    head: tuple[tuple[str, ...], list[list[str]]] = _arrow_parquet(untrusted_name).head(stream, untrusted_name, count)
    return head


def parquet_names(stream: BinaryIO, untrusted_name: str) -> tuple[str, ...]:
    """Return the names of the columns of a Parquet table, in lower case. Raises ReadError."""
    names: tuple[str, ...] = _arrow_parquet(untrusted_name).names(stream, untrusted_name)
    return names


def parquet_tables(
    stream: BinaryIO, untrusted_name: str, wanted: Wanted, max_expanded_bytes: int
) -> Iterator[tuple[Table, float]]:
    """Give the wanted columns of a Parquet table some rows at a time, and which share of the rows that makes.

    Rows count from 1, a table has no header. Raises ReadError.
    """
    yield from _one_ahead(_arrow_parquet(untrusted_name).tables(stream, untrusted_name, wanted, max_expanded_bytes))


def parquet_row(stream: BinaryIO, untrusted_name: str, row: int) -> dict[str, Any] | None:
    """Return what a row of a Parquet table says, None where it has no such row. Raises ReadError."""
    said: dict[str, Any] | None = _arrow_parquet(untrusted_name).row(stream, untrusted_name, row)
    return said


def _arrow_parquet(untrusted_name: str) -> Any:
    """Return the module that reads Parquet. Raises ReadError where pyarrow is missing or not to be used."""
    if _switched_on and importlib.util.find_spec("pyarrow"):
        return arrow_parquet
    raise ReadError(
        "Parquet needs the library pyarrow, which is not here.",
        where=plain(untrusted_name),
        advice="Import the file with the Watchfield application, and open the project here.",
    )
