"""What does a row of a file say, as it stands there? The evidence behind a fix, to be shown beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import islice
from typing import Any, BinaryIO

from ..errors import ReadError
from ..task import silent
from . import parsers
from .files import content
from .values import dug, plain

__all__ = ["LONGEST", "element", "line", "missing", "shown"]

LONGEST = 4000  # characters of a row that are shown


def line(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    """Return a line of a text, the first being row 1."""
    for first, piece in content.pieces(stream, untrusted_name, silent):
        mark = b"\n" if b"\n" in piece else b"\r"  # as ``content`` counts; ``splitlines`` knows other ends of a line
        lines = piece.removesuffix(mark).split(mark)
        if first <= row < first + len(lines):
            return shown(lines[row - first].decode("utf-8", "replace").rstrip("\r"))
    raise missing(untrusted_name, row)


def element(*path: str) -> Callable[[BinaryIO, str, int], str]:
    """Return how to quote an element of the list at the end of this path in a JSON document, the first being row 1.

    Where a table stands there by columns, ``{"lat": {"0": 34.1, ...}, ...}``, what each says of that row.
    """

    def quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
        data = content.text(content.whole(stream, untrusted_name, silent), untrusted_name)
        found: Any = dug(parsers.load_json(data, untrusted_name), *path)
        if isinstance(found, list) and 1 <= row <= len(found):
            return shown(json.dumps(found[row - 1], ensure_ascii=False))
        if isinstance(found, dict) and (said := _across(found, row)):
            return shown(json.dumps(said, ensure_ascii=False))
        raise missing(untrusted_name, row)

    return quote


def _across(table: dict[str, Any], row: int) -> dict[str, Any]:
    """Return what the columns of a table say of a row; the longest one has the order of the rows."""
    columns = {name: column for name, column in table.items() if isinstance(column, dict)}
    sizes = {name: len(column) for name, column in columns.items()}
    longest = columns[max(sizes, key=lambda name: sizes[name])] if sizes else {}
    keys = list(islice(longest, max(row - 1, 0), max(row, 0)))
    return {name: column[key] for name, column in columns.items() for key in keys if key in column}


def shown(text: str) -> str:
    """Return what a row says as it may be shown: plain, not endless."""
    return plain(text, LONGEST)


def missing(untrusted_name: str, row: int) -> ReadError:
    """Return the error for a row that the file does not have."""
    return ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")
