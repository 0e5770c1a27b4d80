"""Tables: what is wanted of one, what is in it, and how the standard library reads it from CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..errors import ReadError
from ..model.reading import Refusal
from .values import Codes, codes, number, plain

__all__ = ["MAX_COLUMNS", "Table", "Wanted", "csv_header", "pairs_of", "read_csv"]

MAX_COLUMNS = 4096
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which columns of a table are to be read as what, by their names in lower case."""

    numbers: Sequence[str] = ()
    texts: Sequence[str] = ()
    pairs: Sequence[str] = ()  # two numbers in one cell, ``"42.78,141.68"``


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """What was wanted of a table, and is there.

    row : int64[n], the row of each record in the file, the header being row 1
    numbers : float64[n] each; NaN missing, infinite no number
    texts : one value a row
    broken : rows that have not as many cells as the header
    """

    row: NDArray[np.int64]
    numbers: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    texts: dict[str, Codes] = field(default_factory=dict)
    pairs: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = field(default_factory=dict)
    broken: tuple[Refusal, ...] = ()

    def pair(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return a column of pairs as two of numbers, all missing where the table has none of this name."""
        nothing = np.full(len(self.row), np.nan)
        return self.pairs.get(name, (nothing, nothing))

    def number(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers, all missing where the table has none of this name."""
        found = self.numbers.get(name)
        return np.full(len(self.row), np.nan) if found is None else found

    def text(self, name: str) -> Codes:
        """Return a column of texts, all missing where the table has none of this name."""
        return self.texts.get(name) or Codes(np.full(len(self.row), -1, np.int32), ())


def csv_header(data: bytes) -> tuple[tuple[str, ...], str]:
    """Return (names in lower case, delimiter) of a table that begins so; no names where it is none."""
    line = re.split(rb"[\r\n]", data[: 4 * MAX_COLUMNS * 8].lstrip(b"\r\n"), maxsplit=1)[0].decode("utf-8", "replace")
    delimiter = max(DELIMITERS, key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return (), delimiter
    return tuple(cell.strip().lower() for cell in cells), delimiter


def read_csv(data: bytes, names: tuple[str, ...], delimiter: str, wanted: Wanted, untrusted_name: str) -> Table:
    """Return the wanted columns of a table with the library ``csv``; this decides what is a row. Raises ReadError."""
    stream = io.StringIO(data.decode("utf-8", "replace"), newline="")
    lines = csv.reader(stream, delimiter=delimiter)
    try:
        records = list(lines)
    except csv.Error as error:
        where = f"{plain(untrusted_name)}, row {lines.line_num}"
        raise ReadError(f"This is not a table: {error}.", where=where) from error
    header = next((at for at, cells in enumerate(records) if cells), 0)
    width = len(names)
    good = [at for at, cells in enumerate(records) if len(cells) == width and at > header]
    broken = [(at, len(cells)) for at, cells in enumerate(records) if cells and len(cells) != width and at > header]
    columns = list(zip(*[records[at] for at in good], strict=True)) or [()] * width
    place = {name: at for at, name in reversed(list(enumerate(names)))}  # of two columns of one name the first counts
    return Table(
        np.array(good, np.int64) + 1,
        {name: _numbers_of(columns[place[name]]) for name in wanted.numbers if name in place},
        {name: codes(columns[place[name]]) for name in wanted.texts if name in place},
        {name: pairs_of(columns[place[name]]) for name in wanted.pairs if name in place},
        tuple(Refusal(at + 1, "", f"The row has {cells} cells, the header {width}.") for at, cells in broken),
    )


def _numbers_of(cells: Sequence[str]) -> NDArray[np.float64]:
    return np.array([number(cell) for cell in cells], np.float64)


def pairs_of(cells: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return cells like ``42.78,141.68`` as two columns of numbers."""
    halves = [cell.partition(",") for cell in cells]
    return _numbers_of([half[0] for half in halves]), _numbers_of([half[2] for half in halves])
