"""Flights: pieces of tracks between two stays on the ground, or between two silences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Flights"]


@dataclass(frozen=True, eq=False, slots=True)
class Flights:
    """Flights as columns over a ``Fixes``: flight *i* is the fixes ``begin[i]:end[i]``.

    track : int64[m]
    begin, end : int64[m], positions in the fixes, end excluded, never empty
    """

    track: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.track)
