"""How many fixes of a new file does the project hold already?

The question is asked of the union of old and new, as ``cleaning.duplicates`` answers it for the whole project, but only
where an aircraft of the file was seen at the same time before: a new day of an old aircraft costs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..analysis import cleaning
from ..analysis.rules import Rules
from ..model.fixes import Fixes, concatenate
from ..model.reading import Reading
from ..model.track import Identity, Track

__all__ = ["Known"]

_ALIKE_S = 1.0  # fixes further apart in time are never one fix
_ONE_SOURCE = np.zeros(1, np.int64)


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """One track of one file: which fixes, and from when to when.

    source : the number of its source, or None where the fixes carry theirs
    """

    fixes: Fixes
    track: int
    source: int | None
    first_s: float
    last_s: float

    def taken(self) -> Fixes:
        """Return the fixes of this track alone, numbered by source as the project does."""
        begin, end = int(self.fixes.offsets[self.track]), int(self.fixes.offsets[self.track + 1])
        columns = {name: column[begin:end] for name, column in self.fixes.columns().items()}
        if self.source is not None:
            columns["source"] = np.full(end - begin, self.source, "<u4")
        return Fixes(np.asarray([0, end - begin], np.int64), **columns)


class Known:
    """The fixes that a project holds, by aircraft, while files are added to it.

    Sources are numbered as they come; ``hashes[i]`` is the SHA-256 of source *i*, as in the column ``source``.
    """

    def __init__(
        self, hashes: Iterable[str], fixes: Fixes, tracks: Sequence[Track], identities: Iterable[Identity]
    ) -> None:
        self._hashes = list(hashes)
        self._same: dict[str, str] = {}
        self._parts: defaultdict[str, list[_Part]] = defaultdict(list)
        for identity in identities:
            self._join(identity)
        for root, part in self._parts_of(fixes, tracks, None):
            self._parts[root].append(part)

    def add(self, reading: Reading, sha256: str, rules: Rules) -> int:
        """Take one more file and return how many of its fixes are duplicates; its keys must be complete."""
        for identity in reading.identities:
            self._join(identity)
        self._hashes.append(sha256)
        new = self._parts_of(reading.fixes, reading.tracks, len(self._hashes) - 1)
        old = self._beside(new)
        if old or len({root for root, _ in new}) < len(new):
            repeated = self._repeated([*old, *new], rules) - self._repeated(old, rules)
        else:
            repeated = int(cleaning.duplicates(reading.fixes, _ONE_SOURCE, rules).sum())
        for root, part in new:
            self._parts[root].append(part)
        return repeated

    def _beside(self, new: Sequence[tuple[str, _Part]]) -> list[tuple[str, _Part]]:
        """Return what is held of the same aircraft at the same times."""
        spans: dict[str, tuple[float, float]] = {}
        for root, part in new:
            first_s, last_s = spans.get(root, (part.first_s, part.last_s))
            spans[root] = min(first_s, part.first_s), max(last_s, part.last_s)
        return [
            (root, part)
            for root, (first_s, last_s) in spans.items()
            for part in self._parts[root]
            if part.first_s <= last_s + _ALIKE_S and part.last_s >= first_s - _ALIKE_S
        ]

    def _repeated(self, parts: Sequence[tuple[str, _Part]], rules: Rules) -> int:
        """Return how many fixes of these parts are duplicates; only the sources that they come from are ranked."""
        number = {root: i for i, root in enumerate(dict.fromkeys(root for root, _ in parts))}
        union = concatenate([(part.taken(), np.asarray([number[root]])) for root, part in parts], len(number))
        involved, source = np.unique(union.source, return_inverse=True)
        rank = cleaning.source_rank([self._hashes[i] for i in involved.tolist()])
        ranked = Fixes(union.offsets, **{**union.columns(), "source": source.astype("<u4")})
        return int(cleaning.duplicates(ranked, rank, rules).sum())

    def _parts_of(self, fixes: Fixes, tracks: Sequence[Track], source: int | None) -> list[tuple[str, _Part]]:
        """Return the tracks that have fixes as parts, each with the name its aircraft goes by here."""
        held = np.flatnonzero(np.diff(fixes.offsets))
        first_s, last_s = fixes.time_s[fixes.offsets[held]], fixes.time_s[fixes.offsets[held + 1] - 1]
        spans = zip(held.tolist(), first_s.tolist(), last_s.tolist(), strict=True)
        return [(self._root(tracks[i].key), _Part(fixes, i, source, first, last)) for i, first, last in spans]

    def _root(self, key: str) -> str:
        while key in self._same:
            key = self._same[key]
        return key

    def _join(self, identity: Identity) -> None:
        one, other = self._root(identity.key), self._root(identity.same_as)
        if one != other:
            self._same[one] = other
            self._parts[other].extend(self._parts.pop(one, ()))
