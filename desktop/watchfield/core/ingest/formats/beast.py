"""Raw Mode S in Beast form: frames that begin with 0x1A, which within a frame is written twice.

    1A  type  counter 48 bit  signal 8 bit  message
        31    Mode A/C, 2 bytes            32    Mode S, 7 bytes
        33    Mode S, 14 bytes             34    status of the receiver

The counter runs at 12 MHz from nowhere in particular, or says the time of day: 18 bits of seconds, 30 of nanoseconds.
Neither says the day, so the user does. Rows count frames.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...model.reading import Refusal
from ...task import Progress, silent
from ..files import content
from ..format import Format, Head, Options
from ..part import Part
from ..values import plain
from .counter import MLAT_TICKS, Clock
from .raw_mode_s import Decoder, Messages, no_start

__all__ = ["FORMAT"]

ESCAPE = 0x1A
_LENGTHS = {0x31: 2, 0x32: 7, 0x33: 14}
_STATUS = 0x34
_TRANSPORT = (0xE3, 0xE4, 0x48, 0x50, 0x57)  # readsb's own: identity of a receiver, pings
_BEFORE = 7  # counter and signal
_PIECE_BYTES = 8 * 2**20
_MOSTLY = 0.8


@dataclass(frozen=True, eq=False, slots=True)
class _Frames:
    """Frames of some bytes.

    begin, length : int64[n], what follows the type, in ``data``
    kind : int64[n]
    data : without the second of doubled bytes
    starts : int64[n], where each begins in the bytes as they were
    """

    begin: NDArray[np.int64]
    length: NDArray[np.int64]
    kind: NDArray[np.int64]
    data: NDArray[np.uint8]
    starts: NDArray[np.int64]


def _recognises(head: Head) -> bool:
    if ESCAPE not in head.data[:64]:
        return False
    frames = _frames(head.data)
    known = np.array([_LENGTHS.get(kind, 0) + _BEFORE for kind in frames.kind.tolist()])
    sound = (frames.length == known) & (known > _BEFORE)
    if len(sound) > 1:
        sound = sound[:-1]  # the last may be cut by the end of what was looked at
    return bool(len(sound) and sound.mean() > _MOSTLY)


def _frames(data: bytes) -> _Frames:
    """Return the frames of some bytes.

    Of a run of 0x1A two and two are one that was written twice; one that is left over begins a frame.
    """
    raw = np.frombuffer(data, np.uint8)
    at = np.flatnonzero(raw == ESCAPE)
    run = np.concatenate(([0], np.flatnonzero(np.diff(at) != 1) + 1)) if len(at) else np.empty(0, np.int64)
    length = np.diff(run, append=len(at))
    within = np.arange(len(at)) - np.repeat(run, length)
    keep = np.ones(len(raw), np.bool_)
    keep[at[within % 2 == 1]] = False
    starts = at[(run + length - 1)[length % 2 == 1]]
    starts = starts[starts < len(raw) - 1]
    moved = starts - np.cumsum(~keep)[starts]
    kept = raw[keep]
    ends = np.append(moved[1:], len(kept))
    return _Frames(moved + 2, ends - moved - 2, kept[moved + 1].astype(np.int64), kept, starts)


def _pieces(stream: BinaryIO, untrusted_name: str, progress: Progress) -> Iterator[bytes]:
    """Give bytes of whole frames, some MB at a time."""
    waiting = b""
    for chunk in content.chunks(stream, untrusted_name, progress):
        waiting += chunk
        if len(waiting) >= _PIECE_BYTES:
            starts = _frames(waiting).starts
            if len(starts) > 1:
                yield waiting[: starts[-1]]
                waiting = waiting[starts[-1] :]
            elif len(waiting) > 8 * _PIECE_BYTES:
                raise ReadError("There are no more frames in the file.", where=plain(untrusted_name))
    if waiting:
        yield waiting


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    if options.start_s is None:
        raise no_start(untrusted_name)
    decoder, clock = Decoder(options), Clock(options.start_s, untrusted_name)
    first = 1
    for piece in _pieces(stream, untrusted_name, progress):
        messages, count = _messages(piece, first, clock)
        yield decoder.part(messages)
        first += count


def _messages(piece: bytes, first: int, clock: Clock) -> tuple[Messages, int]:
    """Return the messages of some frames, and how many frames there are, numbered from ``first``."""
    frames = _frames(piece)
    before = int(len(frames.starts) == 0 or frames.starts[0] > 0)  # what stands before the first frame
    row = np.arange(len(frames.begin), dtype=np.int64) + first + before
    wanted = np.zeros(256, np.int64)
    wanted[list(_LENGTHS)] = list(_LENGTHS.values())
    size = wanted[frames.kind]
    other = (frames.kind == _STATUS) | np.isin(frames.kind, _TRANSPORT)
    good = (size > 0) & (frames.length == size + _BEFORE)
    broken = [Refusal(first, "", "The file begins in the middle of a frame.")] * before
    for at in np.flatnonzero(~good & ~other).tolist():
        broken.append(
            Refusal(int(row[at]), "", _complaint(int(frames.kind[at]), int(frames.length[at]), int(size[at])))
        )
    keep = good | other
    fields = _gathered(frames, keep)
    length = np.where(good & (size > 2), size, 0)[keep]
    data = np.where(np.arange(14) < length[:, np.newaxis], fields[:, _BEFORE:], 0).astype(np.uint8)
    ticks = (fields[:, :6].astype(np.int64) << np.arange(40, -1, -8)).sum(axis=1)
    is_mlat = ticks == MLAT_TICKS
    time_s = clock.times(ticks, good[keep])
    return Messages(row[keep], time_s, data, length, is_mlat, broken), len(row) + before


def _gathered(frames: _Frames, keep: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return counter, signal and message of these frames, uint8[n, 21]; beyond the end of a frame stands anything."""
    padded = np.concatenate((frames.data, np.zeros(_BEFORE + 14, np.uint8)))
    fields: NDArray[np.uint8] = padded[frames.begin[keep, np.newaxis] + np.arange(_BEFORE + 14)]
    return fields


def _complaint(kind: int, length: int, size: int) -> str:
    if not size:
        return f"There is no frame of type {kind:02x}."
    return f"The frame has {length - _BEFORE} bytes of a message instead of {size}."


def _quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
    first = 1
    for piece in _pieces(stream, untrusted_name, silent):
        frames = _frames(piece)
        before = int(len(frames.starts) == 0 or frames.starts[0] > 0)
        at = row - first - before
        if 0 <= at < len(frames.begin):
            begin = frames.begin[at]
            return f"1a{frames.data[begin - 1 : begin + frames.length[at]][:100].tobytes().hex()}"
        first += len(frames.begin) + before
    raise ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")


FORMAT = Format("beast", "raw Mode S messages (Beast)", _recognises, _read, heeds=frozenset({"start_s"}), quote=_quote)
