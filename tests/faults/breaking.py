"""Break the bytes of a file at random, as a bad medium, a bad program or a bad person would."""

from __future__ import annotations

import random

__all__ = ["broken"]

NASTY = (
    *(b"", b"\0", b"\n", b'"', b",", b"[", b"]", b"{", b"}", b"<", b"/>", b"&", b";", b"\r", b"\xff", b"\xed\xa0\x80"),
    *(b"null", b"NaN", b"-Infinity", b"1e400", b"-0", b"9" * 400, b"90.0000001", b"540", b"1761480060000", b"-1"),
    *(b'"ground"', b'"\\ud800"', b"[[[[", b"[]", "１２".encode(), "\u202e".encode(), b"x" * 5000, b"\x1a3", b"PK\3\4"),
)
MOST = 5


def broken(data: bytes, chance: random.Random) -> bytes:
    """Return bytes that were changed in a few places."""
    for _ in range(chance.randint(1, MOST)):
        at, length = chance.randrange(len(data) + 1), chance.choice([1, 1, 2, 4, 8, 40, 200])
        kind = chance.randrange(7)
        if kind == 0 and data:
            at %= len(data)
            data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + chance.choice(NASTY) + data[at:]
        elif kind == 2:
            data = data[:at] + chance.choice(NASTY) + data[at + length :]
        elif kind == 3:
            data = data[:at] + data[at + length :]
        elif kind == 4:
            data = data[:at] + data[at : at + length] * chance.choice([2, 3, 50]) + data[at + length :]
        elif kind == 5:
            other = chance.randrange(len(data) + 1)
            data = data[:at] + data[other : other + length] + data[at + length :]
        elif chance.random() < 0.3:
            data = data[:at]
    return data
