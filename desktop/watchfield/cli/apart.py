"""How the command line reads untrusted files; it is said where that is in this process."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import BinaryIO

from watchfield import apart
from watchfield.core.ingest.recordings import Read
from watchfield.core.ingest.tables.tabular import Preview
from watchfield.core.workflow.rereading import Quote

__all__ = ["preview", "quote", "reader"]


def reader() -> Read:
    """Return how recordings are read."""
    _say()
    return apart.read


def quote() -> Quote:
    """Return how a row is read again."""
    _say()
    return apart.quote


def preview(stream: BinaryIO, untrusted_name: str, zone: str | None) -> Preview:
    """Return the first rows of a table as they are understood, in this time zone where they carry none."""
    _say()
    found = apart.preview(stream, untrusted_name, None)
    if zone is None or zone == found.mapping.timezone:
        return found
    return apart.preview(stream, untrusted_name, replace(found.mapping, timezone=zone))


def _say() -> None:
    if not apart.is_apart():
        print(f"watchfield: {apart.IN_THIS_PROCESS}", file=sys.stderr)
