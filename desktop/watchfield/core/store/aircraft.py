"""Which stretches belong to one aircraft? Those whose keys are the same, or are joined by ``identity``.

icao:1551df ── callsign:ABY12@6f… ── fr24:3376ab31        one aircraft, named icao:1551df
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..model.track import Identity, Track, best_key, merged

__all__ = ["joined"]


def joined(
    stretches: Sequence[Track], start_s: Sequence[float], identities: Sequence[Identity]
) -> tuple[tuple[Track, ...], NDArray[np.int64]]:
    """Join stretches to aircraft.

    start_s : when each stretch begins; what is said first holds
    returns : the aircraft in order of their keys; int64[m], which one each stretch belongs to
    """
    groups = _Groups(identities)
    members: dict[str, list[int]] = {}
    for index, track in enumerate(stretches):
        members.setdefault(groups.root(track.key), []).append(index)
    aircraft = []
    for root, indices in members.items():
        indices.sort(key=lambda index: start_s[index])
        aircraft.append((_named([stretches[index] for index in indices], groups.keys(root)), indices))
    aircraft.sort(key=lambda pair: pair[0].key)
    number = np.empty(len(stretches), np.int64)
    for position, (_, indices) in enumerate(aircraft):
        number[indices] = position
    return tuple(track for track, _ in aircraft), number


class _Groups:
    """Keys that identities join (union-find)."""

    def __init__(self, identities: Sequence[Identity]) -> None:
        self._parents: dict[str, str] = {}
        for identity in identities:
            self._parents[self.root(identity.key)] = self.root(identity.same_as)
        self._keys: dict[str, set[str]] = {}
        for identity in identities:
            self._keys.setdefault(self.root(identity.key), set()).update((identity.key, identity.same_as))

    def root(self, key: str) -> str:
        """Return the key that stands for all that are joined with this one."""
        while (parent := self._parents.get(key, key)) != key:
            self._parents[key] = self._parents.get(parent, parent)
            key = parent
        return key

    def keys(self, root: str) -> set[str]:
        """Return all keys that identities join to this one."""
        return self._keys.get(root, set())


def _named(stretches: list[Track], keys: set[str]) -> Track:
    """Return one track for the stretches of one aircraft, named by the best of all its keys."""
    track = merged(stretches) if len(stretches) > 1 else stretches[0]
    if not keys:
        return track
    key = best_key({track.key, *keys})
    address = key.partition(":")[2] if key.startswith("icao:") else None
    return replace(track, key=key, icao24=track.icao24 or address)
