"""Bytes that were lost, changed or added on the way."""

# ruff: noqa: S311  chance need not be secret here

from __future__ import annotations

import random
from collections.abc import Callable

from core.ingest.malformed.kind import Fate, of_bytes

__all__ = ["DAMAGED", "NOISE", "as_text"]


def _cut(share: float) -> Callable[[bytes], bytes]:
    return lambda data: data[: int(len(data) * share)]


def _flipped(seed: int) -> Callable[[bytes], bytes]:
    def flipped(data: bytes) -> bytes:
        chance, changed = random.Random(seed), bytearray(data)
        for _ in range(5):
            changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(changed)

    return flipped


def as_text(data: bytes, encoding: str) -> bytes:
    """Return a text in another encoding; bytes that are none as if each were a character."""
    try:
        return data.decode().encode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1").encode(encoding)


NOISE = random.Random(1).randbytes(1000)

DAMAGED = (
    of_bytes("empty", lambda _: b"", Fate.REFUSED),
    of_bytes("one byte", lambda data: data[:1], Fate.REFUSED),
    of_bytes("white space", lambda _: b" \n\r\n\t ", Fate.REFUSED),
    of_bytes("NUL bytes", lambda _: bytes(1000), Fate.REFUSED),
    of_bytes("noise", lambda _: NOISE, Fate.REFUSED),
    of_bytes("a NUL inside", lambda data: data[: len(data) // 2] + b"\0" + data[len(data) // 2 :]),
    of_bytes("cut at a tenth", _cut(0.1), Fate.CUT),
    of_bytes("cut at a quarter", _cut(0.25), Fate.CUT),
    of_bytes("cut in the middle", _cut(0.5), Fate.CUT),
    of_bytes("cut at three quarters", _cut(0.75), Fate.CUT),
    of_bytes("cut before the end", lambda data: data[:-9], Fate.CUT),
    of_bytes("without its beginning", lambda data: data[20:]),
    of_bytes("twice", lambda data: data + data),
    of_bytes("noise behind", lambda data: data + NOISE),
    of_bytes("bits flipped", _flipped(1)),
    of_bytes("other bits flipped", _flipped(2)),
    of_bytes("more bits flipped", _flipped(3)),
    of_bytes("seven bits only", lambda data: bytes(byte & 0x7F for byte in data)),
    of_bytes("the magic of gzip in front", lambda data: b"\x1f\x8b\x08\0" + data),
    of_bytes("the magic of zip in front", lambda data: b"PK\x03\x04" + data),
    of_bytes("the magic of SQLite in front", lambda data: b"SQLite format 3\0" + data),
    of_bytes("the magic of Parquet around", lambda data: b"PAR1" + data + b"PAR1"),
    of_bytes("the magic of zst in front", lambda data: b"\x28\xb5\x2f\xfd" + data),
    of_bytes("in UTF-16 unmarked", lambda data: as_text(data, "utf-16-be")),
)
