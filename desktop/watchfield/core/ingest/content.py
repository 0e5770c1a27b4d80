"""The bytes of a file: whole, gunzipped, and never more than there should be."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from ..errors import ReadError
from ..task import Progress
from . import parsers
from .values import plain

__all__ = ["GZIP", "HEAD_BYTES", "Budget", "Head", "head", "text", "whole"]

HEAD_BYTES = 64 * 1024
MAX_BYTES = 4 * 2**30  # of a file as it lies there
MAX_EXPANDED_BYTES = 8 * 2**30
MAX_RATIO = 200  # JSON of real traces shrinks to a tenth; a bomb to a thousandth
RATIO_FREE_BYTES = 32 * 2**20  # below this nobody is hurt, and small files of zeros may shrink as they like

GZIP = b"\x1f\x8b"
_STEP_BYTES = 2**20
_GUNZIP_STEP_BYTES = 16 * 2**20


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
    if data.startswith(GZIP):
        data = _gunzipped_head(data, untrusted_name)
    else:
        length = stream.seek(0, 2)
        stream.seek(max(0, length - HEAD_BYTES))
        tail = stream.read(HEAD_BYTES)
    stream.seek(0)
    return Head(_decoded(data[:HEAD_BYTES]), tail)


def whole(stream: BinaryIO, untrusted_name: str, progress: Progress) -> bytes:
    """Return all bytes of a file, gunzipped where it is gzip.

    Raises ReadError where the file is empty, too large, or gzip that is broken, cut short or a bomb.
    """
    length = stream.seek(0, 2)
    stream.seek(0)
    where = plain(untrusted_name)
    if length > MAX_BYTES:
        raise ReadError(f"The file has {length:,} bytes, more than {MAX_BYTES:,}.", where=where, advice="Split it.")
    first = stream.read(min(_STEP_BYTES, MAX_BYTES))
    if not first:
        raise ReadError("The file is empty.", where=where, advice="Copy or download it again.")
    if first.startswith(GZIP):
        return _gunzip(stream, first, length, untrusted_name, progress)
    parts = [first]
    done = len(first)
    while part := stream.read(_STEP_BYTES):
        parts.append(part)
        done += len(part)
        progress(done, 2 * max(length, done), where)
    return b"".join(parts)


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


def _gunzip(stream: BinaryIO, first: bytes, length: int, untrusted_name: str, progress: Progress) -> bytes:
    budget = Budget(untrusted_name)
    parts: list[bytes] = []
    inflater = parsers.Inflater()
    compressed, data = len(first), first
    try:
        while data:
            while data:
                part, data = inflater.feed(data, _GUNZIP_STEP_BYTES)
                budget.spend(len(part), compressed)
                parts.append(part)
            progress(compressed, 2 * max(length, compressed), plain(untrusted_name))
            data = stream.read(_STEP_BYTES)
            compressed += len(data)
        while part := inflater.rest(_GUNZIP_STEP_BYTES):
            budget.spend(len(part), compressed)
            parts.append(part)
    except parsers.InflateError as error:
        raise _broken_gzip(untrusted_name, str(error)) from error
    if not inflater.complete:
        raise _broken_gzip(untrusted_name, "it ends in the middle")
    return b"".join(parts)


def _gunzipped_head(data: bytes, untrusted_name: str) -> bytes:
    """Return what the first bytes of a gzip file hold; the rest being broken is found when it is read."""
    inflater = parsers.Inflater()
    try:
        part, _ = inflater.feed(data, HEAD_BYTES)
    except parsers.InflateError as error:
        raise _broken_gzip(untrusted_name, str(error)) from error
    if not part and inflater.complete:
        raise ReadError(
            "The file is empty once it is unpacked.", where=plain(untrusted_name), advice="Copy or download it again."
        )
    if not part:
        raise _broken_gzip(untrusted_name, "it ends in the middle")
    return part


def _broken_gzip(untrusted_name: str, why: str) -> ReadError:
    return ReadError(
        f"The gzip data are damaged: {why}.",
        where=plain(untrusted_name),
        kept="Nothing of this file was stored.",
        advice="Copy or download it again.",
    )
