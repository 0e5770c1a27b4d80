"""The worker: a process that reads files it is handed and sends back columns. It knows no paths and opens nothing.

It is started with the number of its one connection. What it is told, as JSON beside open files and bytes:

    {"memory_bytes", "try", "format_name", "keep", options...}, bytes: the hashes that are known     once
    {"files": [[name, sha256], ...], "skip", "eager"}, with the files                                 a job
    {"ask", "name", "about"}, with the file                                                           a question
"""

from __future__ import annotations

import gc
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count, groupby, islice
from typing import Any, BinaryIO

import numpy as np  # noqa: F401 - what is needed in any case is loaded before files are given up

from watchfield.core.errors import ReadError
from watchfield.core.ingest import members_of, parsers
from watchfield.core.ingest.files.containers import Member
from watchfield.core.ingest.format import Options
from watchfield.core.ingest.recordings import Recording, Request, recordings
from watchfield.core.ingest.values import plain
from watchfield.isolation import wire
from watchfield.isolation.answers import answered
from watchfield.isolation.packing import Packer
from watchfield.isolation.sandbox import close_up

__all__ = ["main"]

_NEWS_S = 0.1  # how often it is said how far a file is
_MAX_DESCRIPTORS = 128
_DIGEST_BYTES = 32


def main(descriptor: int) -> None:
    """Serve one parent until it is gone."""
    parsers.enable_fast()
    _import_all()
    gc.set_threshold(100_000, 20, 20)  # as the command line does: columns and documents have no cycles
    with socket.socket(fileno=descriptor) as connection:
        try:
            told, known = wire.receive(connection)
            request = _request(told, known)
            landlock, seccomp = close_up(told["memory_bytes"])
            wire.send(connection, {"landlock": landlock, "seccomp": seccomp, "refused": _tried(told)})
            while True:
                _serve(connection, request)
        except (wire.Ended, wire.Broken, BrokenPipeError, ConnectionResetError):
            return  # nobody is there to hear of it


def _import_all() -> None:
    """Load what nearly every file needs; a library for tables alone is loaded when one comes."""
    import encodings.idna  # noqa: PLC0415 - or the first name that is not ASCII would look for it
    import encodings.utf_16  # noqa: F401, PLC0415
    import unicodedata  # noqa: F401, PLC0415

    for name in ("orjson", "isal.isal_zlib"):
        __import__(name)


def _request(told: dict[str, Any], known: memoryview) -> Request:
    digests = known.hex()
    step = 2 * _DIGEST_BYTES
    return Request(
        told["format_name"],
        Options(**told["options"]),
        frozenset(digests[at : at + step] for at in range(0, len(digests), step)),
        told["keep"],
    )


# ---------------------------------------------------------------- one job


def _serve(connection: socket.socket, request: Request) -> None:
    """Do one job."""
    head, descriptors, _, _ = socket.recv_fds(connection, wire.HEAD_BYTES, _MAX_DESCRIPTORS)
    if not head:
        raise wire.Ended
    if len(head) < wire.HEAD_BYTES:
        rest = bytearray(wire.HEAD_BYTES - len(head))
        wire.receive_exactly(connection, memoryview(rest))
        head += rest
    told, _ = wire.take_rest(connection, head)
    streams: list[BinaryIO] = [os.fdopen(descriptor, "rb") for descriptor in descriptors]
    try:
        if "ask" in told:
            wire.send(connection, answered(told, streams[0]))
            return
        _Job(connection, request, told, streams).run()
    finally:
        for stream in streams:
            stream.close()
    wire.send(connection, {"done": True})


class _Job:
    """Some files, read one after the other."""

    def __init__(
        self, connection: socket.socket, request: Request, told: dict[str, Any], streams: list[BinaryIO]
    ) -> None:
        self._send = partial(wire.send, connection)
        self._request, self._streams = request, streams
        self._files: list[tuple[str, str]] = [(name, sha256) for name, sha256 in told["files"]]
        self._skip, self._eager = int(told["skip"]), bool(told["eager"])
        self._packer = Packer(self._send, eager=self._eager)
        self._at = 0  # the file whose recordings come
        self._told_s = 0.0

    def run(self) -> None:
        """Read all files and send what they say."""
        for recording in self._recordings():
            suffix = self._place(recording.untrusted_name)
            self._packer.begin(self._at, suffix, recording)
            self._packer.end(self._at, self._parts(recording))
        self._packer.flush()

    def _recordings(self) -> Iterator[Recording]:
        """Give the recordings of neighbouring plain files together, those of each archive, in care each alone."""
        plain_files = {name for name, _ in self._files}
        steps = count()
        given = groupby(
            islice(self._members(), self._skip, None),
            lambda member: (member.untrusted_name in plain_files, next(steps) if self._eager else 0),
        )
        for (is_plain, _), members in given:
            # The parent has the bytes of a plain file, and need not be sent them.
            request = replace(self._request, keep=False) if is_plain else self._request
            yield from recordings(members, request, self._progress)

    def _parts(self, recording: Recording) -> ReadError | None:
        """Send the parts of a recording; return why they ended early, if they did."""
        try:
            for part in recording.parts:
                self._packer.add(self._at, part)
        except ReadError as error:
            return error
        except MemoryError:
            return ReadError("The file needs more memory than a reader may have.", advice="Split it.")
        except OSError:
            raise  # the parent is gone
        except Exception as error:  # noqa: BLE001 - a fault of one reader must not cost the other files
            return _fault(error, recording.untrusted_name)
        return None

    def _members(self) -> Iterator[Member]:
        """Give what is in the files: themselves, or the members of archives."""
        for number, ((name, sha256), stream) in enumerate(zip(self._files, self._streams, strict=True)):
            listing = members_of(stream, name)
            while True:
                try:
                    member = next(listing, None)
                except ReadError as error:
                    member = Member(name, partial(_fail, error))
                    listing = iter(())
                except Exception as error:  # noqa: BLE001 - as above
                    member = Member(name, partial(_fail, _fault(error, name)))
                    listing = iter(())
                if member is None:
                    break
                if self._eager:
                    self._send({"opens": number, "suffix": member.untrusted_name.removeprefix(name)})
                if member.untrusted_name == name:
                    member = Member(name, member.open, sha256)
                yield member

    def _place(self, name: str) -> str:
        """Return what the name of its file is followed by, for a recording that comes next."""
        for at in range(self._at, len(self._files)):
            file = self._files[at][0]
            if name == file or name.startswith(f"{file}/"):
                self._at = at
                return name[len(file) :]
        raise AssertionError("a recording of no file")

    def _progress(self, done: float, total: float, _text: str, /) -> None:
        now_s = time.monotonic()
        if now_s - self._told_s >= _NEWS_S:
            self._told_s = now_s
            self._send({"file": self._at, "share": done / total if total > 0 else 1.0})


def _fail(error: ReadError) -> BinaryIO:
    raise error


def _fault(error: Exception, untrusted_name: str) -> ReadError:
    return ReadError(
        f"The reader of this file failed ({type(error).__name__}: {plain(str(error), 200)}).",
        where=plain(untrusted_name),
        kept="Nothing of it was stored.",
        advice="This is a fault of the program: report it, with the file if you may.",
    )


# ---------------------------------------------------------------- what is refused


def _tried(told: dict[str, Any]) -> list[str]:
    """Try what must not be possible, where that is asked for, and return what was indeed refused."""
    if not told["try"]:
        return []
    attempts: dict[str, Callable[[], object]] = {
        "files": lambda: os.open("/etc/passwd", os.O_RDONLY),
        "writing": lambda: os.open("/dev/shm/watchfield", os.O_WRONLY | os.O_CREAT),  # noqa: S108 - to be refused
        "network": lambda: socket.socket(socket.AF_INET),
        "processes": _fork,
        "programs": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),  # noqa: S606 - to be refused
    }
    return [name for name, attempt in attempts.items() if _is_refused(attempt)]


def _is_refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)
