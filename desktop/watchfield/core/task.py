"""How long work says how far it is, and is stopped.

Long work takes ``progress`` last and knows no thread: whoever calls it decides what becomes of the news, and raises
:class:`~.errors.Cancelled` from it when the user has asked to stop.
"""

from __future__ import annotations

from typing import Protocol

__all__ = ["Progress", "part", "silent"]


class Progress(Protocol):
    """Be told that ``done`` of ``total`` is done, in the worker's own measure (bytes, files, flights)."""

    def __call__(self, done: float, total: float, text: str, /) -> None:
        """Take the news; raise Cancelled to stop the work."""


def silent(done: float, total: float, text: str, /) -> None:
    """Take the news and do nothing."""


def part(progress: Progress, begin: float, end: float) -> Progress:
    """Give a step of a longer work its share: its own 0 to 1 becomes ``begin`` to ``end`` of the whole."""

    def within(done: float, total: float, text: str, /) -> None:
        share = done / total if total > 0 else 1.0
        progress(begin + (end - begin) * share, 1.0, text)

    return within
