"""A new project file: made under another name beside it, and given its own when it is whole."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from ..errors import ProjectError
from . import audit, write
from .connection import explained
from .schema import APPLICATION_ID, MUTABLE, SCHEMA, USER_VERSION

__all__ = ["create"]


def create(path: Path, *, name: str, settings: Mapping[str, str] = MappingProxyType({}), project_id: str = "") -> None:
    """Make an empty project file.

    settings : further settings; ``generated`` marks a project whose recordings are generated, and is never taken off

    Raises ProjectError where a file of that name exists; nothing is ever overwritten.
    """
    path = Path(path)
    if path.exists():
        raise ProjectError("There is a file of this name already.", where=str(path), kept="It is unchanged.")
    given = {"marking": "", **settings, "schema": SCHEMA, "project_id": project_id or str(uuid4()), "name": name}
    half = path.with_name(f".{path.name}.{os.getpid()}.new")
    with explained(path):
        try:
            _make(half, given)
            _move(half, path)
        finally:
            half.unlink(missing_ok=True)


def _make(path: Path, settings: Mapping[str, str]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("page_size=4096", "journal_mode=DELETE", "synchronous=EXTRA", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={USER_VERSION}")
        write.make_tables(connection)
        before = audit.last_fids(connection)
        write.replace_settings(connection, settings)
        digests = audit.digests(connection, before, MUTABLE)
        audit.append(connection, time.time(), "create", {"project": settings["project_id"]}, digests)
        connection.execute("COMMIT")
    finally:
        connection.close()


def _move(half: Path, path: Path) -> None:
    """Give the finished file its name, unless somebody else took it meanwhile."""
    try:
        os.link(half, path)
    except FileExistsError:
        raise ProjectError("There is a file of this name already.", where=str(path), kept="It is unchanged.") from None
    except OSError:  # FAT and some shares know no second name
        half.rename(path)
    with suppress(OSError):  # the name itself has to reach the disk; Windows opens no folders
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
