"""Which fixes does the project hold of these aircraft at these times?

Asked for by key and time through an index, so that adding a day costs what the day costs, however large the project is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.fixes import COLUMNS
from .geometry import line_vertices
from .read import damaged
from .statements import select
from .stretches import MOST_FIXES

__all__ = ["Beside", "Span", "read_beside", "stretches_touching"]

Span = tuple[float, float]  # from when to when, UTC seconds

_KEYS_AT_ONCE = 200
_LINE = select("track", ("geom",), "WHERE fid = ?")
_BLOBS = select("track_column", ("kind", "row"), "WHERE fid = ?")
_COLUMNS = ("time_s", "lon_deg", "lat_deg", "kind", "row")


@dataclass(frozen=True, eq=False, slots=True)
class Beside:
    """Stretches that are held: stretch *i* is the fixes ``offsets[i]:offsets[i + 1]``.

    keys, hashes : one a stretch, whose it is and the SHA-256 of its file
    columns : ``time_s``, ``lon_deg``, ``lat_deg``, ``kind`` and ``row`` of the fixes, those of a stretch by time
    """

    keys: tuple[str, ...]
    hashes: tuple[str, ...]
    offsets: NDArray[np.int64]
    columns: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.keys)


def read_beside(
    connection: sqlite3.Connection, path: Path, spans: Mapping[str, Span], without: frozenset[int]
) -> Beside:
    """Return the stretches of these keys that touch the span of their key, those of removed sources left out.

    without : sources that are to count as removed

    Raises ProjectDamaged where a stretch does not add up.
    """
    changes = dict(connection.execute("SELECT source_id, change FROM removal ORDER BY fid").fetchall())
    gone = without.union(source for source, change in changes.items() if change == "removed")
    found = [row for row in stretches_touching(connection, spans) if row[1] not in gone]
    hashes = {
        source: connection.execute("SELECT sha256 FROM source WHERE fid = ?", (source,)).fetchone()
        for source in {row[1] for row in found}
    }
    pieces = [_stretch(connection, path, fid, count) for fid, _, _, count in found]
    offsets = np.cumsum([0, *(len(piece["row"]) for piece in pieces)]).astype(np.int64)
    columns = {
        name: np.concatenate([np.empty(0, COLUMNS[name]), *(piece[name] for piece in pieces)]) for name in _COLUMNS
    }
    return Beside(
        tuple(key for _, _, key, _ in found), tuple(str(hashes[row[1]][0]) for row in found), offsets, columns
    )


def stretches_touching(
    connection: sqlite3.Connection, spans: Mapping[str, Span]
) -> Iterator[tuple[int, int, str, int]]:
    """Give number, source, key and count of the stretches of these keys that touch the span of their key."""
    keys = list(spans)
    for at in range(0, len(keys), _KEYS_AT_ONCE):
        some = keys[at : at + _KEYS_AT_ONCE]
        first_s, last_s = min(spans[key][0] for key in some), max(spans[key][1] for key in some)
        where = f"WHERE key IN ({','.join('?' * len(some))}) AND start_s <= ? AND end_s >= ?"
        sql = select("track", ("fid", "source_id", "key", "fix_count", "start_s", "end_s"), where)
        for fid, source, key, count, start_s, end_s in connection.execute(sql, (*some, last_s, first_s)):
            begins_s, ends_s = spans[key]
            if start_s <= ends_s and end_s >= begins_s:
                yield fid, source, key, count


def _stretch(connection: sqlite3.Connection, path: Path, fid: int, count: Any) -> dict[str, NDArray[Any]]:
    (line,) = connection.execute(_LINE, (fid,)).fetchone()
    blobs = connection.execute(_BLOBS, (fid,)).fetchone()
    try:
        return _parsed(line, blobs or (), count)
    except (ValueError, TypeError) as error:
        raise damaged(path, "track", fid, error) from error


def _parsed(line: Any, blobs: Sequence[Any], count: Any) -> dict[str, NDArray[Any]]:
    """Return the columns of a stretch. Raises ValueError or TypeError where it does not add up."""
    if not isinstance(count, int) or not 1 <= count <= MOST_FIXES or len(blobs) != 2:
        raise ValueError("its count or its columns are missing")
    vertices = line_vertices(line, count)
    kind, row = (np.frombuffer(blob, COLUMNS[name]) for blob, name in zip(blobs, ("kind", "row"), strict=True))
    if not len(kind) == len(row) == count:
        raise ValueError("a column has not one value a fix")
    return {"time_s": vertices[:, 3], "lon_deg": vertices[:, 0], "lat_deg": vertices[:, 1], "kind": kind, "row": row}
