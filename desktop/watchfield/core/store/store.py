"""The project file, opened: reading it into values, and changing it one transaction at a time.

Commit is the acknowledgement. What has been acknowledged is there after a kill or a power cut; what has not leaves no
trace.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any

from ..errors import NotFound, ProjectError, ProjectReadOnly, RequestError
from ..model.fixes import Fixes
from ..model.joining import stated_identities
from ..model.movement import Movement
from ..model.project import GENERATED, Project
from ..model.reading import Batch, Reading, Refusal
from ..model.source import Source
from ..model.track import AircraftStatement, Identity, Track
from ..model.zone import Zone
from ..task import Progress, silent
from . import audit, owner, write
from .assemble import read_fixes
from .beside import Beside, Span, read_beside
from .checks import check_schema, check_version
from .connection import connect, explained, free_authorizer, free_bytes, is_writable, strict_authorizer, time_limit
from .kept import add_kept, read_kept
from .near import stretches_near
from .read import (
    damaged,
    read_identities,
    read_keys,
    read_movements,
    read_refusals,
    read_settings,
    read_sources,
    read_zones,
)
from .rows import AirfieldRow
from .schema import KEPT_SETTINGS

__all__ = ["Store", "Stored"]

_BYTES_A_FIX = 72  # 64 in 10 M fixes, and room for the journal's first pages
_SPARE_BYTES = 1_000_000
_CHECK_S = 20.0
_BESIDE_S = 15.0  # what is farther apart in time is not compared


@dataclass(frozen=True, eq=False)
class Stored:
    """Everything a project file says, as it stands there; the high byte of ``quality`` is not computed yet.

    The fields are those of ``Project``; identities are the keys that are joined, those of removed sources left out.
    """

    path: Path
    id: str
    name: str
    generated: bool
    marking: str
    fixes: Fixes
    tracks: tuple[Track, ...]
    sources: tuple[Source, ...]
    zones: tuple[Zone, ...]
    movements: tuple[Movement, ...]
    identities: tuple[Identity, ...]
    settings: Mapping[str, str]
    read_only: bool
    audit_head: str
    audit_entries: int

    def project(self, fixes: Fixes | None = None) -> Project:
        """Return it as a project, with its fixes as the rules have marked them."""
        same = {name: getattr(self, name) for name in Project.__dataclass_fields__}
        return Project(**{**same, "fixes": self.fixes if fixes is None else fixes})


class Store:
    """A project file that is open; a context manager.

    Every method that writes is one transaction with its entry in the audit chain: all of it is there, or nothing.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, *, write: bool, now: Callable[[], float]) -> None:
        self.path = path
        self.writes = write
        self._connection = connection
        self._now = now
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path, *, write: bool, now: Callable[[], float] = time.time) -> Store:
        """Open a project file.

        now : the clock that dates entries

        Raises ProjectError for what is not a project, ProjectTooNew, ProjectDamaged where its schema was changed,
        ProjectReadOnly where writing is asked and not possible, ProjectBusy where somebody else writes to it.
        """
        path = Path(path)
        connection = connect(path, write=write)
        try:
            with explained(path):
                time_limit(connection, _CHECK_S)
                check_schema(connection, path)
                strict_authorizer(connection, write=write)
                check_version(connection, path)
                time_limit(connection, 0)
                if write:
                    owner.take(connection, path)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path, write=write, now=now)

    def close(self) -> None:
        """Close the file and leave nothing beside it."""
        with self._lock:
            if self.writes:
                owner.leave(self._connection)
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def has_source(self, sha256: str, options: str) -> Source | None:
        """Return the source of this file read with these options, if there is one, also a removed one."""
        with self._reading() as connection:
            sql = "SELECT count(*) FROM source WHERE sha256 = ? AND options = ?"
            if connection.execute(sql, (sha256, options)).fetchone() == (0,):
                return None  # the usual answer, by index
        same = (source for source in self.sources() if (source.sha256, source.options) == (sha256, options))
        return next(same, None)

    def sources(self) -> tuple[Source, ...]:
        """Return all sources, removed ones too."""
        with self._reading() as connection:
            return tuple(stored.source for stored in read_sources(connection, self.path))

    def refusals(self, source_id: int) -> tuple[Refusal, ...]:
        """Return the rows of a source that were not taken, the first thousand, in order of the file."""
        with self._reading() as connection:
            return read_refusals(connection, self.path, source_id)

    def identities(self) -> tuple[Identity, ...]:
        """Return what joins keys, without the word of removed sources."""
        with self._reading() as connection:
            changes = dict(connection.execute("SELECT source_id, change FROM removal ORDER BY fid").fetchall())
            gone = [source for source, change in changes.items() if change == "removed"]
            return read_identities(connection, self.path, gone)

    def beside(self, spans: Mapping[str, Span], without: frozenset[int] = frozenset()) -> Beside:
        """Return the stretches that are held of these keys at these times; see ``read_beside``."""
        with self._reading() as connection:
            return read_beside(connection, self.path, spans, without)

    def zones(self) -> tuple[Zone, ...]:
        """Return all zones."""
        with self._reading() as connection:
            return read_zones(connection, self.path)

    def read(self, *, near: Iterable[int] | None = None, progress: Progress = silent) -> Stored:
        """Return everything the project says.

        near : numbers of sources; nothing is read but what they and others have of an aircraft at one time

        Raises ProjectDamaged, naming the table and the row, where something does not add up.
        """
        with self._reading() as connection:
            sources = read_sources(connection, self.path)
            identities = read_identities(connection, self.path, (s.source.id for s in sources if s.source.removed))
            wanted = None if near is None else frozenset(near)
            only = None if wanted is None else stretches_near(connection, sources, identities, wanted, _BESIDE_S)
            fixes, tracks = read_fixes(connection, self.path, sources, identities, progress, only)
            return Stored(
                fixes=fixes,
                tracks=tracks,
                sources=tuple(stored.source for stored in sources),
                identities=identities,
                **self._small_values(connection),
            )

    def refreshed(self, project: Project) -> Project:
        """Return a project that was read before with its small values read anew; its recordings must be the same."""
        with self._reading() as connection:
            return replace(project, **self._small_values(connection))

    def _small_values(self, connection: sqlite3.Connection) -> dict[str, Any]:
        """Return everything but the recordings, by the names of the fields of a project."""
        settings = read_settings(connection)
        head, entries = audit.head(connection)
        return {
            "path": self.path,
            "id": settings.pop("project_id", ""),
            "name": settings.pop("name", self.path.stem),
            "generated": settings.pop("generated", "") == GENERATED,
            "marking": settings.pop("marking", ""),
            "zones": read_zones(connection, self.path),
            "movements": read_movements(connection, self.path),
            "settings": MappingProxyType(settings),
            "read_only": not is_writable(self.path),
            "audit_head": head,
            "audit_entries": entries,
        }

    def audit(self) -> tuple[audit.AuditEntry, ...]:
        """Return what was done, in order, unchecked; ``verify`` checks it."""
        with self._reading() as connection:
            return audit.entries(connection)

    def add(
        self,
        batch: Sequence[tuple[Source, Reading]],
        *,
        kept: Mapping[str, bytes] = MappingProxyType({}),
        progress: Progress = silent,
    ) -> tuple[Source, ...]:
        """Add recordings that were read one by one, as ``add_batch`` does."""
        sources = [source for source, _ in batch]
        return self.add_batch(sources, Batch.of([reading for _, reading in batch]), kept=kept, progress=progress)

    def add_batch(
        self,
        sources: Sequence[Source],
        batch: Batch,
        *,
        kept: Mapping[str, bytes] = MappingProxyType({}),
        changes: Sequence[tuple[int, str, str]] = (),
        progress: Progress = silent,
    ) -> tuple[Source, ...]:
        """Add recordings, all of them or none; return their sources with the numbers they were given.

        sources : one a file of the batch
        kept : the bytes of those recordings that the user wants in the project, by their SHA-256
        changes : sources that are ``removed`` or ``restored`` in the same step: its number, which of the two, and why

        Raises ProjectError where they do not fit, ValueError where counts do not make up the fixes, or where bytes are
        more than are ever kept of one recording.
        """
        self._check_space(len(batch.fixes), sum(map(len, kept.values())))
        about: dict[str, Any] = {"changes": [list(change) for change in changes]} if changes else {}
        with self._change("import", about) as (connection, _):
            added = write.add_batch(connection, sources, batch, progress)
            for sha256, content in kept.items():
                add_kept(connection, sha256, content)
            for source_id, change, reason in changes:
                write.add_removal(connection, source_id, change, reason, self._now())
            write.settle_tracks(connection, batch.fixes, self._now())
            about["sources"] = [[source.id, source.name, source.sha256, source.rows] for source in added]
        progress(len(sources), len(sources), "")
        return added

    def put_zones(self, zones: Sequence[Zone], action: str) -> None:
        """Let these be all zones."""
        with self._change(action, {"zones": [zone.name for zone in zones]}, "zone") as (connection, _):
            write.replace_zones(connection, zones, self._now())

    def put_movements(self, movements: Sequence[Movement], rules: str) -> None:
        """Let these be all movements, made by this version of the rules."""
        about = {"movements": len(movements), "rules": rules}
        with self._change("detect", about, "movement") as (connection, _):
            write.replace_movements(connection, movements, self._now())

    def put_settings(self, settings: Mapping[str, str], action: str) -> None:
        """Set these settings; others stay. Raises RequestError for one that is never changed."""
        if kept := sorted(settings.keys() & set(KEPT_SETTINGS)):
            raise RequestError(f"The setting “{kept[0]}” is never changed.")
        with self._change(action, {"settings": dict(settings)}, "setting") as (connection, _):
            write.replace_settings(connection, settings)

    def put_airfields(self, airfields: Sequence[AirfieldRow], action: str = "airfields") -> None:
        """Let these be the airfields that GIS shows."""
        with self._change(action, {"airfields": len(airfields)}, "airfield") as (connection, _):
            write.replace_airfields(connection, airfields, self._now())

    def state_aircraft(self, source_id: int, statement: AircraftStatement | None) -> None:
        """Say which aircraft a recording is of, on the user's word; None takes back what was stated of it.

        Raises NotFound, RequestError where the recording says otherwise or is not of one aircraft.
        """
        source = self._source(source_id)
        if statement == source.stated and not source.overruled:
            return
        gone = [other.id for other in self.sources() if other.removed]
        with self._reading() as connection:
            spans = read_keys(connection, source_id)
            held = read_identities(connection, self.path, gone)
        if statement is None:
            rows = tuple(Identity(key, key, "user") for key in spans)
        else:
            others = (same for same in held if same.stated_by != "user" or same.key not in spans)
            rows = stated_identities(spans, others, statement)
        if not rows:
            return  # the recording says so itself
        about = {"source": source_id, "aircraft": statement.words if statement else "taken back"}
        with self._change("aircraft", about) as (connection, _):
            write.add_identities(connection, rows, source_id)

    def kept(self, sha256: str) -> bytes | None:
        """Return the bytes of a recording as it was imported, None where the project does not keep them."""
        with self._reading() as connection:
            try:
                return read_kept(connection, sha256)
            except ValueError as error:
                raise damaged(self.path, "kept", sha256[:16], error) from error

    def remove_source(self, source_id: int, reason: str) -> None:
        """Take a source out; its rows stay and can be put back. Raises NotFound."""
        self._change_source(source_id, "removed", reason)

    def restore_source(self, source_id: int, reason: str) -> None:
        """Put a removed source back. Raises NotFound."""
        self._change_source(source_id, "restored", reason)

    def _change_source(self, source_id: int, change: str, reason: str) -> None:
        self._source(source_id)
        about = {"source": source_id, "change": change, "reason": reason}
        with self._change(f"source {change}", about) as (connection, _):
            write.add_removal(connection, source_id, change, reason, self._now())

    def _source(self, source_id: int) -> Source:
        for source in self.sources():
            if source.id == source_id:
                return source
        raise NotFound(f"There is no source {source_id}.", where=str(self.path))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Read one state of the file, whatever others write meanwhile."""
        with self._lock, explained(self.path):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("COMMIT")

    @contextmanager
    def _change(
        self, action: str, about: dict[str, Any], *tables: str
    ) -> Iterator[tuple[sqlite3.Connection, dict[str, Any]]]:
        """Change the file in one transaction; ``about`` may be added to, and goes into the audit entry with digests."""
        if not self.writes:
            raise ProjectReadOnly(
                "The project is open for reading only.", where=str(self.path), kept="It is unchanged."
            )
        connection = self._connection
        with self._lock, explained(self.path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                free_authorizer(connection)
                write.drop_added(connection)
                strict_authorizer(connection, write=True)
                before = audit.last_fids(connection)
                yield connection, about
                audit.append(connection, self._now(), action, about, audit.digests(connection, before, tables))
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def _check_space(self, fixes: int, kept_bytes: int) -> None:
        needed, free = fixes * _BYTES_A_FIX + kept_bytes + _SPARE_BYTES, free_bytes(self.path)
        if needed > free:
            raise ProjectError(
                f"Disk full: {needed / 1e9:.1f} GB needed, {free / 1e9:.1f} GB free.",
                where=str(self.path),
                kept="Nothing of this import was stored; the project is unchanged.",
                advice="Make room, or copy the project to a bigger disk (FAT takes no file over 4 GiB).",
            )
