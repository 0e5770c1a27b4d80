"""Files in, recordings out, as ``read_here`` gives them, but read in processes that can do no harm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from watchfield.core.errors import ReadError
from watchfield.core.ingest.files.containers import bytes_of
from watchfield.core.ingest.part import Part
from watchfield.core.ingest.recordings import Recording, Request
from watchfield.core.task import Progress, silent
from watchfield.isolation.files import File, found
from watchfield.isolation.hand import Hand
from watchfield.isolation.limits import Limits
from watchfield.isolation.line import Ended, Event, Line, Portion, Share, Started
from watchfield.isolation.process import command

__all__ = ["read"]

_JOBS_A_WORKER = 16  # read ahead, so that no worker waits while what came before is being stored


def read(
    paths: Iterable[Path],
    request: Request,
    progress: Progress = silent,
    *,
    limits: Limits | None = None,
    start: Sequence[str] = (),
) -> Iterator[Recording]:
    """Read files, folders and archives in worker processes; the same recordings in the same order as ``read_here``.

    progress : is told in bytes of all inputs, from the thread that asks for recordings; raises Cancelled to stop
    limits : what the workers may need
    start : what starts a worker, if not the program itself

    Raises Cancelled. Whatever a file does to its worker is an error of that file.
    """
    limits = limits or Limits()
    paths = tuple(paths)
    count = limits.worker_count()
    line = Line(found(paths), _JOBS_A_WORKER * count)
    hands = [Hand(line, request, limits, start or command()) for _ in range(count)]
    try:
        for hand in hands:
            hand.start()
        yield from _Reading(line.events(), sum(map(bytes_of, paths)), progress).recordings()
    finally:
        line.stop()
        for hand in hands:
            hand.interrupt()
        for hand in hands:
            hand.join()


class _Reading:
    """What one import takes from its line."""

    def __init__(self, events: Iterator[Event | None], total: float, progress: Progress) -> None:
        self._events, self._total, self._progress = events, total, progress
        self._done, self._name = 0.0, ""

    def recordings(self) -> Iterator[Recording]:
        """Give all recordings."""
        for event in self._events:
            if not isinstance(event, Started):
                self._news(event)
                continue
            self._tell(event.file, 0.0)
            if event.whole:
                yield event.recording
                continue
            parts = self._parts()
            yield replace(event.recording, parts=parts)
            with suppress(ReadError):
                for _ in parts:
                    pass  # whoever asked does not want the rest

    def _parts(self) -> Iterator[Part]:
        """Give the parts of the recording that began last, as they come."""
        for event in self._events:
            if isinstance(event, Portion):
                yield from event.parts
                self._news(None)
            elif isinstance(event, Ended):
                if event.error is not None:
                    raise event.error
                return
            else:
                self._news(event)

    def _news(self, event: Event | None) -> None:
        if isinstance(event, Share):
            self._tell(event.file, event.share)
        else:
            self._progress(self._done, self._total, self._name)

    def _tell(self, file: File, share: float) -> None:
        self._done, self._name = min(file.begin + share * file.size, self._total), file.name
        self._progress(self._done, self._total, self._name)
