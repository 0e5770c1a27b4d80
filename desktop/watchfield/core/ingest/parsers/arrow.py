"""CSV and its columns as pyarrow reads them; reached through ``parsers`` alone, and only where pyarrow is installed.

Each function imports what it needs itself: nothing of it is loaded before a table is there to be read.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..tables.table import CELL, CELL_BYTES, NOTATIONS, Broken, Notation, Table, Wanted, pairs_of
from ..values import MISSING_WORDS, Codes, codes, number

__all__ = ["ArrowCsv", "cells_of", "codes_of", "numbers_of"]

_TICKS = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
_NUMBER = r"^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$"
_AT_FAULT = re.compile(r"In CSV column #(\d+):")


# ---------------------------------------------------------------- CSV


class ArrowCsv:
    """Reads a table piece by piece; a piece that is odd in a way that pyarrow does not take is left to the twin.

    Threads may read pieces at the same time.

    names : the header, in lower case; of two columns of one name the first counts
    """

    def __init__(self, names: tuple[str, ...], delimiter: str, wanted: Wanted) -> None:
        import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

        place = {name: str(at) for at, name in reversed(list(enumerate(names)))}
        self._columns = [str(at) for at in range(len(names))]
        self._delimiter, self._wanted = delimiter, wanted
        self._numbers, self._texts, self._pairs, self._cells = (
            {name: place[name] for name in group if name in place}
            for group in (wanted.numbers, wanted.texts, wanted.pairs, wanted.cells)
        )
        # A column that is wanted in two ways is read raw.
        raw = {*self._pairs.values(), *self._cells.values()}
        self._types: dict[str, Any] = {
            **dict.fromkeys(self._texts.values(), pa.dictionary(pa.int32(), pa.binary())),
            **dict.fromkeys(self._numbers.values(), pa.float64()),
            **dict.fromkeys(raw | (set(self._numbers.values()) & set(self._texts.values())), pa.binary()),
        }

    def table(self, data: bytes, first: int) -> Table | None:
        """Return the wanted columns of some rows, the first line being ``first``; None for a piece of another kind."""
        import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

        if not self._types:
            return None
        broken: list[tuple[int, int]] = []
        try:
            table = self._read(data, broken)
        except pa.ArrowException:
            return None
        row = _record_lines(data, first, table.num_rows + len(broken))
        if row is None:
            return None
        said = np.array(broken, np.int64).reshape(-1, 2)
        good = np.ones(len(row), np.bool_)
        good[said[:, 0] - 1] = False
        return Table(
            row[good],
            {name: numbers_of(table[at], self._wanted.notation(name)) for name, at in self._numbers.items()},
            {name: codes_of(table[at]) for name, at in self._texts.items()},
            {name: _pairs(table[at]) for name, at in self._pairs.items()},
            {name: cells_of(table[at]) for name, at in self._cells.items()},
            Broken(row[said[:, 0] - 1], said[:, 1], len(self._columns)),
        )

    def _read(self, data: bytes, broken: list[tuple[int, int]]) -> Any:
        """Return the rows that are whole; ``broken`` takes (number, cells) of the others, counted from 1 here."""
        import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

        while True:
            types = dict(self._types)  # another thread may change them
            try:
                return self._try(data, types, broken)
            except pa.ArrowInvalid as error:
                named = _AT_FAULT.search(str(error))
                column = self._columns[int(named[1])] if named else ""
                if types.get(column) != pa.float64():
                    raise
                self._types[column] = pa.binary()  # one cell that is no number; the others are for us to judge

    def _try(self, data: bytes, types: dict[str, Any], broken: list[tuple[int, int]]) -> Any:
        import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
        from pyarrow import csv as arrow_csv  # noqa: PLC0415 - only the desktop has it

        broken.clear()

        def noted(row: Any) -> str:
            broken.append((row.number, row.actual_columns))
            return "skip"

        return arrow_csv.read_csv(
            pa.py_buffer(data),
            # In one block and one thread: only so it knows which row it is at, and a quoted line break is never cut.
            arrow_csv.ReadOptions(column_names=self._columns, use_threads=False, block_size=len(data) + 1),
            arrow_csv.ParseOptions(delimiter=self._delimiter, invalid_row_handler=noted),
            arrow_csv.ConvertOptions(
                check_utf8=False,
                column_types=types,
                include_columns=list(types),
                null_values=list(MISSING_WORDS),
                strings_can_be_null=False,
                decimal_point=self._wanted.decimal,
            ),
        )


def _record_lines(data: bytes, first: int, count: int) -> NDArray[np.int64] | None:
    """Return in which line each of so many records begins; None where there are not so many.

    Lines without anything are no records, and a line break within quotes ends none.
    """
    held = np.frombuffer(data, np.uint8)
    is_end = held == ord("\n")
    if np.count_nonzero(is_end) + (not data.endswith(b"\n") and len(data) > 0) == count:
        return np.arange(first, first + count, dtype=np.int64)
    ends = np.flatnonzero(is_end)
    quotes = np.flatnonzero(held == ord('"'))
    outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
    if not len(outside) or outside[-1] != len(data) - 1:
        outside = np.append(outside, len(data))
    begins = np.concatenate(([0], outside[:-1] + 1))
    begins = begins[outside > begins]
    return first + np.searchsorted(ends, begins).astype(np.int64) if len(begins) == count else None


# ---------------------------------------------------------------- columns


def numbers_of(column: Any, notation: Notation = NOTATIONS[".", False]) -> NDArray[np.float64]:
    """Return an Arrow column as float64[n]: NaN for null, infinite for NaN and for texts that are no numbers."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if pa.types.is_timestamp(kind):
        return numbers_of(column.cast(pa.int64())) / _TICKS[kind.unit]
    if pa.types.is_binary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _numbers_of_texts(column, notation)
    values = column if pa.types.is_float64(kind) else column.cast(pa.float64(), safe=False)
    array = np.array(_one(values).to_numpy(zero_copy_only=False))
    odd = ~np.isfinite(array)
    if np.count_nonzero(odd) > values.null_count:
        array[odd & ~_one(values).is_null().to_numpy(zero_copy_only=False)] = np.inf
    return array


def _chunked(column: Any) -> bool:
    return hasattr(column, "num_chunks")


def _one(column: Any) -> Any:
    """Return a column in one piece."""
    if not _chunked(column):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _numbers_of_texts(column: Any, notation: Notation) -> NDArray[np.float64]:
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    texts = pc.ascii_trim_whitespace(_one(column).cast(pa.binary()).view(pa.string()))
    texts = _plainly(texts, notation)
    number_like = pc.match_substring_regex(texts, _NUMBER)
    nothing = pa.scalar(None, pa.string())
    array = np.array(pc.if_else(number_like, texts, nothing).cast(pa.float64()).to_numpy(zero_copy_only=False))
    array[np.isinf(array)] = np.inf
    other = pc.fill_null(pc.invert(number_like), fill_value=False).to_numpy(zero_copy_only=False)
    if other.any():
        found = codes_of(texts.filter(pa.array(other)).view(pa.binary()))
        array[other] = np.array([*map(number, found.texts), np.nan], np.float64)[found.code]
    return array


def _plainly(texts: Any, notation: Notation) -> Any:
    """Return cells as ``Notation.plainly`` does."""
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    grouped = pc.match_substring_regex(texts, notation.grouped) if notation.grouped else None
    if notation.decimal == ",":
        pointed = pc.match_substring(texts, ".")
        texts = pc.if_else(pointed if grouped is None else pc.and_not(pointed, grouped), "?", texts)
    if grouped is not None and pc.any(grouped).as_py():
        texts = pc.if_else(grouped, pc.replace_substring_regex(texts, notation.separators, ""), texts)
    return pc.replace_substring(texts, ",", ".") if notation.decimal == "," else texts


def _pairs(column: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    halves = pc.split_pattern(column, b",", max_splits=1)
    if not len(column) or pc.any(pc.not_equal(pc.list_value_length(halves), 2)).as_py():
        found = codes_of(column)
        first, second = pairs_of([*found.texts, ""])
        return first[found.code], second[found.code]
    return numbers_of(pc.list_element(halves, 0)), numbers_of(pc.list_element(halves, 1))


def codes_of(column: Any) -> Codes:
    """Return an Arrow column of texts, truth values or whole numbers, each value once."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    kind = column.type
    if not pa.types.is_dictionary(kind):
        if not (pa.types.is_binary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            column = column.cast(pa.string())
        column = pc.dictionary_encode(column)
    elif _chunked(column):
        column = column.unify_dictionaries()
    whole = _one(column)
    if not len(whole):
        return codes([])
    texts = [
        text.decode("utf-8", "replace") if isinstance(text, bytes) else "" if text is None else str(text)
        for text in whole.dictionary.to_pylist()
    ]
    found = pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False)
    return Codes(found.astype(np.int32), tuple(texts)).cleaned(str)


def cells_of(column: Any) -> NDArray[np.bytes_]:
    """Return an Arrow column of texts as bytes[n] of at most ``CELL_BYTES``, trimmed."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    column = _one(column)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not (pa.types.is_binary(column.type) or pa.types.is_string(column.type)):
        column = column.cast(pa.string())
    column = pc.fill_null(pc.ascii_trim(column.cast(pa.binary()).view(pa.string()), " \t"), "")
    if not len(column):
        return np.empty(0, CELL)
    _, offsets, held = column.buffers()
    begin = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    letters = np.frombuffer(held, np.uint8) if held is not None and held.size else np.zeros(1, np.uint8)
    length = np.minimum(np.diff(begin), CELL_BYTES)
    out = np.zeros((len(column), CELL_BYTES), np.uint8)
    for at in range(int(length.max())):  # over the letters of a cell, not over the rows
        long = length > at
        out[long, at] = letters[begin[:-1][long] + at]
    return np.frombuffer(out.data, CELL)
