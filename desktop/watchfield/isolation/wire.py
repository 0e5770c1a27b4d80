"""Frames between two processes: a head of fixed length, a small JSON text, and bytes that are columns.

    "WFf1" | uint32 length of the JSON | uint32 length of the bytes | JSON | bytes            all little-endian

Nothing on the way is ever run or unpickled. Whoever sends a frame that is none is not to be trusted any more.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

import numpy as np
import orjson

__all__ = ["HEAD_BYTES", "MAX_PAYLOAD_BYTES", "Broken", "Ended", "receive", "receive_exactly", "send", "take_rest"]

_HEAD = struct.Struct("<4sII")
_MAGIC = b"WFf1"
HEAD_BYTES = _HEAD.size
MAX_PAYLOAD_BYTES = 64 * 2**20
_MAX_JSON_BYTES = 16 * 2**20
_MAX_VECTORS = 512  # the kernel takes 1,024 at once

Buffer = bytes | bytearray | memoryview


class Incoming(Protocol):
    """Where bytes come from."""

    def recv_into(self, buffer: memoryview, /) -> int:
        """Fill some of a buffer and return how much; 0 at the end."""


class Broken(Exception):
    """What came is no frame."""


class Ended(Exception):
    """The other side is gone."""


def send(
    connection: socket.socket, message: Any, payload: Sequence[Buffer] = (), descriptors: Sequence[int] = ()
) -> None:
    """Send one frame, with open files if there are any. Raises OSError."""
    text = _dumped(message)
    views = [view for data in payload if (view := memoryview(data).cast("B")).nbytes]
    head = _HEAD.pack(_MAGIC, len(text), sum(view.nbytes for view in views))
    if descriptors:
        socket.send_fds(connection, [head], list(descriptors))
        _send_all(connection, [memoryview(text), *views])
    else:
        _send_all(connection, [memoryview(head + text), *views])


def receive(connection: Incoming) -> tuple[Any, memoryview]:
    """Return the next frame: what its JSON says, and its bytes. Raises Broken, Ended, OSError."""
    head = bytearray(HEAD_BYTES)
    receive_exactly(connection, memoryview(head))
    return take_rest(connection, bytes(head))


def take_rest(connection: Incoming, head: bytes) -> tuple[Any, memoryview]:
    """Return the frame whose head has come already."""
    text_bytes, payload_bytes = _lengths(head)
    text, payload = bytearray(text_bytes), np.empty(payload_bytes, np.uint8).data
    receive_exactly(connection, memoryview(text))
    receive_exactly(connection, payload)
    return _loaded(bytes(text)), payload


def _lengths(head: bytes) -> tuple[int, int]:
    """Return how long the JSON and the bytes of a frame are. Raises Broken."""
    magic, text_bytes, payload_bytes = _HEAD.unpack(head)
    if magic != _MAGIC or text_bytes > _MAX_JSON_BYTES or payload_bytes > MAX_PAYLOAD_BYTES:
        raise Broken("no frame of this program")
    return text_bytes, payload_bytes


def receive_exactly(connection: Incoming, into: memoryview) -> None:
    """Fill a buffer. Raises Ended where the other side goes first."""
    at = 0
    while at < len(into):
        got = connection.recv_into(into[at:])
        if not got:
            raise Ended
        at += got


def _send_all(connection: socket.socket, views: list[memoryview]) -> None:
    while views:
        sent = connection.sendmsg(views[:_MAX_VECTORS])
        while views and sent >= views[0].nbytes:
            sent -= views.pop(0).nbytes
        if sent:
            views[0] = views[0][sent:]


def _dumped(message: Any) -> bytes:
    """Return JSON; names of files may hold bytes that are no text, which only the standard library lets pass."""
    with suppress(orjson.JSONEncodeError):
        return orjson.dumps(message)
    return json.dumps(message).encode("ascii")


def _loaded(text: bytes) -> Any:
    with suppress(orjson.JSONDecodeError):
        return orjson.loads(text)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Broken("no JSON") from error
