"""What is in a folder or an archive? Its files one after the other, never unpacked to disk.

An archive is known by its content: zip (so also kmz), tar, gzipped tar. A file that is none of these is its own only
member, gzipped or not. Archives inside archives stay closed. Names are shown and never used as paths.
"""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, cast

from ..errors import ReadError
from . import parsers
from .content import GZIP, Budget
from .values import plain

__all__ = ["Member", "bytes_of", "files", "members", "members_of"]

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_USTAR, _USTAR_AT = b"ustar", 257  # in the header of the first file of every tar made since 1988
_STEP_BYTES = 2**20
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,  # how zipfile says that a member is encrypted
    NotImplementedError,  # or packed by a method that it has not
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file.

    untrusted_name : where it lies, for people: ``day.zip/traces/8c/trace_full_a3c78c.json``
    open : gives the file, to be closed by the caller; raises ReadError for one that cannot be had. To be called before
        the next member is asked for: a gzipped tar is a stream
    sha256 : of its bytes, where whoever gives the file has computed it already
    """

    untrusted_name: str
    open: Callable[[], BinaryIO]
    sha256: str = ""


def members(path: Path) -> Iterator[Member]:
    """Give the files of a folder tree in order of their names, those of an archive in its own, or the file itself.

    Symbolic links inside a folder are not followed. Raises ReadError for a path that is not there and for a damaged
    archive; inside a folder such a one is a member that cannot be opened, and the walk goes on.
    """
    for file in files(path):
        if isinstance(file, Member):
            yield file
        elif file == path:
            yield from _members_in(path)
        else:
            yield from _kept_going(file)


def files(path: Path) -> Iterator[Path | Member]:
    """Give the files of a folder tree in order of their names, or the file itself; none is opened.

    A folder that may not be listed is a member that cannot be opened. Raises ReadError for what is no file.
    """
    if not path.is_dir():
        if path.exists() and not path.is_file():
            raise ReadError("This is neither a file nor a folder.", where=str(path))  # a pipe would be waited for
        yield path
        return
    barred: list[Path] = []
    for entry in _tree(path, barred):
        yield Path(entry.path)
    for folder in barred:
        error = ReadError("The folder may not be listed.", where=str(folder), advice="Ask for the right to read it.")
        yield Member(str(folder), partial(_fail, error))


def bytes_of(path: Path) -> int:
    """Return the size of a file, or of all files in a folder tree; 0 for what is not there."""
    if path.is_dir():
        return sum(entry.stat().st_size for entry in _tree(path, []))
    return path.stat().st_size if path.exists() else 0


def members_of(stream: BinaryIO, untrusted_name: str) -> Iterator[Member]:
    """Give the files of an archive that is open already; the stream must stay so meanwhile.

    For what is no archive, one member that is the stream itself.
    """
    kind = _kind(stream, untrusted_name)
    if kind is None:
        yield Member(untrusted_name, lambda: stream)
        return
    try:
        yield from kind(stream, untrusted_name)
    except _BROKEN as error:
        raise _damaged(untrusted_name, error) from error


def _kept_going(path: Path) -> Iterator[Member]:
    """Give what a file in a folder holds, a failure included."""
    try:
        yield from _members_in(path)
    except ReadError as error:
        yield Member(str(path), partial(_fail, error))


def _members_in(path: Path) -> Iterator[Member]:
    """Give what a file holds: itself, or the files of an archive."""
    with _opened(path) as stream:
        is_archive = _kind(stream, path.name) is not None
        if is_archive:
            yield from members_of(stream, str(path))
    if not is_archive:
        yield Member(str(path), partial(_opened, path))


def _tree(folder: Path, barred: list[Path]) -> Iterator[os.DirEntry[str]]:
    """Give the files of a folder tree; folders in it that may not be listed are put into ``barred``."""
    waiting = [str(folder)]  # the next one last; a tree may be deeper than Python's stack
    while waiting:
        parent = waiting.pop()
        try:
            with os.scandir(parent) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            barred.append(Path(parent))
            continue
        # The listing itself says what is a file, a folder or a link: no file has to be asked.
        yield from (entry for entry in entries if entry.is_file(follow_symlinks=False))
        waiting += [entry.path for entry in reversed(entries) if entry.is_dir(follow_symlinks=False)]


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise ReadError(f"The file cannot be opened: {error.strerror}.", where=str(path)) from error


_Lister = Callable[[BinaryIO, str], Iterator[Member]]


def _kind(stream: BinaryIO, untrusted_name: str) -> _Lister | None:
    """Return how to list an archive, None for what is none."""
    try:
        stream.seek(0)
        begin = stream.read(4096)
        stream.seek(0)
    except OSError as error:
        raise _damaged(untrusted_name, error) from error
    if begin.startswith((_ZIP, _EMPTY_ZIP)):
        return _zip_members
    if _is_tar(begin):
        return _tar_members
    if begin.startswith(GZIP):
        try:
            if _is_tar(parsers.Inflater().feed(begin, 512)[0]):
                return _tar_gz_members
        except parsers.InflateError:
            return None  # whoever reads it says what is wrong
    return None


def _is_tar(begin: bytes) -> bool:
    return begin[_USTAR_AT : _USTAR_AT + len(_USTAR)] == _USTAR


def _zip_members(stream: BinaryIO, untrusted_name: str) -> Iterator[Member]:
    seen: set[str] = set()
    length = stream.seek(0, 2)
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            name = f"{untrusted_name}/{info.filename}"
            if info.is_dir():
                continue
            if info.filename in seen:
                yield Member(name, partial(_refuse_second, name))
                continue
            seen.add(info.filename)
            stored = min(info.compress_size, length)  # the archive may lie
            yield Member(name, partial(_unpacked, partial(archive.open, info), partial(Budget, name), stored, name))


def _tar_members(stream: BinaryIO, untrusted_name: str) -> Iterator[Member]:
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        yield from _tar_files(archive, untrusted_name, None)


def _tar_gz_members(stream: BinaryIO, untrusted_name: str) -> Iterator[Member]:
    unpacked = _Gunzipped(stream, untrusted_name)
    with tarfile.open(fileobj=cast("IO[bytes]", unpacked), mode="r|") as archive:
        yield from _tar_files(archive, untrusted_name, unpacked)


def _tar_files(archive: tarfile.TarFile, untrusted_name: str, counted: _Gunzipped | None) -> Iterator[Member]:
    """Give the files of a tar; ``counted`` is what already counts the unpacked bytes, if anything does."""
    seen: set[str] = set()
    for info in archive:
        name = f"{untrusted_name}/{info.name}"
        if not info.isreg():
            continue  # links and devices hold no recording
        if info.name in seen:
            yield Member(name, partial(_refuse_second, name))
            continue
        seen.add(info.name)
        stored = info.size if counted is None else 2**62
        yield Member(name, partial(_unpacked, partial(_extracted, archive, info), partial(Budget, name), stored, name))


def _extracted(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    if file is None:
        raise tarfile.TarError("the member is no file")
    return file


def _unpacked(opened: Callable[[], IO[bytes]], budget: Callable[[], Budget], stored: int, name: str) -> BinaryIO:
    """Return a member's bytes in memory, counting what really comes out and not what the archive says."""
    parts: list[bytes] = []
    left = budget()
    try:
        with opened() as file:
            while part := file.read(_STEP_BYTES):
                left.spend(len(part), stored)
                parts.append(part)
    except _BROKEN as error:
        raise _damaged(name, error) from error
    return io.BytesIO(b"".join(parts))


class _Gunzipped:
    """A gzip stream as tarfile reads it: forward only, within a budget."""

    def __init__(self, stream: BinaryIO, untrusted_name: str) -> None:
        self._stream = stream
        self._inflater = parsers.Inflater()
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
                if not self._waiting:
                    return self._inflater.rest(size)
                self._read += len(self._waiting)
                part, self._waiting = self._inflater.feed(self._waiting, size)
                self._read -= len(self._waiting)
        except parsers.InflateError as error:
            raise tarfile.ReadError(str(error)) from error
        self._budget.spend(len(part), self._read)
        return part


def _fail(error: ReadError) -> BinaryIO:
    raise error


def _refuse_second(name: str) -> BinaryIO:
    raise ReadError(
        "The archive holds a second file of this name.",
        where=plain(name),
        kept="The first was taken.",
        advice="Unpack the archive, look at both, and import the one that is meant.",
    )


def _damaged(untrusted_name: str, error: BaseException) -> ReadError:
    return ReadError(
        f"It cannot be unpacked: {plain(str(error) or type(error).__name__)}.",
        where=plain(untrusted_name),
        kept="What came before it was taken.",
        advice="Unpack it first." if isinstance(error, RuntimeError) else "Copy or download it again.",
    )
