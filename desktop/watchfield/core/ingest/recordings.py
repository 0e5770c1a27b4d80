"""Files in, recordings out: archives walked, contents recognised, each file read.

The same walk serves this process and the worker: whoever may open files gives them, and whoever asked gets columns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ..errors import ReadError
from ..task import Progress, silent
from . import format_named, recognise
from .containers import Member, bytes_of, members
from .format import Options
from .part import Part

__all__ = ["Read", "Recording", "Request", "read_here", "recordings"]

_STEP_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Request:
    """How files are to be read.

    format_name : take them for this format, whatever they look like
    known : SHA-256 of files that are held already, read the same way: they are named and not parsed
    keep : whether the bytes of each file are wanted too
    """

    format_name: str | None = None
    options: Options = field(default_factory=Options)
    known: frozenset[str] = frozenset()
    keep: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Recording:
    """One file.

    format : what its content was recognised as, None if as nothing
    size : in bytes
    parts : what it says, to be used up before the next recording is asked for; raises ReadError on the way
    error : why it was refused as a whole before anything of it was read, or empty
    known : it is held already
    content : its bytes as it lies there, where they were wanted
    """

    untrusted_name: str
    sha256: str = ""
    size: int = 0
    format: str | None = None
    parts: Iterable[Part] = ()
    error: str = ""
    known: bool = False
    content: bytes | None = None


Read = Callable[[Iterable[Path], Request, Progress], Iterator[Recording]]


def read_here(paths: Iterable[Path], request: Request, progress: Progress = silent) -> Iterator[Recording]:
    """Read files, folders and archives in this process; progress in bytes of them all. Raises Cancelled."""
    paths = tuple(paths)
    told = _Told(progress, sum(map(bytes_of, paths)))
    for path in paths:
        try:
            yield from _recordings(members(path), request, told)
        except ReadError as error:
            yield Recording(str(path), error=str(error))


def recordings(given: Iterable[Member], request: Request, progress: Progress) -> Iterator[Recording]:
    """Read files that somebody opens; progress in the bytes of those that were given."""
    yield from _recordings(given, request, _Told(progress, np.inf))


class _Told:
    """Progress in the bytes of all files; what is packed in an archive may be more than the archive."""

    def __init__(self, progress: Progress, total: float) -> None:
        self._progress, self._total = progress, total
        self._done, self._size, self._name = 0.0, 0.0, ""

    def begin(self, name: str, size: float) -> None:
        """Say that what was read before is done, and which file comes."""
        self._done, self._size, self._name = self._done + self._size, size, name
        self.within(0.0, 1.0, "")

    def within(self, done: float, total: float, _text: str, /) -> None:
        """Say how far the file is."""
        at = self._done + self._size * (done / total if total > 0 else 1.0)
        most = self._total if np.isfinite(self._total) else self._done + self._size
        self._progress(min(at, most), most, self._name)


def _recordings(given: Iterable[Member], request: Request, told: _Told) -> Iterator[Recording]:
    for member in given:
        try:
            with member.open() as stream:
                sha256, size = (member.sha256, _size(stream)) if member.sha256 else _digest(stream)
                told.begin(member.untrusted_name, size)
                yield _recording(stream, member.untrusted_name, sha256, size, request, told.within)
        except ReadError as error:
            yield Recording(member.untrusted_name, error=str(error))


def _recording(
    stream: BinaryIO, untrusted_name: str, sha256: str, size: int, request: Request, progress: Progress
) -> Recording:
    common = partial(Recording, untrusted_name, sha256, size)
    if sha256 in request.known:
        return common(known=True)
    content = stream.read() if request.keep else None
    try:
        chosen = format_named(request.format_name) if request.format_name else recognise(stream, untrusted_name)
    except ReadError as error:
        return common(error=str(error))
    return common(chosen.name, chosen.parts(stream, untrusted_name, request.options, progress), content=content)


def _size(stream: BinaryIO) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def _digest(stream: BinaryIO) -> tuple[str, int]:
    """Return SHA-256 and size of a stream, and set it back to its beginning."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(_STEP_BYTES):
        digest.update(piece)
        size += len(piece)
    stream.seek(0)
    return digest.hexdigest(), size
