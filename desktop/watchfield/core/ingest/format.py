"""What a format is: a name, a way to recognise it, and a way to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from ..errors import ReadError
from ..model.reading import Reading
from ..task import Progress, silent
from . import quoting
from .assembly import assembled
from .files.content import Head
from .part import Part
from .values import plain

__all__ = ["Format", "Head", "Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the user or the import says about a file, where the file itself does not.

    now_s : when the import happens, UTC seconds; a fix more than a day later has an odd time. None: no such bound
    timezone : the IANA name of the zone of times that carry none; None: not said, UTC is assumed
    start_s : when a recording without a clock begins, UTC seconds
    columns : how a table of no known format is to be read, as canonical JSON; see ``mapping``
    """

    now_s: float | None = None
    timezone: str | None = None
    start_s: float | None = None
    columns: str | None = None


_ADVICE = "Copy or download it again; if that changes nothing, ask whoever made it."

Reader = Callable[[BinaryIO, str, Options, Progress], Iterator[Part]]
Quote = Callable[[BinaryIO, str, int], str]
Together = Callable[[Sequence[tuple[bytes, str]], Options], "list[Part | ReadError]"]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    name : for scripts, ``readsb-trace``
    title : for people, ``readsb trace``
    recognises : whether the beginning of a file looks like it; by content, never by name
    reader : (stream, untrusted_name, options, progress) -> parts, so that a table may be larger than memory
    heeds : which options change what is read: ``timezone``, ``start_s``, ``columns``
    quote : (stream, untrusted_name, row) -> what that row says, as it stands in the file
    together : ([(unpacked bytes, untrusted_name), ...], options) -> for each document its one part, or why it has none:
        of small documents there are many, which cost less together. None where nothing is gained by it
    """

    name: str
    title: str
    recognises: Callable[[Head], bool]
    reader: Reader
    heeds: frozenset[str] = frozenset()
    quote: Quote = quoting.line
    together: Together | None = None

    def parts(
        self, stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress = silent
    ) -> Iterator[Part]:
        """Read a file from its beginning, unpacking what is packed. Raises ReadError or Cancelled, nothing else."""
        with _explained(untrusted_name):
            yield from self.reader(stream, untrusted_name, options, progress)

    def read(self, stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress = silent) -> Reading:
        """Return all that a file says. Raises as ``parts`` does."""
        return assembled(self.name, self.parts(stream, untrusted_name, options, progress))

    def quoted(self, stream: BinaryIO, untrusted_name: str, row: int) -> str:
        """Return what a row says, as it stands in the file. Raises ReadError."""
        with _explained(untrusted_name):
            return self.quote(stream, untrusted_name, row)


@contextmanager
def _explained(untrusted_name: str) -> Iterator[None]:
    try:
        yield
    except ReadError as error:
        if not error.advice:  # whoever is refused is told what to do
            error.advice = _ADVICE
        error.where = error.where or plain(untrusted_name)
        raise
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
