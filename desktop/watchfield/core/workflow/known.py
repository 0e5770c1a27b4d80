"""How many fixes of new files does the project hold already?

The question is asked of the union of old and new, as ``cleaning.duplicates`` answers it for the whole project, but only
where an aircraft of the files was seen at the same time before: a new day of an old aircraft costs what the day costs.

    held        ------            ---
    file 1         ------                 one group of held and two files; the second file's end repeats nothing
    file 2             -----
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..analysis import cleaning
from ..analysis.rules import Rules
from ..model.fixes import Fixes
from ..model.joining import Groups
from ..model.reading import Batch
from ..model.track import Identity, complete_key
from ..store import Store

__all__ = ["Duplicates", "Known"]

_ALIKE_S = 1.0  # fixes further apart in time are never one fix
_HELD = -1  # a stretch of the project, not of a file
_COLUMNS = ("time_s", "lon_deg", "lat_deg", "kind", "row")

Span = tuple[float, float]


@dataclass(frozen=True, eq=False, slots=True)
class Duplicates:
    """What files repeat.

    all : int64[files], how many fixes of each only repeat another, of the project, of the files before, or of its own
    own : int64[files], how many would do so if there were no other file
    """

    all: NDArray[np.int64]
    own: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A track of a file or a stretch of the project: where its fixes are among all, and from when to when they go."""

    file: int
    begin: int
    end: int
    first_s: float
    last_s: float


@dataclass(frozen=True, eq=False, slots=True)
class _Pool:
    """The fixes of the batch and those beside them in the project, as columns; and the rank of each one's source."""

    columns: dict[str, NDArray[Any]]
    source: NDArray[np.uint32]
    rank: NDArray[np.int64]

    def repeated(self, groups: Sequence[Sequence[_Piece]], rules: Rules) -> NDArray[np.int64]:
        """Return how many fixes of each group of pieces are duplicates, int64[groups]."""
        pieces = [piece for group in groups for piece in group]
        which = np.concatenate([np.empty(0, np.int64), *(np.arange(piece.begin, piece.end) for piece in pieces)])
        sizes = [sum(piece.end - piece.begin for piece in group) for group in groups]
        columns = {name: column[which] for name, column in self.columns.items()}
        columns["source"] = self.source[which]
        union = Fixes.from_columns(np.repeat(np.arange(len(groups)), sizes), len(groups), columns)
        repeated = cleaning.duplicates(union, self.rank, rules)
        return np.bincount(union.track_index()[repeated], minlength=len(groups)).astype(np.int64)


class Known:
    """What a project holds, while files are added to it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._groups = Groups(store.identities())

    def identities(self) -> tuple[Identity, ...]:
        """Return what joins keys in the project now."""
        return self._store.identities()

    def duplicates(self, batch: Batch, hashes: Sequence[str], rules: Rules, without: Iterable[int] = ()) -> Duplicates:
        """Return what the files of a batch repeat, each of the project and of the files before it.

        hashes : SHA-256 of each file
        without : sources that leave the project when the batch is added
        """
        for said, sha256 in zip(batch.files, hashes, strict=True):
            for same in said.identities:
                keys = complete_key(same.key, sha256), complete_key(same.same_as, sha256)
                self._groups.join(replace(same, key=keys[0], same_as=keys[1]))
        rank = np.zeros(len(hashes), np.int64)
        alone = cleaning.duplicates(batch.fixes, rank, rules)
        own = np.bincount(batch.fixes.source[alone], minlength=len(hashes)).astype(np.int64)
        pieces = self._pieces(batch, hashes)
        pool = self._with_held(batch, hashes, pieces, frozenset(without))
        groups = [group for some in pieces.values() for group in _at_once(some)]
        groups = [group for group in groups if len(group) > 1 and group[-1].file != _HELD]
        result = own.copy()
        if groups:
            result += _growth(pool, groups, alone, len(hashes), rules)
        most = np.diff(batch.first_fix)
        return Duplicates(np.clip(result, 0, most), np.minimum(own, most))

    def _pieces(self, batch: Batch, hashes: Sequence[str]) -> dict[str, list[_Piece]]:
        """Return the tracks of a batch by the aircraft they are of."""
        found: dict[str, list[_Piece]] = {}
        offsets = batch.fixes.offsets
        if not len(batch.fixes):
            return found
        first_s, last_s = batch.fixes.time_s[offsets[:-1]].tolist(), batch.fixes.time_s[offsets[1:] - 1].tolist()
        file = np.repeat(np.arange(len(hashes)), np.diff(batch.first_track)).tolist()
        places = zip(file, offsets[:-1].tolist(), offsets[1:].tolist(), first_s, last_s, strict=True)
        for track, place in zip(batch.tracks, places, strict=True):
            root = self._groups.root(complete_key(track.key, hashes[place[0]]))
            found.setdefault(root, []).append(_Piece(*place))
        return found

    def _with_held(
        self, batch: Batch, hashes: Sequence[str], pieces: dict[str, list[_Piece]], without: frozenset[int]
    ) -> _Pool:
        """Add to the pieces what the project holds beside them, and return the fixes of both."""
        spans: dict[str, Span] = {}
        for root, some in pieces.items():
            span = min(piece.first_s for piece in some) - _ALIKE_S, max(piece.last_s for piece in some) + _ALIKE_S
            spans.update(dict.fromkeys({root, *self._groups.keys(root)}, span))
        held = self._store.beside(spans, without)
        time_s, offset = held.columns["time_s"], len(batch.fixes)
        for key, begin, end in zip(held.keys, held.offsets[:-1].tolist(), held.offsets[1:].tolist(), strict=True):
            piece = _Piece(_HELD, offset + begin, offset + end, float(time_s[begin]), float(time_s[end - 1]))
            pieces[self._groups.root(key)].append(piece)
        number = {sha256: len(hashes) + i for i, sha256 in enumerate(dict.fromkeys(held.hashes))}
        of_stretch = np.array([number[sha256] for sha256 in held.hashes], np.uint32)
        source = np.concatenate((batch.fixes.source, np.repeat(of_stretch, np.diff(held.offsets))))
        columns = {name: np.concatenate((getattr(batch.fixes, name), column)) for name, column in held.columns.items()}
        return _Pool(columns, source, cleaning.source_rank([*hashes, *number]))


def _at_once(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Return the pieces of one aircraft in groups that share no time; in a group held ones first, then file by file."""
    if len(pieces) == 1:
        return [pieces]
    groups: list[list[_Piece]] = []
    last_s = -np.inf
    for piece in sorted(pieces, key=lambda piece: piece.first_s):
        if piece.first_s > last_s + _ALIKE_S:
            groups.append([])
        groups[-1].append(piece)
        last_s = max(last_s, piece.last_s)
    for group in groups:
        group.sort(key=lambda piece: piece.file)
    return groups


def _growth(
    pool: _Pool, groups: list[list[_Piece]], alone: NDArray[np.bool_], files: int, rules: Rules
) -> NDArray[np.int64]:
    """Return by how much more the duplicates grow with each file than those that it has alone, int64[files].

    All groups take a step together: in each step every group takes its next file.
    """
    grown = np.zeros(files, np.int64)
    counted = np.concatenate(([0], np.cumsum(alone)))
    ends = [_ends(group) for group in groups]
    before = pool.repeated([group[: end[0]] for group, end in zip(groups, ends, strict=True)], rules)
    for step in range(1, max(map(len, ends))):
        going = [number for number, end in enumerate(ends) if len(end) > step]
        now = pool.repeated([groups[number][: ends[number][step]] for number in going], rules)
        for number, more in zip(going, (now - before[going]).tolist(), strict=True):
            taken = groups[number][ends[number][step - 1] : ends[number][step]]
            by_itself = sum(int(counted[piece.end] - counted[piece.begin]) for piece in taken)
            grown[taken[0].file] += more - by_itself
        before[going] = now
    return grown


def _ends(group: Sequence[_Piece]) -> list[int]:
    """Return where in a group the held pieces end, and then those of each file."""
    files = [piece.file for piece in group]
    ends = [at for at in range(1, len(files)) if files[at] != files[at - 1]] + [len(files)]
    return ends if files[0] == _HELD else [0, *ends]
