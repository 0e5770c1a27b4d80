"""The parent's side of files: found, opened, hashed, handed over, and looked at again afterwards. Never parsed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from watchfield.core.errors import ReadError
from watchfield.core.ingest.files.containers import Member, files
from watchfield.core.ingest.values import plain

__all__ = ["File", "chunks", "found"]

_CHUNK_FILES = 64  # the kernel passes at most 253 descriptors at once
_CHUNK_BYTES = 4 * 2**20
_STEP_BYTES = 2**20
_UNHASHED_BYTES = 64 * 2**20
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")  # hashed member by member; zip
_USTAR, _USTAR_AT = b"ustar", 257  # tar


@dataclass(slots=True)
class File:
    """One file that was found.

    begin : how many bytes of the inputs come before it
    size : as it was found, and again when it was opened
    error : why it cannot be handed over, or empty
    sha256 : computed when it is first opened; empty for a large archive, of which nobody asks it
    """

    name: str
    begin: int = 0
    size: int = 0
    error: str = ""
    sha256: str = ""
    _seen: tuple[int, ...] = ()

    def opened(self) -> int:
        """Return a descriptor of the file for reading, hashed, at its beginning.

        Raises ReadError where it cannot be had, or is not the file that was opened before.
        """
        try:
            descriptor = os.open(self.name, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise ReadError(f"The file cannot be opened: {why}.", where=self.name) from error
        try:
            self._look(descriptor)
            if not self.sha256:
                self._hash(descriptor)
            os.lseek(descriptor, 0, os.SEEK_SET)
        except OSError as error:
            os.close(descriptor)
            raise _unreadable(self.name, error) from error
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def check(self) -> None:
        """Raise ReadError where the file is not any more what it was when it was opened."""
        try:
            seen = _state(os.stat(self.name))  # noqa: PTH116 - a hundred thousand files, and pathlib costs
        except OSError:
            seen = ()
        if seen != self._seen:
            raise self._changed()

    def content(self) -> bytes:
        """Return the bytes of the file. Raises ReadError."""
        descriptor = self.opened()
        with os.fdopen(descriptor, "rb") as stream:
            content = stream.read()
        self.check()
        if self.sha256 and hashlib.sha256(content).hexdigest() != self.sha256:
            raise self._changed()
        return content

    def hashed(self) -> str:
        """Return its hash, of a large file too that turned out to be no archive. Raises ReadError."""
        if not self.sha256:
            descriptor = self.opened()
            try:
                self.sha256 = _digest(descriptor)
            finally:
                os.close(descriptor)
            self.check()
        return self.sha256

    def _look(self, descriptor: int) -> None:
        now = os.fstat(descriptor)
        if not stat.S_ISREG(now.st_mode):
            raise ReadError("This is not a file any more.", where=self.name)
        if self._seen and _state(now) != self._seen:
            raise self._changed()
        self._seen, self.size = _state(now), now.st_size

    def _hash(self, descriptor: int) -> None:
        if self.size > _UNHASHED_BYTES:
            begin = os.pread(descriptor, 512, 0)
            if begin.startswith(_ARCHIVES) or begin[_USTAR_AT : _USTAR_AT + len(_USTAR)] == _USTAR:
                return
        self.sha256 = _digest(descriptor)

    def _changed(self) -> ReadError:
        return ReadError(
            "The file changed while it was read.",
            where=plain(self.name),
            kept="Nothing of it was stored.",
            advice="Import it again once whoever writes it is done.",
        )


def found(paths: Iterable[Path]) -> Iterator[File]:
    """Give the files below paths in order; what cannot be had is one with an error."""
    begin = 0
    for path in paths:
        try:
            for file in files(path):
                if isinstance(file, Member):
                    yield File(file.untrusted_name, begin, error=_why(file))
                    continue
                size = _size(file)
                yield File(str(file), begin, size)
                begin += size
        except ReadError as error:
            yield File(str(path), begin, error=str(error))


def chunks(given: Iterable[File]) -> Iterator[list[File]]:
    """Give files in portions that one worker takes at a time: large ones alone, no name twice in one."""
    chunk: list[File] = []
    names: set[str] = set()
    size = 0
    for file in given:
        full = len(chunk) >= _CHUNK_FILES or size + file.size > _CHUNK_BYTES
        if chunk and (full or file.name in names):
            yield chunk
            chunk, size = [], 0
            names.clear()
        names.add(file.name)
        chunk.append(file)
        size += file.size
    if chunk:
        yield chunk


def _why(member: Member) -> str:
    try:
        member.open().close()
    except ReadError as error:
        return str(error)
    return ""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _state(seen: os.stat_result) -> tuple[int, ...]:
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns


def _digest(descriptor: int) -> str:
    digest = hashlib.sha256()
    at = 0
    while piece := os.pread(descriptor, _STEP_BYTES, at):
        digest.update(piece)
        at += len(piece)
    return digest.hexdigest()


def _unreadable(name: str, error: OSError) -> ReadError:
    what = f"The file cannot be read: {error.strerror or error}."
    return ReadError(what, where=plain(name), advice="Copy it to another disk and try again.")
