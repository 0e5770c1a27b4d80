"""Any other table with positions in it: CSV, TSV, Excel or Parquet, read through a column mapping.

Without one the columns are guessed; a table whose time, position and aircraft are certain is read so, and the mapping
that was used stands beside its source. One that names aircraft and has no positions at all is read too: all its rows
are without position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ...errors import ReadError
from ...task import Progress
from .. import quoting
from ..columns import judged
from ..format import Format, Head, Options
from ..part import Part
from ..tables import parquet, tabular
from ..tables.guessing import Guess
from ..tables.mapped import columns_of, wanted_of
from ..tables.mapping import ColumnMapping
from ..tables.table import csv_rows
from ..values import number, plain

__all__ = ["FORMAT"]

_TEXT = re.compile(rb"[^\0]*[\r\n]")
_MOST_WORDS = 12


def _recognises(head: Head) -> bool:
    """Tell by a header of several names over rows of as many cells; what they mean is seen when it is read."""
    if parquet.begins(head):
        return not parquet.cut_short(head)
    if tabular.is_excel(head):
        return True
    start = head.start
    if start[:1] in b"{[<" or b"\0" in start[:4096] or not _TEXT.match(start):
        return False
    _, lines = csv_rows(start[: start.rfind(b"\n") + 1] or start, 5)
    if not lines or len(lines[0]) < 3:
        return False
    names = [name.strip() for name in lines[0]]
    worded = sum(bool(name) and number(name) == float("inf") for name in names)
    alike = sum(abs(len(cells) - len(names)) <= 1 for cells in lines[1:])
    return worded >= 3 and alike >= (len(lines) - 1) / 2  # a damaged row costs itself alone


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    begun = tabular.sample(stream, untrusted_name)
    if options.columns:
        mapping = ColumnMapping.from_json(options.columns)
        notes: tuple[str, ...] = ()
        _refuse_missing(mapping, begun, untrusted_name)
    else:
        guessed = begun.guess()
        _refuse_uncertain(guessed, begun, untrusted_name)
        mapping, notes = guessed.mapping, guessed.assumed(options.timezone)
    delimiter = mapping.delimiter or begun.delimiter
    wanted = wanted_of(mapping)
    for at, table in enumerate(tabular.tables(stream, untrusted_name, begun.kind, wanted, delimiter, progress)):
        columns, tracks = columns_of(table, mapping, options.timezone)
        part = judged(columns, tracks, options)
        yield replace(part, mapping=mapping.to_json(), notes=notes) if at == 0 else part


def _refuse_missing(mapping: ColumnMapping, begun: tabular.Sample, untrusted_name: str) -> None:
    if missing := mapping.missing_in(begun.header):
        raise ReadError(
            f"The column mapping names columns that the table has not: {plain(', '.join(missing), 200)}.",
            where=plain(untrusted_name),
            advice=f"It has: {_named(begun)}.",
        )


def _refuse_uncertain(guessed: Guess, begun: tabular.Sample, untrusted_name: str) -> None:
    """Let pass what can be read as it is: with nothing missing, or with aircraft and no positions at all."""
    if guessed.certain or (not guessed.positions and "aircraft" not in guessed.missing and guessed.vouched):
        return
    missing = ", ".join(guessed.missing)
    what = (
        f"This is an unknown table: no column is certain to be the {missing}."
        if missing
        else ("This is an unknown table: what its columns are is likely and not certain.")
    )
    doubts = tuple(f"{told.column}: {told.reason}." for told in guessed.told if told.confidence != "certain")
    untold = "".join(f" {said}" for said in (*(() if missing else doubts), *guessed.untold))
    raise ReadError(
        plain(f"{what} Its columns: {_named(begun)}.{untold}", 1500),
        where=plain(untrusted_name),
        advice="Say which column is what: in the window under “Columns…”, on the command line with --columns FILE.",
    )


def _named(begun: tabular.Sample) -> str:
    names = [plain(name, 40) for name in begun.header[:_MOST_WORDS]]
    return ", ".join(names) + (", …" if len(begun.header) > _MOST_WORDS else "")


def _quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    begun = tabular.sample(stream, untrusted_name)
    if begun.kind == "parquet":
        return parquet.quote(stream, untrusted_name, row)
    if begun.kind == "excel":
        return tabular.excel_row(stream, untrusted_name, row)
    return quoting.line(stream, untrusted_name, row)


FORMAT = Format("table", "any other table", _recognises, _read, heeds=frozenset({"timezone", "columns"}), quote=_quote)
