"""Ctrl-C asks long work to stop at its next safe place; a second one ends the program where it is."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from watchfield.core.errors import Cancelled
from watchfield.core.task import Progress

__all__ = ["stoppable"]


@contextmanager
def stoppable(progress: Progress) -> Iterator[Progress]:
    """Give the progress that raises Cancelled once Ctrl-C was pressed.

    It is the one given outside the main thread, and where whoever started the program has it ignore Ctrl-C.
    """
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or usual is signal.SIG_IGN:
        yield progress
        return
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()
        signal.signal(signal.SIGINT, usual)

    def told(done: float, total: float, text: str, /) -> None:
        if asked.is_set():
            raise Cancelled
        progress(done, total, text)

    signal.signal(signal.SIGINT, ask)
    try:
        yield told
    finally:
        signal.signal(signal.SIGINT, usual)
