"""What does a row of a file say, as it stands there? The evidence behind a fix, to be shown beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, BinaryIO

from ..errors import ReadError
from ..task import silent
from . import content, parsers
from .values import dug, plain

__all__ = ["LONGEST", "element", "line"]

LONGEST = 4000  # characters of a row that are shown


def line(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    """Return a line of a text, the first being row 1."""
    data = content.text(content.whole(stream, untrusted_name, silent), untrusted_name)
    lines = data.splitlines()
    if not 1 <= row <= len(lines):
        raise _missing(untrusted_name, row)
    return plain(lines[row - 1].decode("utf-8", "replace"), LONGEST)


def element(*path: str) -> Callable[[BinaryIO, str, int], str]:
    """Return how to quote an element of the list at the end of this path in a JSON document, the first being row 1."""

    def quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
        data = content.text(content.whole(stream, untrusted_name, silent), untrusted_name)
        found: Any = dug(parsers.load_json(data, untrusted_name), *path)
        if not isinstance(found, list) or not 1 <= row <= len(found):
            raise _missing(untrusted_name, row)
        return plain(json.dumps(found[row - 1], ensure_ascii=False), LONGEST)

    return quote


def _missing(untrusted_name: str, row: int) -> ReadError:
    return ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")
