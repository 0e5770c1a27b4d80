"""Any table, whatever it is written in: what its header and first rows are, and its columns some rows at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from ...errors import ReadError
from ...task import Progress, silent
from .. import parsers
from ..columns import judged
from ..files import content
from ..files.content import Head
from ..format import Options
from ..parsers import sheets
from ..part import Part
from ..quoting import LONGEST
from ..values import Codes, plain
from . import parquet
from .guessing import Guess, guess
from .mapped import columns_of, wanted_of
from .mapping import ColumnMapping, shape
from .table import Table, Wanted, csv_rows

__all__ = ["FIRST_ROWS", "Preview", "Sample", "excel_row", "is_excel", "preview", "sample", "tables"]

FIRST_ROWS = 200
_EXCEL_BATCH = 20_000
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """How a table begins.

    kind : ``text``, ``parquet`` or ``excel``
    header : the names of its columns as they stand there
    rows : the cells of its first rows, as texts
    delimiter : between the cells of a text
    """

    kind: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ""

    @property
    def shape(self) -> str:
        """What tables with the same columns have in common."""
        return shape(self.header)

    def guess(self) -> Guess:
        """Return what its columns seem to be."""
        return guess(self.header, self.rows, self.delimiter)


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a table as they are understood.

    mapping : by which; where none was given, the guessed one
    guess : what was told from names and values, and what was not
    rows : what each row says by the names of the columns of ``Fixes`` (``row``, ``time_s``, ``lat_deg``,
        ``baro_altitude_ft``...), and ``aircraft`` (its key), ``icao24``, ``callsign``, ``registration``, ``type``,
        ``squawk``; what is missing is left out
    refusals : (row, column, reason) of those that could not be taken
    without_position : how many of the rows have none
    """

    sample: Sample
    mapping: ColumnMapping
    guess: Guess
    rows: tuple[dict[str, float | str], ...]
    refusals: tuple[tuple[int, str, str], ...]
    without_position: int


def is_excel(head: Head) -> bool:
    """Return whether a file begins as an Excel workbook does."""
    return sheets.begins(head.data)


def sample(stream: BinaryIO, untrusted_name: str) -> Sample:
    """Return how a table begins. Raises ReadError where it is none."""
    seen = content.head(stream, untrusted_name)
    if parquet.begins(seen):
        header, rows = parquet.first_rows(stream, untrusted_name, FIRST_ROWS)
        return Sample("parquet", header, rows)
    if is_excel(seen):
        found = list(islice(parsers.excel_rows(_workbook(stream, untrusted_name), untrusted_name), FIRST_ROWS + 1))
        stream.seek(0)
        if not found:
            raise ReadError("There is nothing in the workbook.", where=plain(untrusted_name))
        return Sample("excel", tuple(found[0][1]), tuple(tuple(cells) for _, cells in found[1:]))
    data = content.text(seen.data, untrusted_name)
    cut = data.rfind(b"\n") + 1 if len(seen.data) >= content.HEAD_BYTES // 2 else len(data)
    delimiter, lines = csv_rows(data[: cut or len(data)], FIRST_ROWS + 1)
    if not lines:
        raise ReadError("This is no table.", where=plain(untrusted_name))
    return Sample("text", tuple(lines[0]), tuple(tuple(cells) for cells in lines[1:]), delimiter)


def tables(
    stream: BinaryIO, untrusted_name: str, kind: str, wanted: Wanted, delimiter: str, progress: Progress
) -> Iterator[Table]:
    """Give the wanted columns of a table some rows at a time. Raises ReadError."""
    if kind == "parquet":
        yield from parquet.tables(stream, untrusted_name, wanted, progress)
    elif kind == "excel":
        yield from parsers.excel_tables(_workbook(stream, untrusted_name), untrusted_name, wanted, _EXCEL_BATCH)
    else:
        pieces = content.pieces(stream, untrusted_name, progress, quoted=True)
        yield from parsers.csv_tables(pieces, untrusted_name, wanted, delimiter)


def _workbook(stream: BinaryIO, untrusted_name: str) -> BinaryIO:
    """Return a workbook as it was before somebody packed it once more."""
    stream.seek(0)
    packed = parsers.inflater(stream.read(4)) is not None
    return io.BytesIO(content.whole(stream, untrusted_name, silent)) if packed else stream


def excel_row(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    """Return what a row of a workbook says. Raises ReadError."""
    for number, cells in parsers.excel_rows(_workbook(stream, untrusted_name), untrusted_name):
        if number == row:
            return plain("\t".join(cells), LONGEST)
    raise ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")


def preview(
    stream: BinaryIO,
    untrusted_name: str,
    mapping: ColumnMapping | None = None,
    zone: str | None = None,
    count: int = _SHOWN,
) -> Preview:
    """Return the first rows of a table as a mapping, or the guessed one, understands them. Raises ReadError."""
    begun = sample(stream, untrusted_name)
    guessed = begun.guess()
    chosen = mapping or guessed.mapping
    delimiter = chosen.delimiter or begun.delimiter
    parts = tables(stream, untrusted_name, begun.kind, wanted_of(chosen), delimiter, silent)
    table = next(parts, None)
    if table is None:
        return Preview(begun, chosen, guessed, (), (), 0)
    columns, tracks = columns_of(table.first(count), chosen, zone)
    part = judged(columns, tracks, Options())
    rows = tuple(_shown(part, at) for at in range(len(part)))
    refusals = tuple((refusal.row, refusal.column, refusal.reason) for refusal in part.refusals)
    return Preview(begun, chosen, guessed, rows, refusals, part.without_position)


def _shown(part: Part, at: int) -> dict[str, float | str]:
    """Return one row of a part as names and values."""
    track = part.tracks[int(part.track[at])]
    texts = {
        "icao24": track.icao24,
        "registration": track.registration,
        "type": track.type,
        "aircraft": track.key,
        "callsign": part.callsign and _text(part.callsign, at),
        "squawk": part.squawk and _text(part.squawk, at),
    }
    numbers = {name: float(column[at]) for name, column in part.columns.items()}
    return {
        **{name: value for name, value in numbers.items() if value == value},  # noqa: PLR0124 - NaN is missing
        **{name: text for name, text in texts.items() if text},
    }


def _text(texts: Codes, at: int) -> str:
    code = int(texts.code[at])
    return texts.texts[code] if code >= 0 else ""
