"""Which stretches belong to one aircraft? Those whose keys are the same, or are joined by ``identity``.

icao:1551df ── callsign:ABY12@6f… ── fr24:3376ab31        one aircraft, named icao:1551df
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..model.joining import Groups
from ..model.track import AircraftStatement, Identity, Track, best_key, merged

__all__ = ["joined"]


def joined(
    stretches: Sequence[Track], start_s: Sequence[float], identities: Sequence[Identity]
) -> tuple[tuple[Track, ...], NDArray[np.int64]]:
    """Join stretches to aircraft.

    start_s : when each stretch begins; what is said first holds
    returns : the aircraft in order of their keys; int64[m], which one each stretch belongs to
    """
    groups = Groups(identities)
    members: dict[str, list[int]] = {}
    for index, track in enumerate(stretches):
        members.setdefault(groups.root(track.key), []).append(index)
    aircraft = []
    for root, indices in members.items():
        indices.sort(key=lambda index: start_s[index])
        found = [stretches[index] for index in indices]
        aircraft.append((_stated(_named(found, groups.keys(root)), found, groups.stated(root)), indices))
    aircraft.sort(key=lambda pair: pair[0].key)
    number = np.empty(len(stretches), np.int64)
    for position, (_, indices) in enumerate(aircraft):
        number[indices] = position
    return tuple(track for track, _ in aircraft), number


def _named(stretches: list[Track], keys: set[str]) -> Track:
    """Return one track for the stretches of one aircraft, named by the best of all its keys."""
    track = merged(stretches) if len(stretches) > 1 else stretches[0]
    if not keys:
        return track
    key = best_key({track.key, *keys})
    address = key.partition(":")[2] if key.startswith("icao:") else None
    return replace(track, key=key, icao24=track.icao24 or address)


def _stated(track: Track, stretches: list[Track], stated: tuple[AircraftStatement, ...]) -> Track:
    """Return the track with what the user states of it: recordings have the first word, then the newest statement."""
    if not stated:
        return track
    newest = stated[::-1]
    registration = track.registration or next((said.registration for said in newest if said.registration), None)
    kind = track.type or next((said.type for said in newest if said.type), None)
    theirs = (
        ("icao24", track.icao24 and not any(stretch.icao24 for stretch in stretches)),
        ("registration", registration != track.registration),
        ("type", kind != track.type),
    )
    by_user = tuple(name for name, is_so in theirs if is_so)
    return replace(track, registration=registration, type=kind, stated=stated, by_user=by_user)
