"""Some rows of one file, judged: what a reader gives, and what crosses between the processes.

A document gives one part; a table of a thousand million bytes gives many, so that no more than one has to be in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.fixes import COLUMNS
from ..model.reading import Refusal
from ..model.track import Identity, Track
from .values import Codes

__all__ = ["PART_COLUMNS", "Part"]

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
