"""Tables as pyarrow reads them; reached through ``parsers`` alone, and only where pyarrow is installed.

Each function imports what it needs itself: nothing of it is loaded before a table is there to be read.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ReadError
from .tables import Table, Wanted, pairs_of
from .values import MISSING_WORDS, Codes, codes, number, plain

__all__ = ["csv_table", "parquet_table"]

MAX_ROWS = 200_000_000

_BLANK_LINES = (b"\n\n", b"\n\r\n", b"\r\r")  # pyarrow takes them for rows of empty cells
_TICKS = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}


def csv_table(data: bytes, names: tuple[str, ...], delimiter: str, wanted: Wanted) -> Table | None:
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
            table = _typed(data, names, delimiter, types)
            return Table(
                np.arange(2, table.num_rows + 2, dtype=np.int64),
                {name: _numbers(table[name]) for name in typed},
                {name: _codes(table[name]) for name in wanted.texts if name in names},
                {name: _pairs(table[name]) for name in wanted.pairs if name in names},
            )
    return None


def _typed(data: bytes, names: tuple[str, ...], delimiter: str, types: dict[str, Any]) -> Any:
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


def parquet_table(data: bytes, untrusted_name: str, wanted: Wanted, max_expanded_bytes: int) -> Table:
    """Return the wanted columns of a Parquet table; rows count from 1. Raises ReadError."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
    from pyarrow import parquet  # noqa: PLC0415 - only the desktop has it

    name = plain(untrusted_name)
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
            {column: _numbers(table[column]) for column in wanted.numbers if column in there},
            {column: _codes(table[column]) for column in wanted.texts if column in there},
        )
    except (pa.ArrowException, OSError, ValueError, TypeError, MemoryError) as error:
        what = f"The Parquet data are damaged or of a kind that is not read: {plain(str(error))}."
        raise ReadError(what, where=name, advice="Copy or download it again.") from error


def _numbers(column: Any) -> NDArray[np.float64]:
    """Return an Arrow column as float64[n]: NaN for null, infinite for NaN and for texts that are no numbers."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if pa.types.is_timestamp(kind):
        return _numbers(column.cast(pa.int64())) / _TICKS[kind.unit]
    if pa.types.is_binary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        found = _codes(column)
        return np.array([*map(number, found.texts), np.nan], np.float64)[found.code]
    values = column.cast(pa.float64(), safe=False)
    array = np.array(values.to_numpy(zero_copy_only=False))
    if np.isnan(array).sum() > column.null_count:
        array[np.isnan(array) & ~values.is_null().to_numpy(zero_copy_only=False)] = np.inf
    return array


def _pairs(column: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    halves = pc.split_pattern(column, b",", max_splits=1)
    if not len(column) or pc.any(pc.not_equal(pc.list_value_length(halves), 2)).as_py():
        found = _codes(column)
        first, second = pairs_of([*found.texts, ""])
        return first[found.code], second[found.code]
    numbers = []
    for half in (pc.list_element(halves, 0), pc.list_element(halves, 1)):
        try:
            numbers.append(_numbers(half.cast(pa.string()).cast(pa.float64())))
        except pa.ArrowInvalid:
            numbers.append(_numbers(half))
    return numbers[0], numbers[1]


def _codes(column: Any) -> Codes:
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
