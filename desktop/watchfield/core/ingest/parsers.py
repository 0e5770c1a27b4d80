"""The one door to fast parsers, and their twins from the standard library.

The desktop switches the fast ones on with :func:`enable_fast`; inside QGIS they are never imported. Files that are as
they should be give identical columns either way. What a fast parser will not take is given to its twin, which decides:
so what is odd about a file is said in one way only. Parquet has no twin.
"""

from __future__ import annotations

import gc
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ..errors import ReadError
from .tables import MAX_COLUMNS, Table, Wanted, csv_header, pairs_of, read_csv
from .values import MISSING_WORDS, Codes, codes, number, plain

__all__ = [
    "InflateError",
    "Inflater",
    "collecting_paused",
    "csv_table",
    "enable_fast",
    "enable_standard",
    "load_json",
    "parquet_table",
]

MAX_ROWS = 200_000_000

_BLANK_LINES = (b"\n\n", b"\n\r\n", b"\r\r")  # pyarrow takes them for rows of empty cells
_GZIP_WINDOW = 31  # zlib's number for: a gzip header, the largest window
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
    """Unpacks gzip piece by piece, never more at a time than was asked for; members that follow each other are one."""

    def __init__(self) -> None:
        self._stream = _decompressor()

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
            self._stream = _decompressor()
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

            return zlib.error, isal_zlib.error
    return (zlib.error,)


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


def csv_table(data: bytes, untrusted_name: str, wanted: Wanted) -> Table:
    """Return the wanted columns of a table with one header row; UTF-8. Raises ReadError."""
    names, delimiter = csv_header(data)
    if len(names) > MAX_COLUMNS:
        what = f"The table has {len(names):,} columns, more than {MAX_COLUMNS:,}."
        raise ReadError(what, where=f"{plain(untrusted_name)}, row 1")
    if _switched_on:
        with suppress(ImportError):
            table = _arrow_csv(data, names, delimiter, wanted)
            if table is not None:
                return table
    return read_csv(data, names, delimiter, wanted, untrusted_name)


def _arrow_csv(data: bytes, names: tuple[str, ...], delimiter: str, wanted: Wanted) -> Table | None:
    """Return the columns of a table as pyarrow reads them, None for one that is for the twin to judge."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

    if data.endswith(_BLANK_LINES):
        data = data.rstrip(b"\r\n")
    if data[:1] in b"\r\n" or len(set(names)) < len(names) or any(blank in data for blank in _BLANK_LINES):
        return None
    typed = [name for name in wanted.numbers if name in names]
    cells = [name for name in (*wanted.texts, *wanted.pairs) if name in names]
    if not typed and not cells:
        return None
    for numeric in (pa.float64(), pa.binary()):
        types = {**dict.fromkeys(typed, numeric), **dict.fromkeys(cells, pa.binary())}
        with suppress(pa.ArrowException, UnicodeError):
            table = _arrow_csv_as(data, names, delimiter, types)
            return Table(
                np.arange(2, table.num_rows + 2, dtype=np.int64),
                {name: arrow_numbers(table[name]) for name in typed},
                {name: arrow_codes(table[name]) for name in wanted.texts if name in names},
                {name: _arrow_pairs(table[name]) for name in wanted.pairs if name in names},
            )
    return None


def _arrow_csv_as(data: bytes, names: tuple[str, ...], delimiter: str, types: dict[str, Any]) -> Any:
    from pyarrow import csv as arrow_csv  # noqa: PLC0415 - only the desktop has it
    from pyarrow import py_buffer  # noqa: PLC0415 - only the desktop has it

    return arrow_csv.read_csv(
        py_buffer(data),
        arrow_csv.ReadOptions(skip_rows=1, column_names=list(names)),
        arrow_csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
        arrow_csv.ConvertOptions(
            check_utf8=False,
            column_types=types,
            include_columns=list(types),
            null_values=list(MISSING_WORDS),
            strings_can_be_null=False,
        ),
    )


# ---------------------------------------------------------------- Parquet


def parquet_table(data: bytes, untrusted_name: str, wanted: Wanted, max_expanded_bytes: int) -> Table:
    """Return the wanted columns of a Parquet table; rows count from 1, a table has no header. Raises ReadError."""
    name = plain(untrusted_name)
    if not _switched_on:
        _no_parquet(name)
    try:
        import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
        from pyarrow import parquet  # noqa: PLC0415 - only the desktop has it
    except ImportError:
        _no_parquet(name)
    try:
        file = parquet.ParquetFile(pa.BufferReader(data), memory_map=False)
        expanded = sum(file.metadata.row_group(at).total_byte_size for at in range(file.num_row_groups))
        if expanded > max_expanded_bytes or file.metadata.num_rows > MAX_ROWS:
            what = f"The table has {file.metadata.num_rows:,} rows and would take {expanded:,} bytes of memory."
            raise ReadError(what, where=name, advice="Split it.")
        there = {field.name for field in file.schema_arrow}
        columns = [column for column in (*wanted.numbers, *wanted.texts) if column in there]
        table = file.read(columns=columns)
        return Table(
            np.arange(1, table.num_rows + 1, dtype=np.int64),
            {column: arrow_numbers(table[column]) for column in wanted.numbers if column in there},
            {column: arrow_codes(table[column]) for column in wanted.texts if column in there},
        )
    except (pa.ArrowException, OSError, ValueError, TypeError, MemoryError) as error:
        what = f"The Parquet data are damaged or of a kind that is not read: {plain(str(error))}."
        raise ReadError(what, where=name, advice="Copy or download it again.") from error


def _no_parquet(name: str) -> NoReturn:
    raise ReadError(
        "Parquet needs the library pyarrow, which is not here.",
        where=name,
        advice="Import the file with the Watchfield application, and open the project here.",
    )


# ---------------------------------------------------------------- from Arrow


def arrow_numbers(column: Any) -> NDArray[np.float64]:
    """Return an Arrow column as float64[n]: NaN for null, infinite for NaN and for texts that are no numbers."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if pa.types.is_timestamp(kind):
        return arrow_numbers(column.cast(pa.int64())) / _TICKS[kind.unit]
    if pa.types.is_binary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        found = arrow_codes(column)
        return np.array([*map(number, found.texts), np.nan], np.float64)[found.code]
    values = column.cast(pa.float64(), safe=False)
    array = np.array(values.to_numpy(zero_copy_only=False))
    if np.isnan(array).sum() > column.null_count:
        array[np.isnan(array) & ~values.is_null().to_numpy(zero_copy_only=False)] = np.inf
    return array


def _arrow_pairs(column: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    halves = pc.split_pattern(column, b",", max_splits=1)
    if not len(column) or pc.any(pc.not_equal(pc.list_value_length(halves), 2)).as_py():
        found = arrow_codes(column)
        first, second = pairs_of([*found.texts, ""])
        return first[found.code], second[found.code]
    numbers = []
    for half in (pc.list_element(halves, 0), pc.list_element(halves, 1)):
        try:
            numbers.append(arrow_numbers(half.cast(pa.string()).cast(pa.float64())))
        except pa.ArrowInvalid:
            numbers.append(arrow_numbers(half))
    return numbers[0], numbers[1]


def arrow_codes(column: Any) -> Codes:
    """Return an Arrow column of texts, truth values or whole numbers, each value once."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
    elif not (pa.types.is_binary(kind) or pa.types.is_string(kind)):
        column = column.cast(pa.string())
    whole = pc.dictionary_encode(column).combine_chunks()
    whole = whole.chunk(0) if hasattr(whole, "num_chunks") and whole.num_chunks else whole
    if not len(whole):
        return codes([])
    texts = [
        text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        for text in whole.dictionary.to_pylist()
    ]
    found = pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False)
    return Codes(found.astype(np.int32), tuple(texts)).cleaned(str)


_TICKS = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}


# ---------------------------------------------------------------- XML


def load_xml(data: bytes, untrusted_name: str) -> Any:
    """Return the root of an XML document; one with entities or a document type is refused. Raises ReadError."""
    name = plain(untrusted_name)
    try:
        from defusedxml import DefusedXmlException, ElementTree  # noqa: PLC0415 - only the desktop has it
    except ImportError as error:
        raise ReadError("XML is read by the desktop program only.", where=name, advice="Import it there.") from error
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ReadError("The file defines entities or a document type, which no track needs.", where=name) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ReadError(f"This is not valid XML ({error}).", where=name) from error
