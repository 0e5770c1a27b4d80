"""What lies in a file? Told by beginnings, before anything is read in earnest: here, or in the worker."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import BinaryIO, NamedTuple

from ..errors import ReadError
from . import Member, members_of, recognise
from .tables.tabular import sample

__all__ = ["Sight", "look"]

_MOST_MEMBERS = 5_000  # of an archive; what lies behind them is read all the same when it is imported
_PATIENCE_S = 10.0
_MOST_TEXT = 500
_MOST_COLUMNS = 4_096


class Sight(NamedTuple):
    """One file.

    inner : its name within what was looked at, empty for that itself
    size : in bytes
    format : name of the format, None where nobody reads it
    why : why nobody does
    table : header of a table, and whether what its columns are can be told
    """

    inner: str
    size: int
    format: str | None
    why: str
    table: tuple[Sequence[str], bool] | None


def look(stream: BinaryIO, untrusted_name: str) -> tuple[list[Sight], bool]:
    """Return what lies in a stream, and whether that was all that lies there. Raises ReadError."""
    found: list[Sight] = []
    until_s = time.monotonic() + _PATIENCE_S
    for member in members_of(stream, untrusted_name):
        found.append(_seen(member, untrusted_name))
        if len(found) >= _MOST_MEMBERS or time.monotonic() > until_s:
            return found, False
    return found, True


def _seen(member: Member, name: str) -> Sight:
    inner = member.untrusted_name.removeprefix(name)
    size = 0
    try:
        with member.open() as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            known = recognise(stream, member.untrusted_name)
            table = _table(stream, member.untrusted_name) if "columns" in known.heeds else None
    except ReadError as error:
        return Sight(inner, size, None, error.what[:_MOST_TEXT], None)
    return Sight(inner, size, known.name, "", table)


def _table(stream: BinaryIO, name: str) -> tuple[Sequence[str], bool]:
    """Return the header of a table, and whether its columns can be told."""
    begun = sample(stream, name)
    guessed = begun.guess()
    empty = not guessed.positions and "aircraft" not in guessed.missing and guessed.vouched  # flights without positions
    return begun.header[:_MOST_COLUMNS], bool(guessed.certain or empty)
