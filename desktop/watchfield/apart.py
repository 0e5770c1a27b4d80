"""Untrusted files are read in processes of their own, where the system has such; where not, in this one.

The one place that knows both ways: window and command line ask here, and say so where it is this process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, Protocol

from watchfield.core.ingest import beginnings, rereading
from watchfield.core.ingest.recordings import Recording, Request, read_here
from watchfield.core.ingest.rereading import Question
from watchfield.core.ingest.tables import tabular
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.core.task import Progress, silent

__all__ = ["IN_THIS_PROCESS", "Looker", "is_apart", "looker", "preview", "quote", "read"]

IN_THIS_PROCESS = "Files are read in this program's own process: this system has no isolated ones."

Seen = list[tuple[str, int, "str | None", str, "tuple[tuple[str, ...], bool] | None"]]


class Looker(Protocol):
    """Looks at files one after the other."""

    def look(self, stream: BinaryIO, untrusted_name: str) -> tuple[Seen, bool]:
        """Return what lies in a stream, and whether that was all: see :class:`beginnings.Sight`. Raises ReadError."""


def is_apart() -> bool:
    """Tell whether this system has isolated processes."""
    try:
        from watchfield.isolation import read as _  # noqa: F401, PLC0415  # not on every system
    except ImportError:
        return False
    return True


def read(paths: Iterable[Path], request: Request, progress: Progress = silent) -> Iterator[Recording]:
    """Read recordings, as :func:`read_here` does."""
    try:
        from watchfield.isolation import read as isolated  # noqa: PLC0415  # not on every system
    except ImportError:
        return read_here(paths, request, progress)
    return isolated(paths, request, progress)


def quote(stream: BinaryIO, question: Question) -> str | None:
    """Return what a row says, as :func:`rereading.answer` does."""
    try:
        from watchfield.isolation import quote as isolated  # noqa: PLC0415  # not on every system
    except ImportError:
        return rereading.answer(stream, question)
    return isolated(stream, question)


def preview(stream: BinaryIO, untrusted_name: str, mapping: ColumnMapping | None) -> tabular.Preview:
    """Return the first rows of a table, as :func:`tabular.preview` does."""
    try:
        from watchfield.isolation import preview as isolated  # noqa: PLC0415  # not on every system
    except ImportError:
        return tabular.preview(stream, untrusted_name, mapping)
    return isolated(stream, untrusted_name, mapping)


def looker() -> AbstractContextManager[Looker]:
    """Return who looks at files, for as long as there are any."""
    try:
        from watchfield.isolation import Asker  # noqa: PLC0415  # not on every system
    except ImportError:
        return nullcontext(_Here())
    return Asker()


class _Here:
    def look(self, stream: BinaryIO, untrusted_name: str) -> tuple[Seen, bool]:
        found, whole = beginnings.look(stream, untrusted_name)
        return [(*one[:4], (tuple(one.table[0]), one.table[1]) if one.table else None) for one in found], whole
