"""What is in an archive, and in the archives in it? Known by content: zip (so also kmz) and tar, packed or not.

Nothing is written to disk, names are only shown. What comes out is counted and not what the archive says of itself: of
each file, and of all of them beside the size of the outermost archive, so that neither overlapping entries nor archives
in archives expand without end.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, BinaryIO, cast

from ...errors import ReadError
from .. import parsers
from ..parsers import sheets, zstd
from ..values import plain
from .content import MAX_RATIO, RATIO_FREE_BYTES, Budget
from .unpacking import Streamed, Unpacked

__all__ = ["MAX_DEPTH", "listed"]

MAX_DEPTH = 3  # an archive in an archive in an archive
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_USTAR, _USTAR_AT = b"ustar", 257  # in the header of the first file of every tar made since 1988
_HEAD_BYTES = 4096
_STEP_BYTES = 2**20
_LARGE_BYTES = 64 * 2**20  # what is larger stays packed and is unpacked as it is read
_FREE_BYTES = 8 * RATIO_FREE_BYTES  # so that one bomb does not cost the files beside it
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg", ".tif", ".tiff", ".dae")
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

Open = Callable[[], BinaryIO]
Found = tuple[str, Open]  # the name of a file, and what gives it or raises ReadError
_Raw = tuple[str, int, int, Callable[[], IO[bytes]]]  # its name, what it takes up, what it says it has, what opens it
_Lister = Callable[[BinaryIO, str], Iterator[_Raw | Found]]


class _Allowance:
    """How much may come out of one outermost archive in all."""

    def __init__(self, stored: int, untrusted_name: str) -> None:
        self._left = max(_FREE_BYTES, MAX_RATIO * stored)
        self._where = plain(untrusted_name)

    def spend(self, count: int) -> None:
        """Count bytes that came out; raises ReadError where they are too many."""
        self._left -= count
        if self._left < 0:
            raise ReadError(
                f"What is in the archive expands to more than {MAX_RATIO} times its size.",
                where=self._where,
                kept="What came before was taken.",
                advice="It looks like a decompression bomb. Ask whoever made it.",
            )


def listed(stream: BinaryIO, untrusted_name: str) -> Iterator[Found] | None:
    """Return the files of an archive, each with what opens it; None for what is no archive.

    Each is to be opened before the next is asked for. Raises ReadError, also on the way.
    """
    kind = _kind(stream, untrusted_name)
    if kind is None:
        return None
    return _files(kind, stream, untrusted_name, _Allowance(_length(stream), untrusted_name), 1)


def _files(kind: _Lister, stream: BinaryIO, untrusted_name: str, allowance: _Allowance, depth: int) -> Iterator[Found]:
    any_file = False
    try:
        for found in kind(stream, untrusted_name):
            any_file = True
            if len(found) == 2:
                yield found
            else:
                yield from _within(found, allowance, depth)
    except _BROKEN as error:
        raise _damaged(untrusted_name, error) from error
    if not any_file:
        raise ReadError("There is no file in the archive.", where=plain(untrusted_name))


def _within(raw: _Raw, allowance: _Allowance, depth: int) -> Iterator[Found]:
    """Give a file of an archive, or those in it where it is an archive itself."""
    name, stored, says, opens = raw
    try:
        stream = _unpacked(name, stored, says, opens, allowance)
        kind = _kind(stream, name)
    except ReadError as error:
        yield name, partial(_fail, error)
        return
    if kind is None:
        yield name, lambda: stream
        return
    if depth >= MAX_DEPTH:
        what = f"More than {MAX_DEPTH} archives lie inside each other."
        yield name, partial(_fail, ReadError(what, where=plain(name), advice="Unpack it first."))
        return
    inner = _files(kind, stream, name, allowance, depth + 1)
    while True:
        try:
            found = next(inner, None)
        except ReadError as error:
            yield name, partial(_fail, error)
            return
        if found is None:
            return
        yield found


def _unpacked(name: str, stored: int, says: int, opens: Callable[[], IO[bytes]], allowance: _Allowance) -> BinaryIO:
    """Return a file of an archive: its bytes in memory, or unpacked as it is read where it is large and may be."""
    budget = Budget(name)

    def spend(count: int) -> None:
        budget.spend(count, stored)
        allowance.spend(count)

    try:
        file = opens()
        if says > _LARGE_BYTES and file.seekable():
            return cast("BinaryIO", Streamed(file, spend, partial(_damaged, name)))
        parts: list[bytes] = []
        with file:
            while part := file.read(_STEP_BYTES):
                spend(len(part))
                parts.append(part)
    except _BROKEN as error:
        raise _damaged(name, error) from error
    return io.BytesIO(b"".join(parts))


# ---------------------------------------------------------------- which archive is it?


def _kind(stream: BinaryIO, untrusted_name: str) -> _Lister | None:
    """Return how to list an archive, None for what is none; the stream is then at its beginning."""
    try:
        stream.seek(0)
        begin = stream.read(_HEAD_BYTES)
        if begin.startswith(zstd.MAGIC):
            begin += stream.read(zstd.BLOCK_BYTES)
        stream.seek(0)
    except OSError as error:
        raise _damaged(untrusted_name, error) from error
    if begin.startswith((_ZIP, _EMPTY_ZIP)) and not sheets.begins(begin):  # a workbook is a zip, and a table
        return None if _is_document(stream) else _zip_files
    if _is_tar(begin):
        return _tar_files
    return _packed_tar_files if _is_tar(_begin_unpacked(begin)) else None


def _is_tar(begin: bytes) -> bool:
    return begin[_USTAR_AT : _USTAR_AT + len(_USTAR)] == _USTAR


def _begin_unpacked(begin: bytes) -> bytes:
    """Return how a packed file begins, nothing for one that is not packed or broken: whoever reads it says so."""
    found = b""
    try:
        inflater = parsers.inflater(begin)
        while inflater is not None and begin and len(found) < tarfile.BLOCKSIZE:
            part, begin = inflater.feed(begin, tarfile.BLOCKSIZE)
            found += part
    except (parsers.InflateError, ReadError):
        return b""
    return found


def _is_document(stream: BinaryIO) -> bool:
    """Tell whether a zip is one document: a workbook, which is read as a table, or a text."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
        return "[Content_Types].xml" in names or names[:1] == ["mimetype"]
    except _BROKEN:
        return False
    finally:
        stream.seek(0)


# ---------------------------------------------------------------- zip


def _zip_files(stream: BinaryIO, untrusted_name: str) -> Iterator[_Raw | Found]:
    length = _length(stream)
    with zipfile.ZipFile(stream) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.filename.lower().endswith(".kml") for info in infos):  # what a kmz shows beside its places
            infos = [info for info in infos if not info.filename.lower().endswith(_PICTURES)]
        overlapping = _overlapping(infos)
        seen: set[str] = set()
        for info in infos:
            name = f"{untrusted_name}/{info.filename}"
            if info.filename in seen:
                yield name, partial(_refuse_second, name)
            elif info.header_offset in overlapping:
                yield name, partial(_refuse_overlapping, name)
            else:
                stored = min(info.compress_size, length)  # the archive may lie
                yield name, stored, info.file_size, partial(archive.open, info)
            seen.add(info.filename)


def _overlapping(infos: list[zipfile.ZipInfo]) -> set[int]:
    """Return where entries begin that share bytes with others: how a small zip holds the same bomb many times."""
    ends = 0
    found: set[int] = set()
    previous = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < ends:
            found |= {previous, info.header_offset}
        ends = max(ends, info.header_offset + info.compress_size)
        previous = info.header_offset
    return found


# ---------------------------------------------------------------- tar


def _tar_files(stream: BinaryIO, untrusted_name: str) -> Iterator[_Raw | Found]:
    length = _length(stream)
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        yield from _tarred(archive, untrusted_name, length)


def _packed_tar_files(stream: BinaryIO, untrusted_name: str) -> Iterator[_Raw | Found]:
    unpacked = Unpacked(stream, untrusted_name)  # counts what comes out itself
    with tarfile.open(fileobj=cast("IO[bytes]", unpacked), mode="r|") as archive:
        yield from _tarred(archive, untrusted_name, 2**62)


def _tarred(archive: tarfile.TarFile, untrusted_name: str, most: int) -> Iterator[_Raw | Found]:
    """Give the files of a tar, of which none takes up more than ``most``; links and devices hold no recording."""
    seen: set[str] = set()
    for info in archive:
        name = f"{untrusted_name}/{info.name}"
        if not info.isreg():
            continue
        if info.name in seen:
            yield name, partial(_refuse_second, name)
        else:
            # One with holes says that it is larger than it is.
            yield name, min(info.size, most), info.size, partial(_extracted, archive, info)
        seen.add(info.name)


def _extracted(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    if file is None:
        raise tarfile.TarError("the member is no file")
    return file


# ---------------------------------------------------------------- what goes wrong


def _length(stream: BinaryIO) -> int:
    length = stream.seek(0, 2)
    stream.seek(0)
    return length


def _fail(error: ReadError) -> BinaryIO:
    raise error


def _refuse_second(name: str) -> BinaryIO:
    raise ReadError(
        "The archive holds a second file of this name.",
        where=plain(name),
        kept="The first was taken.",
        advice="Unpack the archive, look at both, and import the one that is meant.",
    )


def _refuse_overlapping(name: str) -> BinaryIO:
    raise ReadError(
        "It lies in the same bytes of the archive as another file.",
        where=plain(name),
        advice="The archive is damaged, or made to do harm: ask whoever made it.",
    )


def _damaged(untrusted_name: str, error: BaseException) -> ReadError:
    return ReadError(
        f"It cannot be unpacked: {plain(str(error) or type(error).__name__)}.",
        where=plain(untrusted_name),
        kept="What came before it was taken.",
        advice="Unpack it first." if isinstance(error, RuntimeError) else "Copy or download it again.",
    )
