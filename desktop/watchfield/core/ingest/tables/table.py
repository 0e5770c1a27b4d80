"""Tables: what is wanted of one, what is in it, and how the standard library reads it from CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...model.reading import Refusal
from ..values import Codes, codes, number, plain

__all__ = [
    "CELL",
    "CELL_BYTES",
    "MAX_COLUMNS",
    "NOTATIONS",
    "Broken",
    "Notation",
    "StandardCsv",
    "Table",
    "Wanted",
    "begun",
    "csv_header",
    "csv_rows",
    "pairs_of",
]

MAX_COLUMNS = 4096
CELL_BYTES = 48  # of a raw cell; the longest way to write a time has 40
CELL: np.dtype[np.bytes_] = np.dtype(f"S{CELL_BYTES}")
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Notation:
    """How numbers are written. The patterns are understood by ``re`` and by RE2 alike.

    decimal : what stands before the fraction, ``.`` or ``,``
    grouped : what a number in groups of three digits looks like, one kind of separator throughout; or nothing
    separators : what may stand between the groups
    """

    decimal: str
    grouped: str
    separators: str

    def plainly(self, cell: str) -> str:
        """Return a cell as ``values.number`` reads it; one that is no number stays none."""
        cell = cell.strip()
        if self.grouped and re.fullmatch(self.grouped, cell):
            cell = re.sub(self.separators, "", cell)
        elif self.decimal == "," and "." in cell:
            return "?"
        return cell.replace(",", ".") if self.decimal == "," else cell


def _notation(decimal: str, *, grouped: bool) -> Notation:
    between = ["'", "’", " ", "\u00a0", "\u202f", "," if decimal == "." else r"\."]
    groups = "|".join(f"(?:{separator}[0-9]{{3}})+" for separator in between)
    point = re.escape(decimal)
    pattern = f"^[-+]?[0-9]{{1,3}}(?:{groups})(?:{point}[0-9]*)?$"
    return Notation(decimal, pattern if grouped else "", f"[{''.join(between)}]")


NOTATIONS = MappingProxyType(
    {(decimal, grouped): _notation(decimal, grouped=grouped) for decimal in ".," for grouped in (False, True)}
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which columns of a table are to be read as what, by their names in lower case."""

    numbers: Sequence[str] = ()
    texts: Sequence[str] = ()
    pairs: Sequence[str] = ()  # two numbers in one cell, ``"42.78,141.68"``
    cells: Sequence[str] = ()  # as they stand there: times and other things that have a grammar of their own
    decimal: str = "."
    grouped: Sequence[str] = ()  # numbers whose digits may stand in groups of three: ``35,000``, ``35'000``, ``35 000``

    def notation(self, name: str) -> Notation:
        """Return how the numbers of a column are written."""
        return NOTATIONS[self.decimal, name in self.grouped]


class Broken(Sequence[Refusal]):
    """Rows that have not as many cells as the header; each is said only when somebody asks.

    row, cells : int64[n], where they are, and how many cells they have
    """

    def __init__(self, row: NDArray[np.int64], cells: NDArray[np.int64], width: int) -> None:
        self.row, self.cells, self.width = row, cells, width

    def __len__(self) -> int:
        return len(self.row)

    @overload
    def __getitem__(self, at: int) -> Refusal: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Refusal]: ...
    def __getitem__(self, at: int | slice) -> Refusal | Sequence[Refusal]:
        if isinstance(at, slice):
            return Broken(self.row[at], self.cells[at], self.width)
        return Refusal(int(self.row[at]), "", f"The row has {self.cells[at]} cells, the header {self.width}.")


_WHOLE = Broken(np.empty(0, np.int64), np.empty(0, np.int64), 0)


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """What was wanted of a table, or of some of its rows, and is there.

    row : int64[n], the row of each record in the file, the header being row 1
    numbers : float64[n] each; NaN missing, infinite no number
    texts : one value a row
    pairs : two columns of numbers each
    cells : bytes[n] of at most ``CELL_BYTES``, in UTF-8, trimmed
    broken : rows that have not as many cells as the header
    """

    row: NDArray[np.int64]
    numbers: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    texts: dict[str, Codes] = field(default_factory=dict)
    pairs: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = field(default_factory=dict)
    cells: dict[str, NDArray[np.bytes_]] = field(default_factory=dict)
    broken: Sequence[Refusal] = _WHOLE

    def first(self, count: int) -> Table:
        """Return the first rows of it."""
        return Table(
            self.row[:count],
            {name: column[:count] for name, column in self.numbers.items()},
            {name: Codes(column.code[:count], column.texts) for name, column in self.texts.items()},
            {name: (one[:count], other[:count]) for name, (one, other) in self.pairs.items()},
            {name: column[:count] for name, column in self.cells.items()},
            self.broken[:count],
        )

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

    def cell(self, name: str) -> NDArray[np.bytes_]:
        """Return a column as it stands there, all empty where the table has none of this name."""
        found = self.cells.get(name)
        return np.zeros(len(self.row), CELL) if found is None else found


def csv_rows(data: bytes, count: int) -> tuple[str, list[list[str]]]:
    """Return (delimiter, the cells of the first rows that have any, the header being one) of a table that begins so."""
    _, delimiter = csv_header(data)
    lines = csv.reader(io.StringIO(data.decode("utf-8", "replace")), delimiter=delimiter)
    try:
        return delimiter, list(islice(filter(None, lines), count))
    except csv.Error:
        return delimiter, []


def csv_header(data: bytes, delimiter: str = "") -> tuple[tuple[str, ...], str]:
    """Return (names in lower case, delimiter) of a table that begins so; no names where it is none."""
    line = re.split(rb"[\r\n]", data[: 4 * MAX_COLUMNS * 8].lstrip(b"\r\n"), maxsplit=1)[0].decode("utf-8", "replace")
    delimiter = delimiter or max(DELIMITERS, key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return (), delimiter
    return tuple(cell.strip().lower() for cell in cells), delimiter


def begun(data: bytes) -> tuple[int, bytes]:
    """Return (lines before the first row, what follows the header) of a table that begins so, its lines ending in LF.

    Lines without anything may stand before the header.
    """
    blank = len(data) - len(data.lstrip(b"\n"))
    end = data.find(b"\n", blank) + 1 or len(data)
    return blank + 1, data[end:]


class StandardCsv:
    """Reads a table with the library ``csv``; this decides what is a row.

    names : the header, in lower case; of two columns of one name the first counts
    """

    def __init__(self, names: tuple[str, ...], delimiter: str, wanted: Wanted, untrusted_name: str) -> None:
        self._width, self._delimiter, self._wanted = len(names), delimiter, wanted
        self._place = {name: at for at, name in reversed(list(enumerate(names)))}
        self._where = plain(untrusted_name)

    def table(self, data: bytes, first: int) -> Table:
        """Return the wanted columns of some rows, the first line being ``first``. Raises ReadError."""
        return self.table_of(self._records(data, first))

    def table_of(self, rows: Iterable[tuple[int, list[str]]]) -> Table:
        """Return the wanted columns of some rows, each given with its number."""
        good, broken, records = [], [], []
        for line, cells in rows:
            if len(cells) == self._width:
                good.append(line)
                records.append(cells)
            elif cells:
                broken.append((line, len(cells)))
        columns: list[tuple[str, ...]] = list(zip(*records, strict=True)) or [()] * self._width
        said = np.array(broken, np.int64).reshape(-1, 2)

        def read(names: Sequence[str], how: Any) -> dict[str, Any]:
            return {name: how(columns[self._place[name]]) for name in names if name in self._place}

        wanted = self._wanted
        return Table(
            np.array(good, np.int64),
            {
                name: _numbers_of(map(wanted.notation(name).plainly, columns[self._place[name]]))
                for name in wanted.numbers
                if name in self._place
            },
            read(wanted.texts, codes),
            read(wanted.pairs, pairs_of),
            read(wanted.cells, _cells_of),
            Broken(said[:, 0], said[:, 1], self._width),
        )

    def _records(self, data: bytes, first: int) -> list[tuple[int, list[str]]]:
        """Return every record with the line in which it begins."""
        lines = csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""), delimiter=self._delimiter)
        records = []
        begin = first
        try:
            for cells in lines:
                records.append((begin, cells))
                begin = first + lines.line_num
        except csv.Error as error:
            where = f"{self._where}, row {first + lines.line_num - 1}"
            raise ReadError(f"This is not a table: {error}.", where=where) from error
        return records


def _numbers_of(cells: Iterable[str]) -> NDArray[np.float64]:
    return np.array([number(cell) for cell in cells], np.float64)


def _cells_of(cells: Sequence[str]) -> NDArray[np.bytes_]:
    return np.array([cell.strip(" \t").encode()[:CELL_BYTES] for cell in cells], CELL)


def pairs_of(cells: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return cells like ``42.78,141.68`` as two columns of numbers."""
    halves = [cell.partition(",") for cell in cells]
    return _numbers_of([half[0] for half in halves]), _numbers_of([half[2] for half in halves])
