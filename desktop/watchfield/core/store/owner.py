"""Who has the project open? One row, written at a writable open and taken away at its close."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import time
from contextlib import suppress
from pathlib import Path

from ..errors import ProjectBusy
from ..geo.times import format_utc, parse_utc

__all__ = ["leave", "take"]

_SLACK_S = 5.0


def take(connection: sqlite3.Connection, path: Path) -> None:
    """Write ourselves down. Raises ProjectBusy where somebody who is still there has it open."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        _check_free(connection, path)
        connection.execute("DELETE FROM owner")
        us = (os.getpid(), _boot_id(), platform.node(), format_utc(time.time()))
        connection.execute("INSERT INTO owner(pid, boot_id, host, since) VALUES (?, ?, ?, ?)", us)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def leave(connection: sqlite3.Connection) -> None:
    """Take our row away; where that fails, the next one sees that we are gone."""
    with suppress(sqlite3.Error):
        connection.execute("DELETE FROM owner")


def _check_free(connection: sqlite3.Connection, path: Path) -> None:
    for pid, boot_id, host, since in connection.execute("SELECT pid, boot_id, host, since FROM owner").fetchall():
        if boot_id == _boot_id() and _is_alive(pid, since):
            raise ProjectBusy(
                f"The project is open in process {pid} on {host} since {since}.",
                where=str(path),
                kept="It can be read meanwhile.",
                advice="Close it there, or open it for reading.",
            )


def _boot_id() -> str:
    """Return what tells this run of this computer from any other, or its name where nothing does."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return platform.node()


def _is_alive(pid: object, since: object) -> bool:
    """Tell whether the process of that number runs and already ran at that time."""
    if not isinstance(pid, int) or not 0 < pid < 2**31:
        return False
    if sys.platform == "win32":
        return _is_alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _began_after(pid, str(since))


def _began_after(pid: int, since: str) -> bool:
    """Tell whether Linux has given the number to a younger process."""
    with suppress(Exception):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        uptime_s = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
        began_s = time.time() - uptime_s + int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return began_s > parse_utc(since) + _SLACK_S
    return False


def _is_alive_on_windows(pid: int) -> bool:
    import ctypes  # noqa: PLC0415  os.kill(pid, 0) would end the process there

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  exists on Windows alone
    handle = kernel.OpenProcess(0x00100000, 0, pid)  # SYNCHRONIZE
    if handle:
        kernel.CloseHandle(handle)
    return bool(handle)
