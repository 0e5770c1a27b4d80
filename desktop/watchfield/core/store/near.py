"""Which stretches of some sources have others beside them, of the same aircraft at the same times?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from ..model.joining import Groups, Span
from ..model.track import Identity
from .beside import stretches_touching
from .read import StoredSource
from .statements import select

__all__ = ["stretches_near"]

_OWN = select("track", ("fid", "key", "start_s", "end_s"), "WHERE fid BETWEEN ? AND ?")


def stretches_near(
    connection: sqlite3.Connection,
    sources: Iterable[StoredSource],
    identities: Iterable[Identity],
    near: frozenset[int],
    within_s: float,
) -> Sequence[int]:
    """Return the numbers of the stretches of aircraft that one of these sources and another have near each other.

    near : numbers of sources
    within_s : how far apart in time two stretches may be

    Through the index by key and time, so that it costs what these sources cost, however large the project is.
    """
    groups = Groups(identities)
    found: dict[str, dict[int, int]] = {}  # of each aircraft: number of the stretch, and its source
    spans: dict[str, Span] = {}
    for stored in sources:
        if stored.source.id not in near or not stored.track_count:
            continue
        bounds = stored.first_fid, stored.first_fid + stored.track_count - 1
        for fid, key, start_s, end_s in connection.execute(_OWN, bounds):
            root = groups.root(key)
            found.setdefault(root, {})[fid] = stored.source.id
            first_s, last_s = spans.get(root, (start_s, end_s))
            spans[root] = min(first_s, start_s), max(last_s, end_s)
    by_key = {
        key: (first_s - within_s, last_s + within_s)
        for root, (first_s, last_s) in spans.items()
        for key in {root, *groups.keys(root)}
    }
    for fid, source_id, key, _ in stretches_touching(connection, by_key):
        found[groups.root(key)][fid] = source_id
    return sorted(fid for held in found.values() if len(set(held.values())) > 1 for fid in held)
