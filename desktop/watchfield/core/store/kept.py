"""The bytes of recordings, kept in the project where the user chooses so: what a row said can be read again from them.

They stand in pieces, for SQLite reads a blob as a whole; packed with zlib where that makes them smaller.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator

from .statements import insert, select

__all__ = ["MOST_BYTES", "PIECE_BYTES", "add_kept", "kept_problems", "read_kept"]

PIECE_BYTES = 32 << 20
MOST_BYTES = 1 << 30  # of one recording: it is held in memory when it is read again
_LEVEL = 6
_TRIED_BYTES = 1 << 18
_WORTH = 0.9  # packing takes 50 ms a megabyte; what it leaves at this size is packed already
_KEPT = insert("kept", ("sha256", "piece", "packing", "data_sha256", "data"))
_PIECES = select("kept", ("piece", "packing", "data"), "WHERE sha256 = ? ORDER BY piece")
_ALL = select("kept", ("fid", "sha256", "piece", "packing", "data_sha256", "data"), "ORDER BY sha256, piece")
_HELD = select("kept", ("count(*)",), "WHERE sha256 = ?")


def add_kept(connection: sqlite3.Connection, sha256: str, content: bytes | memoryview) -> int:
    """Keep the bytes of a recording, and return how many bytes that takes: none where they are kept already.

    Raises ValueError for what is larger than ``MOST_BYTES``.
    """
    if len(content) > MOST_BYTES:
        raise ValueError(f"{len(content):,} bytes of one recording are too many to keep")
    if connection.execute(_HELD, (sha256,)).fetchone() != (0,):
        return 0
    taken = 0
    view = memoryview(content)
    packs = len(zlib.compress(view[:_TRIED_BYTES], _LEVEL)) < _WORTH * min(len(view), _TRIED_BYTES)
    for piece, begin in enumerate(range(0, max(len(view), 1), PIECE_BYTES)):
        plain = view[begin : begin + PIECE_BYTES]
        data = zlib.compress(plain, _LEVEL) if packs else bytes(plain)
        row = (sha256, piece, "zlib" if packs else "", hashlib.sha256(data).hexdigest(), data)
        connection.execute(_KEPT, row)
        taken += len(data)
    return taken


def read_kept(connection: sqlite3.Connection, sha256: str) -> bytes | None:
    """Return the bytes of a recording as it was imported, None where they are not kept.

    Raises ValueError where what is kept is not the recording of this hash.
    """
    found, size = [], 0
    for expected, (piece, packing, data) in enumerate(connection.execute(_PIECES, (sha256,))):
        if piece != expected or not isinstance(data, bytes):
            raise ValueError(f"piece {expected} is missing")
        found.append(_unpacked(packing, data))
        size += len(found[-1])
        if size > MOST_BYTES:
            raise ValueError("there is more than was ever kept of one recording")
    if not found:
        return None
    whole = b"".join(found)
    if hashlib.sha256(whole).hexdigest() != sha256:
        raise ValueError("the bytes are not those of the recording")
    return whole


def _unpacked(packing: object, data: bytes) -> bytes:
    if packing != "zlib":
        return data
    worker = zlib.decompressobj()
    try:
        plain = worker.decompress(data, PIECE_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not worker.eof or worker.unused_data:
        raise ValueError("a piece is longer than it may be, or cut")
    return plain


def kept_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Unpack and hash everything again, and say what is not as it was kept."""
    whole, of = hashlib.sha256(), ""
    for fid, sha256, piece, packing, data_sha256, data in connection.execute(_ALL):
        if piece == 0:
            yield from _whole_problem(whole, of)
            whole, of = hashlib.sha256(), sha256
        try:
            whole.update(_unpacked(packing, _unchanged(data, data_sha256)))
        except ValueError as error:
            yield f"Piece {piece} of the kept recording {str(sha256)[:16]} (row {fid}) is damaged: {error}."
    yield from _whole_problem(whole, of)


def _unchanged(data: object, data_sha256: str) -> bytes:
    if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != data_sha256:
        raise ValueError("it was changed")
    return data


def _whole_problem(whole: hashlib._Hash, sha256: str) -> Iterator[str]:
    if sha256 and whole.hexdigest() != sha256:
        yield f"The kept recording {str(sha256)[:16]} is not the one of this hash."
