"""Files in, recordings out: archives walked, contents recognised, each file read.

The same walk serves this process and the worker: whoever may open files gives them, and whoever asked gets columns.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ..errors import ReadError
from ..task import Progress, silent
from . import format_named, recognise, recognised
from .files.containers import Member, bytes_of, members
from .files.content import GZIP, HEAD_BYTES, Head, whole
from .format import Format, Options
from .part import Part

__all__ = ["Read", "Recording", "Request", "read_here", "recordings"]

_STEP_BYTES = 2**20
_SMALL_BYTES = 2**17  # a file of so many bytes as it lies there may wait for others
_TOGETHER, _TOGETHER_BYTES = 64, 2**22  # so many are read together, or of so many bytes once they are unpacked


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
    small = _Small(request)
    for member in given:
        try:
            with member.open() as stream:
                data = stream.read(_SMALL_BYTES + 1)
                size = len(data)
                if size > _SMALL_BYTES:
                    size = stream.seek(0, 2)
                    stream.seek(0)
                elif small.takes(member, data):
                    told.begin(member.untrusted_name, size)
                    if small.is_full:
                        yield from small.given()
                    continue
                yield from small.given()
                told.begin(member.untrusted_name, size)
                yield _recording(stream, member, size, request, told.within)
        except ReadError as error:
            yield from small.given()
            yield Recording(member.untrusted_name, error=str(error))
    yield from small.given()


def _recording(stream: BinaryIO, member: Member, size: int, request: Request, progress: Progress) -> Recording:
    stream.seek(0)
    sha256 = member.sha256 or _digest(stream)
    common = partial(Recording, member.untrusted_name, sha256, size)
    if sha256 in request.known:
        return common(known=True, content=stream.read() if request.keep else None)
    content = stream.read() if request.keep else None
    try:
        chosen = _format(request) or recognise(stream, member.untrusted_name)
    except ReadError as error:
        return common(error=str(error))
    return common(chosen.name, chosen.parts(stream, member.untrusted_name, request.options, progress), content=content)


class _Small:
    """Small files that wait to be read together."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._begin()

    def _begin(self) -> None:
        self._format: Format | None = None
        self._waiting: list[Callable[..., Recording]] = []
        self._documents: list[tuple[bytes, str]] = []
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether they should be read now."""
        return self._bytes > _TOGETHER_BYTES or len(self._documents) >= _TOGETHER

    def takes(self, member: Member, data: bytes) -> bool:
        """Take a file to those that wait, if it is of their format."""
        name = member.untrusted_name
        if not data.startswith((GZIP, b"{")):
            return False
        sha256 = member.sha256 or hashlib.sha256(data).hexdigest()
        if sha256 in self._request.known:
            return False
        try:
            plain = whole(io.BytesIO(data), name, silent)
            chosen = _format(self._request) or recognised(Head(plain[:HEAD_BYTES]), name)
        except ReadError:
            return False  # why, is said when it is read alone
        if chosen.together is None or self._format not in (None, chosen):
            return False
        self._format = chosen
        content = data if self._request.keep else None
        self._waiting.append(partial(Recording, name, sha256, len(data), chosen.name, content=content))
        self._documents.append((plain, name))
        self._bytes += len(plain)
        return True

    def given(self) -> Iterator[Recording]:
        """Read what waits, and give it."""
        waiting, documents, chosen = self._waiting, self._documents, self._format
        self._begin()
        if chosen is None or chosen.together is None:
            return
        found = chosen.together(documents, self._request.options)
        for recording, part in zip(waiting, found, strict=True):
            yield recording(parts=_given(part))


def _given(part: Part | ReadError) -> Iterator[Part]:
    """Give a part, or raise the error once it is asked for."""
    if isinstance(part, ReadError):
        raise part
    yield part


def _format(request: Request) -> Format | None:
    return format_named(request.format_name) if request.format_name else None


def _digest(stream: BinaryIO) -> str:
    """Return SHA-256 of a stream, and set it back to its beginning."""
    digest = hashlib.sha256()
    while piece := stream.read(_STEP_BYTES):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()
