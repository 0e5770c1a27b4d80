"""What a format is: a name, a way to recognise it, and a way to read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from ..errors import ReadError
from ..model.reading import Reading
from ..task import Progress, silent
from .values import plain

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


Reader = Callable[[BinaryIO, str, Options, Progress], Reading]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    name : for scripts, ``readsb-trace``
    title : for people, ``readsb trace``
    recognises : whether the beginning of a file looks like it; by content, never by name
    reader : (stream, untrusted_name, options, progress) -> Reading
    """

    name: str
    title: str
    recognises: Callable[[Head], bool]
    reader: Reader

    def read(self, stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress = silent) -> Reading:
        """Read a file from its beginning, gunzipping what is gzip. Raises ReadError or Cancelled, nothing else."""
        try:
            return self.reader(stream, untrusted_name, options, progress)
        except MemoryError as error:
            raise ReadError(
                "The file needs more memory than there is.", where=plain(untrusted_name), advice="Split it."
            ) from error
        except OSError as error:
            raise ReadError(
                f"The file cannot be read: {error.strerror or error}.",
                where=plain(untrusted_name),
                advice="Copy it to another disk and try again.",
            ) from error
