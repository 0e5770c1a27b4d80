"""The fields of many JSON objects as columns, whether they are the elements of a list or the lines of a text.

A field is named by its path: ``lastPosition.lat``. Only what is asked for becomes a column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...model.reading import Refusal
from .. import parsers
from ..values import Codes, codes, numbers
from .records import Records

__all__ = ["Fields", "Names", "fields_of", "json_lines"]


@dataclass(frozen=True, slots=True)
class Names:
    """What is wanted of each object, by path.

    numbers, texts : fields that are the one or the other
    words : (field of ``numbers``, word) that stands there now and then instead of a number
    members : (field that is a list of words, word) that is looked for in it
    """

    numbers: Sequence[str] = ()
    texts: Sequence[str] = ()
    words: Sequence[tuple[str, str]] = ()
    members: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Fields:
    """What was wanted, one value an object.

    row : int64[n], the number of each object: of its element or its line, from 1
    numbers : float64[n] each, NaN missing, infinite no number; a word in place of a number is missing
    texts : one value an object
    words : bool[n] each, whether the word stands there
    members : bool[n] each, whether the list has the word
    lists : bool[n] each, whether there is a list at all
    broken : lines and elements that are no objects
    """

    row: NDArray[np.int64]
    numbers: Mapping[str, NDArray[np.float64]]
    texts: Mapping[str, Codes]
    words: Mapping[tuple[str, str], NDArray[np.bool_]] = field(default_factory=dict)
    members: Mapping[tuple[str, str], NDArray[np.bool_]] = field(default_factory=dict)
    lists: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    broken: Sequence[Refusal] = ()

    def __len__(self) -> int:
        return len(self.row)

    def first(self, *names: str) -> NDArray[np.float64]:
        """Return the first of these numbers that each object has."""
        found = self.numbers[names[0]]
        for name in names[1:]:
            found = np.where(np.isnan(found), self.numbers[name], found)
        return found


def fields_of(records: Records, names: Names) -> Fields:
    """Return the wanted fields of objects that have been taken apart already."""
    found = {name: _values(records, name) for name in (*names.numbers, *names.texts)}
    words = {}
    for name, word in names.words:
        words[name, word] = np.array([value == word for value in found[name]], np.bool_)
        found[name] = [None if value == word else value for value in found[name]]
    lists = {name: records.values(name) for name, _ in names.members}
    return Fields(
        records.row,
        {name: numbers(found[name]) for name in names.numbers},
        {name: codes(found[name]) for name in names.texts},
        words,
        {
            (name, word): np.array([type(each) is list and word in each for each in lists[name]], np.bool_)
            for name, word in names.members
        },
        {name: np.array([type(each) is list for each in column], np.bool_) for name, column in lists.items()},
        records.broken,
    )


def json_lines(first: int, piece: bytes, names: Names) -> Fields:
    """Return the wanted fields of a text that has one object a line.

    first : the number of the first line; empty lines and those of a bare bracket or comma are none

    A comma at the end of a line is left out, as receivers write one.
    """
    regular = _regular(piece)
    if regular is not None:
        count = regular.count(b"\n") + 1
        fast = parsers.json_fields(regular, count, names)
        if fast is not None:
            return Fields(np.arange(first, first + count, dtype=np.int64), *fast)
    mark = b"\n" if b"\n" in piece else b"\r"
    stripped = [line.strip().removesuffix(b",").rstrip() for line in piece.split(mark)]
    at = [number for number, line in enumerate(stripped) if line and line not in _BRACKETS]
    lines = [stripped[number] for number in at] if len(at) < len(stripped) else stripped
    row = np.array(at, np.int64) + first
    if regular is None and _all_objects(lines):
        fast = parsers.json_fields(b"\n".join(lines), len(lines), names)
        if fast is not None:
            return Fields(row, *fast)
    with parsers.collecting_paused():
        return _taken_apart(lines, row, names)


_BRACKETS = (b"[", b"]", b",")


def _regular(piece: bytes) -> bytes | None:
    """Return lines without commas at their ends, if each is one object in braces and none is empty; else nothing."""
    data = piece.rstrip(b" ,\t\r\n").replace(b"\r\n", b"\n").replace(b"},\n", b"}\n")
    ends = data.count(b"\n")
    braced = data.startswith(b"{") and data.endswith(b"}")
    return data if braced and data.count(b"\n{") == data.count(b"}\n") == ends else None


def _all_objects(lines: Sequence[bytes]) -> bool:
    return bool(lines) and all(line.startswith(b"{") and line.endswith(b"}") for line in lines)


def _taken_apart(lines: Sequence[bytes], row: NDArray[np.int64], names: Names) -> Fields:
    objects = _together(lines)
    broken: list[Refusal] = []
    if objects is None:
        each = list(map(partial(_object, broken), lines, row.tolist()))
        objects = [found for found in each if found is not None]
        row = row[[found is not None for found in each]]
    found = fields_of(Records(row, objects), names)
    return Fields(found.row, found.numbers, found.texts, found.words, found.members, found.lists, broken)


def _together(lines: Sequence[bytes]) -> list[dict[str, Any]] | None:
    """Return the objects of all lines parsed as one list, None where one of them needs a look of its own."""
    if not _all_objects(lines):
        return None
    try:
        objects = parsers.load_json(b"[%b]" % b",".join(lines), "")
    except ReadError:
        return None
    whole = len(objects) == len(lines) and set(map(type, objects)) <= {dict}
    return objects if whole else None


def _object(broken: list[Refusal], line: bytes, row: int) -> dict[str, Any] | None:
    """Return the object of a line, or say why it has none."""
    try:
        found = parsers.load_json(line, "")
    except ReadError as error:
        broken.append(Refusal(row, "", error.what))
        return None
    if type(found) is dict:
        return found
    broken.append(Refusal(row, "", "This is no object."))
    return None


def _values(records: Records, path: str) -> Sequence[Any]:
    outer, _, inner = path.partition(".")
    if not inner:
        return records.values(outer)
    return [each.get(inner) if type(each) is dict else None for each in records.values(outer)]
