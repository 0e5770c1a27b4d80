"""Jobs in the order of the files, dealt to whoever is free; what comes of them is taken in the same order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from watchfield.core.errors import ReadError
from watchfield.core.ingest.part import Part
from watchfield.core.ingest.recordings import Recording
from watchfield.isolation.files import File, chunks

__all__ = ["Ended", "Event", "Job", "Line", "Portion", "Share", "Started"]

_BUFFERED_BYTES = 32 * 2**20  # of one job, waiting to be taken
_BUFFERED_BYTES_IN_ALL = 128 * 2**20  # of all jobs; the one whose turn it is never waits for the others
_NEWS_S = 0.1


@dataclass(frozen=True, slots=True)
class Started:
    """A recording begins; ``whole`` says that its parts are in it already."""

    file: File
    recording: Recording
    whole: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """Parts of the recording that began last."""

    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Ended:
    """The recording that began last is at its end, or at what went wrong."""

    error: ReadError | None


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a file is read."""

    file: File
    share: float


Event = Started | Portion | Ended | Share


@dataclass(eq=False, slots=True)
class Job:
    """Some files in a row.

    next : the first file that is not done with; ``count`` : how many of its recordings have ended
    careful : one file at a time, after something went wrong with one of them
    over : everything that comes of it has been put into ``events``
    """

    files: list[File]
    next: int = 0
    count: int = 0
    careful: bool = False
    events: deque[Event] = field(default_factory=deque)
    buffered: int = 0
    over: bool = False


class Line:
    """What the threads of one import share."""

    def __init__(self, given: Iterable[File], longest: int) -> None:
        self._changed = threading.Condition()
        self._chunks = chunks(given)
        self._longest = longest
        self._jobs: deque[Job] = deque()
        self._buffered = 0
        self._all_dealt = False
        self._fault: BaseException | None = None
        self.stopped = False

    def take(self, *, wait: bool) -> Job | None:
        """Return the next job; None where there is none left, or (without waiting) none just now."""
        with self._changed:
            while len(self._jobs) >= self._longest and not self.stopped and wait:
                self._changed.wait()
            if self.stopped or self._all_dealt or len(self._jobs) >= self._longest:
                return None
            files = next(self._chunks, None)
            job = None if files is None else Job(files)
            if job is None:
                self._all_dealt = True
            else:
                self._jobs.append(job)
            self._changed.notify_all()
            return job

    def put(self, job: Job, events: Iterable[Event], size: int = 0, *, over: bool = False) -> None:
        """Add what came of a job, and wait while too much of it lies here."""
        with self._changed:
            job.events.extend(events)
            job.buffered += size
            self._buffered += size
            job.over = over
            self._changed.notify_all()
            while self._is_too_much(job) and not self.stopped:
                self._changed.wait()

    def _is_too_much(self, job: Job) -> bool:
        is_next = bool(self._jobs) and self._jobs[0] is job
        return job.buffered > _BUFFERED_BYTES or (not is_next and self._buffered > _BUFFERED_BYTES_IN_ALL)

    def fail(self, fault: BaseException) -> None:
        """Have whoever takes what comes raise this: a fault of the program."""
        with self._changed:
            self._fault = self._fault or fault
            self._changed.notify_all()

    def stop(self) -> None:
        """Let everybody who waits go."""
        with self._changed:
            self.stopped = True
            self._changed.notify_all()

    def events(self) -> Iterator[Event | None]:
        """Give what comes of the jobs, in their order; None ten times a second while nothing does."""
        while (job := self._first()) is not None:
            over = False
            while not over:
                events, over = self._taken(job)
                if not events and not over:
                    yield None
                yield from events
            with self._changed:
                self._jobs.popleft()
                self._changed.notify_all()

    def _first(self) -> Job | None:
        """Return the job whose turn it is, None at the end."""
        with self._changed:
            while not self._jobs and not self._all_dealt and self._fault is None:
                self._changed.wait()
            if self._fault is not None:
                raise self._fault
            return self._jobs[0] if self._jobs else None

    def _taken(self, job: Job) -> tuple[deque[Event], bool]:
        with self._changed:
            if not job.events and not job.over and self._fault is None:
                self._changed.wait(_NEWS_S)
            if self._fault is not None:
                raise self._fault
            self._buffered -= job.buffered
            events, job.events, job.buffered = job.events, deque(), 0
            self._changed.notify_all()
            return events, job.over
