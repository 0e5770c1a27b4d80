"""JSON lines as pyarrow reads them; reached through ``parsers`` alone, and only where pyarrow is installed.

A line that is not quite what it should be is for the twin in ``fields`` to judge: then nothing is returned at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..values import Codes, codes

if TYPE_CHECKING:
    from ..objects.fields import Names

__all__ = ["json_fields"]

_BLOCK_BYTES = 2**20  # of 1, 8 and 16 MB the fastest
_MARK = "="  # no field of a receiver has it in its name

Found = tuple[
    Mapping[str, NDArray[np.float64]],
    Mapping[str, Codes],
    Mapping[tuple[str, str], NDArray[np.bool_]],
    Mapping[tuple[str, str], NDArray[np.bool_]],
    Mapping[str, NDArray[np.bool_]],
]


def json_fields(data: bytes, count: int, names: Names) -> Found | None:
    """Return (numbers, texts, words, members, lists) of so many lines that are one object each, None for others.

    Every line has to begin and end with a brace: then no object can span two, and none be one of two in a line.
    """
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it
    from pyarrow import json as arrow_json  # noqa: PLC0415 - only the desktop has it

    for name, word in names.words:
        pattern = rb'"%b"\s*:\s*"%b"' % (re.escape(name.encode()), re.escape(word.encode()))
        if b'"%b"' % word.encode() in data:
            data = re.sub(pattern, b'"%b":1' % f"{name}{_MARK}{word}".encode(), data)
    types = _types(names, data)
    try:
        table = arrow_json.read_json(
            pa.BufferReader(data),
            arrow_json.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
            arrow_json.ParseOptions(explicit_schema=_schema(types), unexpected_field_behavior="ignore"),
        )
        if table.num_rows != count:
            return None
        columns = {path: _column(table, path) for path in types}
        return (
            {name: _numbers(columns.get(name), count) for name in names.numbers},
            {name: _codes(columns.get(name), count) for name in names.texts},
            {
                (name, word): ~np.isnan(_numbers(columns.get(f"{name}{_MARK}{word}"), count))
                for name, word in names.words
            },
            {(name, word): _holding(columns.get(name), word, count) for name, word in names.members},
            {name: _valid(columns.get(name), count) for name, _ in names.members},
        )
    except (pa.ArrowException, UnicodeError):
        return None


def _types(names: Names, data: bytes) -> dict[str, Any]:
    """Return by path the types of what is wanted and may be there: each field costs, even where no line has it."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

    types = dict.fromkeys(names.texts, pa.string()) | dict.fromkeys(names.numbers, pa.float64())
    types |= {f"{name}{_MARK}{word}": pa.float64() for name, word in names.words}
    types |= {name: pa.list_(pa.string()) for name, _ in names.members}
    keys = {key for path in types for key in path.split(".")}
    there = {key for key in keys if b'"%b"' % key.encode() in data}
    escaped = b"\\u" in data  # a name may be written so
    return {path: kind for path, kind in types.items() if escaped or there.issuperset(path.split("."))}


def _schema(types: Mapping[str, Any]) -> Any:
    """Return the types as a schema; fields within an object stand in a structure of their own."""
    import pyarrow as pa  # noqa: PLC0415 - only the desktop has it

    inner: dict[str, list[Any]] = {}
    for path, kind in types.items():
        outer, _, name = path.partition(".")
        if name:
            inner.setdefault(outer, []).append(pa.field(name, kind))
    plain = [pa.field(name, kind) for name, kind in types.items() if "." not in name]
    return pa.schema([*plain, *(pa.field(outer, pa.struct(fields)) for outer, fields in inner.items())])


def _column(table: Any, path: str) -> Any:
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    outer, _, inner = path.partition(".")
    return pc.struct_field(table[outer], inner) if inner else table[outer]


def _numbers(column: Any, count: int) -> NDArray[np.float64]:
    return np.full(count, np.nan) if column is None else np.array(column.to_numpy(), np.float64)


def _valid(column: Any, count: int) -> NDArray[np.bool_]:
    return np.zeros(count, np.bool_) if column is None else np.array(column.is_valid().to_numpy(), np.bool_)


def _codes(column: Any, count: int) -> Codes:
    """Return a column of texts, each once; an empty one is none."""
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    if column is None:
        return Codes(np.full(count, -1, np.int32), ())
    whole = pc.dictionary_encode(column).combine_chunks()
    whole = whole.chunk(0) if hasattr(whole, "num_chunks") and whole.num_chunks else whole
    if not len(whole):
        return codes([])
    found = pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False)
    return Codes(found.astype(np.int32), tuple(whole.dictionary.to_pylist())).cleaned(str)


def _holding(column: Any, word: str, count: int) -> NDArray[np.bool_]:
    """Return which lists have a word in them."""
    import pyarrow.compute as pc  # noqa: PLC0415 - only the desktop has it

    found = np.zeros(count, np.bool_)
    if column is None:
        return found
    parent = pc.list_parent_indices(column).to_numpy()
    hit = pc.fill_null(pc.equal(pc.list_flatten(column), word), fill_value=False).to_numpy()
    begin = np.zeros(len(parent), np.int64)
    if column.num_chunks > 1:  # the parents count from the beginning of each chunk
        sizes = [len(chunk) for chunk in column.chunks]
        counts = [int(pc.sum(pc.fill_null(pc.list_value_length(chunk), 0)).as_py() or 0) for chunk in column.chunks]
        begin = np.repeat(np.cumsum([0, *sizes[:-1]]), counts)
    found[(parent + begin)[hit.astype(np.bool_)]] = True
    return found
