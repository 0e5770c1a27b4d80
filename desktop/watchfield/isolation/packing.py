"""From parts to frames, on the worker's side: many small parts travel together, a large one in pieces.

A frame of results, as JSON beside its bytes:

    {"columns": names of the columns that its parts have, "callsign": bool, "squawk": bool,
     "entries": [[file, [suffix, sha256, size, format, error, known, content bytes] or null, [part, ...], end], ...]}

    file      which file of the job, from 0
    [...]     what begins; null where it began in an earlier frame. suffix: what the name of the file is followed by
    part      [rows, fixes, without position, refused, refusals, tracks, identities, callsigns, squawks, mapping, notes]
    end       null: there is more to come; []: well; [kind, what, where, kept, advice]: an error

The bytes are the columns one after the other, each of all parts together, each from a multiple of eight on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchfield.core.errors import ReadError
from watchfield.core.ingest.part import Part
from watchfield.core.ingest.recordings import Recording
from watchfield.core.ingest.values import Codes

__all__ = ["LARGEST_ROWS", "Packer"]

LARGEST_ROWS = 250_000  # of a piece: 16 MB
_FULL_BYTES = 4 * 2**20
_FULL_ENTRIES = 256
_BYTES_A_ROW = 60
_PADDING = bytes(8)

Send = Callable[[Any, list[Any]], None]
_Shape = tuple[tuple[str, ...], bool, bool]


class Packer:
    """Gathers what is read and sends it in frames.

    eager : send each step at once, so that the parent knows where a worker was that dies
    """

    def __init__(self, send: Send, *, eager: bool) -> None:
        self._send = send
        self._eager = eager
        self._entries: list[list[Any]] = []
        self._parts: list[Part] = []
        self._shape: _Shape = ((), False, False)
        self._rows = 0

    def begin(self, file: int, suffix: str, recording: Recording) -> None:
        """Say which recording comes."""
        content = recording.content or b""
        step = _FULL_BYTES
        for at in range(0, len(content), step):
            self.flush()
            self._send({"content": file}, [content[at : at + step]])
        about = [suffix, recording.sha256, recording.size, recording.format, recording.error, recording.known]
        self._entries.append([file, [*about, len(content) if recording.content is not None else -1], [], None])
        if self._eager:
            self.flush()

    def add(self, file: int, part: Part) -> None:
        """Take some rows of the recording that began last."""
        for piece in _pieces(part):
            shape = (tuple(piece.columns), piece.callsign is not None, piece.squawk is not None)
            if self._parts and shape != self._shape:
                self.flush()
            if not self._entries:
                self._entries.append([file, None, [], None])
            self._shape = shape
            self._parts.append(piece)
            self._entries[-1][2].append(_described(piece))
            self._rows += len(piece)
            if self._rows * _BYTES_A_ROW >= _FULL_BYTES or self._eager:
                self.flush()

    def end(self, file: int, error: ReadError | None = None) -> None:
        """Say that the recording is at its end."""
        if not self._entries:
            self._entries.append([file, None, [], None])
        self._entries[-1][3] = [] if error is None else said(error)
        if len(self._entries) >= _FULL_ENTRIES or self._eager:
            self.flush()

    def flush(self) -> None:
        """Send what has gathered."""
        if not self._entries:
            return
        names, callsign, squawk = self._shape
        message = {"columns": names, "callsign": callsign, "squawk": squawk, "entries": self._entries}
        self._send(message, list(_bytes(self._parts, names, callsign=callsign, squawk=squawk)))
        self._entries, self._parts, self._rows = [], [], 0
        self._shape = ((), False, False)


def said(error: ReadError) -> list[str]:
    """Return an error as it travels."""
    return [type(error).__name__, error.what, error.where, error.kept, error.advice]


def _pieces(part: Part) -> Iterator[Part]:
    """Cut a part that is large; what is said once stays with the first piece."""
    if len(part) <= LARGEST_ROWS:
        yield part
        return
    for begin in range(0, len(part), LARGEST_ROWS):
        rows = slice(begin, begin + LARGEST_ROWS)
        present, track = np.unique(part.track[rows], return_inverse=True)
        first = begin == 0
        apart = part.rows - len(part) if first else 0  # rows that are no fixes
        yield Part(
            rows=len(track) + apart,
            columns={name: column[rows] for name, column in part.columns.items()},
            track=track.astype(np.uint32),
            tracks=tuple(part.tracks[number] for number in present.tolist()),
            callsign=_cut(part.callsign, rows),
            squawk=_cut(part.squawk, rows),
            without_position=part.without_position if first else 0,
            refused=part.refused if first else 0,
            refusals=part.refusals if first else (),
            identities=part.identities if first else (),
            mapping=part.mapping if first else "",
            notes=part.notes if first else (),
        )


def _cut(texts: Codes | None, rows: slice) -> Codes | None:
    """Return a column of texts for some rows, with the texts that are in them."""
    if texts is None:
        return None
    present, code = np.unique(texts.code[rows], return_inverse=True)
    missing = int(len(present) > 0 and present[0] < 0)
    return Codes((code - missing).astype(np.int32), tuple(texts.texts[at] for at in present[missing:].tolist()))


def _described(part: Part) -> list[Any]:
    return [
        part.rows,
        len(part),
        part.without_position,
        part.refused,
        [[refusal.row, refusal.column, refusal.reason] for refusal in part.refusals],
        [
            [track.key, track.icao24, track.callsign, track.registration, track.type, dict(track.facts)]
            for track in part.tracks
        ],
        [[same.key, same.same_as, same.stated_by] for same in part.identities],
        part.callsign.texts if part.callsign is not None else None,
        part.squawk.texts if part.squawk is not None else None,
        part.mapping,
        part.notes,
    ]


def _bytes(parts: list[Part], names: tuple[str, ...], *, callsign: bool, squawk: bool) -> Iterator[Any]:
    """Give the columns of all parts, each followed by what it lacks to a multiple of eight."""
    for name in names:
        yield from _padded([part.columns[name] for part in parts])
    yield from _padded([part.track for part in parts])
    if callsign:
        yield from _padded([part.callsign.code for part in parts if part.callsign is not None])
    if squawk:
        yield from _padded([part.squawk.code for part in parts if part.squawk is not None])


def _padded(columns: list[NDArray[Any]]) -> Iterator[Any]:
    if not columns:
        return
    column = np.ascontiguousarray(columns[0] if len(columns) == 1 else np.concatenate(columns))
    yield column.view(np.uint8)
    if lacking := -column.nbytes % 8:
        yield _PADDING[:lacking]
