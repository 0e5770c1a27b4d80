"""Parquet tables as pyarrow reads them; reached through ``parsers`` alone, and only where pyarrow is installed.

Each function imports what it needs itself: nothing of it is loaded before a table is there to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np

from ...errors import ReadError
from ..tables.table import Table, Wanted
from ..values import plain
from .arrow import cells_of, codes_of, numbers_of

__all__ = ["head", "names", "row", "tables"]

MAX_ROWS = 200_000_000
BATCH_ROWS = 1 << 16
BUFFER_BYTES = 1 << 20  # of a column that is read ahead


def names(stream: BinaryIO, untrusted_name: str) -> tuple[str, ...]:
    """Return the names of the columns of a Parquet table, in lower case. Raises ReadError."""
    with _ParquetErrors(untrusted_name):
        return tuple(field.name.lower() for field in _parquet(stream, ()).schema_arrow)


def head(stream: BinaryIO, untrusted_name: str, count: int) -> tuple[tuple[str, ...], list[list[str]]]:
    """Return (names of the columns, first rows as texts) of a Parquet table. Raises ReadError."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

    with _ParquetErrors(untrusted_name):
        file = _parquet(stream, ())
        simple = [field.name for field in file.schema_arrow if not pa.types.is_nested(field.type)]
        batch = next(file.iter_batches(count, columns=simple), None)
        if batch is None:
            return tuple(simple), []
        columns = [
            [cell.decode("utf-8", "replace") for cell in cells_of(batch.column(name)).tolist()] for name in simple
        ]
        return tuple(simple), [list(cells) for cells in zip(*columns, strict=True)]


def row(stream: BinaryIO, untrusted_name: str, row: int) -> dict[str, Any] | None:
    """Return what a row of a Parquet table says, None where it has no such row. Raises ReadError."""
    with _ParquetErrors(untrusted_name):
        file = _parquet(stream, ())
        before = 0
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            for batch in file.iter_batches(BATCH_ROWS, [group]) if before < row <= before + count else ():
                if row <= before + len(batch):
                    said: dict[str, Any] = batch.slice(row - before - 1, 1).to_pylist()[0]
                    return said
                before += len(batch)
            before += count
    return None


def tables(
    stream: BinaryIO, untrusted_name: str, wanted: Wanted, max_expanded_bytes: int
) -> Iterator[tuple[Table, float]]:
    """Give the wanted columns some rows at a time, and which share of the rows that makes. Raises ReadError."""
    name = plain(untrusted_name)
    with _ParquetErrors(untrusted_name):
        file = _parquet(stream, ())
        expanded = sum(file.metadata.row_group(at).total_byte_size for at in range(file.num_row_groups))
        if expanded > max_expanded_bytes or file.metadata.num_rows > MAX_ROWS:
            what = f"The table has {file.metadata.num_rows:,} rows and would take {expanded:,} bytes of memory."
            raise ReadError(what, where=name, advice="Split it.")
        there = {field.name.lower(): field.name for field in reversed(list(file.schema_arrow))}
        numbers, texts, cells = (
            {column: there[column] for column in group if column in there}
            for group in (wanted.numbers, wanted.texts, wanted.cells)
        )
        held = list(dict.fromkeys((*numbers.values(), *texts.values(), *cells.values())))
        file = _parquet(stream, [column for column in texts.values() if column not in cells.values()])
        first = 1
        for batch in file.iter_batches(BATCH_ROWS, columns=held):
            row = np.arange(first, first + len(batch), dtype=np.int64)
            first += len(batch)
            table = Table(
                row,
                {name: numbers_of(batch.column(at), wanted.notation(name)) for name, at in numbers.items()},
                {name: codes_of(batch.column(at)) for name, at in texts.items()},
                cells={name: cells_of(batch.column(at)) for name, at in cells.items()},
            )
            yield table, first / (file.metadata.num_rows + 1)


def _parquet(stream: BinaryIO, dictionaries: Sequence[str]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
    from pyarrow import parquet  # noqa: PLC0415 - only the desktop has it

    stream.seek(0)
    return parquet.ParquetFile(
        pa.PythonFile(stream, "r"),
        read_dictionary=list(dictionaries),
        buffer_size=BUFFER_BYTES,
        pre_buffer=False,
    )


class _ParquetErrors:
    """Says of a Parquet table what pyarrow says, as a ReadError."""

    def __init__(self, untrusted_name: str) -> None:
        self._where = plain(untrusted_name)

    def __enter__(self) -> None:
        return

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

        if isinstance(error, (pa.ArrowException, OSError, ValueError, TypeError, KeyError, MemoryError)):
            what = f"The Parquet data are damaged or of a kind that is not read: {plain(str(error))}."
            raise ReadError(what, where=self._where, advice="Copy or download it again.") from error
