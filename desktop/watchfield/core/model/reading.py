"""What came out of one recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .fixes import Fixes, concatenate
from .track import Identity, Track

__all__ = ["MAX_LISTED_REFUSALS", "Account", "Batch", "Reading", "Refusal"]

MAX_LISTED_REFUSALS = 1000  # all are counted, so many are kept with row and reason


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was not taken.

    row : its number in the file from 1, as the format counts: lines of a table, its header being line 1; elements of a
        list
    column : the column or field that is wrong
    reason : one sentence for people
    """

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One file, read: rows = fixes + refused + without_position.

    format : the name of the format
    fixes : sorted by (track, time), ``source`` 0 throughout, repeats included
    tracks : one a track of ``fixes``, in the same order
    refused : how many rows were refused; ``refusals`` lists at most 1,000 of them
    identities : keys that the file itself joins
    mapping : by which columns a table was read, as canonical JSON; empty for any other format
    notes : what is to be said of the file as a whole, in sentences
    """

    format: str
    rows: int
    fixes: Fixes
    tracks: tuple[Track, ...]
    without_position: int = 0
    refused: int = 0
    refusals: tuple[Refusal, ...] = ()
    identities: tuple[Identity, ...] = field(default=())
    mapping: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """What one file says beside its fixes; the fields are those of ``Reading``."""

    format: str
    rows: int
    without_position: int = 0
    refused: int = 0
    refusals: tuple[Refusal, ...] = ()
    identities: tuple[Identity, ...] = ()
    mapping: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Batch:
    """Several files, read: one value, for a hundred small files cost no more columns than one.

    files : one a file
    fixes : sorted by (track, time); ``source`` is the number of the file
    tracks : one a track of ``fixes``, in the order of the files; an aircraft that is in two files has two
    first_track : int64[files + 1], the tracks of file *i* are ``first_track[i]:first_track[i + 1]``
    """

    files: tuple[Account, ...]
    fixes: Fixes
    tracks: tuple[Track, ...]
    first_track: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.files)

    @property
    def first_fix(self) -> NDArray[np.int64]:
        """Where the fixes of each file begin, and the last ones end, int64[files + 1]."""
        return self.fixes.offsets[self.first_track]

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> Batch:
        """Put files together that were read one by one."""
        first = np.cumsum([0, *(len(reading.tracks) for reading in readings)]).astype(np.int64)
        parts = [
            (_numbered(reading.fixes, number), np.arange(first[number], first[number + 1]))
            for number, reading in enumerate(readings)
        ]
        return cls(
            tuple(map(_account, readings)),
            concatenate(parts, int(first[-1])),
            tuple(track for reading in readings for track in reading.tracks),
            first,
        )


def _account(read: Reading) -> Account:
    return Account(
        read.format,
        read.rows,
        read.without_position,
        read.refused,
        read.refusals,
        read.identities,
        read.mapping,
        read.notes,
    )


def _numbered(fixes: Fixes, source: int) -> Fixes:
    return Fixes(fixes.offsets, **{**fixes.columns(), "source": np.full(len(fixes), source, "<u4")})
