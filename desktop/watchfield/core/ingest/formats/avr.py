"""Raw Mode S as text, the AVR form: a message a line, in hexadecimal.

    *8D4840D6202CC371C32CE0576098;                 the message
    @016CE3671C948D4840D6202CC371C32CE0576098;     a counter of 48 bits before it
    <016CE3671C94C88D4840D6202CC371C32CE0576098;   a counter and a signal

Without a counter nothing says when a message was received, and the recording cannot be read. Rows are lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...model.reading import Refusal
from ...task import Progress
from ..files import content
from ..format import Format, Head, Options
from ..part import Part
from ..values import plain
from .counter import MLAT_TICKS, Clock
from .raw_mode_s import Decoder, Messages, no_start

__all__ = ["FORMAT"]

_LINE = re.compile(
    rb"(?:[*:]|@[0-9A-Fa-f]{12}|%[0-9A-Fa-f]{12}|<[0-9A-Fa-f]{14})(?:(?:[0-9A-Fa-f]{14}){1,2}|[0-9A-Fa-f]{4});"
)
_BEFORE: Mapping[int, int] = MappingProxyType({ord("@"): 6, ord("%"): 6, ord("<"): 7})  # bytes before the message
_UNCOUNTED = (ord("*"), ord(":"))
_LENGTHS = (2, 7, 14)
_LINES_SEEN = 50
_MOSTLY = 0.8

_HEX = np.full(256, 255, np.uint8)
_HEX[list(b"0123456789")] = range(10)
_HEX[list(b"abcdef")] = _HEX[list(b"ABCDEF")] = range(10, 16)


def _recognises(head: Head) -> bool:
    lines = [line.strip() for line in head.start.splitlines()[:_LINES_SEEN] if line.strip()]
    if len(lines) > 1:
        del lines[-1]  # it may be cut by the end of what was looked at
    good = sum(_LINE.fullmatch(line) is not None for line in lines)
    return bool(lines) and good > _MOSTLY * len(lines)


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    decoder: Decoder | None = None
    for first, piece in content.pieces(stream, untrusted_name, progress):
        if decoder is None:
            _refuse_uncounted(piece, untrusted_name)
            if options.start_s is None:
                raise no_start(untrusted_name)
            decoder, clock = Decoder(options), Clock(options.start_s, untrusted_name)
        yield decoder.part(_messages(piece, first, clock))


def _refuse_uncounted(piece: bytes, untrusted_name: str) -> None:
    if not any(bytes([mark]) in piece for mark in _BEFORE):
        raise ReadError(
            "The messages carry no time stamps, so nothing says when each was received.",
            where=plain(untrusted_name),
            kept="Nothing of this file was stored.",
            advice="Record with time stamps (lines that begin with @), in Beast form or as SBS messages.",
        )


def _messages(piece: bytes, first: int, clock: Clock) -> Messages:
    """Return the messages of some lines, the first of which has this number."""
    if b"\n" not in piece:
        piece = piece.replace(b"\r", b"\n")
    letters = np.frombuffer(piece + b"\n", np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    starts = np.append(0, ends[:-1] + 1)
    ends = ends - ((ends > starts) & (letters[ends - 1] == ord("\r")))
    row = np.arange(len(starts), dtype=np.int64) + first
    there = ends > starts
    starts, ends, row = starts[there], ends[there], row[there]
    data = np.zeros((len(row), 14), np.uint8)
    ticks = np.zeros(len(row), np.int64)
    length = np.full(len(row), -1)
    mark, size = letters[starts], ends - starts
    for sign in (*_BEFORE, *_UNCOUNTED):
        before = _BEFORE.get(sign, 0)
        for count in _LENGTHS:
            at = np.flatnonzero((mark == sign) & (size == 2 * (before + count) + 2) & (letters[ends - 1] == ord(";")))
            found, good = _bytes(letters, starts[at] + 1, before + count)
            at, found = at[good], found[good]
            data[at, :count] = found[:, before:]
            length[at] = count
            if before:
                ticks[at] = (found[:, :6].astype(np.int64) << np.arange(40, -1, -8)).sum(axis=1)
    good = length > 0
    broken = [Refusal(number, "", "This is no message in hexadecimal.") for number in row[~good].tolist()]
    counted = ~np.isin(mark, _UNCOUNTED)
    time_s = np.where(counted[good], clock.times(ticks[good], counted[good]), np.nan)
    length = np.where(length > 2, length, 0)
    return Messages(row[good], time_s, data[good], length[good], ticks[good] == MLAT_TICKS, broken)


def _bytes(
    letters: NDArray[np.uint8], starts: NDArray[np.int64], count: int
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return so many bytes written in hexadecimal at these places, uint8[n, count], and which are."""
    digits = _HEX[letters[starts[:, np.newaxis] + np.arange(2 * count)]]
    return (digits[:, ::2] << 4 | digits[:, 1::2] & 15).astype(np.uint8), (digits < 16).all(axis=1)


FORMAT = Format("avr", "raw Mode S messages (AVR)", _recognises, _read, heeds=frozenset({"start_s"}))
