"""Excel workbooks as rows of texts; reached through ``parsers`` alone, and only where openpyxl is installed.

Slow beside the other tables: every cell is a Python object, for no library gives whole columns of a workbook.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import BinaryIO

from ...errors import ReadError
from ..values import plain

__all__ = ["begins", "rows"]

_BEGINS = re.compile(rb"PK\x03\x04.{26}(?:xl/|\[Content_Types\]\.xml)", re.DOTALL)  # the name of a member of the zip

MAX_EXPANDED_BYTES = 1 << 30
_MAX_RATIO = 200


def begins(data: bytes) -> bool:
    """Return whether a zip is a workbook, by its first members; other archives have none of those names."""
    return data.startswith(b"PK") and _BEGINS.search(data[:16_384]) is not None


def rows(stream: BinaryIO, untrusted_name: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the first sheet that has any, each with its number from 1; formulas by the value last computed.

    Raises ReadError.
    """
    import openpyxl  # noqa: PLC0415 - only the desktop has it

    stream.seek(0)
    where = plain(untrusted_name)
    try:
        _refuse_bomb(stream, where)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which hold no positions
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                found = False
                for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                    texts = [_text(cell) for cell in cells]
                    if any(texts):
                        found = True
                        yield number, texts
                if found:
                    return
    except ReadError:
        raise
    except Exception as error:  # openpyxl raises whatever its parts do
        what = f"The workbook is damaged or of a kind that is not read: {plain(str(error), 200)}."
        raise ReadError(what, where=where, advice="Save it as CSV and import that.") from error


def _refuse_bomb(stream: BinaryIO, where: str) -> None:
    with zipfile.ZipFile(stream) as archive:
        expanded = sum(entry.file_size for entry in archive.infolist())
        packed = sum(entry.compress_size for entry in archive.infolist())
    if expanded > MAX_EXPANDED_BYTES or expanded > max(_MAX_RATIO * packed, 32 << 20):
        raise ReadError(f"The workbook would expand to {expanded:,} bytes.", where=where, advice="Save it as CSV.")


def _text(value: object) -> str:
    """Return a cell as a text that a table in CSV would have."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
