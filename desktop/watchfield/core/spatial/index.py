"""Which stretches of fixes can lie in a window of place and time? The boxes of ``boxes``, found by rtree."""

from __future__ import annotations

from threading import Lock
from typing import Any

import numpy as np

from ..model.fixes import Fixes
from ..task import Progress, part, silent
from .boxes import Boxes, Positions, Runs, once, turns

__all__ = ["TrackIndex"]

# Measured on 16,000 and 160,000 boxes: testing every box in numpy takes 0.1 and 0.9 ms whatever the answer; rtree
# takes 0.1 to 0.4 ms and 0.3 microseconds more for each box found. So rtree is for few boxes out of many.
_MANY = 50_000
_FEW = 1 / 200
_EVERY = 64


class TrackIndex:
    """Runs of fixes, found by place and time; answers as :class:`~.boxes.Boxes` does, faster among many.

    It is asked from any thread, and never changed.
    """

    def __init__(self, boxes: Boxes) -> None:
        self._boxes = boxes
        self._sample = Boxes(boxes.runs, boxes.low[::_EVERY], boxes.high[::_EVERY], boxes.owner[::_EVERY])
        self._tree: Any = _tree(boxes) if len(boxes.owner) >= _MANY else None
        self._least = boxes.low.min(axis=0, initial=np.inf)
        self._greatest = boxes.high.max(axis=0, initial=-np.inf)
        self._lock = Lock()  # ctypes lets other threads run while the tree, which keeps a buffer, is searched

    @classmethod
    def build(cls, fixes: Fixes, *, progress: Progress = silent) -> TrackIndex:
        """Return the index of all fixes. Raises Cancelled."""
        boxes = Boxes.build(fixes, progress=part(progress, 0.0, 0.5))
        progress(0.5, 1, "Sorting boxes")
        index = cls(boxes)
        progress(1, 1, "Sorting boxes")
        return index

    @property
    def runs(self) -> Runs:
        """The runs that answers count."""
        return self._boxes.runs

    @property
    def nbytes(self) -> int:
        """Bytes of all columns; the tree, some 200 bytes a box, is not counted."""
        return self._boxes.nbytes

    def query(
        self,
        west: float,
        south: float,
        east: float,
        north: float,
        start_s: float = -np.inf,
        end_s: float = np.inf,
    ) -> Positions:
        """Return the runs whose box meets a window, intp[k], ascending.

        west, east : degrees on any turn; an east that is smaller than west lies beyond 180 degrees
        """
        window = (west, south, east, north, start_s, end_s)
        if self._tree is None or len(self._sample.query(*window)) > _FEW * len(self._sample.owner):
            return self._boxes.query(*window)
        return self._searched(*window)

    def _searched(
        self, west: float, south: float, east: float, north: float, start_s: float, end_s: float
    ) -> Positions:
        """Answer with the tree."""
        spans = list(turns(west, east))
        # Open ends are no numbers for rtree: the window is cut to what there is.
        lows = np.maximum(np.array([(left, south, start_s) for left, _ in spans]).reshape(-1, 3), self._least)
        highs = np.minimum(np.array([(right, north, end_s) for _, right in spans]).reshape(-1, 3), self._greatest)
        whole = (lows <= highs).all(axis=1)
        if not whole.any():
            return np.empty(0, np.intp)
        with self._lock:
            found, _ = self._tree.intersection_v(lows[whole], highs[whole])
        return once(np.sort(self._boxes.owner[found]))


def _tree(boxes: Boxes) -> Any:
    """Return an rtree of three dimensions, whose ids are the positions of the boxes."""
    from rtree.index import Index, Property  # noqa: PLC0415 - core is imported where there is no rtree

    ids = np.arange(len(boxes.owner), dtype=np.int64)
    return Index((ids, boxes.low, boxes.high), properties=Property(dimension=3))
