"""Landlock: a process gives up files for good. It may still read a few folders, and nothing else on any disk.

The kernel has it since 5.13, by default in Debian 12 and Ubuntu 22.04; no privileges are needed.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

__all__ = ["restrict", "version"]

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on all machines
_ASK_VERSION = 1
_PATH_BENEATH = 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_RIGHTS_OF_FILES = (0, 13, 14, 15, 15, 16)  # how many rights the versions 1 to 5 know
_TCP = 0b11  # bind and connect, from version 4
_SCOPES = 0b11  # abstract sockets and signals, from version 6
_NO_NEW_PRIVILEGES = 38


def version() -> int:
    """Return which version of Landlock the kernel has, 0 for none."""
    return max(0, int(_libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)))


def restrict(readable: Iterable[str]) -> int:
    """Let this process read what lies below these paths and open, make, change or run nothing else, for good.

    Returns the version of Landlock that holds, 0 where the kernel has none. Only for the thread that asks and those it
    starts from then on. Descriptors that are open already stay so.
    """
    libc, known = _libc(), version()
    if known == 0:
        return 0
    files = (1 << _RIGHTS_OF_FILES[min(known, 5)]) - 1
    fields = [files, *([_TCP] if known >= 4 else []), *([_SCOPES] if known >= 6 else [])]
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules = int(libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0))
    if rules < 0:
        return 0
    try:
        for path in readable:
            _allow(libc, rules, path)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return known if int(libc.syscall(_RESTRICT_SELF, rules, 0)) == 0 else 0
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: str) -> None:
    """Let what lies below a path be read; one that is not there needs no rule."""
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | (_READ_FOLDER if os.path.isdir(path) else 0)  # noqa: PTH112 - no pathlib in the worker
        libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", rights, beneath), 0)
    finally:
        os.close(beneath)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
