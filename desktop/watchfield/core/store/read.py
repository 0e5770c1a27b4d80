"""The small values of a project file, each row checked before it is used."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import ProjectDamaged, RequestError
from ..model.joining import settled
from ..model.movement import Movement
from ..model.reading import Refusal
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
    "read_keys",
    "read_movements",
    "read_refusals",
    "read_settings",
    "read_sources",
    "read_zones",
    "whole_numbers",
]

_SOURCES = select("source", (*SOURCE, "first_fid", "track_count", "fix_count", "fix_sha256"))
_IDENTITIES = select("identity", ("fid", "source_id", "key", "same_as", "stated_by", "registration", "type"))
_KEYS = select("track", ("key", "start_s", "end_s"), "WHERE source_id = ? ORDER BY fid")
_REFUSALS = select("refusal", ("fid", "source_row", "field", "reason"), "WHERE source_id = ? ORDER BY fid")
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
    """Return all sources; the newest row of ``removal`` holds, and the newest statement of the user."""
    changes = dict(connection.execute("SELECT source_id, change FROM removal ORDER BY fid").fetchall())
    found = []
    for row in connection.execute(_SOURCES):
        try:
            source = source_of(row[: len(SOURCE)], removed=changes.get(row[0]) == "removed")
            first_fid, track_count, fix_count = whole_numbers(row[len(SOURCE) : -1])
            found.append(StoredSource(source, first_fid, track_count, fix_count, str(row[-1])))
        except (ValueError, TypeError) as error:
            raise damaged(path, "source", row[0], error) from error
    return _with_statements(connection, path, found)


def _with_statements(
    connection: sqlite3.Connection, path: Path, found: Sequence[StoredSource]
) -> tuple[StoredSource, ...]:
    """Return the sources with what the user states of them, and whether their bytes are kept."""
    said = _identity_rows(connection, path)
    gone = frozenset(stored.source.id for stored in found if stored.source.removed)
    _, overruled = settled(said, gone)
    stated = {source: identity.statement for identity, source in said if identity.stated_by == "user"}
    kept = {sha256 for (sha256,) in connection.execute("SELECT DISTINCT sha256 FROM kept")}
    return tuple(
        replace(
            stored,
            source=replace(
                stored.source,
                stated=stated.get(stored.source.id),
                overruled=stored.source.id in overruled,
                kept=stored.source.sha256 in kept,
            ),
        )
        if stored.source.id in stated or stored.source.sha256 in kept
        else stored
        for stored in found
    )


def read_identities(connection: sqlite3.Connection, path: Path, removed: Iterable[int]) -> tuple[Identity, ...]:
    """Return what joins keys, without the word of removed sources; see ``settled``."""
    return settled(_identity_rows(connection, path), frozenset(removed))[0]


def _identity_rows(connection: sqlite3.Connection, path: Path) -> list[tuple[Identity, int | None]]:
    """Return everything that was ever said of keys, oldest first, with its source."""
    found = []
    for fid, source_id, *said in connection.execute(_IDENTITIES):
        try:
            found.append((_identity(*said), source_id))
        except (ValueError, RequestError) as error:
            raise damaged(path, "identity", fid, error) from error
    return found


def _identity(key: Any, same_as: Any, stated_by: Any, registration: Any, kind: Any) -> Identity:
    if not (isinstance(key, str) and isinstance(same_as, str)) or stated_by not in ("file", "user"):
        raise ValueError("a text is missing")
    if not all(text is None or isinstance(text, str) for text in (registration, kind)):
        raise ValueError("a text is no text")
    identity = Identity(key, same_as, stated_by, registration, kind)
    _ = identity.statement  # what cannot be stated is found here
    return identity


def read_keys(connection: sqlite3.Connection, source_id: int) -> dict[str, list[tuple[float, float]]]:
    """Return the keys of the stretches of a source, and from when to when each stretch goes."""
    found: dict[str, list[tuple[float, float]]] = {}
    for key, start_s, end_s in connection.execute(_KEYS, (source_id,)):
        found.setdefault(key, []).append((start_s, end_s))
    return found


def read_refusals(connection: sqlite3.Connection, path: Path, source_id: int) -> tuple[Refusal, ...]:
    """Return the rows of a source that were not taken."""
    found = []
    for fid, row, column, reason in connection.execute(_REFUSALS, (source_id,)):
        if not (isinstance(row, int) and isinstance(column, str) and isinstance(reason, str)):
            raise damaged(path, "refusal", fid, "a value is missing")
        found.append(Refusal(row, column, reason))
    return tuple(found)


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
