"""What a format is: a name, a way to recognise it, and a way to read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from ..model.reading import Reading
from ..task import Progress

__all__ = ["Format", "Head", "Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the user or the import says about a file, where the file itself does not.

    now_s : when the import happens, UTC seconds; a fix more than a day later has an odd time. None: no such bound
    """

    now_s: float | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a file shows before it is read: its first and last 64 kB, gunzipped where it is gzip.

    data : the beginning
    tail : the end, empty where it would have to be gunzipped for it
    """

    data: bytes
    tail: bytes = b""

    @property
    def start(self) -> bytes:
        """The first bytes that are neither a byte order mark nor white space."""
        return self.data.removeprefix(b"\xef\xbb\xbf").lstrip()


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    name : for scripts, ``readsb-trace``
    title : for people, ``readsb trace``
    recognises : whether the beginning of a file looks like it; by content, never by name
    read : (stream, untrusted_name, options, progress) -> Reading, from the beginning of the stream, gunzipping by
        itself; raises ReadError or Cancelled and nothing else
    """

    name: str
    title: str
    recognises: Callable[[Head], bool]
    read: Callable[[BinaryIO, str, Options, Progress], Reading]
