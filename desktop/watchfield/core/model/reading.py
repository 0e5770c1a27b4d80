"""What came out of one recording."""

from __future__ import annotations

from dataclasses import dataclass, field

from .fixes import Fixes
from .track import Identity, Track

__all__ = ["MAX_LISTED_REFUSALS", "Reading", "Refusal"]

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
    """

    format: str
    rows: int
    fixes: Fixes
    tracks: tuple[Track, ...]
    without_position: int = 0
    refused: int = 0
    refusals: tuple[Refusal, ...] = ()
    identities: tuple[Identity, ...] = field(default=())
