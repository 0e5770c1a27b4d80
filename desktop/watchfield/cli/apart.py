"""Untrusted files are read in processes of their own, where the system has such; where not, here, and it is said."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import BinaryIO, TypeVar

from watchfield.core.ingest.recordings import Read, read_here
from watchfield.core.ingest.rereading import answer
from watchfield.core.ingest.tables import tabular
from watchfield.core.workflow.rereading import Quote

__all__ = ["preview", "quote", "reader"]

Way = TypeVar("Way")


def reader() -> Read:
    """Return how recordings are read."""
    try:
        from watchfield.isolation import read  # noqa: PLC0415  # not on every system
    except ImportError:
        return _said(read_here)
    return read


def quote() -> Quote:
    """Return how a row is read again."""
    try:
        from watchfield.isolation import quote as isolated  # noqa: PLC0415  # not on every system
    except ImportError:
        return _said(answer)
    return isolated


def preview(stream: BinaryIO, untrusted_name: str, zone: str | None) -> tabular.Preview:
    """Return the first rows of a table as they are understood, in this time zone where they carry none."""
    try:
        from watchfield.isolation import preview as isolated  # noqa: PLC0415  # not on every system
    except ImportError:
        isolated = _said(tabular.preview)
    found = isolated(stream, untrusted_name, None)
    if zone is None or zone == found.mapping.timezone:
        return found
    return isolated(stream, untrusted_name, replace(found.mapping, timezone=zone))


def _said(way: Way) -> Way:
    print("watchfield: the file is read in this process: this system has no isolated ones.", file=sys.stderr)
    return way
