"""How a project file is opened, so that a hostile one can do nothing and no trace is left behind.

The header is read as bytes first; then SQLite opens the file with everything switched off that a project does not need.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import ProjectBusy, ProjectDamaged, ProjectError, ProjectReadOnly
from .schema import APPLICATION_ID, TABLES, TRIGGERS, USER_VERSION

__all__ = ["connect", "explained", "free_authorizer", "free_bytes", "is_writable", "strict_authorizer", "time_limit"]

_RESTORE = "Open a copy, or import the recordings again into a new project."
_UNCHANGED = "Nothing of this was stored; the project is unchanged."

_BUSY_S = 10.0
_HEADER_BYTES = 100
_WAL_HEADER_BYTES = 32
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "fuse.sshfs")
_FUNCTIONS = ("count", "max", "min", "sum", "coalesce", "total")
_READS = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT)
_CHANGES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)
_KNOWN_TABLES = frozenset((*TABLES, "sqlite_master", "sqlite_schema", "sqlite_sequence"))


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Open a project file; the caller still has to compare its schema.

    Raises ProjectError for what is not a project, ProjectReadOnly where writing is asked and not possible, ProjectBusy
    where another program keeps it.
    """
    header = _checked_header(path)
    if write:
        _check_writable(path)
    with explained(path):
        connection = _opened(path, header, write=write)
        try:
            _prepare(connection, write=write)
            _touch(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def is_writable(path: Path) -> bool:
    """Tell whether the file may be written, and a journal beside it."""
    effective = os.access in os.supports_effective_ids
    return all(os.access(place, os.W_OK, effective_ids=effective) for place in (path, path.parent))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into our own errors, with the file's name."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explanation(path, error) from error
    except UnicodeDecodeError as error:  # SQLite quotes a damaged schema, and Python cannot read the quotation
        raise ProjectDamaged("The project file is damaged.", where=str(path), advice=_RESTORE) from error
    except OSError as error:
        raise ProjectError(
            f"The project could not be used: {error.strerror or error}.", where=str(path), kept="It is unchanged."
        ) from error


def time_limit(connection: sqlite3.Connection, seconds: float) -> None:
    """Stop statements that still run after so many seconds; 0 lifts the limit."""
    if not seconds:
        connection.set_progress_handler(None, 0)
        return
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, 100_000)


def strict_authorizer(connection: sqlite3.Connection, *, write: bool) -> None:
    """Allow what a project needs: reading its tables; a writer changes them, through our own triggers alone."""
    connection.set_authorizer(_authorizer(write=write))


def free_authorizer(connection: sqlite3.Connection) -> None:
    """Allow everything, for statements of our own that change the schema."""
    connection.set_authorizer(lambda *_: sqlite3.SQLITE_OK)


def _authorizer(*, write: bool) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    def allow(action: int, first: str | None, second: str | None, _database: str | None, inside: str | None) -> int:
        if inside is not None and inside not in TRIGGERS:
            return sqlite3.SQLITE_DENY
        if action in _READS:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ or (write and action in _CHANGES):
            return sqlite3.SQLITE_OK if first in _KNOWN_TABLES else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_OK if second in _FUNCTIONS else sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_DENY

    return allow


def _checked_header(path: Path) -> bytes:
    """Return the first bytes. Raises ProjectError where they are not those of a project."""
    where = str(path)
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        raise ProjectError("There is no such project file.", where=where, advice="Check the name.") from None
    except IsADirectoryError:
        raise ProjectError("This is a folder, not a project file.", where=where) from None
    except OSError as error:
        raise ProjectError(f"The project file could not be read: {error.strerror}.", where=where) from error
    if len(header) < _HEADER_BYTES or not header.startswith(b"SQLite format 3\0"):
        raise ProjectError(
            "This is not a project file.", where=where, advice="Recordings are brought in with import, not with open."
        )
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise ProjectError("This is a database, but not a GeoPackage and not a project file.", where=where)
    if int.from_bytes(header[60:64], "big") != USER_VERSION:
        raise ProjectError("This is a GeoPackage of another kind, not a project file.", where=where)
    if header[18] not in (1, 2):
        raise ProjectDamaged("The header of the project file is damaged.", where=where, advice=_RESTORE)
    return header


def _check_writable(path: Path) -> None:
    copy = "Copy it to a place where you may write, with its -journal or -wal if there is one."
    if not is_writable(path):
        raise ProjectReadOnly("The project can be read and not written here.", where=str(path), advice=copy)
    kind = _file_system(path)
    if kind in _NETWORK:
        what = f"The project lies on a network share ({kind}), where two writers cannot be kept apart."
        raise ProjectReadOnly(what, where=str(path), advice="Copy it to this computer to change it.")


def _file_system(path: Path) -> str:
    """Return the kind of file system, as Linux names it; elsewhere nothing."""
    best, kind = -1, ""
    with suppress(OSError):
        target = str(path.resolve())
        for line in Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines():
            _, mount, found, *_ = line.split(" ")
            mount = mount.replace("\\040", " ")
            if len(mount) >= best and (target == mount or target.startswith(mount.rstrip("/") + "/")):
                best, kind = len(mount), found
    return kind


def free_bytes(path: Path) -> int:
    """Return how much still fits: the free space, and on FAT no more than 4 GiB in one file."""
    free = shutil.disk_usage(path.parent).free
    if _file_system(path) in ("vfat", "msdos"):
        free = min(free, 0xFFFFFFFF - path.stat().st_size)
    return free


def _opened(path: Path, header: bytes, *, write: bool) -> sqlite3.Connection:
    if write:
        return _sqlite(path, "mode=rw")
    in_wal_format = header[18] == 2
    if not in_wal_format:
        return _sqlite(path, "mode=rw" if _is_hot(path) else "mode=ro")
    if is_writable(path):
        return _sqlite(path, "mode=rw")  # the last reader takes -wal and -shm away again
    with suppress(FileNotFoundError):
        if path.with_name(f"{path.name}-wal").stat().st_size > _WAL_HEADER_BYTES:
            raise ProjectReadOnly(
                "Another program left changes beside the project (-wal), which cannot be taken in here.",
                where=str(path),
                advice="Copy both files together to a place where you may write.",
            )
    return _sqlite(path, "mode=ro&immutable=1")


def _is_hot(path: Path) -> bool:
    """Tell whether an interrupted import has to be rolled back first. Raises ProjectReadOnly where it cannot be."""
    journal = path.with_name(f"{path.name}-journal")
    try:
        with journal.open("rb") as file:
            begun = any(file.read(28))
    except FileNotFoundError:
        return False
    if begun and not is_writable(path):
        raise ProjectReadOnly(
            "A change was interrupted and has to be rolled back, which cannot be done here.",
            where=str(path),
            advice="Copy the file together with its -journal to a place where you may write, and open it there.",
        )
    return begun


def _sqlite(path: Path, query: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?{query}"
    if not uri.startswith("file:///"):
        uri = uri.replace("file://", "file:////", 1)  # SQLite takes no host: a share keeps its two slashes
    return sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)


def _prepare(connection: sqlite3.Connection, *, write: bool) -> None:
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    if hasattr(connection, "setlimit"):  # Python 3.11
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, 100)
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000)
        connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100)
        connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 4)
    if not write:
        connection.execute("PRAGMA query_only=ON")
        return
    # A filter set in QGIS leaves the WAL format behind; it does not work from read-only media.
    if connection.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):
        raise sqlite3.OperationalError("database is locked")
    for pragma in ("synchronous=EXTRA", "foreign_keys=ON", "recursive_triggers=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _touch(connection: sqlite3.Connection) -> None:
    """Read the first page: only now does SQLite look for journals and locks."""
    time_limit(connection, 20.0)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    time_limit(connection, 0)


def _explanation(path: Path, error: sqlite3.Error) -> ProjectError:
    where, text = str(path), str(error)
    if "locked" in text or "busy" in text:
        return ProjectBusy(
            "The project is open for editing in another program.",
            where=where,
            kept=_UNCHANGED,
            advice="Close it there, and try again.",
        )
    if "is full" in text or "disk I/O" in text:
        return ProjectError(
            f"The disk is full or cannot be written ({text}).",
            where=where,
            kept=_UNCHANGED,
            advice="Make room, and try again.",
        )
    if "readonly" in text or "unable to open" in text:
        return ProjectReadOnly(
            f"The project cannot be written here ({text}).",
            where=where,
            kept=_UNCHANGED,
            advice="Copy it to a place where you may write.",
        )
    if isinstance(error, sqlite3.IntegrityError) or "evidence is never" in text:
        return ProjectError(f"The project does not take this: {text}.", where=where, kept=_UNCHANGED)
    return ProjectDamaged(f"The project file is damaged ({text}).", where=where, advice=_RESTORE)
