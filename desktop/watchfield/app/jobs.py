"""Long work off the window's thread; answers that come too late are dropped."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from watchfield.core.errors import Cancelled, WatchfieldError
from watchfield.core.task import Progress

__all__ = ["Job", "Jobs", "Lane"]

Answer = TypeVar("Answer")
_NEWS_S = 0.05  # no eye reads faster; thousands of small files would fill the window's queue


class Job(QObject, Generic[Answer]):
    """One piece of work under way.

    progressed : done, total, what is being done
    """

    progressed = Signal(float, float, str)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal(object)

    def __init__(self, work: Callable[[Progress], Answer]) -> None:
        super().__init__()
        self._work = work
        self._stop = threading.Event()
        self._told_s = 0.0
        self.left = threading.Event()  # set when its thread has let go of it

    def cancel(self) -> None:
        """Ask the work to stop at its next word."""
        self._stop.set()

    def run(self) -> None:
        """Do the work; called on a thread of the pool."""
        try:
            answer = self._work(self._progress)
        except Cancelled as stopped:
            self._say(self.cancelled, stopped)
        except WatchfieldError as error:
            self._say(self.failed, error)
        except Exception as error:  # noqa: BLE001  # a fault of ours must reach the user as a message, not vanish
            self._say(self.failed, WatchfieldError(f"The program made a mistake: {type(error).__name__}: {error}"))
        else:
            self._say(self.finished, answer)

    def _say(self, signal: Any, value: object) -> None:
        """Say how it ended, if there is still a window to say it to."""
        with contextlib.suppress(RuntimeError):
            signal.emit(value)

    def _progress(self, done: float, total: float, text: str, /) -> None:
        if self._stop.is_set():
            raise Cancelled
        now_s = time.monotonic()
        if now_s - self._told_s >= _NEWS_S or done >= total:
            self._told_s = now_s
            self.progressed.emit(done, total, text)


class _Runnable(QRunnable):
    def __init__(self, job: Job[Any]) -> None:
        super().__init__()
        self._job: Job[Any] | None = job

    def run(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            left = job.left
            job.run()
            del job
            left.set()


class Jobs(QObject):
    """Starts work and hands its answer back on the window's thread."""

    def __init__(self, parent: QObject | None = None, *, threads: int = 2) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._running: set[Job[Any]] = set()
        self._stopped = False
        self._leaving: list[Job[Any]] = []

    def start(
        self,
        work: Callable[[Progress], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[WatchfieldError], None] | None = None,
        cancelled: Callable[[Cancelled], None] | None = None,
    ) -> Job[Answer]:
        """Begin work; exactly one of the three is called when it ends, unless the window is gone by then.

        After :meth:`stop` nothing is begun any more.
        """
        job: Job[Answer] = Job(work)
        if self._stopped:
            return job
        self._running.add(job)
        receiver = _Receiver(self, job, done, failed, cancelled)
        job.finished.connect(receiver.done, Qt.ConnectionType.QueuedConnection)
        job.failed.connect(receiver.failed, Qt.ConnectionType.QueuedConnection)
        job.cancelled.connect(receiver.cancelled, Qt.ConnectionType.QueuedConnection)
        self._pool.start(_Runnable(job))
        return job

    def forget(self, job: Job[Any]) -> None:
        """Let go of a job that has ended: only when its thread has, because a QObject must die on the window's thread.

        One that dies on another is deleted by Qt later, when its Python half is gone, and the program with it.
        """
        self._running.discard(job)
        self._leaving = [leaving for leaving in (*self._leaving, job) if not leaving.left.is_set()]

    def stop(self, timeout_ms: int = 15_000) -> None:
        """Ask everything to stop and wait for it."""
        self._stopped = True
        for job in tuple(self._running):
            job.cancel()
        self._pool.waitForDone(timeout_ms)


class _Receiver(QObject):
    """Takes the answer of one job on the window's thread."""

    def __init__(
        self,
        jobs: Jobs,
        job: Job[Any],
        done: Callable[[Any], None],
        failed: Callable[[WatchfieldError], None] | None,
        cancelled: Callable[[Cancelled], None] | None,
    ) -> None:
        super().__init__(jobs)
        self._jobs, self._job = jobs, job
        self._done, self._failed, self._cancelled = done, failed, cancelled

    @Slot(object)
    def done(self, answer: object) -> None:
        self._end()
        self._done(answer)

    @Slot(object)
    def failed(self, error: WatchfieldError) -> None:
        self._end()
        if self._failed:
            self._failed(error)

    @Slot(object)
    def cancelled(self, stopped: Cancelled) -> None:
        self._end()
        if self._cancelled:
            self._cancelled(stopped)

    def _end(self) -> None:
        self._jobs.forget(self._job)
        self.deleteLater()


_Wish = tuple[Callable[[Progress], Any], Callable[[Any], None], Callable[[WatchfieldError], None]]


class Lane:
    """Work of which only the newest counts: a picture of the view as it is now.

    While one is under way the next waits, and is replaced by a newer one; so the screen is never more than one behind.
    """

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._job: Job[Any] | None = None
        self._next: (
            tuple[Callable[[Progress], Any], Callable[[Any], None], Callable[[WatchfieldError], None]] | None
        ) = None

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._job is not None

    def ask(
        self,
        work: Callable[[Progress], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[WatchfieldError], None],
    ) -> None:
        """Begin work, or let it be the next."""
        if self._job is not None:
            self._next = (work, done, failed)
            return

        def finished(answer: Answer) -> None:
            self._go_on()
            done(answer)

        def broke(error: WatchfieldError) -> None:
            self._go_on()
            failed(error)

        self._job = self._jobs.start(work, finished, broke, lambda _: self._go_on())

    def _go_on(self) -> None:
        self._job = None
        if self._next is not None:
            work, done, failed = self._next
            self._next = None
            self.ask(work, done, failed)
