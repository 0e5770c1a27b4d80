"""The bytes of a file: whole, gunzipped, and never more than there should be."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

import numpy as np

from ...errors import ReadError
from ...task import Progress, part
from .. import parsers
from ..parsers import zstd
from ..values import plain

__all__ = [
    "GZIP",
    "HEAD_BYTES",
    "PIECE_BYTES",
    "Budget",
    "Head",
    "chunks",
    "head",
    "lines_in",
    "pieces",
    "text",
    "whole",
]

HEAD_BYTES = 64 * 1024
MAX_BYTES = 4 * 2**30  # of a file as it lies there
MAX_EXPANDED_BYTES = 8 * 2**30
MAX_RATIO = 200  # JSON of real traces shrinks to a tenth; a bomb to a thousandth
RATIO_FREE_BYTES = 32 * 2**20  # below this nobody is hurt, and small files of zeros may shrink as they like

GZIP = b"\x1f\x8b"
_STEP_BYTES = 2**20
_UNPACK_STEP_BYTES = 4 * 2**20
PIECE_BYTES = 4 * 2**20
_LONGEST_LINE_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Head:
    """What a file shows before it is read: its first and last 64 kB, gunzipped where it is gzip.

    data : the beginning
    tail : the end, empty where it would have to be gunzipped for it
    """

    data: bytes
    tail: bytes = b""

    @property
    def start(self) -> bytes:
        """The first bytes that are neither a byte order mark nor white space."""
        return self.data.removeprefix(b"\xef\xbb\xbf").lstrip()


class Budget:
    """How far compressed bytes may still expand."""

    def __init__(self, untrusted_name: str) -> None:
        self._where = plain(untrusted_name)
        self._expanded = 0

    def spend(self, expanded: int, compressed_so_far: int) -> None:
        """Count bytes that came out; raises ReadError where they are too many for what went in."""
        self._expanded += expanded
        allowed = min(MAX_EXPANDED_BYTES, max(RATIO_FREE_BYTES, MAX_RATIO * compressed_so_far))
        if self._expanded > allowed:
            raise ReadError(
                f"The compressed data expand to more than {allowed // 2**20:,} MiB, {MAX_RATIO} times what is stored.",
                where=self._where,
                advice="It looks like a decompression bomb; nothing of it was read. Ask whoever made it.",
            )


def head(stream: BinaryIO, untrusted_name: str) -> Head:
    """Return the beginning (and end) of a file and leave the stream at its beginning.

    Raises ReadError for an empty file, and for gzip that cannot even begin.
    """
    stream.seek(0)
    data = stream.read(HEAD_BYTES)
    if not data:
        raise ReadError("The file is empty.", where=plain(untrusted_name), advice="Copy or download it again.")
    tail = b""
    try:
        inflater = parsers.inflater(data)
    except ReadError as error:
        error.where = plain(untrusted_name)
        raise
    if inflater is not None:
        if data.startswith(zstd.MAGIC):
            data += stream.read(zstd.BLOCK_BYTES)
        data = _unpacked_head(inflater, data, untrusted_name)
        tail = data if len(data) < HEAD_BYTES and inflater.complete else b""
    else:
        length = stream.seek(0, 2)
        stream.seek(max(0, length - HEAD_BYTES))
        tail = stream.read(HEAD_BYTES)
    stream.seek(0)
    return Head(_decoded(data[:HEAD_BYTES]), tail)


def chunks(stream: BinaryIO, untrusted_name: str, progress: Progress) -> Iterator[bytes]:
    """Give the bytes of a file from its beginning, unpacked where it is packed, a few MB at a time.

    Raises ReadError where the file is empty, too large, or packed and broken, cut short or a bomb.
    """
    length = stream.seek(0, 2)
    stream.seek(0)
    where = plain(untrusted_name)
    if length > MAX_BYTES:
        raise ReadError(f"The file has {length:,} bytes, more than {MAX_BYTES:,}.", where=where, advice="Split it.")
    first = stream.read(_STEP_BYTES)
    if not first:
        raise ReadError("The file is empty.", where=where, advice="Copy or download it again.")
    inflater = parsers.inflater(first)
    if inflater is not None:
        yield from _unpacked(inflater, stream, first, length, untrusted_name, progress)
        return
    done, chunk = 0, first
    while chunk:
        yield chunk
        done += len(chunk)
        progress(done, max(length, done), where)
        chunk = stream.read(_STEP_BYTES)


def whole(stream: BinaryIO, untrusted_name: str, progress: Progress) -> bytes:
    """Return all bytes of a file, unpacked where it is packed. Raises ReadError as ``chunks`` does."""
    return b"".join(chunks(stream, untrusted_name, part(progress, 0.0, 0.5)))


def pieces(
    stream: BinaryIO, untrusted_name: str, progress: Progress, *, quoted: bool = False, size: int = PIECE_BYTES
) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a text some MB at a time, each piece with the number of its first line, from 1.

    Whole lines of UTF-8 without a byte order mark; UTF-16 is converted if it says that it is. Lines end with LF, CRLF
    or, in a file that has no other, CR.

    quoted : whether a line break within double quotes belongs to its line, as in CSV
    size : from how many bytes on a piece ends

    Raises ReadError where it is not a text, or a line is longer than 64 MB.
    """
    first, waiting, seen = 1, b"", False
    held: list[bytes] = []
    for data in _as_utf8(chunks(stream, untrusted_name, progress)):
        held.append(data)
        if sum(map(len, held)) < size:
            continue
        waiting, held = b"".join(held), []
        end = _last_end(waiting, quoted=quoted)
        if not end and len(waiting) > _LONGEST_LINE_BYTES:
            what = f"A line is longer than {_LONGEST_LINE_BYTES // 2**20} MiB."
            raise ReadError(what, where=f"{plain(untrusted_name)}, row {first}", advice="The file may be damaged.")
        if end:
            piece, waiting = waiting[:end], waiting[end:]
            _refuse_nul(piece, first, untrusted_name)
            seen = seen or bool(piece.strip())
            yield first, piece
            first += lines_in(piece)
        held.append(waiting)
    waiting = b"".join(held)
    _refuse_nul(waiting, first, untrusted_name)
    if waiting:
        seen = seen or bool(waiting.strip())
        yield first, waiting
    if not seen:
        raise ReadError("There is nothing in the file.", where=plain(untrusted_name), advice="Download it again.")


def lines_in(piece: bytes) -> int:
    """Return how many line ends a piece has; CR counts where there is no LF."""
    return _count(piece, b"\n") or _count(piece, b"\r")


def _count(data: bytes, letter: bytes) -> int:
    """Return how often a letter is in a piece; ``bytes.count`` looks at one after the other."""
    if letter not in data:
        return 0
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == letter[0]))


def _last_end(waiting: bytes, *, quoted: bool) -> int:
    """Return where the last whole line ends, 0 for nowhere."""
    mark = b"\n" if b"\n" in waiting else b"\r"
    end = waiting.rfind(mark) + 1
    if mark == b"\r" and end == len(waiting):
        end = waiting.rfind(mark, 0, end - 1) + 1  # its LF may be in what comes
    if quoted and b'"' in waiting and _count(waiting[:end], b'"') % 2:
        open_at = waiting.rfind(b'"', 0, end)  # an odd one out: the line that it stands in is not whole yet
        end = waiting.rfind(mark, 0, open_at) + 1
        if _count(waiting[:end], b'"') % 2:
            return 0
    return end


def _refuse_nul(data: bytes, first: int, untrusted_name: str) -> None:
    at = data.find(b"\0")
    if at >= 0:
        raise ReadError(
            "This is not a text: there is a NUL byte.",
            where=f"{plain(untrusted_name)}, row {first + lines_in(data[:at])}",
            advice="The file may be damaged; copy or download it again.",
        )


def _as_utf8(data: Iterator[bytes]) -> Iterator[bytes]:
    """Give a text as UTF-8 without its byte order mark."""
    begin = b""
    for chunk in data:
        begin += chunk
        if len(begin) >= len(codecs.BOM_UTF8):
            break
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoder = codecs.getincrementaldecoder("utf-16")("replace")
        yield from (decoder.decode(chunk).encode("utf-8", "replace") for chunk in chain([begin], data))
        return
    yield begin.removeprefix(codecs.BOM_UTF8)
    yield from data


def text(data: bytes, untrusted_name: str) -> bytes:
    """Return the bytes of a text as UTF-8 without a byte order mark; UTF-16 is converted if it says that it is.

    Raises ReadError where it is not a text.
    """
    data = _decoded(data)
    at = data.find(b"\0")
    if at >= 0:
        row = data.count(b"\n", 0, at) + 1
        raise ReadError(
            f"This is not a text: there is a NUL byte at position {at:,}.",
            where=f"{plain(untrusted_name)}, row {row}",
            advice="The file may be damaged; copy or download it again.",
        )
    if not data.strip():
        raise ReadError("There is nothing in the file.", where=plain(untrusted_name), advice="Download it again.")
    return data


def _decoded(data: bytes) -> bytes:
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data


def _unpacked(
    inflater: parsers.Inflater,
    stream: BinaryIO,
    data: bytes,
    length: int,
    untrusted_name: str,
    progress: Progress,
) -> Iterator[bytes]:
    budget = Budget(untrusted_name)
    compressed = len(data)
    try:
        while data:
            while data:
                chunk, data = inflater.feed(data, _UNPACK_STEP_BYTES)
                budget.spend(len(chunk), compressed)
                yield chunk
            progress(compressed, max(length, compressed), plain(untrusted_name))
            data = stream.read(_STEP_BYTES)
            compressed += len(data)
        while chunk := inflater.rest(_UNPACK_STEP_BYTES):
            budget.spend(len(chunk), compressed)
            yield chunk
    except parsers.InflateError as error:
        raise _broken(untrusted_name, str(error)) from error
    if not inflater.complete:
        raise _broken(untrusted_name, "they end in the middle")


def _unpacked_head(inflater: parsers.Inflater, data: bytes, untrusted_name: str) -> bytes:
    """Return what the first bytes of a packed file hold; the rest being broken is found when it is read."""
    parts: list[bytes] = []
    left = HEAD_BYTES
    try:
        while data and left > 0:  # a file may be packed in many small pieces, one after the other
            part, data = inflater.feed(data, left)
            parts.append(part)
            left -= len(part)
    except parsers.InflateError as error:
        if left == HEAD_BYTES:
            raise _broken(untrusted_name, str(error)) from error
    if left == HEAD_BYTES and inflater.complete:
        raise ReadError(
            "The file is empty once it is unpacked.", where=plain(untrusted_name), advice="Copy or download it again."
        )
    if left == HEAD_BYTES:
        raise _broken(untrusted_name, "they end in the middle")
    return b"".join(parts)


def _broken(untrusted_name: str, why: str) -> ReadError:
    return ReadError(
        f"The compressed data are damaged: {why}.",
        where=plain(untrusted_name),
        kept="Nothing of this file was stored.",
        advice="Copy or download it again.",
    )
