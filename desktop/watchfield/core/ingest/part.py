"""Some rows of one file, judged: what a reader gives, and what crosses between the processes.

A document gives one part; a table of a thousand million bytes gives many, so that no more than one has to be in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.fixes import COLUMNS
from ..model.reading import Refusal
from ..model.track import Identity, Track
from .values import Codes

__all__ = ["PART_COLUMNS", "Part", "shares"]

PART_COLUMNS = tuple(name for name in COLUMNS if name != "source")


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """Rows in the order of the file; rows = fixes + refused + without_position.

    columns : [n] each, those of ``Fixes`` but ``source``, in their types; all parts of a file have the same ones, any
        that is not there counts as missing
    track : uint32[n], position in ``tracks``
    tracks : who is in this part; of two parts, tracks of one key are one track
    callsign, squawk : texts that are fit to be kept, one a fix; None where the format has none
    mapping : by which columns a table was read, as the canonical JSON of a ``ColumnMapping``; empty for any
        other format, and in parts after the first
    notes : what is to be said of the file as a whole, in sentences
    """

    rows: int
    columns: Mapping[str, NDArray[Any]]
    track: NDArray[np.uint32]
    tracks: tuple[Track, ...]
    callsign: Codes | None = None
    squawk: Codes | None = None
    without_position: int = 0
    refused: int = 0
    refusals: tuple[Refusal, ...] = ()
    identities: tuple[Identity, ...] = field(default=())
    mapping: str = ""
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.track)


def shares(part: Part, rows: Sequence[int]) -> list[Part]:
    """Return what each document says of a part that was judged of many at once, one track a document.

    rows : how many each has, none of them refused
    """
    bounds = np.searchsorted(part.track, np.arange(len(rows) + 1)).tolist()
    slices = [slice(begin, end) for begin, end in pairwise(bounds)]
    columns = [(name, column) for name, column in part.columns.items()]
    texts = [_shared(column, part.track, slices) for column in (part.callsign, part.squawk)]
    nobody = np.zeros(len(part), np.uint32)
    return [
        Part(
            rows=count,
            columns={name: column[which] for name, column in columns},
            track=nobody[which],
            tracks=part.tracks[number : number + 1],
            callsign=texts[0][number],
            squawk=texts[1][number],
            without_position=count - (which.stop - which.start),
        )
        for number, (count, which) in enumerate(zip(rows, slices, strict=True))
    ]


def _shared(column: Codes | None, track: NDArray[np.uint32], slices: Sequence[slice]) -> list[Codes | None]:
    """Return a column of texts in slices, each with its own texts alone."""
    if column is None:
        return [None] * len(slices)
    changes = np.flatnonzero((column.code[1:] != column.code[:-1]) | (track[1:] != track[:-1])) + 1
    runs = np.concatenate((np.zeros(min(1, len(track)), np.int64), changes))
    own: list[dict[int, int]] = [{-1: -1} for _ in slices]
    said = [
        own[whose].setdefault(code, len(own[whose]) - 1)
        for whose, code in zip(track[runs].tolist(), column.code[runs].tolist(), strict=True)
    ]
    code = np.repeat(np.array(said, np.int32), np.diff(np.append(runs, len(track))))
    return [
        Codes(code[which], tuple([column.texts[at] for at in texts if at >= 0]))
        for which, texts in zip(slices, own, strict=True)
    ]
