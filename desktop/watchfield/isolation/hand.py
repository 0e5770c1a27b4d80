"""One worker's keeper: a thread that hands it files, hears what it says, and replaces it when it dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from watchfield.core.ingest.recordings import Request
from watchfield.core.ingest.values import plain
from watchfield.isolation import wire
from watchfield.isolation.handed import Handed
from watchfield.isolation.limits import Limits
from watchfield.isolation.line import Line
from watchfield.isolation.process import Process, Silent
from watchfield.isolation.unpacking import Lie, entries

__all__ = ["Hand"]

_AHEAD = 2  # jobs that a worker has, so that it need not wait for the next
_MAX_FAILED_STARTS = 3
_GONE = (wire.Ended, wire.Broken, Lie, Silent, OSError)


class Hand(threading.Thread):
    """Works off jobs of a line with one worker after the other."""

    def __init__(self, line: Line, request: Request, limits: Limits, start: Sequence[str]) -> None:
        super().__init__(name="reads files", daemon=True)
        self._line, self._request, self._limits, self._start = line, request, limits, start
        self._process: Process | None = None
        self._failed_starts = 0
        self._jobs: deque[Handed] = deque()

    def run(self) -> None:
        """Work until there is nothing left."""
        try:
            while self._fill():
                self._hear(self._jobs[0])
        except Exception as fault:  # noqa: BLE001 - said to whoever waits for this thread
            self._line.fail(fault)
        finally:
            self._end()

    def interrupt(self) -> None:
        """End the worker at once, from another thread."""
        process = self._process
        if process is not None:
            process.interrupt()

    def _fill(self) -> bool:
        """Hand over what the worker can take; tell whether there is anything to wait for."""
        while len(self._jobs) < _AHEAD and not self._line.stopped:
            job = self._line.take(wait=not self._jobs)
            if job is None:
                break
            handed = Handed(job, self._request)
            self._jobs.append(handed)
            self._give(handed)
        return bool(self._jobs) and not self._line.stopped

    def _give(self, handed: Handed) -> None:
        """Send the files of a job that are still to be read, if there are any."""
        message, descriptors = handed.opened()
        try:
            if descriptors:
                self._running().send(message, descriptors)
                handed.sent = True
        except OSError:
            handed.sent = False  # it died, or there is none; found out when it is listened to
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _running(self) -> Process:
        """Return a worker, started if there is none. Raises OSError where none can be."""
        while self._process is None:
            if self._failed_starts >= _MAX_FAILED_STARTS or self._line.stopped:
                raise OSError("no worker can be started")
            try:
                self._process = Process(self._request, self._limits, self._start)
                self._process.greet()
            except _GONE:
                self._failed_starts += 1
                self._end()
            else:
                self._failed_starts = 0
        return self._process

    def _end(self) -> int:
        """End the worker and return its exit status."""
        process, self._process = self._process, None
        return process.end() if process is not None else 0

    # ---------------------------------------------------------------- what the worker says

    def _hear(self, handed: Handed) -> None:
        """Listen until the first job is over, or its worker dies."""
        try:
            if handed.waiting and self._failed_starts >= _MAX_FAILED_STARTS:
                self._line.put(handed.job, handed.refused("No process can be started to read this file."))
            elif handed.waiting:
                self._listen(handed)
            else:
                self._line.put(handed.job, handed.rest())
        except _GONE as error:
            self._lost(handed, error)
            return
        if handed.job.next < len(handed.job.files):  # one of many, after something went wrong
            self._give(handed)
            return
        self._line.put(handed.job, (), over=True)
        self._jobs.popleft()

    def _listen(self, handed: Handed) -> None:
        """Take what the worker says until it is through with a job. Raises what ends a worker."""
        if not handed.sent or self._process is None:
            raise wire.Ended
        while True:
            began_s = time.monotonic()
            patience_s = handed.patience_s(self._limits)
            if patience_s <= 0.0:
                raise Silent
            message, payload = self._process.receive(patience_s)
            handed.waited_s += time.monotonic() - began_s
            if not isinstance(message, dict):
                raise Lie("a message that is none")
            if "done" in message:
                self._line.put(handed.job, handed.finish())
                return
            if "content" in message:
                handed.add_content(bytes(payload))
            elif "entries" in message:
                events = [event for entry in entries(message, payload) for event in handed.taken(entry)]
                self._line.put(handed.job, events, payload.nbytes)
            else:
                self._line.put(handed.job, handed.news(message))
            if self._line.stopped:
                raise wire.Ended

    def _lost(self, handed: Handed, why: Exception) -> None:
        """Say of which file a worker died, if that is known, and give another one the rest."""
        status = self._end()
        if self._line.stopped:
            return
        self._line.put(handed.job, handed.blamed(_death(why, status, self._limits)))
        for each in self._jobs:
            each.sent = False
        for each in self._jobs:
            self._give(each)


def _death(why: Exception, status: int, limits: Limits) -> str:
    """Return in words what became of a worker."""
    if isinstance(why, Silent):
        return "The reader of this file was stopped: it took far longer than a file of this size may."
    if isinstance(why, Lie | wire.Broken):
        return f"The reader of this file gave back what cannot be ({plain(str(why), 100)})."
    name = ""
    with suppress(ValueError):
        name = f" ({signal.Signals(-status).name})" if status < 0 else ""
    memory = f" It may use {limits.memory_bytes / 2**20:,.0f} MiB of memory." if status < 0 else ""
    return f"The reader of this file crashed{name}.{memory}"
