"""The small values of a project file, each row checked before it is used."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ProjectDamaged
from ..model.movement import Movement
from ..model.source import Source
from ..model.track import Identity
from ..model.zone import Zone
from .movements import MOVEMENT, movements_of
from .rows import SOURCE, ZONE, source_of, zone_of
from .statements import select

__all__ = [
    "StoredSource",
    "damaged",
    "read_identities",
    "read_movements",
    "read_settings",
    "read_sources",
    "read_zones",
    "whole_numbers",
]

_SOURCES = select("source", (*SOURCE, "first_fid", "track_count", "fix_count", "fix_sha256"))
_ZONES = select("zone", ("fid", *ZONE))
_MOVEMENTS = select("movement", ("fid", *MOVEMENT))


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source, and which rows of ``track`` are its own."""

    source: Source
    first_fid: int
    track_count: int
    fix_count: int
    fix_sha256: str


def damaged(path: Path, table: str, fid: object, why: object) -> ProjectDamaged:
    """Return the error that names the table and the row."""
    return ProjectDamaged(
        f"{table} {fid} is damaged: {why}.",
        where=str(path),
        advice="“verify” lists what is damaged. Import its recordings again into a new project, or remove that source.",
    )


def read_settings(connection: sqlite3.Connection) -> dict[str, str]:
    """Return all settings."""
    return dict(connection.execute("SELECT name, value FROM setting ORDER BY name").fetchall())


def read_sources(connection: sqlite3.Connection, path: Path) -> tuple[StoredSource, ...]:
    """Return all sources; the newest row of ``removal`` holds."""
    changes = dict(connection.execute("SELECT source_id, change FROM removal ORDER BY fid").fetchall())
    found = []
    for row in connection.execute(_SOURCES):
        try:
            source = source_of(row[: len(SOURCE)], removed=changes.get(row[0]) == "removed")
            first_fid, track_count, fix_count = whole_numbers(row[len(SOURCE) : -1])
            found.append(StoredSource(source, first_fid, track_count, fix_count, str(row[-1])))
        except (ValueError, TypeError) as error:
            raise damaged(path, "source", row[0], error) from error
    return tuple(found)


def read_identities(connection: sqlite3.Connection, removed: Iterable[int]) -> tuple[Identity, ...]:
    """Return what joins keys, without the word of removed sources."""
    gone = frozenset(removed)
    rows = connection.execute("SELECT key, same_as, stated_by, source_id FROM identity ORDER BY fid")
    return tuple(Identity(key, same_as, by) for key, same_as, by, source_id in rows if source_id not in gone)


def read_zones(connection: sqlite3.Connection, path: Path) -> tuple[Zone, ...]:
    """Return all zones."""
    return tuple(_one_by_one(connection.execute(_ZONES).fetchall(), path, "zone", zone_of))


def read_movements(connection: sqlite3.Connection, path: Path) -> tuple[Movement, ...]:
    """Return all movements."""
    rows = connection.execute(_MOVEMENTS).fetchall()
    try:
        return tuple(movements_of([row[1:] for row in rows]))
    except ValueError as error:
        list(_one_by_one(rows, path, "movement", lambda row: movements_of([row])))  # names the row
        raise damaged(path, "movement", "", error) from error


def _one_by_one(
    rows: Sequence[tuple[Any, ...]], path: Path, table: str, value_of: Callable[[tuple[Any, ...]], Any]
) -> Iterator[Any]:
    for row in rows:
        try:
            yield value_of(row[1:])
        except ValueError as error:
            raise damaged(path, table, row[0], error) from error


def whole_numbers(values: Sequence[Any]) -> Sequence[int]:
    """Return counts that are counts. Raises ValueError for anything else."""
    if not all(isinstance(value, int) and 0 <= value < 2**40 for value in values):
        raise ValueError("a count is missing")
    return values
