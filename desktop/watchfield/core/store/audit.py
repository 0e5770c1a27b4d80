"""What was done in a project, so that a change behind our back shows.

    entry 1 ── hash ──► entry 2 ── hash ──► entry 3 ── hash ──► head

The hash of an entry is SHA-256 over the canonical JSON of [seq, entry_time, action, body, prev]. Its body holds digests
of the tables that this action changed: of append-only tables the rows that were added, of the others the whole table.
Whoever has the file can make the whole chain anew; that is why the head is printed in every report.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .rows import canonical, utc_texts
from .schema import APPEND_ONLY, MUTABLE
from .statements import select

__all__ = [
    "AuditEntry",
    "added_digest",
    "append",
    "digests",
    "entries",
    "entry_hash",
    "head",
    "last_fids",
    "whole_digest",
]

_LAST_FID: Mapping[str, str] = {table: select(table, ("coalesce(max(fid), 0)",), "") for table in APPEND_ONLY}
_DIGESTED: Mapping[str, Sequence[str]] = {  # all columns but here, where a column holds the hash of the bytes
    "kept": ("fid", "sha256", "piece", "packing", "data_sha256")
}
_ADDED: Mapping[str, str] = {
    table: select(table, _DIGESTED.get(table, "*"), "WHERE fid BETWEEN ? AND ? ORDER BY fid") for table in APPEND_ONLY
}
_WHOLE: Mapping[str, str] = {
    table: select(table, "*", "ORDER BY name" if table == "setting" else "ORDER BY fid") for table in MUTABLE
}


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was done.

    entry_time : UTC, ISO 8601 with milliseconds
    body : canonical JSON: what it was about, and digests
    prev, hash : SHA-256 of the entry before (empty for the first) and of this one
    """

    seq: int
    entry_time: str
    action: str
    body: str
    prev: str
    hash: str

    @property
    def about(self) -> Mapping[str, Any]:
        """What it was about; empty where the body is damaged."""
        return self._part("about")

    @property
    def digests(self) -> Mapping[str, Any]:
        """Digests of the tables that were changed; empty where the body is damaged."""
        return self._part("digests")

    def _part(self, name: str) -> Mapping[str, Any]:
        try:
            return dict(json.loads(self.body)[name])
        except (ValueError, TypeError, KeyError, RecursionError):
            return {}


def entry_hash(seq: int, entry_time: str, action: str, body: str, prev: str) -> str:
    """Return the hash of an entry."""
    return hashlib.sha256(canonical([seq, entry_time, action, body, prev]).encode()).hexdigest()


def append(
    connection: sqlite3.Connection, now_s: float, action: str, about: Mapping[str, Any], digest: Mapping[str, Any]
) -> str:
    """Add an entry in the running transaction and return its hash."""
    last = connection.execute("SELECT seq, entry_time, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    seq, before, prev = last or (0, "", "")
    (entry_time,) = utc_texts(np.array([now_s]))
    content: dict[str, Any] = {"about": about, "digests": digest}
    if entry_time < before:
        content["clock"] = "earlier than the entry before: the clock of this computer was set back"
    body = canonical(content)
    row = (seq + 1, entry_time, action, body, prev, entry_hash(seq + 1, entry_time, action, body, prev))
    connection.execute("INSERT INTO audit(seq, entry_time, action, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?)", row)
    return row[-1]


def entries(connection: sqlite3.Connection) -> tuple[AuditEntry, ...]:
    """Return all entries in order, unchecked."""
    rows = connection.execute("SELECT seq, entry_time, action, body, prev, hash FROM audit ORDER BY seq")
    return tuple(AuditEntry(*row) for row in rows)


def head(connection: sqlite3.Connection) -> tuple[str, int]:
    """Return the hash of the newest entry, and how many entries there are."""
    newest = connection.execute("SELECT hash, seq FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return newest or ("", 0)


def last_fids(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the newest row of every append-only table, to tell later what was added."""
    return {table: connection.execute(sql).fetchone()[0] for table, sql in _LAST_FID.items()}


def digests(connection: sqlite3.Connection, before: Mapping[str, int], changed: Iterable[str]) -> dict[str, Any]:
    """Return digests of what a transaction has changed.

    before : ``last_fids`` at its beginning; what was added since is found here
    changed : the mutable tables it wrote to
    """
    after = last_fids(connection)
    added = {
        table: [before[table] + 1, after[table], added_digest(connection, table, before[table] + 1, after[table])]
        for table in APPEND_ONLY
        if after[table] > before[table]
    }
    return {**added, **{table: whole_digest(connection, table) for table in changed}}


def added_digest(connection: sqlite3.Connection, table: str, first: int, last: int) -> str:
    """Return SHA-256 over these rows of an append-only table."""
    return _digest(connection.execute(_ADDED[table], (first, last)))


def whole_digest(connection: sqlite3.Connection, table: str) -> str:
    """Return SHA-256 over all rows of a table that may change."""
    return _digest(connection.execute(_WHOLE[table]))


def _digest(rows: sqlite3.Cursor) -> str:
    return hashlib.sha256(canonical(rows.fetchall()).encode()).hexdigest()
