"""How many fixes of a new file does the project hold already?

The question is asked of the union of old and new, as ``cleaning.duplicates`` answers it for the whole project, but only
where an aircraft of the file was seen at the same time before: a new day of an old aircraft costs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..analysis import cleaning
from ..analysis.rules import Rules
from ..model.fixes import Fixes, concatenate
from ..model.reading import Reading
from ..model.track import Identity, Track

__all__ = ["Known"]

_ALIKE_S = 1.0  # fixes further apart in time are never one fix


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """The fixes of one track of one file, and the source they came from."""

    fixes: Fixes
    first_s: float
    last_s: float


class Known:
    """The fixes that a project holds, by aircraft, while files are added to it.

    Sources are numbered as they come; ``hashes[i]`` is the SHA-256 of source *i*, as in the column ``source``.
    """

    def __init__(
        self, hashes: Iterable[str], fixes: Fixes, tracks: Iterable[Track], identities: Iterable[Identity]
    ) -> None:
        self._hashes = list(hashes)
        self._same: dict[str, str] = {}
        self._parts: defaultdict[str, list[_Part]] = defaultdict(list)
        for identity in identities:
            self._join(identity)
        self._keep(fixes, tracks)

    def add(self, reading: Reading, sha256: str, rules: Rules) -> int:
        """Take one more file and return how many of its fixes are duplicates; its keys must be complete."""
        for identity in reading.identities:
            self._join(identity)
        number = len(self._hashes)
        self._hashes.append(sha256)
        fixes = _of(reading.fixes, np.full(len(reading.fixes), number))
        before, union = self._union(fixes, reading.tracks)
        repeated = self._repeated(union, rules) - self._repeated(before, rules)
        self._keep(fixes, reading.tracks)
        return repeated

    def _repeated(self, fixes: Fixes, rules: Rules) -> int:
        """Return how many of these fixes are duplicates; only the sources that they come from are ranked."""
        involved, source = np.unique(fixes.source, return_inverse=True)
        rank = cleaning.source_rank([self._hashes[number] for number in involved.tolist()])
        return int(cleaning.duplicates(_of(fixes, source), rank, rules).sum())

    def _union(self, fixes: Fixes, tracks: Iterable[Track]) -> tuple[Fixes, Fixes]:
        """Return the old fixes of these aircraft at these times, and old and new together."""
        roots = [self._root(track.key) for track in tracks]
        number = {root: i for i, root in enumerate(dict.fromkeys(roots))}
        spans: dict[str, tuple[float, float]] = {}
        for i, root in enumerate(roots):
            first, last = _span(fixes, i)
            old = spans.get(root, (first, last))
            spans[root] = min(old[0], first), max(old[1], last)
        parts = [
            (part.fixes, np.asarray([number[root]], np.int64))
            for root, (first, last) in spans.items()
            for part in self._parts[root]
            if part.first_s <= last + _ALIKE_S and part.last_s >= first - _ALIKE_S
        ]
        new = (fixes, np.asarray([number[root] for root in roots], np.int64))
        return concatenate(parts, len(number)), concatenate([*parts, new], len(number))

    def _keep(self, fixes: Fixes, tracks: Iterable[Track]) -> None:
        columns = fixes.columns()
        for i, track in enumerate(tracks):
            begin, end = int(fixes.offsets[i]), int(fixes.offsets[i + 1])
            if begin == end:
                continue
            mine = {name: column[begin:end] for name, column in columns.items()}
            part = Fixes(np.asarray([0, end - begin], np.int64), **mine)
            self._parts[self._root(track.key)].append(_Part(part, *_span(fixes, i)))

    def _root(self, key: str) -> str:
        while key in self._same:
            key = self._same[key]
        return key

    def _join(self, identity: Identity) -> None:
        one, other = self._root(identity.key), self._root(identity.same_as)
        if one != other:
            self._same[one] = other
            self._parts[other].extend(self._parts.pop(one, ()))


def _span(fixes: Fixes, track: int) -> tuple[float, float]:
    begin, end = fixes.offsets[track], fixes.offsets[track + 1]
    return (float(fixes.time_s[begin]), float(fixes.time_s[end - 1])) if end > begin else (np.inf, -np.inf)


def _of(fixes: Fixes, source: NDArray[np.integer[Any]]) -> Fixes:
    """Return the fixes as those of other sources."""
    return Fixes(fixes.offsets, **{**fixes.columns(), "source": source.astype("<u4")})
