"""A worker process as its parent holds it: started, spoken to, ended. No signal of ours is relied on."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from watchfield.core.ingest.recordings import Request
from watchfield.isolation import wire
from watchfield.isolation.limits import Limits

__all__ = ["ARGUMENT", "Process", "Silent", "command"]

ARGUMENT = "--read-for-parent"  # what the frozen program is told to be a worker; nobody else gives it
_PROGRAM = "import sys; from watchfield.isolation.worker import main; main(int(sys.argv[1]))"
_START_S = 60.0
_LOOK_S = 0.25
_BUFFER_BYTES = 4 * 2**20  # the kernel gives what it allows

# One thread each, and no memory kept in reserve: there is one worker a core.
_ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {
        "LC_ALL": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "ARROW_IO_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }
)


class Silent(Exception):
    """Nothing was heard for too long."""


def command() -> tuple[str, ...]:
    """Return what starts a worker, but for the number of its connection."""
    if getattr(sys, "frozen", False):
        return (sys.executable, ARGUMENT)
    return (sys.executable, "-I", "-c", _PROGRAM)


class Process:
    """One worker, and the connection to it."""

    def __init__(self, request: Request, limits: Limits, start: Sequence[str], *, attempts: bool = False) -> None:
        self._connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        for end, which in ((self._connection, socket.SO_RCVBUF), (theirs, socket.SO_SNDBUF)):
            end.setsockopt(socket.SOL_SOCKET, which, _BUFFER_BYTES)
        with theirs:
            try:
                self._popen = subprocess.Popen(  # noqa: S603 - this very program
                    [*start, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    cwd="/",
                    env=dict(_ENVIRONMENT),
                    start_new_session=True,  # Ctrl-C in a terminal is for the parent to hear
                )
            except BaseException:
                self._connection.close()
                raise
        self._connection.settimeout(_LOOK_S)
        self._request, self._limits, self._attempts = request, limits, attempts

    def greet(self) -> dict[str, Any]:
        """Say what is to be read and how, and return how far the worker is closed up. Raises as ``receive`` does."""
        request = self._request
        hello = {
            "memory_bytes": self._limits.memory_bytes,
            "try": self._attempts,
            "format_name": request.format_name,
            "options": asdict(request.options),
            "keep": request.keep,
        }
        self._connection.settimeout(_START_S)
        wire.send(self._connection, hello, [bytes.fromhex("".join(sorted(request.known)))])
        self._connection.settimeout(_LOOK_S)
        ready, _ = self.receive(_START_S)
        if not isinstance(ready, dict):
            raise wire.Broken("no greeting")
        return ready

    def send(self, message: Any, descriptors: Sequence[int]) -> None:
        """Hand over files. Raises OSError."""
        self._connection.settimeout(_START_S)
        wire.send(self._connection, message, (), descriptors)
        self._connection.settimeout(_LOOK_S)

    def receive(self, patience_s: float) -> tuple[Any, memoryview]:
        """Return the next frame. Raises Silent, and what ``wire.receive`` raises."""
        return wire.receive(_Patient(self._connection, patience_s))

    def end(self) -> int:
        """End the process at once and return its exit status, negative for a signal."""
        self._connection.close()
        for signal_it, wait_s in ((self._popen.terminate, 2.0), (self._popen.kill, None)):
            with suppress(subprocess.TimeoutExpired):
                if self._popen.poll() is None:
                    signal_it()
                return self._popen.wait(wait_s)
        return self._popen.wait()

    def interrupt(self) -> None:
        """End the process from another thread; whoever waits for it hears that it has ended."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._popen.kill()


class _Patient:
    """A connection that is listened to for so long and no longer."""

    def __init__(self, connection: socket.socket, patience_s: float) -> None:
        self._connection = connection
        self._until_s = time.monotonic() + patience_s

    def recv_into(self, buffer: memoryview) -> int:
        """Return how many bytes came. Raises Silent."""
        while True:
            try:
                return self._connection.recv_into(buffer)
            except TimeoutError:
                if time.monotonic() > self._until_s:
                    raise Silent from None
