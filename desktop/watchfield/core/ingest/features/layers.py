"""The layers of a GeoPackage that somebody else made, read as the hostile database that it may be.

SQLite sees a copy in memory and no file. Nothing but plain tables is read: no views, no virtual tables, no generated
columns; no function, no trigger, no other statement runs, and none for long.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ...errors import ReadError
from ..values import plain

__all__ = ["MAX_BYTES", "Database", "Layer", "check_alone", "check_size", "opened", "unseen"]

MAX_BYTES = 256 * 2**20
_SECONDS = 60.0
_MOST_ENTRIES = 2000
_MOST_COLUMNS = 500
_WAL_HEADER_BYTES = 32
_FORMAT_AT, _WAL = 18, 2
_PROJECT = frozenset({"source", "track", "track_column", "setting", "audit"})
_GENERATED = (2, 3)  # in ``hidden`` of table_xinfo
_DAMAGED = "The database is damaged, or it does what no GeoPackage does"


@dataclass(frozen=True, slots=True)
class Layer:
    """A table of features.

    geometry : its column; srs : ``EPSG:4326`` or what it is; columns : the other plain ones
    """

    table: str
    geometry: str
    srs: str
    columns: tuple[str, ...]

    @property
    def is_wgs84(self) -> bool:
        """Whether positions are longitude and latitude."""
        return self.srs in ("EPSG:4326", "EPSG:4979", "OGC:CRS84")


class Database:
    """An opened GeoPackage. Its methods raise sqlite3.Error, which ``opened`` explains."""

    def __init__(self, connection: sqlite3.Connection, tables: frozenset[str]) -> None:
        self._connection, self.tables = connection, tables

    @property
    def is_project(self) -> bool:
        """Whether this is a project of Watchfield's own."""
        return self.tables >= _PROJECT

    def layers(self) -> list[Layer]:
        """Return the layers whose tables are plain ones."""
        if not self.tables >= {"gpkg_geometry_columns", "gpkg_spatial_ref_sys"}:
            return []
        systems = {
            srs: f"{organization}:{number}".upper()
            for srs, organization, number in self._connection.execute(
                "SELECT srs_id, organization, organization_coordsys_id FROM gpkg_spatial_ref_sys"
            )
        }
        found = []
        for table, geometry, srs in self._connection.execute(
            "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns"
        ).fetchall():
            if table in self.tables:
                columns = self._columns(table)
                if geometry in columns:
                    others = tuple(name for name in columns if name != geometry)
                    found.append(Layer(table, geometry, systems.get(srs, f"srs {srs}"), others))
        return found

    def features(self, layer: Layer, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Return (geometry, columns) of every feature, in the order of the table."""
        chosen = ", ".join(_quoted(name) for name in (layer.geometry, *columns))
        # Both names are quoted, and behind them stands the authorizer, which lets nothing but reading pass.
        return self._connection.execute(f"SELECT {chosen} FROM {_quoted(layer.table)}").fetchall()  # noqa: S608

    def _columns(self, table: str) -> list[str]:
        about = self._connection.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchmany(_MOST_COLUMNS)
        return [name for _, name, _, _, _, _, hidden in about if hidden not in (1, *_GENERATED)]


@contextmanager
def opened(data: bytes, untrusted_name: str) -> Iterator[Database]:
    """Open the bytes of a GeoPackage. Raises ReadError."""
    where = plain(untrusted_name)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if not hasattr(connection, "deserialize"):
            raise ReadError("A GeoPackage is read by Python 3.11 and later.", where=where)
        connection.deserialize(_in_rollback_format(data))
        yield Database(connection, _confined(connection))
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        raise ReadError(
            f"{_DAMAGED} ({plain(str(error), 100)}).", where=where, advice="Export the layer again into a new file."
        ) from error
    finally:
        connection.close()


def check_size(stream: BinaryIO, untrusted_name: str) -> None:
    """Raise ReadError for a database that is too large to be held in memory."""
    length = stream.seek(0, 2)
    stream.seek(0)
    if length > MAX_BYTES:
        raise ReadError(
            f"The database has {length:,} bytes, more than {MAX_BYTES:,}.",
            where=plain(untrusted_name),
            advice="A Watchfield project is opened and not imported; of another, export the layer that is wanted.",
        )


def check_alone(stream: BinaryIO, untrusted_name: str) -> None:
    """Raise ReadError where changes lie beside the file that are not in it yet.

    Where the file is known by its descriptor only, and no other may be seen, nothing can be said.
    """
    path = _path_of(stream)
    if path is None:
        return
    for ending in ("-wal", "-journal"):
        if _is_begun(path.with_name(path.name + ending)):
            raise ReadError(
                f"Another program left changes beside the file ({ending}) that are not in it yet.",
                where=plain(untrusted_name),
                kept="Nothing of this file was read.",
                advice="Close that program, or open the file there and save it; then import it again.",
            )


def unseen(stream: BinaryIO) -> tuple[str, ...]:
    """Return what is to be said of a file in WAL format of which it cannot be seen whether changes lie beside it."""
    path = _path_of(stream)
    stream.seek(_FORMAT_AT)
    ahead = stream.read(1) == bytes((_WAL,))
    stream.seek(0)
    if not ahead or (path is not None and path.is_file()):
        return ()
    return ("The database is in WAL format: changes that a program may have left beside it (-wal) were not read.",)


def _path_of(stream: BinaryIO) -> Path | None:
    """Return where an open file lies, if that can be seen."""
    name = getattr(stream, "name", None)
    if isinstance(name, str) and Path(name).is_file():
        return Path(name)
    with suppress(OSError, AttributeError, ValueError):
        return Path(f"/proc/self/fd/{stream.fileno()}").readlink()
    return None


def _is_begun(beside: Path) -> bool:
    """Tell whether a journal holds anything: more than a header, and one that was not wiped, where it may be opened."""
    with suppress(OSError):
        if beside.stat().st_size <= _WAL_HEADER_BYTES:
            return False
        try:
            with beside.open("rb") as file:
                return any(file.read(28))
        except PermissionError:  # the worker sees that it is there, and may not look into it
            return True
    return False


def _in_rollback_format(data: bytes) -> bytes:
    """Return a database in WAL format as one that memory can hold: what was written ahead is not in it anyway."""
    if data[_FORMAT_AT : _FORMAT_AT + 2] != bytes((_WAL, _WAL)):
        return data
    return data[:_FORMAT_AT] + b"\1\1" + data[_FORMAT_AT + 2 :]


def _confined(connection: sqlite3.Connection) -> frozenset[str]:
    """Switch everything off that reading tables does not need, and return the names of the plain tables."""
    end = time.monotonic() + _SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, 100_000)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "mmap_size=0", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    for limit, value in (
        (sqlite3.SQLITE_LIMIT_LENGTH, 64 * 2**20),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
        (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    ):
        connection.setlimit(limit, value)
    entries = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchmany(_MOST_ENTRIES + 1)
    if len(entries) > _MOST_ENTRIES:
        raise sqlite3.DatabaseError(f"more than {_MOST_ENTRIES:,} tables")
    tables = frozenset(
        name for kind, name, sql in entries if kind == "table" and str(sql).upper().startswith("CREATE TABLE")
    )
    connection.set_authorizer(_authorizer(tables))
    return tables


def _authorizer(tables: frozenset[str]) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    def allow(action: int, first: str | None, _second: str | None, _database: str | None, inside: str | None) -> int:
        if inside is None and (
            action == sqlite3.SQLITE_SELECT
            or (action == sqlite3.SQLITE_READ and first in tables)
            or (action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo")
        ):
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return allow


def _quoted(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'
