"""Streams that unpack as they are read: forwards only for a tar, with a way back for a large file of an archive."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, BinaryIO

from ...errors import ReadError
from .. import parsers
from .content import Budget

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Streamed", "Unpacked"]

_STEP_BYTES = 2**20
_TAIL_BYTES = 64 * 1024
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError, ValueError)


class Streamed(io.RawIOBase):
    """A large file of an archive, never in memory as a whole; to go back is to unpack from its beginning again.

    spend : is told of bytes that come out for the first time
    damaged : makes of what went wrong a ReadError

    Its end is kept, since whoever recognises a file looks at both ends.
    """

    def __init__(
        self, file: IO[bytes], spend: Callable[[int], None], damaged: Callable[[BaseException], ReadError]
    ) -> None:
        super().__init__()
        self._file, self._spend, self._damaged = file, spend, damaged
        self._at = 0
        self._reached = 0  # as far as it has come out yet
        self._size: int | None = None
        self._tail = b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can go back."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill some of a buffer and return how much. Raises ReadError."""
        view = memoryview(buffer).cast("B")
        data = self._kept(len(view))
        if data is None:
            data = self._unpacked(len(view))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place and return it."""
        if whence == 2:
            self._at = self._end() + offset
        else:
            self._at = offset + (self._at if whence == 1 else 0)
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def close(self) -> None:
        """Close the file of the archive too."""
        self._file.close()
        super().close()

    def _kept(self, longest: int) -> bytes | None:
        """Return bytes of the end, None where the place is before it."""
        if self._size is None or self._at < self._size - len(self._tail):
            return None
        begin = self._at - (self._size - len(self._tail))
        return self._tail[begin : begin + longest]

    def _end(self) -> int:
        """Return how long it is, which is known once it has been read through."""
        if self._size is None:
            at, self._at = self._at, self._reached
            while part := self._unpacked(_STEP_BYTES):
                self._at += len(part)
            self._at = at
        return self._size or 0

    def _unpacked(self, longest: int) -> bytes:
        try:
            if self._file.tell() != self._at:
                self._file.seek(self._at)
            data = self._file.read(longest)
        except _BROKEN as error:
            raise self._damaged(error) from error
        fresh = self._at + len(data) - self._reached
        if fresh > 0:
            self._spend(fresh)
            self._reached += fresh
            self._tail = (self._tail + data)[-_TAIL_BYTES:]
        if not data and longest and self._size is None:
            self._size = self._reached
        return data


class Unpacked:
    """A packed stream as tarfile reads it: forwards only, within a budget."""

    def __init__(self, stream: BinaryIO, untrusted_name: str) -> None:
        self._stream = stream
        self._inflater: parsers.Inflater | None = None
        self._budget = Budget(untrusted_name)
        self._read = 0
        self._waiting = b""

    def read(self, size: int) -> bytes:
        """Return up to so many bytes; fewer only at the end."""
        parts: list[bytes] = []
        while size > 0:
            part = self._more(size)
            if not part:
                break
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _more(self, size: int) -> bytes:
        part = b""
        try:
            while not part:
                self._waiting = self._waiting or self._stream.read(_STEP_BYTES)
                if self._inflater is None:
                    self._inflater = parsers.inflater(self._waiting) or parsers.Inflater()
                if not self._waiting:
                    return self._inflater.rest(size)
                self._read += len(self._waiting)
                part, self._waiting = self._inflater.feed(self._waiting, size)
                self._read -= len(self._waiting)
        except parsers.InflateError as error:
            raise tarfile.ReadError(str(error)) from error
        self._budget.spend(len(part), self._read)
        return part
